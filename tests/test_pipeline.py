"""`analyze`: which sites decide, what it refuses, and what a session says about how it was made."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest
from scipy.spatial.transform import Rotation
from walks import BACK, BOTH, FEET, SHANKS, frames_of, recorded, simulate

import retrogait as rg
from retrogait.errors import InvalidOption, InvalidTable, RetrogaitWarning, UnknownSite
from retrogait.tables.catalogue import BOUTS, EVENTS, SITES, STRIDES

WAYS = pytest.mark.parametrize("direction", BOTH)


@pytest.fixture(scope="module")
def everywhere() -> rg.Recording:
    return simulate("backward", 0.6, 20, seed=9, sites=SITES)[0]


def analyze_quietly(recording: rg.Recording, noted: str = "", **given: object) -> rg.Session:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        if noted:
            warnings.filterwarnings("ignore", noted)
        return rg.analyze(recording, **given)


@WAYS
def test_tables_keep_their_contract(direction):
    session = analyze_quietly(simulate(direction, 0.6, 20, seed=9)[0])
    for name, table in (("events", EVENTS), ("strides", STRIDES), ("bouts", BOUTS)):
        frame = getattr(session, name)
        table.check(frame)
        assert list(frame.columns) == list(table.names)
        assert frame.dtypes.astype(str).tolist() == table.frame().dtypes.astype(str).tolist()
        assert frame.index.equals(pd.RangeIndex(len(frame)))
    assert session.warnings == ()
    assert (session.strides["direction"] == direction).all()


def test_the_pipeline_does_not_touch_the_recording(everywhere):
    before = everywhere.wide()
    analyze_quietly(everywhere)
    pd.testing.assert_frame_equal(everywhere.wide(), before)
    assert analyze_quietly(everywhere).recording.sites == SITES


def test_the_same_recording_gives_the_same_session(everywhere):
    one, two = analyze_quietly(everywhere), analyze_quietly(everywhere)
    pd.testing.assert_frame_equal(one.events, two.events)
    pd.testing.assert_frame_equal(one.strides, two.strides)


@pytest.mark.parametrize(
    ("worn", "deciding"),
    [
        (SITES, "left_foot right_foot"),
        (("left_shank", "right_foot", "right_shank"), "left_shank right_foot"),
        (("right_shank", "lower_back"), "right_shank"),
        (("right_foot",), "right_foot"),
        (("left_thigh", "right_shank"), "right_shank"),
    ],
)
def test_each_sides_foot_decides_else_its_shank(everywhere, worn, deciding):
    session = analyze_quietly(everywhere.select(*worn))
    assert session.summary["contact_sites"] == deciding
    assert session.summary["sites"] == " ".join(worn)
    assert set(session.events["side"]) == {site.split("_")[0] for site in deciding.split()}
    assert len(session.strides) > 8


@pytest.mark.parametrize(
    ("worn", "deciding"),
    [
        (("left_thigh", "right_thigh"), "left_thigh right_thigh"),
        (("left_thigh", "right_thigh", "lower_back"), "left_thigh right_thigh"),
        (("right_thigh",), "right_thigh"),
    ],
)
def test_where_neither_foot_nor_shank_is_worn_both_thighs_decide_or_the_one_alone(everywhere, worn, deciding):
    session = analyze_quietly(everywhere.select(*worn), noted="contacts come from")
    assert session.summary["contact_sites"] == deciding
    assert set(session.events["side"]) == {site.split("_")[0] for site in deciding.split()}
    assert len(session.strides) > 8


@pytest.mark.parametrize("worn", [("lower_back",), ("sternum",), ("sternum", "lower_back", "left_thigh")])
def test_the_trunk_decides_alone_and_says_what_it_cannot_know(everywhere, worn):
    site = "sternum" if "lower_back" not in worn else "lower_back"
    with pytest.warns(RetrogaitWarning, match=f"contacts come from {site} alone") as caught:
        session = rg.analyze(everywhere.select(*worn))
    assert [str(w.message) for w in caught] == [
        (
            f"side is inferred from alternating steps: contacts come from {site} alone; "
            "wear a sensor on a foot or shank to know which foot lands"
        )
    ]
    assert session.warnings == (str(caught[0].message),)
    assert session.summary["n_warnings"] == 1
    assert (session.events["event"] == "initial_contact").all()
    assert (
        session.strides[["stance_time_s", "swing_time_s", "stride_length_m", "double_support_s"]]
        .isna()
        .all()
        .all()
    )
    assert session.strides["cadence_spm"].median() == pytest.approx(
        analyze_quietly(everywhere).strides["cadence_spm"].median(), rel=0.03
    )


def test_contacts_of_thighs_say_that_they_are_a_models(everywhere):
    with pytest.warns(
        RetrogaitWarning, match="contacts come from left_thigh right_thigh by a model"
    ) as caught:
        session = rg.analyze(everywhere.select("left_thigh", "right_thigh"))
    assert session.warnings == tuple(str(w.message) for w in caught)
    assert session.warnings[0] == (
        "contacts come from left_thigh right_thigh by a model, typically 30 ms off (SD), and 20 ms more to one side "
        "where the direction is unknown; stance and double support are not measured; wear a sensor on a foot or "
        "shank to measure them"
    )
    assert len(session.warnings) == 1


def test_a_sensor_without_a_site_is_refused_with_the_argument_to_give(everywhere):
    nameless = recorded({"sensor_1": everywhere["left_foot"], "left_shank": everywhere["left_shank"]})
    with pytest.raises(UnknownSite) as caught:
        rg.analyze(nameless)
    assert str(caught.value) == (
        "analyze: the body site of 'sensor_1' is not stated (found sensor_1 left_shank); expected one of "
        f"{' '.join(SITES)}; pass sites={{'sensor_1': 'left_foot'}} when reading or making the Recording"
    )
    named = recorded({"sensor_1": everywhere["left_foot"]}, sites={"sensor_1": "left_foot"})
    assert len(analyze_quietly(named).events) > 8


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"surface": "grass"}, "surface is 'grass'; expected one of overground treadmill"),
        (
            {"surface": "treadmill", "belt_speed_mps": -0.5},
            "belt_speed_mps is -0.5; expected a speed in m/s of 0 or more",
        ),
        ({"surface": "treadmill", "belt_speed_mps": float("nan")}, "belt_speed_mps is nan"),
        ({"surface": "treadmill", "belt_speed_mps": float("inf")}, "belt_speed_mps is inf"),
        (
            {"belt_speed_mps": 0.5},
            "belt_speed_mps=0.5 was given with surface=None; .*surface='treadmill'",
        ),
    ],
)
def test_options_that_cannot_be_are_refused(everywhere, options, words):
    with pytest.raises(InvalidOption, match=f"analyze: {words}"):
        rg.analyze(everywhere, **options)


@pytest.mark.parametrize(
    ("turn", "found"),
    [
        (Rotation.from_euler("x", 180, degrees=True), r"gravity lies along -z, 1[78]\d deg from \+z"),
        (Rotation.from_euler("y", 90, degrees=True), r"gravity lies along [+-]x, (8|9)\d deg"),
        (Rotation.from_euler("x", -60, degrees=True), r"gravity lies along [+-]y, (5|6)\d deg"),
    ],
)
@pytest.mark.parametrize("site", ["left_foot", "right_shank", "left_thigh", "lower_back"])
def test_a_segment_that_does_not_stand_up_is_refused(everywhere, turn, found, site):
    frames = frames_of(everywhere)
    turned = frames[site].to_numpy() @ np.kron(np.eye(2), turn.as_matrix())
    frames[site] = pd.DataFrame(turned, columns=frames[site].columns, index=frames[site].index)
    with pytest.raises(
        InvalidTable, match=rf"{site}: {found}.* when the sensor is stillest .*frame='sensor'.*calibrate"
    ):
        rg.analyze(recorded(frames))


def test_a_tilt_of_30_degrees_is_let_pass(everywhere):
    """An instep is steep; 45 deg is the limit."""
    turn = Rotation.from_euler("y", 30, degrees=True).as_matrix()
    frames = {
        site: pd.DataFrame(
            everywhere[site].to_numpy() @ np.kron(np.eye(2), turn),
            everywhere[site].index,
            everywhere[site].columns,
        )
        for site in FEET
    }
    session = analyze_quietly(recorded(frames))
    assert (session.events["direction"] == "backward").all()


def test_the_summary_tells_how_it_was_made(everywhere):
    session = analyze_quietly(
        everywhere.select(*FEET),
        surface="treadmill",
        belt_speed_mps=0.6,
        person=rg.Person(leg_length_m=0.9, foot_length_m=0.27),
        contacts=rg.ContactOptions(threshold=0.25, contact="velocity"),
    )
    expected = {
        "surface": "treadmill",
        "belt_speed_mps": 0.6,
        "rate_hz": 100.0,
        "frame": "segment",
        "sites": "left_foot right_foot",
        "n_warnings": 0,
        "retrogait_version": rg.__version__,
        "contact_threshold": 0.25,
        "contact_contact": "velocity",
        "direction_least_ahead": 0.5,
        "bout_least_strides": 3,
        "stride_turning_deg": 20.0,
        "person_leg_length_m": 0.9,
        "person_foot_length_m": 0.27,
    }
    assert {name: session.summary[name] for name in expected} == expected
    assert session.summary.name == "summary"
    assert session.summary.index.is_unique


def test_a_warning_of_the_recording_is_carried_into_the_session(everywhere):
    frames = frames_of(everywhere.select(*FEET))
    frames["left_foot"].loc[10.0:10.4] = np.nan
    with pytest.warns(RetrogaitWarning, match="1 gap of more than 0.1 s"):
        recording = recorded(frames)
    session = analyze_quietly(recording)
    assert session.warnings == recording.warnings
    assert session.summary["n_warnings"] == 1


def test_warnings_point_at_the_callers_line(everywhere):
    with pytest.warns(RetrogaitWarning) as caught:
        rg.analyze(everywhere.select(*BACK))
    assert caught[0].filename == __file__


@WAYS
def test_shanks_alone_give_strides_and_cadence(direction):
    session = analyze_quietly(simulate(direction, 0.6, 20, seed=9, sites=SHANKS)[0])
    feet = analyze_quietly(simulate(direction, 0.6, 20, seed=9, sites=FEET)[0])
    assert len(session.strides) == len(feet.strides)
    assert session.summary[f"{direction}_cadence_spm"] == pytest.approx(
        feet.summary[f"{direction}_cadence_spm"], rel=0.01
    )


def test_an_empty_stretch_at_the_start_of_one_foot(everywhere):
    """One sensor starts 8 s late: the other foot's strides stay, double support is missing where it is not known."""
    frames = frames_of(everywhere.select(*FEET))
    frames["left_foot"] = frames["left_foot"].loc[8.0:]
    with pytest.warns(RetrogaitWarning, match="left_foot: no samples for 8 s at the start"):
        recording = recorded(frames)
    session = analyze_quietly(recording)
    whole = analyze_quietly(everywhere.select(*FEET))
    right, all_right = (s.strides[s.strides["side"] == "right"] for s in (session, whole))
    np.testing.assert_allclose(right["start_s"], all_right["start_s"], atol=1e-6)
    assert right.loc[right["end_s"] < 8.0, "double_support_s"].isna().all()
    assert (session.events.loc[session.events["side"] == "left", "time_s"] > 8.0).all()


