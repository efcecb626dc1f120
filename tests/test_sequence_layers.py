"""Recurrent layers, attention and what is built of them: counts that were measured or published, and the words of their errors."""

from __future__ import annotations

import pytest
import sympy as sp

import symnet as sn
from symnet import LSTM, Network, Residual, Sequential, SymnetError, symbols


class TestRecurrent:
    @pytest.mark.parametrize(("layer", "params", "macs"), [(LSTM(64), 25_088, 245_760), (sn.GRU(64), 18_816, 184_320)])
    def test_counts_over_time_where_counters_err(self, layer: sn.Layer, params: int, macs: int) -> None:
        net = Network(layer, (10, 32))
        assert (net.params, net.macs) == (params, macs)

    def test_closed_forms(self) -> None:
        L, F, H, P = symbols("L F_in H P_h")
        plain, projected = Network(LSTM(H), (L, F)), Network(LSTM(H, proj_size=P), (L, F))
        assert sp.expand(plain.params - 4 * H * (F + H + 2)) == 0
        assert sp.expand(plain.macs - 4 * L * H * (F + H)) == 0
        assert sp.expand(projected.params - (4 * H * (F + P + 2) + H * P)) == 0
        assert sp.expand(projected.macs - L * (4 * H * (F + P) + H * P)) == 0

    def test_a_layer_on_a_layer_is_two_layers(self) -> None:
        one, two = LSTM(8, bidirectional=True), LSTM(8, num_layers=2, bidirectional=True)
        chain = Network(sn.Sequential(one, one), (5, 6))
        assert (Network(two, (5, 6)).params, Network(two, (5, 6)).macs) == (chain.params, chain.macs)

    def test_keras_has_one_bias_unless_the_reset_gate_comes_after(self) -> None:
        assert Network(LSTM(17, bias_vectors=1), (4, 18)).params == 2_448
        assert Network(sn.GRU(9), (4, 4)).params == 405
        assert Network(sn.GRU(9, bias_vectors=1, reset_after=False), (4, 4)).params == 378

    def test_a_sequence_is_as_many_cells(self) -> None:
        for whole, cell in ((sn.RNN(5), sn.RNNCell(5)), (LSTM(5), sn.LSTMCell(5)), (sn.GRU(5), sn.GRUCell(5))):
            steps = {kind: 7 * n for kind, n in cell.operations((5,), (3,)).counts().items()}
            assert whole.operations((7, 5), (7, 3)).counts() == steps

    @pytest.mark.parametrize(
        ("make", "words"),
        [
            (lambda: LSTM(4, proj_size=4), "LSTM: proj_size 4 is not smaller than hidden_size 4; project to fewer features"),
            (lambda: LSTM(4, num_layers=0), "LSTM num_layers is 0; give a whole number of at least 1 and at most 10,000"),
            (lambda: sn.RNN(4, nonlinearity="gelu"), "RNN nonlinearity is 'gelu'; give 'tanh' or 'relu'"),
            (lambda: sn.GRU(4, bias_vectors=3), "GRU bias_vectors is 3; give 1 or 2"),
            (
                lambda: Network(sn.GRU(4), (5, 3), (1, 5)),
                (
                    "GRU1: the state h_0 has 5 on axis 1 and the layer 4"
                    " (inputs: (5, 3) from input 1 of the network, (1, 5) from input 2 of the network); make them equal"
                ),
            ),
        ],
    )
    def test_errors_say_what_is_wrong(self, make: object, words: str) -> None:
        with pytest.raises(SymnetError) as error:
            make()  # type: ignore[operator]
        assert str(error.value) == words


class TestMultiheadAttention:
    def test_closed_forms_of_self_attention(self) -> None:
        L, d, h = symbols("L d h")
        net = Network(sn.MultiheadAttention(h), (L, d))
        assert sp.expand(net.params - (4 * d**2 + 4 * d)) == 0
        assert sp.expand(net.macs - (4 * L * d**2 + 2 * L**2 * d)) == 0

    def test_counts_where_counters_err(self) -> None:
        net = Network(sn.MultiheadAttention(4, bias=False), (128, 64))
        assert (net.params, net.macs) == (16_384, 4_194_304)

    def test_cross_attention_projects_its_own_features(self) -> None:
        net = Network(sn.MultiheadAttention(5, kdim=15), (6, 20), (3, 15), (3, 20))
        assert net.params == 1_580
        assert net.macs == 6 * 20 * 20 + 3 * 20 * 15 + 3 * 20 * 20 + 2 * 6 * 3 * 20 + 6 * 20 * 20


