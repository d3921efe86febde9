"""Columns that name persons, trials or sessions: never one person of three, and `recording=` reads one."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from recording_frames import signal

import retrogait as rg
from retrogait.errors import InvalidOption, RetrogaitWarning, UnreadableExport
from retrogait.readers.row_recordings import LEAST_ROWS, choose_recording, names_recordings

NAMES = ["acc_x (g)", "acc_y (g)", "acc_z (g)", "gyr_x (dps)", "gyr_y (dps)", "gyr_z (dps)"]
N = 200


def walk(k):
    samples = signal(np.arange(N) / 100.0 + 3.0 * k)
    return np.concatenate([samples[:, :3] / 9.80665, samples[:, 3:]], axis=1).round(5)


def table(folder, *columns, start_s=lambda _: 0.0, name="all.csv"):
    """Three walks one below the other; each of `columns` is a name and what it says of each of the three."""
    parts = []
    for k in range(3):
        part = pd.DataFrame(walk(k), columns=NAMES)
        part.insert(0, "time (s)", start_s(k) + np.arange(N) / 100.0)
        for column, values in columns:
            part[column] = values[k]
        parts.append(part)
    path = folder / name
    pd.concat(parts).to_csv(path, index=False)
    return path


def read(path, **options):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        recording = rg.read_recording(path, **options)
    assert {type(one.message) for one in caught} <= {RetrogaitWarning}
    return recording


@pytest.mark.parametrize(
    "column", ["subject", "Participant ID", "trialNo", "session", "person_id", "Proband", "recording"]
)
@pytest.mark.parametrize("clock", [lambda _: 0.0, lambda k: 10.0 * k], ids=["from zero", "goes on"])
def test_three_persons_are_never_one(tmp_path, column, clock):
    path = table(tmp_path, (column, ["S01", "S02", "S03"]), start_s=clock)
    with pytest.raises(
        UnreadableExport,
        match=rf"all.csv: column '{column}' names 3 recordings \(S01, S02, S03\); expected one; recording='S01' reads",
    ):
        read(path)
    for k, name in enumerate(["S01", "S02", "S03"]):
        rec = read(path, recording=name)
        np.testing.assert_allclose(rec.samples("sensor_1")[1][:, 3:], walk(k)[:, 3:], atol=1e-9)
        assert any(
            f"200 of 600 rows are of recording '{name}' (column '{column}'), read" in w for w in rec.warnings
        )


def test_columns_together_name_recordings(tmp_path):
    path = table(
        tmp_path, ("subject", ["A", "A", "B"]), ("trial", [1, 2, 1]), ("subject name", ["Al", "Al", "Bo"])
    )
    with pytest.raises(
        UnreadableExport,
        match=r"columns 'subject' and 'trial' name 3 recordings \(A/1, A/2, B/1\); .*recording='A/1'",
    ):
        read(path)
    for k, name in enumerate(["A/1", "A/2", "B"]):  # of B there is one only
        np.testing.assert_allclose(
            read(path, recording=name).samples("sensor_1")[1][:, 3:], walk(k)[:, 3:], atol=1e-9
        )
    with pytest.raises(
        InvalidOption, match=r"recording: 'A' is the name of several of the recordings in all.csv .*A/1"
    ):
        read(path, recording="A")


def test_a_name_that_is_not_there_lists_those_that_are(tmp_path):
    path = table(tmp_path, ("subject", ["S1", "S10", "S2"]))
    with pytest.raises(
        InvalidOption,
        match=r"recording: 'S3' is the name of none of the recordings in all.csv \(column 'subject': S1, ",
    ):
        read(path, recording="S3")
    assert read(path, recording="S1").n_samples == N  # not S10


def test_one_value_is_no_problem(tmp_path):
    path = table(tmp_path, ("subject", ["S01"] * 3), start_s=lambda k: 2.0 * k)
    assert read(path).n_samples == 3 * N
    assert read(path, recording="S01").n_samples == 3 * N
    with pytest.raises(
        InvalidOption, match="'S02' is the name of none of the recordings .* pass recording='S01'"
    ):
        read(path, recording="S02")


def test_a_table_without_such_a_column_has_no_recordings(tmp_path):
    path = table(tmp_path, start_s=lambda k: 2.0 * k)
    with pytest.raises(
        InvalidOption,
        match="'S01' given, but all.csv names no recordings; leave it out",
    ):
        read(path, recording="S01")


def test_sensors_of_several_persons_are_split_too(tmp_path):
    """A column of sites within a column of persons."""
    path = table(
        tmp_path, ("subject", ["S01", "S01", "S02"]), ("sensor", ["left_foot", "right_foot", "left_foot"])
    )
    with pytest.raises(UnreadableExport, match="names 2 recordings"):
        read(path)
    assert read(path, recording="S01").sites == ("left_foot", "right_foot")
    assert read(path, recording="S02").sites == ("left_foot",)


def test_sensors_named_by_two_columns_are_split_by_both(tmp_path):
    """The first of the columns says the same of all; three sensors were one."""
    device = ("device_id", ["A1"] * 3)
    path = table(tmp_path, device, ("placement", ["left foot", "right foot", "sternum"]))
    assert read(path).sites == ("left_foot", "right_foot", "sternum")
    path = table(tmp_path, ("side", ["left", "right", "left"]), ("segment", ["foot", "foot", "shank"]))
    assert read(path).sites == ("left_foot", "right_foot", "left_shank")


@pytest.mark.parametrize(("rows_each", "is_name"), [(LEAST_ROWS, True), (LEAST_ROWS - 1, False)])
def test_what_changes_often_names_no_recordings(rows_each, is_name):
    frame = pd.DataFrame({"trial": np.repeat(np.arange(10), rows_each).astype(str)})
    if is_name:
        with pytest.raises(UnreadableExport, match="names 10 recordings"):
            choose_recording(frame, ["trial"], None, "a.csv")
    else:
        assert choose_recording(frame, ["trial"], None, "a.csv")[0] is frame


def test_rows_of_no_recording_are_left_out_and_counted():
    frame = pd.DataFrame({"trial": ["", "1", "1", "2", None] * LEAST_ROWS})
    chosen, notes = choose_recording(frame, ["trial"], "1", "a.csv")
    assert len(chosen) == 2 * LEAST_ROWS
    assert notes == ["40 of 100 rows are of recording '1' (column 'trial'), read"]


@given(st.lists(st.sampled_from(["a", "b", "c"]), min_size=3 * LEAST_ROWS, max_size=5 * LEAST_ROWS))
def test_the_recordings_share_out_the_rows(names):
    frame = pd.DataFrame({"trial": names, "row": np.arange(len(names))})
    parts = [choose_recording(frame, ["trial"], name, "a.csv")[0] for name in dict.fromkeys(names)]
    rows = np.concatenate([part["row"] for part in parts])
    np.testing.assert_array_equal(np.sort(rows), frame["row"])
    assert all(part["trial"].nunique() == 1 for part in parts)


@pytest.mark.parametrize(
    "name", ["time", "runtime", "user_acc_x", "id", "filename_x", "sensor", "activity", "label"]
)
def test_other_columns_name_no_recordings(name):
    assert not names_recordings(name)


def test_a_batch_reads_each_by_its_row_of_the_manifest(tmp_path):
    path = table(tmp_path, ("subject", ["S01", "S02", "S03"]))
    manifest = pd.DataFrame(
        {"path": [path.name] * 2, "recording": ["S01", "S03"], "subject": ["one", "three"]}
    )
    manifest.to_csv(tmp_path / "manifest.csv", index=False)
    rg.run_batch(str(tmp_path / "manifest.csv"), tmp_path / "out", workers=1, progress="none")
    inputs = pd.read_parquet(tmp_path / "out" / "inputs")
    assert sorted(inputs["path"]) == ["all.csv: S01", "all.csv: S03"]
    assert inputs["recording_id"].nunique() == 2


@pytest.mark.parametrize("column", ["ID", "Name", "condition", "task", "walk no"])
@pytest.mark.parametrize(
    ("start_s", "are_several"),
    [
        (lambda _: 0.0, True),
        (lambda k: 1000.0 * k, True),
        (lambda k: 2.0 * k, False),
        (lambda k: 7.0 * k, False),
    ],
    ids=["from zero", "after a pause", "goes on", "with a short loss"],
)
@pytest.mark.parametrize("dates", [False, True])
def test_a_column_of_labels_parts_recordings_where_the_time_does(
    tmp_path, column, start_s, are_several, dates
):
    """A label of what somebody does is none of who it is."""
    path = table(tmp_path, (column, ["a", "b", "c"]), start_s=start_s)
    if dates:
        frame = pd.read_csv(path)
        at = pd.Timestamp("2026-01-05 10:00") + pd.to_timedelta(frame.pop("time (s)"), unit="s")
        frame.insert(0, "timestamp", at.dt.strftime("%Y-%m-%d %H:%M:%S.%f"))
        frame.to_csv(path, index=False)
    if not are_several:
        assert np.isfinite(read(path).samples("sensor_1")[1]).all(axis=1).sum() >= 3 * N
        return
    with pytest.raises(UnreadableExport, match=rf"column '{column}' names 3 recordings \(a, b, c\)"):
        read(path)
    np.testing.assert_allclose(
        read(path, recording="b").samples("sensor_1")[1][:, 3:], walk(1)[:, 3:], atol=1e-9
    )


def test_columns_that_are_declared_are_of_one_person_too(tmp_path):
    path = table(tmp_path, ("subject", ["S01", "S02", "S03"]))
    with pytest.raises(UnreadableExport, match="column 'subject' names 3 recordings"):
        read(path, columns={"left_foot": NAMES})
    rec = read(path, columns={"left_foot": NAMES}, recording="S02")
    np.testing.assert_allclose(rec.samples("left_foot")[1][:, 3:], walk(1)[:, 3:], atol=1e-9)


def test_tables_of_parquet_and_with_our_own_names_are_of_one_person_too(tmp_path):
    pytest.importorskip("pyarrow")
    frame = pd.read_csv(table(tmp_path, ("subject", [1, 2, 3])))
    frame.to_parquet(tmp_path / "a.parquet")
    own = dict(zip(NAMES, ("acc_x", "acc_y", "acc_z", "gyr_x", "gyr_y", "gyr_z"), strict=True)) | {
        "time (s)": "time_s"
    }
    frame.rename(columns=own).to_csv(tmp_path / "own.csv", index=False)
    for name, options in (("a.parquet", {}), ("own.csv", {"acc_unit": "g"})):
        with pytest.raises(UnreadableExport, match=r"column 'subject' names 3 recordings \(1, 2, 3\)"):
            read(tmp_path / name, **options)
        rec = read(tmp_path / name, recording="2", **options)
        np.testing.assert_allclose(rec.samples("sensor_1")[1][:, 3:], walk(1)[:, 3:], atol=1e-9)


def test_a_date_beside_the_time_of_day_parts_nothing(tmp_path):
    """At midnight the date changes and the time begins anew."""
    at = pd.Timestamp("2026-01-05 23:59:57") + pd.to_timedelta(10 * np.arange(3 * N), unit="ms")
    frame = pd.read_csv(table(tmp_path))
    frame["time (s)"] = at.strftime("%H:%M:%S.%f")
    frame.insert(0, "Date", at.strftime("%Y-%m-%d"))
    frame.rename(columns={"time (s)": "Time"}).to_csv(tmp_path / "a.csv", index=False)
    assert read(tmp_path / "a.csv").n_samples == 3 * N
