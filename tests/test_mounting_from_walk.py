"""A recording in the sensor frame that mounts itself: axes, front, how it is said, and what stays unknown."""

from __future__ import annotations

import re
import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kernel_inputs import SEEDS
from not_walking import TUMBLING, UPRIGHT
from scipy.spatial.transform import Rotation
from walks import BOTH, FEET, SHANKS, VELOCITY, compare, frames_of, of_site, recorded, simulate, worn

import retrogait as rg
from retrogait.errors import PoorExcitation
from retrogait.gait.time_asymmetry import AsymmetryOptions
from retrogait.mounting.applied import name_sources
from retrogait.mounting.fronts import agreement, find_fronts
from retrogait.mounting.heading import Heading
from retrogait.mounting.site_mounting import SiteMounting
from retrogait.simulation import Sensor

OPTIONS = AsymmetryOptions()
THIGHS = ("left_thigh", "right_thigh")
WAYS = pytest.mark.parametrize("direction", BOTH)
QUIET = pytest.mark.filterwarnings("ignore::retrogait.errors.RetrogaitWarning")


def at_random(recording: rg.Recording, seed: int = 0) -> rg.Recording:
    """Every sensor turned in some way that nobody wrote down."""
    turns = Rotation.random(len(recording.sites), random_state=seed).as_matrix()
    return worn(recording, dict(zip(recording.sites, turns, strict=True)))


def heading_deg(found: np.ndarray, true: np.ndarray) -> float:
    """Angle about the vertical between the anterior axes of two mountings."""
    ahead = found @ true.T
    return abs(float(np.degrees(np.arctan2(ahead[0, 1], ahead[0, 0]))))


@QUIET
@WAYS
@pytest.mark.parametrize("sites", [FEET, SHANKS, THIGHS], ids=lambda sites: sites[0])
@pytest.mark.parametrize("speed_mps", [0.5, 1.0])
def test_a_walk_tells_its_own_direction(direction, sites, speed_mps):
    walk, _ = simulate(direction, speed_mps, 25, seed=5, sites=sites)
    session = rg.analyze(at_random(walk))
    assert len(session.strides) > 15
    assert (session.strides["direction"] == direction).mean() > 0.9
    assert "backward" not in set(session.strides["direction"]) - {direction}
    assert session.summary["direction_source"] == "walk"
    assert session.summary["direction_evidence"] > OPTIONS.least_nats
    assert session.summary["frame"] == "segment"
    assert session.strides["direction_confidence"].max() <= 1.0


@QUIET
@WAYS
def test_strike_length_and_angle_are_nearly_those_of_a_declared_mounting(direction):
    errors = {"declared": [], "walk": []}
    for seed in range(4):
        walk, truth = simulate(direction, 0.7, 20, seed=seed)
        for how, recording in (("declared", walk), ("walk", at_random(walk, seed))):
            session = rg.analyze(recording, contacts=VELOCITY)
            match = compare(truth.events, session.events)
            assert (match.missing, match.extra) == (0, 0)
            length = session.strides["stride_length_m"].mean() - truth.strides["stride_length_m"].mean()
            angle = (
                session.events["foot_strike_angle_deg"].mean() - truth.events["foot_strike_angle_deg"].mean()
            )
            errors[how].append((abs(length), abs(angle)))
    declared, found = (np.mean(errors[how], axis=0) for how in ("declared", "walk"))
    assert found[0] < 1.2 * declared[0] + 0.002
    assert found[1] < 1.2 * declared[1] + 0.3


@pytest.mark.parametrize("sites", [FEET, SHANKS], ids=lambda sites: sites[0])
def test_the_anterior_axis_is_found(sites):
    apart = []
    for seed in range(8):
        walk, truth = rg.simulate_walk(
            BOTH[seed % 2], 0.4 + 0.1 * seed, 20, seed=seed, sites=sites, sensor=Sensor(mounting="random")
        )
        alignment = rg.calibrate(walk)
        assert set(alignment.source.values()) == {"calibrated, direction from the walk"}
        assert min(alignment.evidence.values()) > OPTIONS.least_nats
        apart += [heading_deg(alignment.rotations[site], truth.mounting[site]) for site in sites]
    assert np.median(apart) < (3.0 if sites == FEET else 5.5)
    assert np.percentile(apart, 95) < 6.0