class TestScaledDotProduct:
    @pytest.mark.parametrize("window", [None, 1, 2, 3, 100])
    @pytest.mark.parametrize(("queries", "keys"), [(1, 1), (5, 5), (5, 9), (1, 9), (9, 5)])
    def test_visible_pairs_are_counted_one_by_one(self, queries: int, keys: int, window: int | None) -> None:
        layer = sn.ScaledDotProductAttention(is_causal=True, window=window, count_masked=False)
        visible = sum(1 for i in range(queries) for j in range(keys) if 0 <= i + keys - queries - j < (window or keys + 1))
        assert Network(layer, (queries, 3), (keys, 3), (keys, 4)).macs == visible * 7

    def test_a_causal_half(self) -> None:
        L, d = symbols("L d")
        causal = sn.ScaledDotProductAttention(is_causal=True, count_masked=False)
        assert sp.expand(Network(causal, (L, d), (L, d), (L, d)).macs - L * (L + 1) * d) == 0

    def test_a_window_needs_a_causal_mask(self) -> None:
        with pytest.raises(SymnetError, match="give is_causal=True as well"):
            sn.ScaledDotProductAttention(window=4)


class TestTransformer:
    def test_counts_where_counters_err(self) -> None:
        net = Network(sn.TransformerEncoderLayer(64, 4, 256, bias=False), (128, 64))
        assert (net.params, net.macs) == (49_280, 8_388_608)

    def test_closed_forms(self) -> None:
        L, S, d, f, h = symbols("L S d f h")
        encoder = Network(sn.TransformerEncoderLayer(d, h, f), (L, d))
        assert sp.expand(encoder.params - (4 * d**2 + 2 * d * f + 9 * d + f)) == 0
        assert sp.expand(encoder.macs - (L * (4 * d**2 + 2 * d * f) + 2 * L**2 * d)) == 0
        decoder = Network(sn.TransformerDecoderLayer(d, h, f), (L, d), (S, d))
        assert sp.expand(decoder.params - (8 * d**2 + 2 * d * f + 15 * d + f)) == 0
        assert sp.expand(decoder.macs - (L * (6 * d**2 + 2 * d * f) + 2 * S * d**2 + 2 * L**2 * d + 2 * L * S * d)) == 0

    def test_the_block_of_gpt(self) -> None:
        n, d, L, h = symbols("n d L h")
        attention = Residual(sn.LayerNorm(), sn.MultiheadAttention(num_heads=h))
        feed_forward = Residual(sn.LayerNorm(), sn.Linear(4 * d), sn.GELU(), sn.Linear(d))
        net = Network(sn.Repeat(Sequential(attention, feed_forward), n), (L, d))
        assert sp.factor(net.params) == n * d * (12 * d + 13)

    def test_symbolic_depths_agree_with_numbers(self) -> None:
        depths = Network(sn.Transformer("d", "h", "n", "m", "f"), ("S", "d"), ("T", "d"))
        values = {"d": 8, "h": 2, "n": 3, "m": 2, "f": 5, "S": 7, "T": 4}
        plain = Network(sn.Transformer(8, 2, 3, 2, 5), (7, 8), (4, 8))
        filled = depths.subs(values)
        assert (filled.params, filled.macs, filled.output_shape) == (plain.params, plain.macs, plain.output_shape)
        assert depths.params.subs({symbols(name): value for name, value in values.items()}) == plain.params

    def test_where_the_norm_stands_changes_no_count(self) -> None:
        first, last = (Network(sn.TransformerEncoderLayer(8, 2, 5, norm_first=first), (4, 8)) for first in (True, False))
        assert (first.params, first.macs) == (last.params, last.macs)
        assert [call.name.split(".")[-1] for call in first.calls][:2] == ["norm1", "self_attn"]

    def test_a_memory_of_other_features_is_refused(self) -> None:
        with pytest.raises(SymnetError, match="multihead_attn: the key has 9 features where 8 are projected"):
            Network(sn.TransformerDecoderLayer(8, 2), (4, 8), (5, 9))

    def test_an_unknown_activation_names_the_known_ones(self) -> None:
        with pytest.raises(SymnetError, match=r"unknown activation 'tanh'; .*known: gelu, relu"):
            sn.TransformerEncoderLayer(8, 2, activation="tanh")


