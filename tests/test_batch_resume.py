"""A second call does what is missing or changed; whatever moment a run is killed at, nothing is lost or corrupt."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest
from batch_folders import STATUS, assert_same, fates, make_folder, tables, use_this_process
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

import retrogait as rg
from retrogait import _version
from retrogait._runtime import files
from retrogait.batch import read_results
from retrogait.batch.answer import decode, encode
from retrogait.batch.store import Store, read_journal, write_entry
from retrogait.errors import InvalidOption
from retrogait.stability import StabilityOptions
from retrogait.tables.kinds import COUNT, NUMBER, TEXT, Kind
from retrogait.tables.schema import Column, Table

WALK = rg.analyze(rg.simulate_walk("backward", 0.5, duration_s=10, seed=1)[0])


@pytest.fixture
def done(monkeypatch):
    """The recordings done so far, in this process."""
    return use_this_process(monkeypatch)


@pytest.fixture
def exports(tmp_path):
    return make_folder(tmp_path / "exports")


def again(exports, out, done, **options):
    """Run, and give the names of what this run did."""
    before = len(done)
    summaries, failures = rg.run_batch(exports, out, progress="none", **options)
    return set(done[before:]), fates(summaries, failures)


def test_a_second_run_does_nothing(exports, tmp_path, done):
    assert again(exports, tmp_path / "out", done)[0] == set(STATUS)
    first = tables(tmp_path / "out")
    did, found = again(exports, tmp_path / "out", done)
    assert did == set()
    assert found == STATUS
    for name, table in tables(tmp_path / "out").items():
        pd.testing.assert_frame_equal(table, first[name], obj=name)


def test_what_is_new_or_changed_is_done(exports, tmp_path, done):
    again(exports, tmp_path / "out", done)
    shutil.copy(
        exports / "backward.csv", exports / "empty.csv"
    )  # repaired: now the same recording as another
    rg.write_recording(rg.simulate_walk("backward", 0.4, duration_s=12, seed=9)[0], exports / "new.csv")
    did, found = again(exports, tmp_path / "out", done)
    assert did == {"new.csv"}
    assert "empty.csv" not in found
    assert found["new.csv"] == "ok"
    summaries = tables(tmp_path / "out")["summaries"].set_index("path")
    assert summaries.loc[str(exports / "backward.csv"), "n_inputs"] == 2
    renamed = exports / "renamed.csv"
    (exports / "new.csv").rename(renamed)
    did, found = again(exports, tmp_path / "out", done)
    assert did == set()  # the content is known
    assert found["renamed.csv"] == "ok"


def test_other_options_do_all_again(exports, tmp_path, done):
    again(exports, tmp_path / "out", done)
    did, _ = again(exports, tmp_path / "out", done, surface="treadmill", belt_speed_mps=0.5)
    assert did == set(STATUS)
    rg.run_batch(exports, tmp_path / "fresh", progress="none", surface="treadmill", belt_speed_mps=0.5)
    assert_same(tmp_path / "out", tmp_path / "fresh")


def test_another_version_does_all_again(exports, tmp_path, done, monkeypatch):
    again(exports, tmp_path / "out", done)
    monkeypatch.setattr(_version, "__version__", "99.0")
    assert again(exports, tmp_path / "out", done)[0] == set(STATUS)


def test_versions_are_not_mixed(exports, tmp_path, done, monkeypatch):
    again(exports, tmp_path / "out", done)
    monkeypatch.setattr(_version, "__version__", "99.0")
    with pytest.raises(
        InvalidOption, match="results of two versions are not comparable; give their files too"
    ):
        rg.run_batch(exports / "backward.csv", tmp_path / "out", progress="none")
    did, found = again(exports / "backward.csv", tmp_path / "out", done, prune=True)
    assert did == {"backward.csv"}
    assert len(tables(tmp_path / "out")["inputs"]) == 1
    assert found == {"backward.csv": "ok"}


def test_other_inputs_are_kept_until_pruned(exports, tmp_path, done):
    again(exports / "backward.csv", tmp_path / "out", done)
    _, found = again(exports / "standing.csv", tmp_path / "out", done)
    assert found == {"standing.csv": "no_walking"}
    assert len(tables(tmp_path / "out")["summaries"]) == 2
    again(exports / "standing.csv", tmp_path / "out", done, prune=True)
    assert len(tables(tmp_path / "out")["summaries"]) == 1
    assert tables(tmp_path / "out")["strides"].empty


def test_a_file_that_changes_during_the_run_is_tried_again(exports, tmp_path, done, monkeypatch):
    from retrogait.batch import work

    whole = (exports / "backward.csv").read_bytes()
    read = work.read_recording

    def grow(path, **options):
        recording = read(path, **options)
        if Path(path).name == "backward.csv":
            (exports / "backward.csv").write_bytes(whole + whole.splitlines()[-1] + b"\n")
        return recording

    monkeypatch.setattr(work, "read_recording", grow)
    _, failures = rg.run_batch(exports / "backward.csv", tmp_path / "out", progress="none")
    assert "changed while the run was on; run again when it is complete" in failures["message"][0]
    monkeypatch.setattr(work, "read_recording", read)
    (exports / "backward.csv").write_bytes(whole)
    assert again(exports / "backward.csv", tmp_path / "out", done)[1] == {"backward.csv": "ok"}


def test_ctrl_c_leaves_complete_results(exports, tmp_path, monkeypatch):
    done = use_this_process(monkeypatch)
    from retrogait.batch import run

    here = run.run_on_pool

    def interrupted(jobs, processes, timeout_s):
        for number, answer in enumerate(here(jobs, processes, timeout_s)):
            if number == 3:
                raise KeyboardInterrupt
            yield answer

    monkeypatch.setattr(run, "run_on_pool", interrupted)
    with pytest.raises(KeyboardInterrupt):
        rg.run_batch(exports, tmp_path / "out", progress="none")
    left = tables(tmp_path / "out")
    assert len(left["summaries"]) + len(left["failures"]) == 3
    assert (left["inputs"]["status"] == "not_done").sum() == len(STATUS) - 3
    assert json.loads((tmp_path / "out/run.json").read_text(encoding="utf-8"))["ended"] == "interrupted"
    monkeypatch.setattr(run, "run_on_pool", here)
    did, found = again(exports, tmp_path / "out", done)
    assert len(did) == len(STATUS) - 3
    assert found == STATUS


# The store alone, killed at any write.


def store_table(name: str, **kinds: Kind) -> Table:
    return Table(name, tuple(Column(column, kind, "") for column, kind in kinds.items()))


KEY = {"recording_id": TEXT}
STORED = {
    "summaries": store_table("summaries", **KEY, path=TEXT, n_inputs=COUNT, fingerprint=TEXT, x=NUMBER),
    **{
        name: store_table(name, **KEY, x=NUMBER)
        for name in ("strides", "events", "bouts", "stability", "intervals", "walk_tests")
    },
    "failures": store_table(
        "failures", **KEY, path=TEXT, stage=TEXT, error_class=TEXT, message=TEXT, fingerprint=TEXT
    ),
    "inputs": store_table("inputs", path=TEXT, **KEY, status=TEXT),
}


class Killed(BaseException):
    """The process ends here."""


def answer_of(number: int) -> tuple[str, dict, bytes]:
    recording_id = f"{number * 37 % 256:02x}0"
    head = {"paths": [f"{number}.csv"], "labels": {}}
    said = {"recording_id": recording_id, "fingerprint": "f"}
    if number % 5 == 4:
        fault = {"stage": "unreadable", "error_class": "UnreadableExport", "message": "none"}
        return recording_id, head, encode(said | {"status": "failed"} | fault, {})
    rows = {
        name: {"x": [number / 7] * (number % 3)}
        for name in ("strides", "events", "bouts", "stability", "intervals", "walk_tests")
    }
    return recording_id, head, encode(said | {"status": "ok"}, rows | {"summaries": {"x": [1 / 3]}})


def work_on(out: Path, form: str, numbers: list[int]) -> None:
    """One run of the store over recordings, going on where the last was."""
    out.mkdir(exist_ok=True)
    store = Store(out, form, STORED, 4)
    store.replay()
    held: set[str] = set()
    store.revise(lambda _, one, columns: held.add(one) or columns, unclean=True)
    todo = [answer for answer in map(answer_of, numbers) if answer[0] not in held]
    store.expect(one for one, _, _ in todo)
    for one, head, answer in todo:
        store.record(one, head, answer, decode(answer))
    store.finish()


def journalled(number: int) -> bytes:
    """An answer as the journal has it."""
    _, head, answer = answer_of(number)
    journal = io.BytesIO()
    write_entry(journal, head, answer)
    return journal.getvalue()


def test_an_answer_that_is_not_as_it_was_written_ends_the_journal(tmp_path):
    """Two torn answers one behind the other once made a whole one, with a number of both."""
    first, second = journalled(0), journalled(3)
    path = tmp_path / "0.answers"

    def told(journal: bytes) -> list[str]:
        path.write_bytes(journal)
        found = list(read_journal(path))
        assert all(answer["tables"]["summaries"].column("x") == [1 / 3] for _, answer in found)
        return [head["paths"][0] for head, _ in found]

    assert told(first + second) == ["0.csv", "3.csv"]
    for place in range(len(second)):
        assert told(first + second[:place]) == ["0.csv"]
        assert told(first + second[:place] + bytes([second[place] ^ 1]) + second[place + 1 :]) == ["0.csv"]


def content(out: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(out)): path.read_bytes() for path in sorted(out.rglob("*")) if path.is_file()
    }


@hypothesis_settings(max_examples=20)
@given(
    numbers=st.permutations(range(12)),
    kills=st.lists(st.tuples(st.integers(1, 30), st.booleans(), st.integers(0, 99)), max_size=3),
)
def test_killed_at_any_write_nothing_is_lost_or_doubled(tmp_path_factory, numbers, kills):
    folder = tmp_path_factory.mktemp("store")
    work_on(folder / "whole", "csv", list(range(12)))
    out = folder / "killed"
    whole = journalled(0)
    for countdown, after, torn in kills:
        left = [countdown]
        replace = files._put_in_place

        def dying(draft, path, left=left, after=after, replace=replace):
            left[0] -= 1
            if after:
                replace(draft, path)
            if left[0] <= 0:
                raise Killed
            if not after:
                replace(draft, path)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(files, "_put_in_place", dying)
            try:
                work_on(out, "csv", numbers)
            except Killed:
                for journal in (out / ".journal").iterdir():  # its last answer may be half written
                    with journal.open("ab") as file:
                        file.write(whole[: torn * len(whole) // 100])
    work_on(out, "csv", numbers)
    assert content(out) == content(folder / "whole")


def test_other_options_widen_a_table_and_keep_what_is_there(exports, tmp_path, done):
    """Scales of entropy are columns: results of more of them stay beside results of fewer, in any format."""
    for form in ("parquet", "csv"):
        out = tmp_path / form
        more = StabilityOptions(entropy_scales=8)
        again(exports / "backward.csv", out, done, stability=more, file_format=form)
        again(exports / "forward.parquet", out, done, file_format=form)
        stability = read_results(out, "stability")
        assert list(stability.columns) == ["recording_id", *rg.measure_stability(WALK, more).columns]
        assert sorted(stability["stability_entropy_scales"].unique()) == [6, 8]
        if form == "parquet":
            for part in (out / "stability").iterdir():
                assert list(pd.read_parquet(part).columns) == list(stability.columns)


@pytest.mark.slow
def test_really_killed_again_and_again(exports, tmp_path, done):
    for seed in range(6):
        walk = rg.simulate_walk("backward", 0.5, duration_s=8, seed=seed)[0]
        rg.write_recording(walk, exports / f"walk_{seed}.csv")
    rg.run_batch(exports, tmp_path / "whole", progress="none")
    out = tmp_path / "out"
    command = [sys.executable, "-m", "retrogait", "batch", str(exports), "--out", str(out), "--json-lines"]
    paths = os.pathsep.join(path for path in sys.path if path)
    told = 0
    for after in (1, 3, 2):  # recordings that are told before the kill
        run = subprocess.Popen(
            [*command, "--workers", "1"], stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": paths}
        )
        events = []
        for line in run.stdout:
            events.append(json.loads(line))
            if sum(event["event"] == "recording" for event in events) >= after:
                break
        time.sleep(0.01 * after)
        run.kill()
        run.wait()
        run.stdout.close()
        assert events[0]["event"] == "start" or events[0]["event"] == "note"
        before = next(event for event in events if event["event"] == "start")["done_before"]
        assert before >= told, "what was told as done is lost"
        told = before + after
    did, _ = again(exports, out, done)
    assert len(did) <= len(list(exports.iterdir())) - told
    assert_same(out, tmp_path / "whole")
