"""`tabulate`: every measure of strides with its interval, and the means of the summary."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import retrogait as rg
from retrogait.intervals import INTERVALS, mean_interval
from retrogait.intervals.tabulation import LEVEL, STEADY, TABULATED
from retrogait.tables.catalogue import STRIDE_INSTANTS, STRIDES, SUMMARY_MEASURES
from retrogait.tables.kinds import NUMBER
from retrogait.tables.selection import WALKED, steady

SITES = ("left_foot", "right_foot", "left_shank", "left_thigh")
KEYS = ["session", "direction", "side", "measure"]


@pytest.fixture(scope="module")
def walk():
    program = [("stand", 2), ("backward", 70), ("stand", 4), ("forward", 70), ("stand", 2)]
    return rg.simulate_walk(program=program, speed_mps=0.6, sites=SITES, seed=4)[0]


@pytest.fixture(scope="module")
def session(walk):
    return rg.analyze(walk)


@pytest.fixture(scope="module")
def table(session):
    return rg.tabulate(session)


def test_one_row_for_each_session_direction_side_and_measure(table):
    INTERVALS.check(table)
    assert tuple(table.columns) == INTERVALS.names
    assert not table.duplicated(KEYS).any()
    assert set(table["session"]) == {"session"}
    assert set(table["direction"]) == set(WALKED)
    assert set(table["side"]) == {"left", "right", "both"}
    assert {"knee_range_stance_deg", "swing_time_s", "stride_length_m"} <= set(table["measure"])


@pytest.mark.parametrize("direction", WALKED)
def test_both_has_the_values_of_the_summary(session, table, direction):
    both = table[table["side"].eq("both") & table["direction"].eq(direction)].set_index("measure")
    for measure in SUMMARY_MEASURES:
        mean, sd = (session.summary[f"{direction}_{measure}{end}"] for end in ("", "_sd"))
        if np.isnan(mean):
            assert measure not in both.index
        else:
            assert both.loc[measure, "value"] == pytest.approx(mean, rel=1e-12, abs=1e-12)
            assert both.loc[measure, "sd"] == pytest.approx(sd, rel=1e-9, abs=1e-12)


def test_a_side_is_the_interval_of_its_steady_strides(session, table):
    row = table.set_index(KEYS).loc[("session", "backward", "left", "stride_length_m")]
    own = steady(session.strides, "backward")
    values = own.loc[own["side"] == "left", "stride_length_m"].to_numpy()
    found = mean_interval(values)
    assert row["n_strides"] == found.n >= 20
    assert [row[name] for name in ("value", "sd", "low", "high", "n_effective")] == pytest.approx(
        [found.value, found.sd, found.low, found.high, found.n_effective]
    )
    assert row["flag"] == "ok"
    assert row["low"] < row["value"] < row["high"]


def test_every_number_of_a_stride_is_tabulated_but_its_times_and_standard_errors():
    numbers = {one.name for one in STRIDES.columns if one.kind is NUMBER and not one.is_standard_error}
    assert numbers - set(TABULATED) == {*STRIDE_INSTANTS, "direction_confidence"}
    assert TABULATED[: len(SUMMARY_MEASURES)] == SUMMARY_MEASURES


def test_a_later_clock_changes_nothing(walk, table):
    """Were an instant among the measures, it would be later too: it belongs to `STRIDE_INSTANTS`."""
    later = {site: frame.set_axis(frame.index + 1000.0) for site, frame in ((s, walk[s]) for s in walk.sites)}
    again = rg.tabulate(rg.analyze(rg.Recording.from_frames(later, rate_hz=walk.rate_hz)))
    assert again[[*KEYS, "n_strides"]].equals(table[[*KEYS, "n_strides"]])
    # a later clock rounds otherwise: the least angles of the knee move by 8e-5 of themselves
    np.testing.assert_allclose(again["value"], table["value"], rtol=0.001)


def test_mirrored_strides_swap_left_and_right(session, table):
    swap = {"left": "right", "right": "left", "both": "both"}
    mirrored = session.strides.assign(side=session.strides["side"].map(swap))
    again = rg.tabulate(replace(session, strides=mirrored))
    again["side"] = again["side"].map(swap)
    one, other = (frame.set_index(KEYS).sort_index()[["value", "low", "high"]] for frame in (again, table))
    pd.testing.assert_frame_equal(one, other, check_dtype=False, check_index_type=False)


def test_named_sessions_stand_below_each_other(session, table):
    both = rg.tabulate({"monday": session, "friday": session})
    assert list(dict.fromkeys(both["session"])) == ["monday", "friday"]
    own = both[both["session"] == "friday"].drop(columns="session").reset_index(drop=True)
    pd.testing.assert_frame_equal(own, table.drop(columns="session"))


def test_short_walks_have_values_and_no_intervals():
    found = rg.tabulate(rg.analyze(rg.simulate_walk("backward", 0.6, 20, seed=1)[0]))
    assert found["flag"].str.startswith("too_few: ").all()
    assert found[["low", "high"]].isna().all(axis=None)
    assert found["value"].notna().all()
    row = found.set_index(["side", "measure"]).loc[("both", "stride_time_s")]
    assert row["flag"].endswith(" pairs of strides, 20 needed")


def test_where_no_stride_is_steady_all_of_level_walking_are_taken(session):
    strides = session.strides.assign(is_turning=True)
    found = rg.tabulate(replace(session, strides=strides))
    assert set(found["how"]) == {LEVEL}
    assert set(rg.tabulate(session)["how"]) == {STEADY}


def test_a_session_without_strides_has_no_rows(session):
    found = rg.tabulate(replace(session, strides=session.strides.iloc[:0]))
    assert tuple(found.columns) == INTERVALS.names
    assert not len(found)


def test_a_session_read_from_json_gives_the_same(session, table):
    pd.testing.assert_frame_equal(rg.tabulate(rg.Session.from_json(session.to_json())), table)


@pytest.mark.parametrize(
    ("sessions", "message"),
    [
        (
            "walk.csv",
            "tabulate: sessions is 'walk.csv'; expected a Session or a mapping; read and analyse the file",
        ),
        (
            {},
            "tabulate: sessions is an empty mapping; expected a Session or names with sessions; pass tabulate(session)",
        ),
        (
            {"monday": "walk.csv"},
            "tabulate: sessions has 'monday' with a str; expected names with sessions; pass what analyze(recording)",
        ),
    ],
)
def test_what_is_no_session_is_refused(sessions, message):
    with pytest.raises(rg.InvalidOption) as caught:
        rg.tabulate(sessions)
    assert str(caught.value).startswith(message)
