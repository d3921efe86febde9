"""Mounting of sensors, declared and calibrated."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from not_walking import TUMBLING, UPRIGHT, still, white_noise
from scipy.spatial.transform import Rotation
from walks import BOTH, FEET, VELOCITY, compare, frames_of, of_site, recorded, simulate, worn

import retrogait as rg
from retrogait.errors import InvalidOption, InvalidTable, PoorExcitation, UnknownSite
from retrogait.simulation import Sensor

WAYS = pytest.mark.parametrize("direction", BOTH)
# How far the found axes may lie from the true ones. A shank leans forward by 9 deg in simulated standing, which counts
# as upright.
LARGEST_DEG = {"foot": 3.0, "shank": 12.0, "thigh": 6.0, "back": 3.0, "sternum": 5.0}


def angle_deg(one: np.ndarray, other: np.ndarray) -> float:
    return float(np.degrees(Rotation.from_matrix(one @ other.T).magnitude()))


def rotation(seed: int) -> np.ndarray:
    return Rotation.from_quat(np.random.default_rng(seed).normal(size=4)).as_matrix()


@WAYS
@pytest.mark.parametrize("speed", [0.3, 0.9])
@pytest.mark.parametrize("site", ["left_foot", "right_shank", "left_thigh", "lower_back", "sternum"])
def test_any_mounting_is_found(direction, speed, site):
    for seed in (3, 4):
        recording, truth = rg.simulate_walk(
            direction, speed, 25, seed=seed, sites=[site], sensor=Sensor(mounting="random")
        )
        alignment = rg.calibrate(recording, direction=direction)
        assert angle_deg(alignment.rotations[site], truth.mounting[site]) < LARGEST_DEG[site.split("_")[-1]]
        assert 0.4 <= alignment.quality[site] <= 1.0
        assert alignment.source[site] == f"calibrated, walking {direction}"


@WAYS
def test_the_calibrated_walk_goes_the_way_that_was_said(direction):
    recording, truth = simulate(direction, 0.6, 20, seed=8, sensor=Sensor(mounting="random"))
    session = rg.analyze(recording, alignment=rg.calibrate(recording, direction), contacts=VELOCITY)
    match = compare(truth.events, session.events)
    assert (match.missing, match.extra) == (0, 0)
    assert match.same_direction.all()
    assert match.error_s.abs().mean() <= 0.015
    assert session.strides["stride_length_m"].mean() == pytest.approx(
        truth.strides["stride_length_m"].mean(), abs=0.03
    )
    assert session.recording.frame == "segment"


@WAYS
@pytest.mark.filterwarnings("ignore::retrogait.errors.RetrogaitWarning")
def test_saying_the_wrong_direction_turns_the_front_round_and_is_not_believed(direction):
    """The user's word is taken, and the walk speaks against it: see test_direction_check."""
    recording, _ = simulate(direction, 0.6, 20, seed=8, sensor=Sensor(mounting="random"))
    wrong = {"forward": "backward", "backward": "forward"}[direction]
    right, turned = (rg.calibrate(recording, way).rotations for way in (direction, wrong))
    for site in FEET:
        np.testing.assert_allclose(right[site] @ turned[site].T, np.diag([-1.0, -1.0, 1.0]), atol=1e-6)
    session = rg.analyze(recording, alignment=rg.calibrate(recording, wrong))
    assert (session.events["direction"] == "unknown").all()


def test_one_walk_calibrates_another():
    """The mounting is found from walking forward and used on walking backward."""
    sensor = Sensor(mounting={site: rotation(k) for k, site in enumerate(FEET)})
    forward, _ = rg.simulate_walk("forward", 1.0, 20, seed=1, sensor=sensor)
    backward, truth = rg.simulate_walk("backward", 0.4, 25, seed=2, sensor=sensor)
    session = rg.analyze(backward, alignment=rg.calibrate(forward, "forward"), contacts=VELOCITY)
    assert compare(truth.events, session.events).error_s.abs().mean() <= 0.015
    assert (session.events["direction"] == "backward").all()
    assert (session.events["strike"].dropna() == "toe").mean() > 0.9


