"""Other movements than walking on the level, from the shape of a trunk's steps: running and jumping, and stairs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from retrogait.gait.trunk_shape import median_around
from retrogait.tables.checks import Checked, option

if TYPE_CHECKING:
    from retrogait._arrays import Flags
    from retrogait.gait.trunk_shape import StepShape, TrunkSteps


class Movements(NamedTuple):
    """Steps (m,) that are not level walking."""

    running: Flags
    stairs: Flags


@dataclass(frozen=True)
class TrunkMovementOptions(Checked):
    """How running, jumping and stairs are distinguished from walking on the level.

    Walking vaults over a stiff leg: the trunk is fastest at its lowest, and longer and quicker steps push it forward
    and lift it more, both together. Running and jumping have a flight phase and a springy landing. On stairs the leg
    lifts the body while steps are short: it goes up and down far more than in level steps of that length.

    Attributes
    ----------
    most_aloft : float
        Share of the time with a specific force below 0.4 g: walking, however brisk, has some only with a clear vault.
    least_bounce : float
        Reversed vault from which steps with more time aloft are running.
    least_hop : float
        Lift over push from which they are jumping.
    least_climb : float
        Lift over push from which steps can be on stairs.
    least_climb_s4pm : float
        Lift times the square of the time of a step, over the square of push, from which they are: a vault lifts with
        the square of speed and pushes with the length of the step, so on the level it is 0.1 to 0.9 at every pace.
    reach : int
        Steps to either side whose median is judged for stairs.
    """

    most_aloft: float = option(0.02, low=0, high=1)
    least_bounce: float = option(0.2, low=-1, high=1)
    least_hop: float = option(3.0, low=0, inside=True)
    least_climb: float = option(1.5, low=0, inside=True)
    least_climb_s4pm: float = option(1.5, low=0, inside=True)
    reach: int = option(7, whole=True, low=0)

    def find(self, steps: TrunkSteps, shape: StepShape) -> Movements:
        """Find the steps of running and of stairs."""
        ratio = shape.rise / shape.push
        springing = (shape.vault < -self.least_bounce) | (ratio >= self.least_hop)
        running = (shape.aloft > self.most_aloft) & springing
        lifted = median_around(ratio * steps.step_s**2 / shape.push, steps.walk, self.reach)
        stairs = (lifted >= self.least_climb_s4pm) & (
            median_around(ratio, steps.walk, self.reach) >= self.least_climb
        )
        return Movements(running, stairs & ~running)
