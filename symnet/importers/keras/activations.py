"""Keras' activations: by name, and as layers of their own."""

from __future__ import annotations

from symnet import layers

ACTIVATIONS = {"relu": layers.ReLU, "softmax": layers.Softmax}
