"""Published architectures as code."""

from collections.abc import Callable

from symnet.architecture.described import described_in_families
from symnet.network import Network
from symnet.zoo.alexnet import alexnet
from symnet.zoo.convnext import convnext, convnext_base, convnext_large, convnext_small, convnext_tiny, convnext_xlarge
from symnet.zoo.dcgan import dcgan_discriminator, dcgan_generator
from symnet.zoo.deeplabv3 import deeplabv3, deeplabv3_mobilenet_v3_large, deeplabv3_resnet50, deeplabv3_resnet101
from symnet.zoo.densenet import densenet, densenet121, densenet161, densenet169, densenet201
from symnet.zoo.dit import dit, dit_b, dit_l, dit_s, dit_xl
from symnet.zoo.eegnet import eegnet, eegnet_4_2, eegnet_8_2
from symnet.zoo.efficientnet import (
    efficientnet,
    efficientnet_b0,
    efficientnet_b1,
    efficientnet_b2,
    efficientnet_b3,
    efficientnet_b4,
    efficientnet_b5,
    efficientnet_b6,
    efficientnet_b7,
)
from symnet.zoo.efficientnet_v2 import (
    efficientnet_v2,
    efficientnet_v2_b0,
    efficientnet_v2_b1,
    efficientnet_v2_b2,
    efficientnet_v2_b3,
    efficientnet_v2_l,
    efficientnet_v2_m,
    efficientnet_v2_s,
)
from symnet.zoo.fcn import fcn, fcn_resnet50, fcn_resnet101
from symnet.zoo.googlenet import googlenet
from symnet.zoo.inception import inception_v3
from symnet.zoo.inception_resnet import inception_resnet_v2
from symnet.zoo.lenet import lenet5
from symnet.zoo.lraspp import lraspp_mobilenet_v3_large
from symnet.zoo.maxvit import maxvit, maxvit_t
from symnet.zoo.mixer import mixer, mixer_b16, mixer_b32, mixer_h14, mixer_l16, mixer_l32, mixer_s16, mixer_s32
from symnet.zoo.mnasnet import mnasnet, mnasnet0_5, mnasnet0_75, mnasnet1_0, mnasnet1_3
from symnet.zoo.mobilenet_v1 import mobilenet_v1
from symnet.zoo.mobilenet_v2 import mobilenet_v2
from symnet.zoo.mobilenet_v3 import mobilenet_v3, mobilenet_v3_large, mobilenet_v3_small
from symnet.zoo.mvit import mvit_v1, mvit_v1_b, mvit_v2, mvit_v2_s
from symnet.zoo.nasnet import nasnet, nasnet_large, nasnet_mobile
from symnet.zoo.nin import nin
from symnet.zoo.pointnet import pointnet
from symnet.zoo.regnet import (
    anynet,
    regnet,
    regnet_x_1_6gf,
    regnet_x_3_2gf,
    regnet_x_8gf,
    regnet_x_16gf,
    regnet_x_32gf,
    regnet_x_400mf,
    regnet_x_800mf,
    regnet_y_1_6gf,
    regnet_y_3_2gf,
    regnet_y_8gf,
    regnet_y_16gf,
    regnet_y_32gf,
    regnet_y_128gf,
    regnet_y_400mf,
    regnet_y_800mf,
)
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
from symnet.zoo.resnet_v2 import resnet50v2, resnet101v2, resnet152v2, resnet_v2
from symnet.zoo.s3d import s3d
from symnet.zoo.shufflenet_v2 import shufflenet_v2, shufflenet_v2_x0_5, shufflenet_v2_x1_0, shufflenet_v2_x1_5, shufflenet_v2_x2_0
from symnet.zoo.squeezenet import squeezenet, squeezenet1_0, squeezenet1_1
from symnet.zoo.ssd import ssd300_vgg16, ssd512_vgg16, ssd_vgg16
from symnet.zoo.ssdlite import ssdlite320_mobilenet_v3_large
from symnet.zoo.stable_diffusion import stable_diffusion_unet, stable_diffusion_v1_unet
from symnet.zoo.swin import swin, swin_b, swin_s, swin_t, swin_v2, swin_v2_b, swin_v2_s, swin_v2_t
from symnet.zoo.swin3d import swin3d, swin3d_b, swin3d_s, swin3d_t
from symnet.zoo.tcn import tcn
from symnet.zoo.unet import unet, unet_same
from symnet.zoo.vgg import vgg, vgg11, vgg11_bn, vgg13, vgg13_bn, vgg16, vgg16_bn, vgg19, vgg19_bn
from symnet.zoo.video_resnet import mc3_18, r2plus1d_18, r3d_18, video_resnet
from symnet.zoo.vit import vit, vit_b_16, vit_b_32, vit_h_14, vit_l_16, vit_l_32
from symnet.zoo.wavenet import wavenet
from symnet.zoo.xception import xception
from symnet.zoo.yolov3 import darknet53, yolov3, yolov3_tiny

