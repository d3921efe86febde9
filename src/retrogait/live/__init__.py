"""Contacts and rolling measures while samples arrive, a fraction of a step after they happen.

Asynchronous parts are loaded when first used, so that a stream alone starts sooner.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from retrogait.live.contact import Contact, LiveStride, contact_table
from retrogait.live.contact_stream import ContactStream
from retrogait.live.options import LiveOptions
from retrogait.live.rolling import RollingMeasures, RollingOptions
from retrogait.live.session_stream import LiveUpdate, SessionStream
from retrogait.live.trunk import NearFall

if TYPE_CHECKING:
    from retrogait.live.following import follow, follow_updates
    from retrogait.live.sources import LineSource, PhyphoxSource, Samples, Source, SourceGroup

_LATER = {
    "LineSource": "sources",
    "PhyphoxSource": "sources",
    "Samples": "sources",
    "Source": "sources",
    "SourceGroup": "sources",
    "follow": "following",
    "follow_updates": "following",
}

__all__ = [
    "Contact",
    "ContactStream",
    "LineSource",
    "LiveOptions",
    "LiveStride",
    "LiveUpdate",
    "NearFall",
    "PhyphoxSource",
    "RollingMeasures",
    "RollingOptions",
    "Samples",
    "SessionStream",
    "Source",
    "SourceGroup",
    "contact_table",
    "follow",
    "follow_updates",
]


def __getattr__(name: str) -> object:
    if name not in _LATER:
        raise AttributeError(
            f"module 'retrogait.live' has no attribute {name!r}; it offers {' '.join(__all__)}"
        )
    value: object = getattr(import_module(f"retrogait.live.{_LATER[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
