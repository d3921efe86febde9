"""`retrogait compare`: two sessions, two directions or two tasks, to one table."""

from __future__ import annotations

import argparse
import warnings
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from retrogait._runtime.files import replacing
from retrogait.cli.analysis import find_alignment
from retrogait.cli.comparison_text import render_costs, render_directions, render_sessions
from retrogait.cli.declarations import declared
from retrogait.cli.files import expand
from retrogait.cli.outcome import NO_WALKING, OK, UNREADABLE, USAGE, complain
from retrogait.cli.session_files import open_session
from retrogait.comparison import (
    SessionComparisonOptions,
    compare_sessions,
    compare_strides,
    dual_task_cost,
    session_sd_of,
)
from retrogait.comparison.dual_task import SINGLE
from retrogait.errors import InvalidOption, RetrogaitError, RetrogaitWarning
from retrogait.tables.formula_cells import guard_frame
from retrogait.tables.selection import WALKED, is_level_walk

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from retrogait.session import Session


def run(arguments: argparse.Namespace) -> int:
    """Print the comparison; one file that cannot be read and there is none."""
    paths = _paths(arguments)
    options = SessionComparisonOptions(session_sd=_session_sd(arguments.sd))
    reading = declared(arguments)
    sessions: list[Session] = []
    with warnings.catch_warnings(action="ignore", category=RetrogaitWarning):  # retrogait analyze shows them
        alignment = find_alignment(arguments, reading)
        for k, path in enumerate(paths):
            task = arguments.tasks[k] if arguments.tasks else arguments.task
            own = argparse.Namespace(**{**vars(arguments), "task": task})
            try:
                sessions.append(_with_task(open_session(path, reading, alignment, own), arguments.tasks, k))
            except (RetrogaitError, OSError) as error:
                complain(error, path)
                return USAGE if isinstance(error, InvalidOption) else UNREADABLE
    if not any(len(session.strides) for session in sessions):
        print("no walking found")
        return NO_WALKING
    _check_walking(sessions, paths)
    table, text = _compare(sessions, [str(path) for path in paths], options, arguments)
    print(text)
    if arguments.out is not None:
        with replacing(arguments.out) as draft:
            guard_frame(table).to_csv(draft, index=False, lineterminator="\n")
        print(f"\nwritten: {arguments.out}")
    return OK


def _compare(
    sessions: list[Session],
    names: list[str],
    options: SessionComparisonOptions,
    arguments: argparse.Namespace,
) -> tuple[pd.DataFrame, str]:
    """The comparison that the sessions call for, and its text."""
    measures, allow, side = arguments.measures, arguments.allow, arguments.side
    if len(sessions) == 1 or not set.intersection(*map(_walked, sessions)):
        table = compare_strides(sessions, options, measures=measures, allow=allow)
        return table, render_directions(table, names, side, named=measures)
    before, after = sessions
    tasks = [session.conditions.task for session in sessions]
    if None not in tasks and tasks[0] != tasks[1] and "task" not in allow:
        if arguments.matched_speed:
            raise InvalidOption(
                f"compare: --matched-speed was given with the tasks {tasks[0]} and {tasks[1]}; expected one of them, "
                "because speed is part of the cost; leave --matched-speed out, or pass --allow task to compare strides"
            )
        if tasks[1] == SINGLE:
            raise InvalidOption(
                f"compare: the first walk has the task {tasks[0]} and the second {tasks[1]}; expected {SINGLE} first; "
                "name the files, and --tasks, the other way round"
            )
        table = dual_task_cost(before, after, measures=measures, allow=allow)
        return table, render_costs(table, names, side, named=measures)
    matched = arguments.matched_speed
    table = compare_sessions(before, after, options, measures=measures, matched_speed=matched, allow=allow)
    return table, render_sessions(table, names, side, named=measures)


def _check_walking(sessions: Sequence[Session], paths: Sequence[Path]) -> None:
    """Raise `InvalidOption` where one of two files holds nothing that could be compared."""
    for session, path in zip(sessions, paths, strict=True):
        if len(paths) == 2 and not _walked(session):
            raise InvalidOption(
                f"compare: {path} holds no level walking of known direction (found {len(session.strides)} strides); "
                "expected a walk in each file; look at it with retrogait analyze, or pass another"
            )


def _walked(session: Session) -> set[str]:
    """The directions of a session's level walking."""
    return set(session.strides.loc[is_level_walk(session.strides), "direction"]) & set(WALKED)


def _paths(arguments: argparse.Namespace) -> list[Path]:
    paths = expand(arguments.files)
    if len(paths) > 2 or (arguments.tasks and len(paths) != 2):
        raise InvalidOption(
            f"compare: found {len(paths)} file{'s' * (len(paths) != 1)}; expected "
            f"{'two with --tasks' if arguments.tasks else 'one or two'}; name them one by one"
        )
    if len(paths) < len(arguments.files):
        raise InvalidOption(
            f"compare: {paths[0]} is named {len(arguments.files)} times; expected different walks; name it once to set "
            "its directions against each other, or name the other file"
        )
    return paths


def _with_task(session: Session, tasks: list[str] | None, k: int) -> Session:
    """The session with the task that the command line says, where a file of a session does not say it."""
    if not tasks or session.conditions.task == tasks[k]:
        return session
    if session.conditions.task is not None:
        raise InvalidOption(
            f"compare: --tasks says {tasks[k]!r} of a session whose task is {session.conditions.task!r}; expected the "
            "same; leave --tasks out"
        )
    summary = session.summary.copy()
    summary["task"] = tasks[k]
    return replace(session, summary=summary)


def _session_sd(words: Sequence[str]) -> dict[str, float]:
    """SD between sessions, as they are stated or as `repeatability` found them."""
    import pandas as pd

    found: dict[str, float] = {}
    for word in words:
        measure, equals, value = word.partition("=")
        if not equals:
            path = Path(word)
            if not path.is_file():
                raise InvalidOption(
                    f"compare: --sd: found {word!r}; expected MEASURE=SD, as speed_mps=0.03, or a CSV that "
                    "rg.repeatability(...).to_csv wrote; correct it"
                )
            found.update(session_sd_of(pd.read_csv(path)))
            continue
        try:
            found[measure] = float(value)
        except ValueError:
            raise InvalidOption(
                f"compare: --sd: found {word!r}; expected MEASURE=SD with a number, as speed_mps=0.03; correct it"
            ) from None
    return found