def thinned(step):
    """A walk recorded at 200 Hz of which every so-many-th sample was kept."""
    walk, _ = rg.simulate_walk("backward", 0.6, duration_s=20, rate_hz=200, sites=FEET, seed=1)
    frames = {site: walk[site].iloc[::step] for site in walk.sites}
    return rg.Recording.from_frames(frames, rate_hz=200 / step, frame="segment")


def test_a_rate_below_what_is_workable_is_refused():
    with pytest.raises(
        InvalidTable, match="it has 18.18 samples a second; contacts need 20 at least.*record at 100 Hz"
    ):
        rg.analyze(thinned(11))


def test_a_low_rate_is_said_so():
    with pytest.warns(RetrogaitWarning, match="it has 25 samples a second; below 50"):
        session = rg.analyze(thinned(8))
    assert len(session.strides) > 10
    assert not any("samples a second" in note for note in rg.analyze(thinned(4)).warnings)


def test_a_surface_that_nobody_stated_is_not_stated():
    walk = rg.simulate_walk("backward", 0.6, 20, seed=4, surface="treadmill")[0]
    session = rg.analyze(walk)
    assert session.summary["surface"] == "not stated"
    words = "surface is 'not stated'; expected one of overground treadmill, .*surface='treadmill'"
    with pytest.raises(InvalidTable, match=f"log.add: the summary's {words}"):
        rg.SessionLog().add(session, date="2026-12-01")
    stated = rg.analyze(walk, surface="treadmill")
    assert rg.SessionLog().add(stated, date="2026-12-01").entries[0].surface == "treadmill"
