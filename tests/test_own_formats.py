"""Formats of a caller's own, and the rule that a vendor's oddity is a field of its `Format`."""

from __future__ import annotations

import ast
import re
from dataclasses import fields, replace
from pathlib import Path

import export_writers as w
import numpy as np
import pandas as pd
import pytest
from batch_folders import use_this_process
from recording_frames import signal
from test_exports import LAYOUTS, read

import retrogait as rg
from retrogait.errors import InvalidOption, UnreadableExport
from retrogait.readers import FORMATS, Binary, Counts, Format

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = signal(np.arange(500) / 100.0)
MINE = Format(
    "My logger",
    reads="CSV of my own logger",
    head=r"^MyLogger",
    columns=r"ax\|ay\|az\|gx",
    time=(r"t",),
    time_unit="ms",
    acc_unit="g",
    gyr_unit="rad/s",
    rename=((r"^a([xyz])$", r"acc \1"), (r"^g([xyz])$", r"gyr \1")),
)
NEVER = Format("never", head="no export says this", columns="nor has this column")


def my_export(folder, names="t,ax,ay,az,gx,gy,gz", head="MyLogger 1.0\n"):
    time_ms = 10.0 * np.arange(len(SAMPLES))
    rows = np.column_stack([time_ms, SAMPLES[:, :3] / 9.80665, np.radians(SAMPLES[:, 3:])])
    path = folder / "export.csv"
    lines = [",".join(f"{value:.9g}" for value in row) for row in rows]
    path.write_text(head + "\n".join(filter(None, [names, *lines])) + "\n", encoding="utf-8")
    return path


def test_an_export_is_read_as_its_format_says(tmp_path):
    path = my_export(tmp_path)
    with pytest.raises(UnreadableExport, match="unit"):
        read(path)
    made = read(path, formats=(MINE,), site="left_foot")
    np.testing.assert_allclose(made.samples("left_foot")[1], SAMPLES, atol=1e-5)
    assert made.rate_hz == pytest.approx(100.0)
    assert made.source["format"] == "My logger"


def test_several_formats_are_asked_in_their_order(tmp_path):
    path = my_export(tmp_path)
    turned = replace(MINE, name="turned", acc_sign=-1)
    assert read(path, formats=[NEVER, MINE, turned], site="left_foot").source["format"] == "My logger"
    made = read(path, formats=(one for one in (turned, MINE)), site="left_foot")
    assert made.source["format"] == "turned"
    np.testing.assert_allclose(made.samples("left_foot")[1][:, :3], -SAMPLES[:, :3], atol=1e-5)


def test_a_format_of_one_s_own_comes_before_ours(tmp_path):
    path = w.xsens(tmp_path, SAMPLES)
    by_ours = read(path)
    known = next(one for one in FORMATS if one.name == by_ours.source["format"])
    mine = replace(known, name="Xsens in deg/s", gyr_unit="deg/s")
    made = read(path, formats=(mine,))
    assert made.source["format"] == "Xsens in deg/s"
    (site,) = made.sites
    np.testing.assert_allclose(np.radians(by_ours.samples(site)[1][:, 3:]), made.samples(site)[1][:, 3:])


def test_columns_alone_are_asked_last(tmp_path):
    """Where one's own and ours are both known by their columns alone, one's own is taken; else ours goes first."""
    path = my_export(tmp_path)
    alone = Format(
        "alone", columns_alone="ax", time_unit="ms", acc_unit="g", gyr_unit="rad/s", rename=MINE.rename
    )
    assert read(path, formats=(alone, MINE), site="left_foot").source["format"] == "My logger"
    assert read(path, formats=(alone,), site="left_foot").source["format"] == "alone"


