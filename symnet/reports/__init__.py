"""A network as tables: its rows, what conventions make of it, and the reference of layers."""
