"""Whether a provider may be asked now: its circuit breaker and its quotas, shared by all workers."""
