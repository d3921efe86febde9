"""Flags of measures: their text in columns, and back."""

from hypothesis import given
from hypothesis import strategies as st

from retrogait.stability.grading import Needs
from retrogait.tables.flags import OK, Flag, are_invalid, invalid

WORDS = st.text(st.characters(codec="utf-8"), max_size=20)


@given(st.sampled_from(["ok", "few_strides", "invalid", "low_rate"]), WORDS)
def test_a_flag_comes_back_from_its_text(state, reason):
    assert Flag.parse(str(Flag(state, reason))) == Flag(state, reason)


def test_what_is_needed_decides_the_flag_on_each_side():
    needs = Needs(least=6, enough=20)
    assert [str(needs.flag(n)) for n in (5, 6, 19, 20)] == [
        "invalid: 5 strides, 6 needed",
        "few_strides",
        "few_strides",
        "ok",
    ]


def test_texts_of_a_column_are_told_apart():
    texts = [str(OK), "few_strides", str(invalid("samples are missing")), "low_rate", "invalidated"]
    assert are_invalid(texts).tolist() == [False, False, True, False, False]
    assert are_invalid([]).tolist() == []
