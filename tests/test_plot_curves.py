"""Curves over the stride, distributions, divergence, timeline and progress: what is drawn is what the tables say."""

from __future__ import annotations

import json
import math
import sys
import warnings
from dataclasses import replace
from io import BytesIO

import numpy as np
import pandas as pd
import pytest
from logged import comfortable
from matplotlib import pyplot as plt
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from perturbations import perturb
from reference_figures import trends, walk
from sessions import make_session

import retrogait as rg
from retrogait import plot, stability
from retrogait.errors import InvalidOption, InvalidTable, MissingExtra, RetrogaitError
from retrogait.messages import message
from retrogait.plot.stride_curves import cut_strides
from retrogait.plot.style import steady_strides
from retrogait.session import Session
from retrogait.training import SessionLog, measure_trends

SITES = ["left_foot", "right_foot", "lower_back"]


@pytest.fixture(autouse=True)
def nothing_is_shown(monkeypatch):
    monkeypatch.setattr(plt, "show", lambda *_, **__: pytest.fail("a figure was shown"))
    yield
    plt.close("all")


@pytest.fixture(scope="module")
def from_json() -> Session:
    return Session.from_json(walk().to_json())


@pytest.fixture(scope="module")
def stumbling() -> Session:
    recording, _ = rg.simulate_walk(duration_s=50, seed=4, sites=SITES)
    frames = {site: recording[site].copy() for site in SITES}
    acc = ["acc_x", "acc_y", "acc_z"]
    frames["lower_back"][acc], _ = perturb(frames["lower_back"][acc].to_numpy(), 100.0, 14.0, 1, every_s=20)
    return rg.analyze(rg.Recording.from_frames(frames, rate_hz=100.0, frame="segment"))


def texts(ax) -> str:
    legend = ax.get_legend()
    return "\n".join(text.get_text() for text in [*ax.texts, *(legend.get_texts() if legend else [])])


def lines(ax) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    return {str(line.get_label()): line.get_data() for line in ax.get_lines()}


def test_mean_curve_passes_through_the_knee_at_contact_and_at_its_straightest():
    ax = plot.plot_cycles(walk(), "knee_flexion")
    strides = steady_strides(walk().strides)
    for direction in ("backward", "forward"):
        own = strides[strides["direction"].eq(direction) & strides["side"].eq("left")]
        label = f"{direction}, mean ± SD\nof {len(own)} strides"
        percent, mean = lines(ax)[label]
        assert list(percent) == list(range(101))
        assert mean[0] == pytest.approx(own["knee_flexion_at_contact_deg"].mean(), abs=0.01)
        lowest = own["knee_peak_extension_stance_deg"].mean()
        assert (
            lowest - 0.01 <= mean.min() < lowest + 3.0
        )  # a mean of curves is no lower than the mean of minima
        at, _ = lines(ax)[f"final contact, {own['stance_pct'].mean():.0f} %"]
        assert at[0] == pytest.approx(own["stance_pct"].mean())


def test_curves_are_of_whole_steady_strides_only():
    table = cut_strides(walk(), "shank_angle")
    assert set(table["stride"]) <= set(steady_strides(walk().strides).index)
    assert table.groupby("stride").size().eq(101).all()
    knee = walk().knee.copy()
    stride = int(table["stride"].iloc[0])
    start_s = walk().strides.loc[stride, "start_s"]
    knee.loc[knee.index.searchsorted(start_s + 0.3) / 100.0 :, :] = np.nan
    holed = Session(walk().events, walk().strides, walk().bouts, knee, walk().summary)
    assert stride not in set(cut_strides(holed, "knee_flexion")["stride"])


def test_side_is_chosen_and_named():
    ax = plot.plot_cycles(walk(), "shank_angle", side="left")
    assert ax.get_ylabel() == "left shank lean forward (deg)"
    assert "wear a shank sensor of known mounting" in texts(
        plot.plot_cycles(walk(), "shank_angle", side="right")
    )


@pytest.mark.parametrize("curve", ["knee_flexion", "shank_angle", "thigh_angle"])
def test_curves_that_the_sensors_do_not_give_say_which_sensor_would(curve):
    assert message(f"plot.curve.no_{curve}") in texts(plot.plot_cycles(make_session(), curve))


def test_knee_is_drawn_of_a_session_read_from_json(from_json):
    assert "backward, mean ± SD" in texts(plot.plot_cycles(from_json, "knee_flexion"))
    with pytest.raises(RetrogaitError, match="read from JSON and holds no samples"):
        plot.plot_cycles(from_json, "shank_angle")