@QUIET
@settings(max_examples=6)
@given(SEEDS, st.sampled_from(BOTH), st.sampled_from([FEET, SHANKS]))
def test_no_turning_of_a_sensor_changes_the_result(seed, direction, sites):
    walk, _ = simulate(direction, 0.7, 20, seed=6, sites=sites)
    one, other = (rg.analyze(at_random(walk, k)).strides for k in (0, seed))
    assert one["direction"].tolist() == other["direction"].tolist()
    np.testing.assert_allclose(one["start_s"], other["start_s"], atol=0.02)
    np.testing.assert_allclose(one["stride_length_m"], other["stride_length_m"], atol=0.01)


@QUIET
def test_a_recording_that_goes_both_ways_has_one_mounting():
    program = [("stand", 2), ("forward", 9), ("stop", 1.5), ("backward", 12), ("stop", 1.5), ("forward", 8)]
    for sites in (FEET, SHANKS, THIGHS):
        walk, _ = rg.simulate_walk(program=program, speed_mps=0.6, seed=3, sites=sites)
        session = rg.analyze(at_random(walk))
        runs = session.events["direction"][session.events["direction"] != "unknown"]
        assert runs[runs.ne(runs.shift())].tolist() == ["forward", "backward", "forward"]


@QUIET
def test_the_confidence_of_a_direction_is_that_of_the_mounting_at_most():
    walk, _ = simulate("backward", 0.7, 8, seed=5)
    session = rg.analyze(at_random(walk))
    told = next(note for note in session.warnings if "confidence: " in note).split("confidence: ")[1]
    sure = float(told.split("left_foot ")[1][:4])
    left = session.strides[session.strides["side"] == "left"]
    assert left["direction_confidence"].max() <= sure + 0.005


def test_the_note_says_how_it_is_known_and_how_sure():
    walk, _ = simulate("backward", 0.7, 20, seed=5)
    with pytest.warns(rg.RetrogaitWarning) as caught:
        session = rg.analyze(at_random(walk))
    assert [str(one.message) for one in caught] == list(session.warnings)
    (note,) = session.warnings
    assert note.startswith(
        "the mounting was found from the walk itself, and which way is forward from its asymmetry in time (confidence: "
        "left_foot "
    )
    assert note.endswith("a known mounting, Alignment.declared(...), is more certain")


@QUIET
def test_a_trunk_stays_unknown_beside_legs_that_know():
    walk, _ = simulate("backward", 0.7, 20, seed=5, sites=(*FEET, "lower_back"))
    session = rg.analyze(at_random(walk))
    assert set(session.strides["direction"]) == {"backward"}
    assert session.summary["direction_source"] == "walk"
    assert session.summary["frame"] == "sensor"
    assert session.recording.frame_of("left_foot") == "segment"
    assert session.recording.frame_of("lower_back") == "sensor"
    (note,) = [note for note in session.warnings if note.startswith("lower_back")]
    assert note.startswith(
        "lower_back: direction, strike, angles and lengths are missing: the recording is in the sensor frame and the "
        "mounting does not show in it: which end is the front cannot be determined from the trunk; pass direction="
    )


@QUIET
@pytest.mark.parametrize("site", ["lower_back", "sternum"])
def test_a_trunk_alone_is_never_told(site):
    for direction in BOTH:
        walk, _ = simulate(direction, 0.8, 20, seed=5, sites=(site,))
        session = rg.analyze(at_random(walk))
        assert set(session.strides["direction"]) == {"unknown"}
        assert session.summary["direction_source"] == "none"
        assert np.isnan(session.summary["direction_evidence"])


@QUIET
@pytest.mark.parametrize("motion", [*UPRIGHT, *TUMBLING])
@pytest.mark.parametrize("site", ["left_foot", "left_shank", "left_thigh"])
def test_who_does_not_walk_has_no_direction(motion, site):
    values = {**UPRIGHT, **TUMBLING}[motion]
    session = rg.analyze(at_random(of_site(values, site)))
    assert not set(session.strides["direction"]) - {"unknown"}
    assert not set(session.events["direction"]) - {"unknown"}


