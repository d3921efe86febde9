"""What a batch leaves: every input in one place, tables that open and join, the same whoever made them."""

from __future__ import annotations

import json
import math
import shutil
from importlib.util import find_spec

import pandas as pd
import pytest
from batch_folders import START, STATUS, assert_same, fates, make_folder, tables, use_this_process

import retrogait as rg
from retrogait._runtime.files import holding
from retrogait.batch import read_results
from retrogait.errors import InvalidOption, InvalidTable


@pytest.fixture(scope="module")
def exports(tmp_path_factory):
    return make_folder(tmp_path_factory.mktemp("batch") / "exports")


@pytest.fixture(scope="module")
def made(exports):
    """The results of all exports, made by one worker process."""
    out = exports.parent / "results"
    returned = rg.run_batch(exports, out, workers=1, progress="none")
    return out, returned


def test_every_input_is_in_exactly_one_table(made):
    _, (summaries, failures) = made
    assert fates(summaries, failures) == STATUS
    standing = summaries[summaries["status"] == "no_walking"]
    assert standing["n_strides"].tolist() == [0]


def test_start_times_are_words_known_or_not(made):
    summaries = made[1][0]
    known = summaries.set_index(summaries["path"].str.rpartition("/")[2])["start_time"]
    assert known["forward.parquet"] == START
    assert pd.isna(known["backward.csv"])


def test_what_is_returned_is_what_is_on_disk(made):
    out, (summaries, failures) = made
    pd.testing.assert_frame_equal(summaries, tables(out)["summaries"])
    pd.testing.assert_frame_equal(failures, tables(out)["failures"])


def test_tables_join_on_recording_id(made):
    read = tables(made[0])
    summaries = read["summaries"].set_index("recording_id")
    assert summaries.index.is_unique
    assert summaries.index.is_monotonic_increasing
    counted = read["strides"].groupby("recording_id").size().reindex(summaries.index, fill_value=0)
    assert counted.tolist() == summaries["n_strides"].tolist()
    for name in ("strides", "events", "bouts", "stability"):
        assert set(read[name]["recording_id"]) <= set(summaries.index), name


def test_rows_are_those_of_analyze(exports, made):
    session = rg.analyze(rg.read_recording(exports / "backward.csv"))
    row = made[1][0].set_index("path").loc[str(exports / "backward.csv")]
    for name, value in session.summary.items():
        if isinstance(value, float) and not math.isnan(value):
            assert row[name] == value, name
    read = tables(made[0])
    mine = read["strides"][read["strides"]["recording_id"] == row["recording_id"]]
    expected = session.strides.reset_index(drop=True)
    pd.testing.assert_frame_equal(
        mine[list(expected.columns)].reset_index(drop=True), expected, check_dtype=False
    )


def test_a_failure_says_where_and_what(made):
    failures = made[1][1].set_index("stage")
    assert set(failures["error_class"]) <= {
        "UnreadableExport",
        "InvalidTable",
        "InvalidOption",
        "UnknownSite",
    }
    assert "pocket" in failures.loc["refused", "message"]


def test_the_record_of_the_run(exports, made):
    record = json.loads((made[0] / "run.json").read_text(encoding="utf-8"))
    assert record["ended"] == "complete"
    assert record["versions"]["retrogait"] == rg.__version__
    assert record["machine"]["processors"] >= 1
    assert record["options"]["surface"] is None
    assert record["counts"]["inputs"] == len(STATUS)
    assert record["counts"]["failed_by_stage"] == {"refused": 1, "unreadable": 2}
    assert record["timing"]["recorded_hours_per_second"] > 0


@pytest.mark.slow
def test_two_workers_and_another_order_give_the_same_rows(exports, made, tmp_path):
    files = sorted(exports.iterdir(), reverse=True)
    rg.run_batch(files, tmp_path / "out", workers=2, progress="none")
    assert_same(made[0], tmp_path / "out")


def test_csv_holds_the_same(exports, made, tmp_path, monkeypatch):
    use_this_process(monkeypatch)
    rg.run_batch(exports, tmp_path / "out", file_format="csv", progress="none")
    for name, table in tables(made[0]).items():
        pd.testing.assert_frame_equal(read_results(tmp_path / "out", name), table, obj=name)


