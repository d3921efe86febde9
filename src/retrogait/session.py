"""What an analysis returns: the tables, the summary and, when at hand, the aligned samples."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from retrogait.errors import InvalidTable, RetrogaitError
from retrogait.schema import BOUTS, EVENTS, KNEE_COLUMNS, STRIDES

if TYPE_CHECKING:
    import pandas as pd

    from retrogait.recording import Recording

_FORMAT = "retrogait session 1"
_TABLES = {"events": EVENTS, "strides": STRIDES, "bouts": BOUTS}


@dataclass(frozen=True)
class Person:
    """Body measures that model-based figures need; None where they are not known."""

    leg_length_m: float | None = None
    foot_length_m: float | None = None


@dataclass(frozen=True, eq=False)
class Session:
    """Result of `retrogait.analyze`.

    Attributes
    ----------
    events : DataFrame
        Every initial and final contact (`schema.EVENTS`).
    strides : DataFrame
        Every stride (`schema.STRIDES`).
    bouts : DataFrame
        Every stretch of walking (`schema.BOUTS`).
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
    def recording(self) -> Recording:
        """The aligned samples; a Session read from JSON has none and says so."""
        if self.samples is None:
            raise RetrogaitError(
                "session.recording: this Session was read from JSON and holds no samples; "
                "calls that need them want a Session fresh from analyze(); run analyze on the recording again"
            )
        return self.samples

    def to_dict(self) -> dict[str, Any]:
        """Put the session, without its samples, into plain lists and numbers; missing values are None."""
        tables = {name: _columns(getattr(self, name)) for name in _TABLES}
        knee = _columns(self.knee.reset_index())
        summary = {str(name): _plain(value) for name, value in self.summary.items()}
        return {
            "format": _FORMAT,
            "summary": summary,
            **tables,
            "knee": knee,
            "warnings": list(self.warnings),
        }

    def to_json(self) -> str:
        """Write the session, without its samples, as JSON text; missing values are null."""
        return json.dumps(self.to_dict(), allow_nan=False)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Session:
        """Make a session from what `to_dict` gave.

        Raises
        ------
        InvalidTable
            It is not a session, or its tables lack columns or hold impossible values.
        """
        import pandas as pd

        if data.get("format") != _FORMAT:
            raise InvalidTable(
                f"session: the format is {data.get('format')!r}; wanted is {_FORMAT!r}, as Session.to_json writes it; "
                "read it with the version of retrogait that wrote it, or analyse the recording again"
            )
        absent = [name for name in ("summary", *_TABLES, "knee", "warnings") if name not in data]
        if absent:
            raise InvalidTable(
                f"session: {absent[0]!r} is missing (found {' '.join(data)}); a session holds summary, "
                f"{', '.join(_TABLES)}, knee and warnings; analyse the recording again"
            )
        for name, table in _TABLES.items():
            table.check(pd.DataFrame(data[name]))
        events, strides, bouts = (table.frame(data[name]) for name, table in _TABLES.items())
        knee = pd.DataFrame(data["knee"], dtype=float).set_index("time_s")
        summary = pd.Series(data["summary"], name="summary", dtype=object)
        summary = summary.map(lambda value: float("nan") if value is None else value)
        return cls(events, strides, bouts, knee, summary, tuple(data["warnings"]))

    @classmethod
    def from_json(cls, text: str) -> Session:
        """Read a session from JSON text; the tables come back as they were written.

        Raises
        ------
        InvalidTable
            The text is not JSON, or not a session.
        """
        try:
            data = json.loads(text)
        except ValueError as fault:
            raise InvalidTable(
                f"session: the text is not JSON ({fault}); wanted is what Session.to_json or "
                "`retrogait analyze --format json` writes; write it again"
            ) from fault
        if not isinstance(data, dict):
            raise InvalidTable(
                f"session: the JSON holds a {type(data).__name__}, not an object; wanted is what Session.to_json or "
                "`retrogait analyze --format json` writes; write it again"
            )
        return cls.from_dict(data)


def no_knee() -> pd.DataFrame:
    """Make the knee table of a session that has none: its columns, no rows."""
    import pandas as pd

    return pd.DataFrame(
        columns=list(KNEE_COLUMNS), index=pd.Index([], name="time_s", dtype=float), dtype=float
    )


def _columns(frame: pd.DataFrame) -> dict[str, list[Any]]:
    return {str(name): [_plain(value) for value in column] for name, column in frame.items()}


def _plain(value: Any) -> Any:
    """A value as JSON knows it: numpy scalars unwrapped, anything missing as None."""
    import pandas as pd

    value = value.item() if hasattr(value, "item") else value
    return None if value is None or value is pd.NA or value != value else value  # noqa: PLR0124
