"""What a layer is, how layers are wired, and the trace of shapes through them."""
