"""Normalisation layers of torch.nn."""

from __future__ import annotations

from typing import Any

from symnet import layers
from symnet.architecture.conditions import Condition, at_least, divides
from symnet.architecture.layer import Layer
from symnet.arithmetic.sizes import Shape, product
from symnet.errors import SymnetError
from symnet.importers.applied import Layout, Reader, batched, declared

__all__ = [
    "BatchNorm1d",
    "BatchNorm2d",
    "BatchNorm3d",
    "GroupNorm",
    "InstanceNorm1d",
    "InstanceNorm2d",
    "InstanceNorm3d",
    "LayerNorm",
    "LocalResponseNorm",
    "RMSNorm",
    "SyncBatchNorm",
]


def features(num_features: Any, channels: Any, needed: bool) -> tuple[Condition, ...]:
    """The declared features are the input's channels, where something is kept for each of them; else torch does not look."""
    return (declared("num_features", num_features, channels),) if needed else ()


def empty(x: Shape) -> bool:
    """Whether the tensor has no cells."""
    return any(type(n) is int and n == 0 for n in x)


def several(cells: Any) -> Condition:
    """torch refuses to compute a variance of one value, also at inference where no running statistics are kept."""
    return at_least(cells, 2, "the statistics are of {} value, and a variance needs at least 2", cells, remedy="give a larger input")


def batch_statistics(x: Shape, track_running_stats: bool) -> tuple[Condition, ...]:
    """What a batch normalisation without running statistics asks of (batch, channels, *space)."""
    return () if track_running_stats or empty(x) else (several(product((x[0], *x[2:]))),)


def batch_norm(cls: type[Layer], *ranks: int) -> Reader:
    """The reader of a batch normalisation of samples of so many axes; it has no unbatched form."""

    def read(
        x: Shape,
        /,
        num_features: Any,
        eps: float = 1e-5,
        momentum: float | None = 0.1,
        affine: bool = True,
        track_running_stats: bool = True,
        *,
        bias: bool = True,
    ) -> Layout:
        batch, sample = batched(x, *ranks, unbatched=False)
        layer: Any = cls(eps=eps, momentum=momentum, affine=affine, track_running_stats=track_running_stats, bias=bias)  # type: ignore[call-arg]
        known = features(num_features, sample[0], affine or track_running_stats)
        return Layout(layer, (sample,), batch, conditions=(*known, *batch_statistics(x, track_running_stats)))

    return read


def instance_norm(cls: type[Layer]) -> Reader:
    def read(
        x: Shape,
        /,
        num_features: Any,
        eps: float = 1e-5,
        momentum: float | None = 0.1,
        affine: bool = False,
        track_running_stats: bool = False,
        *,
        bias: bool = True,
    ) -> Layout:
        batch, sample = batched(x, cls.rank or 0)
        layer: Any = cls(eps=eps, momentum=momentum, affine=affine, track_running_stats=track_running_stats, bias=bias)  # type: ignore[call-arg]
        words = "a batch of {} has no sample to scale"
        some = tuple(at_least(n, 1, words, n, remedy="give at least one, or affine=False") for n in batch) if affine else ()
        known = features(num_features, sample[0], affine or track_running_stats)
        return Layout(layer, (sample,), batch, conditions=(*known, *some))

    return read


BatchNorm1d = batch_norm(layers.BatchNorm1d, 1, 2)
BatchNorm2d = batch_norm(layers.BatchNorm2d, 3)
BatchNorm3d = batch_norm(layers.BatchNorm3d, 4)
InstanceNorm1d, InstanceNorm2d, InstanceNorm3d = map(instance_norm, (layers.InstanceNorm1d, layers.InstanceNorm2d, layers.InstanceNorm3d))


def GroupNorm(x: Shape, /, num_groups: Any, num_channels: Any, eps: float = 1e-5, affine: bool = True, *, bias: bool = True) -> Layout:
    if len(x) < 2:
        raise SymnetError(f"takes an input of at least 2 axes, batch and channels, got {len(x)}: {x}")
    layer = layers.GroupNorm(num_groups, eps=eps, affine=affine, bias=bias)
    whole = divides(
        layer.num_groups,
        num_channels,
        "groups {} do not divide {} num_channels",
        layer.num_groups,
        num_channels,
        remedy="give groups that do",
    )
    same = (declared("num_channels", num_channels, x[1]),) if affine else ()
    rows = () if empty(x) else (several(product((x[0] * x[1] // layer.num_groups, *x[2:]))),)
    return Layout(layer, (x[1:],), x[:1], conditions=(whole, *same, *rows))


def trailing(layer: Any, x: Shape, normalized_shape: Any) -> Layout:
    """A normalisation over the last axes, whose sizes are declared."""
    sizes = normalized_shape if isinstance(normalized_shape, tuple) else (normalized_shape,)
    if not 0 < len(sizes) <= len(x):  # pyright: ignore[reportUnknownArgumentType]
        raise SymnetError(f"normalized_shape is {sizes}, and the input has {len(x)} axes: {x}", "give the sizes of its last axes")
    batch = x[:1] if len(x) > len(sizes) else ()  # pyright: ignore[reportUnknownArgumentType]
    same = tuple(declared(f"normalized_shape[{k}]", s, n) for k, (s, n) in enumerate(zip(sizes, x[-len(sizes) :], strict=True)))  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]
    return Layout(layer, (x[len(batch) :],), batch, conditions=same)


def last_axes(normalized_shape: Any) -> int | tuple[int, ...]:
    """The numbers of as many last axes as sizes are declared."""
    count = len(normalized_shape) if isinstance(normalized_shape, tuple) else 1  # pyright: ignore[reportUnknownArgumentType]
    return -1 if count == 1 else tuple(range(-count, 0))


def LayerNorm(x: Shape, /, normalized_shape: Any, eps: float = 1e-5, elementwise_affine: bool = True, bias: bool = True) -> Layout:
    return trailing(
        layers.LayerNorm(dim=last_axes(normalized_shape), eps=eps, elementwise_affine=elementwise_affine, bias=bias), x, normalized_shape
    )


def RMSNorm(x: Shape, /, normalized_shape: Any, eps: float | None = None, elementwise_affine: bool = True) -> Layout:
    return trailing(layers.RMSNorm(dim=last_axes(normalized_shape), eps=eps, elementwise_affine=elementwise_affine), x, normalized_shape)


def SyncBatchNorm(
    x: Shape,
    /,
    num_features: Any,
    eps: float = 1e-5,
    momentum: float | None = 0.1,
    affine: bool = True,
    track_running_stats: bool = True,
    process_group: Any = None,
    *,
    bias: bool = True,
) -> Layout:
    if len(x) < 2:
        raise SymnetError(f"takes an input of at least 2 axes, batch and channels, got {len(x)}: {x}")
    layer = layers.BatchNorm1d(eps=eps, momentum=momentum, affine=affine, track_running_stats=track_running_stats, bias=bias)
    known = features(num_features, x[1], affine or track_running_stats)
    return Layout(layer, (x[1:],), x[:1], conditions=(*known, *batch_statistics(x, track_running_stats)))


def LocalResponseNorm(x: Shape, /, size: Any, alpha: float = 1e-4, beta: float = 0.75, k: float = 1.0) -> Layout:
    return Layout(layers.LocalResponseNorm(size, alpha, beta, k=k), (x[1:],), x[:1])
