"""Depth as a symbol: totals of a repetition are those of its unrolled copies, for every number of them."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

import symnet as sn
from symnet import (
    GELU,
    BatchNorm2d,
    Concat,
    Conv1d,
    Conv2d,
    ConvTranspose1d,
    LayerNorm,
    Linear,
    MaxPool2d,
    MultiheadAttention,
    Network,
    Parallel,
    ReLU,
    Repeat,
    Residual,
    Sequential,
    SymnetError,
)

d, h, n, c, g, H, L = sn.symbols("d h n c g H L")
i = sp.Symbol("i", integer=True, nonnegative=True)
j = sn.symbols("j")


def gpt_block(width: Any = d, heads: Any = h) -> Any:
    attention = Residual(LayerNorm(), MultiheadAttention(num_heads=heads))
    return Sequential(attention, Residual(LayerNorm(), Linear(4 * width), GELU(), Linear(width)))


def dense_layer(growth: Any = g) -> Any:
    body = Sequential(
        BatchNorm2d(), ReLU(), Conv2d(4 * growth, 1, bias=False), BatchNorm2d(), ReLU(), Conv2d(growth, 3, padding=1, bias=False)
    )
    return Parallel(None, body, merge=Concat())


BODIES: dict[str, tuple[Any, tuple[Any, ...], dict[str, int]]] = {
    "gpt": (gpt_block(), (L, d), {"L": 16, "d": 24, "h": 4}),
    "dense": (dense_layer(), (c, H, H), {"c": 8, "g": 4, "H": 6}),
    "halving": (Sequential(Conv2d(8, 3, stride=2, padding=1), ReLU()), (8, H, H), {"H": 77}),
    "first run differs": (Sequential(Conv2d(8, 3, padding=1), ReLU()), (3, H, H), {"H": 9}),
    "shrinking": (Sequential(Conv2d(8, 3)), (8, H, H), {"H": 40}),
    "doubling channels": (Parallel(None, None, merge=Concat()), (c, H, H), {"c": 3, "H": 4}),
    "stages": (Sequential(Conv2d(c * 2**i, 3, padding=1), ReLU(), MaxPool2d(2)), (3, H, H), {"c": 4, "H": 64}),
    "widening": (Sequential(Linear(d * (i + 1)), ReLU()), (5,), {"d": 3}),
}


def numbers(net: Network) -> list[int]:
    return [int(sp.sympify(v).doit()) for v in (*net.output_shape, net.params, net.macs, net.activations)]


@pytest.mark.parametrize("name", BODIES)
def test_a_symbolic_number_of_runs_counts_like_each_number(name: str) -> None:
    body, shape, values = BODIES[name]
    closed = Network(Repeat(body, n, i), shape)
    for times in range(1, 6):
        put = {s: sp.Integer((values | {"n": times})[k]) for k, s in closed.symbols.items()}
        direct = [int(sp.sympify(v).xreplace(put).doit()) for v in (*closed.output_shape, closed.params, closed.macs, closed.activations)]
        unrolled = unroll(body, times, shape).subs({k: v for k, v in values.items() if k != "n"})
        assert direct == numbers(unrolled), times
        assert numbers(closed.subs({**{k: v for k, v in values.items() if k in closed.symbols}, "n": times})) == numbers(unrolled)


STEPS = {
    "a power": lambda k: 2**k,
    "the run": lambda k: k + 1,
    "a square": lambda k: 3 * k**2 + 1,
    "a mixture": lambda k: k * 3**k + 2**k + k,
}
RUNNING: dict[str, Callable[[Any], Any]] = {
    "windows": lambda f: Conv1d(4, 3, dilation=f),
    "strides": lambda f: Conv1d(4, 3, stride=2, padding=f),
    "upsampling": lambda f: ConvTranspose1d(4, f, stride=3),
    "twice": lambda f: Repeat(Conv1d(4, 2, dilation=f), 2),
    "nested": lambda f: Repeat(Conv1d(4, 2, dilation=f + j), i + 1, j),
    "after a first run": lambda f: Sequential(Conv1d(8, 2, dilation=f), ReLU()),
    "widths": lambda f: Parallel(None, Conv1d(f, 1), merge=Concat()),
}


@pytest.mark.parametrize("what", RUNNING)
@pytest.mark.parametrize("step", STEPS)
def test_a_size_that_changes_by_what_its_run_says_is_summed_over_the_runs(what: str, step: str) -> None:
    body = RUNNING[what](STEPS[step](i))
    closed = Network(Repeat(body, n, i), (4, L))
    assert not any(sp.sympify(size).has(sp.Sum, i) for size in closed.output_shape)
    for times in (0, 1, 2, 3, 6):
        for length in (3, 100, 9000):
            try:
                unrolled = Network(Repeat(body, times, i), (4, length))
            except SymnetError:
                with pytest.raises(SymnetError):
                    closed.subs(n=times, L=length)
                continue
            assert numbers(closed.subs(n=times, L=length)) == numbers(unrolled)
            if times:  # a formula holds from the run on that it is told from
                assert [sp.sympify(size).subs({n: times, L: length}) for size in closed.output_shape] == list(unrolled.output_shape)


def unroll(body: Any, times: int, shape: tuple[Any, ...]) -> Network:
    from symnet.architecture.trace import numbered_run

    return Network(Sequential(*(numbered_run(body, i, k) for k in range(times))), shape)


def test_the_gpt_formula_of_the_contract() -> None:
    net = Network(Repeat(gpt_block(), n), (L, d))
    assert sp.expand(net.params - n * d * (12 * d + 13)) == 0
    # GPT-2 small (Radford et al. 2019): 12 blocks of width 768, tied embeddings of 50257 tokens and 1024 positions, a last norm.
    assert net.params.subs({n: 12, d: 768}) + 50257 * 768 + 1024 * 768 + 2 * 768 == 124_439_808


def test_leading_term_of_gpt2_is_short_by_almost_a_third() -> None:
    V, T = sn.symbols("V T")
    from symnet.quantities.analysis import leading

    total = n * d * (12 * d + 13) + V * d + T * d + 2 * d
    short = leading(total, n, d)
    assert short.term == 12 * n * d**2
    error = short.relative_error(n=12, d=768, V=50257, T=1024)
    assert f"{float(error):.4f}" == "0.3175"
    assert short.statement(n=12, d=768, V=50257, T=1024) == "12n d^2 = 84934656 is short by 31.75 % of 124439808"


def test_densenet_block() -> None:
    net = Network(Repeat(dense_layer(), n), (c, H, H))
    assert net.output_shape[0] == c + g * n
    assert net.params.is_polynomial(n, g, c)
    # The first dense block of DenseNet-121 (Huang et al. 2016, table 1), counted from torchvision's model: 335,040.
    assert net.params.subs({c: 64, g: 32, n: 6}) == 335_040


def test_vgg_stages_halve_under_a_promise() -> None:
    net = Network(Repeat(BODIES["stages"][0], n, i), (3, H, H)).assume("2^n | H")
    assert sp.simplify(net.output_shape[1] - H / 2**n) == 0
    assert not sp.sympify(net.macs).has(sp.floor, sp.Sum)
    put = {"c": 4, "n": 5, "H": 64}
    direct = unroll(BODIES["stages"][0], 5, (3, 64, 64)).subs(c=4)
    assert net.macs.subs({net.symbols[k]: v for k, v in put.items()}) == direct.macs


def test_nested_repetitions() -> None:
    net = Network(Repeat(Repeat(Residual(Linear(d), ReLU()), n), "m"), (d,))
    assert sp.expand(net.params - sn.symbols("m") * n * (d**2 + d)) == 0
    grown = Network(Repeat(Repeat(dense_layer(4), 2), n), (8, 5, 5))
    for times in (1, 2, 3):
        assert numbers(grown.subs(n=times)) == numbers(Network(Sequential(*[dense_layer(4)] * (2 * times)), (8, 5, 5)))
        assert int(sp.sympify(grown.params).subs({n: times})) == grown.subs(n=times).params


@given(st.integers(1, 6), st.integers(1, 3), st.integers(0, 2), st.integers(1, 3), st.integers(20, 60))
def test_a_repeated_window_is_one_floor(kernel: int, stride: int, padding: int, times: int, size: int) -> None:
    body = Conv2d(4, kernel, stride=stride, padding=padding)
    closed = Network(Repeat(body, n), (4, H, H))
    assert len(sp.sympify(closed.output_shape[1]).atoms(sp.floor)) <= 1
    value = closed.output_shape[1]
    length = size
    for _ in range(times):
        length = (length + 2 * padding - kernel) // stride + 1
    assert sp.sympify(value).subs({H: size, n: times}) == length


def test_depth_costs_the_same_however_large() -> None:
    body = Residual(Linear(64), ReLU())
    assert len(Network(Repeat(body, 96), (64,)).calls) == len(Network(Repeat(body, 96_000), (64,)).calls) == 3
    assert Network(Repeat(body, 96_000), (64,)).params == 96_000 * (64 * 64 + 64)


def test_no_closed_form_says_which_size_and_offers_a_number() -> None:
    upsample = Sequential(sn.ConvTranspose2d(4, 2, stride=2), Conv2d(4, 3, stride=3))
    with pytest.raises(
        SymnetError, match=r"Sequential1: no closed form for a size that goes from H to .*; repeat it a fixed number of times"
    ):
        Network(Repeat(upsample, n), (4, H, H))
    assert Network(Repeat(upsample, 2), (4, 40, 40)).output_shape[1] > 0


def test_a_symbolic_window_any_number_of_times() -> None:
    K, S, P = sn.symbols("K S P")
    net = Network(Repeat(Conv2d(4, K, stride=S, padding=P), n), (4, H, H))
    field = net.receptive_field
    for kernel, stride, padding, times in ((3, 1, 1, 4), (3, 2, 1, 3), (5, 3, 0, 2)):
        put = {K: kernel, S: stride, P: padding, n: times, H: 200}
        unrolled = Network(Sequential(*[Conv2d(4, kernel, stride=stride, padding=padding)] * times), (4, 200, 200))
        assert sp.sympify(net.output_shape[1]).subs(put).doit() == unrolled.output_shape[1]
        assert sp.sympify(field.size).subs(put).doit() == unrolled.receptive_field.size
        assert sp.sympify(field.jump).subs(put).doit() == unrolled.receptive_field.jump


@pytest.mark.parametrize("times", [7, 150, 201, 9_999, 10_001, 1_000_000])
def test_what_a_body_asks_is_asked_in_every_run_however_many_there_are(times: int) -> None:
    for body in (Conv1d(4, 3), Conv1d("c", 3), Sequential(Conv1d(4, 3), Conv1d(i + 1, 1))):
        assert Network(Repeat(body, times, i), (4, 2 * times + 1)).output_shape[1] == 1
        assert Network(Repeat(body, times, i), (4, L)).solve().smallest in (2 * times + 1, {"L": 2 * times + 1})
        for length in (64, 2 * times):
            with pytest.raises(SymnetError, match="kernel 3 does not fit"):
                Network(Repeat(body, times, i), (4, min(length, 2 * times)))


def test_many_runs_whose_hardest_is_not_known_are_refused_and_few_are_looked_at() -> None:
    body = Conv1d(4, 3, padding=i)
    assert Network(Repeat(body, 300, i), (4, 64)).output_shape == (4, 89164)
    with pytest.raises(SymnetError, match=r"must hold in 10,001 runs; repeat it at most 10,000 times"):
        Network(Repeat(body, 10_001, i), (4, 64))


def test_a_depth_is_solved_for_where_sizes_and_fields_are_powers_of_it() -> None:
    causal = Network(Repeat(Conv1d(4, 3, dilation=2**i), n, i), (4, 200))
    legal = [times for times in range(9) if accepted(lambda times=times: causal.subs(n=times))]
    assert list(causal.solve()) == legal == list(range(7))
    field = Network(Repeat(Conv1d(4, 3, padding=2**i, dilation=2**i), n, i), (4, L)).receptive_field.size
    assert list(causal.solve(sp.Eq(field, 127))) == [6]
    assert list(causal.solve(field <= 100)) == [0, 1, 2, 3, 4, 5]


def accepted(make: Callable[[], Any]) -> bool:
    try:
        make()
    except SymnetError:
        return False
    return True


def test_repetitions_within_one_another_are_not_run_out_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sn.architecture.trace, "LAYERS", 20_000)
    body: Any = Conv1d(4, 3)
    for _ in range(6):
        body = Repeat(body, 9)
    with pytest.raises(SymnetError, match="more than 20,000 layers one by one"):
        Network(body, (4, 2 * 9**6 + 5))


def test_a_power_of_the_depth_is_one_power() -> None:
    assert [Network(Repeat(Conv1d(4, 2, dilation=2**i), n, i), (4, L)).receptive_field[0].size] == [2**n]
    assert Network(Repeat(Conv1d(4, 2, dilation=2**i, padding="causal"), n, i), (4, L)).receptive_field[0].start == 1 - 2**n


def test_values_to_try_are_counted_before_they_are_tried() -> None:
    net = Network(Linear("a"), (d,))
    for values in (range(10**18), itertools.count(1)):
        with pytest.raises(SymnetError, match="within gives more than 200,000 values for a; give fewer"):
            net.solve(sp.Eq(net.params, 12), within={"a": values})


@pytest.mark.parametrize(
    "ask",
    [
        lambda: Network(Linear(2**n), (4,)).subs(n=10**30),
        lambda: Network(Linear(2 ** (2**n)), (4,)).subs(n=100),
        lambda: Network(Linear(d**n), (4,)).subs(n=10**6, d=10**9),
        lambda: Network(Linear(d**n), (4,)).subs(n=10**20).subs(d=10**9),
        lambda: Network(Linear(sp.factorial(n)), (4,)).subs(n=10**20),
        lambda: Network(Repeat(sn.Upsample(scale_factor=2), "n"), (4, 9)).subs(n=10**12),
        lambda: Network(Repeat(sn.Upsample(scale_factor=2), 10**12), (4, 9)),
        lambda: Network(Repeat(Linear(2**i), 10**9, i), (4,)).params,
        lambda: Network(Repeat(Conv1d(4, 3, padding=2**i, dilation=2**i), 10**9, i), (4, 9)).receptive_field,
    ],
)
def test_a_number_that_nobody_can_write_is_refused_before_it_is_computed(ask: Callable[[], Any]) -> None:
    with pytest.raises(SymnetError, match=r" is a number of more than 100,000 digits at .*; give smaller numbers$"):
        ask()


def test_powers_of_less_are_numbers() -> None:
    assert Network(Linear(2**n), (4,)).subs(n=1000).params == 5 * 2**1000
    assert Network(Repeat(sn.Upsample(scale_factor=2), "n"), (4, 9)).subs(n=1000).output_shape == (4, 9 * 2**1000)
    assert Network(Repeat(Linear(i + 1), 10**9, i), (4,)).params == 5 + sum_of_widths(10**9)


def sum_of_widths(count: int) -> int:
    """The sum of k (k - 1) + k = k^2 over k = 2, ..., count."""
    return count * (count + 1) * (2 * count + 1) // 6 - 1


def test_graphs_in_one_another() -> None:
    def nested(times: int, wrap: Callable[[Any], Any], body: Any = None) -> Any:
        body = body or Linear(4)
        for _ in range(times):
            body = wrap(body)
        return body

    assert Network(nested(30, lambda body: Repeat(body, 2)), (4,)).params == 20 * 2**30
    assert Network(nested(30, lambda body: Repeat(body, "n"), LayerNorm()), ("d",)).params == 2 * d * n**30
    assert Network(nested(4, lambda body: Repeat(body, "n")), ("d",)).subs(n=2, d=3).params == 16 + 15 * 20
    with pytest.raises(SymnetError, match=r"repetitions whose first run differs stand in one another more than 6 deep; put numbers in"):
        Network(nested(30, lambda body: Repeat(body, "n")), ("d",))
    with pytest.raises(SymnetError, match=r"Parallel would have 262,143 layers, each with a place of its own; .* repeat what is alike"):
        nested(22, lambda body: Parallel(body, body, merge=sn.Add()))
    for wrap in (Residual, Sequential, lambda body: Repeat(body, 2)):
        with pytest.raises(SymnetError, match=r"goes deeper than Python's limit of \d+ calls within one another; put fewer graphs"):
            Network(nested(1000, wrap), (4,))
