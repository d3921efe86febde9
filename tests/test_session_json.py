"""A Session as JSON: the same tables back, the published schema, and nothing read by halves."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from importlib.resources import files

import jsonschema
import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sessions import make_session

import retrogait as rg
from retrogait.cli import main
from retrogait.errors import InvalidTable
from retrogait.session import Session, no_knee
from retrogait.tables.catalogue import BOUTS, EVENTS, KNEE, SITES, STRIDES, SUMMARY_FIGURES, SWINGS
from retrogait.tables.kinds import COUNT, NUMBER, TEXT
from retrogait.tables.plain import read_columns, write_columns
from retrogait.tables.schema import Table

TABLES = (EVENTS, STRIDES, BOUTS, KNEE, SWINGS)
SCHEMA = rg.session_schema()
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def frames(table: Table, most: int = 4) -> st.SearchStrategy[pd.DataFrame]:
    """Frames of a table with any values that it may hold."""

    def column(n: int, column):
        if column.kind is NUMBER:
            low, high = (bound if math.isfinite(bound) else None for bound in (column.low, column.high))
            value = st.floats(low, high, allow_nan=False, allow_infinity=False) | st.just(float("nan"))
        elif column.kind is TEXT:
            value = st.sampled_from([*column.values, None])
        elif column.kind is COUNT:
            value = st.integers(0, 2**62) | st.none()
        else:
            value = st.booleans()
        return st.lists(value, min_size=n, max_size=n)

    return (
        st.integers(0, most)
        .flatmap(lambda n: st.fixed_dictionaries({c.name: column(n, c) for c in table.columns}))
        .map(
            lambda data: table.frame(
                {k: [pd.NA if v is None and k == "bout_id" else v for v in vs] for k, vs in data.items()}
            )
        )
    )


def entry(column) -> st.SearchStrategy:
    """Any value that a column of the summary may hold."""
    if column.kind is COUNT:
        return st.integers(0, 99)
    low, high = (bound if math.isfinite(bound) else None for bound in (column.low, column.high))
    return st.floats(low, high, allow_nan=False, allow_infinity=False) | st.just(float("nan"))


FIGURES = {column.name: column for column in SUMMARY_FIGURES.columns}
DRAWN = (
    "n_strides",
    "walking_s",
    "backward_speed_mps",
    "forward_foot_strike_angle_deg",
    "forward_toe_strike_pct",
)
SUMMARIES = st.fixed_dictionaries(
    {
        **{name: st.just(0 if column.kind is COUNT else math.nan) for name, column in FIGURES.items()},
        **{name: entry(FIGURES[name]) for name in DRAWN},
        "options": st.just((0.7, "a")),
    },
    optional={"surface": st.text(), "contact_early": st.booleans(), "rate_hz": st.floats(1, 1e3)},
)


@st.composite
def sessions(draw) -> Session:
    knee = draw(frames(KNEE)).set_index("time_s") if draw(st.booleans()) else no_knee()
    return Session(
        draw(frames(EVENTS)),
        draw(frames(STRIDES)),
        draw(frames(BOUTS)),
        knee,
        pd.Series(draw(SUMMARIES), name="summary", dtype=object),
        tuple(draw(st.lists(st.text(), max_size=2))),
    )


def assert_same(a: Session, b: Session) -> None:
    for name in ("events", "strides", "bouts", "knee"):
        pd.testing.assert_frame_equal(getattr(a, name), getattr(b, name), check_exact=True)
    pd.testing.assert_series_equal(a.summary, b.summary, check_exact=True)
    assert a.warnings == b.warnings


@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
@given(sessions())
def test_any_session_comes_back_exactly_and_fits_the_schema(session):
    text = session.to_json()
    VALIDATOR.validate(json.loads(text))
    back = Session.from_json(text)
    assert_same(session, back)
    assert back.to_json() == text


@pytest.mark.parametrize(
    "sites",
    [[site for site in SITES if site.endswith(end)] for end in ("foot", "shank", "back")]
    + [["left_foot"], ["left_thigh", "left_shank"], list(SITES)],
    ids=" ".join,
)
def test_what_analyze_gives_comes_back_exactly_and_fits_the_schema(sites):
    walk, _ = rg.simulate_walk("backward", 0.6, duration_s=12, sites=sites, seed=2)
    session = rg.analyze(walk)
    assert len(session.strides)
    data = json.loads(session.to_json())
    VALIDATOR.validate(data)
    back = Session.from_json(json.dumps(data))
    for name in ("events", "strides", "bouts", "knee"):
        pd.testing.assert_frame_equal(getattr(session, name), getattr(back, name), check_exact=True)
    assert back.to_json() == session.to_json()
    known = session.summary[session.summary.notna()]
    assert back.summary[known.index].tolist() == known.tolist()
    assert back.summary.drop(known.index).isna().all()


def test_a_session_without_walking_keeps_its_columns_and_types():
    still = replace(make_session(0), knee=no_knee())
    back = Session.from_json(still.to_json())
    assert_same(replace(still, summary=back.summary), back)
    assert list(back.strides.columns) == list(STRIDES.names)
    assert back.strides["is_first"].dtype == bool


def test_the_published_schema_is_the_one_derived():
    shipped = json.loads(files("retrogait").joinpath("session.schema.json").read_text(encoding="utf-8"))
    assert shipped == SCHEMA, "write it anew: retrogait schema > src/retrogait/session.schema.json"
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_the_command_prints_the_schema(capsys):
    assert main(["schema"]) == 0
    assert json.loads(capsys.readouterr().out) == SCHEMA


def test_the_start_of_the_recording_is_in_the_summary():
    walk, _ = rg.simulate_walk(duration_s=8, seed=1)
    dated = rg.Recording.from_frames({s: walk[s] for s in walk.sites}, start_time="2026-11-20 10:00")
    assert rg.analyze(dated).summary["start_time"] == "2026-11-20T10:00:00"
    assert math.isnan(rg.analyze(walk).summary["start_time"])


SPOILT = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**20), 10**20),
    st.floats(),
    st.text(max_size=3),
    st.just([]),
    st.just({}),
)


def paths(data, at=()):
    """Every place in a session's JSON."""
    yield at
    for key in data if isinstance(data, dict) else range(len(data)) if isinstance(data, list) else ():
        yield from paths(data[key], (*at, key))


