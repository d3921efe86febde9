"""Laws of a Recording: what must hold for every frame, not for examples."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from recording_frames import COLUMNS, even, frame_at, signal

from retrogait.errors import RetrogaitError, RetrogaitWarning
from retrogait.recording import Recording

RATES = st.sampled_from([25.0, 50.0, 60.0, 100.0, 102.4, 128.0, 200.0, 1 / 0.0027, 1000.0])
ACC_UNITS = {"m/s^2": 1.0, "g": 9.80665, "mg": 9.80665e-3}
GYR_UNITS = {"deg/s": 1.0, "rad/s": 180 / np.pi, "mdeg/s": 1e-3}


def read(samples, **options):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RetrogaitWarning)
        return Recording.from_frames(samples, site="left_foot", **options)


def assert_even(rec):
    """Stamps are kept where they lie within a thousandth of a period of the grid, else they are the grid."""
    time_s, _ = rec.samples(rec.sites[0])
    off = (time_s - time_s[0]) * rec.rate_hz - np.arange(len(time_s))
    assert np.abs(off).max() <= 2.01e-3


@given(
    acc_unit=st.sampled_from(list(ACC_UNITS)),
    gyr_unit=st.sampled_from(list(GYR_UNITS)),
    seed=st.integers(0, 99),
)
def test_units_at_import_change_nothing(acc_unit, gyr_unit, seed):
    frame = even(seed=seed)
    other = frame.copy()
    other[COLUMNS[:3]] /= ACC_UNITS[acc_unit]
    other[COLUMNS[3:]] /= GYR_UNITS[gyr_unit]
    rec = read(other, acc_unit=acc_unit, gyr_unit=gyr_unit)
    np.testing.assert_allclose(rec["left_foot"], frame, rtol=1e-12)
    assert rec.warnings == ()


@given(rate_hz=RATES, start_s=st.floats(0, 1e6), n=st.integers(20, 400), declared=st.booleans())
def test_an_even_clock_is_kept_exactly(rate_hz, start_s, n, declared):
    frame = even(n, rate_hz, start_s)
    rec = read(frame, rate_hz=rate_hz if declared else None)
    assert np.array_equal(rec["left_foot"].index, frame.index)
    assert np.array_equal(rec["left_foot"], frame)
    assert rec.rate_hz == pytest.approx(rate_hz, rel=1e-5)
    assert rec.warnings == ()


@given(
    kind=st.sampled_from(["datetime", "zoned", "timedelta", "column", "counted"]),
    order=st.permutations(COLUMNS),
    extra=st.booleans(),
)
def test_the_kind_of_clock_and_the_order_of_columns_change_nothing(kind, order, extra):
    frame = even()[order]
    if extra:
        frame.insert(2, "mag_x", "not a number")
    start = pd.Timestamp("2024-02-29 23:59:58", tz="Asia/Tokyo" if kind == "zoned" else None)
    if kind in ("datetime", "zoned"):
        frame.index = pd.date_range(start, periods=len(frame), freq="10ms")
    elif kind == "timedelta":
        frame.index = pd.timedelta_range("0s", periods=len(frame), freq="10ms")
    elif kind == "column":
        frame = frame.reset_index()
    else:
        frame = frame.reset_index(drop=True)
    rec = read(frame, rate_hz=100.0)
    pd.testing.assert_frame_equal(rec["left_foot"], even(), check_exact=True)


@given(
    lost=st.lists(st.tuples(st.integers(1, 380), st.integers(1, 60)), max_size=5),
    as_nan=st.booleans(),
    rate_hz=RATES,
)
def test_lost_samples_never_move_or_change_the_others(lost, as_nan, rate_hz):
    frame = even(400, rate_hz)
    gone = np.zeros(400, bool)
    for start, length in lost:
        gone[start : min(start + length, 399)] = True
    given_frame = frame.where(np.repeat(~gone[:, None], 6, axis=1)) if as_nan else frame[~gone]
    rec = read(given_frame, rate_hz=rate_hz)
    got = rec["left_foot"]
    assert rec.n_samples == 400
    assert np.array_equal(got[~gone], frame[~gone])
    assert_even(rec)
    missing = got.isna()
    assert missing.all(axis=1).equals(missing.any(axis=1))
    edges = np.flatnonzero(np.diff(np.r_[False, gone, False].astype(int)))
    for start, end in edges.reshape(-1, 2):
        filled = (end - start) / rate_hz <= 0.1 + 1e-9
        assert missing["acc_x"].iloc[start:end].eq(not filled).all()
    assert sum(end - start for start, end in edges.reshape(-1, 2)) == gone.sum()


@given(late=st.lists(st.integers(0, 48), max_size=2, unique=True), by=st.integers(1, 5))
def test_rows_a_little_late_change_nothing(late, by):
    arrival = np.arange(500.0)
    arrival[np.array(late, int) * 10] += by + 0.5
    rec = read(even().iloc[np.argsort(arrival)], rate_hz=100.0)
    pd.testing.assert_frame_equal(rec["left_foot"], even(), check_exact=True)


@given(doubled=st.lists(st.integers(0, 499), max_size=30))
def test_doubled_rows_change_nothing(doubled):
    rows = np.sort(np.r_[np.arange(500), np.array(doubled, int)])
    rec = read(even().iloc[rows], rate_hz=100.0)
    pd.testing.assert_frame_equal(rec["left_foot"], even(), check_exact=True)


@given(jitter=st.floats(0, 0.45), seed=st.integers(0, 999), n=st.integers(100, 600))
def test_any_jitter_ends_on_an_even_grid_near_the_truth(jitter, seed, n):
    time_s = (np.arange(n) + np.random.default_rng(seed).uniform(-jitter, jitter, n)) / 100.0
    rec = read(frame_at(time_s))
    got = rec["left_foot"]
    assert_even(rec)
    assert rec.rate_hz == pytest.approx(100.0, rel=0.01)
    inside = got.iloc[2:-2]
    assert inside.notna().all(axis=None)
    slope = 60.0 * 2 * np.pi * 0.8 * 3
    assert np.abs(inside.to_numpy() - signal(inside.index)).max() < slope * 2e-3 + 0.5


@given(offset=st.floats(0.0, 0.2), rate_hz=st.sampled_from([40.0, 62.5, 99.7, 100.0, 100.3]))
def test_a_straight_line_stays_one_whatever_the_clock(offset, rate_hz):
    lines = np.array([0.3, -0.2, 0.1, 20.0, -30.0, 5.0])
    gravity = np.array([0.0, 0.0, 9.81, 0.0, 0.0, 0.0])
    n = int(3 * rate_hz)
    time_s = offset + np.arange(n) / rate_hz
    other = pd.DataFrame(gravity + time_s[:, None] * lines, index=time_s, columns=COLUMNS)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RetrogaitWarning)
        rec = Recording.from_frames({"left_foot": even(301), "right_foot": other})
    got = rec["right_foot"].dropna()
    assert len(got) > 0.95 * rec.rate_hz * (2.9 - offset)
    wanted = gravity + got.index.to_numpy()[:, None] * lines
    np.testing.assert_allclose(got.iloc[2:-2], wanted[2:-2], atol=30.0 * 0.1 / rec.rate_hz + 1e-9)


@given(seed=st.integers(0, 999), lost=st.integers(0, 40))
def test_reading_what_was_read_changes_nothing(seed, lost):
    rng = np.random.default_rng(seed)
    time_s = np.delete(np.arange(400) / 100.0, slice(100, 100 + lost)) + 0.0013 * rng.integers(0, 2)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RetrogaitWarning)
        once = Recording.from_frames({"left_foot": frame_at(time_s), "right_foot": even(390, seed=1)})
        again = Recording.from_frames({site: once[site] for site in once}, rate_hz=once.rate_hz)
        wide = Recording.from_frames(once.wide())
    pd.testing.assert_frame_equal(again.wide(), once.wide(), check_exact=True)
    pd.testing.assert_frame_equal(wide.wide(), once.wide(), check_exact=True)


@given(turn=st.tuples(*[st.floats(-1, 1)] * 4).filter(lambda q: sum(x * x for x in q) > 0.01))
def test_rotation_keeps_norms(turn):
    w, x, y, z = np.array(turn) / np.linalg.norm(turn)
    matrix = np.array(
        [
            [1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)],
            [2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)],
            [2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)],
        ]
    )
    rec = read(even(), frame="sensor")
    turned = rec.rotated({"left_foot": matrix})
    for part in (COLUMNS[:3], COLUMNS[3:]):
        before, after = rec["left_foot"][part], turned["left_foot"][part]
        np.testing.assert_allclose(np.linalg.norm(after, axis=1), np.linalg.norm(before, axis=1), rtol=1e-9)
        np.testing.assert_allclose(after, before @ matrix.T, atol=1e-9)


ANY_NUMBER = st.floats(allow_nan=True, allow_infinity=True, width=64)


@given(
    values=hnp.arrays(float, st.tuples(st.integers(0, 30), st.just(6)), elements=ANY_NUMBER),
    data=st.data(),
    rate_hz=st.none() | st.floats(allow_nan=True),
)
def test_any_numbers_are_read_or_refused_by_name(values, data, rate_hz):
    n = len(values)
    times = data.draw(
        st.sampled_from([np.arange(n) / 100.0, np.arange(n)]) | hnp.arrays(float, n, elements=ANY_NUMBER)
    )
    frame = pd.DataFrame(values, index=times, columns=COLUMNS)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.simplefilter("ignore", RetrogaitWarning)
        try:
            rec = Recording.from_frames(frame, rate_hz=rate_hz)
        except RetrogaitError:
            return
    got = rec["sensor_1"]
    assert not np.isinf(got).any(axis=None)
    assert got.index.is_monotonic_increasing
    assert got.index.is_unique
