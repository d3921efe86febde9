"""Accelerometer and gyroscope of one sensor: faults are named, good sensors are not; each limit from both sides."""

from __future__ import annotations

import warnings
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from walks import FEET, frames_of, recorded, simulate

import retrogait as rg
from retrogait._kernels.constants import STANDARD_GRAVITY_MPS2
from retrogait.errors import RetrogaitWarning
from retrogait.kinematics.stride_closure import Scales, sample_strides
from retrogait.mounting import sensor_pair
from retrogait.mounting.pair_guesses import guesses
from retrogait.mounting.sensor_pair import PairOptions, check_pair, check_pairs, pair_notes
from retrogait.simulation import Sensor
from retrogait.tables.catalogue import SITES

pytestmark = pytest.mark.filterwarnings("ignore::retrogait.RetrogaitWarning")

ALL = tuple(SITES)
WALK = {"direction": "forward", "speed_mps": 0.9, "duration_s": 25, "sites": ALL, "seed": 4}


def changed(recording: rg.Recording, acc=None, gyr=None, *, frame: str = "segment") -> rg.Recording:
    """The recording with its triads multiplied by matrices."""
    frames = {}
    for site, table in frames_of(recording).items():
        values = table.to_numpy().copy()
        values[:, :3] = values[:, :3] @ np.asarray(np.eye(3) if acc is None else acc).T
        values[:, 3:] = values[:, 3:] @ np.asarray(np.eye(3) if gyr is None else gyr).T
        frames[site] = pd.DataFrame(values, columns=table.columns, index=table.index)
    return recorded(frames, recording.rate_hz, frame=frame)


def late(recording: rg.Recording, by_samples: int) -> rg.Recording:
    """The recording with a gyroscope that is late."""
    frames = {}
    for site, table in frames_of(recording).items():
        values = table.to_numpy().copy()
        values[:, 3:] = np.roll(values[:, 3:], by_samples, axis=0)
        frames[site] = pd.DataFrame(values, columns=table.columns, index=table.index).iloc[30:-30]
    return recorded(frames, recording.rate_hz)


def exchanged(first: int, second: int, sign: float = 1.0) -> np.ndarray:
    matrix = np.eye(3)
    matrix[[first, second]] = matrix[[second, first]]
    matrix[first] *= sign
    return matrix


MIRROR = np.diag([1.0, -1.0, 1.0])
FAULTS = {
    "negated": ({"gyr": -np.eye(3)}, "negated"),
    "left-handed axes": ({"acc": MIRROR, "gyr": MIRROR}, "negated"),
    "rad/s for deg/s": ({"gyr": np.eye(3) / 57.29578}, "unit"),
    "deg/s for rad/s": ({"gyr": np.eye(3) * 57.29578}, "unit"),
    "half": ({"gyr": np.eye(3) * 0.5}, "factor"),
    "double": ({"gyr": np.eye(3) * 2.0}, "factor"),
    "x and y": ({"gyr": exchanged(0, 1)}, "exchanged"),
    "x and -y": ({"gyr": exchanged(0, 1, -1.0)}, "exchanged"),
    "y and z": ({"gyr": exchanged(1, 2)}, "exchanged"),
    "y and -z": ({"gyr": exchanged(1, 2, -1.0)}, "exchanged"),
    "both units and sign": ({"gyr": -np.eye(3) / 57.29578}, "negated unit"),
}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("direction", ["forward", "backward"])
def test_a_fault_at_a_foot_is_named_and_breaks_the_pair(fault, direction):
    walk, _ = simulate(direction, 0.9, duration_s=20, seed=5)
    change, cause = FAULTS[fault]
    for finding in check_pairs(changed(walk, **change)).values():
        assert (finding.cause, finding.broken, finding.decided) == (cause, True, True)
        assert finding.residual > 2.0 * finding.best_residual


ACROSS = {"left-handed accelerometer": {"acc": MIRROR}, "z and x": {"gyr": exchanged(2, 0)}}


@pytest.mark.parametrize("fault", ACROSS)
@pytest.mark.parametrize("direction", ["forward", "backward"])
def test_axes_that_a_foot_hardly_turns_about_are_named_where_much_is_left_over(fault, direction):
    """What is left of a bias looks the same as little of it. Direction is right all the same."""
    walk, _ = simulate(direction, 0.9, duration_s=20, seed=5)
    wrong = changed(walk, **ACROSS[fault])
    finding = check_pair(wrong, "left_foot")
    assert finding.broken == (finding.cause in {"signs", "exchanged"})
    unbiased = sample_strides(wrong.channels("left_foot"), 100.0).without_bias
    left = min(finding.residual, unbiased.left_over(np.eye(3)).residual(Scales.of_site("left_foot")))
    for least, named in ((left * 0.99, True), (left * 1.01, False)):
        found = check_pair(wrong, "left_foot", PairOptions(least_across=least, least_exchanged=0.0))
        assert (found.cause in {"signs", "exchanged"}) == named
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RetrogaitWarning)
        directions = set(rg.analyze(wrong.select("left_foot")).strides["direction"])
    assert directions <= {direction, "unknown"}


