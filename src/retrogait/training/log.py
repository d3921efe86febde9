"""The sessions of one person against a plan: added one by one, kept in a file that a person can read."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from retrogait.errors import InvalidOption, InvalidTable
from retrogait.session import Session
from retrogait.tables.arguments import arguments
from retrogait.tables.selection import WALKED
from retrogait.training import storage
from retrogait.training.entries import LogEntry, minutes_walked, parse_date, stated_surface, table_of
from retrogait.training.measures import (
    figures_of_row,
    figures_of_session,
    figures_of_stability,
    near_falls_of,
)
from retrogait.training.questions import check_answers, open_questions
from retrogait.training.training import TrainingPlan

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping

    import pandas as pd

_NAN = float("nan")


@arguments(answers="Mapping[Any, Any]")
@dataclass(frozen=True)
class SessionLog:
    """Sessions of one person, in the order they were added, and the plan they follow; immutable.

    Attributes
    ----------
    plan : TrainingPlan
        What the sessions are set against.
    entries : tuple of LogEntry
        The sessions.
    answers : mapping of str to bool
        Answers to `retrogait.training.QUESTIONS`, by key; those not asked are absent.

    Examples
    --------
    >>> import retrogait as rg
    >>> walk, _ = rg.simulate_walk("backward", 0.22, duration_s=60, seed=1, surface="treadmill")
    >>> session = rg.analyze(walk, surface="treadmill", belt_speed_mps=0.22)
    >>> log = rg.SessionLog().add(session, date="2026-11-20", effort=2, pain_before=3, pain_after=3)
    >>> log.table[["date", "surface", "effort"]].to_numpy().tolist()
    [['2026-11-20', 'treadmill', 2.0]]
    """

    plan: TrainingPlan = field(default_factory=TrainingPlan)
    entries: tuple[LogEntry, ...] = ()
    answers: Mapping[str, bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse answers to questions that are not asked."""
        check_answers(self.answers)

    @arguments(session="Any")
    def add(
        self,
        session: Session | Mapping[Any, Any] | pd.Series[Any],
        *,
        date: str | None = None,
        stability: pd.DataFrame | None = None,
        minutes: float | None = None,
        near_falls: int | None = None,
        pain_before: float | None = None,
        pain_after: float | None = None,
        effort: float | None = None,
        handrail: str | None = None,
        incline_pct: float | None = None,
        three_metre_backward_walk_s: float | None = None,
        note: str = "",
    ) -> SessionLog:
        """Give a log with one more session.

        Parameters
        ----------
        session : Session, or a row of summaries
            Result of `analyze`, or a row of the summaries of a batch.
        date : str, optional
            ISO date, with or without a time; without it that of the recording.
        stability : DataFrame, optional
            `measure_stability(session)`, for the trends of stability and the near-falls.
        minutes : float, optional
            Minutes walked backward as the treadmill or a clock told; without it those measured.
        near_falls : int, optional
            Near-falls seen, instead of those measured.
        pain_before, pain_after, effort : float, optional
            Scores of 0 to 10.
        handrail : {"none", "touched", "held"}, optional
            Use of the handrail.
        incline_pct : float, optional
            Incline of the treadmill or the ground.
        three_metre_backward_walk_s : float, optional
            Time of a 3-metre backward walk, by stopwatch.
        note : str
            Anything else.

        Raises
        ------
        InvalidOption
            The date is not known, or a value is impossible.
        InvalidTable
            The session does not say its surface, its directions are unknown, or it is in the log already.
        """
        whole = isinstance(session, Session)
        # to mypy a Series is no Mapping, though it has all that is asked for here
        summary: Mapping[Any, Any] = session.summary if isinstance(session, Session) else session  # type: ignore[assignment]
        if not whole and not (hasattr(summary, "get") and "n_strides" in summary):
            raise InvalidTable(
                f"log.add: found a {type(session).__name__} without 'n_strides'; expected a Session, or a row of the "
                "summaries of a batch; for a table of them add row by row"
            )
        figures = figures_of_session(session) if isinstance(session, Session) else figures_of_row(summary)
        for direction, own in ({} if stability is None else figures_of_stability(stability)).items():
            figures[direction] |= own
        entry = LogEntry(
            date=_date(date, summary),
            surface=stated_surface(summary),
            belt_speed_mps=_number(summary.get("belt_speed_mps")),
            incline_pct=_number(incline_pct),
            handrail=handrail,
            pain_before=_number(pain_before),
            pain_after=_number(pain_after),
            effort=_number(effort),
            near_falls=near_falls_of(stability) if near_falls is None else _number(near_falls),
            minutes_backward=_minutes(summary) if minutes is None else _number(minutes),
            minutes_forward=minutes_walked(summary, "forward"),
            three_metre_backward_walk_s=_number(three_metre_backward_walk_s),
            contact_sites=str(summary.get("contact_sites", "")),
            note=note,
            figures=figures,
        )
        for place, other in enumerate(self.entries, start=1):
            if entry.same_as(other):
                raise InvalidTable(
                    f"log.add: the session of {entry.date} is in the log already, as number {place}, with the same "
                    "measures; leave it out, or add a note if it is another one"
                )
        return replace(self, entries=(*self.entries, entry))

    @property
    def table(self) -> pd.DataFrame:
        """All sessions, a row each: facts, then measures with `_sd` and `_n`; a fresh frame."""
        return table_of(self.entries)

    def by_date(self) -> list[LogEntry]:
        """Sessions in order of date; those of one instant as they were added."""
        return sorted(self.entries, key=lambda entry: parse_date(entry.date))

    @property
    def open_questions(self) -> list[str]:
        """Questions answered yes, then those not asked; to be weighed by a person before the first session."""
        return open_questions(self.answers)

    @arguments()
    def save(self, path: str | os.PathLike[str], *, overwrite: bool = False) -> None:
        """Write the log to a `.json` or `.parquet` file, all of it or nothing.

        A log in the place of `path` is replaced only by one that begins with all its sessions, so that what another
        program added since is not lost.

        Raises
        ------
        InvalidOption
            The name ends in neither, or the file holds sessions that this log does not begin with and `overwrite` is
            not set.
        InvalidTable
            There is a file that is not a log of this version and `overwrite` is not set.
        RetrogaitError
            Another program is writing the file.
        MissingExtra
            Parquet was asked for and pyarrow is not installed.
        """
        storage.save(path, self.plan, self.entries, self.answers, overwrite=overwrite)

    @classmethod
    @arguments()
    def load(cls, path: str | os.PathLike[str]) -> SessionLog:
        """Read a log, all of it or nothing.

        Raises
        ------
        InvalidTable
            The file cannot be opened, is half written, damaged, of a newer version, or not a log.
        InvalidOption
            Its name ends in neither `.json` nor `.parquet`.
        MissingExtra
            It is parquet and pyarrow is not installed.
        """
        return cls(*storage.load(path))


def _date(date: str | None, summary: Mapping[Any, Any]) -> str:
    found = summary.get("start_time") if date is None else date
    if not isinstance(found, str):
        raise InvalidOption(
            f"log.add: the day of the session is not known (date is {date!r}, the recording does not say it); "
            "pass date='2026-11-20'"
        )
    parse_date(found)
    return found


def _minutes(summary: Mapping[Any, Any]) -> float:
    unknown = (summary.get("n_strides_unknown", 0) or 0) - (summary.get("n_strides_running", 0) or 0)
    known = sum(summary.get(f"{direction}_n_strides", 0) or 0 for direction in WALKED)
    if unknown > known:
        raise InvalidTable(
            f"log.add: the direction of {unknown:g} of {unknown + known:g} strides is not known, so minutes of "
            "backward walking cannot be told; analyse with alignment=..., or pass minutes=..."
        )
    return minutes_walked(summary, "backward")


def _number(value: Any) -> Any:
    """A missing value as NaN; numpy scalars unwrapped."""
    value = value.item() if hasattr(value, "item") else value
    return _NAN if value is None else value
