"""Reading foreign layers and models without the frameworks they come from."""

from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from symnet.importers import differences as differences
    from symnet.importers import keras as keras
    from symnet.importers import torch as torch

__all__ = ["differences", "keras", "torch"]


def __getattr__(name: str) -> ModuleType:
    if name not in __all__:
        raise AttributeError(f"module 'symnet.importers' has no attribute {name!r}")
    return import_module(f"symnet.importers.{name}")