@pytest.mark.parametrize("bias_dps", [1.0, 3.0, 5.0])
def test_a_bias_of_the_gyroscope_is_no_wrong_axis(bias_dps):
    for seed in range(3):
        for direction, speed_mps in (("forward", 1.1), ("backward", 0.25)):
            biased, _ = simulate(direction, speed_mps, 25, seed=seed, sensor=Sensor(gyr_bias_dps=bias_dps))
            assert pair_notes(biased) == []


@pytest.mark.parametrize("speed_mps", [0.2, 0.6, 1.4])
@pytest.mark.parametrize("direction", ["forward", "backward"])
def test_good_sensors_at_every_site_are_left_alone(direction, speed_mps):
    walk, _ = simulate(direction, speed_mps, duration_s=25, sites=ALL, seed=7)
    for finding in check_pairs(walk).values():
        assert (finding.cause, finding.broken, finding.note) == ("fits", False, "")
    assert pair_notes(changed(walk, frame="sensor")) == []


@pytest.mark.parametrize("site", FEET)
def test_at_a_foot_it_is_decided_that_the_pair_fits(site):
    walk, _ = simulate(**WALK)
    finding = check_pair(walk, site)
    assert finding.decided
    assert finding.words == "they fit together"
    assert finding.gravity_mps2 == pytest.approx(9.81, abs=0.2)


@pytest.mark.parametrize("site", ["lower_back", "sternum"])
@pytest.mark.parametrize("gyr", [np.eye(3), -np.eye(3)], ids=["given", "negated"])
def test_a_trunk_decides_nothing_and_says_so_without_a_note(site, gyr):
    walk, _ = simulate(**WALK)
    finding = check_pair(changed(walk, gyr=gyr), site)
    assert not finding.decided
    assert finding.note == ""
    assert "nothing decides" in finding.words or "too few" in finding.words


@pytest.mark.parametrize(("n", "judged"), [(3, False), (12, True)])
def test_a_few_strides_decide_nothing(n, judged):
    walk, _ = simulate("forward", 0.9, duration_s=20, seed=5)
    cut = {site: frame.iloc[300 : 300 + 110 * n] for site, frame in frames_of(walk).items()}
    finding = check_pair(changed(recorded(cut), gyr=-np.eye(3)), "left_foot")
    assert finding.broken == judged
    assert ("too few to judge" in finding.words) != judged


def test_following_the_note_mends_the_samples_and_the_strides_come_back():
    walk, _ = simulate("forward", 0.9, duration_s=20, seed=5)
    wrong = changed(walk, gyr=-np.eye(3))
    with pytest.warns(RetrogaitWarning, match="multiply gyr_x, gyr_y and gyr_z by -1"):
        broken = rg.analyze(wrong)
    assert not (broken.strides["direction"] == "forward").any()
    mended = rg.analyze(changed(wrong, gyr=-np.eye(3)))
    assert not any("belong together" in note for note in mended.warnings)
    assert (mended.strides["direction"] == "forward").all()


def test_a_note_says_where_what_was_found_what_is_expected_why_and_the_next_step():
    walk, _ = simulate("forward", 0.9, duration_s=20, seed=5)
    (note, _) = pair_notes(changed(walk, gyr=np.eye(3) / 57.29578))
    assert note.startswith("left_foot: accelerometer and gyroscope do not belong together: over ")
    for words in (
        " strides gravity comes out as ",
        " m/s^2 (expected 9.8) and ",
        "times the usual velocity and tilt are left over",
        "the gyroscope is in rad/s and was taken for deg/s; pass gyr_unit='rad/s'",
    ):
        assert words in note
    (note, _) = pair_notes(changed(walk, gyr=exchanged(0, 1)))
    assert "put (gyr_y, gyr_x, gyr_z) in the place of (gyr_x, gyr_y, gyr_z)" in note


def test_a_unit_that_was_passed_already_is_not_advised_again():
    walk, _ = simulate("forward", 0.9, duration_s=20, seed=5)
    wrong = {site: frame * ([1.0] * 3 + [1 / 57.29578**2] * 3) for site, frame in frames_of(walk).items()}
    (note, _) = pair_notes(rg.Recording.from_frames(wrong, gyr_unit="rad/s"))
    assert note.endswith("multiply gyr_x, gyr_y and gyr_z by 57.3")