@QUIET
def test_a_foot_that_shuffles_flat_tells_nothing_and_the_note_says_what_is_lacking():
    """It rises too little to go forward for certain, and what it does looks like going forward."""
    flat = rg.simulation.Walker(clearance_m=0.004, backward_strike_deg=-3.0, forward_strike_deg=0.0)
    walk, _ = rg.simulate_walk("backward", 0.5, 20, seed=4, walker=flat)
    session = rg.analyze(at_random(walk))
    assert set(session.strides["direction"]) == {"unknown"}
    assert len(session.strides) > 15
    (note,) = [note for note in session.warnings if "which end is the front" in note]
    assert re.search(
        r"in the walk \(evidence of [01]\.\d nats from \d\d steps, expected 2\.2\); pass direction= if everybody "
        r"walked one way, alignment=calibrate\(walk\) or alignment=Alignment\.declared\(\.\.\.\)$",
        note,
    )
    with pytest.raises(
        PoorExcitation, match=r"calibrate: left_foot: which end is the front does not show .* pass direction="
    ):
        rg.calibrate(at_random(walk))
    assert (rg.analyze(at_random(walk), direction="backward").strides["direction"] == "backward").all()


@QUIET
@pytest.mark.parametrize("sites", [FEET, SHANKS], ids=lambda sites: sites[0])
def test_sensors_that_lay_on_the_table_first_are_mounted_by_the_walk(sites):
    walk, _ = rg.simulate_walk("backward", 0.7, 20, seed=5, sites=sites)
    on_the_table = np.tile([9.81, 0.0, 0.0, 0.0, 0.0, 0.0], (2000, 1))
    on_the_table += np.random.default_rng(0).normal(0.0, 0.02, on_the_table.shape)
    frames = {}
    for site, frame in frames_of(walk).items():
        values = np.concatenate([on_the_table, frame.to_numpy()])
        frames[site] = pd.DataFrame(values, columns=frame.columns, index=np.arange(len(values)) / 100.0)
    alignment = rg.calibrate(recorded(frames, frame="sensor"))
    plain = rg.calibrate(recorded(frames_of(walk), frame="sensor"))
    for site in sites:
        apart = alignment.rotations[site] @ plain.rotations[site].T
        assert np.degrees(np.arccos((np.trace(apart) - 1) / 2)) < 1.0


@QUIET
@pytest.mark.parametrize(("speed_mps", "cadence_spm"), [(0.2, 40.0), (0.25, 36.0)])
def test_a_slow_walk_with_long_stances_is_mounted(speed_mps, cadence_spm):
    walk, _ = rg.simulate_walk("backward", speed_mps, 40, cadence_spm=cadence_spm, seed=1, sites=FEET)
    directions = rg.analyze(at_random(walk)).strides["direction"]
    assert "forward" not in set(directions)
    assert (directions == "backward").mean() > 0.8


@QUIET
def test_a_long_recording_is_sampled_and_comes_out_the_same():
    walk, _ = rg.simulate_walk("backward", 0.6, 9.5 * 60, seed=2)
    long = at_random(walk)
    session = rg.analyze(long)
    assert set(session.strides["direction"]) == {"backward"}
    by_hand = rg.analyze(long, alignment=rg.calibrate(long))
    assert len(session.strides) == len(by_hand.strides)
    for site in FEET:
        found, all_of_it = (np.array(one.recording.source["rotations"][site]) for one in (session, by_hand))
        assert heading_deg(found, all_of_it) < 2.0


@QUIET
def test_the_walk_of_a_long_recording_is_looked_for_where_the_legs_move():
    """Two minutes of walking among twenty of sitting still, in the last piece, which is cut short."""
    walk, _ = simulate("backward", 0.6, 100, seed=2, sites=("left_foot",))
    values = walk["left_foot"].to_numpy()
    still = np.tile(values[:50].mean(axis=0), (20 * 6000, 1))
    rng = np.random.default_rng(0)
    day = np.concatenate([still + rng.normal(0, 0.01, still.shape), values])
    session = rg.analyze(at_random(of_site(day, "left_foot")))
    assert set(session.strides["direction"]) == {"backward"}
    assert len(session.strides) > 60


