"""Published architectures as code."""

from symnet.zoo.alexnet import alexnet
from symnet.zoo.deeplabv3 import deeplabv3, deeplabv3_resnet50, deeplabv3_resnet101
from symnet.zoo.fcn import fcn, fcn_resnet50, fcn_resnet101
from symnet.zoo.maxvit import maxvit, maxvit_t
from symnet.zoo.mvit import mvit_v1, mvit_v1_b, mvit_v2, mvit_v2_s
from symnet.zoo.s3d import s3d
from symnet.zoo.swin import swin, swin_b, swin_s, swin_t, swin_v2, swin_v2_b, swin_v2_s, swin_v2_t
from symnet.zoo.swin3d import swin3d, swin3d_b, swin3d_s, swin3d_t
from symnet.zoo.video_resnet import mc3_18, r2plus1d_18, r3d_18, video_resnet
from symnet.zoo.vit import vit, vit_b_16, vit_b_32, vit_h_14, vit_l_16, vit_l_32

NETWORKS = {
    "alexnet": alexnet,
    "deeplabv3": deeplabv3,
    "deeplabv3_resnet50": deeplabv3_resnet50,
    "deeplabv3_resnet101": deeplabv3_resnet101,
    "fcn": fcn,
    "fcn_resnet50": fcn_resnet50,
    "fcn_resnet101": fcn_resnet101,
    "maxvit": maxvit,
    "maxvit_t": maxvit_t,
    "mc3_18": mc3_18,
    "mvit_v1": mvit_v1,
    "mvit_v1_b": mvit_v1_b,
    "mvit_v2": mvit_v2,
    "mvit_v2_s": mvit_v2_s,
    "r2plus1d_18": r2plus1d_18,
    "r3d_18": r3d_18,
    "s3d": s3d,
    "swin": swin,
    "swin3d": swin3d,
    "swin3d_b": swin3d_b,
    "swin3d_s": swin3d_s,
    "swin3d_t": swin3d_t,
    "swin_b": swin_b,
    "swin_s": swin_s,
    "swin_t": swin_t,
    "swin_v2": swin_v2,
    "swin_v2_b": swin_v2_b,
    "swin_v2_s": swin_v2_s,
    "swin_v2_t": swin_v2_t,
    "video_resnet": video_resnet,
    "vit": vit,
    "vit_b_16": vit_b_16,
    "vit_b_32": vit_b_32,
    "vit_h_14": vit_h_14,
    "vit_l_16": vit_l_16,
    "vit_l_32": vit_l_32,
}

__all__ = [
    "NETWORKS",
    "alexnet",
    "deeplabv3",
    "deeplabv3_resnet50",
    "deeplabv3_resnet101",
    "fcn",
    "fcn_resnet50",
    "fcn_resnet101",
    "maxvit",
    "maxvit_t",
    "mc3_18",
    "mvit_v1",
    "mvit_v1_b",
    "mvit_v2",
    "mvit_v2_s",
    "r2plus1d_18",
    "r3d_18",
    "s3d",
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
    "video_resnet",
    "vit",
    "vit_b_16",
    "vit_b_32",
    "vit_h_14",
    "vit_l_16",
    "vit_l_32",
]