@pytest.mark.parametrize("site", ["left_thigh", "lower_back", "sternum"])
def test_where_a_segment_hardly_turns_a_far_too_high_rate_is_named_if_not_by_how_much(site):
    walk, _ = simulate("forward", 1.2, duration_s=30, sites=ALL, seed=4)
    finding = check_pair(changed(walk, gyr=np.eye(3) * 57.29578), site)
    assert finding.n_strides < 5 or (finding.cause in {"too fast", "unit"} and finding.broken)
    assert finding.n_strides < 5 or "gyr_unit='deg/s'" in finding.note


def test_every_guess_is_mended_by_what_it_says():
    """A guess and its own opposite give the samples back, so each is found by that and by no other change."""
    for guess in guesses():
        if guess.cause in {"fits", "too fast", "acc factor"}:
            continue
        assert abs(np.linalg.det(guess.change)) > 0
        assert guess.likely
        assert guess.way_out


@pytest.mark.parametrize(("factor", "cause"), [(2.0, "acc factor"), (0.5, "acc factor"), (1.04, "fits")])
def test_an_accelerometer_in_a_wrong_range_is_named(factor, cause):
    walk, _ = simulate("forward", 0.9, duration_s=20, seed=5)
    moving = {
        site: frame.iloc[400:-400] * ([factor] * 3 + [1.0] * 3) for site, frame in frames_of(walk).items()
    }
    finding = check_pair(_unchecked(moving), "left_foot")
    assert finding.cause == cause


def _unchecked(frames: dict[str, pd.DataFrame]) -> rg.Recording:
    """A recording whose accelerometer would be refused at the door if it ever rested."""
    made = recorded({site: frame * 0 + [0, 0, 9.81, 0, 0, 0] for site, frame in frames.items()})
    channels = {site: np.ascontiguousarray(frame.to_numpy().T) for site, frame in frames.items()}
    return replace(made, _channels=channels)


# limits, each from both sides


@pytest.mark.parametrize(("scale", "named"), [(0.9, True), (1.1, False)])
@pytest.mark.parametrize(
    ("site", "limit"),
    [
        ("left_foot", "least_ratio_foot"),
        ("left_shank", "least_ratio_shank"),
        ("left_thigh", "least_ratio_elsewhere"),
    ],
)
def test_a_guess_is_believed_where_so_much_less_is_left_over(site, limit, scale, named):
    walk, _ = simulate(**WALK)
    wrong = changed(walk, gyr=-np.eye(3))
    free = check_pair(wrong, site, PairOptions(**{limit: 1.0}, alike=1.0, alike_residual=0.0))
    ratio = free.residual / free.best_residual
    assert ratio > 1.2
    finding = check_pair(wrong, site, PairOptions(**{limit: scale * ratio}, alike=1.0, alike_residual=0.0))
    assert (finding.cause != "fits") == named


@pytest.mark.parametrize(("scale", "named"), [(0.9, True), (1.1, False)])
def test_nothing_is_looked_for_where_little_is_left_over(scale, named):
    walk, _ = simulate("forward", 0.9, duration_s=20, seed=5)
    wrong = changed(walk, gyr=-np.eye(3))
    residual = check_pair(wrong, "left_foot").residual
    assert check_pair(wrong, "left_foot", PairOptions(fits=scale * residual)).broken == named


@pytest.mark.parametrize(("beside", "named"), [(0, True), (1, False)])
def test_strides_must_be_as_many_as_is_said(beside, named):
    walk, _ = simulate("forward", 0.9, duration_s=20, seed=5)
    wrong = changed(walk, gyr=-np.eye(3))
    n = sample_strides(wrong.channels("left_foot"), 100.0).n_strides
    assert check_pair(wrong, "left_foot", PairOptions(least_strides=n + beside)).broken == named


@pytest.mark.parametrize(
    ("limits", "cause"),
    [
        ({"alike": 1.4}, "exchanged"),
        ({"alike": 1.6}, "negated"),
        ({"alike_residual": 1.4}, "exchanged"),
        ({"alike_residual": 1.6}, "negated"),
    ],
)
def test_of_guesses_that_fit_alike_the_one_met_more_often_is_believed(limits, cause, monkeypatch):
    """Here exchanged axes leave a third less than the negated gyroscope does."""
    walk, _ = simulate("forward", 0.9, duration_s=20, seed=5)
    said = {"negated": (1.5, 0.0), "exchanged": (1.0, 0.0)}
    monkeypatch.setattr(
        sensor_pair.Judgement, "_try", lambda _, guess, *__: said.get(guess.cause, (3.0, 0.0))
    )
    finding = check_pair(changed(walk, gyr=-np.eye(3)), "left_foot", PairOptions(**limits))
    assert finding.cause == cause


