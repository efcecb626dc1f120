"""Random chains of torch.nn layers whose sizes are symbols, and which of the numbers put in for them torch runs.

`python -m tests.legality > tests/data/legality.jsonl` records them anew where torch is installed.
"""

from __future__ import annotations

import json
import random
import warnings
from collections.abc import Callable
from typing import Any, TypeAlias

import symnet as sn
from symnet import Layer, Network, Sequential, SymnetError
from symnet.architecture.fields import AxisSizes, SizeField, size
from symnet.arithmetic.sizes import Shape, as_size

Spec: TypeAlias = tuple[str, dict[str, Any]]
"""The name of a class and its arguments; a size is an int or the name of a symbol."""
Chain: TypeAlias = dict[str, Any]

KINDS = {"kernel_size": (1, 5), "stride": (1, 4), "padding": (0, 3), "output_padding": (0, 3), "dilation": (1, 3), "output_size": (0, 5)}
"""Between which numbers a size lies: small ones, so that every second network is one that torch refuses."""


class Maker:
    """Draws layers; every size is a number or a new symbol."""

    def __init__(self, r: random.Random) -> None:
        self.r = r
        self.range: dict[str, tuple[int, int]] = {}

    def one(self, low: int, high: int) -> Any:
        if self.r.random() < 0.4:
            return self.r.randint(low, high)
        near = [s for s, ends in self.range.items() if ends == (low, high)]
        if near and self.r.random() < 0.3:
            return self.r.choice(near)
        name = f"n{len(self.range)}"
        self.range[name] = (low, high)
        return name

    def numbers(self) -> dict[str, int]:
        """Numbers for all symbols."""
        return {name: self.r.randint(*ends) for name, ends in self.range.items()}

    def sizes(self, axes: int, **only: float) -> dict[str, Any]:
        """Some of the sizes of a window: one number for all axes, or one for each."""
        made: dict[str, Any] = {}
        for name, chance in only.items():
            if self.r.random() < chance:
                alike = self.r.random() < 0.6
                made[name] = self.one(*KINDS[name]) if alike else [self.one(*KINDS[name]) for _ in range(axes)]
        return made

    def flag(self, name: str) -> dict[str, bool]:
        return {name: True} if self.r.random() < 0.5 else {}

    def groups(self) -> dict[str, Any]:
        return {"groups": self.one(1, 3)} if self.r.random() < 0.15 else {}

    # --------------------------------------------------------------- families

    def conv(self, axes: int) -> Spec:
        kwargs = {"out_channels": self.one(1, 4)} | self.groups()
        kwargs |= self.sizes(axes, kernel_size=1, stride=0.5, padding=0.6, dilation=0.3)
        if self.r.random() < 0.3:
            kwargs["padding_mode"] = self.r.choice(["reflect", "replicate", "circular"])
        elif self.r.random() < 0.1:
            kwargs = {k: v for k, v in kwargs.items() if k != "stride"} | {"padding": "same"}
        return f"Conv{axes}d", kwargs

    def transposed(self, axes: int) -> Spec:
        kwargs = {"out_channels": self.one(1, 4)} | self.groups()
        return f"ConvTranspose{axes}d", kwargs | self.sizes(axes, kernel_size=1, stride=0.6, padding=0.6, output_padding=0.4, dilation=0.3)

    def maximum(self, axes: int) -> Spec:
        return f"MaxPool{axes}d", self.sizes(axes, kernel_size=1, stride=0.5, padding=0.5, dilation=0.4) | self.flag("ceil_mode")

    def average(self, axes: int) -> Spec:
        kwargs = self.sizes(axes, kernel_size=1, stride=0.5, padding=0.5) | self.flag("ceil_mode") | self.flag("count_include_pad")
        return f"AvgPool{axes}d", kwargs

    def lp(self, axes: int) -> Spec:
        sizes = self.sizes(axes, kernel_size=1, stride=0.5) if axes > 1 else {"kernel_size": self.one(1, 5), "stride": self.one(1, 4)}
        return f"LPPool{axes}d", {"norm_type": 2.0} | sizes | self.flag("ceil_mode")

    def adaptive(self, axes: int) -> Spec:
        kwargs = self.sizes(axes, output_size=1)
        if isinstance(kwargs["output_size"], list) and axes > 1 and self.r.random() < 0.4:
            kwargs["output_size"][self.r.randrange(axes)] = None
        return f"Adaptive{self.r.choice(['Max', 'Avg'])}Pool{axes}d", kwargs

    def fractional(self, axes: int) -> Spec:
        axes = max(axes, 2)
        kwargs = self.sizes(axes, kernel_size=1)
        ratio = {"output_ratio": self.r.choice([0.3, 0.5, 0.8])}
        return f"FractionalMaxPool{axes}d", kwargs | (ratio if self.r.random() < 0.3 else self.sizes(axes, output_size=1))

    def pad(self, axes: int) -> Spec:
        mode = self.r.choice(["Zero", "Constant", "Reflection", "Replication", "Circular"])
        value = {"value": 1.0} if mode == "Constant" else {}
        if self.r.random() < 0.5:
            return f"{mode}Pad{axes}d", {"padding": self.one(0, 4)} | value
        sides = [self.r.choice([-3, -2, -1, self.one(0, 4)]) for _ in range(2 * axes)]
        return f"{mode}Pad{axes}d", {"padding": sides} | value

    def unfold(self, axes: int) -> Spec:
        return "Unfold", self.sizes(2, kernel_size=1, stride=0.5, padding=0.5, dilation=0.4)

    def fold(self, axes: int) -> Spec:
        return "Fold", self.sizes(2, output_size=1, kernel_size=1, stride=0.5, padding=0.5, dilation=0.4)

    def resize(self, axes: int) -> Spec:
        mode = self.r.choice(["nearest", "nearest-exact", "area", ("linear", "bilinear", "trilinear")[axes - 1], "bicubic"])
        if self.r.random() < 0.5:
            return "Upsample", {"size": self.one(1, 6) if self.r.random() < 0.5 else [self.one(1, 6) for _ in range(axes)], "mode": mode}
        return "Upsample", {"scale_factor": self.r.choice([self.one(1, 3), 0.3, 0.5, 1.5]), "mode": mode}

    def shuffle(self, axes: int) -> Spec:
        name, argument = self.r.choice(
            [("PixelShuffle", "upscale_factor"), ("PixelUnshuffle", "downscale_factor"), ("ChannelShuffle", "groups")]
        )
        return name, {argument: self.one(1, 3)}

    def norm(self, axes: int) -> Spec:
        name = self.r.choice([f"BatchNorm{axes}d", f"InstanceNorm{axes}d", "GroupNorm", "LocalResponseNorm", "LayerNorm", "RMSNorm"])
        if name == "GroupNorm":
            return name, {"num_groups": self.one(1, 3)}
        if name == "LocalResponseNorm":
            return name, {"size": self.one(1, 4)}
        return name, self.flag("track_running_stats") if "Instance" in name else {}

    def pointwise(self, axes: int) -> Spec:
        return self.r.choice([("ReLU", {}), ("GLU", {"dim": self.r.choice([-2, -1])}), ("Softmax", {"dim": -1}),
                              ("Linear", {"out_features": self.one(1, 4)})])  # fmt: skip

    def reshape(self, axes: int) -> Spec:
        if self.r.random() < 0.3:
            return "Flatten", {"start_dim": self.r.randint(1, axes + 1)}
        if self.r.random() < 0.5:
            return "Unflatten", {"dim": self.r.randint(1, axes + 1), "unflattened_size": [self.one(1, 4), self.r.choice([-1, 2, 3])]}
        return "Reshape", {"shape": [self.r.choice([-1, self.one(1, 4)]), self.one(1, 4), self.one(1, 4)]}

    def alone(self, family: Callable[[Maker, int], Spec], axes: int) -> Chain:
        """One layer of a family."""
        return {"layers": [family(self, axes)], "input": self.shape(axes)}

    def chain(self) -> Chain:
        axes = self.r.choice([1, 2, 2, 3, 3])
        shape = self.shape(axes)
        return {"layers": [self.r.choice(FAMILIES)(self, axes) for _ in range(self.r.choice([1, 1, 2, 2, 3]))], "input": shape}

    def shape(self, axes: int) -> list[Any]:
        """Channels and axes; now and then an axis may have no cell."""
        least = int(self.r.random() < 0.8)
        return [self.one(1, 6), *(self.one(least, 9) for _ in range(axes))]


