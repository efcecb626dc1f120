"""Normalisation with statistics of the data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from symnet.architecture.axes import axis_of
from symnet.architecture.conditions import Condition, at_least, divides
from symnet.architecture.fields import OneSize, size
from symnet.architecture.fields import size as size_field
from symnet.arithmetic.operations import POWER, Operations
from symnet.arithmetic.sizes import Shape, product
from symnet.arithmetic.window import Window, together
from symnet.layers.activation import Elementwise


def learned(shape: Shape, weight: bool, bias: bool) -> Mapping[str, Shape]:
    """A weight and a bias of one shape, where they are there."""
    return {name: shape for name, there in (("weight", weight), ("bias", bias)) if there}


def normalisation(cells: Any, groups: Any, weight: bool, bias: bool, centred: bool = True) -> Operations:
    """Mean and variance of `groups` groups of cells computed anew, then (x - mean) / sqrt(var + eps), then weight and bias.

    A cell takes an addition for the mean, a difference, a square and an addition for the variance, and a product with 1/sqrt; a
    group takes two divisions, an addition of eps, a square root and its inverse. Without a mean there is no difference either.
    """
    line = Operations(mul=cells if weight else 0, add=cells if bias else 0)
    if not centred:
        return Operations(mul=2 * cells, add=cells, divide=2 * groups, sqrt=groups) + line
    return Operations(mul=2 * cells, add=3 * cells, divide=3 * groups, sqrt=groups) + line


class ChannelNorm(Elementwise, abstract=True):
    """What batch and instance normalisation share: a line for each channel, and its running statistics.

    Weight and bias (F_in,) each; with running statistics, buffers running_mean and running_var (F_in,) and one counter.

    Args:
        eps: what is added to the variance before its root; it changes no count.
        momentum: how fast the running statistics follow; it changes no count.
        affine: whether there are a weight and a bias.
        track_running_stats: whether running statistics are kept.
        bias: whether the bias is there (Keras's `center`).
        scale: whether the weight is there (Keras's `scale`).
        dim: the axis of the channels, counted in the sample.
    """

    by_place = None
    from_input = {"num_features": 0}
    term = "normalisation"

    eps: float = 1e-5
    momentum: float | None = 0.1
    affine: bool = True
    track_running_stats: bool = True
    bias: bool = True
    scale: bool = True
    dim: int = 0

    def check_inputs(self, *x: Shape) -> None:
        super().check_inputs(*x)
        axis_of(x[0], self.dim, self)

    def weights(self, x: Shape) -> Mapping[str, Shape]:
        return learned((x[self.dim],), self.affine and self.scale, self.affine and self.bias)

    def buffers(self, x: Shape) -> Mapping[str, Shape]:
        channels: Shape = (x[self.dim],)
        return {"running_mean": channels, "running_var": channels, "num_batches_tracked": ()} if self.track_running_stats else {}

    def operations(self, y: Shape, x: Shape) -> Operations:
        """With known statistics, weight and bias make one line."""
        return Operations(mul=product(y), add=product(y))

    def windows(self, x: Shape) -> tuple[Window, ...]:
        """Without known statistics every cell of a channel counts."""
        return together(x, () if self.track_running_stats else set(range(len(x))) - {axis_of(x, self.dim, self)})


class BatchNorm(ChannelNorm, abstract=True):
    """Normalisation of each channel over batch and space (Ioffe and Szegedy 2015); use `BatchNorm1d`, `BatchNorm2d`, `BatchNorm3d`.

    Weight and bias (F_in,) each: 2 F_in parameters. With running statistics, buffers running_mean and running_var (F_in,) and one
    counter num_batches_tracked, which are not parameters. At inference one multiplication and one addition a cell: statistics,
    weight and bias make one line.

    Source: Ioffe and Szegedy 2015, arXiv:1502.03167, algorithm 2; torch.nn.BatchNorm2d.
    """

    label = "BatchNorm"


class BatchNorm1d(BatchNorm):
    """Batch normalisation of (F_in,) or (F_in, L). Parameters and buffers: see `BatchNorm`.

    >>> from symnet import Network
    >>> Network(BatchNorm1d(), (64,)).params
    128
    """


class BatchNorm2d(BatchNorm):
    """Batch normalisation of (F_in, H, W). Parameters and buffers: see `BatchNorm`.

    >>> from symnet import Network
    >>> norm = Network(BatchNorm2d(), (64, 56, 56))
    >>> norm.params, norm.buffers
    (128, 129)
    """

    rank = 3


class BatchNorm3d(BatchNorm):
    """Batch normalisation of (F_in, D, H, W). Parameters and buffers: see `BatchNorm`.

    >>> from symnet import Network
    >>> Network(BatchNorm3d(), (64, 8, 8, 8)).params
    128
    """

    rank = 4


class InstanceNorm(ChannelNorm, abstract=True):
    """Normalisation of each channel of each sample over space; use `InstanceNorm1d`, `InstanceNorm2d`, `InstanceNorm3d`.

    Without `affine` and `track_running_stats`, the defaults, there are no parameters and no buffers. Statistics are computed anew
    for every channel where none are kept.

    Raises:
        SymnetError: where a channel has one cell only and its own statistics are needed.

    Source: Ulyanov et al. 2016, arXiv:1607.08022, equation 7; torch.nn.InstanceNorm2d.
    """

    label = "InstanceNorm"

    affine: bool = False
    track_running_stats: bool = False

    def operations(self, y: Shape, x: Shape) -> Operations:
        return (
            super().operations(y, x)
            if self.track_running_stats
            else normalisation(product(y), x[0], self.affine, self.affine and self.bias)
        )

    def conditions(self, x: Shape) -> Iterable[Condition]:
        if not self.track_running_stats:
            cells = product(x[1:])
            yield at_least(
                cells,
                2,
                "a channel has {} cell, and a variance needs at least 2",
                cells,
                remedy="give a larger input or track_running_stats=True",
            )


class InstanceNorm1d(InstanceNorm):
    """Instance normalisation of (F_in, L). Parameters and buffers: see `InstanceNorm`.

    >>> from symnet import Network
    >>> Network(InstanceNorm1d(affine=True), (64, 100)).params
    128
    """

    rank = 2


class InstanceNorm2d(InstanceNorm):
    """Instance normalisation of (F_in, H, W). Parameters and buffers: see `InstanceNorm`.

    >>> from symnet import Network
    >>> Network(InstanceNorm2d(), (64, 56, 56)).params
    0
    """

    rank = 3


class InstanceNorm3d(InstanceNorm):
    """Instance normalisation of (F_in, D, H, W). Parameters and buffers: see `InstanceNorm`.

    >>> from symnet import Network
    >>> Network(InstanceNorm3d(track_running_stats=True), (64, 8, 8, 8)).buffers
    129
    """

    rank = 4


class GroupNorm(Elementwise):
    """Normalisation over the channels of a group and space (Wu and He 2018): (F_in, *) -> (F_in, *).

    Weight and bias (F_in,) each: 2 F_in parameters.

    Args:
        num_groups: G, which must divide the channels.
        affine: whether there are a weight and a bias.
        bias: whether the bias is there (Keras's `center`).
        scale: whether the weight is there (Keras's `scale`).
        eps: what is added to the variance before its root; it changes no count.

    Raises:
        SymnetError: where the groups do not divide the channels.

    >>> from symnet import Network
    >>> Network(GroupNorm(32), (256, 14, 14)).params
    512

    Source: Wu and He 2018, arXiv:1803.08494, equation 7; torch.nn.GroupNorm.
    """

    by_place = None
    from_input = {"num_channels": 1}
    term = "normalisation"

    num_groups: OneSize = size("G")
    eps: float = 1e-5
    affine: bool = True
    bias: bool = True
    scale: bool = True

    def weights(self, x: Shape) -> Mapping[str, Shape]:
        return learned(x[:1], self.affine and self.scale, self.affine and self.bias)

    def operations(self, y: Shape, x: Shape) -> Operations:
        return normalisation(product(y), self.num_groups, self.affine and self.scale, self.affine and self.bias)

    def windows(self, x: Shape) -> tuple[Window, ...]:
        return together(x, range(len(x)))

    def conditions(self, x: Shape) -> Iterable[Condition]:
        yield divides(self.num_groups, x[0], "groups {} do not divide {} channels", self.num_groups, x[0], remedy="give groups that do")


class AxesNorm(Elementwise, abstract=True):
    """What normalisations over some axes share: mean or not, then a weight and a bias with the shape of those axes.

    Args:
        dim: the axis or axes that are normalised, counted in the sample; torch's normalized_shape of k sizes is the last k axes.
        eps: what is added to the variance (or mean square) before its root; it changes no count.
        elementwise_affine: whether there are a weight and a bias.
        bias: whether the bias is there (Keras's `center`).
        scale: whether the weight is there (Keras's `scale`).
    """

    by_place = None
    from_input = {"normalized_shape": 0}
    axes = (("length", "L"), ("features", "d"))
    term = "normalisation"
    centred: ClassVar[bool]

    dim: int | tuple[int, ...] = -1
    eps: float | None = 1e-5
    elementwise_affine: bool = True
    bias: bool = True
    scale: bool = True

    def normalised(self, x: Shape) -> Shape:
        """The sizes that are normalised over."""
        return tuple(x[axis] for axis in self._axes(x))

    def _axes(self, x: Shape) -> list[int]:
        return sorted({axis_of(x, dim, self) for dim in (self.dim if isinstance(self.dim, tuple) else (self.dim,))})

    def weights(self, x: Shape) -> Mapping[str, Shape]:
        return learned(self.normalised(x), self.elementwise_affine and self.scale, self.elementwise_affine and self.bias)

    def operations(self, y: Shape, x: Shape) -> Operations:
        groups = product(n for axis, n in enumerate(x) if axis not in self._axes(x))
        weights = self.weights(x)
        return normalisation(product(y), groups, "weight" in weights, "bias" in weights, self.centred)

    def windows(self, x: Shape) -> tuple[Window, ...]:
        return together(x, self._axes(x))

    def mixes_first(self, x: Shape) -> bool:
        return 0 in self._axes(x)

    def check_inputs(self, *x: Shape) -> None:
        super().check_inputs(*x)
        self._axes(x[0])


class LayerNorm(AxesNorm):
    """Normalisation over the last axis, or the axes `dim` (Ba et al. 2016): (*, d) -> (*, d). Weight and bias (d,): 2 d parameters.

    >>> from symnet import Network
    >>> Network(LayerNorm(), (197, 768)).params
    1536
    >>> Network(LayerNorm(dim=(-3, -2, -1)), (64, 7, 7)).params
    6272

    Source: Ba et al. 2016, arXiv:1607.06450, equation 3; torch.nn.LayerNorm.
    """

    label = "LayerNorm"
    centred = True


class LayerNorm2d(AxesNorm):
    """Normalisation of each cell of (F_in, H, W) over its channels: (F_in, H, W) -> (F_in, H, W). Weight and bias (F_in,).

    >>> from symnet import Network
    >>> Network(LayerNorm2d(), (96, 56, 56)).params
    192

    Source: Liu et al. 2022, arXiv:2201.03545; torchvision.models.convnext.LayerNorm2d.
    """

    label = "LayerNorm"
    centred = True
    rank = 3
    axes = None

    dim: int | tuple[int, ...] = 0


class RMSNorm(AxesNorm):
    """x / sqrt(mean(x^2) + eps) over the last axis, or the axes `dim`: (*, d) -> (*, d). Weight (d,): d parameters, and no bias.

    Args:
        bias: whether there is a bias; published and torch layers have none.

    >>> from symnet import Network
    >>> Network(RMSNorm(), (2048, 4096)).params
    4096

    Source: Zhang and Sennrich 2019, arXiv:1910.07467, equation 4; torch.nn.RMSNorm.
    """

    label = "RMSNorm"
    centred = False

    bias: bool = False


class LocalResponseNorm(Elementwise):
    """x / (k + alpha/n sum x^2)^beta over n neighbouring channels (Krizhevsky et al. 2012, section 3.3). No parameters.

    A cell takes a square, n - 1 additions, a scale and an offset, a power and a division.

    Args:
        size: n, how many channels the sum runs over.
        alpha: how much the sum weighs.
        beta: the power.
        k: what is added to the sum.

    >>> from symnet import Network
    >>> Network(LocalResponseNorm(5), (96, 55, 55)).output_shape
    (96, 55, 55)

    Source: torch.nn.LocalResponseNorm.
    """

    by_place = 4
    term = "normalisation"
    label = "LRN"

    size: OneSize = size_field("n")
    alpha: float = 1e-4
    beta: float = 0.75
    k: float = 1.0

    def operations(self, y: Shape, x: Shape) -> Operations:
        cells = product(y)
        return POWER * cells + Operations(mul=2 * cells, add=cells * self.size, divide=cells)

    def conditions(self, x: Shape) -> Iterable[Condition]:
        yield at_least(len(x), 2, "LocalResponseNorm takes channels and at least one more axis, got {} axes", len(x))