WHOLE = make_session(2).to_dict()
PLACES = [place for place in paths(WHOLE) if place]


@settings(max_examples=80)
@given(st.sampled_from(PLACES), SPOILT, st.sampled_from(["replace", "remove", "add"]))
def test_what_the_schema_refuses_is_refused(place, value, how):
    data = json.loads(json.dumps(WHOLE))
    inner = data
    for key in place[:-1]:
        inner = inner[key]
    if how == "remove":
        del inner[place[-1]]
    elif how == "add" and isinstance(inner, dict):
        inner["mood"] = value
    else:
        inner[place[-1]] = value
    fits = VALIDATOR.is_valid(data)
    try:
        Session.from_dict(data).to_json()
    except InvalidTable:
        return
    assert fits, "read, but the schema refuses it"


@given(st.integers(0, len(json.dumps(WHOLE)) - 1))
def test_a_text_cut_off_anywhere_is_refused(length):
    with pytest.raises(InvalidTable, match=r"^session: the text is not JSON .*write it again$"):
        Session.from_json(json.dumps(WHOLE)[:length])


def spoilt(place: tuple, value: object) -> dict:
    data = json.loads(json.dumps(WHOLE))
    inner = data
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = value
    return data


@pytest.mark.parametrize(
    ("place", "value", "message"),
    [
        (
            ("format",),
            "retrogait session 2",
            r"'retrogait session 2', written, newer than 'retrogait session 1', which .*; install a newer retrogait",
        ),
        (
            ("format",),
            "gait 1",
            r"session: the format is 'gait 1'; expected 'retrogait session 1'; read it with",
        ),
        (("format",), None, r"session: the format is None; expected"),
        (
            ("format",),
            "retrogait session log 2",
            r"session: the file holds a session log \(format 'retrogait session log 2'\); expected 'retr",
        ),
        (
            ("mood",),
            1,
            r"session: 'mood' is unknown \(found format .*\); a session holds format, summary, events",
        ),
        (
            ("events",),
            [],
            r"events: found a list, expected an object with a list for each of the columns time_s",
        ),
        (
            ("events", "mood"),
            [],
            r"events: column 'mood' is not one of time_s .*; it may be from another version",
        ),
        (
            ("events", "time_s"),
            3,
            r"events: column 'time_s' is a number; expected a list of numbers, or null",
        ),
        (
            ("events", "time_s"),
            [1.0],
            r"events: column 'side' has 8 values, 'time_s' has 1; expected as many in each",
        ),
        (
            ("events", "time_s", 2),
            "1.5",
            r"events: column 'time_s' holds '1.5' in row 2; expected numbers, or null",
        ),
        (("events", "time_s", 2), True, r"events: column 'time_s' holds True in row 2; expected numbers"),
        (
            ("events", "time_s", 2),
            10**400,
            r"events: column 'time_s' holds inf in row 2; JSON has no infinite",
        ),
        (
            ("events", "side", 0),
            "both",
            r"events: column 'side' holds 'both' in row 0; the foot takes one of left right",
        ),
        (
            ("events", "bout_id", 1),
            1.5,
            r"events: column 'bout_id' holds 1.5 in row 1; expected whole numbers",
        ),
        (
            ("events", "bout_id", 1),
            2**63,
            r"events: column 'bout_id' holds 9223372036854775808 in row 1; expected c",
        ),
        (
            ("strides", "is_last", 0),
            None,
            r"strides: column 'is_last' holds None in row 0; expected true or false",
        ),
        (
            ("strides", "speed_mps", 0),
            -1.0,
            r"strides: column 'speed_mps' holds .*-1.0.* in row 0; .* values from 0 to",
        ),
        (("knee",), None, r"knee: found null, expected an object with a list for each of the columns time_s"),
        (
            ("knee", "time_s"),
            "long text " * 9,
            r"knee: column 'time_s' is a text; expected a list of numbers",
        ),
        (
            ("summary",),
            [],
            r"session: the summary is a list; expected an object with an entry for each measure",
        ),
        (
            ("summary", "backward_speed_mps"),
            "fast",
            r"summary: 'backward_speed_mps' is 'fast'; expected a number, or null",
        ),
        (
            ("summary", "n_strides"),
            1.5,
            r"summary: 'n_strides' is 1.5; expected a whole number, or null where missing",
        ),
        (
            ("summary", "walking_s"),
            -1.0,
            r"summary: 'walking_s' is -1.0; expected values from 0 to inf; write it again",
        ),
        (
            ("summary", "forward_speed_mps"),
            True,
            r"summary: 'forward_speed_mps' is True; expected a number, or null where missing; write it again",
        ),
        (
            ("summary", "sites"),
            [[1]],
            r"summary: 'sites' is a list; JSON takes words, numbers, true, false and lists",
        ),
        (("summary", "rate_hz"), float("inf"), r"summary: 'rate_hz' is inf; JSON has no infinite numbers"),
        (
            ("warnings",),
            "none",
            r"session: the warnings are not a list of texts; expected one; write it again",
        ),
    ],
)
def test_damage_is_named(place, value, message):
    with pytest.raises(InvalidTable, match=message):
        Session.from_dict(spoilt(place, value))


