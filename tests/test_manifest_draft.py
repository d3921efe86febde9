"""`retrogait manifest`: what is in a folder, as a table that `retrogait batch` takes."""

from __future__ import annotations

import json
import warnings

import numpy as np
import pandas as pd
import pytest
from recording_frames import even, wide

import retrogait as rg
from retrogait.batch import draft_manifest, read_results
from retrogait.cli import main
from retrogait.errors import InvalidOption, RetrogaitWarning

pytestmark = pytest.mark.filterwarnings("ignore::retrogait.errors.RetrogaitWarning")


def named(n=400, acc=1.0):
    frame = even(n).rename(columns=lambda name: f"{name} ({'m/s^2' if 'acc' in name else 'deg/s'})")
    frame.iloc[:, :3] /= acc
    return frame


@pytest.fixture
def folder(tmp_path):
    """Recordings of all kinds: our own, a plain export, one without units, one without names, two persons, and none."""
    walk, _ = rg.simulate_walk("backward", 0.5, duration_s=15, seed=0)
    exports = tmp_path / "exports"
    exports.mkdir()
    rg.write_recording(walk, exports / "walk.csv")
    named().to_csv(exports / "left_foot.csv", index_label="time (s)")
    bare = even(400) / np.repeat([9.80665, 1.0], 3)
    bare.columns = [name.replace("_", " ") for name in bare.columns]
    bare.to_csv(exports / "unitless.csv", index_label="time (s)")
    even(400).reset_index().to_csv(exports / "nameless.csv", index=False, header=False)
    persons = [named().assign(subject=name) for name in ("S1", "S2")]
    pd.concat(persons).to_csv(exports / "persons.csv", index_label="time (s)")
    (exports / "empty.csv").write_text(
        "time (s),acc x (g),acc y (g),acc z (g),gyr x (dps),gyr y (dps),gyr z (dps)\n"
    )
    (exports / "photo.jpg").write_bytes(b"\xff\xd8\xff")
    (exports / "notes.md").write_text("# notes\n")
    return tmp_path


def by_path(table):
    return {
        (row["path"], row["recording"]): row for row in table.astype(object).fillna("").to_dict("records")
    }


def test_a_manifest_says_what_was_recognised_and_what_is_missing(folder):
    rows = by_path(draft_manifest(folder / "exports", folder=folder))
    assert set(rows) == {
        ("exports/walk.csv", ""), ("exports/left_foot.csv", ""), ("exports/unitless.csv", ""),
        ("exports/nameless.csv", ""), ("exports/persons.csv", "S1"), ("exports/persons.csv", "S2"),
        ("exports/empty.csv", ""),
    }  # fmt: skip
    walk = rows["exports/walk.csv", ""]
    assert (walk["found_sites"], walk["found_rate_hz"], walk["missing"]) == (
        "left_foot right_foot",
        100.0,
        "",
    )
    assert rows["exports/left_foot.csv", ""]["missing"] == ""
    unitless = rows["exports/unitless.csv", ""]
    assert (unitless["acc_unit"], unitless["gyr_unit"]) == ("g", "deg/s")
    assert "gyr_unit is judged by the size of the numbers: check it" in unitless["missing"]
    assert "acc_unit" not in unitless["missing"]
    assert "sites: say where sensor_1 was worn, as sensor_1=left_foot" in unitless["missing"]
    assert json.loads(rows["exports/nameless.csv", ""]["columns"])["sensor_1"] == [1, 2, 3, 4, 5, 6]
    assert rows["exports/persons.csv", "S2"]["found_duration_s"] == 4.0
    assert rows["exports/empty.csv", ""]["missing"].startswith(
        "cannot be read: empty.csv: has a header but no rows"
    )


def test_batch_takes_the_manifest_as_it_is(folder, monkeypatch):
    monkeypatch.chdir(folder)
    assert main(["manifest", "exports", "-o", "manifest.csv"]) == 0
    assert (
        main(["batch", "manifest.csv", "--out", "results", "--quiet", "--format", "csv", "--workers", "1"])
        == 3
    )
    failed = read_results(folder / "results", "failures")
    assert sum("empty.csv" in message for message in failed["message"]) == 1
    analysed = read_results(folder / "results", "summaries")
    assert "left_foot right_foot" in set(analysed["found_sites"])


def test_the_command_says_what_is_missing_and_overwrites_nothing(folder, capsys, monkeypatch):
    monkeypatch.chdir(folder)
    assert main(["manifest", "exports", "--show", "2"]) == 0
    text = capsys.readouterr().out
    assert text.startswith("7 recordings in manifest.csv; 5 of them lack something, in the column missing\n")
    assert text.endswith("  and 3 more\n")
    assert len(pd.read_csv("manifest.csv")) == 7
    assert main(["manifest", "exports"]) == 2
    assert "manifest.csv is there already, and may be filled in" in capsys.readouterr().err
    assert main(["manifest", "exports", "-o", "nowhere/manifest.csv"]) == 2
    assert "the folder nowhere is not there" in capsys.readouterr().err


def test_paths_are_relative_to_the_manifest(folder):
    table = draft_manifest([folder / "exports" / "walk.csv"], folder=folder / "exports")
    assert table["path"].tolist() == ["walk.csv"]


def test_a_folder_without_recordings_is_an_error(tmp_path):
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8\xff")
    with pytest.raises(InvalidOption, match="no file given could hold a recording"):
        draft_manifest(tmp_path, folder=tmp_path)


def test_columns_of_a_manifest_are_json(tmp_path):
    wide(400).to_csv(tmp_path / "a.csv", header=False, index=False)
    columns = {"left_foot": [1, 2, 3, 4, 5, 6], "right_foot": [7, 8, 9, 10, 11, 12]}
    row = {"path": "a.csv", "rate_hz": 100, "acc_unit": "m/s^2", "gyr_unit": "deg/s"}
    for given, failures in ((json.dumps(columns), 0), (columns, 0), ("left_foot", 1)):
        table = pd.DataFrame([{**row, "columns": given, "path": str(tmp_path / "a.csv")}])
        with warnings.catch_warnings(action="ignore", category=RetrogaitWarning):
            _, failed = rg.run_batch(
                table, tmp_path / f"out {failures} {type(given).__name__}", progress="none"
            )
        assert len(failed) == failures
    assert "columns is 'left_foot', which is not JSON" in failed["message"].iloc[0]
