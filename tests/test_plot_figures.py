"""Figures against the images kept of them, and that the comparison would see a fault."""

from __future__ import annotations

import numpy as np
import pytest
import reference_figures as kept
from matplotlib import pyplot as plt
from matplotlib.image import imread

from retrogait import plot
from retrogait.session import Session

MEAN, LARGEST = 0.5, 25.0  # of 255; matplotlib 3.8 and 3.11 draw the same pixels inside the axes


def compare(name: str, drawing=None) -> tuple[float, float]:
    reference = imread(kept.FOLDER / f"{name}.png")[..., :3] * 255.0
    return kept.difference(kept.pixels(kept.draw(drawing or kept.DRAWINGS[name])), reference)


@pytest.mark.parametrize("name", kept.DRAWINGS)
def test_figure_is_the_one_kept(name):
    mean, largest = compare(name)
    assert mean < MEAN
    assert largest < LARGEST
    assert not plt.get_fignums()


def changed(**tables) -> Session:
    session = kept.walk()
    parts = {name: tables.get(name, getattr(session, name)) for name in ("events", "strides", "knee")}
    return Session(
        parts["events"], parts["strides"], session.bouts, parts["knee"], session.summary, (), session.samples
    )


def test_contacts_moved_by_a_tenth_of_a_second_are_seen():
    events = kept.walk().events.assign(time_s=lambda table: table["time_s"] + 0.1)
    session = changed(events=events)
    _, largest = compare(
        "contacts", lambda ax: plot.plot_contacts(session, "left_foot", ax, start_s=60, end_s=64)
    )
    assert largest > LARGEST


def test_directions_swapped_are_seen():
    other = {"backward": "forward", "forward": "backward"}
    session = changed(strides=kept.walk().strides.assign(direction=lambda t: t["direction"].map(other)))
    for name, drawing in {
        "strides": lambda ax: plot.plot_strides(session, "stride_length_m", ax),
        "knee": lambda ax: plot.plot_cycles(session, "knee_flexion", ax),
        "strike_angle": lambda ax: plot.plot_distribution(session, "foot_strike_angle_deg", ax),
        "timeline": lambda ax: plot.plot_timeline(session, ax),
    }.items():
        assert max(np.divide(compare(name, drawing), (MEAN, LARGEST))) > 1.0, name


def test_a_knee_of_the_other_sign_is_seen():
    session = changed(knee=-kept.walk().knee)
    assert compare("knee", lambda ax: plot.plot_cycles(session, "knee_flexion", ax))[1] > LARGEST


def test_images_are_small():
    assert sum(path.stat().st_size for path in kept.FOLDER.iterdir()) < 300_000
