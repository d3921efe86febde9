"""The answers of a session as cards, for a page or a screen: numbers with their intervals, and no verdict."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

from retrogait.errors import InvalidTable, RetrogaitWarning
from retrogait.intervals import tabulate
from retrogait.report.blocks import Cards
from retrogait.report.changes import BY_NAME
from retrogait.report.counted_cards import card_of_direction, card_of_steps
from retrogait.report.even_cards import card_of_sides, card_of_steadiness
from retrogait.report.mean_cards import card_of_mean, card_of_toes
from retrogait.stability import measure_stability
from retrogait.stability.measure import STABILITY
from retrogait.tables.arguments import arguments

if TYPE_CHECKING:
    import pandas as pd

    from retrogait.report.changes import Changes
    from retrogait.session import Session


@arguments()
def make_cards(
    session: Session, changes: Changes | None = None, stability: pd.DataFrame | None = None
) -> Cards:
    """Make the cards of a session, backward first and forward beside it, in the language in force.

    Parameters
    ----------
    session : Session
        What is reported.
    changes : Changes, optional
        Against an earlier session of the same person: given where they have an interval.
    stability : DataFrame, optional
        `measure_stability(session)`, where it is at hand.

    Raises
    ------
    InvalidTable
        `stability` is another table.

    Examples
    --------
    >>> import retrogait as rg
    >>> session = rg.analyze(rg.simulate_walk("backward", 0.5, duration_s=60, seed=1)[0])
    >>> way, steps, speed, *_ = make_cards(session).cards
    >>> way.readings[0].value, steps.readings[0].value
    ('backward', '80')
    >>> [text.replace("\N{NO-BREAK SPACE}", " ") for text in (speed.readings[0].value, speed.readings[0].interval)]
    ['0.50 m/s', '95 % interval 0.50 to 0.51']
    """
    if stability is None:
        with warnings.catch_warnings(action="ignore", category=RetrogaitWarning):
            stability = measure_stability(session)
    elif missing := [name for name in STABILITY.names if name not in stability]:
        raise InvalidTable(
            f"make_cards: stability has no column {missing[0]!r}; expected the table of measure_stability(session); "
            "pass that, or leave it out"
        )
    means = tabulate(session)
    speed, cadence, length, roll, knee = (card_of_mean(name, session, means, changes) for name in BY_NAME)
    return Cards(
        (
            card_of_direction(session),
            card_of_steps(session),
            speed,
            cadence,
            length,
            card_of_toes(session),
            roll,
            knee,
            card_of_sides(session),
            card_of_steadiness(session, stability),
        )
    )
