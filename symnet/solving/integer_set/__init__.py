"""Exact sets of integers: finite unions of intervals and residue classes, in one normal form."""

from symnet.solving.integer_set.piece import Bound, Piece
from symnet.solving.integer_set.sets import IntegerSet

__all__ = ["Bound", "IntegerSet", "Piece"]
