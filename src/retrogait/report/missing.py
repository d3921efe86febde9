"""Why a measure of a session is missing, and what would be needed for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from retrogait.knee.zero import ON_ZERO, STRAIGHTEST
from retrogait.messages import message
from retrogait.report.knee_zero import zeros_of
from retrogait.tables.measures import KNEE
from retrogait.tables.selection import WALKED, is_level_walk

if TYPE_CHECKING:
    from retrogait.session import Session

_FEET = {"left_foot", "right_foot"}
_UNKNOWN_MOUNTING = "none"
_OF_KNEE = frozenset(one.column for one in KNEE)


def why_missing(session: Session, measure: str) -> str:
    """Say why no level stride of a known direction has a measure: the walk, the sensor, or its mounting."""
    if not len(session.strides):
        return message("missing.no_walking")
    level = session.strides[is_level_walk(session.strides)]
    if not len(level):
        return message("missing.no_level_walking")
    if not level["direction"].isin(WALKED).any():
        return message(f"missing.{'neither_way' if is_mounting_known(session) else 'no_direction'}")
    if measure in _OF_KNEE:
        return _why_no_knee(session, measure)
    if not _FEET & set(str(session.summary.get("sites", "")).split()):
        return message("missing.no_foot")
    if not is_mounting_known(session):
        return message("missing.no_mounting")
    return message("missing.no_stride")


def is_mounting_known(session: Session) -> bool:
    """Whether the axes on the body are known of a sensor that contacts were read from.

    The frame of a recording does not tell: it is that of the sensors as soon as one of them has an unknown mounting.
    """
    return bool(set(sources_of(session)) - {_UNKNOWN_MOUNTING})


def sources_of(session: Session) -> list[str]:
    """How the direction of each contact site is known, or one word where it is the same of all."""
    return [words.split()[-1] for words in str(session.summary.get("direction_source", "none")).split(", ")]


def _why_no_knee(session: Session, measure: str) -> str:
    zeros = zeros_of(session)
    if not zeros:
        return message("missing.no_knee")
    if measure in ON_ZERO and STRAIGHTEST in zeros.values():
        return message("missing.no_standing")
    return message("missing.no_stride")
