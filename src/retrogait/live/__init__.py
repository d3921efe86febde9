"""Contacts and rolling measures while samples arrive, a fraction of a step after they happen."""

from __future__ import annotations

from retrogait.live.contact import Contact, LiveStride, contact_table
from retrogait.live.contact_stream import ContactStream
from retrogait.live.following import follow, follow_updates
from retrogait.live.options import LiveOptions
from retrogait.live.rolling import RollingMeasures, RollingOptions
from retrogait.live.session_stream import LiveUpdate, SessionStream
from retrogait.live.sources import LineSource, PhyphoxSource, Samples, Source, SourceGroup
from retrogait.live.trunk import NearFall

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
