"""Where things stand in figures: legends hide nothing, grids of axes hold every figure, long walks stay readable."""

from __future__ import annotations

import itertools
import re

import numpy as np
import pandas as pd
import pytest
from logged import comfortable
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from reference_figures import trends, walk
from sessions import feet_recording, make_session

from retrogait import plot
from retrogait.messages import in_language
from retrogait.plot import legends
from retrogait.plot.contacts import MOST_MARKS as MOST_CONTACTS
from retrogait.plot.contacts import MOST_SAMPLES
from retrogait.plot.page_layout import open_panel
from retrogait.plot.rolling import MOST_MARKS, WINDOW, roll
from retrogait.plot.style import _SHARE, label_y
from retrogait.training import SessionLog


def pain_log() -> SessionLog:
    return SessionLog(entries=tuple(comfortable(day, pain_after=2 + day) for day in range(1, 5)))


DRAWINGS = {
    "contacts": lambda ax: plot.plot_contacts(walk(), "left_foot", ax, 60, 64),
    "whole walk": lambda ax: plot.plot_contacts(walk(), "left_foot", ax),
    "strides": lambda ax: plot.plot_strides(walk(), "stride_length_m", ax),
    "cycles": lambda ax: plot.plot_cycles(walk(), "knee_flexion", ax),
    "distribution": lambda ax: plot.plot_distribution(walk(), "foot_strike_angle_deg", ax),
    "divergence": lambda ax: plot.plot_divergence(walk(), ax=ax),
    "foot path": lambda ax: plot.plot_foot_path(walk(), ax),
    "timeline": lambda ax: plot.plot_timeline(walk(), ax),
    "progress": lambda ax: plot.plot_progress(trends(), ax=ax),
    "pain": lambda ax: plot.plot_pain(pain_log(), ax),
}


def laid_out(size=(6.6, 3.0), layout="constrained") -> tuple[Figure, FigureCanvasAgg]:
    figure = Figure(figsize=size, dpi=100, layout=layout)
    return figure, FigureCanvasAgg(figure)


def legend_of(ax):
    return next(panel.get_legend() for panel in (ax, *ax.child_axes) if panel.get_legend())


def labels(ax) -> list[str]:
    return [text.get_text() for text in legend_of(ax).get_texts()]


@pytest.mark.slow
@pytest.mark.parametrize("first", [0, 4])
def test_in_a_grid_of_axes_nothing_reaches_into_the_neighbours(first):
    figure, canvas = laid_out((13, 8))
    cells = list(figure.subplots(2, 3).flat)
    for ax, drawing in zip(cells, list(DRAWINGS.values())[first : first + 6], strict=True):
        assert drawing(ax) is ax
    canvas.draw()
    boxes = [ax.get_tightbbox(canvas.get_renderer()) for ax in cells]
    for (one, box), (other, beside) in itertools.combinations(enumerate(boxes), 2):
        across = min(box.x1, beside.x1) - max(box.x0, beside.x0)
        along = min(box.y1, beside.y1) - max(box.y0, beside.y0)
        assert min(across, along) <= 1.0, (one, other)
    for box in boxes:
        assert min(box.x0, box.y0) >= -1
        assert (box.x1, box.y1) <= (1301, 801)


@pytest.mark.parametrize("name", [name for name in DRAWINGS if name not in {"progress", "pain"}])
@pytest.mark.parametrize("layout", ["constrained", None])
def test_legends_of_wide_axes_are_inside_above_the_data(name, layout):
    figure, canvas = laid_out((8, 3.4), layout)
    ax = DRAWINGS[name](figure.subplots())
    canvas.draw()
    legend = legend_of(ax)
    box, frame = legend.get_window_extent(), legend.axes.get_window_extent()
    assert frame.x0 <= box.x0
    assert box.x1 <= frame.x1 + 1
    assert frame.y0 <= box.y0
    assert box.y1 <= frame.y1 + 1
    for line in legend.axes.lines:
        points = line.get_transform().transform(np.asarray(line.get_xydata(), float))
        under = points[(points[:, 0] > box.x0) & (points[:, 0] < box.x1)]
        assert (under[:, 1] <= box.y0 + 4).all(), line.get_label()


@pytest.mark.parametrize("name", DRAWINGS)
def test_legends_of_narrow_axes_are_below_and_within_the_figure(name):
    figure, canvas = laid_out((3.6, 4.2))
    ax = DRAWINGS[name](figure.subplots())
    canvas.draw()
    box = legend_of(ax).get_window_extent()
    assert box.y1 < ax.get_window_extent().y0
    assert min(box.x0, box.y0) >= 0
    assert box.x1 <= 360
    assert ax.get_window_extent().width > 200  # and the axes keep their width


