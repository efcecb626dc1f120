"""Published architectures as code."""

from symnet.zoo import densenet as _densenet
from symnet.zoo import googlenet as _googlenet
from symnet.zoo import inception as _inception
from symnet.zoo import resnet as _resnet
from symnet.zoo import squeezenet as _squeezenet
from symnet.zoo import vgg as _vgg
from symnet.zoo.alexnet import alexnet

_FILES = (_vgg, _googlenet, _inception, _resnet, _densenet, _squeezenet)
NETWORKS = {"alexnet": alexnet, **{name: getattr(file, name) for file in _FILES for name in file.__all__}}
globals().update(NETWORKS)

__all__ = ["NETWORKS", *NETWORKS]
