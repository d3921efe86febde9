"""Columns of results keep their values: from a worker to the caller, to a part on disk, and back."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from retrogait.batch.answer import decode, encode, stack
from retrogait.batch.parts import join_rows, read_part, split_rows, write_part
from retrogait.tables.kinds import COUNT, FLAG, KINDS, NUMBER, TEXT
from retrogait.tables.schema import Column, Table

WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\r\0"), min_size=1, max_size=8)
NUMBERS = st.floats(allow_nan=False)
BY_KIND = {
    NUMBER: st.none() | NUMBERS,
    COUNT: st.none() | st.integers(0, 2**53),
    FLAG: st.booleans(),
    TEXT: st.none() | WORDS,
}


@st.composite
def tables(draw):
    """A table of one to five columns of any kinds, with its kinds; missing values are None."""
    n_rows = draw(st.integers(0, 5))
    kinds = draw(st.lists(st.sampled_from(list(BY_KIND)), min_size=1, max_size=5))
    columns = {
        f"{kind.name}_{k}": draw(st.lists(BY_KIND[kind], min_size=n_rows, max_size=n_rows))
        for k, kind in enumerate(kinds)
    }
    return columns, {name: KINDS[name.split("_")[0]] for name in columns}


def table_of(kinds: dict) -> Table:
    return Table("results", tuple(Column(name, kind, "") for name, kind in kinds.items()))


def told(values, kind):
    """Values of an array as a list with None for missing ones."""
    absent = kind.find_missing(values)
    return [None if gone else value for value, gone in zip(values.tolist(), absent, strict=True)]


@given(tables(), tables())
def test_an_answer_gives_back_what_went_in(first, second):
    tables_in = {"strides": first[0], "events": second[0]}
    said = {"recording_id": "ab", "status": "ok", "message": 'two\nlines \u2028 and "quotes"'}
    answer = decode(encode(said, tables_in))
    assert {name: answer[name] for name in said} == said
    for table, (columns, kinds) in zip(tables_in, (first, second), strict=True):
        assert list(answer["tables"][table].names) == list(columns)
        for name, values in columns.items():
            assert told(kinds[name].array(answer["tables"][table].column(name)), kinds[name]) == values


def test_numbers_of_an_answer_are_exact_and_words_are_sent_once():
    values = [0.1 + 0.2, math.pi, -0.0, 5e-324, float("inf")]
    content = encode({}, {"t": {"x": values, "site": ["left_foot"] * 5}})
    found = decode(content)["tables"]["t"]
    assert np.array(values).tobytes() == found.column("x").tobytes()
    assert content.count(b"left_foot") == 1


@given(st.data())
def test_blocks_stacked_hold_the_rows_of_each(data):
    names = data.draw(st.lists(st.sampled_from(sorted(KINDS)), min_size=1, max_size=5, unique=True))
    rows = st.fixed_dictionaries({name: BY_KIND[KINDS[name]] for name in names})
    found = data.draw(st.lists(st.lists(rows, min_size=1, max_size=4), min_size=1, max_size=4))
    tables_in = [{name: [row[name] for row in table] for name in names} for table in found]
    stacked = stack([decode(encode({}, {"t": table}))["tables"]["t"] for table in tables_in])
    for name in names:
        kind = KINDS[name]
        assert told(kind.array(stacked[name]), kind) == [row[name] for table in found for row in table]


@given(tables())
@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.parametrize("form", ["parquet", "csv"])
def test_a_part_gives_back_what_went_in(tmp_path, form, table):
    if form == "parquet":
        pytest.importorskip("pyarrow")
    columns, kinds = table
    n_rows = len(next(iter(columns.values())))
    key = {"recording_id": [f"{k:02d}" for k in range(n_rows)]}
    kinds = {"recording_id": TEXT, **kinds, "absent": COUNT}
    path = tmp_path / f"part.{form}"
    write_part(path, key | columns, table_of(kinds))
    read = read_part(path, table_of(kinds))
    assert list(read) == list(kinds)
    for name, values in (key | columns | {"absent": [None] * n_rows}).items():
        assert told(read[name], kinds[name]) == values


@given(st.dictionaries(WORDS, tables(), max_size=4))
def test_rows_joined_are_split_again(found):
    kinds = {"recording_id": TEXT} | {f"{kind.name}_{k}": kind for k in range(5) for kind in BY_KIND}
    rows = {one: columns for one, (columns, _) in found.items()}
    lengths = {one: len(next(iter(columns.values()))) for one, columns in rows.items()}
    pieces = [columns | {"recording_id": [one] * lengths[one]} for one, columns in rows.items()]
    split = split_rows(join_rows(pieces, table_of(kinds)))
    assert list(split) == sorted(one for one, length in lengths.items() if length)
    for one, columns in split.items():
        for name, kind in kinds.items():
            wanted = [one] * lengths[one] if name == "recording_id" else rows[one].get(name)
            nothing = told(kind.missing_of(lengths[one]), kind)
            assert told(columns[name], kind) == (nothing if wanted is None else wanted)


@pytest.mark.parametrize(
    ("values", "kind", "wanted"),
    [
        ([np.nan, np.nan], TEXT, [None, None]),  # words of which an answer has none
        (np.array([3.0, np.nan]), COUNT, [3, COUNT.missing]),
        (np.array([1.0, np.nan]), FLAG, [True, False]),
        ([2**53 + 1], COUNT, [2**53 + 1]),  # of a manifest; as a float it would be another
        (["a", 2], TEXT, ["a", "2"]),
    ],
)
def test_values_take_the_form_of_their_kind(values, kind, wanted):
    assert kind.array(values).tolist() == wanted
