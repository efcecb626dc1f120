"""Exact solution sets against brute force, on the note's network and on random ones."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

import symnet as sn
from symnet import Conv2d, Flatten, Linear, MaxPool2d, Network, Parallel, ReLU, Residual, Sequential, SymnetError
from symnet.solving.solution import Combinations, Solution
from tests.strategies import image_graphs

UP_TO = 2000


def legal(graph: Any, height: int, exact: bool = False) -> Network | None:
    try:
        net = Network(graph, (3, height, 31))
        return net.exact() if exact else net
    except SymnetError:
        return None


@pytest.fixture
def alexnet() -> Network:
    return sn.zoo.alexnet(input_shape=("F_in", "H", "H"))


def test_all_legal_heights_and_why(alexnet: Network) -> None:
    solution = alexnet.solve()
    assert str(solution) == "H >= 67"
    assert solution.set == sp.Range(67, sp.oo)
    assert solution.explain().startswith("H >= 67\n  H >= 67: Maxpool3: ⌊(H - 35)/16⌋ + 1 >= 3, else kernel 3 does not fit")


def test_the_flatten_is_9216_from_227_to_258(alexnet: Network) -> None:
    solution = alexnet.solve(sp.Eq(alexnet["Maxpool3"].output_shape[1], 6))
    assert list(solution) == list(range(227, 259))
    assert (227 in solution, 259 in solution, solution.nearest(224)) == (True, False, 227)
    assert 227 in solution.set
    assert 259 not in solution.set
    assert str(solution) == "227 <= H <= 258"


def test_the_exact_reading_is_a_residue_class(alexnet: Network) -> None:
    assert str(alexnet.exact().solve()) == "H ≡ 3 (mod 32), H >= 67"
    first = alexnet.solve("4 | H - 11")
    assert (first.below(224), first.above(224)) == (223, 227)


def test_free_symbols_are_solved_apart() -> None:
    solutions = sn.zoo.alexnet(input_shape=(3, "H", "W")).solve("W <= 100")
    assert str(solutions) == "H >= 67; 67 <= W <= 100"


@given(image_graphs(), st.booleans())
def test_legal_inputs_are_what_brute_force_finds(graph: Any, exact: bool) -> None:
    members = {h for h in range(1, 90) if legal(graph, h, exact)}
    try:
        net = Network(graph, (3, "H", 31))
        found = (net.exact() if exact else net).solve("H <= 89")
    except SymnetError:
        assert not members
        return
    assert set(found) == members


@given(image_graphs())
def test_legal_inputs_up_to_2000(graph: Any) -> None:
    try:
        found = set(Network(graph, (3, "H", 31)).solve(f"H <= {UP_TO}"))
        every = Network(graph, (3, np.arange(1, UP_TO + 1), 31))
    except SymnetError:
        assert legal(graph, 20) is None or legal(graph, 40) is None
        return
    mask = np.broadcast_to(every.legal, UP_TO)
    assert found == {h for h in range(1, UP_TO + 1) if mask[h - 1]}


@given(image_graphs(), st.integers(1, 60))
def test_a_wanted_output_size_is_what_brute_force_finds(graph: Any, wanted: int) -> None:
    if len(sn.Network(graph, (3, "H", "W")).output_shape) != 3:
        return
    members = {h for h in range(1, 150) if (net := legal(graph, h)) and net.output_shape[1] == wanted}
    try:
        net = Network(graph, (3, "H", 31))
        found = net.solve(sp.Eq(sp.sympify(net.output_shape[1]), wanted), "H < 150")
    except SymnetError:
        assert not members
        return
    assert set(found) == members


def unet(depth: int = 4) -> Any:
    """Ronneberger et al. 2015, figure 1: unpadded convolutions, halving pools, doubling and crops left out of the sizes."""
    down: list[Any] = [op for _ in range(depth) for op in (Conv2d(4, 3), Conv2d(4, 3), MaxPool2d(2))]
    up = [op for _ in range(depth) for op in (sn.ConvTranspose2d(4, 2, stride=2), Conv2d(4, 3), Conv2d(4, 3))]
    return Sequential(*down, Conv2d(4, 3), Conv2d(4, 3), *up)


def test_unet_takes_572_to_388() -> None:
    assert Network(unet(), (1, 572, 572)).output_shape[1:] == (388, 388)
    legal_sizes = Network(unet(), (1, "W", "W")).exact().solve()
    assert 572 in legal_sizes
    assert [w for w in range(560, 600) if w in legal_sizes] == [572, 588]
    assert str(legal_sizes) == "W ≡ 12 (mod 16), W >= 188"


def test_skip_connections_are_conditions() -> None:
    body = Sequential(Conv2d(8, 3, stride=2, padding=1), sn.ConvTranspose2d(3, 2, stride=2))
    net = Network(Parallel(body, None, merge=sn.Add()), (3, "H", "H"))
    assert str(net.solve()) == "H ≡ 0 (mod 2), H >= 2"
    with pytest.raises(
        SymnetError, match=r"the shapes differ on axis 1: 8 in input 1, 7 in input 2.*nearest legal heights for this network are 6 and 8"
    ):
        Network(Parallel(body, None, merge=sn.Add()), (3, 7, 7))


def test_budgets_are_met_exactly() -> None:
    net = Network(Sequential(Conv2d("c", 3, padding=1), ReLU(), Conv2d("c", 3, padding=1), Flatten(), Linear(10)), (3, 32, 32))
    for quantity in (net.params, net.macs):
        limit = 5_000_000
        found = net.solve(quantity <= limit)
        assert found.largest is not None
        symbol = net.symbols["c"]
        assert quantity.subs(symbol, found.largest) <= limit < quantity.subs(symbol, found.largest + 1)
        assert found.smallest == 1
    assert list(net.solve(net.params <= 5_000_000, "64 | c")) == [64, 128, 192, 256, 320]


def test_tied_symbols_make_a_finite_table() -> None:
    net = Network(Conv2d(8, "K", stride="S", padding="P"), (3, 32, 32))
    table = net.solve(sp.Eq(net.output_shape[1], 16), within={"K": range(1, 8), "S": range(1, 4)})
    assert isinstance(table, Combinations)
    brute = {(k, s, p) for k in range(1, 8) for s in range(1, 4) for p in range(60) if (32 + 2 * p - k) // s + 1 == 16}
    assert set(table.rows) == brute
    assert {"K": 3, "S": 2, "P": 1} in table
    with pytest.raises(SymnetError, match=r"K, P, S depend on one another; give the values to try"):
        net.solve(sp.Eq(net.output_shape[1], 16))


@pytest.mark.parametrize(
    ("relations", "message"),
    [
        (("H <= 60",), r"no H solves this: Maxpool3: .* needs H >= 67, but the relation H <= 60 needs 1 <= H <= 60"),
        (("H = 100", "H = 200"), r"the relation H = 100 needs .*, but the relation H = 200 needs"),
        (("Q = 1",), r"unknown symbol 'Q'; known: F_in, H"),
        (("H + 1",), r"is not a relation"),
        ((3,), r"3 is not a relation"),
        ((False,), r"false whatever the symbols are"),
    ],
)
def test_errors_say_what_contradicts(alexnet: Network, relations: tuple[Any, ...], message: str) -> None:
    with pytest.raises(SymnetError, match=message):
        alexnet.solve(*relations)


def test_a_network_of_numbers_has_nothing_to_solve() -> None:
    with pytest.raises(SymnetError, match="there is nothing to solve for: the network has no symbols"):
        sn.zoo.alexnet().solve()


def test_promises_take_floors_away(alexnet: Network) -> None:
    H = alexnet.symbols["H"]
    assert alexnet.assume("32 | H")["Maxpool3"].output_shape[1] == H / 32 - 2
    assert alexnet["Maxpool3"].output_shape[1] == sp.floor((H - 67) / 32) + 1
    assert str(alexnet.assume("32 | H").solve()) == "H ≡ 0 (mod 32), H >= 96"
    with pytest.raises(SymnetError, match=r"'32 \| Q' is not a promise about this network; write one as '32 \| H'"):
        alexnet.assume("32 | Q")
    for h in range(96, 400, 32):
        assert alexnet.assume("32 | H").subs(H=h).output_shape == alexnet.subs(H=h).output_shape


def test_conditions_name_their_layer(alexnet: Network) -> None:
    assert {c.place for c in alexnet.conditions} == {"Conv1", "Conv2", "Conv3", "Conv4", "Conv5", "Maxpool1", "Maxpool2", "Maxpool3"}
    grouped = Network(Conv2d("c", 3, padding=1, groups="g"), (6, 8, 8))
    assert sp.Eq(sp.Mod(6, sn.symbols("g")), 0) in [c.relation for c in grouped.conditions]
    skip = Network(Residual(Conv2d("c", 3, padding=1)), (6, 8, 8))
    assert isinstance(skip.solve(), Solution)
    assert list(skip.solve()) == [6]


def test_where_nothing_is_asked_every_size_is_legal() -> None:
    assert str(Network(Conv2d(4, 3, padding=1), (3, "H", "H")).solve()) == "H >= 1"
    assert str(Network(ReLU(), ("C", "H", "W")).solve()) == "C >= 1; H >= 1; W >= 1"


def test_conditions_of_a_repetition_hold_for_every_run() -> None:
    body = Sequential(Conv2d(8, 5), MaxPool2d(2))
    deep = Network(sn.Repeat(body, "n"), (8, "H", "H"))
    with pytest.raises(SymnetError, match=r"must hold for every i; put a number in for n, with subs$"):
        deep.solve()
    for times in (1, 2, 3):
        unrolled = Network(Sequential(*[body] * times), (8, "H", "H"))
        assert set(deep.subs(n=times).solve("H < 300")) == set(unrolled.solve("H < 300"))
        exact, unrolled_exact = (net.exact().solve("H < 300") for net in (deep.subs(n=times), unrolled))
        assert set(exact) == set(unrolled_exact)


def test_values_for_all_groups_are_looked_up_as_those_of_one() -> None:
    net = Network(sn.Conv2d(1, ("K", "J")), (1, "H", "W"))
    out = net.output_shape
    found = net.solve(sp.Eq(out[1], 3), sp.Eq(out[2], 5), within={"K": range(1, 4), "J": range(1, 4)})
    assert {"K": 2, "H": 4, "J": 3, "W": 7} in found
    assert {"K": 2, "H": 5, "J": 3, "W": 7} not in found
    assert "J, W" in found or "W, J" in found
    for wrong in ([], {"K": 2}):
        with pytest.raises(SymnetError):
            _ = wrong in found
