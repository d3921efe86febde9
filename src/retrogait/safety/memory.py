"""What a monitor remembers, and the facts that observations come to; plain values with a bound on their number."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from retrogait.errors import InvalidOption
from retrogait.safety.observations import ContactSeen, MeasureSeen, NearFallSeen, StrideSeen
from retrogait.safety.steadiness import Steadiness
from retrogait.tables.catalogue import DIRECTIONS, SIDES
from retrogait.tables.checks import is_finite

if TYPE_CHECKING:
    from collections.abc import Collection

    from retrogait.safety.observations import Observation
    from retrogait.training import PlanStep

DIFFERENCES, SPEEDS = 20, 5  # that are kept where no rule says how many
_LONGEST_STRIDE_S = 60.0  # contacts further apart bound no stride
_BACK_S = 10.0  # observations of several sources may be so far out of order


@dataclass(frozen=True)
class Fact:
    """Values newly known by an observation, for rules to judge; the rest is missing.

    Attributes
    ----------
    seen : ContactSeen, StrideSeen, MeasureSeen or NearFallSeen
        The observation itself.
    stride : StrideSeen, optional
        The stride observed, or ended by the contact.
    speeds_mps : tuple of float
        The last speeds (not walking forward), if the observation adds one.
    step : PlanStep, optional
        Step of the plan.
    variation : tuple of float, optional
        Stride-time variability of the window, in percent, and the person's own.
    regularity : tuple of float, optional
        Step regularity, and mean and SD of the person's own.
    near_fall_mps3 : float, optional
        Size of a near-fall, NaN where it is not known.
    memory : dict
        Values that the present rule keeps from one observation to the next.
    """

    seen: Observation
    stride: StrideSeen | None = None
    speeds_mps: tuple[float, ...] = ()
    variation: tuple[float, float] | None = None
    regularity: tuple[float, float, float] | None = None
    near_fall_mps3: float | None = None
    step: PlanStep | None = None
    memory: dict[str, Any] = field(default_factory=dict)

    @property
    def time_s(self) -> float:
        """When it was."""
        return self.seen.time_s

    @property
    def direction(self) -> str:
        """The direction walked then."""
        return self.seen.direction


@dataclass
class Memory:
    """All that a monitor carries from one observation to the next."""

    window: int  # differences between strides that variability is taken over
    speed_window: int  # speeds that are remembered
    step: PlanStep | None = None  # of the plan, that speed is held against
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
    own: dict[str, dict[str, Any]] = field(default_factory=dict)  # kind of rule -> what it keeps

    def take(self, seen: Observation) -> Fact | None:
        """Take an observation in; give what is newly known by it, None where that is nothing."""
        self.follow_clock(seen.time_s)
        if isinstance(seen, ContactSeen):
            before = self.contacts.get(seen.side)
            if before is not None and seen.time_s <= before[0]:
                return None
            self.contacts[seen.side] = [seen.time_s, seen.direction]
            stride = None if before is None else _stride_between(before, seen)
            return Fact(seen) if stride is None else self._take_stride(stride, seen)
        if isinstance(seen, StrideSeen):
            return self._take_stride(seen, seen)
        if isinstance(seen, NearFallSeen):
            return Fact(seen, near_fall_mps3=seen.peak_to_peak_mps3)
        return self._take_measure(seen)

    def _take_stride(self, stride: StrideSeen, seen: Observation) -> Fact | None:
        if stride.time_s <= self.ends.get(stride.side, -math.inf):
            return None
        self.ends[stride.side] = stride.time_s
        variation = None
        if stride.stride_time_s > 0.0:
            walk = self.walk(stride.direction)
            if walk.add_stride(stride.time_s, stride.side, stride.stride_time_s):
                variation = walk.variation(), walk.variation_baseline_pct
        return self._fact(seen, stride.speed_mps, stride=stride, variation=variation)

    def _take_measure(self, seen: MeasureSeen) -> Fact:
        regularity = None
        if not math.isnan(seen.step_regularity):
            walk = self.walk(seen.direction)
            if walk.add_regularity(seen.step_regularity):
                regularity = seen.step_regularity, walk.regularity_baseline, walk.regularity_baseline_sd
        return self._fact(seen, seen.speed_mps, regularity=regularity)

    def _fact(self, seen: Observation, speed_mps: float, **known: Any) -> Fact:
        """What is known by an observation that may have a speed; walking forward starts the speeds over."""
        speeds: tuple[float, ...] = ()
        if not math.isnan(speed_mps):
            is_forward = seen.direction == "forward"
            self.speeds = [] if is_forward else [*self.speeds, speed_mps][-self.speed_window :]
            speeds = tuple(self.speeds)
        return Fact(seen, speeds_mps=speeds, step=self.step, **known)

    def walk(self, direction: str) -> Steadiness:
        """What is kept of the walking in a direction."""
        return self.walks.setdefault(direction, Steadiness(self.window))

    def count(self, kind: str) -> None:
        """One more value was set against the bound of a rule."""
        self.judged[kind] = self.judged.get(kind, 0) + 1

    def count_in_a_row(self, kind: str, direction: str, most: int, *, passed: bool) -> int:
        """How often in a row, `most` at most, a rule's bound was passed in a direction, this time included."""
        times = min(self.in_a_row.get(f"{kind} {direction}", 0) + 1, most) if passed else 0
        self.in_a_row[f"{kind} {direction}"] = times
        return times

    def follow_clock(self, time_s: float) -> None:
        """Go with the time; where it jumps back, start over with all that hangs on it but keep the baselines.

        A monitor that went on waiting for the old time would be deaf until then.
        """
        if time_s < self.newest_s - _BACK_S:
            self.contacts, self.ends, self.speeds, self.own = {}, {}, [], {}
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
            **({"own": own} if (own := _plain_memories(self.own)) else {}),
        }

    @classmethod
    def from_state(cls, state: dict[str, Any], like: Memory, kinds: Collection[str]) -> Memory:
        """Take up what `state` gave, with the windows of another memory and rules of these kinds.

        `ValueError` where it is not what `state` gives.
        """
        _check_names("state", state["walks"], DIRECTIONS)
        for name, words in (("contacts", SIDES), ("ends", SIDES), ("quiet_until", kinds), ("judged", kinds)):
            _check_names(name, state[name], words)
        _check_names("in_a_row", state["in_a_row"], [f"{kind} {way}" for kind in kinds for way in DIRECTIONS])
        own = state.get("own", {})
        _check_names("own", own, kinds)
        if not all(isinstance(kept, dict) for kept in own.values()):
            raise ValueError(f"own is {own!r}")
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
            like.window,
            like.speed_window,
            None,
            {direction: Steadiness.from_state(walk) for direction, walk in state["walks"].items()},
            {side: list(last) for side, last in state["contacts"].items()},
            dict(state["ends"]),
            list(state["speeds"]),
            dict(state["quiet_until"]),
            dict(state["in_a_row"]),
            dict(state["judged"]),
            -math.inf if newest_s is None else float(newest_s),
            _plain_memories(own),
        )


