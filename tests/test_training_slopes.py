"""Slopes of a log: least squares with an interval, and few false ones among all trends that are looked at."""

from __future__ import annotations

import math
from dataclasses import replace

import naive_slopes
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from logged import comfortable, with_figures, wobbling
from scipy import optimize

from retrogait.training import SLOPES, LogEntry, SessionLog, TrendOptions, measure_slopes
from retrogait.training.columns import MEASURES
from retrogait.training.measures import Figure
from retrogait.training.slope_fit import fit_slopes, holm


def slopes(sessions, **options):
    return measure_slopes(SessionLog(entries=tuple(sessions)), TrendOptions(**options))


@st.composite
def series(draw):
    n = draw(st.integers(6, 14))
    seed = draw(st.integers(0, 10**6))
    generator = np.random.default_rng(seed)
    days = np.cumsum(generator.integers(1, 5, n)).astype(float)
    rho = draw(st.sampled_from([0.0, 0.6]))
    noise = generator.normal(size=n)
    for k in range(1, n):
        noise[k] += rho * noise[k - 1]
    return draw(st.sampled_from([0.0, 0.2])) * days + noise, days


@settings(max_examples=25, deadline=None)
@given(series(), st.sampled_from([0.0, 0.5, 3.0]))
def test_slope_interval_and_p_are_those_of_the_definition(one, least_sd):
    values, days = one
    found = fit_slopes(values[None], days, least_sd)
    expected = naive_slopes.slope_of(values, days, least_sd)
    assert found.per_day[0] == pytest.approx(expected[0], abs=1e-9)
    assert found.half_width[0] == pytest.approx(expected[1], rel=1e-6)
    assert found.p[0] == pytest.approx(expected[2], rel=1e-6)


@settings(max_examples=30)
@given(series(), st.floats(-1e3, 1e3), st.floats(0.01, 100), st.integers(-10000, 10000))
def test_shift_scale_and_sign_do_what_they_must(one, shift, scale, later):
    values, days = one
    found = fit_slopes(values[None], days)
    moved = fit_slopes(np.array([values + shift, values * scale, -values, values]), days + later)
    factor = np.array([1.0, scale, -1.0, 1.0])
    assert moved.per_day == pytest.approx(found.per_day[0] * factor, rel=1e-6, abs=1e-9 * scale)
    assert moved.half_width == pytest.approx(found.half_width[0] * np.abs(factor), rel=1e-5)
    assert moved.p == pytest.approx(np.full(4, found.p[0]), rel=1e-5)
    back = fit_slopes(values[None, ::-1], -days[::-1])
    assert (back.per_day[0], back.p[0]) == pytest.approx((-found.per_day[0], found.p[0]), rel=1e-6, abs=1e-9)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=12))
def test_p_values_are_adjusted_as_holm_says(p_values):
    assert holm(np.array(p_values)).tolist() == pytest.approx(naive_slopes.adjusted(p_values))
    with_missing = holm(np.array([math.nan, *p_values]))
    assert math.isnan(with_missing[0])
    assert with_missing[1:].tolist() == pytest.approx(naive_slopes.adjusted(p_values))


@pytest.mark.parametrize(("rho", "least"), [(0.0, 0.95), (0.3, 0.945), (0.5, 0.91)])
@pytest.mark.parametrize("n", [6, 12])
def test_intervals_hold_the_slope(n, rho, least):
    generator = np.random.default_rng(n)
    noise = generator.normal(size=(1500, n))
    for k in range(1, n):
        noise[:, k] = rho * noise[:, k - 1] + math.sqrt(1 - rho**2) * noise[:, k]
    days = np.cumsum(np.tile([2.0, 2.0, 3.0], 6))[:n]
    found = fit_slopes(noise + 0.3 * days, days)
    held = float((np.abs(found.per_day - 0.3) <= found.half_width).mean())
    assert held >= least - 3 * math.sqrt(0.05 * 0.95 / 1500)


@pytest.mark.parametrize("n", [6, 12, 18])
def test_a_log_in_which_nothing_changed_seldom_has_a_trend_that_rises_or_falls(n):
    """All rows of a log: at most 5 % of 400 logs of 80 independent trends, give or take three standard errors."""
    generator = np.random.default_rng(n)
    days = np.cumsum(np.tile([2.0, 2.0, 3.0], 6))[:n]
    p = fit_slopes(generator.normal(size=(400 * 80, n)), days).p.reshape(400, 80)
    false = sum(bool((holm(row) < 0.05).any()) for row in p)
    assert false / 400 <= 0.05 + 3 * math.sqrt(0.05 * 0.95 / 400)
    assert (p < 0.05).any(axis=1).mean() > 0.5  # uncorrected, most logs have one