@pytest.mark.parametrize(("off_mps2", "named"), [(0.9, True), (1.1, False)])
def test_a_guess_under_which_gravity_is_not_1_g_is_none(off_mps2, named, monkeypatch):
    walk, _ = simulate("forward", 0.9, duration_s=20, seed=5)
    judgement = sensor_pair.Judgement
    tried = judgement._try
    monkeypatch.setattr(judgement, "_try", lambda self, *given: (tried(self, *given)[0], off_mps2))
    finding = check_pair(changed(walk, gyr=-np.eye(3)), "left_foot")
    assert (finding.cause == "negated") == named


@pytest.mark.parametrize(("scale", "named"), [(0.9, True), (1.1, False)])
def test_two_that_fit_under_no_guess_are_named_where_gravity_is_far_off(scale, named):
    """The gyroscope of another person's foot."""
    walk, _ = simulate("forward", 1.2, duration_s=20, seed=5)
    other, _ = simulate("backward", 1.1, duration_s=20, seed=8)
    mixed = walk["left_foot"].copy()
    n = min(len(mixed), len(other["right_foot"]))
    mixed = mixed.iloc[:n]
    mixed.iloc[:, 3:] = other["right_foot"].to_numpy()[:n, 3:] * 2.0
    recording = recorded({"left_foot": mixed})
    strict = PairOptions(least_ratio_foot=1e6)
    off_mps2 = abs(check_pair(recording, "left_foot", strict).gravity_mps2 - 9.80665)
    assert off_mps2 > 0.5
    finding = check_pair(recording, "left_foot", replace(strict, no_fit_mps2=scale * off_mps2))
    assert (finding.cause == "unknown") == named
    if named:
        assert finding.broken
        assert "check that both are of one sensor" in finding.note


# delays


def test_a_gyroscope_that_is_late_is_named_with_its_delay_and_a_shorter_one_is_not():
    walk, _ = simulate("forward", 1.2, duration_s=30, seed=6)
    finding = check_pair(late(walk, 8), "left_foot")
    assert finding.cause == "delayed"
    assert finding.delay_s == pytest.approx(0.08, abs=0.025)
    assert not finding.broken
    assert "late against the accelerometer" in finding.note
    assert check_pair(late(walk, 1), "left_foot").note == ""


@pytest.mark.parametrize(
    ("limit", "inside", "outside"),
    [
        ("least_delay_s", 0.05, 0.12),
        ("least_delay_samples", 5.0, 12.0),
        ("delays_apart_s", 0.05, 0.0),
        ("delay_ratio", 1.0, 50.0),
    ],
)
def test_each_limit_of_a_delay(limit, inside, outside):
    walk, _ = simulate("forward", 1.2, duration_s=30, seed=6)
    wrong = late(walk, 8)
    assert check_pair(wrong, "left_foot", PairOptions(**{limit: inside})).cause == "delayed"
    assert check_pair(wrong, "left_foot", PairOptions(**{limit: outside})).cause != "delayed"


def test_at_25_hz_one_sample_is_no_delay():
    walk, _ = simulate("backward", 0.6, duration_s=20, seed=3)
    slow = recorded({"left_foot": walk["left_foot"].iloc[::4]}, 25.0)
    assert check_pair(slow, "left_foot", PairOptions(least_delay_samples=0.9)).cause == "delayed"
    assert check_pair(slow, "left_foot").note == ""


@pytest.mark.parametrize(("share", "named"), [(0.99, True), (1.01, False)])
def test_exchanged_axes_take_more_than_a_sign(share, named):
    """There are 46 such guesses, and the strides of a noisy sensor may fit one of them by chance."""
    walk, _ = simulate("forward", 0.8, 30, seed=3)
    wrong = changed(walk, gyr=exchanged(0, 1))
    left = check_pair(wrong, "left_foot").residual
    finding = check_pair(wrong, "left_foot", PairOptions(least_exchanged=share * left))
    assert (finding.cause == "exchanged") == named
    negated = check_pair(changed(walk, gyr=-np.eye(3)), "left_foot", PairOptions(least_exchanged=1e3))
    assert negated.cause == "negated"


@pytest.mark.parametrize(("share", "named"), [(0.99, True), (1.01, False)])
def test_with_another_main_axis_gravity_does_not_stay_where_it_is(share, named):
    walk, _ = simulate("forward", 0.8, 30, seed=3)
    wrong = changed(walk, gyr=exchanged(0, 1))
    off = abs(check_pair(wrong, "left_foot").gravity_mps2 - STANDARD_GRAVITY_MPS2)
    finding = check_pair(wrong, "left_foot", PairOptions(least_off_mps2=share * off))
    assert (finding.cause == "exchanged") == named
