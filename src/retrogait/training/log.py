"""The sessions of one person against a plan: added one by one, kept in a file that a person can read."""

from __future__ import annotations

import warnings
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from retrogait.errors import InvalidOption, InvalidTable, RetrogaitWarning
from retrogait.session import Session
from retrogait.tables.arguments import CALLER, arguments
from retrogait.training import storage
from retrogait.training.entries import LogEntry, parse_date, table_of
from retrogait.training.measures import (
    figures_of_impact,
    figures_of_row,
    figures_of_session,
    figures_of_stability,
    figures_of_sway,
    near_falls_of,
)
from retrogait.training.questions import check_answers, note_of_session, open_questions
from retrogait.training.stated import (
    minutes_backward,
    minutes_walked,
    number_of,
    stated_date,
    stated_surface,
    stated_text,
    yes_or_no,
)
from retrogait.training.training import TrainingPlan

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping

    import pandas as pd


@arguments(answers="Mapping[Any, Any]")
@dataclass(frozen=True)
class SessionLog:
    """Sessions of one person, in the order they were added, and the plan they follow; immutable.

    Attributes
    ----------
    plan : TrainingPlan
        The plan the sessions are compared with.
    entries : tuple of LogEntry
        The sessions.
    answers : mapping of str to bool
        Answers to `retrogait.training.QUESTIONS`, by key; those not asked are absent.
    subject : str or None
        Who walks; by default the subject of the first session that states one.

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
    subject: str | None = None

    def __post_init__(self) -> None:
        """Refuse answers to questions that are not asked, a name that is none, and sessions of two people."""
        check_answers(self.answers)
        if self.subject is not None and not self.subject.strip():
            raise InvalidOption(
                f"SessionLog: subject is {self.subject!r}; expected a name; leave it out for none"
            )
        for number, entry in enumerate(self.entries, start=1):
            self._check_subject(entry.subject, f"session {number}")
            if self.subject is None and entry.subject is not None:
                object.__setattr__(self, "subject", entry.subject)

    @arguments(session="Any")
    def add(
        self,
        session: Session | Mapping[Any, Any] | pd.Series[Any],
        *,
        date: str | None = None,
        stability: pd.DataFrame | None = None,
        impact: pd.DataFrame | None = None,
        sway: pd.DataFrame | None = None,
        task: str | None = None,
        subject: str | None = None,
        minutes: float | None = None,
        near_falls: int | None = None,
        pain_before: float | None = None,
        pain_after: float | None = None,
        effort: float | None = None,
        handrail: str | None = None,
        observer: bool | None = None,
        emergency_cord: bool | None = None,
        incline_pct: float | None = None,
        three_metre_backward_walk_s: float | None = None,
        outcomes: Mapping[str, float] | None = None,
        note: str = "",
    ) -> SessionLog:
        """Return a log with one more session.

        Parameters
        ----------
        session : Session, or a row of summaries
            Result of `analyze`, or a row of the summaries of a batch.
        date : str, optional
            ISO date, with or without a time; by default that of the recording.
        stability : DataFrame, optional
            `measure_stability(session)`, for the trends of stability and the near-falls.
        impact : DataFrame, optional
            `measure_impact(session)`, for the trends of the peaks at shanks, thighs, trunk and feet.
        sway : DataFrame, optional
            `measure_trunk_sway(session)`, for the trends of the trunk's lean and sway.
        task : str, optional
            The task beside walking, for example "counting", or "single" for none; a condition of trends. By default
            that of the session.
        subject : str, optional
            Who walked; by default the subject of the session.
        minutes : float, optional
            Minutes walked backward by the treadmill or a clock; by default those measured.
        near_falls : int, optional
            Near-falls seen, instead of those measured.
        pain_before, pain_after, effort : float, optional
            Scores of 0 to 10.
        handrail : {"none", "touched", "held"}, optional
            Use of the handrail.
        observer : bool, optional
            Whether someone stood by.
        emergency_cord : bool, optional
            Whether the cord that stops the treadmill was worn.
        incline_pct : float, optional
            Incline of the treadmill or the ground.
        three_metre_backward_walk_s : float, optional
            Time of a 3-metre backward walk, by stopwatch.
        outcomes : mapping of str to float, optional
            Scores of questionnaires and tests by name, as `{"womac_pain": 7, "knee_extension_strength_nm": 85}`: each
            has a trend.
        note : str
            Anything else.

        Raises
        ------
        InvalidOption
            The date is not known, or a value is impossible.
        InvalidTable
            The session does not state its surface, its directions are unknown, it is in the log already, or of
            another person.

        Warns
        -----
        RetrogaitWarning
            An answer to `QUESTIONS` is to be weighed, or a balance disorder was answered yes and no observer stated.
            The session is added, with this in its `noted`. Or a session of another date has the same measures.
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
        for table, figures_of in (
            (stability, figures_of_stability),
            (impact, figures_of_impact),
            (sway, figures_of_sway),
        ):
            for direction, own in ({} if table is None else figures_of(table)).items():
                figures[direction] |= own
        subject = stated_text(subject, summary, "subject")
        self._check_subject(subject, "the session")
        task = stated_text(task, summary, "task")
        stood_by = yes_or_no(observer)
        entry = LogEntry(
            date=stated_date(date, summary),
            surface=stated_surface(summary),
            belt_speed_mps=number_of(summary.get("belt_speed_mps")),
            incline_pct=number_of(incline_pct),
            handrail=handrail,
            pain_before=number_of(pain_before),
            pain_after=number_of(pain_after),
            effort=number_of(effort),
            near_falls=near_falls_of(stability) if near_falls is None else number_of(near_falls),
            minutes_backward=minutes_backward(summary) if minutes is None else number_of(minutes),
            minutes_forward=minutes_walked(summary, "forward"),
            three_metre_backward_walk_s=number_of(three_metre_backward_walk_s),
            contact_sites=str(summary.get("contact_sites", "")),
            note=note,
            task=task if task is None else task.lower(),
            subject=subject,
            observer=stood_by,
            emergency_cord=yes_or_no(emergency_cord),
            noted=note_of_session(self.answers, stood_by),
            outcomes=outcomes or {},
            figures=figures,
        )
        for place, other in enumerate(self.entries, start=1):
            if entry.same_as(other):
                raise InvalidTable(
                    f"log.add: the session of {entry.date} is in the log already, as number {place}, with the same "
                    "measures; leave it out, or add a note if it is another one"
                )
        twin = next((other for other in self.entries if entry.is_measured_as(other)), None)
        if twin is not None:
            warnings.warn(
                f"log.add: the session of {entry.date} has the very measures of that of {twin.date}; one recording "
                "under two dates makes trends that do not move; leave one of them out if it is one",
                RetrogaitWarning,
                stacklevel=CALLER,
            )
        if entry.noted:
            warnings.warn(
                f"log.add: a session is added while this is to be weighed by a person: {entry.noted}; the session's "
                "'noted' says so",
                RetrogaitWarning,
                stacklevel=CALLER,
            )
        return replace(self, entries=(*self.entries, entry))

    def _check_subject(self, subject: str | None, which: str) -> None:
        if subject is not None and self.subject is not None and subject != self.subject:
            raise InvalidTable(
                f"log: {which} is of {subject!r} and the log of {self.subject!r}; expected one person; add it to the "
                f"log of {subject!r}, or correct subject="
            )

    @property
    def table(self) -> pd.DataFrame:
        """All sessions, a row each: facts, then measures with `_sd` and `_n`; a fresh frame."""
        return table_of(self.entries)

    def by_date(self) -> list[LogEntry]:
        """Sessions in order of date; those of the same time in the order they were added."""
        return sorted(self.entries, key=lambda entry: parse_date(entry.date))

    @property
    def notes(self) -> list[str]:
        """Notes to be weighed by a person, made when sessions were added: each once, with its sessions."""
        days: dict[str, list[str]] = {}
        for entry in self.by_date():
            if entry.noted:
                days.setdefault(entry.noted, []).append(entry.date[:10])
        return [
            f"{note} ({dates[0]})"
            if len(dates) == 1
            else f"{note} ({len(dates)} sessions, {dates[0]} to {dates[-1]})"
            for note, dates in days.items()
        ]

    @property
    def open_questions(self) -> list[str]:
        """Questions with an answer to be weighed by a person before the first session, then those not asked."""
        return open_questions(self.answers)

    @arguments()
    def save(self, path: str | os.PathLike[str], *, overwrite: bool = False) -> None:
        """Write the log to a `.json` or `.parquet` file, all of it or nothing.

        An existing log at `path` is replaced only by one that begins with all its sessions, so that sessions added by
        another program are not lost.

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
        storage.save(path, self.plan, self.entries, self.answers, self.subject, overwrite=overwrite)

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
