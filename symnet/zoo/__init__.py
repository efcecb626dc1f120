"""Published architectures as code."""

from symnet.zoo.alexnet import alexnet

NETWORKS = {"alexnet": alexnet}

__all__ = ["NETWORKS", "alexnet"]
