"""Accelerometers put together with the gyroscopes they were worn with, and the sites they name."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from retrogait.errors import UnreadableExport
from retrogait.intake.site_names import Named, find_side, name_site, possible_sites, understand_site
from retrogait.tables.catalogue import SITES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrogait.readers.formats import Format
    from retrogait.readers.streams import Stream

_KINDS = re.compile(
    r"(?i)(?:total|user|linear|free)?[ _-]*(?:acceler\w*?|accel|acc|gravity|gyroscope|gyro|gyr)"
    r"(?:uncalibrated)?(?=$|[ _.-]|\d)"
)

_LABEL_WORDS = re.compile(r"[ _]+")
_FEWEST_TO_COMPARE = 2  # of one sensor alone all words are common

MOST_APART = 0.6  # of gravity: a worn sensor accelerates by far less in the middle of a recording

COUNTS = (
    "holds raw uncalibrated counts without a unit; expected calibrated samples; export the CAL signals, or pass the "
    "sensitivity of the chip, as acc_unit='16384 LSB/g' and gyr_unit='131 LSB/(deg/s)'"
)


class Owner(NamedTuple):
    """Sensor of a stream: the folder of its file, the file's name without the word for its quantity, its label.

    For a sensor declared by `columns=` the label is enough.
    """

    folder: str
    device: str
    label: str


@dataclass(frozen=True)
class Sensor:
    """An accelerometer and a gyroscope that were worn together, and the site or name they go by."""

    label: str
    owner: Owner
    acc: Stream
    gyr: Stream
    note: str | None = None  # of a site named by another word than its own


def pair(
    streams: Sequence[Stream], known: Format, where: str, phone: str | None = None
) -> tuple[list[Sensor], list[str]]:
    """Put accelerometers and gyroscopes together and name their sites; gives the sensors and what is left over.

    If `phone` gives their sign, a separate gravity is added to an acceleration that lacks it.

    Raises
    ------
    UnreadableExport
        A sensor has no gyroscope, or no accelerometer with gravity; the message says what there is.
    """
    sensors: dict[Owner, dict[str, list[Stream]]] = {}
    kinds = {kind: [s for s in streams if s.kind == kind] for kind in ("acc", "gyr")}
    streams = _without_words_of_kinds(streams)
    kinds = {kind: [s for s in streams if s.kind == kind] for kind in ("acc", "gyr")}
    owners = {_owner(s) for s in streams}
    alone = {_owner(s) for s in kinds["acc"]} ^ {_owner(s) for s in kinds["gyr"]}
    one_only = len({_owner(s) for s in kinds["gyr"]}) == 1 and len({_owner(s) for s in kinds["acc"]}) == 1
    for stream in streams:
        owner = _owner(stream)
        if one_only and alone == owners:
            owner = _owner(kinds["acc"][0])
        sensors.setdefault(owner, {"acc": [], "gyr": []})[stream.kind].append(stream)
    complete = {owner: parts for owner, parts in sensors.items() if parts["acc"] and parts["gyr"]}
    if not complete:
        raise UnreadableExport(_explain_lack(streams, where))
    found = []
    left = [
        stream.label or stream.file
        for owner, parts in sensors.items()
        if owner not in complete
        for stream in (*parts["acc"], *parts["gyr"])
        if not stream.traits
    ]
    for owner, parts in complete.items():
        acc = _choose(parts["acc"], known, where, phone)
        gyr = _choose(parts["gyr"], known, where, phone)
        found.append(Sensor("", owner, acc, gyr))
    named = _name_sensors(found, known)
    return named, [f"{one} has no partner with it (acc or gyr is lacking), left out" for one in left]


def _without_words_of_kinds(streams: Sequence[Stream]) -> Sequence[Stream]:
    """Take words out of labels that all of one kind have and none of the other, where labels then agree.

    Such a word names the quantity in a way that is not known: "left Spin" belongs to "left".
    """
    words = {
        kind: [set(_LABEL_WORDS.split(s.label)) for s in streams if s.kind == kind] for kind in ("acc", "gyr")
    }
    if min(map(len, words.values())) < _FEWEST_TO_COMPARE:
        return streams
    own = {
        kind: set.intersection(*words[kind]) - set().union(*words[other])
        for kind, other in (("acc", "gyr"), ("gyr", "acc"))
    }
    bare = [
        replace(s, label=" ".join(word for word in _LABEL_WORDS.split(s.label) if word not in own[s.kind]))
        for s in streams
    ]
    labels = {kind: [(s.file, s.label) for s in bare if s.kind == kind] for kind in ("acc", "gyr")}
    agree = sorted(labels["acc"]) == sorted(labels["gyr"]) and len(set(labels["acc"])) == len(labels["acc"])
    return bare if any(own.values()) and agree else streams


def _owner(stream: Stream) -> Owner:
    if stream.is_declared and stream.label:
        return Owner("", "", stream.label)
    folder, _, name = stream.file.replace("\\", "/").rpartition("/")
    stem = name.rsplit(".", 1)[0]
    bare = _KINDS.sub("", stem).strip(" _-")
    if folder and not bare:
        bare = folder.rpartition("/")[2]
    return Owner(folder, bare, stream.label)


def _choose(streams: list[Stream], known: Format, where: str, phone: str | None) -> Stream:
    plain = [stream for stream in streams if not stream.traits]
    free = [stream for stream in streams if stream.traits == {"free"}]
    gravity = [stream for stream in streams if stream.traits == {"gravity"}]
    if not plain and free and gravity:
        return _add_gravity(free[0], gravity[0], where)
    if not plain:
        plain = [
            stream for stream in streams if stream.traits == {"raw"} and stream.unit not in (None, "none")
        ]
    if not plain:
        raise UnreadableExport(_explain_traits(streams, where))
    for gravity_alone in gravity:
        for stream in plain:
            if phone is not None and _lacks_gravity(stream, gravity_alone) is not None:
                return _add_gravity(stream, gravity_alone, where)
            _check_holds_gravity(stream, gravity_alone, where)
    if len(plain) == 1:
        return plain[0]
    ranked = sorted(
        plain, key=lambda s: known.variants.index(s.variant) if s.variant in known.variants else 99
    )
    if ranked[0].variant in known.variants:
        which = f"{ranked[0].variant!r}" if ranked[0].variant else "plain"
        note = f"of {len(plain)} accelerometers the {which} one is taken; name another with columns="
        return replace(ranked[0], notes=(*ranked[0].notes, note))
    raise UnreadableExport(
        f"{where}: holds {len(plain)} {'accelerometers' if plain[0].kind == 'acc' else 'gyroscopes'} of one sensor "
        f"({', '.join(s.variant or s.file for s in plain)}); say which with columns=, or pass one recording's files"
    )


def _lacks_gravity(stream: Stream, gravity: Stream) -> float | None:
    """Detect an acceleration whose median is not the gravity written beside it; returns its length in gravities."""
    if stream.unit != gravity.unit:
        return None
    if not (np.isfinite(stream.values).any(axis=1).all() and np.isfinite(gravity.values).any(axis=1).all()):
        return None  # empty channels are reported later
    middle, wanted = (np.nanmedian(one.values, axis=1) for one in (stream, gravity))
    norm, apart = math.hypot(*wanted), math.dist(middle, wanted)
    if norm == 0.0 or not math.isfinite(apart) or apart <= MOST_APART * norm:
        return None
    return math.hypot(*middle) / norm


def _check_holds_gravity(stream: Stream, gravity: Stream, where: str) -> None:
    """Refuse an acceleration that lacks gravity: it was taken out, unsaid."""
    length = _lacks_gravity(stream, gravity)
    if length is None:
        return
    raise UnreadableExport(
        f"{where}: the median acceleration is {length:.2g} of the gravity written beside it and "
        "does not point along it; gravity seems to be taken out, though no name says so; export the raw accelerometer, "
        "gravity included, or pass phone='ios' or phone='android' to have it added with the sign it has there"
    )


def _add_gravity(free: Stream, gravity: Stream, where: str) -> Stream:
    if free.unit != gravity.unit:
        raise UnreadableExport(
            f"{where}: the acceleration without gravity is in {free.unit or 'a unit that is not stated'}, gravity in "
            f"{gravity.unit or 'one that is not stated'}; expected both in one unit; export the raw accelerometer, "
            "gravity included"
        )
    if free.seconds is None or gravity.seconds is None:
        total = free.values + gravity.values if free.values.shape == gravity.values.shape else free.values
        return replace(free, values=total, traits=frozenset())
    at = free.seconds + _offset(gravity, free)
    parts = [np.interp(at, gravity.seconds, values, left=np.nan, right=np.nan) for values in gravity.values]
    return replace(
        free,
        values=free.values + np.stack(parts),
        traits=frozenset(),
        notes=(*free.notes, "gravity, written apart, is added to the acceleration"),
    )


def _offset(one: Stream, other: Stream) -> float:
    """Give the seconds by which the zero of `other` comes after that of `one`."""
    if one.start is not None and other.start is not None:
        return float((other.start - one.start).total_seconds())
    return other.origin_s - one.origin_s


def _name_sensors(sensors: list[Sensor], known: Format) -> list[Sensor]:
    """Name sensors by the sites in their labels, files or folders, else by distinct names."""
    labels: list[str] = []
    notes: list[str | None] = []
    for sensor in sensors:
        if sensor.acc.is_declared and not sensor.acc.owner:
            labels.append(sensor.owner.label)
            notes.append(None)
            continue
        stated = [
            sensor.owner.label,
            *reversed(sensor.acc.file.replace("\\", "/").rsplit(".", 1)[0].split("/")),
        ]
        site = next(filter(None, (_find_site(text, known) for text in stated)), None) or _find_side_apart(
            stated
        )
        notes.append(site and site.note)
        own = sensor.owner.label or (sensor.owner.device if len(sensors) > 1 else "")
        labels.append(site.site if site else own.strip() or "sensor")
    doubled = {label for label in labels if labels.count(label) > 1 or label == "sensor"}
    if doubled:
        labels = [
            (s.owner.label or _device_named(s, label) or f"sensor_{k}") if label in doubled else label
            for k, (s, label) in enumerate(zip(sensors, labels, strict=True), start=1)
        ]
        labels = [
            label if labels.count(label) == 1 else f"{label}_{k}" for k, label in enumerate(labels, start=1)
        ]
    return [
        replace(sensor, label=label, note=note if label in SITES else None)
        for sensor, label, note in zip(sensors, labels, notes, strict=True)
    ]


def _device_named(sensor: Sensor, site: str) -> str | None:
    """The name of a sensor's file where it is understood as the site: it separates left_heel from left_toe."""
    found = understand_site(sensor.owner.device)
    return sensor.owner.device if found and found.note and found.site == site else None


