"""Attention as language models have it: grouped heads, heads of any width, and keys and values from a low-rank latent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from symnet.architecture.conditions import Condition, divides
from symnet.architecture.fields import OneSize, OptionalSize, choice, size
from symnet.arithmetic.operations import Operations
from symnet.arithmetic.sizes import Shape, quotient
from symnet.errors import SymnetError
from symnet.layers.attention import WINDOW_NEEDS_CAUSAL, FromSequences, pairs_counted, softmax_operations
from symnet.layers.norm import RMSNorm
from symnet.layers.position import rotary_operations


class Attention(FromSequences):
    """Attention of h query heads that share h_kv heads of keys and values: query (L, d), source (S, d) -> (L, d).

    h_kv = h is multi-head, h_kv = 1 multi-query, anything between grouped-query attention. One input serves as query, key and value,
    a second one as key and value, a third one as value.

    Weights: q_proj.weight (h d_h, d), k_proj.weight (h_kv d_h, d), v_proj.weight (h_kv d_v, d), o_proj.weight (d, h d_v), their biases,
    and the scales q_norm.weight and k_norm.weight. Parameters without biases: 2 d h d_h + 2 d h_kv d_h, where d_v = d_h.
    MACs: L d h d_h + S d h_kv (d_h + d_v) + L S h (d_h + d_v) + L h d_v d.

    Args:
        num_heads: h.
        num_key_value_heads: h_kv, which divides h; None for h.
        head_dim: d_h, the features of a query or key head; None for d/h.
        value_dim: d_v, the features of a value head; None for d_h.
        out_features: the features of the output; None for d.
        bias: whether the query, key and value projections have biases.
        out_bias: whether the output projection has one.
        qk_norm: "head" for a root-mean-square norm of each query and key head (scales d_h), "width" for one over all heads
            (scales h d_h and h_kv d_h), "none".
        rotary: whether queries and keys are turned by their positions; no parameters.
        is_causal: whether a query sees the keys up to its own place only, the last query sitting at the last key.
        window: w, how many keys a causal query sees, itself included; None for all.
        count_masked: whether pairs that the mask hides are counted, as dense products compute them; False counts the visible ones.

    Raises:
        SymnetError: where h_kv does not divide h, or h does not divide d and head_dim is not given.

    >>> from symnet import Network
    >>> Network(Attention(32, num_key_value_heads=8), (128, 4096)).params  # one layer of Llama 3 8B
    41943040

    Source: Ainslie et al. 2023, arXiv:2305.13245, section 2.2; keras.layers.MultiHeadAttention, keras.layers.GroupQueryAttention.
    """

    num_heads: OneSize = size("h")
    num_key_value_heads: OptionalSize = size("h_kv", default=None)
    head_dim: OptionalSize = size("d_h", default=None)
    value_dim: OptionalSize = size("d_v", default=None)
    out_features: OptionalSize = size("d_out", default=None)
    bias: bool = False
    out_bias: bool = False
    qk_norm: str = choice("none", "head", "width", default="none")
    rotary: bool = False
    is_causal: bool = False
    window: OptionalSize = size("w", default=None)
    count_masked: bool = True

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.window is not None and not self.is_causal:
            raise SymnetError(f"Attention: {WINDOW_NEEDS_CAUSAL}")

    @property
    def groups(self) -> Any:
        """How many heads have keys and values of their own."""
        return self.num_heads if self.num_key_value_heads is None else self.num_key_value_heads

    def widths(self, x: Shape) -> dict[str, Any]:
        """The features of all query, key and value heads, and of what they make, by the projection's name."""
        query = x[1] if self.head_dim is None else self.num_heads * self.head_dim
        key = query if self.num_key_value_heads is None else self.groups * self.head_width(x)
        value = key if self.value_dim is None else self.groups * self.value_dim
        return {
            "q_proj": query,
            "k_proj": key,
            "v_proj": value,
            "o_proj": query if self.value_dim is None else self.num_heads * self.value_dim,
        }

    def head_width(self, x: Shape) -> Any:
        """The features of one head's queries and keys: d/h where no head_dim is given."""
        return quotient(x[1], self.num_heads) if self.head_dim is None else self.head_dim

    def output_shape(self, *x: Shape) -> Shape:
        return (x[0][0], x[0][1] if self.out_features is None else self.out_features)

    def weights(self, *x: Shape) -> Mapping[str, Shape]:
        widths, shapes = self.widths(x[0]), {}
        for (name, width), sequence in zip(widths.items(), (*self.sequences(*x), None), strict=True):
            shape = (self.output_shape(*x)[1], width) if sequence is None else (width, sequence[1])
            shapes[f"{name}.weight"] = shape
            if self.out_bias if name == "o_proj" else self.bias:
                shapes[f"{name}.bias"] = shape[:1]
        if self.qk_norm == "head":
            shapes |= dict.fromkeys(("q_norm.weight", "k_norm.weight"), (self.head_width(x[0]),))
        elif self.qk_norm == "width":
            shapes |= {"q_norm.weight": (widths["q_proj"],), "k_norm.weight": (widths["k_proj"],)}
        return shapes

    def operations(self, y: Shape, *x: Shape) -> Operations:
        (query, key, value), (wide, keys, values, made) = self.sequences(*x), self.widths(x[0]).values()
        projected = query[0] * query[1] * wide + key[0] * key[1] * keys + value[0] * value[1] * values + query[0] * made * y[1]
        biases = (query[0] * wide + key[0] * keys + value[0] * values if self.bias else 0) + (query[0] * y[1] if self.out_bias else 0)
        pairs = pairs_counted(query[0], key[0], self.is_causal, self.window, self.count_masked)
        counted = Operations(mac=projected + self.products(*x), add=biases) + softmax_operations(self.num_heads, pairs, query[0])
        for length, width in ((query[0], wide), (key[0], keys)):
            counted += self.turned(length, width, self.head_width(x[0]))
        return counted

    def products(self, *x: Shape) -> Any:
        (query, key, _), (wide, _, _, made) = self.sequences(*x), self.widths(x[0]).values()
        pairs = pairs_counted(query[0], key[0], self.is_causal, self.window, self.count_masked)
        return 2 * pairs * wide if self.value_dim is None else pairs * (wide + made)

    def turned(self, length: Any, width: Any, head_width: Any) -> Operations:
        """The norm and the rotation of all query or all key heads."""
        shape = (length, quotient(width, head_width), head_width) if self.qk_norm == "head" else (length, width)
        norm = Operations() if self.qk_norm == "none" else RMSNorm().operations(shape, shape)
        return norm + rotary_operations(length * width) if self.rotary else norm

    def conditions(self, *x: Shape) -> Iterable[Condition]:
        yield from self.sequence_conditions(*x)
        h, d = self.num_heads, x[0][1]
        if self.head_dim is None:
            yield divides(h, d, "{} heads do not divide {} features", h, d, remedy="give a number of heads that does, or head_dim")
        if self.num_key_value_heads is not None:
            words = "{} key and value heads do not divide {} query heads"
            yield divides(self.groups, h, words, self.groups, h, remedy="give a number that does")