def test_distribution_counts_every_steady_stride_once(from_json):
    for measure in ("foot_strike_angle_deg", "stride_time_s"):
        ax = plot.plot_distribution(from_json, measure)
        strides = steady_strides(from_json.strides)
        counted = [sum(bar.get_height() for bar in bars) for bars in ax.containers]
        assert counted == [strides["direction"].eq(way).sum() for way in ("backward", "forward")]
        backward = strides.loc[strides["direction"].eq("backward"), measure]
        assert f"backward, {len(backward)} strides" in texts(ax)


def test_strikes_are_named_between_the_bounds_of_the_analysis(from_json):
    ax = plot.plot_distribution(from_json, "foot_strike_angle_deg")
    bounds = [line.get_xdata()[0] for line in ax.get_lines() if line.get_linestyle() == ":"]
    assert bounds == [-2.0, 8.0]
    assert {text.get_text().strip() for text in ax.texts} == {"toe", "flat", "heel"}


@pytest.mark.parametrize(
    "values",
    [[], [1.2], [1.2, 1.2, 1.2], [0.0, 0.0], [1e9, 1e9], [0.9, 1.0, 1.1, 50.0], [-5.0, 0.0, 1e-12, 7.0]],
)
def test_distribution_of_few_equal_and_far_values(values):
    session = make_session(n_strides=10)
    strides = session.strides.head(len(values)).assign(stride_time_s=np.array(values, float))
    few = Session(session.events, strides, session.bouts, session.knee, session.summary)
    ax = plot.plot_distribution(few, "stride_time_s")
    ax.figure.canvas.draw()
    if values:
        assert sum(bar.get_height() for bars in ax.containers for bar in bars) == len(values)
    else:
        assert texts(ax) == "no steady strides with this measure"


def test_slopes_are_the_exponents_of_measure_stability():
    table = stability.measure_stability(walk())
    rows = table[table["scope"].eq("session")].set_index("direction")
    for direction in ("backward", "forward"):
        found = stability.trace_divergence(walk(), direction)
        row = rows.loc[direction]
        assert found.short == row["local_divergence_short_vertical_per_stride"]
        assert found.long == pytest.approx(row["local_divergence_long_vertical_per_stride"], nan_ok=True)
        assert found.n_strides == row["local_divergence_short_vertical_per_stride_n_strides"]
        assert f"short {found.short:.3f} per stride" in texts(plot.plot_divergence(walk()))


def test_divergence_says_why_there_is_none():
    there_and_back = [("stand", 2), ("forward", 10), ("backward", 10)]
    program = [*there_and_back, ("stop", 6), *there_and_back[1:]]
    recording, _ = rg.simulate_walk(program=program, sites=SITES, seed=1)
    assert "forward: direction changes in every bout" in texts(plot.plot_divergence(rg.analyze(recording)))
    recording, _ = rg.simulate_walk(duration_s=20, sites=SITES, seed=1)
    assert texts(plot.plot_divergence(rg.analyze(recording))) == "backward: 8 strides, 30 needed"


def test_divergence_without_a_trunk_sensor_names_it():
    with pytest.raises(InvalidTable, match="no lower_back or sternum sensor among the sites left_foot"):
        plot.plot_divergence(make_session())
    with pytest.raises(InvalidOption, match="axis is 'up'; expected one of anterior lateral vertical"):
        plot.plot_divergence(walk(), axis="up")
    with pytest.raises(InvalidOption, match="direction is 'sideways'; expected one of backward forward"):
        stability.trace_divergence(walk(), "sideways")


def test_near_falls_listed_are_those_counted(stumbling):
    listed = stability.list_near_falls(stumbling)
    table = stability.measure_stability(stumbling)
    assert len(listed) == table.loc[table["scope"].eq("bout"), "near_falls"].sum() == 2
    assert listed["time_s"].is_monotonic_increasing
    quiet = stability.list_near_falls(walk())
    assert (len(quiet), list(quiet.columns)) == (0, list(listed.columns))


def test_timeline_marks_near_falls_where_they_are(stumbling):
    ax = plot.plot_timeline(stumbling)
    cadence, speed = ax.child_axes
    listed = stability.list_near_falls(stumbling)
    for panel in (cadence, speed):
        marked = [line.get_xdata()[0] for line in panel.get_lines() if line.get_linestyle() == "--"]
        assert marked == list(listed["time_s"])
    assert "near-fall (2)" in texts(cadence)
    assert (cadence.get_ylabel(), speed.get_ylabel()) == ("cadence\n(steps/min)", "speed\n(m/s)")


def test_timeline_of_json_has_the_near_falls_it_is_given(from_json):
    given = plot.plot_timeline(from_json, near_falls=pd.DataFrame({"time_s": [20.0]}))
    assert "near-fall (1)" in texts(given.child_axes[0])
    assert "near-fall" not in texts(plot.plot_timeline(from_json).child_axes[0])