def test_a_table_without_a_header_is_told_by_its_format(tmp_path):
    stamps = pd.Timestamp("2026-05-01 10:00") + pd.to_timedelta(10 * np.arange(len(SAMPLES)), unit="ms")
    lines = [
        f"{stamp:%Y-%m-%d %H:%M:%S.%f},{','.join(f'{value:.6f}' for value in row)},7"
        for stamp, row in zip(stamps, SAMPLES, strict=True)
    ]
    path = tmp_path / "export.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    names = ("Time", *(f"acc {a} (m/s^2)" for a in "xyz"), *(f"gyr {a} (deg/s)" for a in "xyz"), "status")
    made = read(path, formats=(Format("headless", headerless=names),), site="left_foot")
    np.testing.assert_allclose(made.samples("left_foot")[1], SAMPLES, atol=1e-5)


COUNTS = Format(
    "seven counts",
    columns=r"^chip x \(g\)",
    counts=Counts(
        (*(f"chip {a} (g)" for a in "xyz"), *(f"chip {a} (deg/s)" for a in "xyz"), "battery"),
        100.0,
        r"-?\d+(?:,-?\d+){6}",
        ((0, 1000.0),),
    ),
    acc_per_count=1e-3,
    gyr_per_count=0.1,
)


def test_counts_are_told_by_their_format(tmp_path):
    scaled = np.column_stack(
        [SAMPLES[:, :3] / 9.80665 * 1000.0, SAMPLES[:, 3:] * 10.0, np.full(len(SAMPLES), 99)]
    )
    path = tmp_path / "export.csv"
    np.savetxt(path, np.rint(scaled), fmt="%d", delimiter=",")
    made = read(path, formats=(COUNTS,), site="left_foot")
    assert made.source["format"] == "seven counts"
    np.testing.assert_allclose(made.samples("left_foot")[1], SAMPLES, atol=0.06)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_format_that_matches_nothing_changes_nothing(tmp_path, layout):
    write, options, *_ = LAYOUTS[layout]
    path = write(tmp_path, SAMPLES, **options)
    here, there = read(path), read(path, formats=(NEVER,))
    assert here.source == there.source
    assert here.warnings == there.warnings
    assert here.start_time == there.start_time
    for site in here.sites:
        pd.testing.assert_frame_equal(here[site], there[site])


def test_a_batch_takes_formats_and_is_done_again_with_others(tmp_path, monkeypatch):
    done = use_this_process(monkeypatch)
    my_export(tmp_path)
    given = {"formats": (MINE,), "site": "left_foot", "progress": "none"}
    summaries, _ = rg.run_batch(tmp_path / "export.csv", tmp_path / "out", **given)
    assert summaries["status"].tolist() == ["no_walking"]
    rg.run_batch(tmp_path / "export.csv", tmp_path / "out", **given)
    assert len(done) == 1
    rg.run_batch(
        tmp_path / "export.csv", tmp_path / "out", **{**given, "formats": (replace(MINE, acc_sign=-1),)}
    )
    assert len(done) == 2


