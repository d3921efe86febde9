"""Names of body sites: what is understood, what stays unknown, and where a site may be given."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest
from batch_folders import use_this_process
from hypothesis import given
from hypothesis import strategies as st
from walks import FEET, simulate

import retrogait as rg
from retrogait.cli import main
from retrogait.errors import InvalidOption, InvalidTable, RetrogaitWarning, UnknownSite, UnreadableExport
from retrogait.intake.site_names import find_site, possible_sites, understand_site
from retrogait.tables.catalogue import SENSOR_COLUMNS, SITES

ANKLE = "a sensor above the ankle joint turns with the shank"
POCKET = "a sensor in a trouser pocket turns with the thigh"
PELVIS = "a sensor at the waist or on the pelvis is one of the lower back"
FOOT = "a sensor on the shoe, in it or on any part of the foot turns with the foot"
CHEST = "a sensor on the chest turns with the sternum"

UNDERSTOOD = {
    "right_pocket": ("right_thigh", POCKET),
    "left_pocket": ("left_thigh", POCKET),
    "trouser_pocket_right": ("right_thigh", POCKET),
    "Front pocket, left": ("left_thigh", POCKET),
    "phone in right trouser pocket": ("right_thigh", POCKET),
    "left_ankle": ("left_shank", ANKLE),
    "ankle_R": ("right_shank", ANKLE),
    "LeftAnkle": ("left_shank", ANKLE),
    "lankle": ("left_shank", ANKLE),
    "shoe_left": ("left_foot", FOOT),
    "LEFT-SHOE": ("left_foot", FOOT),
    "insole_right": ("right_foot", FOOT),
    "left heel": ("left_foot", FOOT),
    "instep.right": ("right_foot", FOOT),
    "toe_l": ("left_foot", FOOT),
    "waist": ("lower_back", PELVIS),
    "Belt": ("lower_back", PELVIS),
    "l5": ("lower_back", PELVIS),
    "L-5": ("lower_back", PELVIS),
    "pelvis": ("lower_back", PELVIS),
    "sacrum": ("lower_back", PELVIS),
    "chest": ("sternum", CHEST),
    "lumbar": ("lower_back", ""),
    "lower_leg_left": ("left_shank", ""),
    "left lower leg": ("left_shank", ""),
    "lower_left_leg": ("left_shank", ""),
    "r_calf": ("right_shank", ""),
    "shin-right": ("right_shank", ""),
    "left_tibia": ("left_shank", ""),
    "upper_leg_right": ("right_thigh", ""),
    "LF": ("left_foot", ""),
    "rf": ("right_foot", ""),
    "Fuß links": ("left_foot", ""),
}
RESPELLED = {
    "Left Foot": "left_foot",
    "foot_left": "left_foot",
    "LeftFoot": "left_foot",
    "L_foot": "left_foot",
    "RIGHT-SHANK": "right_shank",
    "imu on left thigh": "left_thigh",
    "Lower Back": "lower_back",
    "lowerback": "lower_back",
    "Sternum": "sternum",
}
UNKNOWN = (
    "hip", "left_hip", "hip_pocket_left", "back_pocket_right", "jacket_pocket_left", "breast_pocket",
    "chest_pocket_left", "wrist", "left_wrist", "head", "left_upper_arm", "hand_right", "back", "upper_back", "trunk",
    "leg", "left_leg", "knee", "left_knee", "ankle", "foot", "pocket", "phone", "sensor_1", "left_right_foot",
    "left_foot_2", "left_foot_old", "left_ankle_foot", "waist_left", "foot_pelvis", "left", "right", "L", "R", "F", "5",
)  # fmt: skip


def still() -> pd.DataFrame:
    samples = np.random.default_rng(0).normal([0, 0, 9.81, 0, 0, 0], 0.1, (200, 6))
    return pd.DataFrame(samples, index=np.arange(200) / 100, columns=list(SENSOR_COLUMNS))


def noted(make, *args: object, **given: object):
    """What is made, and the texts of its warnings."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        made = make(*args, **given)
    return made, [str(one.message) for one in caught]


def note_of(name: str, site: str, why: str) -> str:
    return f"{name!r} is read as {site}" + (f": {why}" if why else "")


