"""A page for each recording of a batch and the list of them: complete, up to date, safe whatever a file is called."""

from __future__ import annotations

import re
import shutil
import sys
import zlib
from pathlib import Path

import numpy as np
import pytest
from batch_folders import STATUS, assert_same, make_folder, use_this_process
from sessions import make_session

import retrogait as rg
from retrogait import _version
from retrogait.batch import read_results, work
from retrogait.batch.answer import decode, encode, split_page
from retrogait.batch.pages import Pages, make_page
from retrogait.batch.store import Store
from retrogait.cli import main
from retrogait.cli.outcome import UNREADABLE
from retrogait.errors import InvalidOption, MissingExtra

MEASURED = [name for name, fate in STATUS.items() if fate in {"ok", "no_walking"}]


@pytest.fixture
def done(monkeypatch):
    """The recordings done so far, in this process, with pages of one line."""
    monkeypatch.setattr(work, "make_page", lambda _, name: zlib.compress(f"page of {name}".encode()))
    return use_this_process(monkeypatch)


@pytest.fixture
def exports(tmp_path):
    return make_folder(tmp_path / "exports")


def written(out: Path) -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in (out / "reports").glob("*.html")}


def pages_of(out: Path) -> dict[str, str]:
    return {name: text for name, text in written(out).items() if name != "index.html"}


def ids(out: Path) -> dict[str, str]:
    summaries = read_results(out, "summaries")
    return dict(
        zip(summaries["path"].map(lambda path: Path(path).name), summaries["recording_id"], strict=True)
    )


def test_every_recording_has_a_page_named_by_its_id_and_every_input_is_listed(exports, tmp_path, done):
    out = tmp_path / "out"
    rg.run_batch(exports, out, reports=True, progress="none")
    assert pages_of(out) == {f"{ids(out)[name]}.html": f"page of {Path(name).stem}" for name in MEASURED}
    index = written(out)["index.html"]
    for name, fate in STATUS.items():
        assert str(exports / name) in index
        if fate in {"ok", "no_walking"}:
            assert f'<a href="{ids(out)[name]}.html">{exports / name}</a>' in index
        else:
            assert f"<td>{fate}</td>" in index
    row = next(row for row in index.split("<tr>") if "backward.csv" in row)
    summary = read_results(out, "summaries").set_index("recording_id").loc[ids(out)["backward.csv"]]
    assert f"<td>{summary['backward_n_strides']}</td><td>{summary['backward_speed_mps']:.2f}</td>" in row
    assert "<td>0</td><td>–</td>" in row  # nothing was walked forward
    assert "2026-11-02 10:00" in next(row for row in index.split("<tr>") if "forward.parquet" in row)


def test_without_reports_there_is_no_folder_of_them(exports, tmp_path, done):
    rg.run_batch(exports, tmp_path / "out", progress="none")
    assert not (tmp_path / "out/reports").exists()


def test_a_second_run_does_nothing_and_a_page_that_is_missing_is_written(exports, tmp_path, done):
    out = tmp_path / "out"
    rg.run_batch(exports, out, reports=True, progress="none")
    before = len(done)
    first = written(out)
    rg.run_batch(exports, out, reports=True, progress="none")
    assert done[before:] == []
    (out / "reports" / f"{ids(out)['backward.csv']}.html").unlink()
    rg.run_batch(exports, out, reports=True, progress="none")
    assert done[before:] == ["backward.csv"]
    assert written(out) == first


def test_tables_are_the_same_with_pages_and_when_pages_are_added_later(exports, tmp_path, done):
    for out in ("plain", "later", "at once"):
        rg.run_batch(exports, tmp_path / out, progress="none", reports=out == "at once")
    rg.run_batch(exports, tmp_path / "later", progress="none", reports=True)
    assert_same(tmp_path / "plain", tmp_path / "at once")
    assert_same(tmp_path / "plain", tmp_path / "later")
    assert written(tmp_path / "later") == written(tmp_path / "at once")


def test_outdated_pages_go_and_the_list_follows_without_being_asked(exports, tmp_path, done, monkeypatch):
    out = tmp_path / "out"
    rg.run_batch(exports, out, reports=True, progress="none")
    monkeypatch.setattr(_version, "__version__", "99.0")
    rg.run_batch(exports, out, progress="none")
    assert pages_of(out) == {}
    assert "<a href" not in written(out)["index.html"]
    assert "backward.csv" in written(out)["index.html"]


def test_pages_of_pruned_recordings_go_and_others_are_kept(exports, tmp_path, done):
    out = tmp_path / "out"
    rg.run_batch(exports, out, reports=True, progress="none")
    rg.run_batch(exports / "backward.csv", out, reports=True, progress="none")
    assert len(pages_of(out)) == len(MEASURED)
    assert "forward.parquet" in written(out)["index.html"]
    rg.run_batch(exports / "backward.csv", out, reports=True, prune=True, progress="none")
    assert list(pages_of(out).values()) == ["page of backward"]
    assert "forward.parquet" not in written(out)["index.html"]


