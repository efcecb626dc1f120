"""Random networks along one axis, and which input cells reach an output cell by gradients of torch.

`python -m tests.gradients >> tests/data/receptive_field_gradients.jsonl` records more of them where torch is installed.
"""

from __future__ import annotations

import ast
import json
import random
from typing import Any, TypeAlias

import symnet as sn
from symnet import Add, Concat, Network, Parallel, Sequential

Spec: TypeAlias = Any
"""A line such as "Conv1d(1, 3)", or branches that are added, or put side by side as channels or along the axis."""

WHOLE = ("Linear(m)", "LSTM(m)", "GRU(m)", "MultiheadAttention(m)", "Softmax()", "LayerNorm()", "InstanceNorm1d()", "AdaptiveAvgPool1d(m)")
"""Layers of the axis itself, for a length m."""


def window(r: random.Random) -> str:
    k, s, p, d = r.randint(1, 5), r.choice((1, 1, 2, 3)), r.randint(0, 3), r.choice((1, 1, 2, 3))
    return f"Conv1d(1, {k}, stride={s}, padding={p}, dilation={d})"


def pool(r: random.Random) -> str:
    return f"AvgPool1d({r.randint(1, 4)}, stride={r.randint(1, 3)})"


def transposed(r: random.Random) -> str:
    k, s, p, d = r.randint(1, 5), r.randint(1, 4), r.randint(0, 2), r.choice((1, 1, 1, 2))
    return f"ConvTranspose1d(1, {k}, stride={s}, padding={p}, output_padding={r.randint(0, max(s, d) - 1)}, dilation={d})"


def upsample(r: random.Random) -> str:
    mode = r.choice(("nearest", "linear", "nearest-exact"))
    return f"Upsample(scale_factor={r.choice((2, 2, 3, 1.5, 0.5, 2.5))}, mode='{mode}')"


def adaptive(r: random.Random) -> str:
    return (
        f"AdaptiveAvgPool1d({r.choice((24, 40, 60, 70, 100))})"
        if r.random() < 0.7
        else f"Upsample({r.choice((60, 100, 300))}, mode='linear')"
    )


def crop(r: random.Random) -> str:
    if r.random() < 0.5:
        return f"ZeroPad1d((({r.randint(-3, 2)}, {r.randint(-3, 2)}),))"
    return f"Slice(1, {r.randint(0, 5)}, None, {r.choice((1, 1, 2, 3))})"


def branches(r: random.Random) -> Spec:
    """Two paths of one length that start at different cells, kept or strided, and may come back up."""
    merge, kind = r.choice(("add", "add", "concat", "concat", "join")), r.randint(0, 4)
    made: list[list[str]] = []
    for _ in range(r.choice((2, 2, 3))):
        k, d, shift, s = r.randint(1, 5), r.choice((1, 1, 2)), r.randint(-2, 2), r.choice((1, 2, 3)) if kind == 4 else 2
        reach = d * (k - 1)
        before = r.randint(0, reach)
        same = [f"ZeroPad1d((({before + shift}, {reach - before - shift}),))", f"Conv1d(1, {k}, dilation={d})"]
        if kind == 0:
            made.append(same)
        elif kind == 1:
            made.append([f"ZeroPad1d((({before + shift}, {reach - before - shift}),))", f"Conv1d(1, {k}, stride=2, dilation={d})"])
        elif kind == 2:
            made.append([f"ConvTranspose1d(1, {2 * r.randint(1, 2)}, stride=2, padding={0})"])
        elif kind == 3:
            made.append(r.choice((["Slice(1, 2, None)", "ZeroPad1d(((0, 2),))"], same, ["Conv1d(1, 1)"])))
        else:
            made.append([*same, f"AvgPool1d({s}, stride={s})", f"Upsample(scale_factor={s})"])
    return {merge: made}


def mixed(spec: Spec) -> list[Spec]:
    """Channels side by side go on as one."""
    return [spec, "Conv1d(1, 1)"] if isinstance(spec, dict) and "concat" in spec else [spec]


def drawn(seed: int) -> tuple[list[Spec], int]:
    r = random.Random(seed)  # noqa: S311, these are tests
    makers = (window, window, pool, transposed, transposed, upsample, adaptive, crop, branches, branches)
    specs = [spec for _ in range(r.randint(1, 5)) for spec in mixed(r.choice(makers)(r))]
    if r.random() < 0.1:
        specs.insert(r.randint(0, len(specs)), r.choice(WHOLE))
    return specs, r.choice((240, 246, 251))