def test_timeline_leaves_out_what_there_is_not():
    shank = Session.from_json(json.dumps(_without_speed(walk())))
    assert [panel.get_ylabel() for panel in plot.plot_timeline(shank).child_axes] == ["cadence\n(steps/min)"]
    nobody = plot.plot_timeline(make_session(n_strides=0))
    assert "no walking found" in texts(nobody.child_axes[0])
    with pytest.raises(InvalidOption, match="plot_timeline: measure is 'pace'; expected one of"):
        plot.plot_timeline(walk(), measures=["pace"])
    with pytest.raises(InvalidOption, match="plot_timeline: measure is ''; expected one of"):
        plot.plot_timeline(walk(), measures=[])


def _without_speed(session: Session) -> dict:
    data = session.to_dict()
    data["strides"]["speed_mps"] = [None] * len(session.strides)
    return data


def test_progress_fills_what_changed_and_draws_the_band():
    table = trends()
    ax = plot.plot_progress(table, "speed_mps")
    filled = lines(ax)["changed"]
    at = np.flatnonzero(table["verdict"].eq("changed"))
    assert list(filled[0]) == list(at)
    assert list(filled[1]) == list(table["value"].iloc[at])
    band = next(c for c in ax.collections if c.get_label() == "no detectable change")
    heights = band.get_paths()[0].vertices[:, 1]
    assert (heights.min(), heights.max()) == (0.21, 0.29)
    assert [label.get_text() for label in ax.get_xticklabels()] == [
        "11-02",
        "11-04",
        "11-06",
        "11-09",
        "11-11",
        "11-13",
    ]
    assert ax.get_xlabel() == "session (month-day of 2026)"
    assert {"treadmill, mean ± SD", "overground, mean ± SD"} <= set(texts(ax).split("\n"))


def test_shares_have_no_bars():
    ax = plot.plot_progress(trends().assign(measure="toe_strike_pct"), "toe_strike_pct")
    assert not [line for line in ax.containers if line.has_yerr]
    assert [line for line in plot.plot_progress(trends()).containers if line.has_yerr]
    assert {"treadmill", "overground"} <= set(texts(ax).split("\n"))


def test_progress_names_sessions_without_dates_and_over_years():
    table = trends()
    numbered = table.assign(date=[f"session {k}" for k in range(1, 7)])
    names = [label.get_text() for label in plot.plot_progress(numbered).get_xticklabels()]
    assert names == [f"session {k}" for k in range(1, 7)]
    years = table.assign(date=[f"202{k}-01-05" for k in range(6)])
    assert plot.plot_progress(years).get_xticklabels()[0].get_text() == "2020-01-05"


def pained(rises=(0, 2, 0, math.nan)):
    """A log whose pain rose by so much in each session."""
    return SessionLog(
        entries=tuple(comfortable(day, pain_after=3 + rise) for day, rise in enumerate(rises, start=1))
    )


def test_pain_is_drawn_before_and_after_and_filled_where_it_rose_beyond_the_plan():
    ax = plot.plot_pain(pained())
    drawn = lines(ax)
    assert list(drawn["pain before"][1]) == [3, 3, 3, 3]
    assert list(drawn["pain after"][1])[:3] == [3, 5, 3]
    assert list(drawn["rose by more than 0"][1]) == [5]
    allowed = replace(pained(), plan=rg.TrainingPlan(most_pain_rise=2))
    assert "rose by more than 2" not in lines(plot.plot_pain(allowed))
    right = next(panel for panel in ax.figure.axes if panel is not ax)
    assert list(right.lines[0].get_ydata()) == [0.22] * 4
    assert right.get_ylabel() == "planned speed (m/s)"
    assert "no session states its pain" in texts(plot.plot_pain(SessionLog()))


def test_scores_and_outcomes_have_progress_without_a_direction_or_bars():
    log = SessionLog(entries=tuple(comfortable(day, outcomes={"womac_pain": 9 - day}) for day in range(1, 4)))
    table = measure_trends(log)
    for measure, label in (("pain_before", "pain before (of 10)"), ("outcome_womac_pain", "womac pain")):
        ax = plot.plot_progress(table, measure)
        assert ax.get_ylabel() == label
        assert not [line for line in ax.containers if line.has_yerr]
        assert "mean" not in texts(ax)
    with pytest.raises(
        InvalidOption, match=r"measure is 'outcome_koos'; expected one of speed_mps .*outcome_womac_pain"
    ):
        plot.plot_progress(table, "outcome_koos")


