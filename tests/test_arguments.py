"""Arguments that no function can work with: told at the door, with what to do."""

from __future__ import annotations

import inspect
import re
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import retrogait as rg
from retrogait.errors import InvalidOption, RetrogaitError, printable
from retrogait.tables.arguments import arguments
from retrogait.tables.checks import Bounds, is_number

SITES = ("left_foot", "right_foot", "lower_back")


@pytest.fixture(scope="module")
def walk():
    return rg.simulate_walk("backward", 0.5, 12.0, seed=1, sites=SITES)[0]


@pytest.fixture(scope="module")
def session(walk):
    return rg.analyze(walk)


@pytest.fixture
def inputs(walk, session):
    return {"rec": walk, "s": session, "frame": walk["left_foot"], "rg": rg, "np": np, "pd": pd, "Path": Path}


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            "rg.calibrate('walk.csv')",
            "calibrate: recording is 'walk.csv'; expected a Recording; read it first, with read_recording('walk.csv')",
        ),
        (
            "rg.calibrate(frame)",
            (
                "calibrate: recording is a DataFrame; expected a Recording; make one of it first, with "
                "Recording.from_frames(frame, rate_hz=...)"
            ),
        ),
        (
            "rg.calibrate(s)",
            "calibrate: recording is a Session; expected a Recording; pass session.recording",
        ),
        (
            "rg.calibrate(None)",
            (
                "calibrate: recording is None; expected a Recording; make one with read_recording(path) or "
                "Recording.from_frames(frame)"
            ),
        ),
        ("rg.calibrate()", "calibrate: recording is missing; expected a Recording; make one with"),
        (
            "rg.analyze([rec, rec])",
            (
                "analyze: recording is a list of 2, the first a Recording; expected a Recording or a path or a "
                "DataFrame; pass one at a time"
            ),
        ),
        (
            "rg.analyze(rec, 'treadmill')",
            (
                "analyze: alignment is 'treadmill'; expected an Alignment or None; make one with "
                "Alignment.declared(...), calibrate(walk) or Alignment.load(path)"
            ),
        ),
        (
            "rg.analyze(rec, person=0.26)",
            "person is 0.26; expected a Person or None; pass Person(...), or leave",
        ),
        (
            "rg.analyze(rec, rate_hz=100.0)",
            "analyze: rate_hz is 100.0, and the recording has its own (100 Hz); expected it with a file or a",
        ),
        (
            "rg.measure_impact(rec)",
            "measure_impact: session is a Recording; expected a Session; analyse it first, with analyze(recording)",
        ),
        (
            "rg.measure_impact(Path('walk.csv'))",
            "expected a Session; read and analyse the file first, with analyze(",
        ),
        ("rg.trace_feet(frame)", "expected a Session; analyse it first, with analyze(frame, rate_hz=...)"),
        (
            "rg.ContactStream('100', 'left_foot')",
            "ContactStream: rate_hz is '100'; expected a number; write it without quotes",
        ),
        ("rec[['left_foot']]", "Recording[...]: site is a list of 1, the first a str; expected text"),
        ("rec.select('left_foot', 3)", "Recording.select: sites is 3; expected text"),
        (
            "rg.Alignment.declared({'left_foot': 'xyz'})",
            (
                "Alignment.declared: left_foot: the mounting is 'xyz'; expected three sensor axes that point anterior, "
                "left and up, as ('-y', '+x', '+z'), or a (3, 3) rotation"
            ),
        ),
        (
            "rec.excerpts([])",
            "Recording.excerpts: pieces is empty; expected ranges of samples from 0 to 1200",
        ),
        ("rec.excerpts([(5, 1201)])", "Recording.excerpts: pieces is with (5, 1201) in it; expected ranges"),
        ("rg.write_recording(rec, 'a\\0.csv')", "write_recording: path is 'a\\x00.csv'; expected a path"),
        ("rg.write_recording(rec, '')", "write_recording: path is ''; expected a path"),
        (
            "rg.Person(leg_length_m=90)",
            "Person: leg_length_m is 90; expected a length in m from 0.2 to 1.5, or None",
        ),
        (
            "rg.Person(foot_length_m=-1)",
            "Person: foot_length_m is -1; expected a length in m from 0.08 to 0.45",
        ),
        ("rg.Recording(1, 2, 3, 4, 5, 6, 7)", "Recording: frame is 2; expected text"),
        ("rg.Session.from_dict(None)", "Session.from_dict: data is None; expected a mapping"),
        ("rg.compare_directions(iter([s, rec]))", "compare_directions: sessions is a tuple of 2"),
    ],
)
def test_what_was_found_what_is_expected_and_what_to_do(inputs, call, message):
    with pytest.raises(RetrogaitError, match=re.escape(message)):
        eval(call, inputs)  # noqa: S307 - calls as they are written


def test_a_file_is_analysed_by_its_name(walk, session, tmp_path):
    rg.write_recording(walk, tmp_path / "walk.csv")
    for given in (tmp_path / "walk.csv", str(tmp_path / "walk.csv")):
        assert rg.analyze(given).strides.equals(session.strides)


def test_a_frame_is_analysed_as_from_frames_takes_it(walk, session):
    assert rg.analyze(walk.wide()).strides.equals(session.strides)
    counted = walk.wide().drop(columns="time_s")
    assert rg.analyze(counted, rate_hz=100.0).strides.equals(session.strides)


