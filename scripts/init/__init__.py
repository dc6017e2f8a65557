"""`palja init` and `palja secret`: what an installation in containers is given at its first start."""
