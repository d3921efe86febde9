"""What a monitor says: the advice, and everything that made it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from retrogait.tables.arguments import arguments
from retrogait.tables.catalogue import DIRECTIONS
from retrogait.tables.kinds import TEXT, or_none
from retrogait.tables.schema import Column, Table, number

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd


@dataclass(frozen=True)
class Advice:
    """Advice to an application, and what triggered it.

    Attributes
    ----------
    time_s : float
        Time of the observation that triggered it.
    advice : str
        `reduce_speed`, `caution` or `too_fast`, or the advice of your own rule.
    rule : str
        The kind of rule.
    measure : str
        The measure watched; its unit is the end of the name.
    value, threshold, baseline : float
        Its value, the bound it passed, and the person's own value; NaN where there is none.
    direction : {"backward", "forward", "unknown"}
        Walking direction at that time.
    quiet_until_s : float
        The rule is silent until then.
    because : str
        The same as a sentence.
    source : str
        Where the rule is from.
    """

    time_s: float
    advice: str
    rule: str
    measure: str
    value: float
    threshold: float
    baseline: float
    direction: str
    quiet_until_s: float
    because: str
    source: str

    def to_dict(self) -> dict[str, Any]:
        """Return the fields as plain values for JSON; None where there is no number."""
        return {name: or_none(value) for name, value in asdict(self).items()}


ADVICE = Table(
    "advice",
    (
        number("time_s", "time of the observation that triggered it"),
        Column("advice", TEXT, "what is advised"),
        Column("rule", TEXT, "the kind of rule"),
        Column("measure", TEXT, "what was watched"),
        number("value", "what it was"),
        number("threshold", "the bound it passed"),
        number("baseline", "the person's own value"),
        Column("direction", TEXT, "the direction of travel", DIRECTIONS),
        number("quiet_until_s", "the rule is silent until then"),
        Column("because", TEXT, "the same as a sentence"),
        Column("source", TEXT, "where the rule is from"),
    ),
)


@arguments()
def advice_table(advice: Iterable[Advice]) -> pd.DataFrame:
    """Return advice as a table, a row each."""
    given = list(advice)
    return ADVICE.frame(
        {name: [getattr(one, name) for one in given] for name in ADVICE.names} if given else {}
    )
