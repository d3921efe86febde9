"""Lost packets written as zeros or as the sample before are gaps; what a sensor at rest repeats stays."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from recording_frames import signal

import retrogait as rg
from retrogait.errors import RetrogaitWarning
from retrogait.intake.lost_samples import (
    LEAST_HELD_ALONE,
    LEAST_HELD_ROWS,
    LEAST_JUMP,
    LEAST_ZERO_ROWS,
    MOST_FINE_STEPS,
    MOST_STILL_STEPS,
    find_lost,
    find_lost_triad,
)
from retrogait.readers.repeats import LONGEST_HELD, find_held
from retrogait.tables.catalogue import SENSOR_COLUMNS

N, RATE_HZ = 600, 100.0
WALK = signal(np.arange(N) / RATE_HZ)
WALK = WALK + np.random.default_rng(0).normal(0.0, 0.02, WALK.shape)
COLUMNS = {"a": "{acc|gyr}_{x|y|z} ({m/s^2|m/s^2|m/s^2|dps|dps|dps})"}


def write(folder, samples, decimals=6):
    names = [f"{column} ({'m/s^2' if column.startswith('acc') else 'dps'})" for column in SENSOR_COLUMNS]
    table = pd.DataFrame(samples.round(decimals), columns=names)
    table.insert(0, "time (s)", np.arange(len(samples)) / RATE_HZ)
    table.to_csv(folder / "a.csv", index=False)
    return folder / "a.csv"


def read(path, **options):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RetrogaitWarning)
        return rg.read_recording(path, **options)


def frame(samples):
    return pd.DataFrame(samples, columns=list(SENSOR_COLUMNS), index=np.arange(len(samples)) / RATE_HZ)


def lose(first, end, way):
    lost = WALK.copy()
    lost[first:end] = 0.0 if way == "zeros" else WALK[first - 1] if first else WALK[0]
    return lost


@pytest.mark.parametrize("way", ["zeros", "held"])
@pytest.mark.parametrize("rows", [(300, 311), (300, 420), (30, 400), (N - 150, N)], ids=str)
@pytest.mark.parametrize("declared", [False, True], ids=["found", "declared"])
def test_what_was_lost_is_missing_and_named_with_its_share(tmp_path, way, rows, declared):
    options = (
        {"columns": {"sensor_1": [f"{c} ({'m/s^2' if c < 'b' else 'dps'})" for c in SENSOR_COLUMNS]}}
        if declared
        else {}
    )
    rec = read(write(tmp_path, lose(*rows, way)), **options)
    values = rec.samples("sensor_1")[1]
    missing = np.isnan(values).any(axis=1)
    lost = np.zeros(N, dtype=bool)
    lost[slice(*rows)] = True
    np.testing.assert_array_equal(missing, lost[: len(values)])
    np.testing.assert_allclose(values[~missing], WALK[: len(values)][~missing], atol=1e-5)
    written = "zeros" if way == "zeros" else "the sample before, repeated"
    share = f"{100 * lost.sum() / N:.2g} %"
    note = f"sensor_1: {lost.sum()} of {N} samples ({share}) were lost and written as {written}; taken as missing"
    assert note in rec.warnings


def test_zeros_before_the_sensor_begins(tmp_path):
    rec = read(write(tmp_path, lose(0, 150, "zeros")))
    assert np.isnan(rec.samples("sensor_1")[1][:150]).all()
    assert any("no samples for 1.5 s at the start" in note for note in rec.warnings)


def test_a_single_sample_of_zeros_is_lost():
    assert find_lost(lose(300, 301, "zeros").T)[0].sum() == 1


def test_short_losses_are_interpolated():
    rec = rg.Recording.from_frames(frame(lose(300, 305, "zeros")), site="left_foot")
    values = rec.samples("left_foot")[1]
    assert not np.isnan(values).any()
    between = np.linspace(WALK[299], WALK[305], 7)[1:-1]
    np.testing.assert_allclose(values[300:305], between)


@given(
    st.lists(st.tuples(st.integers(10, N - 80), st.integers(LEAST_HELD_ROWS, 60), st.booleans()), max_size=4),
    st.integers(400, N),
)
def test_what_is_found_does_not_depend_on_later_rows_nor_on_other_losses(losses, cut):
    x = WALK.T.copy()
    lost = np.zeros(N, dtype=bool)
    for first, count, as_zeros in losses:
        if lost[first - 2 : first + count + 2].any() or first + count > cut - 20:
            continue
        x[:, first : first + count] = 0.0 if as_zeros else x[:, first - 1 : first]
        lost[first : first + count] = True
    for samples, truth in ((x, lost), (x[:, :cut], lost[:cut])):
        zeros, held = find_lost(samples)
        np.testing.assert_array_equal(zeros | held, truth)


@pytest.mark.parametrize(
    ("acc_step", "noise"),
    [(0.0005, 0.3), (0.0005, 1.0), (0.004, 0.0), (0.004, 0.3), (0.004, 1.0), (0.0625, 0.0), (0.0625, 0.3)],
)
def test_a_coarse_sensor_that_rests_is_no_loss(acc_step, noise):
    """Standing, walking and standing again: at rest it repeats samples, hundreds in a row."""
    steps = np.repeat([9.81 * acc_step, 120 * acc_step], 3)
    rng = np.random.default_rng(1)
    moving = np.clip(np.minimum(np.arange(N) - 150, 450 - np.arange(N)) / 60.0, 0.0, 1.0)[:, None]
    rest = np.array([0.0, 0.0, 9.81, 0.0, 0.0, 0.0])
    samples = rest + moving * (WALK - WALK.mean(axis=0)) + rng.normal(0.0, noise, WALK.shape) * steps
    coarse = np.rint(samples / steps) * steps
    repeats = (np.diff(coarse, axis=0) == 0).all(axis=1).sum()
    assert repeats > 50 or noise > 0.3
    zeros, held = find_lost(coarse.T)
    assert not zeros.any()
    assert not held.any()


@pytest.mark.parametrize("more", [0, 1])
@pytest.mark.parametrize("repeats_itself", [False, True])
def test_how_far_a_sensor_leaves_its_rest_tells(more, repeats_itself):
    """Twenty equal samples, then one that is so many of its steps away."""
    x = np.zeros((6, 200))
    x[2] = 100 + np.arange(200) * 7 % 5  # never the same twice
    x[2, 100:120] = 100
    x[2, 120] = 100 + (MOST_STILL_STEPS if repeats_itself else MOST_FINE_STEPS) + more
    if repeats_itself:
        x[2, 50] = x[2, 49]
    x *= 0.125
    zeros, held = find_lost(x)
    assert not zeros.any()
    assert held.sum() == (19 if more else 0)


@pytest.mark.parametrize("rows", [LEAST_HELD_ROWS - 1, LEAST_HELD_ROWS])
def test_a_sample_or_two_held_are_not_told(rows):
    x = WALK.T.copy()
    x[:, 300 : 300 + rows] = x[:, 299:300]
    assert find_lost(x)[1].sum() == (rows if rows >= LEAST_HELD_ROWS else 0)


@pytest.mark.parametrize("rows", [LEAST_ZERO_ROWS - 1, LEAST_ZERO_ROWS])
def test_zeros_of_the_accelerometer_alone(rows):
    x = WALK.T.copy()
    x[:3, 300 : 300 + rows] = 0.0
    zeros, held = find_lost(x)
    assert zeros.sum() == (rows if rows >= LEAST_ZERO_ROWS else 0)
    assert not held.any()
    assert find_lost_triad(x[:3], "acc")[0].sum() == zeros.sum()


@pytest.mark.parametrize("kind", ["acc", "gyr"])
@pytest.mark.parametrize("rows", [LEAST_HELD_ALONE - 1, LEAST_HELD_ALONE, 40])
def test_one_of_the_two_may_be_held_alone(kind, rows):
    """In one table with the other, and with a clock of its own."""
    part = slice(0, 3) if kind == "acc" else slice(3, 6)
    x = 20.0 * WALK.T.copy()
    x[part, 300 : 300 + rows] = x[part, 299:300]
    is_lost = rows >= LEAST_HELD_ALONE
    assert find_lost(x)[1].sum() == (rows if is_lost else 0)
    assert find_lost_triad(x[part], kind)[1].sum() == (rows if is_lost else 0)


@pytest.mark.parametrize("kind", ["acc", "gyr"])
@pytest.mark.parametrize("share", [0.9, 1.1])
def test_one_that_suppresses_what_is_small_is_no_loss(kind, share):
    """A gyroscope that shows zero at rest, until it turns faster than so much."""
    x = np.random.default_rng(0).normal(0.0, 30.0, (3, 200)).round(2)
    x[:, :2] = [0.0, 0.01]
    x[:, 50:150] = 0.0 if kind == "gyr" else 3.0
    x[:, 150] = x[:, 149] + np.array([share * LEAST_JUMP[kind], 0.0, 0.0])
    assert find_lost_triad(x, kind)[1].any() == (share > 1.0)


def test_a_gyroscope_that_is_silent_throughout_does_not_hide_lost_packets():
    x = WALK.T.copy()
    x[3:] = 0.0
    x[:, 300:350] = 0.0
    zeros, held = find_lost(x)
    assert zeros.sum() == 50
    assert not held.any()


@pytest.mark.parametrize("silent", [slice(0, 3), slice(3, 6), slice(0, 6)])
def test_a_sensor_that_shows_nothing_is_not_lost(silent):
    x = WALK.T.copy()
    x[silent] = 0.0
    zeros, held = find_lost(x)
    assert not zeros.any()
    assert not held.any()


def test_samples_of_the_caller_stay_as_they_are():
    given_ = frame(lose(300, 420, "zeros"))
    before = given_.copy()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RetrogaitWarning)
        rg.Recording.from_frames(given_, site="left_foot")
    pd.testing.assert_frame_equal(given_, before)


@pytest.mark.parametrize("rows", [LONGEST_HELD, LONGEST_HELD + 1])
def test_a_long_loss_does_not_make_a_table_of_held_samples(rows):
    """A few losses of many rows are no table that is written faster than its sensor."""
    values = WALK[:, :3].T.copy()
    for first in range(0, N, 2 * (LONGEST_HELD + 2)):
        values[:, first + 1 : first + 1 + rows] = values[:, first : first + 1]
    held = find_held(values, np.arange(N) / RATE_HZ)
    assert (held is None) == (rows > LONGEST_HELD)


@pytest.mark.parametrize(("turning", "is_lost"), [(0.0099, False), (0.011, True)])
def test_a_gyroscope_that_shows_nothing_rests(turning, is_lost):
    """A sensor without noise, as simulated: it stands for a second, then the walk begins."""
    x = WALK.T.copy()
    x[:, 200:300] = np.array([0.0, 0.0, 9.81, turning, 0.0, 0.0])[:, None]
    x[:, 300] += 50.0
    assert find_lost(x)[1].any() == is_lost


@pytest.mark.parametrize("rows", [(0, 40), (300, 340), (N - 40, N)], ids=["first", "amid", "last"])
@pytest.mark.parametrize("start_s", [0.0, 1.7e9])
def test_rows_that_are_zeros_in_every_column_are_lost(tmp_path, rows, start_s):
    """Their time is none either: it falls to zero, and rises again."""
    path = write(tmp_path, lose(*rows, "zeros"))
    table = pd.read_csv(path)
    table["time (s)"] += start_s
    table.iloc[slice(*rows)] = 0.0
    table.to_csv(path, index=False)
    rec = read(path)
    kept = np.delete(WALK, range(*rows), axis=0)
    values = rec.samples("sensor_1")[1]
    np.testing.assert_allclose(values[~np.isnan(values).any(axis=1)], kept, atol=1e-5)
    assert len(values) == (N if rows[0] == 300 else N - 40)
    assert any(
        "40 of 600 rows (6.7 %) are zeros in every column, the time too" in note for note in rec.warnings
    )


def test_a_gyroscope_lost_alone_is_lost_from_its_first_zero_on():
    x = 20.0 * WALK.T.copy()
    x[3:, 300:340] = 0.0
    zeros, held = find_lost(x)
    assert np.flatnonzero(zeros | held).tolist() == list(range(300, 340))


@pytest.mark.parametrize("stands_for_none", [-1.0, 999.0, -99.99, 2000.0])
@pytest.mark.parametrize("part", [slice(0, 6), slice(0, 3), slice(3, 6)], ids=["all", "acc", "gyr"])
def test_a_number_on_all_axes_that_stands_for_none_is_lost_from_its_first_row_on(stands_for_none, part):
    x = WALK.T.copy()
    for rows in (slice(100, 130), slice(300, 340)):
        x[part, rows] = stands_for_none
    zeros, held = find_lost(x)
    assert np.flatnonzero(zeros | held).tolist() == [*range(100, 130), *range(300, 340)]


def test_what_is_held_keeps_the_sample_that_was_measured():
    x = WALK.T.copy()
    x[:, 101:130] = x[:, 100:101]
    assert np.flatnonzero(find_lost(x)[1]).tolist() == list(range(101, 130))


@pytest.mark.parametrize(("turning", "is_lost"), [(9.9, False), (10.1, True)])
def test_a_gyroscope_that_falls_to_zero_is_lost_wherever_it_rises_again(turning, is_lost):
    """It is near zero where it comes back; that it fell tells."""
    assert LEAST_JUMP["gyr"] == 10.0
    x = WALK.T.copy()
    x[:3] *= 20.0
    x[3:, 290:350] = np.linspace(0.1, 0.2, 60)
    x[3:, 295:300] = turning + np.linspace(0.0, 0.001, 5)
    x[3:, 300:340] = 0.0
    assert find_lost(x)[1].any() == is_lost
