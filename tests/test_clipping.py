"""Samples cut off at the end of a range: found, said with their share, and no length that they make wrong."""

from __future__ import annotations

import numpy as np
import pytest
from walks import FEET, SHANKS, of_site, simulate

import retrogait as rg
from retrogait.gait.clipped import mark_clipped
from retrogait.gait.swings import Swings
from retrogait.kinematics.clipping import Clipped, clipping_notes, find_clipped
from retrogait.simulation import Sensor
from retrogait.tables.catalogue import SITES, SPACE_COLUMNS

pytestmark = pytest.mark.filterwarnings("ignore::retrogait.RetrogaitWarning")
LENGTH = {FEET: "stride_length_m", SHANKS: "model_stride_length_m"}


def walk(sensor: Sensor, way: str = "forward", speed_mps: float = 0.9, sites=FEET) -> rg.Recording:
    return simulate(way, speed_mps, duration_s=25, seed=4, sites=sites, sensor=sensor)[0]


@pytest.mark.parametrize("sites", [FEET, SHANKS], ids=lambda sites: sites[0][5:])
@pytest.mark.parametrize(
    ("way", "speed_mps"), [("backward", 0.6), ("backward", 0.9), ("forward", 0.9), ("forward", 1.3)]
)
@pytest.mark.parametrize(
    "sensor", [Sensor(acc_range_g=2.0), Sensor(acc_range_g=3.0), Sensor(gyr_range_dps=500.0)], ids=str
)
def test_no_length_is_off_by_more_than_8_percent_without_being_missing(sensor, way, speed_mps, sites):
    whole = rg.analyze(walk(Sensor(), way, speed_mps, sites)).strides
    clipped = rg.analyze(walk(sensor, way, speed_mps, sites)).strides
    assert len(clipped) == len(whole)  # times and directions stay
    assert (clipped["direction"] == way).all()
    ratio = clipped[LENGTH[sites]] / whole[LENGTH[sites]]
    assert np.nanmax(np.abs(ratio - 1.0), initial=0.0) < 0.08
    assert (np.abs(ratio - 1.0) > 0.05).sum() <= 1
    assert clipped.loc[ratio.isna(), "is_clipped"].all()


def test_what_is_cut_off_is_said_once_with_its_share():
    session = rg.analyze(walk(Sensor(acc_range_g=2.0)))
    (note,) = [one for one in session.warnings if "cut off" in one]
    assert note == (
        "left_foot 2.3 %, right_foot 2.5 % of the samples: the accelerometer is cut off at 19.6 m/s^2 (2 g); strides "
        "with such samples have is_clipped, and no lengths or angles where these would be off by more than about 5 % "
        "or 2 deg; record with a range of 16 g"
    )
    assert session.strides["is_clipped"].sum() > 20


def test_a_gyroscope_that_is_cut_off_is_not_named_twice():
    for range_dps in (250.0, 500.0):
        warnings = rg.analyze(walk(Sensor(gyr_range_dps=range_dps), speed_mps=1.3)).warnings
        assert all(sum(f"{site}" in one and "cut off" in one for one in warnings) == 1 for site in FEET)


def test_a_range_that_holds_is_not_said_to_be_cut_off():
    for sensor in (Sensor(), Sensor(acc_range_g=16.0, gyr_range_dps=2000.0, bits=12)):
        recording = walk(sensor)
        assert find_clipped(recording) == {}
        assert not rg.analyze(recording).strides["is_clipped"].any()


def tops(count: int, width: int, level: float = 20.0) -> np.ndarray:
    """Arches that reach 30, cut off at a level for so many samples."""
    samples = np.random.default_rng(0).normal([0.0, 0.0, 9.81, 0.0, 0.0, 0.0], 0.1, (600, 6))
    for k in range(count):
        samples[50 * k + 10 : 50 * k + 10 + width, 1] = level
        samples[[50 * k + 9, 50 * k + 10 + width], 1] = level - 6.0
    return samples


@pytest.mark.parametrize(
    ("count", "width", "level", "found"),
    [(5, 2, 20.0, True), (4, 2, 20.0, False), (5, 1, 20.0, False), (5, 2, 14.9, False), (8, 5, 15.1, True)],
)
def test_a_triad_is_cut_off_where_it_stays_at_its_top_time_and_again(count, width, level, found):
    triads = find_clipped(of_site(tops(count, width, level), "left_foot")).get("left_foot", [])
    assert bool(triads) == found
    if found:
        (one,) = triads
        assert (one.kind, one.level, len(one.time_s)) == ("acc", level, count * width)
        assert one.share == count * width / 600


def test_what_is_cut_off_is_the_arch_over_its_flanks():
    """The steeper step of each flank, 14 m/s^2, and a parabola: 14 u (1 - u / 3) at the first and second sample."""
    (one,) = find_clipped(of_site(tops(5, 2), "left_foot"))["left_foot"]
    np.testing.assert_allclose(one.lacks, 14.0 * 2.0 / 3.0 / 100.0, rtol=0.05)


def swings() -> Swings:
    return Swings(
        {
            "side": [0, 0],
            "site": [SITES.index("left_foot")] * 2,
            "rest_before_s": [1.0, 2.0],
            "rest_after_s": [2.0, 3.0],
            "final_contact_s": [1.2, 2.2],
            "initial_contact_s": [1.8, 2.8],
            "displacement_m": [1.0, 1.0],
            "rise_m": [0.2, 0.2],
            "way_m": [1.0, 1.0],
            "foot_strike_angle_deg": [20.0, 20.0],
            "strike": [2, 2],
            "toe_clearance_m": [0.02, 0.02],
        }
    )


@pytest.mark.parametrize(
    ("kind", "lacks", "length", "angle"),
    [
        ("acc", 0.19, True, True),
        ("acc", 0.21, False, True),
        ("gyr", 1.9, True, True),
        ("gyr", 2.1, True, False),
        ("gyr", 7.9, True, False),
        ("gyr", 8.1, False, False),
    ],
)
def test_a_swing_keeps_what_is_about_right(kind, lacks, length, angle):
    """At 0.3 s from the middle of the swing 0.2 m/s are worth 6 cm."""
    marked = mark_clipped(
        swings(), {"left_foot": [Clipped(kind, 1.0, 0.1, np.array([2.2]), np.array([lacks]))]}
    )
    assert marked["is_clipped"].tolist() == [False, True]
    assert np.isfinite(marked["displacement_m"]).tolist() == [True, length]
    for name in ("toe_clearance_m", "rise_m", "way_m"):
        assert np.isfinite(marked[name]).tolist() == [True, length], name
    assert np.isfinite(marked["foot_strike_angle_deg"]).tolist() == [True, angle]
    assert (marked["strike"] >= 0).tolist() == [True, angle]
    assert set(SPACE_COLUMNS) > {"toe_clearance_m"}


def test_sites_that_are_cut_off_alike_share_a_note():
    acc = Clipped("acc", 19.6133, 0.1, np.empty(0), np.empty(0))
    notes = clipping_notes({"left_foot": [acc], "right_foot": [acc]}, {"left_foot": ""})
    assert len(notes) == 1
    assert clipping_notes({"left_foot": [acc]}, {"left_foot": "the accelerometer is cut off at"}) == []