def _find_site(text: str, known: Format) -> Named | None:
    side = find_side(text) if known.segment else None
    return name_site(text) or (Named(f"{side}_{known.segment}", None) if side else None)


def _find_side_apart(stated: Sequence[str]) -> Named | None:
    """Find a site whose name lacks its side where a file or a folder spells the side out: "ankle" in left.csv."""
    lacking = next((text for text in stated if possible_sites(text)), None)
    sides = {side for text in stated if text != lacking and (side := find_side(text, spelled_out=True))}
    return name_site(f"{sides.pop()} {lacking}") if lacking and len(sides) == 1 else None


def _explain_lack(streams: Sequence[Stream], where: str) -> str:
    kinds = {stream.kind for stream in streams}
    if kinds == {"acc"} and all(stream.traits for stream in streams):
        return _explain_traits(list(streams), where)
    if len(kinds) == 1:
        there, lacking = (
            ("an accelerometer", "a gyroscope") if kinds == {"acc"} else ("a gyroscope", "an accelerometer")
        )
        return (
            f"{where}: holds {there} only; contacts need {lacking} too; export it, or pass its file along "
            "with this one: read_recording([acc_file, gyr_file]); if it is in here under another name, say which "
            "columns it has with columns="
        )
    return (
        f"{where}: no accelerometer can be put to a gyroscope (found "
        f"{', '.join(sorted({f'{s.kind} {s.label or s.file}' for s in streams}))}); say which belong together with "
        "columns=, or pass the files of one sensor only"
    )


def _explain_traits(streams: list[Stream], where: str) -> str:
    traits = frozenset().union(*(stream.traits for stream in streams))
    if "raw" in traits and all(stream.unit in (None, "none") for stream in streams):
        return f"{where}: {COUNTS}"
    if "earth" in traits:
        kind = "acceleration in earth axes"
    elif "gravity" in traits:
        kind = "gravity alone"
    else:
        kind = "acceleration without gravity (linear, user or free acceleration)"
    return f"{where}: holds {kind}; expected what the accelerometer measured, gravity included; export that"
