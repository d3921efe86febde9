"""The plan of a training log: the dose of each week, the steps, and the questions to be asked before starting."""

from __future__ import annotations

from typing import Any

from retrogait.messages import find_message, message
from retrogait.report.blocks import Block, Grid, Listing
from retrogait.report.numbers import NONE, number

_STEP_HEAD = (
    "date",
    "step",
    "speed",
    "minutes_done",
    "near_falls",
    "pain",
    "task",
    "comfortable",
    "reason",
    "next_step",
)
_NO_BREAK = "\N{NON-BREAKING HYPHEN}"


def describe_plan(log: Any, plan: Any) -> list[Block]:
    """Tables of a log; what was answered and noted stands as it was written."""
    weeks = plan.measure_adherence(log)
    dose = tuple(
        (
            f"{row.week}",
            str(row.first_day),
            message("plan.of", done=row.sessions_done, planned=row.sessions_planned),
            message("plan.of", done=number(row.minutes_done, 0), planned=number(row.minutes_planned, 0)),
            number(row.distance_m, 0),
            ", ".join(_word(word) for word in str(row.above_plan).split()) or NONE,
        )
        for row in weeks.itertuples()
    )
    steps = tuple(
        (
            str(row.date)[:10].replace("-", _NO_BREAK),
            f"{row.step}, {_word(str(row.line))}",
            f"{number(row.speed_mps)} / {number(row.planned_speed_mps)}",
            f"{number(row.minutes, 0)} / {number(row.planned_minutes, 0)}",
            number(row.near_falls, 0),
            pain_of(entry),
            entry.task or NONE,
            _word(str(row.comfortable)),
            str(row.reason) or NONE,
            f"{row.next_step}",
        )
        for row, entry in zip(plan.follow_plan(log).itertuples(), log.by_date(), strict=True)
    )
    blocks: list[Block] = []
    if dose:
        names = ("week", "first_day", "sessions", "minutes", "distance", "above")
        blocks.append(Grid(message("plan.dose"), _head(names), dose))
    if steps:
        blocks.append(Grid(message("plan.steps"), _head(_STEP_HEAD), steps, words=True, language="en"))
    questions = tuple(log.open_questions)
    if questions:
        blocks.append(Listing(message("plan.questions"), questions, language="en"))
    if log.notes:
        blocks.append(Listing(message("plan.notes"), tuple(log.notes), language="en"))
    return blocks


def pain_of(entry: Any) -> str:
    """Pain before and after a session."""
    if not {"pain_before", "pain_after"} & set(entry.scores):
        return NONE
    return f"{number(entry.pain_before, 0)} / {number(entry.pain_after, 0)}"


def _head(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(message(f"plan.head.{name}") for name in names)


def _word(text: str) -> str:
    return find_message(f"plan.word.{text}", default=text)
