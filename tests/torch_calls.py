"""Random calls of torch.nn classes that are neither attention nor recurrent, legal ones and others, for the comparison with torch."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any, TypeAlias

Shape: TypeAlias = tuple[int, ...]
Call: TypeAlias = tuple[str, dict[str, Any], list[Shape]]
Random: TypeAlias = random.Random


def some(r: Random, **choices: Callable[[], Any]) -> dict[str, Any]:
    """Some of the arguments."""
    return {name: make() for name, make in choices.items() if r.random() < 0.5}


def flag(r: Random) -> Callable[[], bool]:
    return lambda: r.random() < 0.5


def per_axis(r: Random, axes: int, *values: int) -> Callable[[], Any]:
    """One number, a list of one for each axis, a list of one number, or now and then a list of a wrong length."""

    def make() -> Any:
        length = r.choices([0, axes, 1, axes + 1], [10, 10, 1, 0.3])[0]
        return [r.choice(values) for _ in range(length)] if length else r.choice(values)

    return make


def near(r: Random, value: int) -> int:
    """Mostly the value itself."""
    return max(value + r.choice([1, 2, -1]), 1) if r.random() < 0.06 else value


def tensor(r: Random, channels: int, axes: int, low: int = 1, high: int = 9) -> Shape:
    """Batch, channels and axes; sometimes unbatched, an empty batch, or an axis too many."""
    body = (channels, *(r.randint(low, high) for _ in range(axes)))
    kind = r.random()
    if kind < 0.2:
        return body
    if kind < 0.23:
        return (2, 3, *body)
    if kind < 0.25:
        return body[1:]
    return (r.choice([0, 1, 1, 2, 3, 5]), *body)


def convolution(r: Random) -> Call:
    axes = r.randint(1, 3)
    groups = r.choice([1, 1, 1, 2, 3])
    fan = groups * r.randint(1, 3)
    kwargs = {
        "in_channels": near(r, fan),
        "out_channels": near(r, groups * r.randint(1, 3)),
        "kernel_size": per_axis(r, axes, 1, 2, 3, 4, 5)(),
    }
    kwargs |= some(r, stride=per_axis(r, axes, 1, 2, 3, 4), dilation=per_axis(r, axes, 1, 1, 2, 3), bias=flag(r))
    kwargs |= some(
        r, padding_mode=lambda: r.choice(["zeros", "reflect", "replicate", "circular"]), padding=per_axis(r, axes, 0, 1, 2, 3, 4)
    )
    if r.random() < 0.15:
        kwargs["padding"] = r.choice(["same", "valid", "causal"])
    if groups > 1 or r.random() < 0.05:
        kwargs["groups"] = near(r, groups)
    if kwargs.get("padding_mode", "zeros") != "zeros":
        # torch pads other axes than it should where a list is too short.
        kwargs |= {name: 1 for name in ("padding", "dilation") if isinstance(v := kwargs.get(name), list) and len(v) < axes}
    return f"Conv{axes}d", kwargs, [tensor(r, near(r, fan), axes)]


def transposed(r: Random) -> Call:
    axes = r.randint(1, 3)
    groups = r.choice([1, 1, 2])
    fan = groups * r.randint(1, 3)
    kwargs = {"in_channels": fan, "out_channels": near(r, groups * r.randint(1, 3)), "kernel_size": per_axis(r, axes, 1, 2, 3, 4, 5)()}
    kwargs |= some(
        r, stride=per_axis(r, axes, 1, 2, 3), padding=per_axis(r, axes, 0, 0, 1, 2, 3), output_padding=per_axis(r, axes, 0, 0, 1, 2)
    )
    kwargs |= some(r, bias=flag(r), dilation=per_axis(r, axes, 1, 1, 2, 3))
    if groups > 1:
        kwargs["groups"] = groups
    shape = tensor(r, near(r, fan), axes, high=5)
    if 0 in shape:
        # torch does not look at the output padding of an empty batch.
        kwargs.pop("output_padding", None)
    return f"ConvTranspose{axes}d", kwargs, [shape]


def pooling(r: Random) -> Call:
    axes, kind = r.randint(1, 3), r.choice(["Max", "Avg", "LP"])
    kwargs: dict[str, Any] = {"kernel_size": per_axis(r, axes, 1, 2, 3, 4, 5)()}
    kwargs |= some(r, stride=per_axis(r, axes, 1, 2, 3, 4), ceil_mode=flag(r))
    if kind == "LP":
        kwargs["norm_type"] = r.choice([1.0, 2.0, 3.0, float("inf")])
    else:
        kwargs |= some(r, padding=per_axis(r, axes, 0, 0, 1, 2))
    if kind == "Max":
        kwargs |= some(r, dilation=per_axis(r, axes, 1, 1, 2, 3), return_indices=flag(r))
    if kind == "Avg":
        kwargs |= some(r, count_include_pad=flag(r), **({"divisor_override": lambda: r.choice([None, 1, 3])} if axes > 1 else {}))
    return f"{kind}Pool{axes}d", kwargs, [tensor(r, r.randint(1, 3), axes)]


def adaptive(r: Random) -> Call:
    axes, kind = r.randint(1, 3), r.choice(["Max", "Avg"])
    sizes: Any = r.choice([None, r.randint(1, 6), 1, [r.choice([None, 1, 1, 2, 5]) for _ in range(axes)], [1] * axes])
    kwargs = {"output_size": sizes} | (some(r, return_indices=flag(r)) if kind == "Max" else {})
    shape = tensor(r, r.randint(1, 3), axes)
    return f"Adaptive{kind}Pool{axes}d", kwargs, [(*shape, 2, 2) if r.random() < 0.1 else shape]


def other_pooling(r: Random) -> Call:
    if r.random() < 0.5:
        axes = r.randint(2, 3)
        kwargs: dict[str, Any] = {"kernel_size": per_axis(r, axes, 1, 2, 3)()} | some(r, return_indices=flag(r))
        kwargs |= some(r, output_size=per_axis(r, axes, 1, 2, 3), output_ratio=lambda: r.choice([0.5, 0.7, [0.3] * axes, [0.4, 0.6], 1.2]))
        return f"FractionalMaxPool{axes}d", kwargs, [tensor(r, 2, axes)]
    axes = r.randint(1, 3)
    shape = tensor(r, 2, axes, high=4)
    numbers = {"kernel_size": [1, 2, 3], "stride": [1, 2, 3], "padding": [0, 0, 1]}
    kwargs = {name: r.choice([r.choice(v), [r.choice(v) for _ in range(axes)]]) for name, v in numbers.items()}
    return f"MaxUnpool{axes}d", kwargs, [shape, shape if r.random() < 0.9 else (*shape[:-1], shape[-1] + 1)]


def anything(r: Random, low: int = 0, high: int = 5, most: int = 5) -> Shape:
    return tuple(r.randint(1, most) for _ in range(r.randint(low, high)))


def linear(r: Random) -> Call:
    fan, lead = r.randint(1, 6), anything(r, 0, 3)
    lead = (0, *lead[1:]) if lead and r.random() < 0.1 else lead
    return "Linear", {"in_features": fan, "out_features": r.randint(0, 6)} | some(r, bias=flag(r)), [(*lead, near(r, fan))]


def bilinear(r: Random) -> Call:
    a, b, lead = r.randint(1, 6), r.randint(1, 6), anything(r, 0, 3)
    other = tuple(near(r, n) for n in lead) if r.random() < 0.9 else lead[1:]
    kwargs = {"in1_features": a, "in2_features": b, "out_features": r.randint(1, 6)} | some(r, bias=flag(r))
    return "Bilinear", kwargs, [(*lead, near(r, a)), (*other, b)]


def embedding(r: Random) -> Call:
    kwargs: dict[str, Any] = {"num_embeddings": r.randint(1, 9), "embedding_dim": r.randint(1, 5)} | some(
        r, padding_idx=lambda: r.randint(-10, 10)
    )
    if r.random() < 0.5:
        return "Embedding", kwargs, [anything(r, 0, 3)]
    kwargs |= some(r, mode=lambda: r.choice(["mean", "sum", "max"]), include_last_offset=flag(r))
    # torch crashes on offsets that make no bag.
    offsets = (r.randint(2, 5),)
    return "EmbeddingBag", kwargs, r.choice([[(3, 4)], [(0, 4)], [(r.randint(1, 6),), offsets], [(4,)], [(2, 3, 4)], [(3, 4), offsets]])


def features_norm(r: Random) -> Call:
    axes, kind, channels = r.randint(1, 3), r.choice(["Batch", "Instance"]), r.randint(1, 5)
    kwargs = {"num_features": near(r, channels)} | some(r, affine=flag(r), track_running_stats=flag(r), bias=flag(r), eps=lambda: 1e-3)
    shape = tensor(r, near(r, channels), axes, high=3)
    if 0 in shape:
        # torch does not look at the channels of an empty batch.
        return f"{kind}Norm{axes}d", kwargs | {"num_features": shape[1]}, [shape]
    return f"{kind}Norm{axes}d", kwargs, [r.choice([shape, shape, shape[:2], shape[:-1]])]


def other_norm(r: Random) -> Call:
    kind = r.choice(["LayerNorm", "RMSNorm", "GroupNorm", "LocalResponseNorm", "SyncBatchNorm"])
    shape = anything(r, 1, 5)
    if kind in ("LayerNorm", "RMSNorm"):
        count = r.randint(1, len(shape))
        sizes: Any = [near(r, n) for n in shape[-count:]]
        kwargs: dict[str, Any] = {"normalized_shape": sizes[0] if count == 1 and r.random() < 0.5 else sizes} | some(
            r, elementwise_affine=flag(r)
        )
        return kind, kwargs | (some(r, bias=flag(r)) if kind == "LayerNorm" else {}), [r.choice([shape, (2, *shape), shape[1:]])]
    if kind == "GroupNorm":
        groups = r.randint(1, 3)
        channels = groups * r.randint(1, 3)
        shape = (r.choice([0, 1, 2, 3]), near(r, channels), *shape[2:])
        return kind, {"num_groups": near(r, groups), "num_channels": channels} | some(r, affine=flag(r), bias=flag(r)), [shape]
    if kind == "SyncBatchNorm":
        channels = shape[1] if len(shape) > 1 else 2
        return kind, {"num_features": near(r, channels)} | some(r, affine=flag(r), track_running_stats=flag(r)), [shape]
    return kind, {"size": r.randint(1, 7)}, [shape]


def blocks(r: Random) -> Call:
    kwargs: dict[str, Any] = {"kernel_size": per_axis(r, 2, 1, 2, 3)()}
    kwargs |= some(r, dilation=per_axis(r, 2, 1, 2), padding=per_axis(r, 2, 0, 1, 2), stride=per_axis(r, 2, 1, 2, 3))
    if r.random() < 0.5:
        return "Unfold", kwargs, [tensor(r, r.randint(1, 4), 2)]
    kernel, dilation, padding, stride = ((v if isinstance(v, list) and len(v) == 2 else [v[0] if isinstance(v, list) else v] * 2)
        for v in (kwargs["kernel_size"], kwargs.get("dilation", 1), kwargs.get("padding", 0), kwargs.get("stride", 1)))  # fmt: skip
    image = [r.randint(1, 9) for _ in range(2)]
    count = 1
    for n, k, d, p, s in zip(image, kernel, dilation, padding, stride, strict=True):
        count *= max((n + 2 * p - d * (k - 1) - 1) // s + 1, 0)
    body = (near(r, kernel[0] * kernel[1] * r.randint(1, 3)), near(r, count))
    output: Any = image[0] if image[0] == image[1] else image
    return "Fold", {"output_size": output} | kwargs, [r.choice([body, (2, *body), (0, *body), (2, 2, *body)])]


def padding(r: Random) -> Call:
    axes, mode = r.randint(1, 3), r.choice(["Zero", "Constant", "Reflection", "Replication", "Circular"])
    low = 0 if mode == "Circular" else r.choice([0, 0, -2])
    pads: Any = r.choice([r.randint(low, 3), [r.randint(low, 3) for _ in range(2 * axes)]])
    shape = tensor(r, r.randint(1, 3), axes, high=5)
    if 0 in shape:
        # torch makes negative sizes of an empty batch.
        pads = 1
    return f"{mode}Pad{axes}d", {"padding": pads} | ({"value": 1.5} if mode == "Constant" else {}), [shape]


def upsample(r: Random) -> Call:
    axes = r.randint(1, 3)
    mode = r.choice(
        ["nearest", "nearest-exact", "area", "linear", "bilinear", "bicubic", "trilinear", ("linear", "bilinear", "trilinear")[axes - 1]]
    )
    factor = lambda: r.choice([0.25, 0.3, 0.5, 0.7, 1.1, 1.3, 1.5, 2, 2.0, 2.7, 3])  # noqa: E731
    kwargs: dict[str, Any] = {"mode": mode} | some(r, align_corners=lambda: r.choice([None, None, True, False]))
    kind = r.random()
    if kind < 0.5:
        kwargs["scale_factor"] = r.choice([factor(), [factor() for _ in range(axes)]])
        kwargs |= some(r, recompute_scale_factor=lambda: r.choice([None, True, False]))
    else:
        kwargs["size"] = r.choice([r.randint(1, 7), [r.randint(1, 7) for _ in range(near(r, axes))]])
    if kind > 0.98:
        kwargs["scale_factor"] = 2
    return "Upsample", kwargs, [tensor(r, r.randint(1, 3), axes, high=11)]


def shuffle(r: Random) -> Call:
    kind, factor, shape = r.choice(["PixelShuffle", "PixelUnshuffle", "ChannelShuffle"]), r.randint(1, 3), list(anything(r, 2, 5, 3))
    if kind == "PixelShuffle":
        shape[-3:-2] = [near(r, shape[-3] * factor**2)] if len(shape) > 2 else []
        return kind, {"upscale_factor": factor}, [tuple(shape)]
    if kind == "PixelUnshuffle":
        return kind, {"downscale_factor": factor}, [(*shape[:-2], near(r, shape[-2] * factor), shape[-1] * factor)]
    return kind, {"groups": factor}, [(shape[0], near(r, shape[1] * factor), *shape[2:])]


def flattening(r: Random) -> Call:
    shape = anything(r, 0, 5, 4)
    if r.random() < 0.5:
        return "Flatten", some(r, start_dim=lambda: r.randint(-5, 4), end_dim=lambda: r.randint(-5, 4)), [shape]
    sizes = list(anything(r, 1, 3, 3))
    count = 1
    for n in sizes:
        count *= n
    axis = r.randrange(len(shape)) if shape else 0
    shape = (*shape[:axis], near(r, count), *shape[axis + 1 :])
    if r.random() < 0.2:
        sizes[r.randrange(len(sizes))] = -1
    return "Unflatten", {"dim": r.choice([axis, axis - len(shape), near(r, axis)]), "unflattened_size": sizes}, [shape]


def activation(r: Random) -> Call:
    shape = anything(r, 0, 5, 4)
    kind = r.choice(["GLU", "PReLU", "Softmax", "LogSoftmax", "Softmin", "Softmax2d", "Dropout1d", "Dropout2d", "Dropout3d", *PLAIN])
    if kind in ("GLU", "Softmax", "LogSoftmax", "Softmin"):
        doubled = tuple(2 * n if r.random() < 0.7 else n for n in shape)
        return kind, some(r, dim=lambda: r.randint(-4, 4)), [doubled if kind == "GLU" else shape]
    if kind == "PReLU":
        return kind, some(r, num_parameters=lambda: r.choice([1, *shape[1:2], *shape[:1], 3])), [shape]
    arguments = {"Threshold": {"threshold": 0.1, "value": 2.0}, "GELU": some(r, approximate=lambda: r.choice(["none", "tanh", "erf"]))}
    if "Dropout" in kind:
        return kind, some(r, p=lambda: r.choice([0.0, 0.3, 1.0, 1.2])), [shape]
    return kind, arguments.get(kind, {}), [shape]


PLAIN = (
    *(
        "AlphaDropout",
        "CELU",
        "Dropout",
        "ELU",
        "FeatureAlphaDropout",
        "GELU",
        "Hardshrink",
        "Hardsigmoid",
        "Hardswish",
        "Hardtanh",
        "Identity",
    ),
    *("LeakyReLU", "LogSigmoid", "Mish", "RReLU", "ReLU", "ReLU6", "SELU", "SiLU", "Sigmoid", "Softplus", "Softshrink", "Softsign", "Tanh"),
    *("Tanhshrink", "Threshold"),
)

FAMILIES: tuple[Callable[[Random], Call], ...] = (
    *(convolution, transposed, pooling, adaptive, other_pooling, linear, bilinear, embedding, features_norm, other_norm),
    *(blocks, padding, upsample, shuffle, flattening, activation),
)
