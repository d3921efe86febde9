"""`retrogait log`: the training log of one person, made, filled and read."""

from __future__ import annotations

import json
import warnings
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from retrogait.cli import log_text
from retrogait.cli.analysis import find_alignment
from retrogait.cli.declarations import declared
from retrogait.cli.outcome import NO_WALKING, OK
from retrogait.cli.session_files import open_session
from retrogait.errors import InvalidOption, RetrogaitError, RetrogaitWarning
from retrogait.impact import measure_impact
from retrogait.stability import measure_stability
from retrogait.stability.sway import measure_trunk_sway
from retrogait.training import QUESTIONS, SessionLog, TrainingPlan
from retrogait.training.storage import load_plan

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

    import pandas as pd

    from retrogait.session import Session

_SCORES = (
    "minutes",
    "near_falls",
    "pain_before",
    "pain_after",
    "effort",
    "incline_pct",
    "three_metre_backward_walk_s",
)


def run(arguments: argparse.Namespace) -> int:
    """Do what the command of the log says."""
    commands = {"add": _add, "show": _show, "trend": _trend, "new": _new, "answer": _answer, "plan": _plan}
    return commands[arguments.log_command](arguments)


def _add(arguments: argparse.Namespace) -> int:
    exists = arguments.log.exists()
    log = SessionLog.load(arguments.log) if exists else SessionLog()
    outcomes = {
        name: _number(value, name) for name, value in _pairs(arguments.outcome, "--outcome", "NAME=VALUE")
    }
    reading = declared(arguments)
    with warnings.catch_warnings(action="ignore", category=RetrogaitWarning):  # printed below
        session = open_session(arguments.file, reading, find_alignment(arguments, reading), arguments)
        if not len(session.strides):
            print(f"{arguments.file.name}: no walking found; nothing was added to {arguments.log.name}")
            return NO_WALKING
        if arguments.date is None and not isinstance(session.summary.get("start_time"), str):
            raise InvalidOption(
                f"log add: the day of the session is not known, because {arguments.file.name} does not state it; "
                "expected a date; give --date 2026-11-20"
            )
        has_samples = session.samples is not None
        stability = measure_stability(session) if has_samples else None
        impact = measure_impact(session) if has_samples else None
        sway = _sway(session)
    with warnings.catch_warnings(
        action="ignore", category=RetrogaitWarning
    ):  # it is in `noted`, which is printed
        log = log.add(
            session,
            stability=stability,
            impact=impact,
            sway=sway,
            date=arguments.date,
            subject=arguments.subject,
            task=arguments.task,
            handrail=arguments.handrail,
            observer=_flag(arguments.observer),
            emergency_cord=_flag(arguments.emergency_cord),
            outcomes=outcomes,
            note=arguments.note,
            **{name: getattr(arguments, name) for name in _SCORES},
        )
    log.save(arguments.log)
    print(f"{arguments.log}: " + ("" if exists else "made; ") + f"session {len(log.entries)} added")
    notes = list(session.warnings)
    notes += (
        []
        if has_samples
        else ["a session file holds no samples: impact and trunk measures are not in the log"]
    )
    print(log_text.render_added(log, notes))
    return OK


def _sway(session: Session) -> pd.DataFrame | None:
    """Lean and sway of the trunk; None where no sensor of known mounting is worn there."""
    try:
        return measure_trunk_sway(session)
    except RetrogaitError:
        return None


def _show(arguments: argparse.Namespace) -> int:
    print(log_text.render_log(SessionLog.load(arguments.log), str(arguments.log)))
    return OK


def _trend(arguments: argparse.Namespace) -> int:
    log = SessionLog.load(arguments.log)
    if arguments.measure:
        print(
            log_text.render_measures(log, arguments.measure, arguments.direction, at_speed=arguments.at_speed)
        )
    elif arguments.direction:
        raise InvalidOption(
            "log trend: --direction is of --measure; name one with --measure, or leave it out"
        )
    else:
        print(log_text.render_slopes(log, every=arguments.all, at_speed=arguments.at_speed))
    return OK


def _new(arguments: argparse.Namespace) -> int:
    if arguments.log.exists():
        raise InvalidOption(
            f"log new: {arguments.log} is there already; expected a name of no file; add to it with retrogait log add, "
            "or choose another name"
        )
    plan = TrainingPlan() if arguments.plan is None else load_plan(arguments.plan)
    log = SessionLog(plan, subject=arguments.subject)
    log.save(arguments.log)
    print(f"{arguments.log}: made")
    print(log_text.render_plan(plan))
    print(f"questions to ask before the first session: retrogait log answer {arguments.log}")
    return OK


def _answer(arguments: argparse.Namespace) -> int:
    log = SessionLog.load(arguments.log)
    if arguments.answers:
        given = {
            key: _yes_no(value, key)
            for key, value in _pairs(arguments.answers, "log answer", "KEY=yes or KEY=no")
        }
        log = replace(log, answers={**log.answers, **given})
        log.save(arguments.log)
        print(f"{arguments.log}: {len(given)} answer{'s' * (len(given) != 1)} written")
    print(log_text.render_questions(QUESTIONS, log.answers))
    return OK


def _plan(arguments: argparse.Namespace) -> int:  # noqa: ARG001 - as the other commands
    print(json.dumps(TrainingPlan().to_dict(), indent=1))
    return OK


def _pairs(words: Iterable[str], where: str, form: str) -> list[tuple[str, str]]:
    pairs = []
    for word in words:
        name, equals, value = word.partition("=")
        if not (name and equals and value):
            raise InvalidOption(f"{where}: found {word!r}, expected {form}; write it so")
        pairs.append((name, value))
    return pairs


def _number(word: str, name: str) -> float:
    try:
        return float(word)
    except ValueError:
        raise InvalidOption(f"--outcome: {name} is {word!r}; expected a number; write it so") from None


def _yes_no(word: str, key: str) -> bool:
    if word not in ("yes", "no"):
        raise InvalidOption(f"log answer: {key} is {word!r}; expected yes or no; write {key}=yes or {key}=no")
    return word == "yes"


def _flag(word: str | None) -> Any:
    return None if word is None else word == "yes"
