"""Contacts and running measures while samples arrive, a fraction of a step after they happen."""

from __future__ import annotations

from retrogait.stream.contact import Contact, LiveStride, contact_table
from retrogait.stream.contact_stream import ContactStream
from retrogait.stream.options import LiveOptions
from retrogait.stream.running import Running, RunningOptions
from retrogait.stream.session_stream import LiveUpdate, SessionStream
from retrogait.stream.trunk import NearFall

__all__ = [
    "Contact",
    "ContactStream",
    "LiveOptions",
    "LiveStride",
    "LiveUpdate",
    "NearFall",
    "Running",
    "RunningOptions",
    "SessionStream",
    "contact_table",
]