def test_a_run_killed_between_a_page_and_its_row_is_gone_on_with(exports, tmp_path, done, monkeypatch):
    class Killed(BaseException):
        """The process ends here."""

    record, finish = Store.record, Store.finish

    def killed(*_):
        raise Killed

    def record_one(store, recording_id, *rest):
        if recording_id == measured[1]:
            raise Killed
        record(store, recording_id, *rest)

    rg.run_batch(exports, tmp_path / "whole", reports=True, progress="none")
    measured = sorted(ids(tmp_path / "whole").values())
    out = tmp_path / "out"
    monkeypatch.setattr(Store, "record", record_one)
    monkeypatch.setattr(Store, "finish", killed)  # nothing is tidied up
    with pytest.raises(Killed):
        rg.run_batch(exports, out, reports=True, progress="none")
    assert set(pages_of(out)) >= {f"{one}.html" for one in measured[:2]}
    monkeypatch.setattr(Store, "record", record)
    monkeypatch.setattr(Store, "finish", finish)
    rg.run_batch(exports, out, reports=True, progress="none")
    assert written(out) == written(tmp_path / "whole")
    assert_same(out, tmp_path / "whole")
    assert not list((out / "reports").glob(".*"))  # no drafts


def test_names_and_labels_are_text_in_the_list(exports, tmp_path, done):
    nasty = exports / "<b>&amp;'x' ..%2f..csv"
    shutil.copy(exports / "backward.csv", nasty)
    (exports / "backward.csv").unlink()
    out = tmp_path / "out"
    rg.run_batch(exports, out, reports=True, subject="<script>run()</script>", progress="none")
    index = written(out)["index.html"]
    assert "<script" not in index
    assert "<b>" not in index
    assert "&lt;script&gt;run()&lt;/script&gt;" in index
    assert all(re.fullmatch(r"[0-9a-f]+\.html", name) for name in pages_of(out))
    links = re.findall(r'href="([^"]*)"', index)
    assert sorted(links) == sorted(pages_of(out))


@pytest.mark.parametrize("recording_id", ["../escape", "a/b", "", "c0ffee.html", "C0FFEE"])
def test_what_is_no_hash_names_no_file(tmp_path, recording_id):
    with pytest.raises(InvalidOption, match=r"recording_id is '.*'; expected a hash .*; pass another out="):
        Pages(tmp_path).write(recording_id, zlib.compress(b"x"))
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("package", ["matplotlib", "jinja2"])
def test_a_missing_package_is_named_before_the_batch_begins(exports, tmp_path, done, monkeypatch, package):
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(
        MissingExtra,
        match=rf"reports=True needs {package}, which is not installed; pip install 'retrogait\[report\]', or leave",
    ):
        rg.run_batch(exports, tmp_path / "out", reports=True, progress="none")
    assert not (tmp_path / "out").exists()
    assert done == []


def test_a_page_that_cannot_be_made_says_why_and_costs_no_row(monkeypatch):
    def fail(*_, **__):
        raise ValueError("<no> ink")

    monkeypatch.setattr("retrogait.report.render_report", fail)
    page = zlib.decompress(make_page(make_session(), "<walk>")).decode()
    assert "The report of &lt;walk&gt; could not be made (ValueError: &lt;no&gt; ink)" in page
    assert "Please report this with the recording." in page


def test_a_lack_of_memory_is_not_the_page_s(monkeypatch):
    def fail(*_, **__):
        raise MemoryError

    monkeypatch.setattr("retrogait.report.render_report", fail)
    with pytest.raises(MemoryError):
        make_page(make_session(), "walk")


@pytest.mark.parametrize("tables", [{}, {"t": {"x": [0.5, None, 2.0], "word": ["a", None, "b"]}}])
@pytest.mark.parametrize("page", [b"", b"x", b"a page\n of 17 bytes"])
def test_an_answer_carries_its_page_and_is_the_same_without_it(tables, page):
    content = encode({"status": "ok"}, tables, page)
    answer, found = split_page(content, decode(content))
    assert found == page
    assert decode(answer)["status"] == "ok"
    for whole in (content, answer):
        for name, columns in tables.items():
            block = decode(whole)["tables"][name]
            assert np.array_equal(block.column("x"), [0.5, np.nan, 2.0], equal_nan=True)
            assert list(block.column("word")) == columns["word"]


@pytest.mark.slow
def test_pages_come_from_worker_processes_and_the_command_line(exports, tmp_path):
    for name, fate in STATUS.items():
        if fate != "ok" and name != "empty.csv":
            (exports / name).unlink()
    out = tmp_path / "out"
    assert (
        main(["batch", str(exports), "--out", str(out), "--workers", "2", "--reports", "--quiet"])
        == UNREADABLE
    )
    pages = pages_of(out)
    assert set(pages) == {f"{one}.html" for one in ids(out).values()}
    assert len(pages) == 2
    assert all("<h1>Gait report" in text for text in pages.values())
    assert "<h2" in written(out)["index.html"]


@pytest.mark.parametrize(("n_copies", "said"), [(0, False), (1, True)])
def test_copies_of_a_recording_are_counted_in_the_list(exports, tmp_path, done, n_copies, said):
    (tmp_path / "one").mkdir()
    for k in range(n_copies + 1):
        shutil.copy(exports / "backward.csv", tmp_path / "one" / f"walk{k}.csv")
    rg.run_batch(tmp_path / "one", tmp_path / "out", reports=True, progress="none")
    index = written(tmp_path / "out")["index.html"]
    assert ("</a> (2 inputs of the same content)</th>" in index) == said
