"""The measures of strides that have a card, and how they changed since an earlier session."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from retrogait.comparison import compare_sessions
from retrogait.errors import InvalidOption
from retrogait.tables.measures import FOOT, GAIT, KNEE

if TYPE_CHECKING:
    import pandas as pd

    from retrogait.report.content import Named
    from retrogait.session import Session

BY_NAME = {
    "speed": GAIT[1],
    "cadence": GAIT[0],
    "stride_length": GAIT[2],
    "roll": FOOT[0],
    "knee": KNEE[1],
}


@dataclass(frozen=True, eq=False)
class Changes:
    """What changed since an earlier session.

    Attributes
    ----------
    since : str
        What the earlier session is called.
    table : DataFrame or None
        `compare_sessions` of the two; None where they cannot be compared.
    why : str
        Why they cannot, in English; empty where they can.
    """

    since: str
    table: pd.DataFrame | None
    why: str = ""

    @classmethod
    def between(cls, before: Named, after: Session) -> Changes:
        """Compare the measures that have a card."""
        try:
            measures = [one.column for one in BY_NAME.values()]
            return cls(before.name, compare_sessions(before.session, after, measures=measures))
        except InvalidOption as error:
            return cls(before.name, None, str(error).removeprefix("compare_sessions: "))
