"""The one pipeline: from a Recording to a Session."""

from __future__ import annotations

import warnings as python_warnings
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from retrogait._version import __version__
from retrogait.errors import InvalidOption, InvalidTable, RetrogaitWarning, UnknownSite
from retrogait.gait.belt import BeltOptions
from retrogait.gait.bouts import BoutOptions, summarise_bouts
from retrogait.gait.contacts import ContactOptions, list_events
from retrogait.gait.direction import DirectionOptions
from retrogait.gait.foot_clearance import SoleOptions
from retrogait.gait.steps import StepOptions
from retrogait.gait.strides import StrideOptions
from retrogait.gait.summary import summarise_strides
from retrogait.gait.swings import join_swings
from retrogait.gait.trunk_contacts import TrunkContactOptions
from retrogait.kinematics.gaps import SHORTEST_S
from retrogait.kinematics.limb import track_limb
from retrogait.kinematics.trunk import track_trunk
from retrogait.knee import describe_strides, measure_knees
from retrogait.mounting.upright import check_upright
from retrogait.recording import FRAMES
from retrogait.session import Person, Session
from retrogait.tables.catalogue import SIDES, SITES, SUMMARY_FIGURES, SURFACES, TRUNK
from retrogait.tables.checks import check_choice
from retrogait.tables.provenance import option_columns, option_values
from retrogait.tables.schema import COUNT, NUMBER, TEXT, Column, Table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from retrogait.gait.swings import Swings
    from retrogait.mounting.alignment import Alignment
    from retrogait.recording import Recording

# Simulated feet at 15 Hz lose a fifth of their contacts at 1.2 m/s, at 20 Hz one in twenty, at 33 Hz none.
LEAST_RATE_HZ = 20.0
SURE_RATE_HZ = 50.0


def analyze(
    recording: Recording,
    alignment: Alignment | None = None,
    surface: str = "overground",
    belt_speed_mps: float | None = None,
    person: Person | None = None,
    contacts: ContactOptions | None = None,
) -> Session:
    """Turn a recording into contacts, strides, bouts and a summary, backward and forward apart.

    Parameters
    ----------
    recording : Recording
        Feet, or shanks where no foot is worn; other sites are carried along.
    alignment : Alignment, optional
        Mounting of the sensors, for a recording in the sensor frame. Without it events and cadence are found,
        but direction is `unknown`, and strike, angles and lengths are missing, with a warning.
    surface : {"overground", "treadmill"}
        Carried into the summary. On a treadmill, lengths and speeds are relative to the belt.
    belt_speed_mps : float, optional
        Speed of the belt. The summary has the measured speed beside it, and a warning is given where the two differ
        by more than `retrogait.gait.belt.BeltOptions` allows.
    person : Person, optional
        Body measures. The length of the foot tells where its heel and toe are.
    contacts : ContactOptions, optional
        What a contact is.

    Returns
    -------
    Session
        Its tables are empty, with the same columns, where nobody walks.

    Raises
    ------
    UnknownSite
        A sensor's body site is not stated, or no site that shows contacts is worn.
    InvalidTable
        A sensor said to be in the segment frame is tilted by more than 45 degrees when it is stillest, or the rate is
        below 20 Hz.
    InvalidOption
        An argument has a value that is not known.

    Examples
    --------
    >>> import retrogait as rg
    >>> recording, truth = rg.simulate_walk(direction="backward", speed_mps=0.5, duration_s=20, seed=1)
    >>> session = rg.analyze(recording)
    >>> session.strides["direction"].unique().tolist()
    ['backward']
    """
    _check_options(surface, belt_speed_mps)
    person = person or Person()
    sites = _deciding_sites(recording)
    if alignment is not None:
        recording = alignment.apply(recording)
    steps = Stages(contacts or ContactOptions(), sole=SoleOptions.of_length(person.foot_length_m))
    notes = [
        *_mounting_notes(recording),
        *_site_notes(sites),
        *_rate_notes(recording),
        *_length_notes(recording),
    ]
    swings = steps.bout.detect(steps.find(recording, sites), steps.stride.longest_periods)
    events, strides = list_events(swings), steps.stride.detect(swings)
    bouts = summarise_bouts(swings, strides)
    knees = measure_knees(recording, strides)
    belt, belt_notes = steps.belt.check(strides, belt_speed_mps)
    strides, notes = describe_strides(strides, knees), [*notes, *knees.notes, *belt_notes]
    provenance = {
        "sites": " ".join(recording.sites),
        "contact_sites": " ".join(sites),
        "rate_hz": recording.rate_hz,
        "start_time": np.nan if recording.start_time is None else recording.start_time.isoformat(),
        "frame": recording.frame,
        "surface": surface,
        "belt_speed_mps": np.nan if belt_speed_mps is None else belt_speed_mps,
        **belt,
        "n_warnings": len(recording.warnings) + len(notes),
        "retrogait_version": __version__,
        **option_values(steps),
        **{f"{side}_knee_zero": zero for side, zero in knees.zeros.items()},
        **option_values(person, "person"),
    }
    for note in notes:
        python_warnings.warn(note, RetrogaitWarning, stacklevel=2)
    summary = summarise_strides(strides, events, bouts, provenance)
    SUMMARY.check_row(summary)
    return Session(events, strides, bouts, knees.table, summary, (*recording.warnings, *notes), recording)


