"""What the walker does: a list of segments, checked and put into runs of walking between pauses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from retrogait.errors import InvalidOption
from retrogait.tables.checks import Bounds, within
from retrogait.tables.selection import WALKED

if TYPE_CHECKING:
    from collections.abc import Sequence

IDLE = ("stand", "stop")
SPELLS = {"sit": 5.0, "lie": 9.0, "table": 5.0, "off": 5.0}
"""Kinds in which nobody steps and more than standing happens, and the least time of each in s."""
SIDEWAYS = ("left", "right")
TURNS = ("turn", "spin")
STAIRS = ("stairs_up", "stairs_down")
_WAYS = {
    "forward": "forward",
    "backward": "backward",
    "closing_forward": "forward",
    "closing_backward": "backward",
    "jog": "forward",
    "left": "left",
    "right": "right",
}
"""Kinds that travel a way of their own; turns and stairs go the way of the run they are in."""
_CLOSING = ("closing_forward", "closing_backward")
_WITH_SPEED = (*WALKED, *_CLOSING, "jog")
KINDS = (*IDLE, "forward", "backward", *TURNS, "jog", *STAIRS, *SIDEWAYS, *_CLOSING, *SPELLS)
_STEPS = Bounds("steps", 1, 1000, whole=True)
_REVERSAL_PAUSE_S = 0.6
_STANDS_BEFORE_S, _STANDS_AFTER_S = 1.0, 0.6  # a spell
_EXAMPLE = "[('stand', 3), ('forward', 20), ('turn', 180), ('stop', 2), ('backward', 20)]"


@dataclass(frozen=True)
class Segment:
    """One instruction: its kind, how long in s (deg for a turn, steps for stairs), a speed of its own or None."""

    kind: str
    amount: float
    speed_mps: float | None = None


@dataclass(frozen=True)
class Spell:
    """Sitting, lying, or sensors on a table, with all that leads there and back.

    The recording begins in the `first` of a program and ends in the `last`.
    """

    kind: str
    begin_s: float
    end_s: float
    first: bool
    last: bool


@dataclass(frozen=True)
class Leg:
    """Walking without a stop, in one direction, after `pause_s` of standing; times of `spells` are in this pause."""

    pause_s: float
    direction: str
    segments: tuple[Segment, ...]
    spells: tuple[Spell, ...] = ()


def read_program(program: Sequence[tuple[object, ...]]) -> tuple[Segment, ...]:
    """Check `program` and make segments of it."""
    segments = []
    for number, given in enumerate(program):
        where = f"simulate_walk: program[{number}] is {given!r}; "
        kind, amount, speed_mps = _parts(given, where)
        if kind not in KINDS:
            raise InvalidOption(where + f"expected one of {' '.join(KINDS)}, as in {_EXAMPLE}")
        _check_amount(kind, amount, where)
        if speed_mps is not None and kind not in _WITH_SPEED:
            others = " ".join(_WITH_SPEED[2:])
            raise InvalidOption(
                where + f"only forward and backward take a speed, and {others} too; leave it out here"
            )
        segments.append(Segment(kind, amount, speed_mps))
    if not segments:
        raise InvalidOption(f"simulate_walk: program is empty; expected segments, as in {_EXAMPLE}")
    return tuple(segments)


def _check_amount(kind: str, amount: float, where: str) -> None:
    """Refuse amounts that this kind cannot have."""
    if kind in TURNS and (amount == 0.0 or not within(amount, -1080.0, 1080.0)):
        raise InvalidOption(where + f"a {kind} takes degrees, positive to the left, at most 1080, and not 0")
    if kind in STAIRS and not _STEPS.allow(amount):
        raise InvalidOption(where + f"{kind} takes a whole number of steps from 1 to 1000")
    if kind in SPELLS and not within(amount, SPELLS[kind], 86400.0):
        raise InvalidOption(
            where
            + f"{kind} takes seconds from {SPELLS[kind]:g} to 86400, with the time to get there and back"
        )
    if kind not in (*TURNS, *STAIRS) and not within(amount, 0.0, 86400.0):
        raise InvalidOption(where + f"{kind} takes seconds from 0 to 86400")


def _parts(given: object, where: str) -> tuple[str, float, float | None]:
    """Kind, amount and speed of a segment as the user wrote it."""
    parts = list(given) if isinstance(given, tuple | list) else []
    if len(parts) not in {2, 3}:
        raise InvalidOption(
            where + f"a segment is (kind, amount) or (kind, amount, speed_mps), as in {_EXAMPLE}"
        )
    if not all(within(x, -1e6, 1e6) for x in parts[1:]):
        raise InvalidOption(where + f"seconds, degrees and speeds are numbers, as in {_EXAMPLE}")
    return str(parts[0]), float(parts[1]), float(parts[2]) if len(parts) == 3 else None


def split_legs(
    segments: Sequence[Segment], direction: str
) -> tuple[tuple[Leg, ...], float, tuple[Spell, ...]]:
    """Split into runs of walking; the standing after the last, in s, and the spells in it.

    A change of direction without a stop gets a short pause.

    Turns and stairs go the way of the walk before them, else of the walk after them, else `direction`.
    """
    runs: list[Leg] = []
    pause, group, spells = 0.0, list[Segment](), list[Spell]()

    def close() -> None:
        nonlocal pause
        if group:
            way = next((_WAYS[s.kind] for s in group if s.kind in _WAYS), direction)
            runs.append(Leg(pause, way, tuple(group), tuple(spells)))
            group.clear()
            spells.clear()
            pause = 0.0

    for number, segment in enumerate(segments):
        if segment.kind in SPELLS:
            close()
            first, last = number == 0, number == len(segments) - 1
            pause += 0.0 if first else _STANDS_BEFORE_S
            spells.append(Spell(segment.kind, pause, pause + segment.amount, first, last))
            pause += segment.amount + (0.0 if last else _STANDS_AFTER_S)
            continue
        if segment.kind in IDLE:
            close()
            pause += segment.amount
            continue
        if _parted([s.kind for s in group], segment.kind):
            close()
            pause = _REVERSAL_PAUSE_S
        group.append(segment)
    close()
    return tuple(runs), pause, tuple(spells)


def _parted(before: Sequence[str], kind: str) -> bool:
    """Whether a kind of segment cannot go on from a run of these kinds without a stop."""
    if not before:
        return False
    if kind in SIDEWAYS or before[-1] in SIDEWAYS:  # turns and stairs are not walked sideways
        return before[-1] != kind
    ways = {_WAYS[one] for one in before if one in _WAYS}
    return kind in _WAYS and bool(ways) and _WAYS[kind] not in ways
