"""What zero flexion is, of each leg with an angle."""

from __future__ import annotations

from typing import TYPE_CHECKING

from retrogait.messages import find_message, message
from retrogait.tables.catalogue import SIDES

if TYPE_CHECKING:
    from retrogait.session import Session


def zeros_of(session: Session) -> dict[str, str]:
    """The zero of each leg, as the summary has it."""
    zeros = {side: session.summary.get(f"{side}_knee_zero") for side in SIDES}
    return {side: str(zero) for side, zero in zeros.items() if zero is not None}


def zero_in_words(side: str, zero: str) -> str:
    """The zero of a leg as a sentence."""
    words = find_message(f"knee.zero.{zero}", default=zero)
    return message("knee.zero_of", side=message(f"knee_of.{side}"), zero=words)