@WAYS
def test_a_dozen_strides_and_a_turn_are_enough(direction):
    program = [("stand", 1), (direction, 7), ("turn", 180), (direction, 7), ("stand", 1)]
    recording, truth = rg.simulate_walk(
        program=program, speed_mps=0.7, seed=4, sensor=Sensor(mounting="random")
    )
    alignment = rg.calibrate(recording, direction)
    for site in FEET:
        assert angle_deg(alignment.rotations[site], truth.mounting[site]) < 5.0


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (still(), r"does not turn by [0-9.]+ deg/s or more for 2.5 s without a gap"),
        (np.zeros((3000, 6)), r"does not turn by [0-9.]+ deg/s"),
        (white_noise(3.0, 60.0), "(no walk(ing)? was found|axes do not show clearly)"),
    ],
    ids=["standing", "zeros", "noise"],
)
@pytest.mark.parametrize("site", ["left_foot", "left_shank", "left_thigh", "lower_back"])
@pytest.mark.filterwarnings("ignore::retrogait.errors.RetrogaitWarning")  # channels zero throughout
def test_poor_excitation_raises(values, words, site):
    with pytest.raises(PoorExcitation, match=f"calibrate: {site}: .*{words}.*(pass|declare)"):
        rg.calibrate(of_site(values, site, frame="sensor"))


@pytest.mark.parametrize("motion", [*TUMBLING, "waving", "fast waving", "cycling", "tapping", "marching"])
def test_shaking_calibrates_nothing(motion):
    values = {**UPRIGHT, **TUMBLING}[motion]
    for site in ("left_foot", "left_shank", "left_thigh", "lower_back", "sternum"):
        with pytest.raises(PoorExcitation, match=f"calibrate: {site}: "):
            rg.calibrate(of_site(values, site, frame="sensor"))


def test_arguments_of_calibrate():
    recording, _ = simulate("backward", 0.6, 20, seed=8)
    with pytest.raises(
        InvalidOption, match=r"direction is 'backwards'; expected .* 'forward' or\s+'backward'"
    ):
        rg.calibrate(recording, direction="backwards")
    nameless = recorded({"sensor_1": recording["left_foot"]}, frame="sensor")
    with pytest.raises(
        UnknownSite, match=r"body site of 'sensor_1' is not stated.*pass sites=\{'sensor_1': 'left_foot'\}"
    ):
        rg.calibrate(nameless)


@settings(max_examples=30)
@given(st.integers(0, 2**32 - 1), st.floats(0, 1))
def test_json_gives_back_the_very_same_numbers(seed, quality):
    made = rg.Alignment(
        {"left_foot": rotation(seed), "lower_back": rotation(seed + 1)},
        {"left_foot": quality, "lower_back": 1.0},
        {"left_foot": "calibrated, walking backward", "lower_back": "declared"},
    )
    read = rg.Alignment.from_json(made.to_json())
    assert read.quality == made.quality
    assert read.source == made.source
    for site, matrix in made.rotations.items():
        np.testing.assert_array_equal(read.rotations[site], matrix)


def test_a_file_gives_back_the_alignment(tmp_path):
    made = rg.Alignment.declared({"left_foot": ("-y", "+x", "+z")})
    made.save(tmp_path / "mounting.json")
    assert rg.Alignment.load(tmp_path / "mounting.json").to_json() == made.to_json()


DECLARED = json.loads(rg.Alignment.declared({"left_foot": np.eye(3)}).to_json())


def changed(**entry):
    """The text of an alignment whose only site says something else."""
    return json.dumps({**DECLARED, "sites": {"left_foot": {**DECLARED["sites"]["left_foot"], **entry}}})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "not json",
            "the text is not JSON .*expected what Alignment.to_json or `retrogait calibrate` writes",
        ),
        (changed()[:-20], "the text is not JSON .*; it ends early; expected what"),
        ("[]", "the JSON holds a list, not an object"),
        ("{}", "the format is None; expected 'retrogait alignment 1'"),
        (
            json.dumps({**DECLARED, "format": "retrogait alignment 99"}),
            "newer than 'retrogait alignment 1', .*install a",
        ),
        (
            json.dumps({**DECLARED, "format": "retrogait session 1"}),
            r"'retrogait session 1'\); expected 'retrogait ali",
        ),
        (
            json.dumps({"format": DECLARED["format"]}),
            "'sites' is missing; expected format sites; the file was cut",
        ),
        (json.dumps({**DECLARED, "more": 1}), "'more' is unknown; expected format sites"),
        (json.dumps({**DECLARED, "sites": 3}), "'sites' is a int; expected an object; calibrate again"),
        (json.dumps({**DECLARED, "sites": {"left_foot": 3}}), "left_foot is a int; expected an object"),
        (
            json.dumps({**DECLARED, "sites": {"left_foot": {}}}),
            "left_foot: 'rotation' is missing; expected rotation qual",
        ),
        (changed(rotation="x"), "left_foot: 'rotation' is 'x'; expected three rows of three numbers"),
        (changed(rotation=[[1, 0, 0], [0, 1], [0]]), "expected three rows of three numbers"),
        (changed(rotation=[[True, 0, 0], [0, 1, 0], [0, 0, 1]]), "expected three rows of three numbers"),
        (changed(rotation=[[1]]), "left_foot: the mounting is not a rotation"),
        (changed(quality=float("nan")), "NaN is not JSON"),
        (changed(quality=-0.01), "left_foot: 'quality' is -0.01; expected a number from 0 to 1, or null"),
        (changed(quality=1.01), "left_foot: 'quality' is 1.01; expected a number from 0 to 1, or null"),
        (changed(quality="good"), "left_foot: 'quality' is 'good'; expected a number from 0 to 1"),
        (changed(source=None), "left_foot: 'source' is None; expected text"),
        (changed().replace('"source"', '"quality": 1, "source"'), "'quality' is there twice"),
        (changed().replace('"source"', '"evidence_nats": 1e999, "source"'), "'1e999' is beyond all numbers"),
        (changed(evidence_nats=10**309), "is beyond all numbers"),
        (changed(evidence_nats=None), "left_foot: 'evidence_nats' is None; expected a number"),
        (changed(rotation=[[10**309, 0, 0], [0, 1, 0], [0, 0, 1]]), "is beyond all numbers"),
        (
            changed(rotation=[[1e308, 0, 0], [0, 1, 0], [0, 0, 1]]),
            "left_foot: the mounting is not a rotation",
        ),
        (changed().replace("left_foot", " "), "' ' names a site; expected the name of a body site"),
        (changed().replace("left_foot", "left ankle"), "'left ankle' names a site; expected 'left_"),
    ],
)
def test_what_is_no_alignment_is_refused(tmp_path, text, message):
    with pytest.raises(InvalidTable, match=f"^alignment: .*{message}"):
        rg.Alignment.from_json(text)
    (tmp_path / "mounting.json").write_text(text)
    with pytest.raises(InvalidTable, match=f"^mounting.json: alignment: .*{message}"):
        rg.Alignment.load(tmp_path / "mounting.json")


