"""Webhooks: a caller's own address is called when a job of theirs ends.

Callers choose where we connect to, so every rule here is against being sent to where they could not
go themselves: an internal service, a cloud's metadata, another protocol's port.
"""
