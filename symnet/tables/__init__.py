"""Tables of typed cells, of anything, and the formats they and formulas are printed in."""