class TestAttentionVariants:
    def test_multi_head_is_a_special_case(self) -> None:
        general = Network(sn.Attention(4, bias=True, out_bias=True), (6, 8), (5, 8))
        torchs = Network(sn.MultiheadAttention(4), (6, 8), (5, 8))
        assert (general.params, general.macs) == (torchs.params, torchs.macs)
        assert general.calls[0].layer.operations((6, 8), (6, 8), (5, 8)) == torchs.calls[0].layer.operations((6, 8), (6, 8), (5, 8))

    def test_grouped_heads(self) -> None:
        L, d, h, g, w = symbols("L d h h_kv d_h")
        net = Network(sn.Attention(h, num_key_value_heads=g, head_dim=w), (L, d))
        assert sp.expand(net.params - (2 * d * h * w + 2 * d * g * w)) == 0
        assert sp.expand(net.macs - (2 * L * d * h * w + 2 * L * d * g * w + 2 * L**2 * h * w)) == 0

    def test_hidden_pairs_may_be_left_out(self) -> None:
        counted, visible = (Network(sn.Attention(2, is_causal=True, count_masked=c), (9, 4)).macs for c in (True, False))
        assert counted - visible == 2 * 4 * (81 - 45)

    def test_keras_attention_is_an_argument_away(self) -> None:
        keras = sn.Attention(4, head_dim=3, bias=True, out_bias=True)
        assert Network(keras, (3, 17), (7, 3)).params == 533
        assert Network(sn.Attention(9, num_key_value_heads=3, head_dim=1, bias=True, out_bias=True), (4, 9), (5, 9)).params == 240

    def test_latent_attention(self) -> None:
        L, d, h = symbols("L d h")
        net = Network(
            sn.MultiheadLatentAttention(h, q_lora_rank=None, kv_lora_rank=512, qk_nope_head_dim=128, qk_rope_head_dim=64, v_head_dim=128),
            (L, d),
        )
        assert sp.expand(net.params - (h * 192 * d + 576 * d + 512 + h * 256 * 512 + d * h * 128)) == 0

    @pytest.mark.parametrize(
        ("make", "words"),
        [
            (lambda: Network(sn.Attention(3), (5, 8)), "3 heads do not divide 8 features; give a number of heads that does, or head_dim"),
            (
                lambda: Network(sn.Attention(4, num_key_value_heads=3), (5, 8)),
                "3 key and value heads do not divide 4 query heads; give a number that does",
            ),
            (lambda: sn.Attention(4, qk_norm="layer"), "Attention qk_norm is 'layer'; give 'none', 'head' or 'width'"),
            (lambda: Network(sn.PositionalEmbedding(8), (9, 4)), "the sequence has 9 positions and the embedding 8"),
            (lambda: Network(sn.RotaryEmbedding(), (9, 5)), "pairs of features are turned, got 5 features; give an even number"),
            (lambda: Network(sn.MixtureOfExperts(4, 5, 8), (9, 5)), "5 experts are used of 4; a token cannot use more than there are"),
        ],
    )
    def test_errors_say_what_is_wrong(self, make: object, words: str) -> None:
        with pytest.raises(SymnetError) as error:
            make()  # type: ignore[operator]
        assert words in str(error.value)


class TestMixtureOfExperts:
    def test_total_and_active_parameters(self) -> None:
        d, f, E, k, s = symbols("d f E k s")
        net = Network(sn.MixtureOfExperts(E, k, f, shared_features=s), ("L", d))
        assert sp.expand(net.params - (E * d + 3 * E * d * f + 3 * d * s)) == 0
        assert sp.expand(net.active_params - (E * d + 3 * k * d * f + 3 * d * s)) == 0

    def test_a_token_takes_as_many_macs_as_active_parameters(self) -> None:
        net = Network(sn.MixtureOfExperts(8, 2, 24, shared_features=16, shared_gate=True), (10, 6))
        assert net.macs == 10 * net.active_params

    def test_one_expert_that_all_use_is_a_feed_forward_block(self) -> None:
        mixture, block = Network(sn.MixtureOfExperts(1, 1, 24), (10, 6)), Network(sn.GatedMLP(24, 6), (10, 6))
        assert mixture.params - 6 == block.params
        assert mixture.macs - 10 * 6 == block.macs


class TestMamba:
    def test_closed_forms(self) -> None:
        L, d, N, K, r = symbols("L d N K r")
        net, inner = Network(sn.Mamba(d_state=N, d_conv=K, dt_rank=r), (L, d)), 2 * d
        assert sp.expand(net.params - inner * (3 * d + K + 2 * r + 3 * N + 3)) == 0
        assert sp.expand(net.macs - L * inner * (3 * d + K + 2 * r + 3 * N)) == 0

    def test_the_rank_follows_the_features(self) -> None:
        assert Network(sn.Mamba(), (1, 1000)).params == Network(sn.Mamba(dt_rank=63), (1, 1000)).params


COMPOSITES = [
    (sn.MLP(12, 8), ((5, 8),)),
    (sn.GatedMLP(12, 8, activation=sn.GELU(), bias=True), ((5, 8),)),
    (sn.TransformerEncoderLayer(8, 2, 12, activation="gelu"), ((5, 8),)),
    (sn.TransformerDecoderLayer(8, 2, 12, norm_first=True), ((5, 8), (7, 8))),
    (sn.TransformerEncoder(sn.TransformerEncoderLayer(8, 2, 12), 3), ((5, 8),)),
    (sn.TransformerDecoder(sn.TransformerDecoderLayer(8, 2, 12), 3, norm=sn.LayerNorm()), ((5, 8), (7, 8))),
    (sn.Transformer(8, 2, 1, 3, 12, bias=False), ((5, 8), (7, 8))),
]


@pytest.mark.parametrize(("graph", "shapes"), COMPOSITES, ids=lambda value: value.kind if isinstance(value, sn.Graph) else "")
def test_a_composite_is_its_template_filled_and_its_repr_read(graph: sn.Graph, shapes: tuple[tuple[int, ...], ...]) -> None:
    net = Network(graph, *shapes)
    filled = net.template().filled()
    assert (filled.params, filled.macs, filled.output_shape) == (net.params, net.macs, net.output_shape)
    assert eval(repr(graph), vars(sn)) == graph