def test_a_frame_of_no_known_site_says_how_to_name_it(walk):
    with pytest.raises(rg.UnknownSite, match="sensor_1"):
        rg.analyze(walk["left_foot"])


@pytest.mark.parametrize("site", [[], {}, None, 3, np.zeros(2), pd.DataFrame()])
def test_what_is_no_site_is_not_in_a_recording(walk, site):
    assert site not in walk


def test_what_is_decorated_keeps_its_signature_and_words():
    assert list(inspect.signature(rg.analyze).parameters)[:2] == ["recording", "alignment"]
    assert rg.analyze.__name__ == "analyze"
    assert "Turn a recording" in (rg.analyze.__doc__ or "")


def test_a_keyword_that_there_is_not_is_told_by_python(walk):
    with pytest.raises(TypeError, match="unexpected keyword argument 'speed'"):
        rg.analyze(walk, speed=1.0)


@arguments(share=Bounds("a share", low=0.0, high=1.0))
def shares(
    share: float = 0.5,
    names: list[str] | None = None,
    pair: tuple[float, float] = (0.0, 1.0),
    *more: int,
    by_name: dict[str, float] | None = None,
) -> tuple[object, ...]:
    """Give back what it is given."""
    return share, names, pair, more, by_name


def test_what_fits_passes_unchanged():
    assert shares(1, ["a"], (1, 2.5), 3, np.int8(4), by_name={"a": np.float32(1)}) == (
        1,
        ["a"],
        (1, 2.5),
        (3, 4),
        {"a": 1.0},
    )


@pytest.mark.parametrize(
    ("given", "named", "message"),
    [
        ((1.5,), {}, "shares: share is 1.5; expected a share from 0 to 1; correct it"),
        (("a",), {}, "shares: share is 'a'; expected a number; write it without quotes"),
        ((True,), {}, "shares: share is True; expected a number"),
        ((10**400,), {}, "shares: share is 1000"),
        ((0.5, "ab"), {}, "shares: names is 'ab'; expected a list of text or None"),
        (
            (0.5, ["a", 1]),
            {},
            "shares: names is a list of 2, the first a str; expected a list of text or None",
        ),
        (
            (0.5, None, (1.0,)),
            {},
            "pair is a tuple of 1, the first a float; expected 2 of them: a number, a number",
        ),
        ((0.5, None, (1.0, 2.0), 1.5), {}, "shares: more is 1.5; expected a whole number"),
        (
            (),
            {"by_name": {"a": "b"}},
            "shares: by_name is a dict; expected a mapping of text to a number or None",
        ),
    ],
)
def test_each_kind_is_checked_to_its_depth(given, named, message):
    with pytest.raises(InvalidOption, match=re.escape(message)):
        shares(*given, **named)


def test_a_series_that_can_be_gone_through_once_is_not_used_up():
    assert shares(0.5, iter(["a", "b"]))[1] == ("a", "b")


@pytest.mark.parametrize(("value", "yes"), [(10**308, True), (10**309, False), (-(10**309), False)])
def test_a_whole_number_beyond_all_floats_is_no_number(value, yes):
    assert is_number(value) is yes


def test_what_a_terminal_would_obey_is_escaped_in_every_message(tmp_path):
    with pytest.raises(rg.UnreadableExport) as caught:
        rg.read_recording(tmp_path / "\x1b[31mred\x07.csv")
    assert r"\x1b[31mred\x07.csv" in str(caught.value)
    with warnings.catch_warnings(record=True) as given:
        warnings.simplefilter("always")
        warnings.warn("\x1b]0;title", rg.RetrogaitWarning, stacklevel=1)
    assert str(given[0].message) == r"\x1b]0;title"
    assert printable("näher 加\n\t") == "näher 加\n\t"


def test_a_few_of_the_junk_calls_that_the_soak_makes(monkeypatch):
    monkeypatch.syspath_prepend(str(Path(__file__).resolve().parents[1] / "benchmarks"))
    import fuzz_arguments

    result = fuzz_arguments.run(170)  # each function once
    assert result["failed"] == []
    assert result["worked"] > 20
    assert result["refused"] > 80


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            "variability([1.0, 2.0], groups=[[1], [1, 2]])",
            "variability: groups holds something that is not a label (unhashable type: 'list'); expected words",
        ),
        (
            "rg.SafetyMonitor(rules=rec)",
            "SafetyMonitor: rules has 3 rules of 1 kinds; expected one of a kind",
        ),
        (
            "rg.run_batch('a' * 300, 'out', progress='none')",
            "is among the inputs and cannot be looked up (File name too long); expected the path of a file or folder",
        ),
        (
            "rg.run_batch(5, 'out', progress='none')",
            "run_batch: inputs is 5; expected a path, a pattern, a list",
        ),
        (
            "rg.run_batch(['a\\0b'], 'out', progress='none')",
            "run_batch: 'a\\x00b' is among the inputs; expected",
        ),
    ],
)
def test_what_is_told_inside_a_function(inputs, call, message):
    from retrogait.stability import variability

    with pytest.raises(RetrogaitError, match=re.escape(message)):
        eval(call, {**inputs, "variability": variability})  # noqa: S307 - calls as they are written