def legend_is_below(width_in: float, layout="constrained") -> bool:
    figure, canvas = laid_out((10, 4), layout)
    ax = figure.add_axes((0.1, 0.2, width_in / 10, 0.7))
    plot.plot_strides(make_session(), ax=ax)
    return legend_of(ax).get_window_extent(canvas.get_renderer()).y1 < ax.get_window_extent().y0


def test_axes_just_narrower_than_the_bound_have_their_legend_below():
    assert legend_is_below(legends._NARROW_IN - 0.01)


def test_axes_just_wider_than_the_bound_have_their_legend_inside():
    assert not legend_is_below(legends._NARROW_IN + 0.01)


def test_without_a_layout_that_makes_room_a_legend_is_inside_narrow_axes_too():
    assert not legend_is_below(legends._NARROW_IN - 0.01, layout=None)


def rolled_naively(strides: pd.DataFrame, measure: str) -> list[tuple[float, float, float]]:
    """Stride by stride, from all within half a window that no change of direction and no pause parts from it."""
    own = strides[strides[measure].notna()].sort_values("start_s")
    rows = list(zip(own["start_s"], own["end_s"], own["direction"], own[measure], strict=True))
    found = []
    for k, (start_s, *_) in enumerate(rows):
        window = [rows[k][3]]
        for step in (-1, 1):
            for j in range(k + step, k + step * (WINDOW // 2 + 1), step):
                if not 0 <= j < len(rows):
                    break
                early, late = rows[min(j, j - step)], rows[max(j, j - step)]
                if early[2] != late[2] or late[0] - early[1] > 3.0:
                    break
                window.append(rows[j][3])
        found.append((start_s, np.mean(window), np.std(window, ddof=1) if len(window) > 1 else 0.0))
    return found


def test_rolling_means_are_those_of_the_naive_twin():
    generator = np.random.default_rng(4)
    starts = np.cumsum(generator.choice([1.0, 1.1, 1.2, 4.5], 120, p=[0.3, 0.3, 0.3, 0.1]))
    strides = pd.DataFrame(
        {
            "start_s": starts,
            "end_s": starts + 1.0,
            "direction": np.repeat(["backward", "forward", "backward"], 40),
            "speed_mps": np.where(generator.random(120) < 0.1, np.nan, generator.normal(0.7, 0.1, 120)),
        }
    ).sample(frac=1, random_state=1)
    rolled = np.column_stack(roll(strides, "speed_mps"))
    assert np.allclose(rolled[np.isfinite(rolled[:, 0])], rolled_naively(strides, "speed_mps"))
    changes = (np.diff(starts) - 1.0 > 3.0).sum()
    assert np.isnan(rolled[:, 0]).sum() > changes / 2  # a line is not drawn over a pause


@pytest.mark.parametrize(("pause_s", "n_stretches"), [(2.99, 1), (3.01, 2)])
def test_a_pause_longer_than_3_s_parts_stretches_and_a_shorter_one_does_not(pause_s, n_stretches):
    strides = pd.DataFrame({"start_s": [0.0, 1.0 + pause_s], "end_s": [1.0, 2.0 + pause_s]})
    strides = strides.assign(direction="backward", speed_mps=0.5)
    assert np.isnan(roll(strides, "speed_mps")[0]).sum() == n_stretches


def test_measure_that_no_stride_has_rolls_to_nothing():
    strides = pd.DataFrame(
        {"start_s": [0.0], "end_s": [1.0], "direction": ["backward"], "speed_mps": [np.nan]}
    )
    assert [len(column) for column in roll(strides, "speed_mps")] == [0, 0, 0]


def strides_drawn(n_strides: int) -> list[str]:
    session = make_session(n_strides, feet_recording(1.3 * n_strides))
    return labels(plot.plot_strides(session, ax=Figure((8, 3)).subplots()))


def test_up_to_200_strides_of_a_side_are_marks():
    assert strides_drawn(MOST_MARKS)[:2] == ["left", "right"]


def test_more_than_200_strides_of_a_side_are_a_rolling_mean():
    expected = [f"{side}, mean of {WINDOW} strides ± SD" for side in ("left", "right")]
    assert strides_drawn(MOST_MARKS + 1)[:2] == expected


def contacts_drawn(n_strides: int, duration_s: float) -> list[str]:
    session = make_session(n_strides, feet_recording(duration_s))
    return labels(plot.plot_contacts(session, "left_foot", Figure((8, 3)).subplots()))


def test_up_to_60_contacts_of_a_kind_are_all_marked():
    assert "final contact" in contacts_drawn(MOST_CONTACTS, 90.0)


def test_of_more_than_60_contacts_of_a_kind_every_second_is_marked():
    assert "final contact, 1 in 2" in contacts_drawn(MOST_CONTACTS + 1, 90.0)


def test_a_signal_of_up_to_6000_samples_is_a_line_over_its_stances():
    shown = contacts_drawn(10, MOST_SAMPLES / 100)
    assert "stance" in shown
    assert "range of the signal" not in shown


def test_a_signal_of_more_than_6000_samples_is_a_band_from_least_to_largest():
    session = make_session(10, feet_recording(MOST_SAMPLES / 100 + 0.01))
    ax = plot.plot_contacts(session, "left_foot", Figure((8, 3)).subplots())
    assert "stance" not in labels(ax)
    band = next(one for one in ax.collections if one.get_label() == "range of the signal")
    heights = band.get_paths()[0].vertices[:, 1]
    signal = session.recording["left_foot"]["gyr_y"]
    assert (heights.min(), heights.max()) == (signal.min(), signal.max())


def test_a_long_walk_is_drawn_with_few_marks():
    session = make_session(500, feet_recording(620.0))
    for ax in (
        plot.plot_contacts(session, "left_foot", Figure((6.6, 2.8)).subplots()),
        plot.plot_strides(session, "stride_length_m", Figure((6.6, 2.8)).subplots()),
        *plot.plot_timeline(session, Figure((6.6, 3.8)).subplots()).child_axes,
    ):
        marks = sum(len(line.get_xdata()) for line in ax.lines if line.get_marker() not in {"None", None, ""})
        assert marks <= 300


def test_figures_speak_the_language_of_the_page():
    with in_language("de"):
        ax = plot.plot_strides(make_session(), "stride_time_s", Figure((8, 3)).subplots())
        assert labels(ax) == ["links", "rechts", "rückwärts", "vorwärts"]
        assert ax.get_xlabel() == "Zeit (s)"
        spread = plot.plot_distribution(walk(), "stride_time_s", Figure((8, 3)).subplots())
        assert any(label.startswith("Mittel 1,") for label in labels(spread))
        assert plot.plot_cycles(walk(), "knee_flexion", Figure().subplots()).get_ylabel() == "Knieflexion (°)"


def tick_labels(axis) -> str:
    return " ".join(label.get_text() for label in axis.get_ticklabels())


def test_numbers_along_the_axes_have_the_decimal_sign_of_the_language():
    with in_language("de"):
        figure, canvas = laid_out()
        ax = plot.plot_strides(walk(), "speed_mps", figure.subplots())
    canvas.draw()  # the language in force when it is drawn does not matter
    assert re.search(r"\d,\d", tick_labels(ax.yaxis))
    assert "." not in tick_labels(ax.yaxis)
    figure, canvas = laid_out()
    ax = plot.plot_strides(walk(), "speed_mps", figure.subplots())
    canvas.draw()
    assert re.search(r"\d\.\d", tick_labels(ax.yaxis))


def test_names_along_an_axis_keep_their_points():
    with in_language("de"):
        figure, canvas = laid_out()
        ax = plot.plot_progress(trends().assign(date=[f"{k}.5." for k in range(6)]), ax=figure.subplots())
    canvas.draw()
    assert "0.5." in tick_labels(ax.xaxis)


def label_in_share(share: float) -> str:
    """The label of axes, where on one line it takes a share of their height."""
    figure, _ = laid_out((6, 6), None)
    ax = figure.add_axes((0.2, 0.1, 0.7, 0.8))
    text = ax.set_ylabel("left knee flexion (deg)")
    height = legends.length_in(text) / share / 6.0
    ax.set_position((0.2, 0.1, 0.7, height))
    label_y(ax, "left knee flexion (deg)")
    return ax.get_ylabel()


def test_a_label_as_long_as_the_axes_stays_on_one_line():
    assert label_in_share(_SHARE * 0.99) == "left knee flexion (deg)"


def test_of_a_label_longer_than_the_axes_the_unit_has_its_own_line():
    assert label_in_share(_SHARE * 1.06) == "left knee flexion\n(deg)"


def test_a_label_much_longer_than_the_axes_is_broken_between_words():
    assert label_in_share(2.0) == "left knee\nflexion\n(deg)"


@pytest.mark.parametrize("name", DRAWINGS)
def test_a_figure_of_a_page_holds_all_that_is_drawn_and_keeps_the_height_of_its_axes(name):
    figure, axes = open_panel(3.6, 1.3)
    DRAWINGS[name](axes)
    canvas = FigureCanvasAgg(figure)
    figure.get_layout_engine().execute(figure)
    figure.set_layout_engine("none")
    canvas.draw()
    assert axes.get_window_extent().height == pytest.approx(1.3 * figure.dpi, abs=0.5)
    (legend,) = figure.legends
    around = [ax.get_tightbbox(canvas.get_renderer()) for ax in figure.axes]
    for box in (legend.get_window_extent(), *around):
        assert min(box.x0, box.y0) >= -1
        assert box.x1 <= figure.bbox.width + 1
        assert box.y1 <= figure.bbox.height + 1
    assert legend.get_window_extent().y1 <= min(box.y0 for box in around) + 1