@pytest.mark.parametrize(("name", "site", "why"), [(name, *rest) for name, rest in UNDERSTOOD.items()])
def test_a_name_people_use_is_its_site_with_one_note(name, site, why):
    recording, notes = noted(rg.Recording.from_frames, {name: still()})
    assert recording.sites == (site,)
    assert recording.warnings == tuple(notes) == (note_of(name, site, why),)


@pytest.mark.parametrize(("name", "site"), RESPELLED.items())
def test_another_spelling_of_a_sites_own_word_needs_no_note(name, site):
    recording, notes = noted(rg.Recording.from_frames, {name: still()})
    assert (recording.sites, notes) == ((site,), [])


@pytest.mark.parametrize("site", SITES)
def test_sites_themselves_are_not_touched(site):
    assert understand_site(site) == (site, None)
    assert noted(rg.Recording.from_frames, {site: still()})[1] == []


@pytest.mark.parametrize("name", UNKNOWN)
def test_what_leaves_something_open_stays_as_it_is_and_is_refused(name):
    recording, notes = noted(rg.Recording.from_frames, {name: still()})
    assert (recording.sites, notes) == ((name,), [])
    for work in (rg.analyze, rg.calibrate):
        with pytest.raises(UnknownSite, match=f"the body site of '{name}' is not stated"):
            work(recording)


@pytest.mark.parametrize("word", ["ankle", "ankles", "knöchel", "cheville"])
def test_an_ankle_is_never_a_foot(word):
    for text in (f"left_{word}", f"{word} left", f"L{word.title()}", f"data/P01_left_{word}_imu.csv"):
        assert find_site(text) in ("left_shank", None)


@given(st.text(max_size=20))
def test_whatever_is_understood_is_a_site_and_stays_so(text):
    found = understand_site(text)
    assert found is None or (found.site in SITES and understand_site(found.site) == (found.site, None))
    assert find_site(text) in (None, *SITES)


@given(st.permutations(["left", "trouser", "pocket"]), st.sampled_from(["_", " ", "-", ".", "/", ", "]))
def test_order_and_separators_do_not_matter(words, sign):
    for text in (sign.join(words), sign.join(words).upper(), sign.join(words).title()):
        assert understand_site(text).site == "left_thigh"


@pytest.mark.parametrize(
    ("text", "site"),
    [
        ("Right Pocket-2023-10-11_12-00-00", "right_thigh"),
        ("left_ankle_02", "left_shank"),
        ("P01_left_shoe_walk2", "left_foot"),
        ("toe_walking_left", None),
        ("heel_strike_right_03", None),
        ("ankle_sprain_left", None),
        ("treadmill_belt_0.5", None),
        ("P01_hip_left", None),
    ],
)
def test_words_of_gait_and_injury_in_a_file_name_no_site(text, site):
    assert find_site(text) == site


@pytest.mark.parametrize(
    ("name", "expected", "example"),
    [
        ("ankle", "left_shank or right_shank", "left_shank"),
        ("pocket", "left_thigh or right_thigh", "left_thigh"),
        ("foot", "left_foot or right_foot", "left_foot"),
        ("hip", "lower_back or left_thigh or right_thigh", "lower_back"),
        ("left_hip", "lower_back or left_thigh", "lower_back"),
        ("phone", f"one of {' '.join(SITES)}", "left_foot"),
        ("wrist", f"one of {' '.join(SITES)}", "left_foot"),
    ],
)
def test_the_next_step_of_the_refusal_works(name, expected, example):
    recording = rg.Recording.from_frames({name: still()})
    for work, where in ((rg.analyze, "analyze"), (rg.calibrate, "calibrate")):
        with pytest.raises(UnknownSite) as caught:
            work(recording)
        assert str(caught.value) == (
            f"{where}: the body site of {name!r} is not stated (found {name}); expected {expected}; "
            f"pass sites={{{name!r}: {example!r}}} when reading or making the Recording"
        )
    assert rg.Recording.from_frames({name: still()}, sites={name: example}).sites == (example,)


