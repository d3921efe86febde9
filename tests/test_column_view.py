"""Columns of a frame as arrays, and rows as columns."""

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from retrogait.tables.column_view import ColumnView, frame_of_rows
from retrogait.tables.kinds import text

FRAME = pd.DataFrame(
    {
        "time_s": [0.5, np.nan, 2.5],
        "bout_id": pd.array([3, None, 1], dtype="Int64"),
        "number": [7, 8, 9],
        "is_first": [True, False, True],
        "side": text(["left", None, "right"]),
    }
)


def test_column_view_are_arrays_of_their_kind():
    rows = ColumnView(FRAME)
    np.testing.assert_array_equal(rows["time_s"], [0.5, np.nan, 2.5])
    np.testing.assert_array_equal(rows["bout_id"], [3.0, np.nan, 1.0])
    assert rows["number"].dtype == rows["bout_id"].dtype == np.float64
    assert rows["is_first"].dtype == np.bool_
    assert (rows["side"] == "left").tolist() == [True, False, False]
    assert pd.isna(rows["side"][1])


def test_a_column_may_be_written_to_without_harm_to_the_frame():
    rows = ColumnView(FRAME)
    rows["time_s"][:] = 9.0
    rows["is_first"][:] = False
    assert FRAME["time_s"][0] == 0.5
    assert rows["is_first"].tolist() == [True, False, True]


@given(st.lists(st.integers(0, 2), max_size=6), st.data())
def test_rows_of_rows_are_those_of_the_frame(order, data):
    taken = ColumnView(FRAME).take(np.array(order, np.intp))
    mask = np.array(data.draw(st.lists(st.booleans(), min_size=len(order), max_size=len(order))), bool)
    some = taken.take(mask)
    wanted = FRAME.iloc[np.array(order, int)[mask]]
    assert len(some) == len(wanted)
    assert some.places.tolist() == wanted.index.tolist()
    np.testing.assert_array_equal(some["number"], wanted["number"].to_numpy(float))
    assert "side" in some
    assert "speed" not in some


def test_rows_become_columns_of_their_type_also_where_there_are_none():
    kinds = {"n": int, "value": float, "is_over": bool, "side": str}
    made = frame_of_rows([{"n": 1, "value": None, "is_over": True, "side": None, "other": 2}], kinds)
    assert list(made.columns) == list(kinds)
    assert [made[name].dtype.kind for name in ("n", "value", "is_over")] == ["i", "f", "b"]
    assert made["side"].dtype == text(["left"]).dtype
    assert made["side"].isna().all()
    assert frame_of_rows([], kinds).dtypes.equals(made.dtypes)
