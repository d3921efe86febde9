"""What sessions must share to be compared: the person, and how they were walked and measured."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from retrogait.errors import InvalidOption, shown
from retrogait.knee.zero import are_alike
from retrogait.session import check_one_person
from retrogait.tables.catalogue import NOT_STATED, SIDES
from retrogait.tables.kinds import or_none

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    import pandas as pd

    from retrogait.session import Session

_RUN, _LEAST_DIFFERENT = 20, 15  # strides in a row, and how many of them differ from each other
_SAME_S = (
    0.001  # to which the times of a stride agree in a recording and in a part of it; strides differ by 20 ms
)


@dataclass(frozen=True)
class Condition:
    """Something that is to be equal: its entry in the summary, what it is called, and why it matters."""

    entry: str
    words: str
    why: str


CONDITIONS = {
    "surface": Condition("surface", "surface", "a belt changes how people walk"),
    "contact": Condition(
        "contact_contact", "definition of a contact", "times and shares of the stride differ by it"
    ),
    "sites": Condition("contact_sites", "contact sites", "sensors elsewhere measure otherwise"),
    "task": Condition("task", "task", "a second task changes how people walk"),
    "rate": Condition("rate_hz", "sampling rate", "impacts and trunk measures differ by it"),
}
OF_STRIDES = ("surface", "contact", "sites", "task")  # a measure of strides hardly depends on the rate


def stated(session: Session, entry: str) -> str | None:
    """A fact of a session as text; None where it is not stated, as in sessions of versions that had no such fact."""
    value = or_none(session.summary.get(entry))
    return None if value is None or value in ("", NOT_STATED) else str(value)


def conditions_of(session: Session) -> tuple[str | None, ...]:
    """Who walked, and all that must be equal: sessions of the same can be compared."""
    return tuple(
        stated(session, entry) for entry in ("subject", *(CONDITIONS[name].entry for name in OF_STRIDES))
    )


def check_one_each(where: str, sessions: Sequence[Session]) -> None:
    """Raise `InvalidOption` where a session is given twice: itself, a copy from a file, or a part of its recording."""
    for k, one in enumerate(sessions):
        for other in sessions[:k]:
            same = one is other or (len(one.strides) and one.strides.equals(other.strides))
            if same or _share_a_run(one.strides, other.strides):
                raise InvalidOption(
                    f"{where}: session {k + 1} of {len(sessions)} has the same strides as one before it; expected "
                    "different walks; leave it out, or pass the other recording"
                )


def check_alike(
    where: str,
    sessions: Sequence[Session],
    allow: Collection[str],
    conditions: Collection[str] = OF_STRIDES,
) -> None:
    """Raise `InvalidOption` where sessions are of different people, or differ in a condition that is not allowed to.

    What is not stated is taken to be equal.
    """
    unknown = [name for name in allow if name not in CONDITIONS]
    if unknown:
        raise InvalidOption(
            f"{where}: allow names {shown(unknown[0])}; expected some of {' '.join(CONDITIONS)}; correct the name"
        )
    check_one_person(where, sessions)
    for name, condition in CONDITIONS.items():
        found = _found(sessions, condition.entry)
        if len(found) > 1 and name in conditions and name not in allow:
            raise InvalidOption(
                f"{where}: the sessions differ in {condition.words} (found {' and '.join(found)}); expected the same, "
                f"because {condition.why}; analyse them alike, or pass allow=[{name!r}] to compare them all the same"
            )


def have_one_zero(sessions: Sequence[Session], side: str) -> bool:
    """Whether zero flexion of the knee is the same in sessions, of a leg or of both."""
    sides = SIDES if side == "both" else (side,)
    return all(
        are_alike(list(filter(None, (stated(one, f"{leg}_knee_zero") for one in sessions)))) for leg in sides
    )


def _share_a_run(one: pd.DataFrame, other: pd.DataFrame) -> bool:
    """Whether so many stride times in a row are those of the other that no two walks have them alike.

    They are, whatever the clock, the order of the rows and the part of a recording. Times on the grid of the samples,
    as those from a trunk, take few values, which two walks may share: such runs do not count.
    """
    times, others = (
        table.sort_values(["start_s", "side"], kind="stable")["stride_time_s"].to_numpy(float)
        for table in (one, other)
    )
    if min(np.isfinite(times).sum(), np.isfinite(others).sum()) < _RUN:
        return False
    same_s = min(_SAME_S, 0.1 * float(np.nanstd(times)))
    for shift in range(_RUN - len(others), len(times) - _RUN + 1):
        first = max(0, shift)
        last = min(len(times), shift + len(others))
        close = np.abs(times[first:last] - others[first - shift : last - shift]) < same_s
        runs = np.convolve(close, np.ones(_RUN), mode="valid") == _RUN
        if any(
            len(set(times[first + k : first + k + _RUN])) >= _LEAST_DIFFERENT for k in np.flatnonzero(runs)
        ):
            return True
    return False


def _found(sessions: Sequence[Session], entry: str) -> list[str]:
    """What is stated of sessions, each once."""
    return list(dict.fromkeys(filter(None, (stated(session, entry) for session in sessions))))
