"""Mountings that are declared and wrong: how many are named, and whether any stride goes the wrong way."""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from direction_report import Report, few
from scipy.spatial.transform import Rotation
from unknown_mounting import LEGS, OTHER, SEGMENTS, WAYS, captured_walks, recorded, simulated_walks

import retrogait as rg
from retrogait.errors import RetrogaitError, RetrogaitWarning

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator

FULL_WALKERS, QUICK_WALKERS = 24, 1
ABOUT_FACE = np.diag([-1.0, -1.0, 1.0])
AXES = {"left": ("+x", "+y", "+z"), "right": ("-x", "-y", "+z")}  # of two sensors worn half a turn apart
HALF_TURN, SLIPPED = r"direction is unknown.*(other way round|opposite way)", r"slipped"
HAND, SCALE = r"negated|left-handed", r"gyroscope (shows|is in)|gyr_unit='deg/s' may be wrong"
SLIP_S = 0.5
ROWS = tuple(row for worn in SEGMENTS for row in (worn, f"{worn}, flat"))


@dataclass(frozen=True)
class Person:
    """Left and right sensor of one segment on one person who walks one way, in the segment frame."""

    name: str
    kind: str
    truth: str
    worn: str
    rate_hz: float
    values: dict[str, np.ndarray]
    flat: bool = False  # lands flat: a foot has no evidence

    @property
    def row(self) -> str:
        return f"{self.worn}, flat" if self.flat else self.worn

    @property
    def left(self) -> str:
        return next(site for site in self.values if site.startswith("left"))

    @property
    def right(self) -> str:
        return self.left.replace("left", "right")

    def changed(self, change: Callable[[np.ndarray], np.ndarray], *sites: str) -> dict[str, np.ndarray]:
        chosen = sites or tuple(self.values)
        return {site: change(one) if site in chosen else one for site, one in self.values.items()}


@dataclass(frozen=True)
class Given:
    """What is handed to `analyze`, and whether its maker was warned already."""

    recording: rg.Recording
    alignment: rg.Alignment | None = None
    notes: tuple[str, ...] = ()


def _turn(values: np.ndarray, matrix: np.ndarray) -> np.ndarray:
    return values @ np.kron(np.eye(2), matrix)


def _in_segment(person: Person, values: dict[str, np.ndarray]) -> Given:
    return Given(recorded(values, person.rate_hz))


def _one_turned(person: Person) -> Given:
    return _in_segment(person, person.changed(lambda v: _turn(v, ABOUT_FACE), person.left))


def _slipped(degrees: float) -> Callable[[Person], Given]:
    """The left sensor turns about the vertical half-way through, within half a second; its gyroscope feels that."""

    def change(values: np.ndarray, rate_hz: float) -> np.ndarray:
        time_s = np.arange(len(values)) / rate_hz
        u = np.clip((time_s - 0.5 * time_s[-1]) / SLIP_S, 0.0, 1.0)
        angle = np.radians(degrees) * (u - np.sin(2 * np.pi * u) / (2 * np.pi))
        turn = Rotation.from_euler("z", angle[:, None]).inv()
        slipped = np.concatenate([turn.apply(values[:, :3]), turn.apply(values[:, 3:])], axis=1)
        slipped[:, 5] += np.degrees(np.gradient(angle, 1.0 / rate_hz))
        return slipped

    return lambda person: _in_segment(
        person, person.changed(lambda v: change(v, person.rate_hz), person.left)
    )


def _exchanged(person: Person) -> Given:
    """Sensors worn half a turn apart, declared so, and read as the other side's."""
    alignment = rg.Alignment.declared({site: AXES[site.split("_")[0]] for site in person.values})
    own = {site: _turn(values, alignment.rotations[site]) for site, values in person.values.items()}
    other = {person.left: own[person.right], person.right: own[person.left]}
    return Given(recorded(other, person.rate_hz, "sensor"), alignment)


def _calibrated_wrongly(person: Person) -> Given:
    rng = np.random.default_rng(5)
    worn = {s: _turn(v, Rotation.random(random_state=rng).as_matrix()) for s, v in person.values.items()}
    recording = recorded(worn, person.rate_hz, "sensor")
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", RetrogaitWarning)
        alignment = rg.calibrate(recording, direction=OTHER[person.truth])
    return Given(recording, alignment, tuple(str(one.message) for one in caught))


def _scaled(*factors: float) -> Callable[[Person], Given]:
    return lambda person: _in_segment(person, person.changed(lambda v: v * np.array(factors)))


def _same_twice(person: Person) -> Given:
    return _in_segment(person, dict.fromkeys(person.values, person.values[person.left]))


FAULTS: dict[str, tuple[Callable[[Person], Given], str]] = {
    "nothing wrong": (lambda person: _in_segment(person, person.values), ""),
    "one turned by half a turn": (_one_turned, HALF_TURN),
    "slips by half a turn": (_slipped(180.0), SLIPPED),
    "slips by 90 deg": (_slipped(90.0), SLIPPED),
    "sides exchanged": (_exchanged, r"exchanged"),
    "calibrated the wrong way": (_calibrated_wrongly, r"other direction|speaks for (forward|backward)"),
    "left-handed axes": (_scaled(1, -1, 1, 1, -1, 1), HAND),
    "gyroscope negated": (_scaled(1, 1, 1, -1, -1, -1), HAND),
    "gyroscope times 0.5": (_scaled(1, 1, 1, 0.5, 0.5, 0.5), SCALE),
    "gyroscope times 2": (_scaled(1, 1, 1, 2, 2, 2), SCALE),
    "gyroscope times 57.3": (_scaled(1, 1, 1, 57.3, 57.3, 57.3), SCALE),
    "one sensor for both sides": (_same_twice, r"same (sensor|samples)|identical"),
}


