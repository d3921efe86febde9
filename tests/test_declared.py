"""The summary and the table of stability hold what is declared, whatever is worn, and nothing else."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import retrogait as rg
from retrogait import pipeline
from retrogait.batch.columns import result_tables
from retrogait.errors import InvalidTable
from retrogait.gait.summary import SUMMARY
from retrogait.session import CONDITIONS
from retrogait.stability import StabilityOptions, measure
from retrogait.stability.grading import Reading
from retrogait.stability.measure import STABILITY, stability_table
from retrogait.tables.catalogue import SENSOR_COLUMNS, SITES, STRIDES, SUMMARY_FIGURES, SUMMARY_MEASURES
from retrogait.tables.flags import OK
from retrogait.tables.kinds import COUNT, FLAG, KINDS, NUMBER, TEXT, is_missing
from retrogait.tables.provenance import option_columns, option_values
from retrogait.tables.schema import Column, Table

WORN = {
    "feet": SITES[:2],
    "shanks": SITES[2:4],
    "thighs": SITES[4:6],
    "trunk": ("lower_back",),
    "one foot and the trunk": ("left_foot", "sternum"),
    "one leg": ("left_foot", "left_shank", "left_thigh"),
    "all": SITES,
}


@pytest.fixture(scope="module", params=[*WORN, "nobody walks"])
def session(request):
    if request.param != "nobody walks":
        return rg.analyze(
            rg.simulate_walk("backward", 0.6, duration_s=12, sites=WORN[request.param], seed=1)[0]
        )
    samples = np.random.default_rng(0).normal((0, 0, 9.81, 0, 0, 0), 0.02, (1200, 6))
    still = pd.DataFrame(samples, columns=list(SENSOR_COLUMNS), index=np.arange(1200) / 100)
    return rg.analyze(rg.Recording.from_frames({"left_foot": still, "lower_back": still}, rate_hz=100))


@pytest.mark.filterwarnings("ignore::retrogait.RetrogaitWarning")
def test_the_summary_is_as_declared(session):
    present = [one.name for one in SUMMARY.columns if not one.optional or one.name in session.summary]
    assert list(session.summary.index) == present
    for column in SUMMARY.columns:
        value = session.summary.get(column.name)
        assert is_missing(value) or column.kind.holds(value), column.name


@pytest.mark.filterwarnings("ignore::retrogait.RetrogaitWarning")
def test_the_table_of_stability_is_as_declared(session):
    table = rg.measure_stability(session)
    assert tuple(table.columns) == STABILITY.names
    STABILITY.check(table)
    kinds = {"f": {NUMBER}, "i": {COUNT, NUMBER}, "O": {TEXT}, "U": {TEXT}}  # options may be whole
    for column in STABILITY.columns:
        assert column.kind in kinds[table[column.name].dtype.kind], column.name
    assert {name: len(values) for name, values in measure.list_stability(session).items()} == dict.fromkeys(
        STABILITY.names, len(table)
    )


def test_knees_and_stages_of_one_s_own_are_in_the_summary_where_there_are_some():
    optional = {one.name for one in SUMMARY.columns if one.optional}
    assert optional == {"left_knee_zero", "right_knee_zero", "custom_stages"}


def test_scales_of_entropy_are_columns():
    more = stability_table(StabilityOptions(entropy_scales=7)).names
    assert len(more) == len(STABILITY.names) + 9
    assert "multiscale_entropy_vertical_scale_7" in set(more) - set(STABILITY.names)


def test_every_measure_of_the_summary_keeps_the_bounds_of_its_column():
    of_strides = {one.name: one for one in STRIDES.columns}
    figures = {one.name: one for one in SUMMARY_FIGURES.columns}
    for name in SUMMARY_MEASURES:
        for direction in ("backward", "forward"):
            figure = figures[f"{direction}_{name}"]
            assert (figure.low, figure.high) == (of_strides[name].low, of_strides[name].high)
            assert figures[f"{direction}_{name}_sd"].low == 0


def test_results_have_every_column_once_and_labels_behind_the_path():
    tables = result_tables({"age": NUMBER}, 6)
    for table in tables.values():
        assert len(set(table.names)) == len(table.names)
    assert tables["summaries"].names[:6] == ("recording_id", "path", *CONDITIONS, "age")
    assert tables["failures"].names[:6] == ("recording_id", "path", *CONDITIONS, "age")
    assert set(SUMMARY.names) <= set(tables["summaries"].names)


def planted(function):
    """The same summary with a column nobody declared."""

    def more(*arguments):
        row = function(*arguments)
        row["backward_mood"] = 1.0
        return row

    return more


def test_an_undeclared_column_of_the_summary_is_refused_by_name(monkeypatch):
    walk, _ = rg.simulate_walk("backward", 0.6, duration_s=8, seed=1)
    monkeypatch.setattr(pipeline, "summarise_strides", planted(pipeline.summarise_strides))
    with pytest.raises(
        InvalidTable, match=r"^summary: column 'backward_mood' is not one of n_bouts .* \.\.\.; it may"
    ):
        rg.analyze(walk)


def test_an_undeclared_measure_of_stability_is_refused_by_name(monkeypatch):
    walk, _ = rg.simulate_walk("backward", 0.6, duration_s=8, sites=["lower_back"], seed=1)
    session = rg.analyze(walk)
    found = measure.measure_strides
    monkeypatch.setattr(measure, "measure_strides", lambda walk: [*found(walk), Reading("mood", 1.0, 9, OK)])
    with pytest.raises(InvalidTable, match=r"^stability: column 'mood\w*' is not one of scope "):
        rg.measure_stability(session)


ROW = Table(
    "row", (Column("n", COUNT, ""), Column("x", NUMBER, "", high=2.0), Column("w", TEXT, "", ("a", "b")))
)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"n": 1.5}, r"row: 'n' is 1.5; expected a whole number, or null where missing; write it again"),
        ({"n": True}, r"row: 'n' is True; expected a whole number"),
        ({"x": 2.5}, r"row: 'x' is 2.5; expected values from -inf to 2; write it again"),
        ({"x": "2"}, r"row: 'x' is '2'; expected a number"),
        ({"w": "c"}, r"row: 'w' is 'c'; expected one of a b; write it again"),
        ({"w": 1}, r"row: 'w' is 1; expected a word, or null where missing"),
    ],
)
def test_a_row_is_checked_entry_by_entry(changed, message):
    good = {"n": np.int64(3), "x": 2.0, "w": "a"}
    ROW.check_row(good)
    ROW.check_row(dict.fromkeys(good))
    with pytest.raises(InvalidTable, match=f"^{message}"):
        ROW.check_row(good | changed)


def test_options_are_columns_by_the_names_of_their_fields():
    options = StabilityOptions(n_strides=40)
    columns = {one.name: one.kind for one in option_columns(StabilityOptions, "stability")}
    values = option_values(options, "stability")
    assert list(columns) == list(values)
    assert values["stability_n_strides"] == 40
    assert values["stability_near_fall_window_s"] == options.near_fall.window_s
    assert (columns["stability_n_strides"], columns["stability_dim"]) == (COUNT, NUMBER)


def test_kinds_are_known_by_their_names():
    assert KINDS == {"number": NUMBER, "count": COUNT, "flag": FLAG, "text": TEXT}
