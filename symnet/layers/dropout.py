"""Dropout of whole channels and of self-normalising networks; no parameters, and no operations at inference."""

from __future__ import annotations

from symnet.layers.activation import Dropout


class Dropout1d(Dropout):
    """Leaves whole channels of (F_in, L) out in training.

    >>> from symnet import Network
    >>> Network(Dropout1d(), (96, 55, 55)).output_shape
    (96, 55, 55)

    Source: torch.nn.Dropout1d.
    """


class Dropout2d(Dropout):
    """Leaves whole channels of (F_in, H, W) out in training.

    >>> from symnet import Network
    >>> Network(Dropout2d(), (96, 55, 55)).output_shape
    (96, 55, 55)

    Source: torch.nn.Dropout2d.
    """


class Dropout3d(Dropout):
    """Leaves whole channels of (F_in, D, H, W) out in training.

    >>> from symnet import Network
    >>> Network(Dropout3d(), (96, 55, 55)).output_shape
    (96, 55, 55)

    Source: torch.nn.Dropout3d.
    """


class AlphaDropout(Dropout):
    """Dropout that keeps mean and variance, for self-normalising networks, in training.

    >>> from symnet import Network
    >>> Network(AlphaDropout(), (96, 55, 55)).output_shape
    (96, 55, 55)

    Source: torch.nn.AlphaDropout.
    """


class FeatureAlphaDropout(Dropout):
    """Dropout of whole channels that keeps mean and variance, in training.

    >>> from symnet import Network
    >>> Network(FeatureAlphaDropout(), (96, 55, 55)).output_shape
    (96, 55, 55)

    Source: torch.nn.FeatureAlphaDropout.
    """