def _stride_between(before: list[Any], contact: ContactSeen) -> StrideSeen | None:
    """The stride between two contacts of a foot, time and direction of the first given; None where it is none."""
    length_s = contact.time_s - before[0]
    if before[1] != contact.direction or length_s > _LONGEST_STRIDE_S:
        return None
    return StrideSeen(contact.time_s, contact.side, contact.direction, length_s)


def _plain_memories(own: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """A copy of what rules keep, which is plain; `InvalidOption` where it is not."""
    copies: dict[str, dict[str, Any]] = {}
    for kind, kept in own.items():
        try:
            copy = json.loads(json.dumps(kept, allow_nan=False))
            if copy != kept:  # tuples and numbers as keys come back as lists and text
                raise ValueError("it does not come back as it was; write tuples as lists, and keys as text")
        except (TypeError, ValueError, RecursionError) as fault:
            raise InvalidOption(
                f"SafetyMonitor.state: {kind} keeps in fact.memory what no state can hold ({fault}); expected finite "
                "numbers, text, and lists and mappings of them; keep such values only"
            ) from fault
        if copy:
            copies[kind] = copy
    return copies


def _check_names(where: str, values: dict[str, Any], words: Collection[str]) -> None:
    for name in values:
        if name not in words:
            raise ValueError(f"{where} names {name!r}")
