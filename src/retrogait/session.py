"""What an analysis returns: the tables, the summary and, when at hand, the aligned samples."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

from retrogait.errors import InvalidOption, InvalidTable, RetrogaitError
from retrogait.tables.arguments import arguments
from retrogait.tables.catalogue import BOUTS, EVENTS, KNEE, KNEE_COLUMNS, STRIDES, SUMMARY_FIGURES
from retrogait.tables.checks import Checked, option, takes
from retrogait.tables.json_schema import SESSION_FORMAT
from retrogait.tables.kinds import TEXT, or_none
from retrogait.tables.plain import read_columns, write_columns, write_row
from retrogait.tables.schema import Column, Table
from retrogait.tables.strict_json import check_format, parse_json

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from retrogait.recording import Recording

_WRITERS = "Session.to_json or `retrogait analyze --format json`"
_TABLES = {"events": EVENTS, "strides": STRIDES, "bouts": BOUTS}


SHORTEST_FOOT_M, LONGEST_FOOT_M = 0.08, 0.45  # of a small child, and longer than any
_SHORTEST_LEG_M, _LONGEST_LEG_M = 0.2, 1.5
_LENGTH = "a length in m"
_UNKNOWN = "leave it out if it is not known"


@dataclass(frozen=True)
class Person(Checked):
    """Body measures that model-based figures need; None where they are not known."""

    leg_length_m: float | None = option(
        None, _LENGTH, low=_SHORTEST_LEG_M, high=_LONGEST_LEG_M, none=True, advice=_UNKNOWN
    )
    foot_length_m: float | None = option(
        None, _LENGTH, low=SHORTEST_FOOT_M, high=LONGEST_FOOT_M, none=True, advice=_UNKNOWN
    )


_NAME = takes("text", of=str, none=True, advice="write it in quotes, or leave it out where it is not known")


@dataclass(frozen=True)
class Conditions(Checked):
    """Who walked, at which visit, and with what task beside walking; None where it is not stated.

    Attributes
    ----------
    subject : str or None
        The name or number of the person; walks of two are never pooled as those of one.
    visit : str or None
        As "baseline" or "week 6".
    task : str or None
        What was done beside walking: "single" for nothing, else as "counting" or "music".
    """

    subject: str | None = field(default=None, metadata=_NAME)
    visit: str | None = field(default=None, metadata=_NAME)
    task: str | None = field(default=None, metadata=_NAME)

    def __post_init__(self) -> None:
        """Take names without the blanks around them, as a manifest does; of blanks alone nothing is stated."""
        super().__post_init__()
        for one in fields(self):
            name = getattr(self, one.name)
            object.__setattr__(self, one.name, None if name is None else name.strip() or None)

    @classmethod
    def of(cls, summary: Mapping[Any, Any] | pd.Series[Any]) -> Conditions:
        """Those of a session, from its summary; an older one states none, and an empty one is not stated."""
        stated = {name: or_none(summary.get(name)) for name in CONDITIONS}
        return cls(**{name: str(value) for name, value in stated.items() if value not in (None, "")})


CONDITIONS = tuple(field.name for field in fields(Conditions))
CONDITION_COLUMNS = (
    Column("subject", TEXT, "who walked, missing where not stated"),
    Column("visit", TEXT, "at which visit, missing where not stated"),
    Column("task", TEXT, "what was done beside walking, `single` for nothing, missing where not stated"),
)


@arguments()
@dataclass(frozen=True, eq=False)
class Session:
    """Result of `retrogait.analyze`.

    Attributes
    ----------
    events : DataFrame
        Every initial and final contact (`catalogue.EVENTS`).
    strides : DataFrame
        Every stride (`catalogue.STRIDES`).
    bouts : DataFrame
        Every stretch of walking (`catalogue.BOUTS`).
    knee : DataFrame
        Knee flexion in deg by `time_s`; empty where no thigh and shank of one leg were worn.
    summary : Series
        One flat row: measures of each direction, counts, options.
    warnings : tuple of str
        What was repaired, left out or not decidable, in the recording and in the analysis.
    """

    events: pd.DataFrame
    strides: pd.DataFrame
    bouts: pd.DataFrame
    knee: pd.DataFrame
    summary: pd.Series[Any]
    warnings: tuple[str, ...] = ()
    samples: Recording | None = field(default=None, repr=False)

    @property
    def conditions(self) -> Conditions:
        """Who walked, at which visit, with what task."""
        return Conditions.of(self.summary)

    @property
    def recording(self) -> Recording:
        """The aligned samples; a Session read from JSON has none and says so."""
        if self.samples is None:
            raise RetrogaitError(
                "session.recording: this Session was read from JSON and holds no samples; "
                "calls that need them want a Session fresh from analyze(); run analyze on the recording again"
            )
        return self.samples

    def to_dict(self) -> dict[str, Any]:
        """Put the session, without its samples, into plain lists and numbers; missing values are None.

        The shape is that of `retrogait.session_schema`.

        Raises
        ------
        InvalidTable
            A table has columns that are not declared, or values that no reader would take, such as infinite ones.
        """
        tables = {name: write_columns(table, getattr(self, name)) for name, table in _TABLES.items()}
        knee = self.knee.reset_index()
        summary = write_row("summary", self.summary)
        _check_figures(summary)
        return {
            "format": SESSION_FORMAT,
            "summary": summary,
            **tables,
            "knee": write_columns(_knee_table(knee), knee),
            "warnings": list(self.warnings),
        }

    def to_json(self) -> str:
        """Write the session, without its samples, as JSON text; missing values are null, numbers are exact.

        Raises
        ------
        InvalidTable
            As `to_dict`.
        """
        return json.dumps(self.to_dict(), allow_nan=False)

    @classmethod
    @arguments()
    def from_dict(cls, data: dict[str, Any]) -> Session:
        """Make a session from what `to_dict` gave: the same tables; None in the summary comes back as NaN.

        Raises
        ------
        InvalidTable
            It is not a session, is of a newer version, or anything in it is missing, unknown, of another kind or
            impossible.
        """
        import pandas as pd

        summary = data.get("summary")
        writer = summary.get("retrogait_version") if isinstance(summary, dict) else None
        check_format(data.get("format"), SESSION_FORMAT, "session", writer)
        parts = ("format", "summary", *_TABLES, "knee", "warnings")
        wrong = [name for name in parts if name not in data] or [name for name in data if name not in parts]
        if wrong:
            raise InvalidTable(
                f"session: {wrong[0]!r} is {'missing' if wrong[0] in parts else 'unknown'} (found {' '.join(data)}); "
                f"a session holds {', '.join(parts)}; analyse the recording again"
            )
        tables = {name: read_columns(table, data[name]) for name, table in _TABLES.items()}
        knee = read_columns(_knee_table(data["knee"]), data["knee"]).set_index("time_s")
        return cls(
            tables["events"],
            tables["strides"],
            tables["bouts"],
            knee,
            summary=pd.Series(_read_summary(summary), name="summary", dtype=object),
            warnings=_read_warnings(data["warnings"]),
        )

    @classmethod
    @arguments()
    def from_json(cls, text: str) -> Session:
        """Read a session from JSON text; the tables come back as they were written.

        Raises
        ------
        InvalidTable
            The text is not JSON, ends early, or is not a session that this version reads.
        """
        return cls.from_dict(parse_json(text, "session", _WRITERS))


def check_one_person(where: str, sessions: Sequence[Session]) -> None:
    """Raise `InvalidOption` where sessions state different subjects; one that states none may be of any."""
    people = list(dict.fromkeys(filter(None, (session.conditions.subject for session in sessions))))
    if len(people) > 1:
        raise InvalidOption(
            f"{where}: the sessions are of different subjects (found {' and '.join(people)}); expected one person: "
            "people are never pooled; compare the sessions of each, or correct subject= in analyze"
        )


def _knee_table(columns: Any) -> Table:
    """The knee table with the legs that are there; time alone where there are none."""
    columns = columns if hasattr(columns, "keys") else ()  # not even a table, which `read_columns` says
    return Table("knee", tuple(one for one in KNEE.columns if not one.optional or one.name in columns))


def _read_summary(data: Any) -> dict[str, Any]:
    """Check the entries of a summary; a missing value is NaN."""
    if not isinstance(data, dict):
        raise InvalidTable(
            f"session: the summary is a {type(data).__name__}; expected an object with an entry for each measure; "
            "write it again"
        )
    row = {name: _whole(value) for name, value in write_row("summary", data).items()}
    _check_figures(row)
    return row


def _check_figures(row: Mapping[Any, Any]) -> None:
    """Check what every summary has; facts and options beside it differ between versions, and are taken as they are."""
    figures = set(SUMMARY_FIGURES.names)
    SUMMARY_FIGURES.check_row({name: value for name, value in row.items() if name in figures})


def _whole(value: Any) -> Any:
    """An entry as `analyze` makes it: a missing value is NaN, a list is a tuple."""
    if isinstance(value, list):
        return tuple(map(_whole, value))
    return float("nan") if value is None else value


def _read_warnings(data: Any) -> tuple[str, ...]:
    if not (isinstance(data, list) and all(isinstance(warning, str) for warning in data)):
        raise InvalidTable("session: the warnings are not a list of texts; expected one; write it again")
    return tuple(data)


def no_knee() -> pd.DataFrame:
    """Make the knee table of a session that has none: its columns, no rows."""
    import numpy as np
    import pandas as pd

    nothing = np.empty((0, len(KNEE_COLUMNS)))
    return pd.DataFrame(nothing, index=pd.Index([], name="time_s", dtype=float), columns=list(KNEE_COLUMNS))
