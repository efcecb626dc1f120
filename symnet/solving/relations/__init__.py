"""All integers at which a relation in one symbol holds, exactly: no floating point, no search without an end.

An expression is written down once, as steps on whole numbers that name earlier steps, and then read in four ways: as a number
(`compile_exact`); as a trend (does it only grow, and between which bounds: then bisection solves it); as a period (the L for which every
floor is a polynomial in t on x = L t + r); and as those polynomials, whose signs are found by bisecting between turning points.
"""

from symnet.solving.relations.exact import compile_exact, evaluate
from symnet.solving.relations.solving import solve_relation
from symnet.solving.relations.truth import compile_relation

__all__ = ["compile_exact", "compile_relation", "evaluate", "solve_relation"]
