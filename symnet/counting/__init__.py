"""What counts as an operation, and for whom."""
