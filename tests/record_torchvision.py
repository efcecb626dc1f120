"""Write what torchvision's models are, leaf by leaf, for the tests of the zoo (in an environment with torch; symnet is not needed):

    python tests/record_torchvision.py tests/data/torchvision_resnet.json.gz resnet18 resnet34 ...
    python tests/record_torchvision.py --checkpoints tests/data/torchvision_checkpoints.json.gz resnet18 resnet34 ...

torchvision's compiled operators need not load: no model here runs one, and where they are missing the two that are looked for are declared.
"""

from __future__ import annotations

import gzip
import json
import sys
from pathlib import Path
from typing import Any

import torch
from torch.utils.flop_counter import FlopCounterMode

try:
    import torchvision
except RuntimeError:
    library = torch.library.Library("torchvision", "DEF")
    for operator in ("nms", "qnms"):
        library.define(f"{operator}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
    import torchvision

FRAMES = 16


def made(name: str) -> torch.nn.Module:
    """A model without numbers in its weights."""
    try:
        with torch.device("meta"):
            return torchvision.models.get_model(name, weights=None, **OPTIONS.get(name, {}))
    except NotImplementedError:  # MaxViT and RegNet read numbers while they are made
        return torchvision.models.get_model(name, weights=None, **OPTIONS.get(name, {})).to("meta")


def input_shape(name: str, model: torch.nn.Module) -> tuple[int, ...]:
    """What a model is evaluated on: what it is made for, or the crop of its default weights."""
    transforms = torchvision.models.get_model_weights(name).DEFAULT.transforms()
    crop = getattr(transforms, "crop_size", None) or transforms.resize_size
    size = getattr(model, "image_size", None) or crop[-1]
    return (3, FRAMES, *crop) if "video" in type(transforms).__name__.lower() else (3, size, size)


def shapes(value: Any) -> Any:
    """The shapes of tensors without the batch axis, in the grouping they come in."""
    if isinstance(value, torch.Tensor):
        return list(value.shape[1:])
    if isinstance(value, dict):
        return {key: shapes(v) for key, v in value.items()}
    return [shapes(v) for v in value if isinstance(v, (torch.Tensor, tuple, list, dict))]


def measured(model: torch.nn.Module, *inputs: torch.Tensor) -> dict[str, Any]:
    """Totals for one sample, and each leaf module's name, class, input and output shapes and parameters as it is run."""
    leaves: list[list[Any]] = []
    for path, module in model.named_modules():
        if not list(module.children()):

            def note(m: torch.nn.Module, given: Any, made: Any, path: str = path) -> None:
                params = sum(p.numel() for p in m.parameters())
                outputs = [shapes(made)] if isinstance(made, torch.Tensor) else shapes(made)
                leaves.append([path, type(m).__name__, shapes(given), outputs, params])

            module.register_forward_hook(note)
    with FlopCounterMode(display=False) as counter:
        output = model.eval()(*inputs)
    return {
        "output": shapes(output),
        "params": sum(p.numel() for p in model.parameters()),
        "aux_params": sum(p.numel() for path, p in model.named_parameters() if path.lower().startswith("aux")),
        "flops": counter.get_total_flops(),
        "leaves": leaves,
    }


def checkpoint(name: str) -> dict[str, dict[str, list[int]]]:
    """The shape of every tensor a model stores, by name."""
    model = made(name)
    named = {"weights": model.named_parameters(), "buffers": model.named_buffers()}
    return {kind: {key: list(tensor.shape) for key, tensor in found} for kind, found in named.items()}


def record(name: str) -> dict[str, Any]:
    """What one of torchvision's models is."""
    model = made(name)
    shape = input_shape(name, model)
    return {"input": list(shape), **measured(model, torch.empty(1, *shape, device="meta"))}


OPTIONS: dict[str, dict[str, Any]] = {
    **{name: {"init_weights": False} for name in ("googlenet", "inception_v3")},
    **{name: {"weights_backbone": None, "aux_loss": True} for name in torchvision.models.list_models(torchvision.models.segmentation)},
    **{name: {"weights_backbone": None} for name in ("lraspp_mobilenet_v3_large", "ssd300_vgg16", "ssdlite320_mobilenet_v3_large")},
}

if __name__ == "__main__":
    task = checkpoint if "--checkpoints" in sys.argv else record
    target, *names = (argument for argument in sys.argv[1:] if argument != "--checkpoints")
    source = f"torchvision {torchvision.__version__}, torch {torch.__version__}; flops: 2 for each multiply-accumulate, of FlopCounterMode"
    recorded = {"source": source, "models": {name: task(name) for name in names}}
    Path(target).write_bytes(gzip.compress(json.dumps(recorded, separators=(",", ":")).encode(), mtime=0))
