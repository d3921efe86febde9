"""Figures: what is drawn is what the tables say, and nothing is shown."""

from __future__ import annotations

import sys

import numpy as np
import pytest
from matplotlib import pyplot as plt
from matplotlib.figure import Figure
from sessions import make_session

from retrogait import plot
from retrogait.errors import InvalidOption, MissingExtra, RetrogaitError, UnknownSite
from retrogait.plot.words import MEASURES
from retrogait.session import Session
from retrogait.tables.catalogue import SENSOR_COLUMNS


@pytest.fixture(autouse=True)
def nothing_is_shown(monkeypatch):
    monkeypatch.setattr(plt, "show", lambda *_, **__: pytest.fail("a figure was shown"))
    yield
    plt.close("all")


def drawn(ax) -> dict[str, list[float]]:
    return {line.get_label(): list(line.get_xdata()) for line in ax.get_lines()}


def test_contacts_lie_where_the_events_say():
    session = make_session()
    ax = plot.plot_contacts(session, "right_foot")
    events = session.events[session.events["side"] == "right"]
    marks = drawn(ax)
    assert marks["final contact"] == list(events.loc[events["event"] == "final_contact", "time_s"])
    for strike in ("toe", "flat", "heel"):
        assert marks[f"{strike} strike"] == list(events.loc[events["strike"] == strike, "time_s"])
    undecided = events[(events["event"] == "initial_contact") & events["strike"].isna()]
    assert marks["contact, strike unknown"] == list(undecided["time_s"])


def test_marks_lie_on_the_signal():
    session = make_session()
    ax = plot.plot_contacts(session, "left_foot", signal="gyr_y")
    line = next(line for line in ax.get_lines() if line.get_label() == "final contact")
    signal = session.recording["left_foot"]["gyr_y"]
    assert np.allclose(line.get_ydata(), np.interp(line.get_xdata(), signal.index, signal))


def test_window_cuts_signal_and_events():
    ax = plot.plot_contacts(make_session(), "left_foot", start_s=5, end_s=9)
    assert ax.get_xlim() == (5, 9)
    assert all(5 <= x <= 9 for xs in drawn(ax).values() for x in xs)


def test_labels_carry_units():
    session = make_session()
    ax = plot.plot_contacts(session)
    assert (ax.get_xlabel(), ax.get_ylabel(), ax.get_title()) == (
        "time (s)",
        "pitch rate (deg/s)",
        "left foot",
    )
    assert plot.plot_contacts(session, signal="acc_norm").get_ylabel() == "acceleration norm (m/s²)"
    assert plot.plot_strides(session, "stride_length_m").get_ylabel() == "stride length (m)"


def test_every_signal_and_measure_has_a_label():
    session = make_session()
    for signal in ("acc_norm", *SENSOR_COLUMNS):
        assert "(" in plot.plot_contacts(session, ax=Figure().subplots(), signal=signal).get_ylabel()
    for measure in MEASURES:
        assert "(" in plot.plot_strides(session, measure, Figure().subplots()).get_ylabel()


def test_given_axes_and_figure_are_used():
    session = make_session()
    figure = Figure()
    ax = figure.subplots()
    assert plot.plot_contacts(session, ax=ax) is ax
    assert plot.plot_strides(session, ax=figure.subplots()) in figure.axes
    page = Figure(layout="constrained")
    assert plot.plot_session(session, page) is page
    assert [ax.get_ylabel() for ax in page.axes] == [
        "pitch rate\n(deg/s)",
        "pitch rate\n(deg/s)",
        "cadence\n(steps/min)",
        "stride\nlength\n(m)",
    ]
    assert not plt.get_fignums()


def test_directions_are_drawn_below():
    legend = plot.plot_strides(make_session()).get_legend()
    assert [text.get_text() for text in legend.get_texts()] == ["left", "right", "backward", "forward"]


def test_session_without_walking_says_so():
    page = plot.plot_session(make_session(n_strides=0), Figure(layout="constrained"))
    assert [text.get_text() for ax in page.axes for text in ax.texts] == ["no walking found"] * 3


def test_session_page_is_written(tmp_path):
    page = plot.plot_session(make_session(), Figure(figsize=(6, 7), layout="constrained"))
    page.savefig(tmp_path / "page.png", dpi=100)
    assert (tmp_path / "page.png").stat().st_size > 10_000


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        (
            {"site": "lower_back"},
            UnknownSite,
            r"no site 'lower_back' in this recording \(it has left_foot right_foot\)",
        ),
        ({"signal": "gyr"}, InvalidOption, r"signal is 'gyr'; expected one of acc_norm acc_x"),
        (
            {"start_s": 90},
            InvalidOption,
            r"nothing recorded from 90 to None s; the recording runs from 0\.00 to 19\.99 s",
        ),
    ],
)
def test_contacts_refuse_what_is_not_there(arguments, error, message):
    with pytest.raises(error, match=message):
        plot.plot_contacts(make_session(), **arguments)


def test_strides_refuse_an_unknown_measure():
    with pytest.raises(InvalidOption, match="measure is 'side'; expected one of start_s"):
        plot.plot_strides(make_session(), "side")


def test_session_without_samples_says_so():
    session = make_session()
    bare = Session(session.events, session.strides, session.bouts, session.knee, session.summary)
    with pytest.raises(RetrogaitError, match="read from JSON and holds no samples"):
        plot.plot_contacts(bare)


def test_missing_matplotlib_names_the_extra(monkeypatch):
    session = make_session()
    monkeypatch.setitem(sys.modules, "matplotlib.pyplot", None)
    with pytest.raises(MissingExtra, match=r"pip install 'retrogait\[plot\]'"):
        plot.plot_strides(session)