OF_THE_HAND = ("left-handed axes", "gyroscope negated")


@dataclass(frozen=True)
class Found:
    """What an analysis made of a fault."""

    person: Person
    fault: str
    named: bool
    any_word: bool  # a note that the sound recording does not have
    right: int
    unknown: int
    wrong: int
    notes: tuple[str, ...]


def faults(options: argparse.Namespace) -> Report:
    """Every fault on both sensors of simulated walkers and of captured people."""
    report = Report()
    people = {"Simulated walkers, drawn as in sweep.py": list(simulated_people(options))}
    if options.shared is not None:
        people["Captured people, virtual sensors"] = list(captured_people(options))
    for title, chosen in people.items():
        found = [one for person in chosen for one in try_faults(person)]
        report.lines += [*fault_lines(f"{title}, mounting declared wrongly", found), ""]
        report.cases += [case_line(one) for one in found if _is_case(one)]
        # a shank with less than five strides does not show the hand of its axes, and no thigh shows it
        hand = [o for o in found if o.fault in OF_THE_HAND and o.person.worn != "feet"]
        where = f"faults, {title[:9].lower()}"
        report.at_most(
            f"{where}: strides wrong", sum(o.wrong for o in found if o not in hand and not o.person.flat), 0
        )
        of_hand = sum(o.wrong for o in hand) / max(1, sum(o.wrong + o.right + o.unknown for o in hand))
        report.at_most(
            f"{where}: share of strides wrong by shanks and thighs of the other hand", of_hand, 0.1
        )
        turned = [one for one in found if one.fault == "one turned by half a turn"]
        share = float(np.mean([one.any_word for one in turned])) if turned else 1.0
        report.at_least("one turned by half a turn: share with a note", share, 0.8)
    return report


def simulated_people(options: argparse.Namespace) -> Iterator[Person]:
    count = few(options, QUICK_WALKERS, FULL_WALKERS)
    yield from _people(list(simulated_walks(count)))


def captured_people(options: argparse.Namespace) -> Iterator[Person]:
    yield from list(_people(captured_walks(options.shared)))[:: few(options, 40, 1)]


def _people(walks: list) -> Iterator[Person]:
    by_name: dict[str, dict[str, object]] = {}
    for walk in walks:
        by_name.setdefault(walk.name, {})[walk.site] = walk
    for name, own in by_name.items():
        for worn, segment in SEGMENTS.items():
            pair = [own[site] for site in LEGS if site.endswith(segment) and site in own]
            if len(pair) == 2:
                one = pair[0]
                values = {walk.site: walk.values for walk in pair}
                yield Person(name, one.kind, one.truth, worn, one.rate_hz, values, one.flat)


def try_faults(person: Person) -> Iterator[Found]:
    usual: set[str] = set()
    for fault, (make, kind) in FAULTS.items():
        one = _try(person, fault, make, kind, usual)
        if one is None:
            return
        if fault == "nothing wrong":
            usual = {_gist(note) for note in one.notes}
        yield one


def _try(
    person: Person, fault: str, make: Callable[[Person], Given], kind: str, usual: set[str]
) -> Found | None:
    """None where the site alone gives no strides in this version."""
    try:
        given = make(person)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RetrogaitWarning)
            session = rg.analyze(given.recording, alignment=given.alignment)
    except RetrogaitError as error:
        if isinstance(error, rg.errors.UnknownSite):
            return None
        notes: tuple[str, ...] = (f"{type(error).__name__}: {error}",)
        return Found(person, fault, bool(re.search(kind or "$^", notes[0])), True, 0, 0, 0, notes)
    notes = (*given.notes, *given.recording.warnings, *session.warnings)
    named = [note for note in notes if kind and re.search(kind, note)]
    new = [note for note in notes if _gist(note) not in usual]
    ways = session.strides["direction"]
    right, wrong = ((ways == way).sum() for way in (person.truth, OTHER[person.truth]))
    unknown = (~ways.isin(WAYS)).sum()
    return Found(person, fault, bool(named), bool(new), int(right), int(unknown), int(wrong), notes)


def _gist(note: str) -> str:
    return re.sub(r"[\d.]+", "#", note)


def fault_lines(title: str, found: list[Found]) -> list[str]:
    lines = [
        title,
        f"{'':25} {'':12} {'':>3} {'share, %':^13} {'strides':^23}",
        f"{'fault':25} {'worn':12} {'n':>3} {'named':>6} {'noted':>6} {'right':>7} {'unknown':>7} {'wrong':>7}",
    ]
    for fault in FAULTS:
        for worn in ROWS:
            own = [one for one in found if one.fault == fault and one.person.row == worn]
            if own:
                named, noted = (100.0 * np.mean([getattr(o, n) for o in own]) for n in ("named", "any_word"))
                shown = "-" if not FAULTS[fault][1] else f"{named:.0f}"
                counts = (sum(getattr(one, name) for one in own) for name in ("right", "unknown", "wrong"))
                cells = " ".join(f"{count:>7}" for count in counts)
                lines.append(f"{fault:25} {worn:12} {len(own):>3} {shown:>6} {noted:>6.0f} {cells}")
    return lines


def _is_case(one: Found) -> bool:
    sound = one.fault == "nothing wrong"
    return bool(one.wrong) or (not one.named and not sound) or (sound and bool(one.unknown))


def case_line(one: Found) -> str:
    told = "named" if one.named else "noted" if one.any_word else "silent"
    counts = f"{one.right} right, {one.unknown} unknown, {one.wrong} wrong"
    said = next((note[:110] for note in one.notes if "unknown" in note), "")
    person = one.person
    return f"{one.fault}, {person.row}: {person.name} {person.truth}: {told}; {counts}; {said}"
