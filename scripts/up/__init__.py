"""`palja up`: everything on one machine, under one supervisor."""
