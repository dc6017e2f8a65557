"""A chart drawn: first as a sheet of what stands where, then as a picture."""
