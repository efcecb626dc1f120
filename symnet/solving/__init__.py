"""Exact sets of integers: which inputs are legal, and which sizes meet a demand."""
