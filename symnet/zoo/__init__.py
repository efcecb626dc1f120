"""Published architectures as code."""

from symnet.zoo.alexnet import alexnet
from symnet.zoo.densenet import densenet, densenet121, densenet161, densenet169, densenet201
from symnet.zoo.googlenet import googlenet
from symnet.zoo.inception import inception_v3
from symnet.zoo.lenet import lenet5
from symnet.zoo.nin import nin
from symnet.zoo.resnet import (
    resnet,
    resnet18,
    resnet34,
    resnet50,
    resnet101,
    resnet152,
    resnext50_32x4d,
    resnext101_32x8d,
    resnext101_64x4d,
    wide_resnet50_2,
    wide_resnet101_2,
)
from symnet.zoo.resnet_cifar import resnet_cifar
from symnet.zoo.resnet_preact import resnet_preact, resnet_preact_cifar
from symnet.zoo.squeezenet import squeezenet, squeezenet1_0, squeezenet1_1
from symnet.zoo.vgg import vgg, vgg11, vgg11_bn, vgg13, vgg13_bn, vgg16, vgg16_bn, vgg19, vgg19_bn

NETWORKS = {
    f.__name__: f
    for f in (
        alexnet,
        densenet,
        densenet121,
        densenet161,
        densenet169,
        densenet201,
        googlenet,
        inception_v3,
        lenet5,
        nin,
        resnet,
        resnet18,
        resnet34,
        resnet50,
        resnet101,
        resnet152,
        resnext50_32x4d,
        resnext101_32x8d,
        resnext101_64x4d,
        wide_resnet50_2,
        wide_resnet101_2,
        resnet_cifar,
        resnet_preact,
        resnet_preact_cifar,
        squeezenet,
        squeezenet1_0,
        squeezenet1_1,
        vgg,
        vgg11,
        vgg11_bn,
        vgg13,
        vgg13_bn,
        vgg16,
        vgg16_bn,
        vgg19,
        vgg19_bn,
    )
}

__all__ = [
    "NETWORKS",
    "alexnet",
    "densenet",
    "densenet121",
    "densenet161",
    "densenet169",
    "densenet201",
    "googlenet",
    "inception_v3",
    "lenet5",
    "nin",
    "resnet",
    "resnet18",
    "resnet34",
    "resnet50",
    "resnet101",
    "resnet152",
    "resnet_cifar",
    "resnet_preact",
    "resnet_preact_cifar",
    "resnext50_32x4d",
    "resnext101_32x8d",
    "resnext101_64x4d",
    "squeezenet",
    "squeezenet1_0",
    "squeezenet1_1",
    "vgg",
    "vgg11",
    "vgg11_bn",
    "vgg13",
    "vgg13_bn",
    "vgg16",
    "vgg16_bn",
    "vgg19",
    "vgg19_bn",
    "wide_resnet50_2",
    "wide_resnet101_2",
]