@pytest.mark.parametrize("quality", [0, 0.0, 1, 1.0, None])
def test_a_quality_from_0_to_1_or_none_is_read(quality):
    read = rg.Alignment.from_json(changed(quality=quality))
    assert read.quality == ({} if quality is None else {"left_foot": quality})
    assert json.loads(read.to_json())["sites"]["left_foot"]["quality"] == quality


def test_what_could_not_be_read_back_is_not_written():
    with pytest.raises(
        InvalidOption, match="left_foot: 'quality' is nan; expected a number from 0 to 1, or null"
    ):
        rg.Alignment({"left_foot": np.eye(3)}, {"left_foot": float("nan")}).to_json()
    with pytest.raises(InvalidOption, match="left_foot: the mounting is not a rotation"):
        rg.Alignment({"left_foot": 2 * np.eye(3)}, {}).to_json()


def test_a_file_that_cannot_be_opened_is_named(tmp_path):
    with pytest.raises(
        InvalidTable, match=r"gone.json cannot be opened .*looked in .*calibrate` writes; check the p"
    ):
        rg.Alignment.load(tmp_path / "gone.json")
    with pytest.raises(InvalidTable, match="cannot be opened"):
        rg.Alignment.load(tmp_path)
    (tmp_path / "mounting.json").write_bytes(b"\xff\xfe")
    with pytest.raises(InvalidTable, match="mounting.json: alignment: the file is not text .*at byte 0"):
        rg.Alignment.load(tmp_path / "mounting.json")


def test_a_file_with_a_matrix_that_is_no_rotation_is_refused():
    data = json.loads(rg.Alignment.declared({"left_foot": np.eye(3)}).to_json())
    data["sites"]["left_foot"]["rotation"][0][0] = 2.0
    with pytest.raises(
        InvalidTable, match=r"alignment: left_foot: the mounting is not a rotation \(found \[\["
    ):
        rg.Alignment.from_json(json.dumps(data))


def test_declared_axes():
    """The sensor lies on its side: its y axis points back, x to the left, z up."""
    alignment = rg.Alignment.declared({"left_foot": ("-y", "+x", "+z"), "right_foot": ("x", "y", "z")})
    sensor = np.array([1.0, -2.0, 3.0])
    assert (alignment.rotations["left_foot"] @ sensor).tolist() == [2.0, 1.0, 3.0]
    assert alignment.rotations["right_foot"].tolist() == np.eye(3).tolist()
    assert alignment.quality == {"left_foot": 1.0, "right_foot": 1.0}


