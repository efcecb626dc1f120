"""Recurrent layers, attention and what is built of them: counts that were measured or published, and the words of their errors."""

from __future__ import annotations

import pytest
import sympy as sp

import symnet as sn
from symnet import LSTM, Network, SymnetError, symbols


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
        one, two = LSTM(8, bidirectional=True), LSTM(8, 2, bidirectional=True)
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
            (lambda: LSTM(4, 0), "LSTM num_layers is 0; give a whole number of at least 1"),
            (lambda: sn.RNN(4, nonlinearity="gelu"), "RNN nonlinearity is 'gelu'; give 'tanh' or 'relu'"),
            (lambda: sn.GRU(4, bias_vectors=3), "GRU bias_vectors is 3; give 1 or 2"),
            (lambda: Network(sn.GRU(4), (5, 3), (1, 5)), "GRU1: the state h_0 has 5 on axis 1 and the layer 4; make them equal"),
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
