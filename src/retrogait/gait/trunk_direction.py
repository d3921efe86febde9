"""Direction of a trunk's steps, from cues that time reversal reverses and that real waist-worn sensors show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from retrogait.gait.swings import Directions
from retrogait.tables.catalogue import DIRECTIONS
from retrogait.tables.checks import Checked, option

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from retrogait._arrays import Flags, Floats
    from retrogait.gait.trunk_shape import StepShape, TrunkSteps

_LEAST_HELD = 0.25  # of the sum of both cues, of which 2 is all
_CODES = np.array([DIRECTIONS.index(name) for name in ("backward", "unknown", "forward")])


@dataclass(frozen=True)
class TrunkDirectionOptions(Checked):
    """Cues of a trunk's direction of travel.

    Two are used: the skew of the saw-tooth of anterior acceleration, and the vault over the standing leg. Both are
    clear, and alike, on every real waist-worn sensor tested in forward walking. The pitch of the pelvis is not used:
    captured and real trunks differ in it. Backward walking was not tested on a real sensor: it needs more evidence than
    forward walking.

    Attributes
    ----------
    weight : float
        In nats, of the sum of both cues.
    least_forward, least_backward : float
        Sum of both cues, 2 at most, from which steps go forward; negated, from which they go backward.
    least_lean_forward, least_lean_backward : float
        Lean (negated for backward) that they need, whatever the vault.
    most_vault_backward : float
        Vault with which they do not go backward, whatever the lean.
    most_spread_backward, most_spread_forward : float
        Power by which neighbouring steps differ, as a share of that of their mean, with which no direction shows.
    least_share : float
        Power once a step, as a share of all of a step's, without which no direction shows: quicker steps were missed.
    most_aloft : float
        Share of the time with a specific force below 0.4 g from which they do not go backward; and forward only with
        `least_brisk_vault`.
    least_brisk_vault : float
        Used with `most_aloft`: such brisk walking has a clear vault.
    reach : int
        Steps over which a direction holds for neighbours of the same sense that do not show one, and over which running
        rules out going backward.
    """

    weight: float = option(2.0, low=0)
    least_forward: float = option(0.5, low=0, high=2)
    least_backward: float = option(0.8, low=0, high=2)
    least_lean_forward: float = option(0.3, low=0, high=1)
    least_lean_backward: float = option(0.5, low=0, high=1)
    most_vault_backward: float = option(0.2, low=-1, high=1)
    most_spread_backward: float = option(0.7, low=0)
    most_spread_forward: float = option(1.1, low=0)
    least_share: float = option(0.08, low=0, high=1)
    most_aloft: float = option(0.02, low=0, high=1)
    least_brisk_vault: float = option(0.7, low=-1, high=1)
    reach: int = option(4, whole=True, low=0)

    def decide(self, mounted: bool, steps: TrunkSteps, shape: StepShape, running: Flags) -> Directions:
        """Decide the direction of every step, `unknown` where the mounting is unknown or in running."""
        score = shape.lean + shape.vault
        aloft = shape.aloft > self.most_aloft
        seen = mounted & ~running & (shape.spread <= self.most_spread_forward)
        once = 0.25 * (shape.push**2 + shape.rise**2)  # power of two amplitudes, the mean of both axes
        seen &= once >= self.least_share * shape.power
        seen &= (steps.sense == 1) | ~_near(running, steps, self.reach)
        forward = seen & (steps.sense == 1) & (score >= self.least_forward)
        forward &= shape.lean >= self.least_lean_forward
        forward &= ~aloft | (shape.vault >= self.least_brisk_vault)
        backward = seen & (steps.sense == -1) & (score <= -self.least_backward) & ~aloft
        backward &= (shape.lean <= -self.least_lean_backward) & (shape.vault <= self.most_vault_backward)
        backward &= shape.spread <= self.most_spread_backward
        way = _held(np.where(forward, 1, np.where(backward, -1, 0)), seen, score, steps, self.reach)
        nats = self.weight * np.abs(score)
        confidence = np.where(way == 0, np.nan, np.maximum(0.5, 1.0 / (1.0 + np.exp(-nats))))
        return Directions(_CODES[way + 1], confidence, np.full(len(way), np.nan))


def _near(flagged: Flags, steps: TrunkSteps, reach: int) -> Flags:
    """Whether a step of the same walk is flagged, among so many to either side of each (m,)."""
    near = flagged.copy()
    for shift in range(1, min(reach, len(flagged) - 1) + 1):
        same = steps.walk[shift:] == steps.walk[:-shift]
        near[shift:] |= flagged[:-shift] & same
        near[:-shift] |= flagged[shift:] & same
    return near


def _held(
    shown: NDArray[np.int64], seen: Flags, score: Floats, steps: TrunkSteps, reach: int
) -> NDArray[np.int64]:
    """Directions (m,) shown, and of steps `seen` that show none that of the nearest step of the same walk and sense.

    What they have of a `score` must not speak against it.
    """
    way = shown.copy()
    at = np.flatnonzero(shown)
    for k in np.flatnonzero((shown == 0) & seen):
        place = int(np.searchsorted(at, k))
        for near in sorted(at[max(0, place - 1) : place + 1], key=lambda one: abs(one - k)):
            between = slice(min(near, k), max(near, k) + 1)
            alike = (steps.walk[between] == steps.walk[k]).all() and (
                steps.sense[between] == shown[near]
            ).all()
            if abs(near - k) <= reach and alike and score[k] * shown[near] >= _LEAST_HELD:
                way[k] = shown[near]
                break
    return way