def call(line: str, length: int) -> tuple[str, list[Any], dict[str, Any]]:
    """The class and the arguments of a line."""
    made = ast.parse(line.replace("(m)", f"({length})"), mode="eval").body
    assert isinstance(made, ast.Call)
    assert isinstance(made.func, ast.Name)
    return made.func.id, [*map(ast.literal_eval, made.args)], {str(w.arg): ast.literal_eval(w.value) for w in made.keywords}


def chain(specs: list[Spec], shape: tuple[int, ...]) -> tuple[Any, tuple[int, ...]]:
    """The network of symnet on an input, and what it makes."""
    ops: list[Any] = []
    for spec in specs:
        if isinstance(spec, dict):
            ((merge, paths),) = spec.items()
            ops.append(
                Parallel(*(chain(path, shape)[0] for path in paths), merge=Add() if merge == "add" else Concat(dim=int(merge == "join")))
            )
        else:
            name, args, kwargs = call(spec, shape[1])
            ops.append(sn.MultiheadAttention(1, need_weights=False) if name == "MultiheadAttention" else getattr(sn, name)(*args, **kwargs))
        shape = tuple(map(int, Network(ops[-1], shape).output_shape))
    return Sequential(*ops), shape


def network(specs: list[Spec], length: int) -> Network:
    return Network(chain(specs, (1, length))[0], (1, length))


def run(specs: list[Spec], x: Any) -> Any:
    """The same in torch, with positive weights, so that nothing cancels."""
    import torch

    for spec in specs:
        if isinstance(spec, dict):
            ((merge, paths),) = spec.items()
            made = [run(path, x) for path in paths]
            if len({y.shape[-1] for y in made}) > 1:
                raise ValueError("lengths differ")
            x = sum(made) if merge == "add" else torch.cat(made, 1 if merge == "concat" else 2)
            continue
        x = layer(call(spec, x.shape[-1]), x)
    return x


def layer(call: tuple[str, list[Any], dict[str, Any]], x: Any) -> Any:
    """One layer of torch on its input."""
    from torch import nn

    name, args, kwargs = call
    if name == "Slice":
        return x[..., args[1] :: args[3]] if len(args) > 3 else x[..., args[1] :]
    if name == "ZeroPad1d":
        return nn.functional.pad(x, args[0][0])
    n = x.shape[-1]
    if name.startswith("Conv"):
        args = [x.shape[1], *args]
    elif name in ("LSTM", "GRU", "Linear"):
        args = [n, *args]
    elif made := {"LayerNorm": [n], "InstanceNorm1d": [x.shape[1]], "MultiheadAttention": [n, 1], "Softmax": [-1]}.get(name):
        args = made
    module = getattr(nn, name)(*args, **kwargs).double()
    scale = n if name in ("LSTM", "GRU") else 1  # which would be saturated
    for p in module.parameters():
        p.data.uniform_(0.1 / scale, 0.5 / scale)
    y = module(x, x, x, need_weights=False) if name == "MultiheadAttention" else module(x)
    return y[0] if isinstance(y, tuple) else y


MARGIN = 50


def seen(specs: list[Spec], length: int, seed: int = 0) -> dict[str, Any] | None:
    """The cells that outputs in the middle see, away from the borders; None where torch refuses or a border is near."""
    import torch

    torch.manual_seed(seed)
    x = torch.rand(1, 1, length, dtype=torch.double).add(0.5).requires_grad_()
    try:
        y = run(specs, x)
    except (RuntimeError, ValueError):
        return None
    m = y.shape[-1]
    if m < 3 * 8:
        return None
    first = m // 2 - 4
    cells: list[list[int]] = []
    for o in range(first, first + 8):
        (g,) = torch.autograd.grad(y[0, :, o].sum(), x, retain_graph=True, allow_unused=True)
        # What is left of places that torch rounds is no cell that is seen.
        cells.append([] if g is None else (g[0, 0].abs() > 1e-13 * g.abs().max()).nonzero().flatten().tolist())
    whole = any(len(c) > length - 2 * MARGIN for c in cells)
    if not whole and any(c and (c[0] < MARGIN or c[-1] > length - MARGIN) for c in cells):
        return None
    return {"net": specs, "length": length, "output_length": m, "first_output": first, "cells": cells}


def record(first: int = 0, count: int = 700) -> None:
    for seed in range(first, first + count):
        if (row := seen(*drawn(seed))) is not None:
            cells = row.pop("cells")
            row |= {"spans": [[c[0], c[-1]] if c else None for c in cells], "gaps": any(map(broken, cells))}
            print(json.dumps(row, separators=(",", ":")))


def broken(cells: list[int]) -> bool:
    """Whether cells between the first and the last are missing."""
    return bool(cells) and len(cells) <= cells[-1] - cells[0]


if __name__ == "__main__":
    record()
