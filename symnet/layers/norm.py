"""Normalisation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from symnet.conditions import Condition
from symnet.layers.activation import Elementwise
from symnet.operations import Operations
from symnet.sizes import Shape, product, size


class BatchNorm(Elementwise):
    """Normalisation of each channel over batch and space (Ioffe and Szegedy 2015); use `BatchNorm1d`, `BatchNorm2d`, `BatchNorm3d`.

    Weight and bias (F_in,) each: 2 F_in parameters. With running statistics, buffers running_mean and running_var (F_in,) and one
    counter num_batches_tracked, which are not parameters. At inference one multiplication and one addition a cell.

    Args:
        affine: whether there are a weight and a bias.
        track_running_stats: whether running statistics are kept.

    Source: torch.nn.BatchNorm2d.
    """

    label = "BatchNorm"

    eps: float = 1e-5
    momentum: float | None = 0.1
    affine: bool = True
    track_running_stats: bool = True

    def weights(self, x: Shape) -> Mapping[str, Shape]:
        return {"weight": x[:1], "bias": x[:1]} if self.affine else {}

    def buffers(self, x: Shape) -> Mapping[str, Shape]:
        statistics: dict[str, Shape] = {"running_mean": x[:1], "running_var": x[:1], "num_batches_tracked": ()}
        return statistics if self.track_running_stats else {}

    def operations(self, y: Shape, x: Shape) -> Operations:
        return Operations(mul=product(y), add=product(y))


class BatchNorm1d(BatchNorm):
    """Batch normalisation of (F_in,) or (F_in, L). Parameters and buffers: see `BatchNorm`.

    >>> from symnet import Network
    >>> Network(BatchNorm1d(), (64,)).params
    128
    """


class BatchNorm2d(BatchNorm):
    """Batch normalisation of (F_in, H, W). Parameters and buffers: see `BatchNorm`.

    >>> from symnet import Network
    >>> Network(BatchNorm2d(), (64, 56, 56)).params
    128
    """

    rank = 3


class BatchNorm3d(BatchNorm):
    """Batch normalisation of (F_in, D, H, W). Parameters and buffers: see `BatchNorm`.

    >>> from symnet import Network
    >>> Network(BatchNorm3d(), (64, 8, 8, 8)).params
    128
    """

    rank = 4


class LocalResponseNorm(Elementwise):
    """x / (k + alpha/n sum x^2)^beta over n neighbouring channels (Krizhevsky et al. 2012, section 3.3). No parameters.

    A cell takes a square, n - 1 additions, a scale and an offset, a power and a division.

    Args:
        neighbours: n, how many channels the sum runs over (torch's `size`).

    >>> from symnet import Network
    >>> Network(LocalResponseNorm(5), (96, 55, 55)).output_shape
    (96, 55, 55)

    Source: torch.nn.LocalResponseNorm.
    """

    label = "LRN"

    neighbours: Any = size("n")
    alpha: float = 1e-4
    beta: float = 0.75
    k: float = 1.0

    def operations(self, y: Shape, x: Shape) -> Operations:
        cells = product(y)
        return Operations(mul=2 * cells, add=cells * self.neighbours, exp=cells, log=cells, divide=cells)

    def conditions(self, x: Shape) -> Iterable[Condition]:
        from symnet.conditions import at_least

        yield at_least(len(x), 2, "LocalResponseNorm takes channels and at least one more axis, got {} axes", len(x))
