"""The sign of accelerations that depends on the phone: Metadata.csv of Sensor Logger or the caller says which."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from retrogait.errors import InvalidOption, UnreadableExport

if TYPE_CHECKING:
    from retrogait.readers.foreign_table import ForeignTable

PHONES = ("ios", "android")
_TURNED = "written on iOS: accelerations are turned round, so that gravity at rest points up"


def check_phone(phone: str | None) -> None:
    """Raise `InvalidOption` for a `phone=` that is not known."""
    if phone is not None and phone not in PHONES:
        raise InvalidOption(f"phone: {phone!r} is not known; use one of 'ios', 'android'")


def with_sign(
    tables: list[ForeignTable], facts: dict[str, str], phone: str | None, notes: list[str]
) -> list[ForeignTable]:
    """Settle the sign of accelerations where it depends on the phone; `phone` is the caller's statement.

    Raises
    ------
    UnreadableExport
        Nothing says which phone it was.
    InvalidOption
        The file names another phone than the caller, or is from an app whose sign does not depend on it.
    """
    loggers = [table for table in tables if table.known.sign_in_metadata]
    by_phone = next((one for one in tables if one.known.sign_by_phone and not one.is_declared), None)
    if by_phone is not None and phone is None:
        raise UnreadableExport(
            f"{by_phone.name}: {by_phone.known.name}: its sign depends on the phone, as gravity points down at rest in "
            "an iPhone and up in Android; pass phone='ios' or phone='android'"
        )
    if phone is not None and not loggers:
        return _with_sign_of_gravity(tables, phone, notes)
    words = {table.name.rpartition("/")[2].lower() for table in loggers}
    watches = [table for table in loggers if table.known.unit_in_metadata]
    if not watches and not any("acc" in word for word in words):
        return tables
    platform = _platform(facts, phone)
    standard = facts.get("standardisation", facts.get("standardization", "")).lower() in ("true", "1", "yes")
    has_gravity = any(word.startswith("gravity") for word in words)
    if watches and platform != "ios":
        raise UnreadableExport(
            f"{watches[0].name}: its unit and sign depend on the watch, which Metadata.csv says "
            f"({f'platform {platform!r}' if platform else 'that is lacking'}, expected 'iOS'); pass the whole folder "
            "or zip as Sensor Logger wrote it, or phone='ios' if it was an Apple watch without standardised units"
        )
    if watches and standard:
        metric = {id(table): _in_metres(table) for table in watches}
        tables = [metric.get(id(table), table) for table in tables]
    if not platform and has_gravity and not any(word.startswith("total") for word in words):
        raise UnreadableExport(
            f"{loggers[0].name}: its sign depends on the phone, which Metadata.csv says, and that is lacking; pass the "
            "whole folder or zip as Sensor Logger wrote it, or phone='ios' or phone='android' ('android' too where the "
            "app's setting to standardise units was on)"
        )
    if not platform and any(word.startswith("total") for word in words):
        notes.append(
            "Metadata.csv is lacking; accelerations are taken with Android's sign; pass phone='ios' if it was an iPhone"
        )
    if platform != "ios" or standard:
        return tables
    notes.append(_TURNED)
    turned = {id(table): replace(table, known=replace(table.known, acc_sign=-1)) for table in loggers}
    return [turned.get(id(table), table) for table in tables]


def _with_sign_of_gravity(tables: list[ForeignTable], phone: str, notes: list[str]) -> list[ForeignTable]:
    """Settle the sign where gravity is written apart, which points down in an iPhone and up in Android."""
    apart = [
        table
        for table in tables
        if table.known.sign_by_phone or any("gravity" in triad.traits for triad in table.triads)
    ]
    if tables and not apart:
        raise InvalidOption(
            f"phone: {phone!r} given, but {tables[0].name} is not an export of Sensor Logger and has no gravity "
            "written apart, whose sign depends on it; leave phone= out"
        )
    if phone != "ios" or not apart:
        return tables
    if any(table.known.acc_sign > 0 for table in apart):
        notes.append(_TURNED)
    return [replace(table, known=replace(table.known, acc_sign=-1)) for table in tables]


def _platform(facts: dict[str, str], phone: str | None) -> str:
    """Give the phone that the file says, else the caller; they may not differ."""
    stated = facts.get("platform", "").lower()
    if phone is not None and stated not in ("", phone):
        raise InvalidOption(f"phone: {phone!r} given, but Metadata.csv says {stated!r}; leave phone= out")
    return stated or phone or ""


def _in_metres(table: ForeignTable) -> ForeignTable:
    """Take the accelerations of a table to be in m/s^2, as the app's standardised units are."""
    triads = (replace(triad, unit="m/s^2") if triad.kind == "acc" else triad for triad in table.triads)
    return replace(table, triads=tuple(triads))