@QUIET
def test_sites_in_their_segments_axes_stay_as_they_are_when_others_are_mounted():
    walk, _ = simulate("backward", 0.8, 25, seed=3, sites=FEET)
    turns = {"right_foot": Rotation.random(random_state=1).as_matrix()}
    half = worn(walk, {"left_foot": np.eye(3), **turns}).rotated({"left_foot": np.eye(3)}, keep_others=True)
    session = rg.analyze(half)
    assert session.summary["direction_source"] == "left_foot segment, right_foot walk"
    assert set(session.strides["direction"]) == {"backward"}
    declared = rg.Alignment.declared({"left_foot": ("-x", "-y", "+z"), **turns})
    session = rg.analyze(half, alignment=declared)
    assert session.summary["direction_source"] == "left_foot segment, right_foot declared"
    assert set(session.strides["direction"]) == {"backward"}
    np.testing.assert_array_equal(session.recording["left_foot"], half["left_foot"])


@QUIET
@pytest.mark.parametrize(("frame", "deciding"), [("segment", "lower_back"), ("sensor", "left_thigh")])
def test_a_thigh_tells_more_than_a_trunk_whose_mounting_is_not_known(frame, deciding):
    walk, _ = simulate("backward", 0.8, 25, seed=3, sites=("left_thigh", "lower_back"))
    session = rg.analyze(walk if frame == "segment" else at_random(walk))
    assert session.summary["contact_sites"] == deciding
    assert set(session.strides["direction"]) == {"backward"}


def test_who_follows_is_as_sure_as_who_leads_and_the_note_names_both():
    """The left foot shows the front; the right one, which shuffles flat, goes the same way at the same time."""
    walk, _ = simulate("backward", 0.5, 20, seed=4)
    flat = rg.simulation.Walker(clearance_m=0.004, backward_strike_deg=-3.0, forward_strike_deg=0.0)
    shuffle, _ = rg.simulate_walk("backward", 0.5, 20, seed=4, walker=flat)
    recording = recorded({"left_foot": walk["left_foot"], "right_foot": shuffle["right_foot"]})
    with pytest.warns(rg.RetrogaitWarning, match=r"left_foot (\S+), right_foot \1 by left_foot\)"):
        session = rg.analyze(at_random(recording))
    assert set(session.strides["direction"]) == {"backward"}


@QUIET
@pytest.mark.parametrize(("seconds", "most"), [(6.5, 0.9), (25.0, 1.0)])
def test_a_shank_with_too_few_strides_to_show_the_hand_of_its_axes_is_not_sure(seconds, most):
    walk, _ = simulate("backward", 0.8, seconds, seed=3, sites=("left_shank",))
    sure = rg.analyze(at_random(walk)).strides["direction_confidence"]
    assert most - 0.1 < sure.max() <= most


@QUIET
def test_a_sensor_that_slips_and_is_mounted_by_nobody_says_when():
    walk, _ = simulate("backward", 0.8, 30, seed=3, sites=("left_foot",))
    values = walk["left_foot"].to_numpy().copy()
    values[1600:] *= [-1, -1, 1, -1, -1, 1]
    session = rg.analyze(at_random(of_site(values, "left_foot")))
    assert set(session.strides["direction"]) == {"unknown"}
    (note,) = [note for note in session.warnings if "has probably slipped round" in note]
    assert re.search(r"from 1[5-9]\.\d s on", note)


# calibrate


def test_calibrate_takes_a_trunk_along_where_the_legs_go_one_way():
    walk, truth = rg.simulate_walk(
        "backward", 0.8, 25, seed=3, sites=(*FEET, "lower_back"), sensor=Sensor(mounting="random")
    )
    alignment = rg.calibrate(walk)
    assert heading_deg(alignment.rotations["lower_back"], truth.mounting["lower_back"]) < 25.0
    assert set(alignment.evidence) == set(FEET)


def test_calibrate_refuses_a_trunk_alone_and_leaves_one_out_whose_legs_go_both_ways():
    alone, _ = simulate("backward", 0.8, 20, seed=5, sites=("lower_back",))
    with pytest.raises(
        PoorExcitation, match="lower_back: which end .* from this sensor alone; wear one on a foot"
    ):
        rg.calibrate(at_random(alone))
    program = [("stand", 2), ("forward", 9), ("stop", 1.5), ("backward", 12)]
    both, _ = rg.simulate_walk(program=program, speed_mps=0.7, seed=3, sites=(*FEET, "lower_back"))
    with pytest.warns(
        rg.RetrogaitWarning,
        match=r"lower_back: .*go forward and backward.*pass one that goes one way; it is left out, and left_foot "
        "right_foot calibrated$",
    ):
        alignment = rg.calibrate(at_random(both))
    assert set(alignment.rotations) == set(FEET)
    assert set(alignment.missing) == {"lower_back"}


