"""What a report is about: sessions with their names, and how steady strides of them are chosen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from retrogait.messages import message
from retrogait.report.numbers import NONE, mean_sd
from retrogait.report.words import flag_in_words, way
from retrogait.stability.grading import MEAN
from retrogait.tables.flags import Flag
from retrogait.tables.selection import WALKED, steady

if TYPE_CHECKING:
    import pandas as pd

    from retrogait.session import Session


@dataclass(frozen=True, eq=False)
class Named:
    """A session and what it is called on the page."""

    name: str
    session: Session

    @property
    def walked(self) -> tuple[str, ...]:
        """The directions that it has strides of."""
        known = set(self.session.strides["direction"].dropna())
        return tuple(direction for direction in WALKED if direction in known)

    @property
    def has_samples(self) -> bool:
        """Whether it is fresh from an analysis."""
        return self.session.samples is not None

    @property
    def start(self) -> str | None:
        """Date and time of the recording as ISO text, where they are known."""
        stated = self.session.summary.get("start_time")
        if isinstance(stated, str):
            return stated
        if self.session.samples is not None and self.session.samples.start_time is not None:
            return self.session.samples.start_time.isoformat()
        return None

    def strides(self, direction: str) -> pd.DataFrame:
        """The strides that measures of a direction are of: the steady ones, all where there are none."""
        return steady(self.session.strides, direction, or_all=True)

    def only_unsteady(self, direction: str) -> bool:
        """Whether a direction has strides, none of which is steady."""
        return bool(
            self.session.summary[f"{direction}_n_strides"]
            and not self.session.summary[f"{direction}_n_steady"]
        )


def head_of_means() -> tuple[str, ...]:
    """Head of tables of means."""
    each = [(way(direction), message("head.n"), message("head.validity")) for direction in WALKED]
    return (message("head.measure"), message("head.unit"), *each[0], *each[1])


def validity(n: int, *, unsteady: bool = False) -> Flag:
    """Say how far a mean over `n` strides can be relied on."""
    if not n:
        return Flag("missing")
    return Flag("unsteady_strides_only") if unsteady else MEAN.flag(n)


def mean_cells(values: pd.Series[Any], flag: Flag, digits: int, *, walked: bool = True) -> list[str]:
    """Mean and SD, number and validity of a direction, as in `head_of_means`; no validity where nobody walked so."""
    shown = len(values) and not flag.is_invalid
    mean = mean_sd(values.mean(), values.std(), digits) if shown else NONE
    return [mean, f"{len(values)}", flag_in_words(flag) if walked else NONE]
