"""Fully connected layers of torch.nn."""

from __future__ import annotations

from typing import Any

from symnet import layers
from symnet.importers.applied import Layout, declared
from symnet.sizes import Shape

__all__ = ["Linear"]


def Linear(x: Shape, /, in_features: Any, out_features: Any, bias: bool = True) -> Layout:
    batch, sample = (x[:1], x[1:]) if len(x) > 1 else ((), x)
    return Layout(layers.Linear(out_features, bias), (sample,), batch, conditions=(declared("in_features", in_features, x[-1]),))
