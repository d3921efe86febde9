"""From motion to gait: the stages one after the other, and the options of each."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from retrogait.gait.belt import BeltOptions
from retrogait.gait.bouts import BoutOptions, summarise_bouts
from retrogait.gait.clipped import mark_clipped
from retrogait.gait.contacts import ContactOptions, list_events
from retrogait.gait.direction import DirectionOptions
from retrogait.gait.direction_check import (
    SiteEvidence,
    evidence_by_site,
    sideways_notes,
    without_opposite_steps,
)
from retrogait.gait.foot_clearance import SoleOptions
from retrogait.gait.other_gait import other_gait_notes, without_running_direction
from retrogait.gait.roll import RollOptions
from retrogait.gait.running import RunOptions
from retrogait.gait.stairs import StairOptions
from retrogait.gait.steps import StepOptions
from retrogait.gait.strides import StrideOptions
from retrogait.gait.swings import join_swings
from retrogait.gait.thigh_contacts import ThighContactOptions
from retrogait.gait.time_asymmetry import AsymmetryOptions
from retrogait.gait.toe_out import measure_toe_out
from retrogait.gait.trunk_contacts import TrunkContactOptions
from retrogait.gait.trunk_direction import TrunkDirectionOptions
from retrogait.gait.trunk_movements import TrunkMovementOptions
from retrogait.gait.trunk_steps import TrunkStepOptions
from retrogait.kinematics.thigh import ThighMotion
from retrogait.kinematics.trunk import TrunkMotion

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    import pandas as pd

    from retrogait.gait.swings import Swings
    from retrogait.kinematics.clipping import Clipped
    from retrogait.kinematics.track import Motion


class Gait(NamedTuple):
    """What is found in the motion of a recording: tables of `catalogue`, and what is known of its directions."""

    events: pd.DataFrame
    strides: pd.DataFrame
    bouts: pd.DataFrame
    evidence: dict[str, SiteEvidence]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Stages:
    """The options of every stage between motion and bouts, and the order in which they run."""

    contact: ContactOptions = field(default_factory=ContactOptions)
    thigh_contact: ThighContactOptions = field(default_factory=ThighContactOptions)
    trunk_step: TrunkStepOptions = field(default_factory=TrunkStepOptions)
    trunk_movement: TrunkMovementOptions = field(default_factory=TrunkMovementOptions)
    trunk_direction: TrunkDirectionOptions = field(default_factory=TrunkDirectionOptions)
    trunk_contact: TrunkContactOptions = field(default_factory=TrunkContactOptions)
    step: StepOptions = field(default_factory=StepOptions)
    direction: DirectionOptions = field(default_factory=DirectionOptions)
    asymmetry: AsymmetryOptions = field(default_factory=AsymmetryOptions)
    bout: BoutOptions = field(default_factory=BoutOptions)
    run: RunOptions = field(default_factory=RunOptions)
    stairs: StairOptions = field(default_factory=StairOptions)
    stride: StrideOptions = field(default_factory=StrideOptions)
    sole: SoleOptions = field(default_factory=SoleOptions)
    belt: BeltOptions = field(default_factory=BeltOptions)
    roll: RollOptions = field(default_factory=RollOptions)

    def find(
        self,
        motions: Iterable[Motion],
        confidence: Mapping[str, float] | None = None,
        clipped: Mapping[str, Sequence[Clipped]] | None = None,
        aimed: Collection[str] = (),
    ) -> Gait:
        """Find contacts, strides and bouts in the motion of all sites that show contacts.

        `confidence` is how sure the mounting of a site is, where it was not given: no direction is surer. `clipped` is
        what `find_clipped` gave of the recording. `aimed` are the sites whose axes were stated, not found from a walk:
        only these have a toe-out angle, because a walk tells where a foot goes, not where it points.
        """
        # by map, which lets go of a motion before the next is tracked: its memory is used again
        swings_of = partial(self._swings_of, confidence=confidence or {}, aimed=aimed)
        swings = mark_clipped(join_swings(list(map(swings_of, motions))), clipped or {})
        swings = self.stairs.mark(self.bout.detect(swings, self.stride.longest_periods))
        swings = without_running_direction(self.run.mark(swings))
        evidence = evidence_by_site(swings)
        sideways = sideways_notes(swings)
        swings, notes = without_opposite_steps(swings)
        strides = self.stride.detect(swings)
        notes = [*sideways, *notes, *other_gait_notes(strides)]
        return Gait(list_events(swings), strides, summarise_bouts(swings, strides), evidence, tuple(notes))

    def _swings_of(self, motion: Motion, confidence: Mapping[str, float], aimed: Collection[str]) -> Swings:
        if isinstance(motion, TrunkMotion):
            steps, shape = self.trunk_step.choose(motion)
            movements = self.trunk_movement.find(steps, shape)
            directions = self.trunk_direction.decide(motion.mounted, steps, shape, movements.running)
            return self.trunk_contact.detect(motion, steps, directions, movements)
        most = confidence.get(motion.site, 1.0)
        if isinstance(motion, ThighMotion):
            return self.thigh_contact.detect(
                motion, self.direction.decide_thigh(motion, self.asymmetry, most)
            )
        chosen = self.step.choose(motion)
        directions = self.direction.decide(motion, chosen, self.asymmetry, most)
        swings = self.contact.detect(motion, directions, chosen)
        swings = self.roll.measure(motion, self.sole.measure(motion, swings))
        if motion.site in aimed and motion.site.endswith("foot"):
            swings = measure_toe_out(motion, swings)
        return swings