FAMILIES: tuple[Callable[[Maker, int], Spec], ...] = (
    *(Maker.conv, Maker.transposed, Maker.maximum, Maker.average, Maker.lp, Maker.adaptive, Maker.fractional, Maker.pad),
    *(Maker.unfold, Maker.fold, Maker.resize, Maker.shuffle, Maker.norm, Maker.pointwise, Maker.reshape),
)


def put(value: Any, numbers: dict[str, int]) -> Any:
    """The arguments with numbers for names."""
    if isinstance(value, list):
        return [put(v, numbers) for v in value]
    return numbers.get(value, value) if isinstance(value, str) else value


def kwargs_of(kwargs: dict[str, Any], numbers: dict[str, int]) -> dict[str, Any]:
    return {key: tuple(v) if isinstance(v := put(value, numbers), list) else v for key, value in kwargs.items()}


def layer_of(spec: Spec, numbers: dict[str, int]) -> Any:
    return getattr(sn, spec[0])(**kwargs_of(spec[1], numbers))


class Cropped(Layer):
    """An input of any size, also of no cell, which only a layer can make."""

    shape: AxisSizes = size("N", minimum=0)

    def checked(self, name: str, spec: SizeField, value: Any) -> Any:
        return tuple(as_size(n, name, 0) for n in value)

    def output_shape(self, x: Shape) -> Shape:
        return self.shape