__all__ = [
    "NETWORKS",
    "alexnet",
    "anynet",
    "convnext",
    "convnext_base",
    "convnext_large",
    "convnext_small",
    "convnext_tiny",
    "convnext_xlarge",
    "darknet53",
    "dcgan_discriminator",
    "dcgan_generator",
    "deeplabv3",
    "deeplabv3_mobilenet_v3_large",
    "deeplabv3_resnet50",
    "deeplabv3_resnet101",
    "densenet",
    "densenet121",
    "densenet161",
    "densenet169",
    "densenet201",
    "dit",
    "dit_b",
    "dit_l",
    "dit_s",
    "dit_xl",
    "eegnet",
    "eegnet_4_2",
    "eegnet_8_2",
    "efficientnet",
    "efficientnet_b0",
    "efficientnet_b1",
    "efficientnet_b2",
    "efficientnet_b3",
    "efficientnet_b4",
    "efficientnet_b5",
    "efficientnet_b6",
    "efficientnet_b7",
    "efficientnet_v2",
    "efficientnet_v2_b0",
    "efficientnet_v2_b1",
    "efficientnet_v2_b2",
    "efficientnet_v2_b3",
    "efficientnet_v2_l",
    "efficientnet_v2_m",
    "efficientnet_v2_s",
    "fcn",
    "fcn_resnet50",
    "fcn_resnet101",
    "googlenet",
    "inception_resnet_v2",
    "inception_v3",
    "lenet5",
    "lraspp_mobilenet_v3_large",
    "maxvit",
    "maxvit_t",
    "mc3_18",
    "mixer",
    "mixer_b16",
    "mixer_b32",
    "mixer_h14",
    "mixer_l16",
    "mixer_l32",
    "mixer_s16",
    "mixer_s32",
    "mnasnet",
    "mnasnet0_5",
    "mnasnet0_75",
    "mnasnet1_0",
    "mnasnet1_3",
    "mobilenet_v1",
    "mobilenet_v2",
    "mobilenet_v3",
    "mobilenet_v3_large",
    "mobilenet_v3_small",
    "mvit_v1",
    "mvit_v1_b",
    "mvit_v2",
    "mvit_v2_s",
    "nasnet",
    "nasnet_large",
    "nasnet_mobile",
    "nin",
    "pointnet",
    "r2plus1d_18",
    "r3d_18",
    "regnet",
    "regnet_x_1_6gf",
    "regnet_x_3_2gf",
    "regnet_x_8gf",
    "regnet_x_16gf",
    "regnet_x_32gf",
    "regnet_x_400mf",
    "regnet_x_800mf",
    "regnet_y_1_6gf",
    "regnet_y_3_2gf",
    "regnet_y_8gf",
    "regnet_y_16gf",
    "regnet_y_32gf",
    "regnet_y_128gf",
    "regnet_y_400mf",
    "regnet_y_800mf",
    "resnet",
    "resnet18",
    "resnet34",
    "resnet50",
    "resnet50v2",
    "resnet101",
    "resnet101v2",
    "resnet152",
    "resnet152v2",
    "resnet_cifar",
    "resnet_preact",
    "resnet_preact_cifar",
    "resnet_v2",
    "resnext50_32x4d",
    "resnext101_32x8d",
    "resnext101_64x4d",
    "s3d",
    "shufflenet_v2",
    "shufflenet_v2_x0_5",
    "shufflenet_v2_x1_0",
    "shufflenet_v2_x1_5",
    "shufflenet_v2_x2_0",
    "squeezenet",
    "squeezenet1_0",
    "squeezenet1_1",
    "ssd300_vgg16",
    "ssd512_vgg16",
    "ssd_vgg16",
    "ssdlite320_mobilenet_v3_large",
    "stable_diffusion_unet",
    "stable_diffusion_v1_unet",
    "swin",
    "swin3d",
    "swin3d_b",
    "swin3d_s",
    "swin3d_t",
    "swin_b",
    "swin_s",
    "swin_t",
    "swin_v2",
    "swin_v2_b",
    "swin_v2_s",
    "swin_v2_t",
    "tcn",
    "unet",
    "unet_same",
    "vgg",
    "vgg11",
    "vgg11_bn",
    "vgg13",
    "vgg13_bn",
    "vgg16",
    "vgg16_bn",
    "vgg19",
    "vgg19_bn",
    "video_resnet",
    "vit",
    "vit_b_16",
    "vit_b_32",
    "vit_h_14",
    "vit_l_16",
    "vit_l_32",
    "wavenet",
    "wide_resnet50_2",
    "wide_resnet101_2",
    "xception",
    "yolov3",
    "yolov3_tiny",
]

NETWORKS: dict[str, Callable[..., Network]] = {name: globals()[name] for name in sorted(__all__) if name != "NETWORKS"}
"""Every network by name."""
described_in_families(NETWORKS.values())
