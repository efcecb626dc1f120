"""Names in mathematics: which are Greek letters, and what of a name is its subscript."""

from __future__ import annotations

GREEK = frozenset(
    [
        "alpha",
        "beta",
        "gamma",
        "delta",
        "epsilon",
        "zeta",
        "eta",
        "theta",
        "iota",
        "kappa",
        "lambda",
        "mu",
        "nu",
        "xi",
        "pi",
        "rho",
        "sigma",
        "tau",
        "phi",
        "chi",
        "psi",
        "omega",
        "Gamma",
        "Delta",
        "Theta",
        "Lambda",
        "Xi",
        "Pi",
        "Sigma",
        "Phi",
        "Psi",
        "Omega",
    ]
)


def parts(name: str) -> tuple[str, list[str]]:
    """The letter of a name and its subscripts: `F_in` is F with the subscript in."""
    head, *tails = name.split("_")
    return head, [tail for tail in tails if tail]
