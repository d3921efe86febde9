"""What is given to a batch: files, folders, patterns, tuples, manifests; and what is wrong with them."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from batch_folders import fates, make_folder, tables, use_this_process

import retrogait as rg
from retrogait.batch import identity
from retrogait.batch.inputs import list_paths
from retrogait.batch.manifest import is_manifest, list_rows
from retrogait.batch.settings import Settings
from retrogait.errors import InvalidOption, InvalidTable
from retrogait.tables.catalogue import SENSOR_COLUMNS

UPRIGHT = rg.Alignment.declared({"left_foot": np.eye(3), "right_foot": np.eye(3)}).to_json()


@pytest.fixture(scope="module")
def exports(tmp_path_factory):
    return make_folder(tmp_path_factory.mktemp("inputs") / "exports")


def touch(folder: Path, *names: str) -> Path:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    return folder


def names(given, folder: Path, **options) -> list[str]:
    found = list_paths(given, Settings(), folder / "results", **options)
    return [Path(item.name).relative_to(folder).as_posix() for item in found.items]


def test_a_folder_is_searched_without_junk_and_our_own_results(tmp_path):
    touch(
        tmp_path,
        "a.csv",
        "b/c.csv",
        ".hidden/d.csv",
        "b/.e.csv",
        "Thumbs.db",
        "__MACOSX/a.csv",
        "results/x.csv",
    )
    assert names(tmp_path, tmp_path) == ["a.csv", "b/c.csv"]
    assert sum(list_paths(tmp_path, Settings(), tmp_path / "results").skipped.values()) == 5


def test_sensors_in_files_of_their_own_are_one_recording(tmp_path):
    touch(tmp_path, "p/Accelerometer.csv", "p/Gyroscope.csv", "p/meta/device.csv", "q.csv")
    assert names(tmp_path, tmp_path) == ["p", "q.csv"]
    assert names(str(tmp_path / "**"), tmp_path) == ["p", "q.csv"]
    assert names([tmp_path / "p"], tmp_path, each_folder=True) == ["p"]


def test_patterns_lists_and_tuples(tmp_path):
    touch(tmp_path, "a.csv", "b.txt", "c/d.csv")
    assert names(str(tmp_path / "*.csv"), tmp_path) == ["a.csv"]
    assert names([tmp_path / "a.csv", str(tmp_path / "*.csv")], tmp_path) == ["a.csv"]  # once
    found = list_paths([(tmp_path / "a.csv", tmp_path / "b.txt")], Settings(), tmp_path / "results")
    assert len(found.items) == 1
    assert len(found.items[0].places) == 2


def test_nothing_found_is_an_error(tmp_path):
    for given, text in (
        (str(tmp_path / "*.csv"), r"the pattern .* matches nothing .*check it"),
        (tmp_path, "no recording among what was given .*pass files, folders, or a pattern"),
        ([], "no recording among what was given .an empty list"),
        ([()], "an empty tuple is among the inputs"),
        ([3], "3 is among the inputs; expected paths, patterns"),
    ):
        with pytest.raises(InvalidOption, match=text):
            list_paths(given, Settings(), tmp_path / "results")


def test_a_manifest_is_told_by_its_column_path(tmp_path, exports):
    (tmp_path / "m.csv").write_text("subject;path\n1;a.csv\n", encoding="utf-8-sig")
    pd.DataFrame({"path": ["a.csv"]}).to_parquet(tmp_path / "m.parquet")
    assert is_manifest(tmp_path / "m.csv")
    assert is_manifest(tmp_path / "m.parquet")
    assert not any(is_manifest(exports / name) for name in ("backward.csv", "forward.parquet", "empty.csv"))


@pytest.fixture(scope="module")
def worn(exports):
    """A walk as a vendor writes it: sensors by number, their mounting unknown."""
    walk = rg.simulate_walk("backward", 0.5, duration_s=12, seed=2)[0]
    frames = {f"sensor_{n}": walk[site] for n, site in enumerate(("left_foot", "right_foot"), 1)}
    path = exports.parent / "worn" / "walk.csv"
    path.parent.mkdir()
    rg.write_recording(rg.Recording.from_frames(frames, rate_hz=100, frame="sensor"), path)
    return path


@pytest.mark.parametrize("form", ["csv", "parquet", "frame"])
def test_a_manifest_says_how_it_is_worn_and_carries_columns_to_the_results(
    exports, worn, tmp_path, monkeypatch, form
):
    use_this_process(monkeypatch)
    (worn.parent / "feet.json").write_text(UPRIGHT)
    table = pd.DataFrame(
        {
            "path": ["walk.csv", "missing.csv", str(exports / "standing.csv")],
            "subject": ["007", "008", "009"],
            "session": ["a", "a", "b"],
            "sites": ["sensor_1=left_foot sensor_2=right_foot", None, None],
            "alignment": ["feet.json", None, None],
            "surface": ["treadmill", None, None],
            "belt_speed_mps": [0.5, None, None],
            "age": [61, 62, 63],
            "weight_kg": [61.5, None, 70.25],
        }
    )
    given = worn.parent / f"manifest.{form}"
    if form == "csv":
        table.to_csv(given, index=False)
    elif form == "parquet":
        table.to_parquet(given)
    else:
        given = table.assign(path=[str(worn.parent / path) for path in table["path"]])
        given["alignment"] = [UPRIGHT, None, None]
    summaries, failures = rg.run_batch(given, tmp_path / "out", progress="none")
    assert fates(summaries, failures) == {
        "walk.csv": "ok",
        "missing.csv": "unreadable",
        "standing.csv": "no_walking",
    }
    walk = summaries[summaries["subject"] == "007"].iloc[0]
    assert walk["backward_n_strides"] > 3
    assert walk["forward_n_strides"] == 0
    assert (walk["surface"], walk["age"], walk["weight_kg"]) == ("treadmill", 61, 61.5)
    assert failures[["subject", "session", "age"]].iloc[0].tolist() == ["008", "a", 62]
    assert list(tables(tmp_path / "out")["summaries"].columns[2:8]) == [
        "subject",
        "visit",
        "task",
        "session",
        "age",
        "weight_kg",
    ]


def test_the_mounting_may_come_from_a_walk_of_the_same_day(worn, tmp_path, monkeypatch):
    done = use_this_process(monkeypatch)
    table = pd.DataFrame(
        {
            "path": [str(worn)],
            "sites": ["sensor_1=left_foot,sensor_2=right_foot"],
            "calibrate": [str(worn)],
            "calibrate_direction": ["backward"],
        }
    )
    summaries, _ = rg.run_batch(table, tmp_path / "out", progress="none")
    assert summaries["backward_n_strides"][0] > 3
    rg.run_batch(table.assign(calibrate_direction="forward"), tmp_path / "out", progress="none")
    assert len(done) == 2  # another mounting, another result
    half, _ = rg.run_batch(table.drop(columns="calibrate"), tmp_path / "half", progress="none")
    assert half.empty
    found, _ = rg.run_batch(table.drop(columns="calibrate_direction"), tmp_path / "found", progress="none")
    assert found["backward_n_strides"][0] == summaries["backward_n_strides"][0]


@pytest.mark.parametrize(
    ("row", "text"),
    [
        ({"belt_speed_mps": "fast"}, "manifest: row 1: belt_speed_mps is 'fast'; expected a number"),
        ({"sites": "sensor_1="}, "sites is 'sensor_1='; expected sensor_1=left_foot"),
        ({"sites": "{1"}, "which is not JSON; expected"),
        (
            {"alignment": "none.json"},
            "none.json cannot be opened .*expected what `retrogait calibrate` writes",
        ),
        ({"alignment": "{}", "calibrate": "x"}, "it has both alignment and calibrate"),
        (
            {"calibrate_direction": "forward"},
            "calibrate_direction is given without calibrate, the walk that went",
        ),
    ],
)
def test_a_wrong_row_is_a_refused_input_not_the_end(exports, tmp_path, monkeypatch, row, text):
    use_this_process(monkeypatch)
    path = str(exports / "backward.csv")
    _, failures = rg.run_batch(pd.DataFrame([{"path": path, **row}]), tmp_path / "out", progress="none")
    assert failures["stage"].tolist() == ["refused"]
    assert pd.Series(failures["message"]).str.contains(text).all(), failures["message"][0]


def test_one_content_said_to_be_two_things_is_refused_for_both(exports, tmp_path, monkeypatch):
    use_this_process(monkeypatch)
    (tmp_path / "copy.csv").write_bytes((exports / "backward.csv").read_bytes())
    table = pd.DataFrame(
        {"path": [str(exports / "backward.csv"), str(tmp_path / "copy.csv")], "subject": ["1", "2"]}
    )
    summaries, failures = rg.run_batch(table, tmp_path / "out", progress="none")
    assert summaries.empty
    assert failures["stage"].tolist() == ["refused"] * 2
    assert failures["message"].str.contains("says different things of the two .subject '").all()


@pytest.mark.parametrize(
    ("columns", "text"),
    [
        ({"file": ["a.csv"]}, "column 'path' is missing .found file.; expected a row per recording"),
        ({"path": ["a.csv", None]}, "row 2 has no path"),
        (
            {"path": ["a.csv"], "status": ["new"]},
            "column 'status' has the name of a column of the results; .*rename",
        ),
    ],
)
def test_a_manifest_that_cannot_be_right_is_an_error(tmp_path, monkeypatch, columns, text):
    use_this_process(monkeypatch)
    with pytest.raises(InvalidTable, match=text):
        rg.run_batch(pd.DataFrame(columns), tmp_path / "out", progress="none")


def test_a_manifest_without_rows_is_an_error(tmp_path):
    with pytest.raises(InvalidOption, match="manifest: it has no rows; expected one per recording"):
        list_rows(pd.DataFrame({"path": []}), Settings(), tmp_path)


def test_a_table_of_samples_is_no_manifest_but_a_recording(exports, tmp_path, monkeypatch):
    use_this_process(monkeypatch)
    assert len(SENSOR_COLUMNS) == 6
    summaries, _ = rg.run_batch(str(exports / "backward.csv"), tmp_path / "out", progress="none")
    assert summaries["status"].tolist() == ["ok"]
    assert json.loads((tmp_path / "out/run.json").read_text(encoding="utf-8"))["counts"]["inputs"] == 1


def test_rows_that_say_the_same_share_their_settings(tmp_path):
    """Ten thousand rows of one device must not weigh ten thousand settings."""
    table = pd.DataFrame(
        {"path": ["a", "b", "c", "d"], "sites": ["left_foot", "left_foot", "right_foot", {"s": "left_foot"}]}
    )
    one, same, other, by_sensor = list_rows(table, Settings(), tmp_path).items
    assert one.settings is same.settings
    assert one.settings.reading == {"site": "left_foot"}
    assert other.settings.reading == {"site": "right_foot"}
    assert by_sensor.settings.reading == {"sites": {"s": "left_foot"}}


def test_many_are_identified_in_their_order(tmp_path, monkeypatch):
    monkeypatch.setattr(identity, "_AT_ONCE", 2)
    places = [(str(touch(tmp_path, name) / name),) for name in "abcde"]
    for number, (place,) in enumerate(places):
        Path(place).write_text(str(number))
    found = [one.recording_id for one in identity.identify_all(iter(places), 2)]
    assert found == [identity.identify(place).recording_id for place in places]
    assert len(set(found)) == 5
