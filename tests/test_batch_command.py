"""`retrogait batch`: exit codes, what it prints for people and for machines."""

from __future__ import annotations

import io
import json

import pytest
from batch_folders import STATUS, make_folder, use_this_process

from retrogait.batch.progress import Progress
from retrogait.cli import main


@pytest.fixture(scope="module")
def exports(tmp_path_factory):
    return make_folder(tmp_path_factory.mktemp("command") / "exports")


@pytest.fixture(autouse=True)
def here(monkeypatch):
    return use_this_process(monkeypatch)


def test_it_sums_up_and_its_exit_code_tells_of_failures(exports, tmp_path, capsys):
    assert main(["batch", str(exports), "--out", str(tmp_path / "out")]) != 0
    out, err = capsys.readouterr()
    assert out == f"2 with walking, 1 without, 3 failed; results: {tmp_path / 'out'}\n"
    assert f"{len(STATUS)}/{len(STATUS)} files, 3 failed" in err
    assert main(["batch", str(exports / "backward.csv"), "--out", str(tmp_path / "out")]) == 0
    assert "1 of 1 inputs are in the results already" in capsys.readouterr().err


def test_quiet_says_nothing_and_json_lines_are_json(exports, tmp_path, capsys):
    main(["batch", str(exports), "--out", str(tmp_path / "a"), "--quiet"])
    assert capsys.readouterr() == ("", "")
    main(["batch", str(exports), "--out", str(tmp_path / "b"), "--json-lines"])
    out, err = capsys.readouterr()
    assert err == ""
    events = [json.loads(line) for line in out.splitlines()]
    assert [event["event"] for event in events] == ["start", *["recording"] * len(STATUS), "end"]
    assert {event["status"] for event in events[1:-1]} == {"ok", "no_walking", "failed"}
    assert events[-1]["failed"] == 3


def test_a_mistake_in_the_call_is_told_without_a_trace(tmp_path, capsys):
    assert main(["batch", str(tmp_path / "*.csv"), "--out", str(tmp_path / "out")]) == 2
    assert "matches nothing" in capsys.readouterr().err


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_a_bar_on_a_terminal_is_drawn_over_itself(monkeypatch):
    clock = iter(range(100))
    monkeypatch.setattr("time.monotonic", lambda: float(next(clock)))
    stream = Terminal()
    progress = Progress("auto", stream)
    progress.start(4, 0, 0)
    progress.advance(["a"], {"status": "ok"})
    progress.advance(["b", "c"], {"status": "failed"})
    progress.end({})
    shown = stream.getvalue()
    last = shown.split("\r")[-1]
    assert "\r" in shown
    assert last.startswith("[=")
    assert "3/4 files, 2 failed" in last
    assert last.rstrip().endswith("left")
    assert last.endswith("\n")
    assert max(map(len, shown.replace("\n", "\r").split("\r"))) < 80


def test_plain_lines_where_there_is_no_terminal():
    stream = io.StringIO()
    progress = Progress("auto", stream)
    progress.start(1, 0, 0)
    progress.advance(["a"], {"status": "ok"})
    progress.end({})
    assert "\r" not in stream.getvalue()
    assert stream.getvalue().splitlines()[-1].startswith("1/1 files, 0 failed")
