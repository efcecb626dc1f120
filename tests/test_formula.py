"""One symbol as a formula in others, against brute force from 0."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
import sympy as sp

import symnet as sn
from symnet import Conv1d, Conv2d, ConvTranspose1d, Linear, MaxPool1d, Network, Repeat, Sequential, SymnetError
from symnet.solving.formula import Formula
from symnet.solving.solution import Combinations, Solutions

NETWORKS: dict[str, Network] = {
    "convolution": Network(Conv1d(8, "K", padding="P"), (3, "H")),
    "strided": Network(Conv1d(8, "K", padding="P", stride="S"), (3, 32)),
    "dilated": Network(Conv1d(8, "K", padding="P", stride=2, dilation=2), (3, "H")),
    "transposed": Network(ConvTranspose1d(8, "K", padding="P", stride="S", output_padding="O"), (3, 4)),
    "pooled": Network(Sequential(Conv1d(8, "K", padding="P"), MaxPool1d(2)), (3, "H")),
    "expressions": Network(Conv1d(8, 2 * sn.symbols("K") + 1, padding=sn.symbols("P") - 1), (3, "H")),
}
ASKED = {
    "= 4": lambda net: sp.Eq(net.output_shape[1], 4),
    ">= 3": lambda net: net.output_shape[1] >= 3,
    "same": lambda net: sp.Eq(net.output_shape[1], net.input_shape[1]),
}
UP_TO = 5


@pytest.mark.parametrize("asked", ASKED)
@pytest.mark.parametrize("name", NETWORKS)
def test_a_formula_holds_exactly_where_brute_force_finds_it(name: str, asked: str) -> None:
    net = NETWORKS[name]
    relation = ASKED[asked](net)
    rows = [dict(zip(net.symbols, row, strict=True)) for row in itertools.product(range(UP_TO), repeat=len(net.symbols))]
    legal = [legal_at(net, relation, row) for row in rows]
    for symbol in net.symbols:
        if (found := formula_for(symbol, net, relation)) is None:
            assert symbol == "S" or not any(legal), symbol
            continue
        assert [row in found for row in rows] == legal, (symbol, str(found))
        if found.value is not None:
            others = [({n: v for n, v in row.items() if n != symbol}, row[symbol]) for row, ok in zip(rows, legal, strict=True) if ok]
            assert all(found.value.subs({net.symbols[n]: v for n, v in other.items()}) == value for other, value in others)


def formula_for(symbol: str, net: Network, relation: Any) -> Formula | None:
    try:
        found = net.solve(relation, for_=symbol)
    except SymnetError:
        return None
    assert isinstance(found, Formula)
    return found


def legal_at(net: Network, relation: Any, row: dict[str, int]) -> bool:
    try:
        net.subs(row)
    except SymnetError:
        return False
    return bool(relation.subs({net.symbols[n]: v for n, v in row.items()}))


def test_which_padding_keeps_every_size() -> None:
    net = Network(Conv2d(8, "K", padding="P"), (3, "H", "W"))
    keeps = [sp.Eq(a, b) for a, b in zip(net.output_shape[1:], net.input_shape[1:], strict=True)]
    assert str(net.solve(*keeps, for_="P")) == "P = (K - 1)/2, where K ≡ 1 (mod 2), K >= 1"


def test_groups_are_solved_apart() -> None:
    net = Network(Conv2d(1, ("K", "J")), (1, "H", "W"))
    asked = (sp.Eq(net.output_shape[1], 3), sp.Eq(net.output_shape[2], 5))
    tables = net.solve(*asked, within={"K": range(1, 4), "J": range(1, 4)})
    assert isinstance(tables, Solutions)
    assert {names: table.rows for names, table in tables.items()} == {"H, K": ((1, 3), (2, 4), (3, 5)), "J, W": ((1, 5), (2, 6), (3, 7))}
    assert tables["H"] is tables["K"] is tables["H, K"]
    assert str(net.solve(*asked, for_=("H", "W"))) == "H = K + 2; W = J + 4"
    mixed = net.solve(*asked, for_="H", within={"J": [2]})
    assert isinstance(mixed, Solutions)
    assert isinstance(mixed["H"], Formula)
    assert isinstance(mixed["J"], Combinations)
    with pytest.raises(SymnetError, match=r"H and K depend on one another, so there is one formula for them; ask for one of them"):
        net.solve(*asked, for_=("H", "K"))


def test_which_depth() -> None:
    net = Network(Repeat(Conv1d(4, 3, padding=1), "n"), (4, 100))
    assert str(net.solve(net.receptive_field.size >= 70)) == "n >= 35"
    assert str(net.solve(sp.Eq(net.receptive_field.size, 71))) == "{35}"
    assert str(net.solve(net.params <= 1000)) == "0 <= n <= 19"
    with pytest.raises(SymnetError, match="a relation is false whatever the symbols are: the relation 2\\*n"):
        net.solve("2*n + 1 = 70")
    wide = Network(Repeat(Linear("d"), "n"), ("d",))
    assert str(wide.solve(wide.params <= 10**6, for_="n")) == "0 <= n <= ⌊1000000/(d (d + 1))⌋"
    shrinking = Network(Repeat(Conv1d(4, 3, stride=2), "n"), (4, 20))
    assert list(shrinking.solve()) == [n for n in range(9) if legal_at(shrinking, sp.true, {"n": n})] == [0, 1, 2, 3]


def test_a_table_that_would_take_long_is_fast_or_refused() -> None:
    net = Network(Conv2d(8, "K", stride="S", padding="P"), (3, 32, 32))
    wide = range(1, 300)
    with pytest.raises(SymnetError, match=r"more than 1,000,000 combinations of K, S, P solve this; give fewer values in within"):
        net.solve(sp.Eq(net.output_shape[1], 16), within={"K": wide, "S": wide})
    with pytest.raises(SymnetError, match=r"combinations of K, P, S are more than can be tried in a few seconds"):
        net.solve(sp.Eq(net.output_shape[1], 16), within={"K": wide, "S": wide, "P": wide})
    few = net.solve(sp.Eq(net.output_shape[1], 16), within={"K": wide, "S": wide, "P": [0]})
    assert set(few.rows) == {(k, 0, s) for k in range(1, 33) for s in wide if (32 - k) // s + 1 == 16}


def test_what_contradicts_is_said_of_tables_too() -> None:
    net = Network(Conv1d(8, "K"), (3, "H"))
    with pytest.raises(SymnetError, match=r"no H, K solves this within the values given: .*H >= K.* contradicts the relation H = K - 1"):
        net.solve("H = K - 1", within={"K": range(1, 9), "H": range(1, 9)})
    with pytest.raises(SymnetError, match=r"none of those for K is allowed where it stands"):
        net.solve(within={"K": [0], "H": range(3)})
