"""Every public call ends in a value or in `SymnetError`, whatever it is given."""

from __future__ import annotations

import os
import warnings

import numpy as np
import pytest
import sympy as sp

import symnet as sn
from symnet import Conv2d, Linear, Network, SymnetError
from symnet.door import door, doors
from tests.junk import CALLABLES, METHODS, calls

SEEDS, CALLS = (32, 2000) if os.environ.get("SYMNET_PROFILE") == "long" else (6, 500)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(SEEDS))
def test_random_calls_end_in_a_value_or_in_one_kind_of_error(seed: int) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for call in calls(seed, CALLS):
            try:
                call()
            except SymnetError as error:
                assert str(error)  # noqa: PT017 - one of two outcomes


def test_the_calls_reach_everything_public() -> None:
    assert {"Conv2d", "Network", "Repeat", "symbols", "MLP", "product", "Convention", "alexnet"} - {"alexnet"} <= set(CALLABLES)
    assert {"subs", "solve", "table", "__getitem__", "reconcile"} <= set(METHODS)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: Conv2d(in_channels=3), "Conv2d reads in_channels from its input; write Conv2d()"),
        (
            lambda: Conv2d(3, 64, 7, 2, 3),
            "Conv2d reads in_channels from its input, got 3, 64, 7, 2, 3; write Conv2d(64, 7, stride=2, p",
        ),
        (lambda: Linear(768, 3072), "Linear reads in_features from its input, got 768, 3072; write Linear(3072)"),
        (lambda: sn.LSTM(32, 64), "LSTM reads input_size from its input, got 32, 64; write LSTM(64)"),
        (
            lambda: sn.LSTM(input_size=32, hidden_size=64, num_layers=2),
            "LSTM reads input_size from its input; write LSTM(64, num_layers=2)",
        ),
        (lambda: sn.BatchNorm2d(64), "BatchNorm2d reads num_features from its input, got 64; write BatchNorm2d()"),
        (lambda: sn.GroupNorm(32, 64), "GroupNorm reads num_channels from its input, got 32, 64; write GroupNorm(32)"),
        (lambda: sn.LPPool2d(2, 3), "LPPool2d takes 1 arguments without a name, got 2, 3; write LPPool2d(2, stride=3)"),
        (lambda: sn.Softmax(1), "Softmax takes 0 arguments without a name, got 1; write Softmax(dim=1)"),
        (lambda: Conv2d(8, 3, padding="SAME"), "Conv2d padding is 'SAME'; give a size, or one of 'valid', 'same', 'causal'"),
        (lambda: Conv2d(8), "Conv2d needs kernel_size; its arguments are out_channels, kernel_size"),
        (lambda: Linear(8, out_features=3), "Linear gets out_features twice; give it once"),
        (lambda: sn.ReLU(True, 2, 3), "ReLU takes 1 arguments without a name, got True, 2, 3; write ReLU(True)"),
        (lambda: sn.zoo.alexnet().shares(), "Network.shares needs quantity; its arguments are quantity"),
        (lambda: sn.zoo.alexnet().exact(1), "Network.exact takes 0 arguments without a name, got 1; it takes none"),
        (lambda: sn.zoo.alexnet().table(layot="x"), "unknown argument of Network.table 'layot'; did you mean layout?"),
        (lambda: sn.maximum(object(), 3), "maximum(<object object at"),
        (lambda: Linear(4, bias="yes"), "Linear bias is 'yes'; give True or False"),
        (lambda: sn.layers.conv.Conv(8, 3), "Conv is only what its subclasses share; make one of Conv1d, Conv2d, Conv3d"),
        (lambda: sn.Sequential(("a", Linear(3), Linear(3))), "('a', Linear(3), Linear(3)) is not a name and a layer; give both, as in "),  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
        (lambda: sn.Sequential(()), "() is not a name and a layer"),  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
        (lambda: sn.Operations(mac=3) + 4, "4 is added to Operations; add Operations, whose fields say which kind it is"),  # type: ignore[operator]  # pyright: ignore[reportOperatorIssue]
        (lambda: sn.Operations(mac=3) * object(), "how often operations are done"),
        (lambda: sn.Operations(mac="n"), "Operations are counted by 'n'; give a number, or a symbol: symnet.symbols('n')"),
        (lambda: sn.EinsumLinear("ni,noid->nod", 10, bias_axes=16), "EinsumLinear bias_axes is 16; give a word"),
    ],
)
def test_the_sentence_names_the_call_and_the_way_on(call: object, sentence: str) -> None:
    with pytest.raises(SymnetError) as error:
        call()  # type: ignore[operator]
    assert str(error.value).startswith(sentence)


def test_what_goes_wrong_deeper_down_is_kept_as_the_cause() -> None:
    class Faulty(sn.Layer):
        def output_shape(self, x: sn.Shape) -> sn.Shape:
            return x[7]  # type: ignore[return-value]  # pyright: ignore[reportReturnType]

    with pytest.raises(SymnetError, match=r"Network\(Faulty\(\), \(3, 4\)\) fails with IndexError: tuple index out of range") as error:
        Network(Faulty(), (3, 4))
    assert isinstance(error.value.__cause__, IndexError)


def test_text_never_becomes_code() -> None:
    n = sn.symbols("n")
    for function in (sn.maximum, sn.minimum, sn.ceil_div, sn.quotient, sn.product, sn.total):
        for args in ((n, "n + 1"), ("n + 1", n)):
            with pytest.raises(SymnetError):
                function(args) if function in (sn.product, sn.total) else function(*args)


def test_a_door_lets_values_through_and_keeps_what_it_is() -> None:
    @door
    def half(n: int) -> int:
        """Half of n."""
        return n // 2

    assert (half(8), half.__name__, half.__doc__) == (4, "half", "Half of n.")

    @doors
    class Box:
        def __init__(self, n: int) -> None:
            self.n = n

        @property
        def inverse(self) -> float:
            return 1 / self.n

        def _own(self) -> None:
            raise KeyError

    assert Box(2).inverse == 0.5
    with pytest.raises(SymnetError, match=r"Box\.inverse.* fails with ZeroDivisionError"):
        Box(0).inverse  # noqa: B018 - a property is asked
    with pytest.raises(KeyError):
        Box(1)._own()


def test_arrays_and_expressions_are_shown_short() -> None:
    with pytest.raises(SymnetError) as error:
        sn.quotient("a", np.arange(10_000))
    assert len(str(error.value)) < 400
    with pytest.raises(SymnetError, match="is not a column"):
        sn.zoo.alexnet().table([sp.Symbol("x")])
