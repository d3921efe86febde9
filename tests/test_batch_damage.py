"""Results that were lost, cut or changed on disk are done again or named; names that are no UTF-8; simple manifests."""

from __future__ import annotations

import os
import shutil
import sys
from importlib.util import find_spec
from pathlib import Path

import pandas as pd
import pytest
from batch_folders import STATUS, fates, make_folder, use_this_process

import retrogait as rg
from retrogait.batch import read_results
from retrogait.errors import InvalidTable, RetrogaitWarning

TABLES = ("strides", "events", "bouts", "stability", "intervals", "walk_tests", "summaries", "failures")


@pytest.fixture
def done(monkeypatch):
    """The recordings done so far, in this process."""
    return use_this_process(monkeypatch)


@pytest.fixture
def exports(tmp_path):
    return make_folder(tmp_path / "exports")


def run(given, out, **options):
    return rg.run_batch(given, out, progress="none", **options)


def cut(path):
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size // 2)


def flip(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 3] ^= 1
    path.write_bytes(content)


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """Results that nothing has happened to, by format."""
    folder = tmp_path_factory.mktemp("whole")
    formats = ["csv", "parquet"] if find_spec("pyarrow") else ["csv"]
    with pytest.MonkeyPatch.context() as patch:
        use_this_process(patch)
        for file_format in formats:
            run(make_folder(folder / "exports"), folder / file_format, file_format=file_format)
    return folder


@pytest.mark.parametrize(
    ("file_format", "table", "damage"),
    [
        *(("csv", table, damage) for table in TABLES for damage in (Path.unlink, flip)),
        *(("parquet", table, cut) for table in ("strides", "summaries")),
    ],
)
def test_a_part_that_is_damaged_is_named_and_done_again(whole, tmp_path, done, file_format, table, damage):
    if not (whole / file_format).exists():
        pytest.skip("pyarrow is not installed")
    out, part = tmp_path / "out", f"{table}/part-all.{file_format}"
    shutil.copytree(whole / file_format, out)
    damage(out / part)
    with pytest.raises(
        InvalidTable, match=f"{part} was (lost|cut or changed) since run_batch wrote it; .* run the"
    ):
        read_results(out, table)
    with pytest.warns(
        RetrogaitWarning, match=f"{part} lost or changed since they were written; .* are done again"
    ):
        found = run(whole / "exports", out, file_format=file_format)
    assert set(done) == set(STATUS)
    assert fates(*found) == STATUS
    for name in TABLES:
        pd.testing.assert_frame_equal(read_results(out, name), read_results(whole / file_format, name))


@pytest.mark.parametrize("lost", [".sums", "strides/part-all.csv"])
def test_results_without_sums_are_judged_by_what_can_be_read(exports, tmp_path, done, lost):
    out = tmp_path / "out"
    run(exports, out, file_format="csv")
    done.clear()
    (out / ".sums").unlink()
    if lost == ".sums":
        run(exports, out, file_format="csv")
        assert done == []
        return
    (out / lost).unlink()
    with pytest.warns(RetrogaitWarning, match="done again"):
        run(exports, out, file_format="csv")
    assert set(done) == set(STATUS)


def test_a_list_that_every_run_writes_anew_costs_no_recording(exports, tmp_path, done):
    out = tmp_path / "out"
    run(exports, out, file_format="csv")
    done.clear()
    (out / "inputs" / "part-all.csv").unlink()
    with pytest.warns(RetrogaitWarning, match="inputs/part-all.csv"):
        run(exports, out, file_format="csv")
    assert done == []
    assert len(read_results(out, "inputs")) == len(STATUS)


def test_what_cannot_be_done_again_is_named(exports, tmp_path, done):
    out = tmp_path / "out"
    run(exports, out, file_format="csv")
    (out / "strides" / "part-all.csv").unlink()
    one = exports / "backward.csv"
    with pytest.raises(
        InvalidTable, match=r"recordings that are not among the inputs \(.*forward.parquet.*prune=True"
    ):
        run(one, out, file_format="csv")
    with pytest.warns(RetrogaitWarning, match="done again"):
        summaries, _ = run(one, out, file_format="csv", prune=True)
    assert len(summaries) == len(read_results(out, "summaries")) == 1


@pytest.mark.skipif(sys.platform != "linux", reason="names of files are bytes on Linux only")
@pytest.mark.parametrize("file_format", ["csv", "parquet"])
def test_a_file_whose_name_is_no_utf8_is_done_like_any_other(tmp_path, done, file_format):
    if file_format == "parquet":
        pytest.importorskip("pyarrow")
    exports = tmp_path / "exports"
    exports.mkdir()
    rg.write_recording(rg.simulate_walk("backward", 0.5, duration_s=12, seed=2)[0], exports / "a.csv")
    for name in (b"M\xfcller.csv", b"S\xfc\xdf.csv"):
        Path(os.fsdecode(os.fsencode(exports) + b"/" + name)).write_bytes(
            (exports / "a.csv").read_bytes()[:9000]
        )
    Path(os.fsdecode(os.fsencode(exports) + b"/S\xfc\xdf.csv")).write_bytes(b"no table\n")
    summaries, failures = run(exports, tmp_path / "out", file_format=file_format)
    assert sorted(Path(path).name for path in summaries["path"]) == [r"M\udcfcller.csv", "a.csv"]
    assert [Path(path).name for path in failures["path"]] == [r"S\udcfc\udcdf.csv"]
    done.clear()
    again = run(exports, tmp_path / "out", file_format=file_format)
    assert done == []
    assert len(again[0]) == 2


@pytest.mark.parametrize(
    "text",
    ["path\na.csv\nb.csv\n", "path\na.csv\nb.csv", '"path"\n"a.csv"\n"b.csv"\n', "\ufeffpath\r\na.csv\r\nb.csv\r\n",
     "path;subject\na.csv;1\nb.csv;2\n", "path\tsubject\na.csv\t1\nb.csv\t2\n", "path|subject\na.csv|1\nb.csv|2\n",
     "path, subject\na.csv, 1\nb.csv, 2\n"],
)  # fmt: skip
def test_a_manifest_of_any_sign_and_of_one_column(tmp_path, done, text):
    for seed, name in enumerate(("a.csv", "b.csv")):
        rg.write_recording(rg.simulate_walk("backward", 0.5, duration_s=12, seed=seed)[0], tmp_path / name)
    (tmp_path / "manifest.csv").write_text(text, encoding="utf-8", newline="")
    summaries, _ = run(str(tmp_path / "manifest.csv"), tmp_path / "out")
    assert sorted(summaries["path"]) == ["a.csv", "b.csv"]
    if "subject" in text:
        assert sorted(summaries["subject"]) == [1, 2] or sorted(summaries["subject"]) == ["1", "2"]


@pytest.mark.parametrize("text", ["path;subject\na.csv;b.csv;x\n", "path,subject\na.csv,b.csv,x\n"])
def test_a_row_with_more_fields_than_the_header_is_refused(tmp_path, text):
    (tmp_path / "manifest.csv").write_text(text)
    with pytest.raises(
        InvalidTable, match=r"line 2 of the manifest has 3 fields, the header 2 \(path subject\)"
    ):
        run(str(tmp_path / "manifest.csv"), tmp_path / "out")
