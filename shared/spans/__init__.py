"""Spans: which part of a trace took how long, told to a collector where the settings name one.

protocol ─ what gateway and workers know; opening ─ whether there are any; otlp ─ the real ones, loaded
with OpenTelemetry's library when there are.
"""