def network(chain: Chain, numbers: dict[str, int]) -> Network:
    layers = (layer_of(spec, numbers) for spec in chain["layers"])
    return Network(Sequential(Cropped(tuple(put(chain["input"], numbers))), *layers), (1,))


def in_numbers(chain: Chain, numbers: dict[str, int]) -> list[int] | None:
    """The output shape, or None where symnet refuses."""
    try:
        return [int(n) for n in network(chain, numbers).output_shape]
    except SymnetError:
        return None


def in_symbols(chain: Chain) -> Callable[[dict[str, int]], bool]:
    """Whether numbers are legal, asked of the network in symbols."""
    try:
        net = network(chain, {})
    except SymnetError:
        return lambda numbers: False
    relations, lowest = [c.relation for c in net.conditions], net.trace.lowest

    def legal(numbers: dict[str, int]) -> bool:
        values = {net.symbols[name]: n for name, n in numbers.items() if name in net.symbols}
        return all(n >= lowest.get(name, 0) for name, n in numbers.items()) and all(bool(r.subs(values)) for r in relations)

    return legal


def in_torch(chain: Chain, numbers: dict[str, int]) -> list[int] | None:
    """The output shape of a real forward pass, or None where torch refuses."""
    import torch

    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")
        x = torch.ones(2, *put(chain["input"], numbers))
        try:
            for name, kwargs in chain["layers"]:
                x = torch_layer(name, kwargs_of(kwargs, numbers), x)(x)
        except Exception:
            return None
    return list(x.shape[1:])


def torch_layer(name: str, kwargs: dict[str, Any], x: Any) -> Any:
    """The layer of torch for an input that is at hand."""
    import torch

    rank = {"PixelShuffle": 3, "PixelUnshuffle": 3}.get(name, getattr(sn, name).rank)
    if rank is not None and (x.dim() < rank + 1 or (x.dim() > rank + 1 and not name.startswith("Pixel"))):
        raise ValueError("torch would take the batch for an axis of the sample")
    if (name.startswith("Pixel") and 0 in x.shape[-2:]) or (name.startswith("InstanceNorm") and 0 in x.shape and not kwargs):
        raise ValueError("torch hands back an empty input as it is")
    if name == "Reshape":
        return lambda x: x.reshape(x.shape[0], *kwargs["shape"])
    from_input: dict[str, Any] = {}
    if name.startswith("Conv"):
        from_input = {"in_channels": x.shape[1]}
    elif name.startswith(("BatchNorm", "InstanceNorm")):
        from_input = {"num_features": x.shape[1]}
    elif name == "GroupNorm":
        from_input = {"num_channels": x.shape[1]}
    elif name in ("LayerNorm", "RMSNorm"):
        from_input = {"normalized_shape": x.shape[-1]}
    elif name == "Linear":
        from_input = {"in_features": x.shape[-1]}
    layer = getattr(torch.nn, name)(**from_input, **kwargs).eval()

    def run(x: Any) -> Any:
        y = layer(x)
        if 0 in x.shape and y.isnan().any():
            raise ValueError("the mean of no cells is no number")
        if name.startswith("ConvTranspose") and 0 in y.shape:
            raise ValueError("torch refuses this for one sample")
        return y

    return run


def drawn(seed: int, count: int = 20) -> tuple[Chain, list[dict[str, int]]]:
    """A chain, and numbers for its symbols."""
    maker = Maker(random.Random(seed))  # noqa: S311, these are tests
    chain = maker.chain()
    return chain, [maker.numbers() for _ in range(count if maker.range else 1)]


def borders(chain: Chain, maker: Maker, count: int) -> list[tuple[dict[str, int], list[int] | None]]:
    """Numbers with torch's answers: where one step of one symbol makes a network illegal, both sides of the step."""
    found: dict[str, tuple[dict[str, int], list[int] | None]] = {}
    for _ in range(4 * count if maker.range else 1):
        numbers = maker.numbers()
        answer = in_torch(chain, numbers)
        for name, (low, high) in maker.range.items():
            beside = numbers | {name: numbers[name] + maker.r.choice([-1, 1])}
            if low <= beside[name] <= high and ((other := in_torch(chain, beside)) is None) != (answer is None):
                found |= {json.dumps(numbers): (numbers, answer), json.dumps(beside): (beside, other)}
        if not maker.range or maker.r.random() < 0.1:
            found[json.dumps(numbers)] = numbers, answer
        if len(found) >= count:
            break
    return list(found.values())


def record() -> None:
    import torch

    torch.set_num_threads(1)
    families = [f for f in FAMILIES for _ in range(3)] + [None] * 100
    for seed, (family, axes) in enumerate((f, axes) for f in families for axes in ((1, 2, 3) if f else (0,))):
        maker = Maker(random.Random(seed))  # noqa: S311
        chain = maker.alone(family, axes) if family else maker.chain()
        if cases := borders(chain, maker, 10):
            print(json.dumps({"source": f"torch {torch.__version__.partition('+')[0]}", **chain, "cases": cases}, separators=(",", ":")))


if __name__ == "__main__":
    record()
