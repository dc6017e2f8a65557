"""The description of the gateway's calls for programs (OpenAPI 3.1)."""
