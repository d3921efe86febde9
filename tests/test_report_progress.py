"""Progress on the page: the plan, pain, what rises or falls among all that was looked at, and what was noted."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest
from logged import comfortable
from sessions import make_session

import retrogait as rg
from retrogait.report.blocks import Grid, Listing, Paragraph, Picture
from retrogait.report.page import render_report
from retrogait.report.progress import describe_progress, follow_progress
from retrogait.training import SessionLog
from retrogait.training.measures import Figure


@pytest.fixture(scope="module")
def log() -> SessionLog:
    """Eighteen sessions: speed rises, pain falls, the impact at a shank does neither."""
    generator = np.random.default_rng(0)
    sessions = []
    for day in range(1, 19):
        figures = {
            "speed_mps": Figure(0.2 + 0.02 * day + float(generator.normal(0, 0.01)), 0.02, 40),
            "left_shank_peak_resultant_mps2": Figure(float(generator.normal(12, 0.5)), 1.0, 20),
            "right_shank_peak_resultant_mps2": Figure(float(generator.normal(12, 0.5)), 1.0, 20),
        }
        pain = 8 - day // 3
        facts = {"pain_before": pain, "pain_after": pain, "task": "single", "noted": "yes to pain_now"}
        sessions.append(comfortable(day, **facts, figures={"backward": figures}))
    return SessionLog(rg.TrainingPlan(sessions_per_week=3), tuple(sessions), {"pain_now": True}, "A. B.")


@pytest.fixture(scope="module")
def blocks(log):
    return describe_progress(follow_progress([], {}, log)).blocks


def grid(blocks, caption) -> Grid:
    return next(block for block in blocks if isinstance(block, Grid) and block.caption == caption)


def test_only_what_rises_or_falls_is_listed_with_slope_and_interval(blocks):
    rows = grid(blocks, "Trends that rise or fall").rows
    named = {row[0]: row for row in rows}
    speed = named["speed (m/s): backward, treadmill, single, handrail none"]
    assert (speed[1], speed[6], speed[7]) == ("18", "rises", "ok")
    assert float(speed[4]) == pytest.approx(0.14, abs=0.02)
    assert named["pain before (of 10)"][6] == "falls"
    assert not [name for name in named if "shank" in name]


def test_all_that_was_looked_at_is_counted(blocks):
    text = next(
        block.text for block in blocks if isinstance(block, Paragraph) and block.text.startswith("Of ")
    )
    found = re.match(
        r"Of (\d+) trends (\d+) rise, (\d+) fall, (\d+) show neither, and (\d+) have too few", text
    )
    total, *parts = map(int, found.groups())
    assert total == sum(parts) == 7  # speed, two shanks, pain before, after and rise, effort
    assert parts[:2] == [1, 2]


def test_pain_task_line_and_excess_stand_beside_the_plan(blocks):
    steps = grid(blocks, "Steps of the plan, by its own rules")
    assert steps.rows[0][1] == "1, without handrail"
    assert steps.rows[0][5:7] == ("8 / 8", "single")
    assert grid(blocks, "Dose, done of planned").rows[0][-1] == "sessions, minutes"
    pictures = [block for block in blocks if isinstance(block, Picture)]
    assert pictures[0].alt.startswith(
        "Pain over 18 sessions, of 10: 8 before and 8 after the first, 2 before and 2"
    )


def test_pictures_of_a_log_are_shown_as_narrow_as_a_phone(blocks):
    for block in blocks:
        if isinstance(block, Picture):
            found = re.search(r'<svg [^>]*viewBox="0 0 ([\d.]+)', block.markup)
            assert found is not None
            assert float(found[1]) <= 72 * 3.75  # a phone of 390 px has 3.75 inches for it


def test_what_was_noted_is_listed(blocks):
    noted = next(block for block in blocks if isinstance(block, Listing) and block.lead.startswith("Noted"))
    assert noted.items == ("yes to pain_now (18 sessions, 2026-11-01 to 2026-11-18)",)


def test_a_log_without_pain_has_no_picture_of_it(log):
    sessions = tuple(comfortable(day, pain_before=math.nan, pain_after=math.nan) for day in (1, 2))
    found = describe_progress(follow_progress([], {}, SessionLog(log.plan, sessions))).blocks
    assert not [block for block in found if isinstance(block, Picture) and block.alt.startswith("Pain")]


def test_sessions_without_dates_have_slopes_per_session():
    sessions = [make_session() for _ in range(7)]
    for number, session in enumerate(sessions):
        session.strides["speed_mps"] = (
            0.3 + 0.05 * number + 0.001 * np.random.default_rng(number).normal(size=len(session.strides))
        )
    text = render_report(sessions, names=[f"day {k}" for k in range(7)])
    table = text.split("Trends that rise or fall</caption>")[1]
    assert "per session" in table
    cells = re.search(r"speed \(m/s\): backward, treadmill</th>" + r"<td>([^<]*)</td>" * 4, table).groups()
    assert float(cells[3]) == pytest.approx(0.05, abs=0.002)
