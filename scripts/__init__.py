"""The `palja` command and the scripts beside it."""
