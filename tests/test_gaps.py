"""Gaps that are bridged, and the stretches between those that are not."""

from __future__ import annotations

import itertools

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from retrogait.kinematics.gaps import bridge_gaps, join_spans, unbroken


@given(st.lists(st.booleans(), max_size=40), st.integers(1, 6))
def test_unbroken(missing, shortest):
    values = np.zeros((len(missing), 2))
    values[np.array(missing, bool), 1] = np.nan
    runs, at = [], 0
    for lost, group in itertools.groupby(missing):
        length = len(list(group))
        if not lost and length >= shortest:
            runs.append((at, at + length))
        at += length
    assert unbroken(values, shortest) == runs


@given(st.lists(st.booleans(), min_size=1, max_size=40), st.integers(1, 6))
def test_bridge_gaps(missing, longest):
    """Short gaps inside become straight lines; long ones and those at the ends stay gaps."""
    index = np.arange(len(missing))
    values = np.stack([index**2.0, -3.0 * index], axis=1)
    lost = np.array(missing)
    values[lost] = np.nan
    bridged, flags = bridge_gaps(values.copy(), longest)
    short = np.zeros(len(missing), bool)
    at = 0
    for gap, group in itertools.groupby(missing):
        length = len(list(group))
        short[at : at + length] = gap and length <= longest and at > 0 and at + length < len(missing)
        at += length
    np.testing.assert_array_equal(flags, short)
    np.testing.assert_array_equal(np.isnan(bridged[:, 0]), lost & ~short)
    np.testing.assert_array_equal(bridged[~lost], values[~lost])
    for column in range(2):
        line = np.interp(index[short], index[~lost], values[~lost, column]) if short.any() else []
        np.testing.assert_allclose(bridged[short, column], line)


def test_spans_that_touch_are_joined():
    assert join_spans([(2, 3), (0, 1), (1, 1.5), (2.5, 2.7)]) == [(0, 1.5), (2, 3)]
    assert join_spans([(0, 1), (1.4, 2), (2.6, 3)], 0.5) == [(0, 2), (2.6, 3)]
    assert join_spans([]) == []