class MultiheadLatentAttention(FromSequences):
    """Attention whose keys and values come from a latent of r_kv features a token, the only thing a cache keeps: (L, d) -> (L, d).

    Each head has d_n features without and d_r with rotary positions; the rotary key is one for all heads. Queries come from a latent
    of r_q features, or straight from the input. Both latents are normalised.

    Weights: q_a_proj (r_q, d), q_a_layernorm (r_q,), q_b_proj (h (d_n + d_r), r_q), or q_proj (h (d_n + d_r), d);
    kv_a_proj_with_mqa (r_kv + d_r, d), kv_a_layernorm (r_kv,), kv_b_proj (h (d_n + d_v), r_kv), o_proj (d, h d_v), each `.weight`.
    MACs: L for each weight of a projection, and L^2 h (d_n + d_r + d_v), keys and values not absorbed into the projections.

    Args:
        num_heads: h.
        q_lora_rank: r_q; None for queries straight from the input.
        kv_lora_rank: r_kv.
        qk_nope_head_dim: d_n.
        qk_rope_head_dim: d_r.
        v_head_dim: d_v.
        bias: whether the projections from and to d features have biases.
        is_causal: whether a token sees the ones up to its own only.
        count_masked: whether pairs that the mask hides are counted, as dense products compute them; False counts the visible ones.

    >>> from symnet import Network
    >>> Network(MultiheadLatentAttention(128), (64, 5120)).params  # one layer of DeepSeek-V2
    149227520

    Source: DeepSeek-AI 2024, arXiv:2405.04434, equations 37 to 47.
    """

    optional = 0

    num_heads: OneSize = size("h")
    q_lora_rank: OneSize = size("r_q", default=1536)
    kv_lora_rank: OneSize = size("r_kv", default=512)
    qk_nope_head_dim: OneSize = size("d_n", default=128)
    qk_rope_head_dim: OneSize = size("d_r", default=64)
    v_head_dim: OneSize = size("d_v", default=128)
    bias: bool = False
    is_causal: bool = False
    count_masked: bool = True

    def output_shape(self, x: Shape) -> Shape:
        return x

    def projections(self, d: Any) -> dict[str, Shape]:
        """The matrices by name: (out, in)."""
        h, width = self.num_heads, self.qk_nope_head_dim + self.qk_rope_head_dim
        query: dict[str, Shape] = {"q_proj": (h * width, d)}
        if self.q_lora_rank is not None:
            query = {"q_a_proj": (self.q_lora_rank, d), "q_b_proj": (h * width, self.q_lora_rank)}
        return query | {
            "kv_a_proj_with_mqa": (self.kv_lora_rank + self.qk_rope_head_dim, d),
            "kv_b_proj": (h * (self.qk_nope_head_dim + self.v_head_dim), self.kv_lora_rank),
            "o_proj": (d, h * self.v_head_dim),
        }

    def norms(self) -> dict[str, Any]:
        """The features of the normalised latents by the norm's name."""
        ranks = {"q_a_layernorm": self.q_lora_rank, "kv_a_layernorm": self.kv_lora_rank}
        return {name: rank for name, rank in ranks.items() if rank is not None}

    def weights(self, x: Shape) -> Mapping[str, Shape]:
        matrices = self.projections(x[1])
        shapes: dict[str, Shape] = {f"{name}.weight": shape for name, shape in matrices.items()}
        shapes |= {f"{name}.weight": (rank,) for name, rank in self.norms().items()}
        return shapes | {f"{name}.bias": matrices[name][:1] for name in self._biased(matrices)}

    def _biased(self, matrices: Mapping[str, Shape]) -> list[str]:
        return [name for name in ("q_a_proj", "kv_a_proj_with_mqa", "o_proj") if self.bias and name in matrices]

    def operations(self, y: Shape, x: Shape) -> Operations:
        (length, d), h = x, self.num_heads
        matrices = self.projections(d)
        pairs = pairs_counted(length, length, self.is_causal, None, self.count_masked)
        counted = rotary_operations(length * (h + 1) * self.qk_rope_head_dim)
        for name, (rows, columns) in matrices.items():
            counted += Operations(mac=length * columns * rows, add=length * rows if name in self._biased(matrices) else 0)
        for rank in self.norms().values():
            counted += RMSNorm().operations((length, rank), (length, rank))
        return counted + Operations(mac=self.products(x)) + softmax_operations(h, pairs, length)

    def products(self, x: Shape) -> Any:
        pairs = pairs_counted(x[0], x[0], self.is_causal, None, self.count_masked)
        return pairs * self.num_heads * (self.qk_nope_head_dim + self.qk_rope_head_dim + self.v_head_dim)
