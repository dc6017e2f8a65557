"""The HTTP calls, one module a resource."""
