"""Transposed convolution."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from symnet.architecture.conditions import Condition, at_least
from symnet.architecture.fields import AxisSizes, OneSize, size
from symnet.architecture.layer import Layer
from symnet.architecture.weights import counted
from symnet.arithmetic.operations import Operations
from symnet.arithmetic.sizes import Shape, maximum, product, quotient
from symnet.arithmetic.window import Window
from symnet.layers.conv import check_groups, group_conditions
from symnet.layers.windowed import not_empty

WORDS = {"valid": "valid", "same": "same"}


class ConvTranspose(Layer, abstract=True):
    """What transposed convolutions of any rank share; use `ConvTranspose1d`, `ConvTranspose2d` or `ConvTranspose3d`.

    Shapes: (F_in, *n) -> (F_out, *((n - 1)S - 2P + D(K - 1) + P_out + 1)); weight (F_in, F_out/G, *K), bias (F_out,).
    Parameters: F_out/G K^d F_in + F_out. MACs: input cells x F_out/G K^d F_in, because every input cell meets the whole kernel.

    Args:
        out_channels: F_out.
        kernel_size: K, one size or one for each axis.
        stride: S, by which the input is spread out.
        padding: P cells taken away on both sides of the output; per axis a size or a pair (before, after). Or Keras's rules:
            "valid" gives (n - 1)S + max(D(K - 1) + 1, S), "same" gives n S.
        output_padding: P_out cells more at the end of each axis, fewer than S or D. With "valid" the size is then
            (n - 1)S + D(K - 1) + 1 + P_out, with "same" (n - 1)S + (D(K - 1) + 1) mod 2 + P_out, as in Keras.
        groups: G, which must divide F_in and F_out.
        bias: whether there is one bias per output channel.
        dilation: D.

    Raises:
        SymnetError: where groups do not divide the channels, the output padding is too large, or nothing is left of an axis.

    Source: Dumoulin and Visin 2016, arXiv:1603.07285, relationship 14; torch.nn.ConvTranspose2d; for "valid" and "same"
    keras.layers.Conv2DTranspose.
    """

    from_input = {"in_channels": 0}
    label = "ConvTranspose"
    out_first = True

    out_channels: OneSize = size("F_out")
    kernel_size: AxisSizes = size("K", per_axis=True)
    stride: AxisSizes = size("S", default=1, per_axis=True, shown=True)
    padding: AxisSizes = size("P", default=0, minimum=0, per_axis=True, shown=True, sides=True, words=WORDS)
    output_padding: AxisSizes = size("P_out", default=None, minimum=0, per_axis=True)
    groups: OneSize = size("G", default=1)
    bias: bool = True
    dilation: AxisSizes = size("D", default=1, per_axis=True)

    def __post_init__(self) -> None:
        super().__post_init__()
        check_groups(self)
        if not isinstance(self.padding, str) and self.output_padding == (0,) * self.spatial:
            object.__setattr__(self, "output_padding", None)

    def windows(self, x: Shape) -> tuple[Window, ...]:
        """The kernel moves by one cell over the input stretched by S, padded with D(K - 1) - P."""
        return tuple(
            Window(k, 1, d * (k - 1) - self._cropped(axis)[0], dilation=d, stretch=s)
            for axis, (k, s, d) in enumerate(zip(self.kernel_size, self.stride, self.dilation, strict=True))
        )

    def _cropped(self, axis: int) -> tuple[Any, Any]:
        """The cells taken away before and after."""
        if self.padding == "valid":
            return 0, 0
        if self.padding == "same":
            both = maximum(Window(self.kernel_size[axis], dilation=self.dilation[axis]).extent - self.stride[axis], 0)
            return both // 2, both - both // 2
        p = self.padding[axis]
        return p if isinstance(p, tuple) else (p, p)  # pyright: ignore[reportUnknownVariableType]

    def output_shape(self, x: Shape) -> Shape:
        return (self.out_channels, *(self._length(axis, n) for axis, n in enumerate(x[1:])))

    def _length(self, axis: int, n: Any) -> Any:
        k, s, d = self.kernel_size[axis], self.stride[axis], self.dilation[axis]
        extra = 0 if self.output_padding is None else self.output_padding[axis]
        if not isinstance(self.padding, str):
            p = self.padding[axis]
            away = p[0] + p[1] if isinstance(p, tuple) else 2 * p
            return (n - 1) * s - away + d * (k - 1) + extra + 1
        extent = Window(k, dilation=d).extent
        if self.padding == "valid":
            return (n - 1) * s + (maximum(extent, s) if self.output_padding is None else extent + extra)
        return n * s if self.output_padding is None else (n - 1) * s + extent % 2 + extra

    def weights(self, x: Shape) -> Mapping[str, Shape]:
        weight = (x[0], quotient(self.out_channels, self.groups), *self.kernel_size)
        return {"weight": weight, "bias": (self.out_channels,)} if self.bias else {"weight": weight}

    def operations(self, y: Shape, x: Shape) -> Operations:
        mac = product(x[1:]) * counted(self, self.weights(x)["weight"])
        return Operations(mac=mac, add=product(y) if self.bias else 0)

    def conditions(self, x: Shape) -> Iterable[Condition]:
        yield from group_conditions(self, x)
        names = self.input_axes(len(x))[1:]
        for n, (axis, _) in zip(x[1:], names, strict=True):
            yield from not_empty(n, axis)
        for k, (n, (axis, _)) in enumerate(zip(self.output_shape(x)[1:], names, strict=True)):
            if self.padding == "same":
                continue
            # torch answers an output of no cell for some batch sizes and numbers of groups, and not for one sample.
            yield at_least(n, 1, "the padding takes away the whole output {}, which would be {}", axis, n, remedy="pad less")
            if self.output_padding is not None and not isinstance(self.padding, str):
                extra, most = self.output_padding[k], maximum(self.stride[k], self.dilation[k])
                yield at_least(most, extra + 1, "output padding {} is not smaller than the larger of stride {} and dilation {}",
                               extra, self.stride[k], self.dilation[k], remedy="give less")  # fmt: skip


class ConvTranspose1d(ConvTranspose):
    """Transposed convolution over one axis. Shapes and formulas: see `ConvTranspose`.

    >>> from symnet import Network
    >>> Network(ConvTranspose1d(8, 4, stride=2, padding=1), (4, 100)).output_shape
    (8, 200)
    """

    rank, spatial = 2, 1


class ConvTranspose2d(ConvTranspose):
    """Transposed convolution over height and width. Shapes and formulas: see `ConvTranspose`.

    >>> from symnet import Network
    >>> up = Network(ConvTranspose2d(64, 3, stride=2, padding=1, output_padding=1), (128, 28, 28))
    >>> up.output_shape, up.params, up.macs
    ((64, 56, 56), 73792, 57802752)
    """

    rank, spatial = 3, 2


class ConvTranspose3d(ConvTranspose):
    """Transposed convolution over depth, height and width. Shapes and formulas: see `ConvTranspose`.

    >>> from symnet import Network
    >>> Network(ConvTranspose3d(4, 2, stride=2), (8, 4, 8, 8)).output_shape
    (4, 8, 16, 16)
    """

    rank, spatial = 4, 3
