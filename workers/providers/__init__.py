"""The links of the chain; each knows the protocol and its own dialect, nothing else."""
