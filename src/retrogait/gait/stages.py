"""From motion to gait: the stages one after the other, and the options of each."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, fields, replace
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from retrogait.errors import InvalidOption
from retrogait.gait.belt import BeltOptions
from retrogait.gait.bouts import BoutOptions, summarise_bouts
from retrogait.gait.clipped import mark_clipped
from retrogait.gait.contacts import ContactOptions, check_touch, list_events
from retrogait.gait.custom_stages import check_stage, class_name, describe_stage
from retrogait.gait.detectors import own_instants
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
from retrogait.tables.provenance import option_values

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    import pandas as pd

    from retrogait.gait.detectors import ContactDetector
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
    """Options of every stage between motion and bouts; your own class can replace a stage.

    Each field takes the options of its stage, or an instance of a frozen dataclass derived from them. `contact` also
    takes your own detector, a frozen dataclass with the method of `retrogait.gait.detectors.ContactDetector`. Every
    option is in the summary of a session; stages from outside this library are named in `contact_contact` and
    `custom_stages`.

    Attributes
    ----------
    contact : ContactOptions or ContactDetector
        Contacts of feet and shanks. With your own detector, foot path and kinds of strike are those of
        `ContactOptions()`, and contacts have no standard error.
    thigh_contact : ThighContactOptions
        Steps and contacts from thighs.
    trunk_step, trunk_movement, trunk_direction, trunk_contact
        Steps, movements that are none, direction and contacts from a trunk.
    step : StepOptions
        Swings of feet and shanks that are steps.
    direction, asymmetry : DirectionOptions, AsymmetryOptions
        Direction of a step.
    bout, stride : BoutOptions, StrideOptions
        Which steps form one walk, and which contacts form one stride.
    run, stairs : RunOptions, StairOptions
        Which steps are running or on stairs.
    sole : SoleOptions
        The ends of the sole; the default is scaled to `Person.foot_length_m`, any other is kept.
    belt : BeltOptions
        How far measured and stated treadmill speed may differ.
    roll : RollOptions
        How the foot rolls over the ground.

    Raises
    ------
    InvalidOption
        A field does not hold options or a stage of its kind.

    Examples
    --------
    >>> import retrogait as rg
    >>> from retrogait.gait.bouts import BoutOptions
    >>> walk, truth = rg.simulate_walk("backward", 0.5, duration_s=20, seed=1)
    >>> session = rg.analyze(walk, stages=rg.Stages(bout=BoutOptions(least_strides=5)))
    >>> int(session.summary["bout_least_strides"])
    5
    """

    contact: ContactOptions | ContactDetector = field(default_factory=ContactOptions)
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

    def __post_init__(self) -> None:
        """Refuse anything that is not a stage."""
        for name, kind in stage_kinds().items():
            check_stage(name, getattr(self, name), kind, "find_contacts" if name == "contact" else None)

    @property
    def custom(self) -> dict[str, Any]:
        """The stages from outside this library, by name."""
        return {
            name: getattr(self, name)
            for name, kind in stage_kinds().items()
            if type(getattr(self, name)) is not kind
        }

    @property
    def contact_options(self) -> ContactOptions:
        """Options for foot path and strikes, whichever detector finds the contacts."""
        return self.contact if isinstance(self.contact, ContactOptions) else ContactOptions()

    def for_foot(self, length_m: float | None) -> Stages:
        """Return these stages with the sole scaled to this foot length, unless a sole is given."""
        return replace(self, sole=SoleOptions.of_length(length_m)) if self.sole == SoleOptions() else self

    def option_row(self) -> dict[str, Any]:
        """The options by the names of their columns in the summary, and the stages that are not of this library."""
        row: dict[str, Any] = {}
        for name, kind in stage_kinds().items():
            stage = self.contact_options if name == "contact" else getattr(self, name)
            values = option_values(stage, name)
            row |= {column: values[column] for column in option_values(kind(), name)}
        custom = {name: describe_stage(stage) for name, stage in self.custom.items()}
        if not isinstance(self.contact, ContactOptions):
            row["contact_contact"] = custom["contact"]
        return row | ({"custom_stages": json.dumps(custom)} if custom else {})

    def check_sites(self, sites: Sequence[str]) -> None:
        """Raise `InvalidOption` if these sites do not show the contacts asked for."""
        check_touch(self.contact_options.contact, sites)
        others = [site for site in sites if not site.endswith(("foot", "shank"))]
        if others and not isinstance(self.contact, ContactOptions):
            raise InvalidOption(
                f"analyze: stages.contact is {class_name(self.contact)} and contacts come from {', '.join(others)}; "
                "expected sensors on feet or shanks, which your own detector needs; leave it out, or add a "
                "sensor on a foot"
            )

    def find(
        self,
        motions: Iterable[Motion],
        confidence: Mapping[str, float] | None = None,
        clipped: Mapping[str, Sequence[Clipped]] | None = None,
        aimed: Collection[str] = (),
    ) -> Gait:
        """Find contacts, strides and bouts in the motion of all sites that show contacts.

        `confidence` is that of the mounting of a site found from the walk: no direction has a higher one. `clipped` is
        what `find_clipped` gave of the recording. `aimed` are the sites whose axes were stated, not found from a walk:
        only these have a toe-out angle, because a walk shows where a foot goes, not where it points.
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
        if isinstance(self.contact, ContactOptions):
            swings = self.contact.detect(motion, directions, chosen)
        else:
            instants = own_instants(self.contact, motion, directions, chosen)
            swings = self.contact_options.tabulate(motion, directions, chosen, instants)
        swings = self.roll.measure(motion, self.sole.measure(motion, swings))
        if motion.site in aimed and motion.site.endswith("foot"):
            swings = measure_toe_out(motion, swings)
        return swings


def stage_kinds() -> dict[str, type[Any]]:
    """The class of options of each stage of this library."""
    kinds: dict[str, Any] = {one.name: one.default_factory for one in fields(Stages)}
    return kinds


def choose_stages(where: str, contacts: ContactOptions | None, stages: Stages | None) -> Stages:
    """The stages that a caller gives, in full or by `contacts` alone; `InvalidOption` where both are given."""
    if stages is None:
        return Stages() if contacts is None else Stages(contact=contacts)
    if contacts is not None:
        raise InvalidOption(
            f"{where}: contacts and stages are both given; expected one of them, as stages holds contacts too; leave "
            "out contacts, and pass stages=Stages(contact=...)"
        )
    return stages