@pytest.mark.parametrize(
    ("axes", "words"),
    [
        (("+x", "+y"), r"axes are \+x \+y; expected three sensor axes .* anterior, left and up"),
        (("+x", "+y", "up"), r"axes are \+x \+y up; .*each one of \+x -x \+y -y \+z -z"),
        (("+x", "+x", "+z"), r"not a rotation .*no axis is named twice"),
        (("+y", "+x", "+z"), r"not a rotation .*right-handed .*check the signs"),
        (2 * np.eye(3), "not a rotation"),
        (np.diag([1.0, 1.0, -1.0]), "right-handed"),
        (np.eye(2), "not a rotation"),
    ],
)
def test_what_is_no_mounting_is_refused(axes, words):
    with pytest.raises(InvalidOption, match=f"(?s)left_foot: .*{words}"):
        rg.Alignment.declared({"left_foot": axes})


@WAYS
def test_a_declared_mounting_is_undone(direction):
    straight, _ = simulate(direction, 0.6, 20, seed=8)
    turned = {site: rotation(k) for k, site in enumerate(FEET)}
    back = rg.Alignment.declared(turned).apply(worn(straight, turned))
    assert back.frame == "segment"
    for site in FEET:
        np.testing.assert_allclose(back[site], straight[site], atol=1e-9)


def test_apply_refuses_what_does_not_fit():
    recording, _ = simulate("backward", 0.6, 20, seed=8)
    with pytest.raises(InvalidOption, match=r"in the segment frame already.*leave alignment out"):
        rg.Alignment.declared(dict.fromkeys(FEET, np.eye(3))).apply(recording)
    unknown = recorded(frames_of(recording), frame="sensor")
    with pytest.raises(UnknownSite, match=r"no rotation for 'right_foot' \(it holds left_foot\).*calibrate"):
        rg.Alignment.declared({"left_foot": np.eye(3)}).apply(unknown)
    with pytest.raises(UnknownSite, match=r"no rotation for 'left_foot' \(it holds none\)"):
        rg.analyze(unknown, alignment=rg.Alignment.declared({}))


def test_a_rotation_written_with_few_digits_is_applied():
    """It was taken by `declared` and by `from_json`, and then refused where it was applied."""
    walk = worn(simulate("backward", 0.6, 12, seed=1)[0].select("left_foot"), {"left_foot": np.eye(3)})
    few = np.round(Rotation.from_euler("z", 17, degrees=True).as_matrix(), 4)
    for alignment in (
        rg.Alignment.declared({"left_foot": few}),
        rg.Alignment.from_json(changed(rotation=few.tolist())),
    ):
        assert np.abs(alignment.rotations["left_foot"] - few).max() < 1e-4
        assert alignment.apply(walk).frame == "segment"
        again = rg.Alignment.from_json(alignment.to_json())
        assert (again.rotations["left_foot"] == alignment.rotations["left_foot"]).all()


# One bad sensor among good ones.


def one_stuck() -> rg.Recording:
    walk, _ = simulate("backward", 0.6, 25, seed=8, sites=(*FEET, "left_shank", "right_shank"))
    frames = {site: walk[site] for site in walk.sites}
    frames["right_foot"] = frames["right_foot"].assign(gyr_x=50.0, gyr_y=50.0, gyr_z=50.0)
    return rg.Recording.from_frames(frames, frame="sensor")


def test_the_one_bad_sensor_is_named_and_the_good_ones_are_kept():
    with pytest.warns(
        rg.RetrogaitWarning,
        match=r"^calibrate: right_foot: gyr_x gyr_y gyr_z stuck at 50, 50, 50 deg/s .*again; it is left out, and "
        "left_foot left_shank right_shank calibrated$",
    ):
        alignment = rg.calibrate(one_stuck(), "backward")
    assert list(alignment.rotations) == ["left_foot", "left_shank", "right_shank"]
    assert list(alignment.missing) == ["right_foot"]
    back = rg.Alignment.from_json(alignment.to_json())
    assert back.missing == alignment.missing


@pytest.mark.filterwarnings("ignore::retrogait.errors.RetrogaitWarning")
def test_the_walk_of_the_good_sensors_is_analysed_with_it():
    recording = one_stuck()
    session = rg.analyze(recording, alignment=rg.calibrate(recording, "backward"))
    left = session.strides[session.strides["side"] == "left"]
    assert len(left) > 12
    assert (left["direction"] == "backward").all()
    assert session.recording.frame_of("right_foot") == "sensor"
    assert "backward" not in set(session.strides.loc[session.strides["side"] == "right", "direction"])
    assert any(one.startswith("right_foot: gyr_x") for one in session.warnings)


@pytest.mark.parametrize("wrong", [{"right_foot": 3}, {"left_foot": "it has a rotation"}, [], {"": "x"}])
def test_what_is_missing_is_read_strictly(wrong):
    text = rg.Alignment.declared({"left_foot": ("-y", "+x", "+z")}).to_json()
    data = {**json.loads(text), "missing": wrong}
    with pytest.raises(rg.InvalidTable, match="alignment: .*(missing|names a site)"):
        rg.Alignment.from_json(json.dumps(data))
