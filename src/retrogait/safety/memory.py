"""What a monitor remembers: plain values with a bound on their number, to be written down and taken up elsewhere."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from retrogait.safety.rules import KINDS
from retrogait.safety.steadiness import Steadiness
from retrogait.tables.catalogue import DIRECTIONS, SIDES
from retrogait.tables.checks import is_finite

if TYPE_CHECKING:
    from collections.abc import Collection

_BACK_S = 10.0  # observations of several sources may be so far out of order


@dataclass
class Memory:
    """All that a monitor carries from one observation to the next."""

    walks: dict[str, Steadiness] = field(default_factory=dict)  # by direction
    contacts: dict[str, list[Any]] = field(
        default_factory=dict
    )  # side -> time and direction of its last contact
    ends: dict[str, float] = field(default_factory=dict)  # side -> end of its last stride
    speeds: list[float] = field(default_factory=list)
    quiet_until: dict[str, float] = field(default_factory=dict)  # kind of rule -> time
    in_a_row: dict[str, int] = field(default_factory=dict)  # kind and direction -> times its bound was passed
    judged: dict[str, int] = field(default_factory=dict)  # kind of rule -> values set against its bound
    newest_s: float = -math.inf

    def count(self, kind: str) -> None:
        """One more value was set against the bound of a rule."""
        self.judged[kind] = self.judged.get(kind, 0) + 1

    def follow_clock(self, time_s: float) -> None:
        """Go with the time; where it jumps back, start over with all that hangs on it but keep the baselines.

        A monitor that went on waiting for the old time would be deaf until then.
        """
        if time_s < self.newest_s - _BACK_S:
            self.contacts, self.ends, self.speeds = {}, {}, []
            self.quiet_until, self.in_a_row = {}, {}
            for walk in self.walks.values():
                walk.forget_pace()
            self.newest_s = time_s
        self.newest_s = max(self.newest_s, time_s)

    def state(self) -> dict[str, Any]:
        """All of it as plain values for JSON."""
        return {
            "walks": {direction: walk.state() for direction, walk in self.walks.items()},
            "contacts": {side: list(last) for side, last in self.contacts.items()},
            "ends": dict(self.ends),
            "speeds": list(self.speeds),
            "quiet_until": dict(self.quiet_until),
            "in_a_row": dict(self.in_a_row),
            "judged": dict(self.judged),
            "newest_s": None if math.isinf(self.newest_s) else self.newest_s,
        }

    @classmethod
    def from_state(cls, state: dict[str, Any]) -> Memory:
        """Take up what `state` gave; `ValueError` where that is not what it is."""
        _check_names("state", state["walks"], DIRECTIONS)
        for name, words in (("contacts", SIDES), ("ends", SIDES), ("quiet_until", KINDS), ("judged", KINDS)):
            _check_names(name, state[name], words)
        _check_names("in_a_row", state["in_a_row"], [f"{kind} {way}" for kind in KINDS for way in DIRECTIONS])
        for side, last in state["contacts"].items():
            if not (isinstance(last, list) and len(last) == 2 and last[1] in DIRECTIONS):
                raise ValueError(f"contacts of {side} is {last!r}")
        newest_s = state["newest_s"]
        numbers = [
            *(last[0] for last in state["contacts"].values()),
            *state["ends"].values(),
            *state["speeds"],
            *state["quiet_until"].values(),
            *state["in_a_row"].values(),
            *state["judged"].values(),
            *([] if newest_s is None else [newest_s]),
        ]
        wrong = [value for value in numbers if not is_finite(value)]
        if wrong:
            raise ValueError(f"{wrong[0]!r} stands for a number")
        return cls(
            {direction: Steadiness.from_state(walk) for direction, walk in state["walks"].items()},
            {side: list(last) for side, last in state["contacts"].items()},
            dict(state["ends"]),
            list(state["speeds"]),
            dict(state["quiet_until"]),
            dict(state["in_a_row"]),
            dict(state["judged"]),
            -math.inf if newest_s is None else float(newest_s),
        )


def _check_names(where: str, values: dict[str, Any], words: Collection[str]) -> None:
    for name in values:
        if name not in words:
            raise ValueError(f"{where} names {name!r}")
