"""Steady strides: one definition, which everything that takes a mean over strides uses."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from kernel_calls import SOURCE

from retrogait.tables.column_view import ColumnView
from retrogait.tables.selection import WALKED, is_steady, steady

FLAGS = ("is_first", "is_last", "is_turning", "is_stairs", "is_running")


def strides_with(rows: list[tuple[bool | str, ...]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=[*FLAGS, "direction"], index=np.arange(len(rows)) + 7)


@pytest.mark.parametrize("flag", FLAGS)
def test_a_stride_with_any_one_flag_is_not_steady(flag):
    rows = strides_with([(*[False] * len(FLAGS), "backward")] * 2)
    rows.loc[7, flag] = True
    assert steady(rows).index.tolist() == [8]


@pytest.mark.parametrize("flag", ["is_stairs", "is_running"])
def test_where_none_is_steady_what_is_no_level_walking_stays_out(flag):
    rows = strides_with([(True, *[False] * (len(FLAGS) - 1), "backward")] * 2)
    rows.loc[7, flag] = True
    assert steady(rows, "backward").empty
    assert steady(rows, "backward", or_all=True).index.tolist() == [8]


@given(st.lists(st.tuples(*[st.booleans()] * len(FLAGS), st.sampled_from([*WALKED, "unknown"])), max_size=12))
def test_it_is_what_a_loop_over_strides_finds(rows):
    strides = strides_with(rows)
    want = [k + 7 for k, (*flags, _) in enumerate(rows) if not any(flags)]
    level = [k + 7 for k, (_, _, _, stairs, running, _) in enumerate(rows) if not (stairs or running)]
    assert steady(strides).index.tolist() == want
    for way in WALKED:
        own = [k + 7 for k, row in enumerate(rows) if row[-1] == way]
        found = [k for k in own if k in want]
        assert steady(strides, way).index.tolist() == found
        assert steady(strides, way, or_all=True).index.tolist() == (found or [k for k in own if k in level])
    if rows:
        assert is_steady(ColumnView(strides)).tolist() == is_steady(strides).tolist()


def test_nobody_writes_the_definition_again():
    """The simulation states its truth independently, and the strides themselves set the flags."""
    own = {"tables/selection.py", "gait/strides.py", "simulation/tables.py"}
    again = re.compile(r'"is_first".*\|.*"is_last"|\("backward", "forward"\)')
    found = {
        path.relative_to(SOURCE).as_posix()
        for path in SOURCE.rglob("*.py")
        if again.search(path.read_text(encoding="utf-8"))
    }
    assert found - own == set()