def test_the_same_content_twice_is_one_recording(exports, tmp_path, monkeypatch):
    done = use_this_process(monkeypatch)
    for name in ("a.csv", "b.csv"):
        shutil.copy(exports / "backward.csv", tmp_path / name)
        shutil.copy(exports / "empty.csv", tmp_path / f"empty_{name}")
    summaries, failures = rg.run_batch(tmp_path, tmp_path / "out", progress="none")
    assert summaries["n_inputs"].tolist() == [2]
    assert len(failures) == 2
    assert len(done) == 2
    assert (read_results(tmp_path / "out", "inputs")["status"] != "not_done").all()


def test_tables_of_failures_alone_open_too(exports, tmp_path, monkeypatch):
    use_this_process(monkeypatch)
    summaries, failures = rg.run_batch([exports / "empty.csv", tmp_path / "gone.csv"], tmp_path / "out")
    assert summaries.empty
    assert failures["stage"].tolist() == ["unreadable"] * 2
    assert any("there is no such file; check the path" in message for message in failures["message"])
    assert all(len(table) == 0 for name, table in tables(tmp_path / "out").items() if name not in (
        "failures", "inputs"))  # fmt: skip


def test_an_error_of_our_own_is_a_failure_with_its_place(exports, tmp_path, monkeypatch):
    use_this_process(monkeypatch)
    monkeypatch.setattr("retrogait.batch.work.analyze", lambda *_, **__: 1 / 0)
    _, failures = rg.run_batch(exports / "backward.csv", tmp_path / "out", progress="none")
    assert failures["stage"].tolist() == ["crashed"]
    assert failures["error_class"].tolist() == ["ZeroDivisionError"]
    assert "test_batch_results.py:" in failures["message"][0]
    assert "please report it with the file" in failures["message"][0]


def test_results_are_asked_for_by_name(made, tmp_path):
    with pytest.raises(InvalidOption, match="table is 'rows'; expected one of summaries strides"):
        read_results(made[0], "rows")
    with pytest.raises(
        InvalidTable, match=r"holds no run\.json, so no results of run_batch; pass the folder"
    ):
        read_results(tmp_path, "strides")


def test_no_other_folder_is_overwritten(exports, made, tmp_path):
    with pytest.raises(
        InvalidOption, match="holds results in parquet, and csv is to be written.*pass file_form"
    ):
        rg.run_batch(exports, made[0], file_format="csv", progress="none")
    (tmp_path / "run.json").write_text("{}")
    with pytest.raises(InvalidTable, match="is not what a batch of this version writes"):
        rg.run_batch(exports, tmp_path, progress="none")
    with pytest.raises(InvalidOption, match="which is a file; expected a folder for the results"):
        rg.run_batch(exports, exports / "empty.csv", progress="none")


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"workers": 0}, "workers is 0; expected a number of processes from 1 on"),
        ({"timeout_s": -1}, "timeout_s is -1; expected a number of seconds above 0"),
        ({"file_format": "xls"}, "file_format is 'xls'; expected one of parquet csv"),
        ({"progress": "loud"}, "progress is 'loud'; expected one of auto bar lines json none"),
        ({"rate": 100}, "'rate' is not an argument of run_batch, nor of read_recording, which takes"),
        pytest.param(
            {"scheduler": "10.0.0.1"},
            "expected the address of a Dask scheduler, as 'tcp://10.0.0.1:8786'",
            marks=pytest.mark.skipif(
                find_spec("distributed") is None, reason="distributed (extra dask) is missing"
            ),
        ),
    ],
)
def test_options_are_checked_before_anything_is_done(exports, tmp_path, options, text):
    with pytest.raises(InvalidOption, match=text):
        rg.run_batch(exports, tmp_path / "out", **options)


def test_one_run_at_a_time(exports, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    with (
        holding(out / ".lock", RuntimeError()),
        pytest.raises(InvalidOption, match="another run is writing to .*wait for it to end, or pass"),
    ):
        rg.run_batch(exports, out, progress="none")
