"""Language models built of symnet's blocks have the published parameters, by name and shape, and multiply-accumulates."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import symnet as sn
from symnet import Graph, Layer, Network, Repeat, Residual, Sequential
from symnet.importers.names import module_paths

MODELS: dict[str, dict[str, Any]] = json.loads((Path(__file__).parent / "data" / "hf_sequence.json").read_text())
LENGTH = 128


def gpt2(c: dict[str, Any]) -> Graph:
    d = c["n_embd"]
    attention = Residual(sn.LayerNorm(), sn.MultiheadAttention(num_heads=c["n_head"]))
    block = Sequential(attention, Residual(sn.LayerNorm(), sn.MLP(4 * d, d)))
    return Sequential(
        sn.Embedding(c["vocab_size"], d), sn.PositionalEmbedding(c["n_positions"]), Repeat(block, c["n_layer"]), sn.LayerNorm()
    )


def attention(c: dict[str, Any], model: str) -> Layer:
    if "kv_lora_rank" in c:
        names = ("q_lora_rank", "kv_lora_rank", "qk_nope_head_dim", "qk_rope_head_dim", "v_head_dim")
        return sn.MultiheadLatentAttention(c["num_attention_heads"], **{name: c[name] for name in names})
    norm = {"Qwen3ForCausalLM": "head", "OlmoeForCausalLM": "width"}.get(model, "none")
    biased = model.startswith("Qwen2")
    heads: dict[str, Any] = {"num_key_value_heads": c["num_key_value_heads"], "head_dim": c.get("head_dim")}
    return sn.Attention(c["num_attention_heads"], **heads, bias=biased, qk_norm=norm, rotary=True, is_causal=True)


def mixture(c: dict[str, Any], model: str) -> Layer:
    experts = next(c[name] for name in ("num_local_experts", "num_experts", "n_routed_experts") if name in c)
    hidden = c.get("moe_intermediate_size", c["intermediate_size"])
    shared = c.get("shared_expert_intermediate_size") or (hidden * c["n_shared_experts"] if "n_shared_experts" in c else None)
    gate = model == "Qwen2MoeForCausalLM"
    return sn.MixtureOfExperts(experts, c["num_experts_per_tok"], hidden, shared_features=shared, shared_gate=gate)


def llama(c: dict[str, Any], model: str) -> Graph:
    """A decoder of pre-normalised blocks; its first feed-forward blocks may be dense where the others are mixtures."""
    d, n = c["hidden_size"], c["num_hidden_layers"]
    dense = sn.GatedMLP(c["intermediate_size"], d)
    sparse = "num_experts_per_tok" in c
    first = c.get("first_k_dense_replace", 0) if sparse else n
    ops: list[Any] = [sn.Embedding(c["vocab_size"], d)]
    for times, feed_forward in ((first, dense), (n - first, mixture(c, model) if sparse else dense)):
        if times:
            ops.append(Repeat(Sequential(Residual(sn.RMSNorm(), attention(c, model)), Residual(sn.RMSNorm(), feed_forward)), times))
    return Sequential(*ops, sn.RMSNorm())


def mamba(c: dict[str, Any]) -> Graph:
    mixer = sn.Mamba(d_state=c["state_size"], d_conv=c["conv_kernel"], expand=c["expand"], dt_rank=c["time_step_rank"])
    block = Repeat(Residual(sn.RMSNorm(), mixer), c["num_hidden_layers"])
    return Sequential(sn.Embedding(c["vocab_size"], c["hidden_size"]), block, sn.RMSNorm())


def built(name: str) -> Network:
    model = MODELS[name]
    c, kind = model["config"], model["model_class"]
    body = gpt2(c) if kind.startswith("GPT2") else mamba(c) if kind.startswith("Mamba") else llama(c, kind)
    return Network(Sequential(("body", body), ("head", sn.Linear(c["vocab_size"], bias=False))), (LENGTH,))


@pytest.mark.parametrize("name", MODELS)
def test_parameters(name: str) -> None:
    model, net = MODELS[name], built(name)
    tied = net.calls[-1].layer.weights(*net.calls[-1].inputs)["weight"] if model["tied"] else (0,)
    count = 1
    for n in tied:
        count *= n
    assert net.params - count == model["total_params"]


@pytest.mark.parametrize("name", [name for name, model in MODELS.items() if model["forward"]])
def test_multiply_accumulates(name: str) -> None:
    model, net = MODELS[name], built(name)
    # The recorded convolution of Mamba also computes K - 1 cells past the end, which are thrown away.
    c = model["config"]
    spare = c["num_hidden_layers"] * c["expand"] * c["hidden_size"] * c["conv_kernel"] * (c["conv_kernel"] - 1) if "conv_kernel" in c else 0
    assert 2 * (net.macs + spare) == model["forward"]["flops"]


@pytest.mark.parametrize("name", [name for name in MODELS if not name.startswith("gpt2")])
def test_weights_of_the_mixing_layers_by_name(name: str) -> None:
    """Every weight of attention, mixture and state space layers has the published name and shape."""
    published = {
        pattern.split(".", 3)[-1].replace("shared_experts", "shared_expert"): tuple(s) for pattern, _, s, _ in MODELS[name]["parameters"]
    }
    prefixes = {"Attention": "self_attn.", "MultiheadLatentAttention": "self_attn.", "MixtureOfExperts": "mlp.", "Mamba": "mixer."}
    seen = 0
    for call in built(name).calls:
        if (prefix := prefixes.get(type(call.layer).__name__)) is not None:
            for weight, shape in call.layer.weights(*call.inputs).items():
                assert published[prefix + weight] == shape
                seen += 1
    assert seen


def test_active_parameters_of_a_mixture() -> None:
    net = built("mixtral-8x7b")
    assert net.active_params == 12_879_925_248  # "uses only 13B active parameters" (Jiang et al. 2024)
    assert net.params == net.active_params + 32 * 6 * 3 * 4096 * 14336
    assert built("llama-3-8b").active_params == built("llama-3-8b").params


def test_repeated_blocks_have_the_names_of_a_module_list() -> None:
    layers = Sequential(layers=Repeat(Sequential(_group=Sequential(norm=sn.LayerNorm())), 3))
    names = {".".join(path) for call in Network(layers, (5, 8)).calls for path in module_paths(layers, call)}
    assert names == {"layers.0.norm", "layers.1.norm", "layers.2.norm"}
