"""Recordings in which nobody walks give empty tables, never a plausible number, above all no backward strides."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from not_walking import TUMBLING, UPRIGHT, G, white_noise
from walks import FEET, of_site, simulate

import retrogait as rg
from retrogait.errors import RetrogaitWarning
from retrogait.tables.catalogue import BOUTS, EVENTS, SENSOR_COLUMNS, STRIDES

SITES = ("left_foot", "left_shank", "left_thigh", "lower_back", "sternum")
QUIET = pytest.mark.filterwarnings(
    "ignore::retrogait.errors.RetrogaitWarning"
)  # side, mounting, dead channels


def assert_nothing_found(session: rg.Session) -> None:
    for name, table in (("events", EVENTS), ("strides", STRIDES), ("bouts", BOUTS)):
        pd.testing.assert_frame_equal(getattr(session, name), table.frame())
    assert session.knee.empty
    assert session.knee.index.name == "time_s"
    assert session.summary["n_strides"] == session.summary["n_bouts"] == 0
    assert session.summary["walking_s"] == 0.0
    for way in ("backward", "forward"):
        assert session.summary[f"{way}_n_strides"] == 0
        assert np.isnan(session.summary[f"{way}_cadence_spm"])
        assert np.isnan(session.summary[f"{way}_speed_mps"])


@QUIET
@pytest.mark.parametrize("site", SITES)
@pytest.mark.parametrize("motion", UPRIGHT)
@pytest.mark.parametrize("frame", ["segment", "sensor"])
def test_no_walk(motion, site, frame):
    assert_nothing_found(rg.analyze(of_site(UPRIGHT[motion], site, frame=frame)))


@QUIET
@pytest.mark.parametrize("site", SITES)
@pytest.mark.parametrize("motion", TUMBLING)
def test_a_bag_does_not_walk(motion, site):
    assert_nothing_found(rg.analyze(of_site(TUMBLING[motion], site, frame="sensor")))


@QUIET
@pytest.mark.parametrize("rate_hz", [25.0, 50.0, 200.0, 400.0])
def test_noise_at_any_rate(rate_hz):
    for site in SITES:
        assert_nothing_found(rg.analyze(of_site(white_noise(3.0, 60.0), site, rate_hz)))


@QUIET
@pytest.mark.parametrize("dead", ["acc", "gyr", "steady acc"])
@pytest.mark.parametrize("frame", ["segment", "sensor"])
def test_half_a_sensor_shows_no_walk(dead, frame):
    recording, _ = simulate("backward", 0.6, 20, seed=1)
    _, values = recording.samples("left_foot")
    if dead == "gyr":
        values[:, 3:] = 0.0
    else:
        values[:, :3] = [0.0, 0.0, G if dead == "steady acc" else 0.0]
    assert_nothing_found(rg.analyze(of_site(values, "left_foot", frame=frame)))


@pytest.mark.parametrize("duration_s", [0.02, 0.5, 2.4])
def test_too_short_says_how_long_is_needed(duration_s):
    recording, _ = simulate("backward", 0.6, 12, seed=1, stand_s=0.0)
    _, values = recording.samples("left_foot")
    with pytest.warns(RetrogaitWarning) as caught:
        session = rg.analyze(of_site(values[: round(100 * duration_s)], "left_foot"))
    message = (
        f"recording: it lasts {duration_s:.2f} s; walking is recognised from 2.5 s on, and a bout needs three strides, "
        "so nothing was found; record 10 s or more"
    )
    assert [str(w.message) for w in caught] == [message]
    assert session.warnings[-1] == message
    assert_nothing_found(session)


@QUIET
def test_long_enough_says_nothing_about_length():
    recording, _ = simulate("backward", 0.6, 12, seed=1, stand_s=0.0)
    assert not rg.analyze(recording).warnings


@QUIET
def test_all_gaps_no_walk():
    """A walk of which only scraps shorter than 2.5 s arrived."""
    recording, _ = simulate("backward", 0.6, 20, seed=1)
    frames = {}
    for site in FEET:
        frame = recording[site]
        frame.loc[frame.index % 2.4 < 0.4, list(SENSOR_COLUMNS)] = np.nan
        frames[site] = frame
    scraps = rg.Recording.from_frames(frames, rate_hz=100.0)
    assert any("gaps of more than 0.1 s" in warning for warning in scraps.warnings)
    assert_nothing_found(rg.analyze(scraps))


def test_a_few_steps_of_a_walk_are_no_bout():
    """Three steps between two spells of standing: two strides at most."""
    recording, truth = rg.simulate_walk(
        program=[("stand", 5), ("backward", 1.0), ("stand", 5)], speed_mps=0.5, seed=2
    )
    assert (truth.events["event"] == "initial_contact").sum() <= 4
    assert_nothing_found(rg.analyze(recording))
