"""Names of results and how they are written."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrogait._runtime.files import replacing
from retrogait.cli.files import expand, output_names

parts = st.sampled_from(["a", "b", "A", "walk", "walk.csv", "a_walk", "a_b", "b_c", "c"])
paths = st.lists(parts, min_size=1, max_size=4).map(lambda names: Path(*names))


@given(st.lists(paths, max_size=8, unique_by=lambda path: path.resolve()))
def test_no_two_files_share_results(files):
    names = output_names(files)
    assert list(names) == files
    assert len({name.casefold() for name in names.values()}) == len(files)
    assert not any("/" in name or "\\" in name for name in names.values())


def test_stem_where_it_is_enough():
    assert list(output_names([Path("x/walk.csv"), Path("x/run.parquet")]).values()) == ["walk", "run"]


@pytest.mark.parametrize(
    ("files", "names"),
    [
        (["a/walk.csv", "b/walk.csv"], ["a_walk", "b_walk"]),
        (["s1/left/w.csv", "s2/left/w.csv"], ["s1_left_w_csv", "s2_left_w_csv"]),
        (["a/walk.csv", "a/walk.parquet"], ["parent_a_walk_csv", "parent_a_walk_parquet"]),
        (["a/Walk.csv", "b/walk.csv"], ["a_Walk", "b_walk"]),
    ],
)
def test_same_stem_takes_its_folders(tmp_path, monkeypatch, files, names):
    parent = tmp_path / "parent"
    parent.mkdir()
    monkeypatch.chdir(parent)
    assert list(output_names(map(Path, files)).values()) == names


def test_each_file_is_taken_once(tmp_path, monkeypatch):
    (tmp_path / "a.csv").touch()
    monkeypatch.chdir(tmp_path)
    assert expand(["a.csv", "./a.csv", str(tmp_path / "a.csv")]) == [Path("a.csv")]


def test_patterns_are_looked_up(tmp_path):
    for name in ("b.csv", "a.csv", "c.txt", "[d].csv"):
        (tmp_path / name).touch()
    found = expand([str(tmp_path / "?.csv"), str(tmp_path / "[d].csv")])
    assert [path.name for path in found] == ["a.csv", "b.csv", "[d].csv"]


def test_unmatched_pattern_stays_a_path():
    assert expand(["nowhere/*.csv"]) == [Path("nowhere/*.csv")]


def test_failed_write_leaves_the_old_file(tmp_path):
    path = tmp_path / "walk.csv"
    path.write_text("old")

    def fail() -> None:
        with replacing(path) as draft:
            draft.write_text("half")
            raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        fail()
    assert [(file.name, file.read_text()) for file in tmp_path.iterdir()] == [("walk.csv", "old")]


def test_write_makes_the_folder_and_replaces(tmp_path):
    path = tmp_path / "new" / "walk.csv"
    for text in ("one", "two"):
        with replacing(path) as draft:
            draft.write_text(text)
    assert [(file.name, file.read_text()) for file in path.parent.iterdir()] == [("walk.csv", "two")]
