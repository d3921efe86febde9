"""`direction=`: a walk that went one way throughout tells its own mounting, from Python, shell, table and manifest."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest
from batch_folders import use_this_process
from walks import BOTH, SHANKS, frames_of, recorded, simulate, worn

import retrogait as rg
import retrogait.accessor  # registers df.gait
from retrogait.cli import main
from retrogait.errors import InvalidOption, RetrogaitWarning

WAYS = pytest.mark.parametrize("direction", BOTH)
ASKEW = np.array([[0.0, -1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]])


def askew(direction: str, duration_s: float = 20, **given: object) -> rg.Recording:
    """A walk by sensors whose mounting nobody wrote down."""
    walk = simulate(direction, 0.6, duration_s, seed=8, **given)[0]
    return worn(walk, dict.fromkeys(walk.sites, ASKEW))


def still() -> rg.Recording:
    stand = np.tile([0.0, 0.0, 9.81, 0.0, 0.0, 0.0], (1000, 1))
    stand += np.random.default_rng(0).normal(0, 0.01, stand.shape)
    columns = askew("backward")["left_foot"].columns
    return recorded(
        {"left_foot": pd.DataFrame(stand, columns=columns, index=np.arange(1000) / 100)}, frame="sensor"
    )


def quietly(recording: rg.Recording, **given: object) -> rg.Session:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return rg.analyze(recording, **given)


@WAYS
@pytest.mark.parametrize("sites", [("left_foot", "right_foot"), SHANKS, ("lower_back", "left_foot")])
def test_the_mounting_is_found_from_the_walk_itself(direction, sites):
    recording = askew(direction, sites=sites)
    session = quietly(recording, direction=direction)
    by_hand = quietly(recording, alignment=rg.calibrate(recording, direction))
    pd.testing.assert_frame_equal(session.strides, by_hand.strides)
    assert set(session.strides["direction"]) == {direction}
    assert session.summary["frame"] == "segment"


def test_without_it_the_walk_tells_its_direction_and_says_how_sure_it_is():
    with pytest.warns(
        RetrogaitWarning, match=r"asymmetry in time \(confidence: left_foot [01].\d\d, right_foot"
    ):
        session = rg.analyze(askew("backward"))
    assert set(session.strides["direction"]) == {"backward"}
    assert session.summary["direction_source"] == "walk"


@WAYS
def test_a_mounting_that_is_known_stays_as_it_is(direction):
    known = simulate("backward", 0.6, 20, seed=8)[0]
    pd.testing.assert_frame_equal(quietly(known, direction="backward").strides, quietly(known).strides)
    recording = askew(direction)
    alignment = rg.calibrate(recording, direction)
    stated, unsaid = (quietly(recording, alignment=alignment, direction=one) for one in (direction, None))
    pd.testing.assert_frame_equal(stated.strides, unsaid.strides)


def test_a_mounting_that_does_not_show_is_a_note_and_contacts_are_given_all_the_same():
    """A sensor on the back has stopped; both feet walk on."""
    walk = frames_of(askew("backward"))
    dead = pd.DataFrame(
        np.tile([0.0, 0.0, 9.81, 0.0, 0.0, 0.0], (len(walk["left_foot"]), 1)),
        columns=walk["left_foot"].columns,
        index=walk["left_foot"].index,
    )
    recording = recorded({**walk, "lower_back": dead}, frame="sensor")
    with pytest.warns(RetrogaitWarning) as caught:
        session = rg.analyze(recording, direction="backward")
    assert [str(one.message) for one in caught][-1] == session.warnings[-1]
    assert session.warnings[-1] == (
        "lower_back: direction, strike, angles and lengths are missing: the recording is in the sensor frame and the "
        "mounting does not show in it, although walking backward is stated: the sensor does not turn by 2.5 deg/s or "
        "more for 2.5 s without a gap, as a walk makes it; pass alignment=calibrate(walk, direction=...) or "
        "alignment=Alignment.declared(...)"
    )
    assert set(session.strides["direction"]) == {"backward"}
    assert session.summary["direction_source"] == "stated"
    assert len(session.strides) > 20
    assert session.strides["cadence_spm"].notna().all()


def test_nobody_walking_is_no_error():
    with pytest.warns(
        RetrogaitWarning, match="the mounting does not show in it, although walking forward is stated"
    ):
        session = rg.analyze(still(), direction="forward")
    assert len(session.strides) == 0


@pytest.mark.parametrize("word", ["backwards", "", "unknown", 1, ["backward"]])
def test_another_word_is_refused(word):
    with pytest.raises(InvalidOption) as caught:
        rg.analyze(askew("backward"), direction=word)
    assert str(caught.value) == (
        f"analyze: direction is {word!r}; expected the direction walked throughout, one of backward forward, or None; "
        "choose one of them, or leave it out where both were walked"
    )


@WAYS
def test_the_accessor_has_it(direction):
    strides = askew(direction).wide().gait.strides(frame="sensor", direction=direction)
    assert set(strides["direction"]) == {direction}


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("askew")
    for direction in BOTH:
        rg.write_recording(askew(direction), folder / f"{direction}.csv")
    return folder


def written_directions(folder, name: str) -> set[str]:
    return set(pd.read_csv(folder / f"{name}.strides.csv")["direction"])


@WAYS
def test_analyze_takes_it_of_the_recordings(files, tmp_path, direction):
    words = ["--direction", direction, "--out", str(tmp_path), "--quiet"]
    assert main(["analyze", str(files / f"{direction}.csv"), *words]) == 0
    assert written_directions(tmp_path, direction) == {direction}


@WAYS
def test_beside_a_calibration_walk_it_is_that_walks(files, tmp_path, direction):
    words = ["--calibrate", str(files / f"{direction}.csv"), "--direction", direction]
    recordings = [str(files / f"{one}.csv") for one in BOTH]
    assert main(["analyze", *recordings, *words, "--out", str(tmp_path), "--quiet"]) == 0
    for one in BOTH:
        assert written_directions(tmp_path, one) == {one}


def test_report_takes_it(files, tmp_path):
    page = tmp_path / "report.html"
    assert main(["report", str(files / "backward.csv"), "--direction", "backward", "-o", str(page)]) == 0
    assert "mounting of its sensors is not known" not in page.read_text(encoding="utf-8")


@pytest.mark.parametrize("command", ["analyze", "report", "batch"])
def test_help_says_whose_direction_it_is(command, capsys):
    with pytest.raises(SystemExit):
        main([command, "--help"])
    text = " ".join(capsys.readouterr().out.split())
    assert "direction walked throughout a recording" in text
    assert ("with --calibrate, in that WALK instead" in text) == (command != "batch")


def test_a_stream_takes_none(files, capsys):
    with pytest.raises(SystemExit):
        main(["live", str(files / "backward.csv"), "--direction", "backward"])
    assert "unrecognized arguments: --direction" in capsys.readouterr().err


def directions(summaries: pd.DataFrame) -> dict[str, list[int]]:
    counts = summaries[["backward_n_strides", "forward_n_strides"]].gt(0)
    return dict(zip(summaries["path"].str.rsplit("/").str[-1], counts.to_numpy().tolist(), strict=True))


def test_a_batch_takes_it_and_another_one_is_another_run(files, tmp_path, monkeypatch):
    done = use_this_process(monkeypatch)
    path = str(files / "backward.csv")
    summaries, _ = rg.run_batch(path, tmp_path / "out", progress="none", direction="backward")
    assert directions(summaries) == {"backward.csv": [True, False]}
    rg.run_batch(path, tmp_path / "out", progress="none", direction="backward")
    assert len(done) == 1
    summaries, _ = rg.run_batch(path, tmp_path / "out", progress="none", direction="forward")
    assert len(done) == 2
    assert directions(summaries) == {"backward.csv": [False, False]}  # the walk speaks against it
    assert main(["batch", path, "--out", str(tmp_path / "out"), "--quiet", "--direction", "backward"]) == 0
    assert len(done) == 3


def test_a_row_of_a_manifest_states_its_own(files, tmp_path, monkeypatch):
    done = use_this_process(monkeypatch)
    manifest = tmp_path / "manifest.csv"
    rows = {"path": [str(files / f"{one}.csv") for one in BOTH], "direction": ["backward", None]}
    pd.DataFrame(rows).to_csv(manifest, index=False)
    summaries, _ = rg.run_batch(manifest, tmp_path / "out", progress="none", direction="forward")
    assert directions(summaries) == {"backward.csv": [True, False], "forward.csv": [False, True]}
    assert "direction" not in summaries.columns
    pd.DataFrame({**rows, "direction": ["forward", None]}).to_csv(manifest, index=False)
    summaries, _ = rg.run_batch(manifest, tmp_path / "out", progress="none", direction="forward")
    assert directions(summaries)["backward.csv"] == [False, False]
    assert len(done) == 3  # the other row says what it said


def test_a_row_with_another_word_is_refused(files, tmp_path, monkeypatch):
    use_this_process(monkeypatch)
    table = pd.DataFrame(
        {"path": [str(files / f"{one}.csv") for one in BOTH], "direction": ["backward", "back"]}
    )
    summaries, failures = rg.run_batch(table, tmp_path / "out", progress="none")
    assert directions(summaries) == {"backward.csv": [True, False]}
    assert failures["stage"].tolist() == ["refused"]
    assert failures["message"][0] == (
        "manifest: row 2: direction is 'back'; expected the direction walked throughout the recording, backward or "
        "forward; correct it, or leave it empty where both were walked"
    )


def test_a_batch_refuses_another_word_before_anything_is_done(files, tmp_path):
    with pytest.raises(
        InvalidOption, match=r"run_batch: direction is 'back'; expected .*one of backward forward"
    ):
        rg.run_batch(str(files / "backward.csv"), tmp_path / "out", progress="none", direction="back")
    assert not (tmp_path / "out").exists()
