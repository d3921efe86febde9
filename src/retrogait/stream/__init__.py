"""Contacts and running measures while samples arrive, a fraction of a step after they happen."""

from __future__ import annotations

from retrogait.stream.contact import Contact, ContactStream
from retrogait.stream.options import LiveOptions

__all__ = ["Contact", "ContactStream", "LiveOptions"]
