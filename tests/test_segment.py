"""The lean of a swinging segment: against its truth, and beside vqf on the same samples.

vqf (Laidig, Seel 2023, doi 10.1016/j.inffus.2022.10.014) is a filter for any movement; ours knows that strides repeat.
Its figures were made by benchmarks/make_orientation_oracles.py.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from leg_signals import RATE_HZ, SECONDS, STRIDE_S, two_sensors
from scipy.spatial.transform import Rotation
from walks import of_site

from retrogait.kinematics.segment import SegmentMotion, follow_segment, main_axis
from retrogait.tables.catalogue import STRIDES

UP = np.array([0.0, 0.0, 1.0])
SENSORS = two_sensors()
PARTS = pytest.mark.parametrize("part", ["thigh", "shank"])


def strides_of(stride_s: float = STRIDE_S):
    starts = np.arange(0.5, SECONDS - 2 * stride_s, stride_s)
    return STRIDES.frame({"side": ["left"] * len(starts), "start_s": starts, "end_s": starts + stride_s})


def follow(samples: np.ndarray, part: str, stride_s: float = STRIDE_S) -> SegmentMotion:
    motion = follow_segment(of_site(samples, f"left_{part}", RATE_HZ), f"left_{part}", strides_of(stride_s))
    assert motion is not None
    return motion


def lean_deg(motion: SegmentMotion, top: np.ndarray = UP) -> np.ndarray:
    lean = motion.tilt_deg(top)
    return lean if motion.axis[1] > 0 else -lean


def spread(values: np.ndarray) -> float:
    return float(np.std(values))


@PARTS
def test_lean_of_a_known_segment_and_of_vqf(part):
    """Within half a degree of the truth, nearer than vqf, and as near to vqf as vqf is to the truth."""
    samples, truth = SENSORS[part]
    oracle = json.loads((Path(__file__).parent / "orientation_oracles.json").read_text(encoding="utf-8"))
    theirs, every = np.array(oracle["lean_deg"][part]), oracle["every"]
    ours = lean_deg(follow(samples, part))[::every]
    settled = slice(50, -50)  # five seconds at either end: a filter has to settle
    our_error, their_error = (spread((lean - truth[::every])[settled]) for lean in (ours, theirs))
    assert our_error < 0.5
    assert their_error < 3.0
    assert our_error < their_error
    assert spread((ours - theirs)[settled]) < their_error + 0.5


def test_the_difference_of_two_leans_does_not_drift():
    """A gyroscope bias of 0.4 deg/s would be 12 deg after half a minute."""
    thigh, shank = (SENSORS[part] for part in ("thigh", "shank"))
    error = lean_deg(follow(shank[0], "shank")) - lean_deg(follow(thigh[0], "thigh")) - (shank[1] - thigh[1])
    assert np.abs(error).max() < 2.0
    drift = np.polyfit(np.arange(len(error)) / RATE_HZ, error, 1)[0]
    assert abs(drift) < 0.01  # deg/s


@PARTS
@pytest.mark.parametrize("share", [0.93, 1.07])
def test_strides_that_are_taken_too_long_or_short(part, share):
    samples, truth = SENSORS[part]
    assert spread(lean_deg(follow(samples, part, share * STRIDE_S)) - truth) < 1.5


@PARTS
def test_a_turned_sensor_sees_the_same_up(part):
    samples, _ = SENSORS[part]
    turn = Rotation.from_rotvec([0.4, -1.1, 2.0]).as_matrix()
    worn = (samples.reshape(-1, 2, 3) @ turn.T).reshape(-1, 6)
    here, there = follow(samples, part), follow(worn, part)
    np.testing.assert_allclose(there.up, here.up @ turn.T, atol=1e-6)
    np.testing.assert_allclose(np.abs(there.axis @ turn @ here.axis), 1.0, atol=1e-6)
    assert there.clearness == pytest.approx(here.clearness, abs=1e-6)


def test_main_axis_of_known_turning():
    """Turning about y most, about x less, about the vertical as much as you like."""
    rng = np.random.default_rng(0)
    rates = rng.normal(size=(5000, 3)) * [10.0, 30.0, 200.0]
    axis, share = main_axis(rates, np.tile(UP, (5000, 1)))
    assert abs(axis[1]) == pytest.approx(1.0, abs=1e-3)
    assert share == pytest.approx(0.9, abs=0.01)


def test_standing_needs_a_second_of_stillness_upright():
    samples = np.tile([0.0, 0.0, 9.81, 0.0, 0.0, 0.0], (3000, 1))
    samples[:, :] += np.random.default_rng(0).normal(0, 0.02, samples.shape)
    walk = SENSORS["shank"][0]
    samples[:1500] = walk[:1500]
    samples[2000:2090, 4] = 60.0
    samples[2500:] = np.roll(samples[2500:], 1, axis=1) * [1, 1, 1, 0, 0, 0]  # lies down: up is no longer z
    strides = strides_of().query("end_s < 15")
    motion = follow_segment(of_site(samples, "left_shank"), "left_shank", strides)
    assert motion is not None
    standing = motion.standing()
    assert not standing[:1500].any()
    assert standing[1500:1990].all()
    assert not standing[2000:2090].any()
    assert standing[2090:2400].all()
    assert not standing[2600:].any()


def test_no_strides_no_motion():
    samples = SENSORS["shank"][0]
    early = (
        strides_of()
        .query("end_s < 5")
        .assign(start_s=lambda t: t["start_s"] + 100, end_s=lambda t: t["end_s"] + 100)
    )
    assert follow_segment(of_site(samples, "left_shank"), "left_shank", early) is None
