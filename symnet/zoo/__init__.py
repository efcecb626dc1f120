"""Published architectures as code."""

from symnet.zoo import deeplabv3 as _deeplabv3
from symnet.zoo import dit as _dit
from symnet.zoo import fcn as _fcn
from symnet.zoo import lraspp as _lraspp
from symnet.zoo import maxvit as _maxvit
from symnet.zoo import mixer as _mixer
from symnet.zoo import mvit as _mvit
from symnet.zoo import resnet as _resnet
from symnet.zoo import s3d as _s3d
from symnet.zoo import swin as _swin
from symnet.zoo import swin3d as _swin3d
from symnet.zoo import video_resnet as _video_resnet
from symnet.zoo import vit as _vit
from symnet.zoo.alexnet import alexnet

_FILES = (_resnet, _vit, _swin, _maxvit, _mixer, _dit, _video_resnet, _s3d, _mvit, _swin3d, _fcn, _deeplabv3, _lraspp)
NETWORKS = {"alexnet": alexnet, **{name: getattr(file, name) for file in _FILES for name in file.__all__}}
globals().update(NETWORKS)

__all__ = ["NETWORKS", *NETWORKS]
