"""Numbers that may be expressions: sizes, floors, windows, and operations by kind."""
