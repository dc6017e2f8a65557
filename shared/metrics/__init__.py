"""What the processes count, how it comes together in the store, and what follows from it.

counted ─▶ tally (this process) ─ flush, every fifth of a second ─▶ store ─▶ figures ─▶ alarms
"""
