"""What the walker does: a list of segments, checked and put into runs of walking between pauses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from retrogait.errors import InvalidOption
from retrogait.tables.checks import within
from retrogait.tables.selection import WALKED

if TYPE_CHECKING:
    from collections.abc import Sequence

IDLE = ("stand", "stop")
_REVERSAL_PAUSE_S = 0.6
_EXAMPLE = "[('stand', 3), ('forward', 20), ('turn', 180), ('stop', 2), ('backward', 20)]"


@dataclass(frozen=True)
class Segment:
    """One instruction: its kind, how long in s (how far in deg for a turn), a speed of its own or None."""

    kind: str
    amount: float
    speed_mps: float | None = None


@dataclass(frozen=True)
class Leg:
    """Walking without a stop, in one direction, after `pause_s` of standing."""

    pause_s: float
    direction: str
    segments: tuple[Segment, ...]


def read_program(program: Sequence[tuple[object, ...]]) -> tuple[Segment, ...]:
    """Check `program` and make segments of it."""
    segments = []
    for number, given in enumerate(program):
        where = f"simulate_walk: program[{number}] is {given!r}; "
        kind, amount, speed_mps = _parts(given, where)
        if kind not in (*IDLE, *WALKED, "turn"):
            raise InvalidOption(where + f"expected one of stand stop forward backward turn, as in {_EXAMPLE}")
        if kind == "turn" and (amount == 0.0 or not within(amount, -1080.0, 1080.0)):
            raise InvalidOption(where + "a turn takes degrees, positive to the left, at most 1080, and not 0")
        if kind != "turn" and not within(amount, 0.0, 86400.0):
            raise InvalidOption(where + f"{kind} takes seconds from 0 to 86400")
        if speed_mps is not None and kind not in WALKED:
            raise InvalidOption(where + "only forward and backward take a speed; leave it out here")
        segments.append(Segment(kind, amount, speed_mps))
    if not segments:
        raise InvalidOption(f"simulate_walk: program is empty; expected segments, as in {_EXAMPLE}")
    return tuple(segments)


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


def split_legs(segments: Sequence[Segment], direction: str) -> tuple[tuple[Leg, ...], float]:
    """Split into runs of walking, and the standing after the last, in s.

    A change of direction without a stop gets a short pause.

    A turn goes the way of the walk before it, else of the walk after it, else `direction`.
    """
    runs: list[Leg] = []
    pause, group = 0.0, list[Segment]()

    def close() -> None:
        nonlocal pause
        if group:
            way = next((s.kind for s in group if s.kind in WALKED), direction)
            runs.append(Leg(pause, way, tuple(group)))
            group.clear()
            pause = 0.0

    for segment in segments:
        if segment.kind in IDLE:
            close()
            pause += segment.amount
            continue
        ways = {s.kind for s in group if s.kind in WALKED}
        if segment.kind in WALKED and ways and segment.kind not in ways:
            close()
            pause = _REVERSAL_PAUSE_S
        group.append(segment)
    close()
    return tuple(runs), pause
