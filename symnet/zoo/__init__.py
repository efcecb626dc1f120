"""Published architectures as code."""

from symnet.zoo import resnet as _resnet
from symnet.zoo.alexnet import alexnet

NETWORKS = {"alexnet": alexnet, **{name: getattr(_resnet, name) for name in _resnet.__all__}}
globals().update(NETWORKS)

__all__ = ["NETWORKS", *NETWORKS]