@pytest.mark.parametrize(("name", "part"), [("ankle", "shank"), ("Pocket", "thigh"), ("shoe", "foot")])
def test_a_site_that_is_stated_without_its_side_is_refused_at_once(tmp_path, name, part):
    path = tmp_path / "a.csv"
    still().reset_index(names="time_s").to_csv(path, index=False)
    for make, what in ((rg.Recording.from_frames, still()), (rg.read_recording, path)):
        with pytest.raises(InvalidOption) as caught:
            make(what, site=name)
        assert str(caught.value) == (
            f"site: {name!r} does not say which side; expected left_{part} or right_{part}; pass site='left_{part}'"
        )
        with pytest.raises(InvalidOption) as caught:
            make(what, sites={"sensor_1": name})
        assert str(caught.value) == (
            f"sites: {name!r} does not say which side; expected left_{part} or right_{part}; pass "
            f"sites={{'sensor_1': 'left_{part}'}}"
        )
        assert noted(make, what, site=f"left_{part}")[0].sites == (f"left_{part}",)
        assert noted(make, what, sites={"sensor_1": f"left_{part}"})[0].sites == (f"left_{part}",)


def test_from_frames_understands_them_wherever_a_site_is_given():
    note = note_of("left_ankle", "left_shank", ANKLE)
    wide = still().add_prefix("left_ankle_")
    for frames, options in (
        ({"left_ankle": still()}, {}),
        (wide, {}),
        (still(), {"site": "left_ankle"}),
        ({"a": still()}, {"sites": {"a": "left_ankle"}}),
    ):
        recording, notes = noted(rg.Recording.from_frames, frames, **options)
        assert recording.sites == ("left_shank",)
        assert notes == [note]


def test_each_sensor_has_its_own_note_and_they_add_up():
    names = {"LF": "left_foot", "right_shoe": "right_foot", "waist": "lower_back", "left_shank": "left_shank"}
    recording, notes = noted(rg.Recording.from_frames, dict.fromkeys(names, still()))
    assert recording.sites == tuple(names.values())
    assert len(notes) == len(recording.warnings) == 3


def test_sensors_are_renamed_by_the_name_found_or_the_site_it_is_read_as():
    frames = {"LF": still(), "RF": still()}
    for sites in (
        {"LF": "right_foot", "RF": "left_foot"},
        {"left_foot": "right_foot", "right_foot": "left_foot"},
    ):
        recording, notes = noted(rg.Recording.from_frames, frames, sites=sites)
        assert (recording.sites, notes) == (("right_foot", "left_foot"), [])
    frames = {"LF": still(), "left_foot": still()}
    assert noted(rg.Recording.from_frames, frames, sites={"left_foot": "left_shank"})[0].sites == (
        "left_foot",
        "left_shank",
    )
    with pytest.raises(InvalidOption, match=r"no sensor is called 'left_shank' .found LF RF.; sites= maps"):
        rg.Recording.from_frames({"LF": still(), "RF": still()}, sites={"left_shank": "sternum"})


@pytest.mark.parametrize(
    ("one", "other", "site"),
    [
        ("left_foot", "left_shoe", "left_foot"),
        ("left_heel", "left_toe", "left_foot"),
        ("RF", "right_foot", "right_foot"),
        ("waist", "lower_back", "lower_back"),
    ],
)
def test_two_sensors_of_one_site_are_refused_and_what_is_said_helps(tmp_path, one, other, site):
    text = (
        f"samples: {one!r} and {other!r} are both read as {site}; expected one sensor per site; leave one of them out "
        f"(of a file: name the columns of the other alone with columns=), or say where it was worn with "
        f"sites={{{other!r}: ...}}"
    )
    frames = {one: still(), other: still()}
    with pytest.raises(InvalidTable) as caught:
        rg.Recording.from_frames(frames)
    assert str(caught.value) == text
    assert noted(rg.Recording.from_frames, {one: still()})[0].sites == (site,)
    assert noted(rg.Recording.from_frames, frames, sites={other: "sternum"})[0].sites == (site, "sternum")

    path = tmp_path / "walk.csv"
    pd.concat([still().add_prefix(f"{name}_") for name in frames], axis=1).to_csv(path, index_label="time_s")
    with pytest.raises(UnreadableExport) as caught:
        rg.read_recording(path)
    assert str(caught.value) == f"walk.csv: {text}"
    assert noted(rg.read_recording, path, sites={other: "sternum"})[0].sites == (site, "sternum")
    alone = {"columns": {one: f"{one}_{{acc|gyr}}_{{x|y|z}}"}, "acc_unit": "m/s^2", "gyr_unit": "deg/s"}
    assert noted(rg.read_recording, path, **alone)[0].sites == (site,)