def test_the_task_is_a_condition_of_a_line():
    table = trends().assign(task=["single"] * 3 + ["counting"] * 2 + [None])
    names = set(texts(plot.plot_progress(table)).split("\n"))
    assert any("task counting" in name for name in names)
    assert any("task not stated" in name for name in names)


@pytest.mark.parametrize("width_in", [3.9, 6.6])
def test_figures_of_a_log_keep_their_width_on_a_phone_and_nothing_overlaps(width_in):
    for drawing in (
        lambda ax: plot.plot_pain(pained(), ax),
        lambda ax: plot.plot_progress(trends(), "speed_mps", ax),
    ):
        figure = Figure(figsize=(width_in, 3.4), dpi=100, layout="constrained")
        ax = figure.subplots()
        drawing(ax)
        figure.savefig(BytesIO(), dpi=100)
        renderer = FigureCanvasAgg(figure).get_renderer()
        legend = ax.get_legend().get_window_extent(renderer)
        assert legend.y1 <= ax.xaxis.label.get_window_extent(renderer).y0 + 1
        assert legend.x1 <= 100 * width_in
        assert ax.get_window_extent(renderer).width > 0.6 * 100 * width_in


def test_progress_refuses_what_is_not_there():
    with pytest.raises(
        InvalidTable, match=r"column 'date' is missing; .* pass retrogait.training.measure_trends"
    ):
        plot.plot_progress(trends().drop(columns="date"))
    with pytest.raises(InvalidTable, match="column 'direction' is missing"):
        plot.plot_progress(walk())
    with pytest.raises(InvalidOption, match="plot_progress: measure is 'joy'; expected one of speed_mps"):
        plot.plot_progress(trends(), "joy")
    with pytest.raises(InvalidOption, match="direction is 'both'; expected one of backward forward"):
        plot.plot_progress(trends(), direction="both")
    assert "no session has this measure" in texts(plot.plot_progress(trends(), direction="forward"))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: plot.plot_cycles(walk(), "hip"), "curve is 'hip'; expected one of knee_flexion"),
        (lambda: plot.plot_cycles(walk(), side="both"), "side is 'both'; expected one of left right"),
        (
            lambda: plot.plot_distribution(walk(), "strike"),
            "plot_distribution: measure is 'strike'; expected one of start_s",
        ),
    ],
)
def test_words_that_are_no_choice_are_refused(call, message):
    with pytest.raises(InvalidOption, match=message):
        call()


def test_every_figure_uses_the_axes_it_is_given_and_has_units():
    for drawing in (
        lambda ax: plot.plot_cycles(walk(), "knee_flexion", ax),
        lambda ax: plot.plot_distribution(walk(), "stride_time_s", ax),
        lambda ax: plot.plot_divergence(walk(), ax=ax),
        lambda ax: plot.plot_timeline(walk(), ax),
        lambda ax: plot.plot_progress(trends(), ax=ax),
        lambda ax: plot.plot_pain(pained(), ax),
    ):
        ax = Figure().subplots()
        assert drawing(ax) is ax
        for panel in ax.child_axes or [ax]:
            labelled = panel.get_xlabel() + panel.get_ylabel()
            assert "(" in labelled
    assert not plt.get_fignums()


def test_nothing_is_clipped_at_600_pixels():
    for drawing in (
        lambda ax: plot.plot_contacts(walk(), "left_foot", ax, 60, 64),
        lambda ax: plot.plot_cycles(walk(), "knee_flexion", ax),
        lambda ax: plot.plot_distribution(walk(), "foot_strike_angle_deg", ax),
        lambda ax: plot.plot_divergence(walk(), ax=ax),
        lambda ax: plot.plot_timeline(walk(), ax),
        lambda ax: plot.plot_progress(trends(), ax=ax),
        lambda ax: plot.plot_pain(pained(), ax),
    ):
        figure = Figure(figsize=(6, 3.2), dpi=100, layout="constrained")
        drawing(figure.subplots())
        figure.savefig(BytesIO(), dpi=100)
        box = figure.get_tightbbox().extents * 100
        assert box.min() >= -1
        assert box[2] <= 601
        assert box[3] <= 321


def test_missing_matplotlib_names_the_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib.pyplot", None)
    for call in (
        lambda: plot.plot_cycles(walk()),
        lambda: plot.plot_distribution(walk()),
        lambda: plot.plot_divergence(walk()),
        lambda: plot.plot_timeline(walk()),
        lambda: plot.plot_progress(trends()),
        lambda: plot.plot_pain(pained()),
    ):
        with warnings.catch_warnings(), pytest.raises(MissingExtra, match=r"pip install 'retrogait\[plot\]'"):
            call()
