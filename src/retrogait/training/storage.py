"""A session log as a file: JSON or parquet, read whole or not at all, and never written over what it does not hold."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

from retrogait._runtime.files import check_plain, holding, replacing, writing
from retrogait._version import __version__
from retrogait.errors import InvalidOption, InvalidTable, RetrogaitError
from retrogait.tables.checks import is_finite
from retrogait.tables.kinds import NUMBER, TEXT, or_none
from retrogait.tables.selection import WALKED
from retrogait.tables.strict_json import check_format, check_names, parse_json
from retrogait.training import parquet_file
from retrogait.training.columns import FACT_NAMES, FACTS, LOG, MAY_BE_MISSING, MEASURES
from retrogait.training.entries import LogEntry, table_of
from retrogait.training.measures import Figure, Figures
from retrogait.training.training import TrainingPlan

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping

    Contents = tuple[TrainingPlan, tuple[LogEntry, ...], Mapping[str, bool], str | None]

LOG_FORMAT = "retrogait session log 2"
_FIRST_FORMAT = "retrogait session log 1"  # read too: what it does not hold is missing
_WRITERS = "SessionLog.save"
_PARTS = ("format", "retrogait_version", "n_sessions", "plan", "answers", "subject", "sessions")
_SINCE_2 = ("task", "subject", "observer", "emergency_cord", "noted")


def save(
    path: str | os.PathLike[str],
    plan: TrainingPlan,
    entries: tuple[LogEntry, ...],
    answers: Mapping[str, bool],
    subject: str | None,
    *,
    overwrite: bool,
) -> None:
    """Write a log; see `SessionLog.save`."""
    path = Path(path)
    as_parquet = _is_parquet(path)
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
    busy = RetrogaitError(
        f"log: {path.name} is being written by another program; try again when it has ended"
    )
    with writing(path), holding(path.with_name(f".{path.name}.lock"), busy):  # while it is read and written
        if path.exists() and not overwrite:
            _check_continues(path, entries)
        head = {
            "format": LOG_FORMAT,
            "retrogait_version": __version__,
            "n_sessions": len(entries),
            "plan": plan.to_dict(),
            "answers": dict(answers),
            "subject": subject,
        }
        with replacing(path) as draft:
            if as_parquet:
                parquet_file.write(draft, table_of(entries), head)
            else:
                sessions = [_to_dict(entry) for entry in entries]
                text = json.dumps(
                    {**head, "sessions": sessions}, indent=1, allow_nan=False, ensure_ascii=False
                )
                draft.write_text(text + "\n", encoding="utf-8", errors="backslashreplace")


def load(path: str | os.PathLike[str]) -> Contents:
    """Read a log; see `SessionLog.load`."""
    path = Path(path)
    try:
        check_plain(path)
        if _is_parquet(path):
            return _read_parquet(path)
        return _read_json(path)
    except OSError as error:
        raise InvalidTable(
            f"log: {path} cannot be opened ({error.strerror}; looked in {path.parent.absolute()}); expected what "
            f"{_WRITERS} writes; check the path"
        ) from error
    except InvalidTable as error:
        raise InvalidTable(f"{path.name}: {error}") from error


def load_plan(path: str | os.PathLike[str]) -> TrainingPlan:
    """Read a plan from a file of `TrainingPlan.to_json`, its faults those of the file.

    Raises
    ------
    InvalidTable
        The file cannot be opened, or is no plan.
    InvalidOption
        An entry has a value that is no plan.
    """
    path = Path(path)
    try:
        check_plain(path)
        return TrainingPlan.from_json(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InvalidTable(
            f"plan: {path} cannot be opened ({error.strerror}; looked in {path.parent.absolute()}); expected what "
            "TrainingPlan.to_json or retrogait log plan gives; check the path"
        ) from error
    except UnicodeDecodeError as error:
        raise InvalidTable(
            f"plan: {path.name} is not text; expected JSON of a plan; write it again"
        ) from error
    except (InvalidTable, InvalidOption) as error:
        raise type(error)(f"{path.name}: {error}") from error


def _read_json(path: Path) -> Contents:
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise InvalidTable(
            f"log: the file is not text ({error.reason} at byte {error.start}); expected what {_WRITERS} writes"
        ) from error
    data = parse_json(text, "log", _WRITERS)
    _check_format(data)
    data = _completed(data)
    check_names(data, _PARTS, "log")
    sessions = data["sessions"]
    if not isinstance(sessions, list):
        raise InvalidTable("log: 'sessions' is not a list; expected one with an object for each session")
    if data["format"] == _FIRST_FORMAT:
        sessions = [
            {**dict.fromkeys(_SINCE_2), "noted": "", "outcomes": {}, **one} if isinstance(one, dict) else one
            for one in sessions
        ]
    entries = tuple(_from_dict(number, session) for number, session in enumerate(sessions, start=1))
    return _contents(data, entries)


def _read_parquet(path: Path) -> Contents:
    head, frame = parquet_file.read(path, _check_format)
    check_names(_completed(head), _PARTS[:-1], "log")
    if head["format"] == _FIRST_FORMAT:
        new = [column.name for column in LOG.columns if column.name not in frame.columns]
        frame = frame.join(LOG.frame({"date": [None] * len(frame)})[new])
    LOG.check(frame)
    entries = []
    texts = [c.name for c in FACTS if c.kind is TEXT and c.name not in (*MAY_BE_MISSING, "date", "surface")]
    for number, row in enumerate(frame.to_dict("records"), start=1):
        plain = {str(name): or_none(value) for name, value in row.items()}
        numbers = {c.name for c in LOG.columns if c.kind is NUMBER}
        plain |= {name: math.nan for name in numbers if plain[name] is None}
        plain |= {name: "" for name in texts if plain[name] is None}
        entries.append(_entry(number, lambda plain=plain: LogEntry.from_row(plain)))
    return _contents(head, tuple(entries))


def _check_format(head: Mapping[str, Any]) -> None:
    """Refuse a file that is neither of this format nor of the one before it."""
    if head.get("format") != _FIRST_FORMAT:
        check_format(head.get("format"), LOG_FORMAT, "log", head.get("retrogait_version"))


def _completed(head: dict[str, Any]) -> dict[str, Any]:
    """The head of a file of the first format with what that did not hold."""
    return {"subject": None, **head} if head["format"] == _FIRST_FORMAT else head


def _contents(head: Mapping[str, Any], entries: tuple[LogEntry, ...]) -> Contents:
    if head["n_sessions"] != len(entries):
        raise InvalidTable(
            f"log: says it holds {head['n_sessions']} sessions and holds {len(entries)}; it was cut or changed by "
            "hand; take a copy from before, or correct 'n_sessions'"
        )
    answers = head["answers"]
    if not isinstance(answers, dict):
        raise InvalidTable(
            "log: 'answers' is not an object; expected one with true or false for each question"
        )
    subject = head.get("subject")
    if subject is not None and not isinstance(subject, str):
        raise InvalidTable(f"log: 'subject' is {subject!r}; expected a name, or null where not stated")
    return _plan(head["plan"]), entries, answers, subject


def _plan(data: Any) -> TrainingPlan:
    """The plan in a log, its faults reported as those of the file."""
    try:
        return TrainingPlan.from_dict(data)
    except InvalidOption as error:
        raise InvalidTable(f"log: the plan in it: {error}; correct it in the file") from error


def _to_dict(entry: LogEntry) -> dict[str, Any]:
    """An entry for people to read: its facts, then what was measured, by direction."""
    facts = {name: or_none(getattr(entry, name)) for name in FACT_NAMES}
    measured = {
        direction: {
            measure: {"mean": figure.mean, "sd": or_none(figure.sd), "n": figure.n}
            for measure, figure in entry.figures.get(direction, {}).items()
        }
        for direction in WALKED
    }
    return {**facts, "outcomes": dict(entry.outcomes), **measured}


def _from_dict(number: int, data: Any) -> LogEntry:
    where = f"log: session {number}"
    if not isinstance(data, dict):
        raise InvalidTable(
            f"{where} is a {type(data).__name__}; expected an object with {' '.join(FACT_NAMES)}"
        )
    check_names(data, (*FACT_NAMES, "outcomes", *WALKED), where)
    figures: Figures = {}
    for direction in WALKED:
        own = data[direction]
        unknown = [name for name in own if name not in MEASURES] if isinstance(own, dict) else [direction]
        if unknown:
            raise InvalidTable(
                f"{where}: {unknown[0]!r} is not a measure of the log; it may be from another version of retrogait; "
                "read it with the one that wrote it"
            )
        for name, values in own.items():
            figures.setdefault(direction, {})[name] = _figure(f"{where}: {direction} {name}", values)
    facts: dict[str, Any] = {
        column.name: math.nan if data[column.name] is None and column.kind is NUMBER else data[column.name]
        for column in FACTS
    }
    return _entry(number, lambda: LogEntry(**facts, outcomes=data["outcomes"], figures=figures))


def _figure(where: str, values: Any) -> Figure:
    good = isinstance(values, dict) and set(values) == {"mean", "sd", "n"}
    good = good and is_finite(values["mean"]) and (values["sd"] is None or is_finite(values["sd"]))
    if not (good and isinstance(values["n"], int) and values["n"] > 0 and (values["sd"] or 0) >= 0):
        raise InvalidTable(
            f"{where} is {values!r}; expected a number 'mean', an 'sd' of 0 or more or null, and a count 'n'"
        )
    return Figure(
        float(values["mean"]), math.nan if values["sd"] is None else float(values["sd"]), values["n"]
    )


def _entry(number: int, make: Any) -> LogEntry:
    """An entry, its faults reported as those of the file."""
    try:
        entry: LogEntry = make()
    except InvalidOption as error:
        raise InvalidTable(
            f"log: session {number}: {str(error).removeprefix('log: ')}; correct it in the file"
        ) from error
    return entry


def _is_parquet(path: Path) -> bool:
    if path.suffix.lower() not in (".json", ".parquet"):
        raise InvalidOption(
            f"log: {path.name!r} ends in {path.suffix!r}; expected a log, in .json or .parquet; name the log so"
        )
    return path.suffix.lower() == ".parquet"


def _check_continues(path: Path, entries: tuple[LogEntry, ...]) -> None:
    """Refuse to lose sessions that are in the file."""
    there = load(path)[1]
    kept = len(there) <= len(entries) and all(a.same_as(b) for a, b in zip(there, entries, strict=False))
    if not kept:
        raise InvalidOption(
            f"log: {path.name} holds {len(there)} sessions, and this log of {len(entries)} does not begin with them; "
            "another program may have added some; load it again and add to that, or pass overwrite=True"
        )
