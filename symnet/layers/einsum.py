"""A weighted sum over any axes, said by an equation."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from symnet.architecture.fields import AxisSizes, SizeField, size
from symnet.architecture.layer import Layer
from symnet.arithmetic.operations import Operations
from symnet.arithmetic.sizes import Shape, as_size, product
from symnet.errors import SymnetError

EQUATION = re.compile(r"(\.\.\.)?([a-zA-Z]+)(\.\.\.)?,([a-zA-Z]+)->(\.\.\.)?([a-zA-Z]*)(\.\.\.)?")


class EinsumLinear(Layer):
    """A linear map between any axes, written as Einstein's sum: "ab,bcd->acd" maps b features of each a to heads c of d features.

    Letters are axes of the input, the weight and the output, of one sample; "..." stands for further axes that stay. Each letter that
    the input does not have gets its size from `out_sizes`. Parameters: the product of the weight's axes, and of the bias'.
    MACs: the product of the sizes of all letters, times the axes of "...".

    Args:
        equation: input,weight->output.
        out_sizes: one size for each letter of the weight that the input does not have, in the weight's order; one for all of them.
        bias_axes: the letters of the output that the bias has; none for no bias. Axes between them are 1 in its shape.

    Raises:
        SymnetError: where the equation is not one, or the input has another number of axes.

    >>> from symnet import Network
    >>> heads = Network(EinsumLinear("ab,bcd->acd", (8, 64), bias_axes="cd"), (128, 512))
    >>> heads.output_shape, heads["EinsumLinear1"].weights
    ((128, 8, 64), {'weight': (512, 8, 64), 'bias': (8, 64)})

    Source: keras.layers.EinsumDense; torch.einsum.
    """

    by_place = 2
    axes = (("length", "L"), ("features", "d"))
    typical = {"equation": "ab,bcd->acd", "out_sizes": ("h", "d")}
    equation: str
    out_sizes: AxisSizes = size("F_out", default=(), per_axis=True)
    bias_axes: str = ""

    def checked(self, name: str, spec: SizeField, value: Any) -> Any:
        new = self.new_letters
        values = tuple(value) if isinstance(value, (tuple, list)) else (value,) * len(new)  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]
        if len(values) != len(new):
            raise SymnetError(
                f"EinsumLinear {self.equation} has {len(new)} new axes {new!r} and {len(values)} sizes", "give one size for each"
            )
        return tuple(as_size(v, f"EinsumLinear size of {letter}") for letter, v in zip(new, values, strict=True))

    def __post_init__(self) -> None:
        self.check_structure()
        taken, weight, made = self.letters
        unknown = [letter for letter in made if letter not in taken + weight] + [letter for letter in self.bias_axes if letter not in made]
        unknown += [letter for letter in weight if letter not in taken + made]
        if unknown:
            raise SymnetError(
                f"EinsumLinear {self.equation}: axis {unknown[0]!r} has no match", "name it in two of input, weight and output"
            )
        super().__post_init__()

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts of the equation: input, weight, output, each with its dots."""
        found = EQUATION.fullmatch(self.equation)
        if not found or (found[1] and found[3]) or (found[1], found[3]) != (found[5], found[7]):
            raise SymnetError(
                f"EinsumLinear: {self.equation!r} is not an equation", "write it like 'ab,bc->ac', '...b,bc->...c' or 'ab...,bc->ac...'"
            )
        return tuple(part or "" for part in found.groups())

    @property
    def letters(self) -> tuple[str, str, str]:
        """The letters of the input, the weight and the output."""
        _, taken, _, weight, _, made, _ = self.parts
        for letters in (taken, weight, made):
            if len(set(letters)) < len(letters):
                raise SymnetError(f"EinsumLinear: {self.equation} names an axis twice in {letters!r}", "give each axis its own letter")
        return taken, weight, made

    @property
    def new_letters(self) -> str:
        """The weight's letters that the input does not have."""
        taken, weight, _ = self.letters
        return "".join(letter for letter in weight if letter not in taken)

    def staying(self, x: Shape) -> Shape:
        """The axes that "..." stands for."""
        letters = len(self.letters[0])
        return x[: len(x) - letters] if self.parts[0] else x[letters:]

    def sizes_of(self, x: Shape) -> dict[str, Any]:
        """The size of each letter."""
        taken = self.letters[0]
        own = x[len(x) - len(taken) :] if self.parts[0] else x[: len(taken)]
        return dict(zip(taken, own, strict=True)) | dict(zip(self.new_letters, self.out_sizes, strict=True))

    def output_shape(self, x: Shape) -> Shape:
        known = self.sizes_of(x)
        made = tuple(known[letter] for letter in self.letters[2])
        return (*self.staying(x), *made) if self.parts[0] else (*made, *self.staying(x))

    def weights(self, x: Shape) -> Mapping[str, Shape]:
        known = self.sizes_of(x)
        weight = tuple(known[letter] for letter in self.letters[1])
        return {"weight": weight, "bias": self.bias_shape(x)} if self.bias_axes else {"weight": weight}

    def bias_shape(self, x: Shape) -> Shape:
        """The bias' axes from its first letter on, 1 where it has none, so that it is added to the output as it is."""
        known, made = self.sizes_of(x), self.letters[2]
        spanned = made[min(map(made.index, self.bias_axes)) :]
        after = () if self.parts[0] else (1,) * len(self.staying(x))
        return (*(known[letter] if letter in self.bias_axes else 1 for letter in spanned), *after)

    def operations(self, y: Shape, x: Shape) -> Operations:
        cells = product((*self.staying(x), *self.sizes_of(x).values()))
        return Operations(mac=cells, add=product(y) if self.bias_axes else 0)

    def check_inputs(self, *x: Shape) -> None:
        super().check_inputs(*x)
        letters, more = len(self.letters[0]), self.parts[0] or self.parts[2]
        if len(x[0]) < letters or (len(x[0]) > letters and not more):
            raise SymnetError(
                f"EinsumLinear {self.equation} names {letters} axes, and the input has {len(x[0])}: {x[0]}", "give it as many"
            )

    def windows(self, x: Shape) -> tuple[()]:
        return ()
