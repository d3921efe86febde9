"""Why a measure of a session is missing, and what would be needed for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from retrogait.knee.zero import ON_ZERO, STRAIGHTEST
from retrogait.messages import message
from retrogait.report.knee_zero import zeros_of
from retrogait.tables.measures import KNEE
from retrogait.tables.selection import WALKED

if TYPE_CHECKING:
    from retrogait.session import Session

_FEET = {"left_foot", "right_foot"}
_OF_KNEE = frozenset(one.column for one in KNEE)


def why_missing(session: Session, measure: str) -> str:
    """Say why no stride of a known direction has a measure: the sensor, its mounting, or the walk."""
    if not len(session.strides):
        return message("missing.no_walking")
    if not session.strides["direction"].isin(WALKED).any():
        return message("missing.no_direction")
    if measure in _OF_KNEE:
        return _why_no_knee(session, measure)
    if not _FEET & set(str(session.summary.get("sites", "")).split()):
        return message("missing.no_foot")
    if not is_mounting_known(session):
        return message("missing.no_mounting")
    return message("missing.no_stride")


def is_mounting_known(session: Session) -> bool:
    """Whether directions of the sensors' axes on the body are known."""
    return bool(session.summary.get("frame") == "segment")


def _why_no_knee(session: Session, measure: str) -> str:
    zeros = zeros_of(session)
    if not zeros:
        return message("missing.no_knee")
    if measure in ON_ZERO and STRAIGHTEST in zeros.values():
        return message("missing.no_standing")
    return message("missing.no_stride")
