"""Every layer; one family a file."""

from symnet.layers.activation import Dropout, ReLU, Softmax
from symnet.layers.attention import MultiheadAttention, ScaledDotProductAttention
from symnet.layers.conv import Conv1d, Conv2d, Conv3d
from symnet.layers.einsum import EinsumLinear
from symnet.layers.keras_only import LastStep, RepeatVector, TimeDistributed
from symnet.layers.linear import Linear
from symnet.layers.merge import Add, Concat
from symnet.layers.norm import BatchNorm1d, BatchNorm2d, BatchNorm3d, LocalResponseNorm
from symnet.layers.pool import (
    AdaptiveAvgPool1d,
    AdaptiveAvgPool2d,
    AdaptiveAvgPool3d,
    AdaptiveMaxPool1d,
    AdaptiveMaxPool2d,
    AdaptiveMaxPool3d,
    AvgPool1d,
    AvgPool2d,
    AvgPool3d,
    MaxPool1d,
    MaxPool2d,
    MaxPool3d,
)
from symnet.layers.recurrent import GRU, LSTM, RNN
from symnet.layers.recurrent_cell import GRUCell, LSTMCell, RNNCell
from symnet.layers.reshape import Flatten, Identity

__all__ = [
    "AdaptiveAvgPool1d",
    "AdaptiveAvgPool2d",
    "AdaptiveAvgPool3d",
    "AdaptiveMaxPool1d",
    "AdaptiveMaxPool2d",
    "AdaptiveMaxPool3d",
    "Add",
    "AvgPool1d",
    "AvgPool2d",
    "AvgPool3d",
    "BatchNorm1d",
    "BatchNorm2d",
    "BatchNorm3d",
    "Concat",
    "Conv1d",
    "Conv2d",
    "Conv3d",
    "Dropout",
    "EinsumLinear",
    "Flatten",
    "GRU",
    "GRUCell",
    "Identity",
    "LSTM",
    "LSTMCell",
    "LastStep",
    "Linear",
    "LocalResponseNorm",
    "MaxPool1d",
    "MaxPool2d",
    "MaxPool3d",
    "MultiheadAttention",
    "RNN",
    "RNNCell",
    "ReLU",
    "RepeatVector",
    "ScaledDotProductAttention",
    "Softmax",
    "TimeDistributed",
]
