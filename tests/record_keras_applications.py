"""Write what Keras' networks are, layer by layer, for the tests of the zoo (in an environment with Keras and torch; symnet is not needed):

    KERAS_BACKEND=torch python tests/record_keras_applications.py tests/data/keras_applications.json.gz

Names are those of a fresh session: a layer that the code does not name is called after its class and its number.
"""

from __future__ import annotations

import gzip
import json
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import keras
import torch
from keras.src.applications import nasnet

# Keras keeps NASNet from its torch backend because of a bug when it runs; it is only built here.
nasnet.backend = SimpleNamespace(**{**vars(nasnet.backend), "backend": lambda: "numpy"})

PLAIN = (
    *(f"ResNet{depth}{version}" for version in ("", "V2") for depth in (50, 101, 152)),
    *("VGG16", "VGG19", "DenseNet121", "DenseNet169", "DenseNet201"),
    *(f"EfficientNetB{k}" for k in range(8)),
    *(f"EfficientNetV2{size}" for size in ("B0", "B1", "B2", "B3", "S", "M", "L")),
    *(f"ConvNeXt{size}" for size in ("Tiny", "Small", "Base", "Large", "XLarge")),
    *("InceptionV3", "InceptionResNetV2", "Xception", "NASNetMobile", "NASNetLarge"),
)
IMAGE, ODD = (224, 224, 3), (225, 193, 3)
GIVEN = {
    "MobileNet": [{"alpha": alpha} for alpha in (0.25, 0.5, 0.75, 1.0)],
    "MobileNetV2": [{"alpha": alpha} for alpha in (0.35, 0.5, 0.75, 1.0, 1.3, 1.4)],
    **{
        f"MobileNetV3{size}": [
            {"alpha": alpha, "minimalistic": plain, "input_shape": IMAGE} for plain in (False, True) for alpha in (0.75, 1.0, 1.25)
        ]
        for size in ("Small", "Large")
    },
}
AT_ODD_SIZES = (
    *("ResNet50", "ResNet50V2", "VGG16", "DenseNet121", "EfficientNetB0", "EfficientNetV2B0", "ConvNeXtTiny", "InceptionV3", "Xception"),
    *("NASNetMobile", "MobileNet", "MobileNetV2", "MobileNetV3Small"),
)
CASES = [
    *((name, {}) for name in PLAIN),
    *((name, given) for name, cases in GIVEN.items() for given in cases),
    *((name, {"input_shape": ODD}) for name in AT_ODD_SIZES),
]


def record(name: str, given: dict[str, Any]) -> dict[str, Any]:
    """A model's totals, and name, class, output shape (channels first, without the batch axis) and parameters of each layer."""
    keras.backend.clear_session()
    with torch.device("meta"):
        model = getattr(keras.applications, name)(weights=None, **given)
    return {
        "name": name,
        "given": given,
        "input": first(model.input_shape),
        "params": sum(w.value.numel() for w in model.trainable_weights),
        "total": model.count_params(),
        "layers": [[layer.name, type(layer).__name__, first(layer.output.shape), layer.count_params()] for layer in parts(model)],
    }


def parts(model: Any) -> Any:
    """The layers of a model but for its input, those of a model within it in its place."""
    for layer in model.layers:
        yield from (
            parts(layer) if isinstance(layer, keras.Sequential) else [layer] if not isinstance(layer, keras.layers.InputLayer) else []
        )


def first(shape: Any) -> list[int]:
    """A shape of Keras with its channels first, and without its batch axis."""
    return [*shape[-1:], *shape[1:-1]]


if __name__ == "__main__":
    source = f"keras {keras.__version__} on torch {torch.__version__}, keras.applications.<name>(weights=None, **given)"
    recorded = {"source": source, "models": [record(name, given) for name, given in CASES]}
    Path(sys.argv[1]).write_bytes(gzip.compress(json.dumps(recorded, separators=(",", ":")).encode(), mtime=0))
