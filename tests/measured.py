"""The layers and networks that public counting tools were run on, as symnet has them; `tests/data/counters.json` has the figures."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import symnet as sn
from symnet import Network, Sequential

FIGURES: dict[str, dict[str, Any]] = json.loads((Path(__file__).parent / "data" / "counters.json").read_text())["cases"]


def bottleneck(width: int, stride: int, shortcut: bool) -> sn.Graph:
    body = [sn.Conv2d(width, 1, bias=False), sn.BatchNorm2d(), sn.ReLU()]
    body += [sn.Conv2d(width, 3, stride=stride, padding=1, bias=False), sn.BatchNorm2d(), sn.ReLU()]
    body += [sn.Conv2d(4 * width, 1, bias=False), sn.BatchNorm2d()]
    way = Sequential(sn.Conv2d(4 * width, 1, stride=stride, bias=False), sn.BatchNorm2d()) if shortcut else None
    return Sequential(sn.Residual(*body, shortcut=way), sn.ReLU())


def resnet50() -> sn.Graph:
    widths = ((64, 3, 1), (128, 4, 2), (256, 6, 2), (512, 3, 2))
    stages = [bottleneck(width, stride if k == 0 else 1, k == 0) for width, n, stride in widths for k in range(n)]
    stem = (sn.Conv2d(64, 7, stride=2, padding=3, bias=False), sn.BatchNorm2d(), sn.ReLU(), sn.MaxPool2d(3, stride=2, padding=1))
    return Sequential(*stem, *stages, sn.AdaptiveAvgPool2d(1), sn.Flatten(), sn.Linear(1000))


def self_attention(fused: bool) -> sn.Graph:
    """Attention of 4 heads of 16 features from one projection to 3 x 64; `fused`, or as two products and a softmax."""
    parts = sn.Split(3, dim=1)(sn.Linear(192, bias=False)(sn.Input(128, 64)))
    q, k, v = (sn.Permute((1, 0, 2))(sn.Reshape((128, 4, 16))(part)) for part in parts)
    mixed = sn.ScaledDotProductAttention()(q, k, v) if fused else sn.Softmax()(q @ sn.Transpose(1, 2)(k)) @ v
    return sn.wired(Sequential(sn.Permute((1, 0, 2)), sn.Reshape((128, 64)), sn.Linear(64, bias=False))(mixed, name="out"))


def three_times() -> sn.Graph:
    linear = sn.Linear(64, bias=False)
    return Sequential(("first", linear), sn.Shared(linear, "first"), sn.Shared(linear, "first"))


def tied() -> sn.Graph:
    return Sequential(embedding=sn.Embedding(1000, 64), head=sn.Shared(sn.Linear(1000, bias=False), "embedding"))


IMAGE, SEQUENCE = (16, 8, 8), (128, 64)

LAYERS: dict[str, tuple[Any, tuple[int, ...]]] = {
    "Linear(64, bias=False) on positions": (sn.Linear(64, bias=False), SEQUENCE),
    "Linear(64) on positions": (sn.Linear(64), SEQUENCE),
    "Linear(10)": (sn.Linear(10), (64,)),
    "Conv2d grouped": (sn.Conv2d(32, 3, padding=1, groups=4, bias=False), IMAGE),
    "Conv2d": (sn.Conv2d(32, 3, padding=1, stride=2), (16, 9, 9)),
    "Conv1d": (sn.Conv1d(32, 3), (16, 20)),
    "Conv3d": (sn.Conv3d(4, 3), (2, 6, 7, 8)),
    "ConvTranspose2d": (sn.ConvTranspose2d(8, 4, stride=2, padding=1, bias=False), IMAGE),
    "ConvTranspose2d grouped bias": (sn.ConvTranspose2d(8, 4, stride=2, padding=1, groups=4), IMAGE),
    "ConvTranspose1d": (sn.ConvTranspose1d(8, 4, stride=2, padding=1), (16, 9)),
    "BatchNorm2d": (sn.BatchNorm2d(), IMAGE),
    "BatchNorm2d no affine": (sn.BatchNorm2d(affine=False), IMAGE),
    "BatchNorm1d": (sn.BatchNorm1d(), (16, 9)),
    "BatchNorm3d": (sn.BatchNorm3d(), (16, 3, 4, 5)),
    "LayerNorm": (sn.LayerNorm(), SEQUENCE),
    "LayerNorm no affine": (sn.LayerNorm(elementwise_affine=False), SEQUENCE),
    "LayerNorm no bias": (sn.LayerNorm(bias=False), SEQUENCE),
    "RMSNorm": (sn.RMSNorm(), SEQUENCE),
    "GroupNorm": (sn.GroupNorm(4), IMAGE),
    "GroupNorm no affine": (sn.GroupNorm(4, affine=False), IMAGE),
    "InstanceNorm2d": (sn.InstanceNorm2d(), IMAGE),
    "InstanceNorm2d affine": (sn.InstanceNorm2d(affine=True), IMAGE),
    "LocalResponseNorm": (sn.LocalResponseNorm(5), IMAGE),
    "MaxPool2d": (sn.MaxPool2d(3, 2), (16, 9, 9)),
    "MaxPool1d": (sn.MaxPool1d(3, 2), (16, 9)),
    "AvgPool2d": (sn.AvgPool2d(3, 2), (16, 9, 9)),
    "AvgPool1d": (sn.AvgPool1d(3, 2), (16, 9)),
    "AdaptiveAvgPool2d(1)": (sn.AdaptiveAvgPool2d(1), (16, 9, 9)),
    "AdaptiveAvgPool2d(6)": (sn.AdaptiveAvgPool2d(6), (16, 13, 13)),
    "AdaptiveAvgPool1d": (sn.AdaptiveAvgPool1d(4), (16, 12)),
    "AdaptiveMaxPool2d": (sn.AdaptiveMaxPool2d(3), (16, 9, 9)),
    "LPPool2d": (sn.LPPool2d(3), (16, 9, 9)),
    **{name: (getattr(sn, name)(), IMAGE) for name in ("ReLU", "ReLU6", "LeakyReLU", "PReLU", "ELU", "SELU", "CELU", "GELU", "SiLU")},
    **{name: (getattr(sn, name)(), IMAGE) for name in ("Sigmoid", "Tanh", "Softplus", "Softsign", "Mish", "Hardtanh", "Hardswish")},
    **{name: (getattr(sn, name)(), IMAGE) for name in ("Hardsigmoid", "Hardshrink", "Softshrink", "LogSigmoid", "Tanhshrink", "RReLU")},
    **{name: (getattr(sn, name)(), IMAGE) for name in ("Identity", "Dropout", "Softmax", "LogSoftmax", "Softmax2d", "Flatten")},
    "Threshold": (sn.Threshold(0, 0), IMAGE),
    "PReLU(16)": (sn.PReLU(16), IMAGE),
    "GLU": (sn.GLU(dim=0), IMAGE),
    "Upsample nearest": (sn.Upsample(scale_factor=2), IMAGE),
    "Upsample nearest size": (sn.Upsample((12, 12)), IMAGE),
    "Upsample bilinear": (sn.Upsample(scale_factor=2, mode="bilinear"), IMAGE),
    "Upsample bicubic": (sn.Upsample(scale_factor=2, mode="bicubic"), IMAGE),
    "PixelShuffle": (sn.PixelShuffle(2), IMAGE),
    "ZeroPad2d": (sn.ZeroPad2d(1), IMAGE),
    "Embedding": (sn.Embedding(1000, 64), (16,)),
    "RNN": (sn.RNN(64), (10, 32)),
    "LSTM": (sn.LSTM(64), (10, 32)),
    "LSTM no bias": (sn.LSTM(64, bias=False), (10, 32)),
    "LSTM 2 layers": (sn.LSTM(64, num_layers=2), (10, 32)),
    "LSTM bidirectional": (sn.LSTM(64, num_layers=2, bidirectional=True), (10, 32)),
    "LSTM projected": (sn.LSTM(64, proj_size=16), (10, 32)),
    "GRU": (sn.GRU(64), (10, 32)),
    "GRU no bias": (sn.GRU(64, bias=False), (10, 32)),
    "RNNCell": (sn.RNNCell(64), (32,)),
    "LSTMCell": (sn.LSTMCell(64), (32,)),
    "GRUCell": (sn.GRUCell(64), (32,)),
    "MultiheadAttention no bias no weights": (sn.MultiheadAttention(4, bias=False, need_weights=False), SEQUENCE),
    "MultiheadAttention no bias": (sn.MultiheadAttention(4, bias=False), SEQUENCE),
    "MultiheadAttention": (sn.MultiheadAttention(4), SEQUENCE),
    "MultiheadAttention no weights": (sn.MultiheadAttention(4, need_weights=False), SEQUENCE),
    "attention fused": (self_attention(fused=True), SEQUENCE),
    "attention q@k": (self_attention(fused=False), SEQUENCE),
    "TransformerEncoderLayer no bias": (sn.TransformerEncoderLayer(64, 4, 256, bias=False), SEQUENCE),
    "TransformerEncoderLayer": (sn.TransformerEncoderLayer(64, 4, 256), SEQUENCE),
    "matmul with a parameter": (sn.EinsumLinear("ij,jk->ik", (128,)), (16, 64)),
    "tied embedding and head": (tied(), (16,)),
    "one Linear three times": (three_times(), (64,)),
    "Conv2d then BatchNorm2d": (Sequential(sn.Conv2d(8, 3, bias=False), sn.BatchNorm2d(), sn.ReLU()), (3, 10, 10)),
    "Linear no positions ReLU Softmax": (Sequential(sn.Linear(10), sn.ReLU(), sn.Linear(4), sn.Softmax()), (20,)),
}


def measured(name: str) -> Network:
    """A case of `counters.json`."""
    networks = {"alexnet": sn.zoo.alexnet, "alexnet torchvision": lambda: sn.zoo.alexnet("torchvision")}
    if name in networks:
        return networks[name]()
    return Network(*((resnet50(), (3, 224, 224)) if name == "resnet50" else LAYERS[name]))
