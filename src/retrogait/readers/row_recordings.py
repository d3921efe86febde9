"""Columns that name persons, trials or sessions: a table of several recordings, of which one is read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from retrogait.errors import InvalidOption, SeveralRecordings

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from typing import Any

    from retrogait._arrays import Flags
    from retrogait.readers.foreign_table import ForeignTable

_NAMES_RECORDINGS = re.compile(
    r"(?:subject|subj|sub|participant|person|patient|volunteer|user|athlete|walker|runner|proband|probandin|"
    r"teilnehmer|versuchsperson|sujet|sujeto|soggetto|paciente|paziente|participante|deelnemer|proefpersoon|"
    r"trial|session|recording|run|visit|measurement|repetition|experiment|take|test|versuch|sitzung|messung|"
    r"aufnahme|durchgang|essai|séance|enregistrement|ensayo|sesión|prova|sessione|sessie|meting|"
    r"file|sourcefile|recordingfile)s?(?:id|name|number|no|nr|num|code|index|label|key)?|pid"
)
_MAY_NAME_RECORDINGS = re.compile(
    r"(?:id|uid|sid|name|code|who|player|group|condition|task|activity|label|walk|lap|rep|block|set|part|round|series|"
    r"bout|phase|speed|direction|nr|no|number|attempt|cycle|case|day|exercise|order|dataset|window|epoch|subset)s?(?:id|name|number|no|nr|num|code|index|label|key)?"
)
_BETWEEN_WORDS = re.compile(r"[\s_.#/:-]+")
LEAST_ROWS = 20  # of a recording, in the mean; what changes oftener counts or labels samples
LEAST_PAUSE = 1000.0  # samples; what one recording loses where a label changes is less
LEAST_PAUSE_S = 10.0
_MOST_SHOWN = 6


def names_recordings(name: str) -> bool:
    """Return whether a column has a usual name of a person, trial or session.

    >>> [names_recordings(name) for name in ("Subject ID", "trialNo", "session", "runtime", "user_acc_x", "id")]
    [True, True, True, False, False, False]
    """
    return _NAMES_RECORDINGS.fullmatch(_BETWEEN_WORDS.sub("", name.strip().lower())) is not None


def may_name_recordings(name: str) -> bool:
    """Return whether a column has a name that may mean recordings, or parts of one; only its rows decide."""
    return _MAY_NAME_RECORDINGS.fullmatch(_BETWEEN_WORDS.sub("", name.strip().lower())) is not None


def part_the_time(frame: pd.DataFrame, column: str, clock: str) -> bool:
    """Return whether the time restarts or pauses at every change of a column: each value is then a recording."""
    names = _as_written(frame[column])
    rows = np.flatnonzero(names.to_numpy()[1:] != names.to_numpy()[:-1]) + 1
    if not 0 < len(rows) < _count(names) * 2:
        return False
    if frame[clock].dtype.kind == "f":
        time = frame[clock].to_numpy(dtype=np.float64)
        steps = np.abs(np.diff(time))
        step = float(np.median(known)) if len(known := steps[np.isfinite(steps)]) else 0.0
        moved = (time[rows] - time[rows - 1]) / step if step > 0 else np.zeros(len(rows))
        return bool(((moved < 0) | (moved > LEAST_PAUSE)).all())
    before, after = (
        pd.to_datetime(frame[clock].iloc[at], format="mixed", errors="coerce", utc=True).reset_index(
            drop=True
        )
        for at in (rows - 1, rows)
    )
    moved_s = (after - before).dt.total_seconds()
    return bool(((moved_s < 0) | (moved_s > LEAST_PAUSE_S)).all())


def columns_called(
    is_called_so: Callable[[str], bool], foreign: ForeignTable, used: Collection[int]
) -> list[str]:
    """Find the columns of a name that says, or may say, of which person, trial or session a row is."""
    return [
        foreign.table.names[position]
        for position, name in enumerate(foreign.layout.names)
        if position not in used and is_called_so(name)
    ]


def choose_recording(
    frame: pd.DataFrame, columns: Sequence[str], asked: str | None, file: str
) -> tuple[pd.DataFrame, list[str]]:
    """Keep the rows of one recording, as the columns `columns` name them; gives them and a note of what was left out.

    Raises
    ------
    SeveralRecordings
        They name several recordings, and none is chosen.
    InvalidOption
        The name given matches none of them, or several.
    """
    if not columns:
        refuse_recording(asked, file)
        return frame, []
    telling, names = _name_rows(frame, columns)
    found = list(dict.fromkeys(names[names != ""]))
    if not found:
        refuse_recording(asked, file)
    if len(found) <= 1 and asked in (None, *found):
        return frame, []
    listed = ", ".join(found[:_MOST_SHOWN]) + (
        f" and {len(found) - _MOST_SHOWN} more" if len(found) > _MOST_SHOWN else ""
    )
    said = f"{'column' if len(telling) == 1 else 'columns'} {' and '.join(map(repr, telling))}"
    if asked is None:
        raise SeveralRecordings(
            f"{file}: {said} {'names' if len(telling) == 1 else 'name'} {len(found)} recordings ({listed}); expected "
            f"one; recording={found[0]!r} reads the first of them",
            found,
        )
    chosen = [asked] if asked in found else [name for name in found if asked in name.split("/")]
    if len(chosen) != 1:
        fault = "several" if chosen else "none"
        raise InvalidOption(
            f"recording: {asked!r} is the name of {fault} of the recordings in {file} ({said}: {listed}); expected "
            f"one of them; pass recording={(chosen or found)[0]!r}"
        )
    kept: Flags = (names == chosen[0]).to_numpy(dtype=bool)
    if kept.all():
        return frame, []
    return frame[kept], [
        f"{int(kept.sum())} of {len(kept)} rows are of recording {chosen[0]!r} ({said}), read"
    ]


def refuse_recording(asked: str | None, file: str) -> None:
    """Raise `InvalidOption` for a recording chosen from a file that names none."""
    if asked is not None:
        raise InvalidOption(f"recording: {asked!r} given, but {file} names no recordings; leave it out")


def _name_rows(frame: pd.DataFrame, columns: Sequence[str]) -> tuple[list[str], pd.Series[Any]]:
    """Name the recording of every row, "" where there is no name, and return the columns needed to separate them."""
    naming = {column: _as_written(frame[column]) for column in columns}
    naming = {
        column: names
        for column, names in naming.items()
        if 0 < _count(names) * LEAST_ROWS <= max(len(frame), LEAST_ROWS)
    }
    telling: list[str] = []
    names = pd.Series("", index=frame.index, dtype=object)
    for column, written in sorted(
        naming.items(), key=lambda one: _count(one[1]) == 1
    ):  # those that differ first
        joined = written if not telling else names.where(written == "", names + "/" + written)
        if not telling or _count(joined) > _count(names):
            names, telling = joined, [*telling, column]
    return telling, names


def _count(names: pd.Series[Any]) -> int:
    return int(names[names != ""].nunique())


def _as_written(column: pd.Series[Any]) -> pd.Series[Any]:
    """Give the cells as texts without blanks around, whole numbers without decimals, "" where there is nothing."""
    text = column.astype(object).where(column.notna(), "").astype(str).str.strip()
    return text.str.replace(r"(?<=\d)\.0+$", "", regex=True)
