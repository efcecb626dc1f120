"""Dropout: cells, or whole channels, left out at random in training."""

from __future__ import annotations

from symnet.architecture.fields import choice
from symnet.errors import SymnetError
from symnet.layers.activation import Elementwise


class RandomZeros(Elementwise, abstract=True):
    """What all dropouts share: cells are left out with probability p in training; nothing happens at inference, which operations count.

    Args:
        p: the probability of being left out, from 0 to 1.
    """

    p: float = 0.5
    inplace: bool = False

    def __post_init__(self) -> None:
        super().__post_init__()
        if not 0 <= self.p <= 1:
            raise SymnetError(f"{type(self).__name__} p is {self.p!r}", "give a probability between 0 and 1")


class Dropout(RandomZeros):
    """Leaves cells out in training; nothing at inference, which is what operations count.

    >>> from symnet import Network
    >>> Network(Dropout(0.5), (4096,)).params
    0

    Source: torch.nn.Dropout.
    """


class Dropout1d(RandomZeros):
    """Leaves whole channels of (F_in, L) out in training.

    >>> from symnet import Network
    >>> Network(Dropout1d(), (96, 55, 55)).output_shape
    (96, 55, 55)

    Source: torch.nn.Dropout1d.
    """


class Dropout2d(RandomZeros):
    """Leaves whole channels of (F_in, H, W) out in training.

    >>> from symnet import Network
    >>> Network(Dropout2d(), (96, 55, 55)).output_shape
    (96, 55, 55)

    Source: torch.nn.Dropout2d.
    """


class Dropout3d(RandomZeros):
    """Leaves whole channels of (F_in, D, H, W) out in training.

    >>> from symnet import Network
    >>> Network(Dropout3d(), (96, 55, 55)).output_shape
    (96, 55, 55)

    Source: torch.nn.Dropout3d.
    """


class AlphaDropout(RandomZeros):
    """Dropout that keeps mean and variance, for self-normalising networks, in training.

    >>> from symnet import Network
    >>> Network(AlphaDropout(), (96, 55, 55)).output_shape
    (96, 55, 55)

    Source: torch.nn.AlphaDropout.
    """


class FeatureAlphaDropout(RandomZeros):
    """Dropout of whole channels that keeps mean and variance, in training.

    >>> from symnet import Network
    >>> Network(FeatureAlphaDropout(), (96, 55, 55)).output_shape
    (96, 55, 55)

    Source: torch.nn.FeatureAlphaDropout.
    """


class StochasticDepth(RandomZeros):
    """Leaves out whole samples of a branch in training, so that only its shortcut is left.

    Args:
        p: how often.
        mode: "row" for each sample of a batch on its own, "batch" for all of them at once.

    >>> from symnet import Network
    >>> Network(StochasticDepth(0.2), (96, 55, 55)).output_shape
    (96, 55, 55)

    Source: Huang et al. 2016, arXiv:1603.09382; torchvision.ops.StochasticDepth.
    """

    mode: str = choice("row", "batch", default="row")
