"""Random calls of Keras layers, valid ones and ones that Keras refuses: one generator for each family."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

Case = tuple[dict[str, Any], list[tuple[int | None, ...]]]
"""Arguments and input shapes, batch axis first."""


def some(rng: Random, **options: list[Any]) -> dict[str, Any]:
    """Some of the options, each with one of its values."""
    return {name: rng.choice(values) for name, values in options.items() if rng.random() < 0.5}


def per_axis(rng: Random, rank: int, low: int, high: int) -> Any:
    """A number for all axes, or one for each."""
    return rng.randint(low, high) if rng.random() < 0.6 else tuple(rng.randint(low, high) for _ in range(rank))


def axes(rng: Random, rank: int, low: int = 1, high: int = 12) -> tuple[int, ...]:
    return tuple(rng.randint(low, high) for _ in range(rank))


def image(rng: Random, rank: int, kwargs: dict[str, Any], multiple: int = 1) -> list[tuple[int | None, ...]]:
    """A batch of images in the layout the arguments name; now and then with an axis too few."""
    spatial, channels = axes(rng, rank if rng.random() < 0.97 else rank + 1), rng.randint(1, 4) * multiple
    batch = rng.choice([None, None, 2])
    return [(batch, channels, *spatial) if kwargs.get("data_format") == "channels_first" else (batch, *spatial, channels)]


def shared(rng: Random, rank: int, *, words: list[str]) -> dict[str, Any]:
    """What convolutions have in common."""
    kwargs = some(
        rng, padding=words, use_bias=[True, False], data_format=["channels_first", "channels_last"], activation=["relu", "softmax", None]
    )
    if rng.random() < 0.5:
        kwargs["strides"] = per_axis(rng, rank, 1, 3)
    if rng.random() < 0.3:
        kwargs["dilation_rate"] = per_axis(rng, rank, 1, 3)
    return kwargs


def lora(rng: Random) -> dict[str, Any]:
    """Now and then a low-rank adapter."""
    return some(rng, lora_rank=[1, 2, 4], lora_alpha=[8]) if rng.random() < 0.25 else {}


def conv(rank: int) -> Callable[[Random], Case]:
    def make(rng: Random) -> Case:
        kwargs = {"kernel_size": per_axis(rng, rank, 1, 5)} | shared(
            rng, rank, words=["valid", "same", "SAME", *(["causal"] if rank == 1 else ["causal"] * (rng.random() < 0.05))]
        )
        kwargs |= lora(rng)
        groups = rng.choice([1, 1, 2, 3])
        kwargs["filters"] = rng.randint(1, 4) * rng.choice([groups, groups, 1])
        return kwargs | ({"groups": groups} if groups > 1 else {}), image(rng, rank, kwargs, rng.choice([groups, groups, 1]))

    return make


def transposed(rank: int) -> Callable[[Random], Case]:
    def make(rng: Random) -> Case:
        kwargs = {"filters": rng.randint(1, 5), "kernel_size": per_axis(rng, rank, 1, 5)} | shared(rng, rank, words=["valid", "same"])
        if rng.random() < 0.3:
            kwargs["output_padding"] = per_axis(rng, rank, 0, 2)
        return kwargs, image(rng, rank, kwargs)

    return make


def depthwise(rank: int) -> Callable[[Random], Case]:
    def make(rng: Random) -> Case:
        kwargs = (
            {"kernel_size": per_axis(rng, rank, 1, 5)} | shared(rng, rank, words=["valid", "same"]) | some(rng, depth_multiplier=[1, 2, 3])
        )
        return kwargs, image(rng, rank, kwargs)

    return make


def separable(rank: int) -> Callable[[Random], Case]:
    def make(rng: Random) -> Case:
        kwargs, shapes = depthwise(rank)(rng)
        return {"filters": rng.randint(1, 6)} | kwargs, shapes

    return make


def pool(rank: int) -> Callable[[Random], Case]:
    def make(rng: Random) -> Case:
        kwargs = {"pool_size": per_axis(rng, rank, 1, 4)} | some(
            rng, padding=["valid", "same"], data_format=["channels_first", "channels_last"]
        )
        if rng.random() < 0.5:
            kwargs["strides"] = per_axis(rng, rank, 1, 3)
        return kwargs, image(rng, rank, kwargs)

    return make


def global_pool(rank: int) -> Callable[[Random], Case]:
    def make(rng: Random) -> Case:
        kwargs = some(rng, keepdims=[True, False], data_format=["channels_first", "channels_last"])
        return kwargs, image(rng, rank, kwargs)

    return make


def adaptive_pool(rank: int) -> Callable[[Random], Case]:
    def make(rng: Random) -> Case:
        # Keras never looks at the number of axes here, so the cases keep to the right one.
        kwargs = {"output_size": per_axis(rng, rank, 1, 4)} | some(rng, data_format=["channels_first", "channels_last"])
        return kwargs, [(None, *axes(rng, rank + 1))]

    return make


def anything(rng: Random, low: int = 1, high: int = 4) -> tuple[int | None, ...]:
    return (rng.choice([None, None, 2]), *axes(rng, rng.randint(low, high), 1, 7))


def dense(rng: Random) -> Case:
    kwargs = {"units": rng.randint(1, 30)} | some(rng, use_bias=[True, False], activation=["relu", "gelu", "softmax", None])
    return kwargs | lora(rng), [anything(rng)]


def einsum(rng: Random) -> Case:
    equation, made, bias = rng.choice(
        [
            ("abc,cd->abd", "bd", "d"),
            ("abc,cde->abde", "bde", "de"),
            ("abc,bd->adc", "dc", "dc"),
            ("...x,xy->...y", "y", "y"),
            ("ab...,bc->ac...", "c", "c"),
            ("ab,bc->ac", "c", "c"),
        ]
    )
    shape = (
        None,
        *axes(
            rng,
            2
            if "..." not in equation and equation.index(",") == 3
            else equation.index(",") - 1
            if "..." not in equation
            else rng.randint(1, 3),
        ),
    )
    known = dict(zip(equation.split(",")[0].strip("."), shape, strict=False)) if not equation.startswith("...") else {}
    sizes = [
        rng.choice([None, known[letter]])
        if letter in known and letter not in equation.split(",")[1].split("-")[0]
        else known.get(letter, rng.randint(1, 9))
        for letter in made
    ]
    sizes = [s + 1 if s and rng.random() < 0.05 else s for s in sizes]
    return {
        "equation": equation,
        "output_shape": sizes if rng.random() < 0.9 or len(sizes) > 1 else sizes[0],
        "bias_axes": rng.choice([None, bias, bias[:1]]),
    } | lora(rng), [shape]


def embedding(rng: Random) -> Case:
    kwargs = {"input_dim": rng.randint(1, 300), "output_dim": rng.randint(1, 60)} | some(rng, mask_zero=[True, False])
    return kwargs | lora(rng), [anything(rng, 1, 3)]


def recurrent(**more: list[Any]) -> Callable[[Random], Case]:
    def make(rng: Random) -> Case:
        kwargs = {"units": rng.randint(1, 30)} | some(
            rng, use_bias=[True, False], return_sequences=[True, False], return_state=[True, False], **more
        )
        return kwargs, [(None, *axes(rng, 2 if rng.random() < 0.9 else rng.choice([1, 3])))]

    return make


def bidirectional(rng: Random) -> Case:
    cls = rng.choice(["LSTM", "GRU", "SimpleRNN"])
    kwargs, shapes = recurrent(**({"reset_after": [True, False]} if cls == "GRU" else {}))(rng)
    return {"layer": (cls, kwargs)} | some(rng, merge_mode=["concat", "sum", "mul", "ave", None]), shapes


def time_distributed(rng: Random) -> Case:
    cls, (kwargs, (shape, *_)) = rng.choice(
        [
            ("Dense", dense(rng)),
            ("Conv2D", conv(2)(rng)),
            ("MaxPooling2D", pool(2)(rng)),
            ("Flatten", ({}, [anything(rng)])),
            ("LSTM", (recurrent()(rng)[0], [(None, *axes(rng, 2))])),
        ]
    )
    kwargs.pop("return_state", None)
    return {"layer": (cls, kwargs)}, [(None, rng.randint(1, 4), *shape[1:])]


def batch_norm(rng: Random) -> Case:
    x = anything(rng)
    return some(rng, center=[True, False], scale=[True, False], axis=[-1, 1, len(x) - 1, *([len(x)] * (rng.random() < 0.1))]), [x]


def layer_norm(rng: Random) -> Case:
    x = anything(rng)
    picked = sorted(rng.sample(range(1, len(x)), rng.randint(1, len(x) - 1)))
    several = [picked, picked, picked[::-1], [a - len(x) for a in picked], [a - rng.choice([0, len(x)]) for a in picked]]
    # Along the batch axis Keras mixes samples, of which a network has one.
    odd = [len(x), [*picked, picked[0]], [*picked, picked[0] - len(x)]]
    return some(rng, center=[True, False], scale=[True, False], axis=[-1, *several, picked[0], *(odd if rng.random() < 0.3 else [])]), [x]


def rms_norm(rng: Random) -> Case:
    kwargs, shapes = layer_norm(rng)
    return {k: v for k, v in kwargs.items() if k == "axis"}, shapes


def unit_norm(rng: Random) -> Case:
    kwargs, shapes = layer_norm(rng)
    return {k: v for k, v in kwargs.items() if k == "axis"}, shapes


def group_norm(rng: Random) -> Case:
    groups = rng.choice([-1, 1, 2, 3, 4])
    x = anything(rng)
    x = (*x[:-1], rng.choice([1, 2, abs(groups), 2 * abs(groups), 3 * abs(groups)]))
    return {"groups": groups} | some(rng, center=[True, False], scale=[True, False]), [x]


def multi_head(rng: Random) -> Case:
    kwargs = {"num_heads": rng.randint(1, 6), "key_dim": rng.randint(1, 16)}
    kwargs |= some(rng, value_dim=[1, 3, 8], use_bias=[True, False], output_shape=[7, 14, (5,), (2, 3)], dropout=[0.0, 0.1])
    kwargs |= {"use_gate": True} if rng.random() < 0.3 else {}
    inner = rng.choice([1, 1, 1, 2, 3])
    lengths = axes(rng, inner)
    if rng.random() < 0.4:
        # Axes with the last one among them are those of features or heads, of which Keras makes nothing.
        kwargs["attention_axes"] = rng.choice([1, -2, tuple(rng.sample(range(1, inner + 1), rng.randint(1, inner)))])
    attended = kwargs.get("attention_axes", tuple(range(1, inner + 1)))
    attended = {a % (inner + 2) for a in (attended if isinstance(attended, tuple) else (attended,))}
    others = tuple(rng.randint(1, 8) if k in attended else n for k, n in enumerate(lengths, 1))
    query, value = (None, *lengths, rng.randint(1, 12)), (None, *others, rng.randint(1, 12))
    key = (None, *others[:-1], others[-1] + (rng.random() < 0.05), rng.randint(1, 9))
    return kwargs, [query, value, key][: rng.choice([2, 2, 3])]


def grouped_query(rng: Random) -> Case:
    kv = rng.randint(1, 3)
    kwargs = {
        "head_dim": rng.randint(1, 9),
        "num_query_heads": kv * rng.randint(1, 3) + (rng.random() < 0.15),
        "num_key_value_heads": kv,
    } | some(rng, use_bias=[True, False], use_gate=[True, False], dropout=[0.0, 0.1])
    d = rng.randint(1, 20)
    length = rng.randint(1, 8)
    value, key = d if rng.random() < 0.9 else rng.randint(1, 9), (None, length + (rng.random() < 0.05), rng.randint(1, 9))
    inputs = [(None, rng.randint(1, 8), d), (None, length, value), *([key] * (rng.random() < 0.3))]
    return kwargs, inputs if rng.random() < 0.95 else [(*x[:-1], 2, x[-1]) for x in inputs]


def pads(name: str, rank: int) -> Callable[[Random], Case]:
    def make(rng: Random) -> Case:
        pair = (rng.randint(0, 3), rng.randint(0, 3))
        nested = tuple((rng.randint(0, 3), rng.randint(0, 3)) for _ in range(rank))
        value = rng.choice(
            [
                rng.randint(0, 3),
                pair if rank == 1 else nested,
                nested if rank > 1 else pair,
                tuple(v for v, _ in nested) if rank > 1 else pair,
            ]
        )
        kwargs: dict[str, Any] = {name: value} if rng.random() < 0.9 else {}
        if (name, rank) != ("cropping", 1):
            kwargs |= some(rng, data_format=["channels_first", "channels_last"])
        return kwargs, image(rng, rank, kwargs)

    return make


def upsampling(rank: int) -> Callable[[Random], Case]:
    def make(rng: Random) -> Case:
        kwargs: dict[str, Any] = {"size": rng.randint(1, 4) if rank == 1 else per_axis(rng, rank, 1, 4)}
        if rank > 1:
            kwargs |= some(rng, data_format=["channels_first", "channels_last"])
        if rank == 2:
            kwargs |= some(rng, interpolation=["nearest", "bilinear"])
        return kwargs, image(rng, rank, kwargs)

    return make


def merge(most: int) -> Callable[[Random], Case]:
    def make(rng: Random) -> Case:
        x = (None, *axes(rng, rng.randint(1, 3), 1, 6))
        others = [
            tuple(1 if k and rng.random() < 0.2 else n + 1 if k and rng.random() < 0.05 else n for k, n in enumerate(x))
            for _ in range(rng.randint(1, most))
        ]
        others = [y if rng.random() < 0.93 else (None, *y[2:]) for y in others]
        return {}, [x, *(y for y in others if len(y) > 1)] if [y for y in others if len(y) > 1] else [x, x]

    return make


def concatenate(rng: Random) -> Case:
    rank = rng.randint(1, 3)
    axis = rng.choice([-1, *range(1, rank + 1)])
    x = [None, *axes(rng, rank, 1, 6)]
    shapes = []
    for _ in range(rng.randint(2, 4)):
        y = list(x)
        y[axis] = rng.randint(1, 6)
        if rng.random() < 0.05:
            y[rng.randint(1, rank)] += 1
        shapes.append(tuple(y))
    return ({"axis": axis} if axis != -1 or rng.random() < 0.5 else {}), shapes


def dot(rng: Random) -> Case:
    a, b = [None, *axes(rng, rng.randint(1, 3), 1, 6)], [None, *axes(rng, rng.randint(1, 3), 1, 6)]
    i, j = rng.randint(1, len(a) - 1), rng.randint(1, len(b) - 1)
    if rng.random() < 0.9:
        b[j] = a[i]
    return {"axes": i if i == j and rng.random() < 0.5 else (i, j)} | some(rng, normalize=[True, False]), [tuple(a), tuple(b)]


def reshape(rng: Random) -> Case:
    x = anything(rng)
    cells = 1
    for n in x[1:]:
        cells *= n or 1
    parts: list[int] = []
    left = cells
    for _ in range(rng.randint(0, 2)):
        parts.append(rng.choice([d for d in range(1, left + 1) if left % d == 0]))
        left //= parts[-1]
    target = [*parts, left]
    if rng.random() < 0.4:
        target[rng.randrange(len(target))] = -1
    if rng.random() < 0.15:
        target[rng.randrange(len(target))] += 1
    return {"target_shape": target}, [x]


def permute(rng: Random) -> Case:
    x = anything(rng)
    dims = list(range(1, len(x)))
    rng.shuffle(dims)
    if rng.random() < 0.1:
        dims[-1] += 1
    return {"dims": dims}, [x]


def prelu(rng: Random) -> Case:
    x = anything(rng)
    return some(rng, shared_axes=[sorted(rng.sample(range(1, len(x)), rng.randint(1, len(x) - 1)))]), [x]


def resizing(rng: Random) -> Case:
    kwargs: dict[str, Any] = {"height": rng.randint(1, 20), "width": rng.randint(1, 20)}
    modes = ["nearest", "bilinear", "bicubic", "lanczos3", "lanczos5"]
    kwargs |= some(rng, interpolation=modes, data_format=["channels_first", "channels_last"], antialias=[True, False])
    kwargs |= {rng.choice(["crop_to_aspect_ratio", "pad_to_aspect_ratio"]): True} if rng.random() < 0.3 else {}
    kwargs |= some(rng, fill_mode=["constant", "reflect"]) if rng.random() < 0.1 else {}
    return kwargs, [(*rng.choice([(), (2,), (None,)]), *axes(rng, rng.choice([3, 3, 3, 3, 2, 4])))]


def softmax(rng: Random) -> Case:
    x = anything(rng)
    several = [a - rng.choice([0, len(x)]) for a in rng.sample(range(1, len(x)), rng.randint(1, len(x) - 1))]
    return some(rng, axis=[-1, 1, tuple(several), several, len(x)]), [x]


def bare(low: int = 1, high: int = 4, **options: list[Any]) -> Callable[[Random], Case]:
    return lambda rng: (some(rng, **options), [anything(rng, low, high)])


def rated(low: int = 1, high: int = 4) -> Callable[[Random], Case]:
    return lambda rng: ({"rate": rng.choice([0, 0.3, 1.0, 1.5])}, [anything(rng, low, high)])


CASES: dict[str, Callable[[Random], Case]] = {
    **{f"Conv{k}D": conv(k) for k in (1, 2, 3)},
    **{f"Conv{k}DTranspose": transposed(k) for k in (1, 2, 3)},
    **{f"DepthwiseConv{k}D": depthwise(k) for k in (1, 2)},
    **{f"SeparableConv{k}D": separable(k) for k in (1, 2)},
    **{f"{kind}Pooling{k}D": pool(k) for kind in ("Max", "Average") for k in (1, 2, 3)},
    **{f"Global{kind}Pooling{k}D": global_pool(k) for kind in ("Max", "Average") for k in (1, 2, 3)},
    **{f"Adaptive{kind}Pooling{k}D": adaptive_pool(k) for kind in ("Max", "Average") for k in (1, 2, 3)},
    "Dense": dense,
    "EinsumDense": einsum,
    "Embedding": embedding,
    "LSTM": recurrent(),
    "GRU": recurrent(reset_after=[True, False]),
    "SimpleRNN": recurrent(),
    "Bidirectional": bidirectional,
    "TimeDistributed": time_distributed,
    "BatchNormalization": batch_norm,
    "LayerNormalization": layer_norm,
    "RMSNormalization": rms_norm,
    "GroupNormalization": group_norm,
    "UnitNormalization": unit_norm,
    "MultiHeadAttention": multi_head,
    "GroupQueryAttention": grouped_query,
    **{f"ZeroPadding{k}D": pads("padding", k) for k in (1, 2, 3)},
    **{f"Cropping{k}D": pads("cropping", k) for k in (1, 2, 3)},
    **{f"UpSampling{k}D": upsampling(k) for k in (1, 2, 3)},
    **{name: merge(3) for name in ("Add", "Multiply", "Average", "Maximum", "Minimum")},
    "Subtract": merge(2),
    "Concatenate": concatenate,
    "Dot": dot,
    "Reshape": reshape,
    "Flatten": bare(data_format=["channels_first", "channels_last"]),
    "Permute": permute,
    "RepeatVector": lambda rng: ({"n": rng.randint(1, 5)}, [anything(rng, 1, 1 + (rng.random() < 0.2))]),
    "PReLU": prelu,
    "LeakyReLU": bare(negative_slope=[0.1, 0.5, -0.1]),
    "ELU": bare(alpha=[0.5, 1.0]),
    "ReLU": bare(max_value=[6.0, None], negative_slope=[0.0, 0.2]),
    "Softmax": softmax,
    "Activation": lambda rng: (
        {"activation": rng.choice(["gelu", "softmax", "relu", "tanh", "sigmoid", "selu", "swish", "linear", "nothing"])},
        [anything(rng)],
    ),
    "Dropout": rated(),
    "SpatialDropout1D": rated(2, 3),
    "SpatialDropout2D": rated(3, 4),
    "SpatialDropout3D": rated(4, 4),
    "GaussianDropout": rated(),
    "AlphaDropout": rated(),
    "ActivityRegularization": bare(l1=[0, 0.1, -0.1, None], l2=[0.1]),
    "GaussianNoise": lambda rng: ({"stddev": rng.choice([0.1, 1, 2])}, [anything(rng)]),
    "Identity": bare(),
    "Masking": bare(2, 3),
    "Rescaling": lambda rng: ({"scale": 0.5} | some(rng, offset=[-1.0, (0.5,)]), [anything(rng)]),
    "Resizing": resizing,
    "Normalization": bare(axis=[-1, 1, None]),
}
