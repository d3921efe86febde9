"""Chunks as a stream reads them: the same numbers by the short way and the long one, and frames that are none."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import retrogait as rg
from retrogait.live.chunks import _MOST_COLUMNS, counted_samples, sample_array
from retrogait.live.input_check import _median_step
from retrogait.tables.catalogue import SENSOR_COLUMNS

ROWS = np.arange(24.0).reshape(4, 6) + 0.5


def frame(**more):
    return pd.DataFrame(ROWS, columns=list(SENSOR_COLUMNS)).assign(**more)


@pytest.mark.parametrize(
    "chunk",
    [
        frame(),
        frame()[list(SENSOR_COLUMNS[::-1])],
        frame(time_s=np.arange(4.0)),
        frame(note="text"),
        frame(at=pd.date_range("2026-01-01", periods=4)),
        frame(**{f"more_{k}": 1.0 for k in range(_MOST_COLUMNS - 6)}),
        frame(**{f"more_{k}": 1.0 for k in range(_MOST_COLUMNS - 5)}),
        frame().astype(object),
        frame().astype(str),
        frame().convert_dtypes(),
        frame(time_s=0.0, note="text").iloc[::-1].iloc[::-1],
    ],
    ids=[
        "as it is",
        "turned round",
        "stamps",
        "text",
        "dates",
        "16 columns",
        "17",
        "object",
        "words",
        "nullable",
        "cut",
    ],
)
def test_a_frame_gives_its_six_columns(chunk):
    values = sample_array("left_foot", chunk)
    np.testing.assert_array_equal(values, ROWS)
    assert values.flags.carray
    values[:] = 0.0
    np.testing.assert_array_equal(sample_array("left_foot", chunk), ROWS), "the frame keeps its own"


def test_missing_values_are_nan():
    chunk = frame()
    chunk.loc[1, "acc_x"] = None
    values = sample_array("left_foot", chunk)
    assert np.isnan(values[1, 0])
    assert np.isnan(values).sum() == 1


@pytest.mark.parametrize(
    ("chunk", "told"),
    [
        (
            frame().drop(columns="gyr_z"),
            "left_foot: column 'gyr_z' is missing (found acc_x acc_y acc_z gyr_x gyr_y); a chunk has acc_x",
        ),
        (
            pd.concat([frame(), frame()[["acc_x"]]], axis=1),
            "left_foot: column 'acc_x' is there twice (found acc_x acc_y acc_z gyr_x gyr_y gyr_z acc_x); a chunk has",
        ),
        (
            frame(acc_x="a"),
            "left_foot: a column holds something that is not a number (could not convert string",
        ),
    ],
)
def test_a_frame_that_is_none_says_so(chunk, told):
    for stream in (rg.ContactStream(100.0, "left_foot"), rg.SessionStream(100.0, ["left_foot"])):
        with pytest.raises(rg.InvalidTable, match=re.escape(told)):
            stream.push(chunk if isinstance(stream, rg.ContactStream) else {"left_foot": chunk})


@pytest.mark.parametrize(
    ("samples", "is_same"),
    [
        (ROWS, True),
        (np.asfortranarray(ROWS), False),
        (ROWS[::2], False),
        (ROWS.astype(np.float32), False),
        (ROWS.astype(">f8"), False),
        (ROWS.tolist(), False),
    ],
)
def test_what_can_be_read_in_place_is(samples, is_same):
    values = counted_samples("left_foot", samples)
    assert (values is samples) is is_same
    np.testing.assert_array_equal(values, samples)
    assert values.flags.carray
    assert values.dtype is np.dtype(np.float64)


def test_what_is_read_only_is_copied():
    samples = ROWS.copy()
    samples.flags.writeable = False
    assert counted_samples("left_foot", samples).flags.writeable


@given(st.lists(st.floats(-1e6, 1e6) | st.just(float("nan")), min_size=2, max_size=30))
@settings(max_examples=50)
def test_the_median_step_is_numpys(stamps):
    stamps = np.array(stamps)
    np.testing.assert_allclose(_median_step(stamps), np.median(np.diff(stamps)), rtol=1e-12)
