"""Contacts and running measures while samples arrive, a fraction of a step after they happen."""

from __future__ import annotations

from retrogait.stream.contact import Contact, contact_table
from retrogait.stream.contact_stream import ContactStream
from retrogait.stream.options import LiveOptions

__all__ = ["Contact", "ContactStream", "LiveOptions", "contact_table"]
