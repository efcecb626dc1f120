"""Where the frameworks differ, they do."""

from __future__ import annotations

import pytest

from symnet import SymnetError
from symnet.importers.differences import DIFFERENCES, Difference, table


@pytest.mark.parametrize("difference", DIFFERENCES, ids=lambda d: d.topic)
def test_the_two_calls_answer_differently(difference: Difference) -> None:
    torch, keras = difference.answers()
    assert torch != keras


@pytest.mark.parametrize("difference", DIFFERENCES, ids=lambda d: d.topic)
def test_at_least_one_side_is_legal_and_shows_its_layer(difference: Difference) -> None:
    legal = [side for side in (difference.torch, difference.keras) if not isinstance(side.answer(difference.asked), SymnetError)]
    assert legal
    for side in legal:
        assert side.layer()
        assert side.call.startswith(f"{side.cls}(")


def test_topics_are_told_apart() -> None:
    assert len({difference.topic for difference in DIFFERENCES}) == len(DIFFERENCES)


def test_the_table_has_a_row_for_each() -> None:
    rows = table(DIFFERENCES).to_dict()["rows"]
    assert [row["topic"] for row in rows] == [difference.topic for difference in DIFFERENCES]
    assert all(row["torch answers"] != row["keras answers"] for row in rows)
