"""The side view of the foot and its pitch over the stride."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.figure import Figure
from reference_figures import walk
from sessions import make_session

from retrogait import plot
from retrogait.errors import InvalidOption
from retrogait.gait.foot_clearance import SoleOptions
from retrogait.gait.foot_path import trace_feet
from retrogait.plot.style import steady_strides


@pytest.fixture(scope="module")
def paths():
    table = trace_feet(walk())
    return table[table["stride"].isin(steady_strides(walk().strides).index)]


def lines(ax) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    return {str(line.get_label()): line.get_data() for line in ax.get_lines()}


def test_mean_paths_are_those_of_trace_feet(paths):
    drawn = lines(plot.plot_foot_path(walk(), Figure().subplots()))
    for direction, sign in (("backward", -1.0), ("forward", 1.0)):
        own = paths[paths["direction"].eq(direction)]
        way, height = drawn[f"{direction}, toe\n(mean of {own['stride'].nunique()})"]
        mean = own.groupby("stride_pct")[["toe_displacement_m", "toe_height_m"]].mean()
        assert np.allclose(way, mean["toe_displacement_m"])
        assert np.allclose(height, 100.0 * mean["toe_height_m"])
        assert sign * (way[-1] - way[0]) > 0.5  # forward runs to the right, backward to the left


def test_foot_stands_on_the_floor(paths):
    way, height = lines(plot.plot_foot_path(walk(), Figure().subplots()))["foot as it stands"]
    assert np.abs(height).max() < 1.0
    sole = SoleOptions()
    assert way[1] - way[0] == pytest.approx(sole.heel_m + sole.toe_m, abs=0.005)


def test_pitch_is_drawn_over_the_stride(paths):
    ax = plot.plot_cycles(walk(), "foot_pitch", Figure().subplots(), side="right")
    own = paths[paths["direction"].eq("forward") & paths["side"].eq("right")]
    _, mean = lines(ax)[f"forward, mean ± SD\nof {own['stride'].nunique()} strides"]
    assert np.allclose(mean, own.groupby("stride_pct")["pitch_down_deg"].mean())
    assert ax.get_ylabel() == "right foot pitch, toe down (deg)"


def test_side_is_checked_and_absence_is_said():
    with pytest.raises(InvalidOption, match="plot_foot_path: side is 'both'; expected one of left right"):
        plot.plot_foot_path(walk(), side="both")
    ax = plot.plot_foot_path(make_session(n_strides=0), Figure().subplots())
    assert "wear a foot sensor of known mounting" in ax.texts[0].get_text()
