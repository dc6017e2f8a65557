"""What crosses an edge of the service: requests in, answers out, questions in between."""