def test_a_large_slope_among_many_trends_is_found_and_the_others_are_not():
    generator = np.random.default_rng(1)
    sessions = []
    for day in range(1, 19):
        own = {name: Figure(float(generator.normal(1, 0.1)), 0.1, 30) for name in MEASURES}
        own["speed_mps"] = Figure(0.2 + 0.02 * day + float(generator.normal(0, 0.02)), 0.02, 30)
        sessions.append(LogEntry(f"2026-11-{day:02d}", "treadmill", figures={"backward": own}))
    table = slopes(sessions).set_index("measure")
    assert table.loc["speed_mps", "trend"] == "rises"
    assert table["trend"].value_counts()["not shown"] == len(MEASURES) - 1
    assert table.loc["speed_mps", "slope_per_week"] == pytest.approx(0.14, abs=0.02)
    assert table.loc["speed_mps", "slope_low"] < 0.14 < table.loc["speed_mps", "slope_high"]
    SLOPES.check(table.reset_index())


@pytest.mark.parametrize(
    ("n", "flag"),
    [(5, "too_few: 5 sessions, 6 needed"), (6, "ok")],
    ids=["five_are_too_few", "six_are_enough"],
)
def test_the_least_number_of_sessions(n, flag):
    row = slopes(wobbling(n, 0.02)).iloc[0]
    assert row["flag"] == flag
    assert math.isnan(row["p"]) == math.isnan(row["slope_per_week"]) == (n < 6)
    assert (row["trend"] == "not shown") == (n >= 6)
    assert slopes(wobbling(7, 0.02), least_slope_sessions=8)["flag"].tolist() == [
        "too_few: 7 sessions, 8 needed"
    ]


@pytest.mark.parametrize(
    ("p", "trend"),
    [(0.049, "rises"), (0.051, "not shown")],
    ids=["below_5_pct_rises", "above_5_pct_is_not_shown"],
)
def test_the_p_value_that_shows_a_trend(p, trend):
    noise, days = np.random.default_rng(2).normal(0, 0.02, 9), np.arange(1.0, 10.0)
    slope = optimize.brentq(lambda rise: fit_slopes((noise + rise * days)[None], days).p[0] - p, 0.005, 0.1)
    row = slopes(
        [with_figures(int(day), 0.3 + one) for day, one in zip(days, noise + slope * days, strict=True)]
    )
    assert row["p_adjusted"].iloc[0] == pytest.approx(p, abs=2e-4)
    assert row["trend"].tolist() == [trend]


@pytest.mark.parametrize(
    ("last", "state"),
    [("2026-11-02T09:59", "too_few"), ("2026-11-02T10:00", "ok")],
    ids=["under_a_day", "a_day"],
)
def test_sessions_span_a_day_at_least(last, state):
    dates = [
        "2026-11-01T10:00",
        "2026-11-01T11:00",
        "2026-11-01T12:00",
        "2026-11-01T13:00",
        "2026-11-01T14:00",
        last,
    ]
    row = slopes([replace(one, date=date) for one, date in zip(wobbling(6, 0.02), dates, strict=True)]).iloc[
        0
    ]
    assert row["flag"].split(":")[0] == state


def test_sessions_of_few_strides_do_not_count():
    sessions = [*wobbling(6, 0.02), with_figures(20, 9.0, n=5)]
    row = slopes(sessions).iloc[0]
    assert (row["n_sessions"], row["last_date"]) == (6, "2026-11-06")
    assert slopes(sessions, least_strides=5).iloc[0]["n_sessions"] == 7


def test_equal_sessions_have_no_p_and_sessions_of_one_day_no_slope():
    row = slopes([with_figures(day, 0.3) for day in range(1, 8)]).iloc[0]
    assert (row["flag"], row["slope_per_week"]) == ("no_spread: all sessions are equal", 0.0)
    assert math.isnan(row["p"])
    sessions = [replace(one, date=f"2026-11-01T1{k}:00") for k, one in enumerate(wobbling(7, 0.02))]
    assert slopes(sessions).iloc[0]["flag"] == "too_few: all sessions are within a day"


def test_whole_scores_on_a_line_are_no_surer_than_their_rounding():
    def p_of(values):
        sessions = [
            comfortable(day, pain_before=one, pain_after=5, effort=3) for day, one in enumerate(values, 1)
        ]
        return slopes(sessions).set_index("measure").loc["pain_before", "p"]

    assert p_of([5, 5, 5, 4, 4, 4]) > 0.05  # one step, as if nothing else were possible
    assert p_of([9, 8, 7, 6, 5, 4]) < 0.01