def test_one_site_stated_for_two_sensors_is_refused_by_their_names():
    with pytest.raises(InvalidOption) as caught:
        rg.Recording.from_frames({"a": still(), "left_shoe": still()}, sites={"a": "left_foot"})
    assert str(caught.value) == (
        "sites: 'left_foot' names 2 sensors (a, left_shoe); expected one sensor per site; give the others their own "
        "sites, or leave them out"
    )


@pytest.fixture(scope="module")
def export(tmp_path_factory):
    """A logger's own table of one sensor, whose label names no site."""
    path = tmp_path_factory.mktemp("names") / "export.csv"
    write_export(path, simulate("backward", 0.6, 20, seed=8, sites=("left_shank",))[0]["left_shank"])
    return path


def write_export(path, frame: pd.DataFrame, label: str = "") -> None:
    named = {"acc": "Accelerometer", "gyr": "Gyroscope"}
    names = {
        column: f"{label} {named[column[:3]]} {column[-1].upper()} ({'m/s^2' if column[0] == 'a' else 'deg/s'})".strip()
        for column in SENSOR_COLUMNS
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    frame.rename(columns=names).reset_index(names="Time (s)").to_csv(path, index=False)


def test_read_recording_understands_them_wherever_a_site_is_given(export, tmp_path):
    note = note_of("left_ankle", "left_shank", ANKLE)
    found = noted(rg.read_recording, export)[0].sites[0]
    for options in ({"site": "left_ankle"}, {"sites": {found: "left_ankle"}}):
        recording, notes = noted(rg.read_recording, export, **options)
        assert recording.sites == ("left_shank",)
        assert notes == [f"export.csv: {note}"]
    still().add_prefix("left_ankle_").to_csv(tmp_path / "wide.csv", index_label="time_s")
    for options in ({}, {"site": "left_ankle"}):
        recording, notes = noted(rg.read_recording, tmp_path / "wide.csv", **options)
        assert recording.sites == ("left_shank",)
        assert f"wide.csv: {note}" in notes
    columns = {"left_ankle": "left_ankle_{acc|gyr}_{x|y|z}"}
    recording, notes = noted(
        rg.read_recording, tmp_path / "wide.csv", columns=columns, acc_unit="m/s^2", gyr_unit="deg/s"
    )
    assert recording.sites == ("left_shank",)
    assert notes == [note]


@pytest.mark.parametrize(
    ("file", "label", "site", "note"),
    [
        ("a.csv", "LeftAnkle", "left_shank", note_of("LeftAnkle", "left_shank", ANKLE)),
        ("right_pocket.csv", "", "right_thigh", note_of("right_pocket", "right_thigh", POCKET)),
        ("left.csv", "Ankle", "left_shank", note_of("left Ankle", "left_shank", ANKLE)),
        ("right.csv", "foot", "right_foot", None),
        ("P01_left_foot_fast.csv", "", "left_foot", None),
        ("toe_walking_left.csv", "", None, None),
        ("l.csv", "Ankle", None, None),
    ],
)
def test_names_found_in_files_are_told_of(tmp_path, file, label, site, note):
    write_export(tmp_path / file, still(), label)
    recording, notes = noted(rg.read_recording, tmp_path / file)
    assert (recording.sites[0] if recording.sites[0] in SITES else None) == site
    assert notes == ([f"{file}: {note}"] if note else [])


def test_files_of_a_folder_may_say_side_and_part_apart(tmp_path):
    for side in ("left", "right"):
        write_export(tmp_path / "walk" / side / "ankle.csv", still())
    recording, notes = noted(rg.read_recording, tmp_path / "walk")
    assert recording.sites == ("left_shank", "right_shank")
    assert notes[:2] == [
        f"walk: {note_of(f'{side} ankle', f'{side}_shank', ANKLE)}" for side in ("left", "right")
    ]


def test_two_files_of_one_site_are_refused_by_their_names(tmp_path):
    files = [tmp_path / "left_heel.csv", tmp_path / "left_toe.csv"]
    for path in files:
        write_export(path, still())
    with pytest.raises(
        UnreadableExport, match=r"samples: 'left_heel' and 'left_toe' are both read as left_foot; exp"
    ):
        rg.read_recording(files)
    recording = noted(rg.read_recording, files, sites={"left_toe": "left_shank"})[0]
    assert recording.sites == ("left_foot", "left_shank")
    assert noted(rg.read_recording, files[:1])[0].sites == ("left_foot",)


def test_a_note_is_kept_in_the_file_and_not_given_again(tmp_path):
    recording = noted(rg.Recording.from_frames, {"left_ankle": still()})[0]
    rg.write_recording(recording, tmp_path / "own.csv")
    again, notes = noted(rg.read_recording, tmp_path / "own.csv")
    assert again.sites == ("left_shank",)
    assert again.warnings == recording.warnings == tuple(notes)


def test_a_sensor_above_the_ankle_is_analysed_as_the_shank():
    walk = simulate("backward", 0.6, 20, seed=8, sites=("left_shank", "right_shank"))[0]
    named = noted(
        rg.Recording.from_frames, {"left_ankle": walk["left_shank"], "RTibia": walk["right_shank"]}
    )[0]
    session, plain = rg.analyze(named), rg.analyze(walk)
    pd.testing.assert_frame_equal(session.strides, plain.strides)


def test_the_command_line_takes_them(export, tmp_path, capsys):
    found = noted(rg.read_recording, export)[0].sites[0]
    for number, words in enumerate((["--site", "left_ankle"], ["--sites", f"{found}=ankle left"])):
        out = tmp_path / str(number)
        assert main(["analyze", str(export), *words, "--out", str(out)]) == 0
        assert pd.read_csv(out / "export.summary.csv")["sites"].tolist() == ["left_shank"]
        assert "read as left_shank" in capsys.readouterr().out
    assert main(["analyze", str(export), "--site", "ankle"]) == 2
    assert capsys.readouterr().err == (
        f"retrogait: {export}: site: 'ankle' does not say which side; expected left_shank or right_shank; pass "
        "site='left_shank' [here: --site SITE]\n"
    )


def test_a_manifest_takes_them(export, tmp_path, monkeypatch):
    use_this_process(monkeypatch)
    found = noted(rg.read_recording, export)[0].sites[0]
    rows = ({"site": "left_ankle"}, {"sites": "ankle left"}, {"sites": f"{found}=left_ankle"})
    for number, row in enumerate(rows):
        table = pd.DataFrame([{"path": str(export), **row}])
        summaries, _ = rg.run_batch(table, tmp_path / str(number), progress="none")
        assert summaries["sites"].tolist() == ["left_shank"]
        assert "is read as left_shank" in summaries["warnings"][0]
    table = pd.DataFrame([{"path": str(export), "site": "ankle"}])
    _, failures = rg.run_batch(table, tmp_path / "refused", progress="none")
    assert failures["stage"].tolist() == ["refused"]
    assert "site: 'ankle' does not say which side" in failures["message"][0]


def test_a_declared_mounting_takes_them():
    with pytest.warns(RetrogaitWarning) as caught:
        alignment = rg.Alignment.declared({"left_ankle": ("+x", "+y", "+z"), "right_foot": np.eye(3)})
    assert [str(one.message) for one in caught] == [note_of("left_ankle", "left_shank", ANKLE)]
    assert caught[0].filename == __file__
    assert (
        list(alignment.rotations)
        == list(alignment.quality)
        == list(alignment.source)
        == ["left_shank", "right_foot"]
    )
    recording = noted(
        rg.Recording.from_frames, dict.fromkeys(("left_ankle", "right_foot"), still()), frame="sensor"
    )[0]
    assert alignment.apply(recording).frame == "segment"
    assert list(rg.Alignment.declared({"sensor_1": np.eye(3)}).rotations) == ["sensor_1"]
    with pytest.raises(InvalidOption) as refused:
        rg.Alignment.declared({"left_foot": np.eye(3), "left_shoe": np.eye(3)})
    assert str(refused.value) == (
        "Alignment.declared: 'left_foot' and 'left_shoe' are both read as left_foot; expected one mounting per site; "
        "leave one of them out, or correct its site"
    )


def test_possible_sites_are_those_of_an_open_name_only():
    assert all(
        possible_sites(site) == () for site in (*SITES, *FEET, "left_ankle", "waist", "left_wrist", "")
    )