def test_the_evidence_is_kept_in_the_file(tmp_path):
    walk, _ = simulate("forward", 0.8, 20, seed=5)
    made = rg.calibrate(at_random(walk))
    made.save(tmp_path / "mounting.json")
    assert rg.Alignment.load(tmp_path / "mounting.json").evidence == made.evidence
    text = made.to_json().replace(f'"evidence_nats": {made.evidence["left_foot"]}', '"evidence_nats": "much"')
    with pytest.raises(rg.InvalidTable, match="left_foot: 'evidence_nats' is 'much'; expected a number"):
        rg.Alignment.from_json(text)


# Fronts by hand.


def seen(site: str, travel, nats, start_s: float = 0.0) -> SiteMounting:
    travel = np.asarray(travel, complex)
    heading = Heading(
        start_s + np.arange(len(travel)), travel, np.broadcast_to(np.asarray(nats, float), travel.shape)
    )
    return SiteMounting(site, np.eye(3), 1.0, heading.front, heading)


def fronts_of(*sites: SiteMounting):
    return find_fronts({one.site: one for one in sites}, None, OPTIONS)


@pytest.mark.parametrize(("nats", "known"), [(0.95, True), (0.85, False)])
def test_a_front_takes_2_2_nats(nats, known):
    front = fronts_of(seen("left_foot", [1] * 5, nats))["left_foot"]
    assert front.nats == pytest.approx(2.5 * nats)
    assert (front.unknown_because == "") == known


def test_a_sensor_without_evidence_goes_the_way_of_the_others():
    fronts = fronts_of(seen("left_foot", [1] * 6, 3.0), seen("right_foot", [-1] * 6, 0.0, 0.5))
    assert fronts["right_foot"].unknown_because == ""
    np.testing.assert_array_equal(fronts["right_foot"].matrix, np.diag([-1.0, -1.0, 1.0]))
    alone = fronts_of(seen("left_foot", [1] * 6, 3.0), seen("right_foot", [-1] * 6, 0.0, 50.0))
    assert "does not show in the walk" in alone["right_foot"].unknown_because


@pytest.mark.parametrize(("opposite", "known"), [(7, True), (8, False)])
def test_two_that_are_sure_of_opposite_ways_are_both_unknown(opposite, known):
    """Three quarters of the steps at once and more."""
    one = seen("left_foot", [1] * 10, 3.0)
    other = seen(
        "right_foot", [-1] * opposite + [1] * (10 - opposite), [-3.0] * opposite + [3.0] * (10 - opposite)
    )
    fronts = fronts_of(one, other)
    assert (fronts["left_foot"].unknown_because == "") == known
    if not known:
        assert (
            "goes the opposite way of right_foot, and both walks are clear"
            in fronts["left_foot"].unknown_because
        )


@pytest.mark.parametrize(("shared", "known"), [(3, True), (2, False)])
def test_sensors_agree_over_three_steps_at_once(shared, known):
    one, other = (seen(site, [1] * shared, 1.0).heading for site in FEET)
    assert np.isfinite(agreement(one, other)) == known


@pytest.mark.parametrize(("apart_s", "known"), [(0.95, True), (1.05, False)])
def test_steps_at_once_are_a_second_apart_at_most(apart_s, known):
    times = 10.0 * np.arange(4.0)
    one, other = (Heading(times + shift, np.ones(4, complex), np.ones(4)) for shift in (0.0, apart_s))
    assert np.isfinite(agreement(one, other)) == known


def test_sources_are_named_by_site_where_they_differ():
    assert name_sources({"left_foot": "walk", "right_foot": "walk"}) == "walk"
    assert name_sources({"left_foot": "walk", "right_foot": "none"}) == "left_foot walk, right_foot none"


def test_without_a_warning_a_known_mounting_is_silent():
    walk, _ = simulate("backward", 0.7, 20, seed=5)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        rg.analyze(walk)