def test_the_order_of_adding_does_not_matter_and_an_empty_log_has_an_empty_table():
    sessions = wobbling(9, 0.02)
    assert slopes(sessions).equals(slopes(sessions[::-1]))
    table = measure_slopes(SessionLog())
    assert table.columns.tolist() == list(SLOPES.names)
    assert not len(table)


def test_the_impact_at_a_foot_has_its_flag():
    sessions = [
        with_figures(day, 20.0 + day % 3, measure="left_foot_peak_resultant_mps2", sd=1.0)
        for day in range(1, 8)
    ]
    assert slopes(sessions)["flag"].str.startswith("placement_dependent: ").all()


@settings(max_examples=25, deadline=None)
@given(series(), st.integers(0, 10**6))
def test_a_slope_at_equal_speed_is_that_of_the_definition(one, seed):
    values, days = one
    speeds = np.random.default_rng(seed).normal(0.5, 0.05, len(days)) + 0.01 * days
    found = fit_slopes(values[None], days, 0.0, speeds)
    expected = naive_slopes.slope_of(values, days, 0.0, speeds)
    assert found.per_day[0] == pytest.approx(expected[0], abs=1e-9)
    assert found.half_width[0] == pytest.approx(expected[1], rel=1e-6)
    assert found.p[0] == pytest.approx(expected[2], rel=1e-6)


def faster(n=14, length_of_day=0.0):
    """Sessions whose stride length is made by speed, and by `length_of_day` a day; speed rises with the plan."""
    generator = np.random.default_rng(3)
    days = np.cumsum(np.tile([2, 2, 3], 6))[:n]
    speeds = 0.3 + 0.004 * days + generator.normal(0, 0.02, n)
    lengths = 0.2 + 1.1 * speeds + length_of_day * days + generator.normal(0, 0.003, n)
    return [
        at_speed(day, float(speed), float(length))
        for day, speed, length in zip(days.tolist(), speeds, lengths, strict=True)
    ]


def at_speed(day, speed_mps, length_m):
    date = f"2026-11-{1 + day:02d}" if day < 30 else f"2026-12-{day - 29:02d}"
    own = {"speed_mps": Figure(speed_mps, 0.01, 60), "stride_length_m": Figure(length_m, 0.01, 60)}
    return LogEntry(date, "treadmill", figures={"backward": own})


def rows(entries, **given):
    return measure_slopes(SessionLog(entries=tuple(entries)), **given).set_index("measure")


def test_what_speed_alone_makes_does_not_rise_at_equal_speed():
    plain, equal = rows(faster()), rows(faster(), at_speed=True)
    assert plain.loc["stride_length_m", "trend"] == "rises"
    assert equal.loc["stride_length_m", "trend"] == "not shown"
    assert equal.loc["stride_length_m", "at_equal"] == "speed_mps"
    assert equal.loc["stride_length_m", "slope_low"] < 0 < equal.loc["stride_length_m", "slope_high"]
    assert equal.loc["speed_mps", "slope_per_week"] == plain.loc["speed_mps", "slope_per_week"]


def test_what_changes_beside_speed_is_found_at_equal_speed():
    row = rows(faster(length_of_day=0.002), at_speed=True).loc["stride_length_m"]
    assert row["trend"] == "rises"
    assert row["slope_low"] < 7 * 0.002 < row["slope_high"]


@pytest.mark.parametrize(("off_mps", "state"), [(1e-7, "no_speed"), (1e-4, "ok")])
def test_speeds_on_a_line_over_the_days_tell_nothing(off_mps, state):
    generator = np.random.default_rng(1)
    entries = [
        at_speed(2 * k, 0.3 + 0.01 * k + off_mps * (k % 2), generator.normal(0.6, 0.01)) for k in range(14)
    ]
    row = rows(entries, at_speed=True).loc["stride_length_m"]
    assert row["flag"].split(":")[0] == state
    assert math.isnan(row["p"]) == (state == "no_speed")


def test_a_session_without_speed_is_named():
    entries = faster()
    own = entries[2].figures["backward"]
    entries[2] = replace(entries[2], figures={"backward": {"stride_length_m": own["stride_length_m"]}})
    assert rows(entries, at_speed=True).loc["stride_length_m", "flag"] == "no_speed: 1 sessions have no speed"
