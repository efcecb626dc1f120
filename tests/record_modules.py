"""Write what networks are that are published as code, leaf by leaf, for the tests of the zoo:

    python tests/record_modules.py tests/data/modules.json.gz CHECKOUTS

CHECKOUTS is a folder with the repositories below under their own names, and a darknet that is built. The environment has torch,
torchvision, Keras and diffusers; symnet is not needed.
"""

from __future__ import annotations

import ast
import contextlib
import gzip
import json
import math
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import torch

os.environ["KERAS_BACKEND"] = "torch"
import diffusers
import keras
from record_torchvision import measured, torchvision

FROM = Path(sys.argv[2])


def written(path: str, **names: Any) -> dict[str, Any]:
    """The classes and functions of a file of a checkout, without what the file does when it is run.

    `names` are its globals, and what it imports from files beside it.
    """
    tree = ast.parse((FROM / path).read_text())
    kept = (ast.Import, ast.ImportFrom, ast.ClassDef, ast.FunctionDef)
    tree.body = [part for part in tree.body if isinstance(part, kept) and not getattr(part, "level", 0)]
    exec(compile(tree, path, "exec"), names)  # noqa: S102
    return names


def torch_module(make: Any, *inputs: tuple[int, ...], device: str = "meta") -> dict[str, Any]:
    """A torch module on inputs of such shapes."""
    with torch.device(device):
        model = make()
        recorded = measured(model, *(torch.empty(1, *shape) for shape in inputs))
    return {"inputs": inputs, **recorded, "parameters": {name: list(p.shape) for name, p in model.named_parameters()}}


def unet() -> dict[str, Any]:
    made = written("Pytorch-UNet/unet/unet_model.py", **written("Pytorch-UNet/unet/unet_parts.py"))["UNet"]
    return torch_module(lambda: made(3, 2), (3, 572, 572))


def dcgan(name: str, *shape: int) -> dict[str, Any]:
    """One of the two networks, which are made for the script's default sizes, without the axes that are squeezed at its end."""
    defaults = {"nz": 100, "ngf": 64, "ndf": 64, "nc": 3}
    recorded = torch_module(lambda: written("examples/dcgan/main.py", **defaults)[name](0), shape)
    return recorded | {"output": recorded["leaves"][-1][3][0]}


def eegnet(**sizes: int) -> dict[str, Any]:
    """A Keras model: each layer's name, class, output without the batch axis, and parameters, statistics among them."""
    parts = {
        "keras": keras,
        **{f"keras.{part}": getattr(keras, part) for part in ("models", "layers", "regularizers", "constraints", "backend")},
    }
    sys.modules |= {"tensorflow": keras, **{f"tensorflow.{name}": part for name, part in parts.items()}}
    keras.backend.clear_session()
    model = written("arl-eegmodels/EEGModels.py")["EEGNet"](**sizes)
    layers = [[layer.name, type(layer).__name__, list(layer.output.shape[1:]), layer.count_params()] for layer in model.layers[1:]]
    return {"sizes": sizes, "params": sum(math.prod(w.shape) for w in model.trainable_weights), "layers": layers}


def tcn(task: str, inputs: int, outputs: int, steps: int, levels: int, hidden: int, kernel: int) -> dict[str, Any]:
    """The network of a task, with the defaults of its script."""
    sys.path[:0] = [str(FROM / "TCN")]
    make = written(f"TCN/TCN/{task}/model.py")["TCN"]
    return torch_module(lambda: make(inputs, outputs, [hidden] * levels, kernel, 0.0), (inputs, steps))


def wavenet() -> dict[str, Any]:
    """The variables that WaveNet's code makes of its own sizes, and what it says of its receptive field; TensorFlow 1 is stood in for."""
    give = SimpleNamespace(xavier_initializer_conv2d=lambda: lambda shape: shape)
    scope = lambda name: contextlib.nullcontext()  # noqa: E731
    tf = SimpleNamespace(
        contrib=SimpleNamespace(layers=give), variable_scope=scope, Variable=lambda shape, name: shape, float32=None,
        constant_initializer=lambda value, dtype: lambda shape: shape,
    )  # fmt: skip
    sys.modules["tensorflow"] = tf
    sizes = json.loads((FROM / "tensorflow-wavenet/wavenet_params.json").read_text())
    del sizes["sample_rate"]
    model = written("tensorflow-wavenet/wavenet/model.py")["WaveNetModel"](1, **sizes)
    found: dict[str, Any] = {}

    def flat(part: Any, path: str) -> None:
        for key, value in part.items() if isinstance(part, dict) else enumerate(part):
            deeper = f"{path}.{key}" if path else str(key)
            if isinstance(value, list) and isinstance(value[0], int):
                found[deeper] = value
            else:
                flat(value, deeper)

    flat(model.variables, "")
    return {"variables": found, "receptive_field": model.receptive_field}