@pytest.mark.parametrize("part", ["summary", "events", "strides", "bouts", "knee", "warnings"])
def test_a_part_that_is_missing_is_named(part):
    data = {name: value for name, value in WHOLE.items() if name != part}
    with pytest.raises(
        InvalidTable, match=rf"session: '{part}' is missing \(found format .*analyse the recording again"
    ):
        Session.from_dict(data)


def test_a_column_that_is_missing_is_named():
    data = json.loads(json.dumps(WHOLE))
    del data["strides"]["speed_mps"]
    with pytest.raises(
        InvalidTable, match=r"strides: column 'speed_mps' is missing \(found side .*another version of"
    ):
        Session.from_dict(data)


def test_a_figure_of_the_summary_that_is_missing_is_named():
    data = json.loads(json.dumps(WHOLE))
    del data["summary"]["forward_speed_mps_sd"]
    assert not VALIDATOR.is_valid(data)
    with pytest.raises(
        InvalidTable, match=r"summary: column 'forward_speed_mps_sd' is missing \(found .*another version"
    ):
        Session.from_dict(data)
    session = make_session(2)
    with pytest.raises(InvalidTable, match=r"summary: column 'n_bouts' is missing \(found n_strides "):
        replace(session, summary=session.summary.drop("n_bouts")).to_json()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            '{"format": NaN}',
            r"session: the text is not JSON \(NaN is not JSON\); expected what Session.to_json or",
        ),
        ('{"format": -Infinity}', r"\(-Infinity is not JSON\)"),
        ('{"format": 1, "format": 1}', r"session: the text is not JSON \('format' is there twice\)"),
        (
            "[]",
            r"session: the JSON holds a list, not an object; expected what Session.to_json .*; write it again",
        ),
        ("", r"; it ends early; expected what"),
        ('{"format": "retro', r"; it ends early; expected what"),
        ("[" * 100_000, r"session: the text is not JSON"),
    ],
)
def test_text_that_is_no_json_object_is_refused(text, message):
    with pytest.raises(InvalidTable, match=message):
        Session.from_json(text)


def test_a_newer_file_says_who_wrote_it():
    data = {"format": "retrogait session 7", "summary": {"retrogait_version": "3.1"}}
    with pytest.raises(
        InvalidTable, match=r"written by retrogait 3.1, newer than 'retrogait session 1', which"
    ):
        Session.from_json(json.dumps(data))


def test_infinite_numbers_and_columns_of_others_are_not_written():
    session = make_session(2)
    odd = replace(session, strides=session.strides.assign(cadence_spm=np.inf))
    with pytest.raises(
        InvalidTable, match=r"strides: column 'cadence_spm' holds inf in row 0; JSON has no infinite"
    ):
        odd.to_json()
    odd = replace(session, strides=session.strides.assign(mood="good"))
    with pytest.raises(
        InvalidTable, match=r"strides: column 'mood' is not one of side .*; keep it in a table of your own"
    ):
        odd.to_json()
    session.summary["rate_hz"] = np.inf
    with pytest.raises(
        InvalidTable, match=r"summary: 'rate_hz' is inf; JSON has no infinite numbers; correct it"
    ):
        session.to_json()


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_empty_tables_keep_their_types(table):
    empty = table.frame()
    pd.testing.assert_frame_equal(
        read_columns(table, json.loads(json.dumps(write_columns(table, empty)))), empty
    )