@pytest.mark.parametrize(
    ("formats", "words"),
    [
        (MINE, r"formats is a Format; expected several Format; write formats=\(MINE,\)"),
        ("MINE", "formats is 'MINE'; expected several Format"),
        (5, "formats is 5; expected several Format"),
        (
            (Format,),
            r"formats holds a class; expected a Format; make one with retrogait.readers.Format\(name",
        ),
        (({"name": "a"},), "formats holds a dict; expected a Format"),
        ((Format(""),), "holds a Format whose name is ''; expected text; give it a name"),
        (
            (Format("a"),),
            "formats: a has neither head nor columns; expected a pattern that it is recognised by",
        ),
        ((MINE, MINE), "'My logger' is there already; expected a name of its own"),
        ((replace(MINE, name="ActiGraph"),), "'ActiGraph' is there already; .* give it another"),
        ((replace(MINE, head="("),), r"My logger: head has '\('; expected a regular expression \(missing \)"),
        ((replace(MINE, time=("[",)),), r"time has '\['; expected a regular expression"),
        ((replace(MINE, rename=((r"^a([xyz])$", r"acc \2"),)),), "rename has .*invalid group reference"),
        ((replace(MINE, refusals=(("*", "why"),)),), "refusals has"),
        (
            (replace(MINE, columns=".*"),),
            "columns is '.*', which matches any table; expected a pattern that other",
        ),
        ((replace(MINE, columns_alone="a?"),), "columns_alone is 'a.', which matches any table"),
        ((replace(MINE, columns="."),), "columns is '.', which matches any table"),
        ((replace(MINE, columns=r"\|"),), "columns is .*, which matches any table"),
        ((replace(MINE, head=r"^\w"),), "head is .*, which matches any table"),
        ((replace(MINE, acc_unit="furlong"),), "acc_unit is 'furlong'; expected one of m/s"),
        ((replace(MINE, gyr_unit="g"),), "gyr_unit is 'g'; expected one of deg/s rad/s mdeg/s"),
        ((replace(MINE, time_unit="weeks"),), "My logger: time_unit: 'weeks' is not known; use one of"),
        ((replace(MINE, acc_sign=0),), "acc_sign is 0; expected 1, or -1 where gravity points down"),
        ((replace(MINE, time="Time"),), r"time is 'Time'; expected a tuple of text, as \('one',\)"),
        ((replace(MINE, rename=("a", "b")),), r"rename is \('a', 'b'\); expected a tuple of pairs of text"),
        ((replace(MINE, rows=("a",)),), r"rows is \('a',\); expected a tuple of pairs"),
        (
            (replace(MINE, binary=Binary(b"X", "mypackage", "mine")),),
            "binary is read by 'mypackage'; expected one of actfast h5py; read it yourself",
        ),
    ],
)
def test_what_is_no_format(tmp_path, formats, words):
    with pytest.raises(InvalidOption, match=f"^read_recording: .*{words}"):
        rg.read_recording(my_export(tmp_path), formats=formats)


def test_every_field_of_a_format_is_explained():
    page = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8").split("## Fields of a format")[1]
    explained = set(re.findall(r"`(\w+)`", page.split("\n## ")[0]))
    listed = {one.name for kind in (Format, Binary, Counts) for one in fields(kind)}
    assert listed <= explained


def vendor_words() -> set[str]:
    """First words of the names of formats that are names of their own."""
    plain = {
        "any",
        "retrogait",
        "devicemotion",
        "gaitmap",
        "matlab",
        "bids",
        "apple",
        "sensor",
        "physics",
        "ros",
    }
    words = {re.split(r"[^\w]", one.name.lower().removeprefix("x-io "))[0] for one in FORMATS}
    return {word for word in words - plain if len(word) > 3} | {
        "sensor logger",
        "physics toolbox",
        "mobilise",
        "x-io",
        "sensor_msgs",
    }


def compared(tree: ast.AST):
    """Texts and names that code compares, or searches for."""
    searching = ("startswith", "endswith", "match", "fullmatch", "search", "find", "index", "count")
    for node in ast.walk(tree):
        if isinstance(node, (ast.Compare, ast.MatchValue)) or (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in searching
        ):
            for one in ast.walk(node):
                if isinstance(one, ast.Constant) and isinstance(one.value, str):
                    yield one.value.lower()
                elif isinstance(one, ast.Name):
                    yield one.id.lower()


def test_no_other_code_asks_for_the_name_of_a_vendor():
    words = vendor_words()
    assert {"movella", "xsens", "axivity", "sisfall", "phyphox"} <= words
    readers = ROOT / "src" / "retrogait" / "readers"
    found = [
        (path.name, text)
        for path in sorted(readers.glob("*.py"))
        if path.name != "formats.py"
        for text in compared(ast.parse(path.read_text(encoding="utf-8")))
        if any(word in text for word in words)
    ]
    assert found == []


@pytest.mark.parametrize(
    "code", ["known.name.startswith('x-io')", "known.name == 'SisFall'", "w == len(SISFALL)"]
)
def test_such_code_is_found(code):
    assert any(word in text for text in compared(ast.parse(code)) for word in vendor_words())