def pointnet() -> dict[str, Any]:
    """The classifier; it makes its identities of numbers."""
    make = written("pointnet.pytorch/pointnet/model.py")["PointNetCls"]
    return torch_module(lambda: make(40, feature_transform=True), (3, 1024), device="cpu")


class Steered(diffusers.UNet2DConditionModel):
    """Stable Diffusion v1's U-Net, whose defaults are others; it answers with a tensor."""

    def __init__(self) -> None:
        super().__init__(cross_attention_dim=768, attention_head_dim=8)

    def forward(self, *given: torch.Tensor) -> torch.Tensor:
        return super().forward(*given).sample


def steered() -> dict[str, Any]:
    """The U-Net, for which the sines and cosines of the time are an input: what makes them learns nothing."""
    recorded = torch_module(Steered, (4, 64, 64), (), (77, 768))
    (_, _, _, waves, _), *leaves = recorded["leaves"]
    return recorded | {"inputs": [(4, 64, 64), *waves, (77, 768)], "leaves": leaves}


class Detector(torch.nn.Module):
    """A detector of torchvision's up to what its heads say."""

    def __init__(self, name: str) -> None:
        super().__init__()
        model = torchvision.models.get_model(name, weights=None, weights_backbone=None)
        self.backbone, self.head = model.backbone, model.head

    def forward(self, x: torch.Tensor) -> list[torch.Tensor]:
        return list(self.head(list(self.backbone(x).values())).values())


def darknet(name: str) -> dict[str, Any]:
    """What darknet says of a configuration: each layer's kind and output, the operations, and how many numbers it saves."""
    folder = FROM / "darknet"
    run = subprocess.run(["./darknet", "ops", f"cfg/{name}.cfg"], cwd=folder, capture_output=True, text=True, check=True)
    rows = re.findall(r"^ *\d+ (\w+) .*-> *(\d+)(?: x *(\d+) x *(\d+))?", run.stderr, re.MULTILINE)
    with tempfile.NamedTemporaryFile() as weights:
        subprocess.run(["./darknet", "reset", f"cfg/{name}.cfg", "", weights.name], cwd=folder, capture_output=True, check=False)
        saved = (Path(weights.name).stat().st_size - 20) // 4
    return {
        "layers": [[kind, [int(c), int(h), int(w)] if c else [int(w), 1, 1]] for kind, w, h, c in rows],
        "operations": int(re.findall(r"Operations: (\d+)", run.stdout)[0]),
        "saved": saved,
    }


MODELS = {
    "unet_same": unet,
    "dcgan_generator": lambda: dcgan("Generator", 100, 1, 1),
    "dcgan_discriminator": lambda: dcgan("Discriminator", 3, 64, 64),
    "tcn": lambda: tcn("mnist_pixel", 1, 10, 784, 8, 25, 7),
    "tcn adding": lambda: tcn("adding_problem", 2, 1, 400, 8, 30, 7),
    "pointnet": pointnet,
    "stable_diffusion_v1_unet": steered,
    "ssd300_vgg16": lambda: torch_module(lambda: Detector("ssd300_vgg16"), (3, 300, 300)),
    "ssdlite320_mobilenet_v3_large": lambda: torch_module(lambda: Detector("ssdlite320_mobilenet_v3_large"), (3, 320, 320)),
}

if __name__ == "__main__":
    models = {name: record() for name, record in MODELS.items()}
    commits = {
        folder.name: subprocess.run(["git", "-C", folder, "rev-parse", "HEAD"], capture_output=True, text=True, check=True).stdout.strip()
        for folder in sorted(FROM.iterdir())
    }
    versions = (
        f"torch {torch.__version__}, torchvision {torchvision.__version__}, Keras {keras.__version__}, diffusers {diffusers.__version__}"
    )
    source = f"{versions}; flops: 2 for each multiply-accumulate, of FlopCounterMode"
    configurations = {name: darknet(name) for name in ("darknet53", "yolov3", "yolov3-tiny")}
    trials = [eegnet(nb_classes=4), eegnet(nb_classes=4, Chans=22, Samples=257, kernLength=33, F1=4, D=3, F2=10)]
    recorded = {"source": source, "commits": commits, "models": models, "darknet": configurations, "eegnet": trials, "wavenet": wavenet()}
    Path(sys.argv[1]).write_bytes(gzip.compress(json.dumps(recorded, separators=(",", ":")).encode(), mtime=0))