@dataclass(frozen=True)
class Stages:
    """The options of every stage between samples and bouts, and the way from one to the next."""

    contact: ContactOptions = field(default_factory=ContactOptions)
    trunk_contact: TrunkContactOptions = field(default_factory=TrunkContactOptions)
    step: StepOptions = field(default_factory=StepOptions)
    direction: DirectionOptions = field(default_factory=DirectionOptions)
    bout: BoutOptions = field(default_factory=BoutOptions)
    stride: StrideOptions = field(default_factory=StrideOptions)
    sole: SoleOptions = field(default_factory=SoleOptions)
    belt: BeltOptions = field(default_factory=BeltOptions)

    def find(self, recording: Recording, sites: list[str]) -> Swings:
        """Find the swings of all deciding sites."""
        return join_swings([swings for site in sites for swings in self._of_site(recording, site)])

    def _of_site(self, recording: Recording, site: str) -> Iterator[Swings]:
        if site in TRUNK:
            for trunk in track_trunk(recording, site):
                yield self.trunk_contact.detect(trunk, self.direction.decide_trunk(trunk))
        else:
            at_pelvis_speed = self.contact.at_pelvis_speed
            for motion in track_limb(
                recording, site, self.contact.threshold, at_pelvis_speed=at_pelvis_speed
            ):
                found = self.contact.detect(motion, self.direction.decide(motion), self.step.choose(motion))
                yield self.sole.measure(motion, found)


SUMMARY = Table(
    "summary",
    (
        *SUMMARY_FIGURES.columns,
        Column("sites", TEXT, "the sensors worn"),
        Column("contact_sites", TEXT, "those that contacts were read from"),
        Column("rate_hz", NUMBER, "sampling rate", low=0),
        Column("start_time", TEXT, "when the recording began, ISO 8601, missing where not known"),
        Column("frame", TEXT, "the frame of the samples", FRAMES),
        Column("surface", TEXT, "what was walked on", SURFACES),
        Column("belt_speed_mps", NUMBER, "stated speed of the belt", low=0),
        Column("belt_speed_measured_mps", NUMBER, "its speed as the strides have it"),
        Column("belt_speed_difference_pct", NUMBER, "measured against stated"),
        Column("n_warnings", COUNT, "warnings of the recording and the analysis"),
        Column("retrogait_version", TEXT, "the version that made it"),
        *option_columns(Stages),
        *(
            Column(f"{side}_knee_zero", TEXT, "what zero flexion is, of a leg with an angle", optional=True)
            for side in SIDES
        ),
        *option_columns(Person, "person"),
    ),
)


