"""`palja gateway`, `palja worker`, `palja flower`: one process of the system by itself."""
