"""What can be claimed of a chart, and how each claim is held against one; no word of any language."""