def _check_options(surface: str, belt_speed_mps: float | None) -> None:
    check_choice("analyze", "surface", surface, SURFACES)
    if belt_speed_mps is not None and not (np.isfinite(belt_speed_mps) and belt_speed_mps >= 0):
        raise InvalidOption(
            f"analyze: belt_speed_mps is {belt_speed_mps!r}; expected a speed in m/s, 0 or above, whatever the "
            "direction of walking; pass its size"
        )
    if belt_speed_mps is not None and surface != "treadmill":
        raise InvalidOption(
            f"analyze: belt_speed_mps={belt_speed_mps:g} was given with surface={surface!r}; a belt has a treadmill; "
            "pass surface='treadmill'"
        )


def _deciding_sites(recording: Recording) -> list[str]:
    """Sites that contacts are read from: each side's foot, or its shank where no foot is worn, or the trunk alone."""
    unknown = [site for site in recording.sites if site not in SITES]
    if unknown:
        raise UnknownSite(
            f"analyze: the body site of {unknown[0]!r} is not stated (found {' '.join(recording.sites)}); expected "
            f"one of {' '.join(SITES)}; pass sites={{{unknown[0]!r}: 'left_foot'}} when reading or making the Recording"
        )
    chosen = []
    for side in ("left", "right"):
        for segment in ("foot", "shank"):
            if f"{side}_{segment}" in recording.sites:
                chosen.append(f"{side}_{segment}")
                break
    if not chosen:
        chosen = [site for site in TRUNK if site in recording.sites][:1]
    if not chosen:
        raise UnknownSite(
            f"analyze: no foot, shank or trunk among the sites {' '.join(recording.sites)}; contacts are read from "
            "a sensor on one of these; wear one, or name it with sites={...}"
        )
    return chosen


def _mounting_notes(recording: Recording) -> list[str]:
    """Check that sensors in the segment frame stand upright, or note what an unknown mounting leaves out."""
    if recording.frame == "segment":
        for site in recording.sites:
            check_upright(recording, site)
        return []
    note = (
        "direction, strike, angles and lengths are missing: the recording is in the sensor frame and the mounting "
        "of its sensors is not known; pass alignment=calibrate(walk, direction=...) or Alignment.declared(...)"
    )
    return [note]


def _site_notes(sites: list[str]) -> list[str]:
    """Note what cannot be known from the sites worn."""
    if sites[0] not in TRUNK:
        return []
    note = (
        f"side is inferred from steps taking turns: contacts come from {sites[0]} alone; "
        "wear a sensor on a foot or shank to know which foot lands"
    )
    return [note]


def _rate_notes(recording: Recording) -> list[str]:
    """Refuse a rate at which contacts are lost, and note one at which some are."""
    rate_hz = recording.rate_hz
    if rate_hz < LEAST_RATE_HZ:
        raise InvalidTable(
            f"recording: it has {rate_hz:.4g} samples a second; contacts need {LEAST_RATE_HZ:g} at least, and "
            f"{SURE_RATE_HZ:g} to be sure; record at 100 Hz, or export the samples as they were measured"
        )
    if rate_hz >= 0.9 * SURE_RATE_HZ:
        return []
    note = (
        f"recording: it has {rate_hz:.4g} samples a second; below {SURE_RATE_HZ:g} contacts of brisk walks are "
        "missed and their times are coarser; record at 100 Hz"
    )
    return [note]


def _length_notes(recording: Recording) -> list[str]:
    """Note that a recording is too short for any walking to be found."""
    if recording.duration_s >= SHORTEST_S:
        return []
    note = (
        f"recording: it lasts {recording.duration_s:.2f} s; walking is recognised from {SHORTEST_S:g} s on, and a bout "
        "needs three strides, so nothing was found; record 10 s or more"
    )
    return [note]
