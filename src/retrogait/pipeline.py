"""The one pipeline: from a Recording to a Session."""

from __future__ import annotations

import warnings as python_warnings
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from retrogait._version import __version__
from retrogait.errors import InvalidOption, RetrogaitWarning
from retrogait.gait.direction_check import (
    contradiction_notes,
    find_contradictions,
    least_support,
    stated_notes,
)
from retrogait.gait.scaling import scale_strides
from retrogait.gait.silence import silence_notes
from retrogait.gait.sites import check_distinct, check_known, contact_sites, site_notes
from retrogait.gait.stages import Stages, choose_stages
from retrogait.gait.summary import SUMMARY, summarise_strides
from retrogait.kinematics.clipping import clipping_notes, find_clipped
from retrogait.kinematics.limits import limit_notes
from retrogait.kinematics.track import track
from retrogait.kinematics.worn import Worn
from retrogait.knee import describe_strides, measure_knees
from retrogait.knee.zero import check_knee_zero
from retrogait.mounting.applied import aimed_sites, apply_mounting, exchanged_sides, name_sources
from retrogait.mounting.sensor_pair import check_pairs, pair_notes
from retrogait.readers import read_recording
from retrogait.recording import Recording
from retrogait.session import Conditions, Person, Session
from retrogait.tables.arguments import CALLER, arguments
from retrogait.tables.catalogue import NOT_STATED, SURFACES
from retrogait.tables.checks import Bounds, check, check_choice
from retrogait.tables.provenance import option_values
from retrogait.tables.selection import check_direction

if TYPE_CHECKING:
    import os

    from retrogait.gait.contacts import ContactOptions
    from retrogait.knee.zero import KneeZero
    from retrogait.mounting.alignment import Alignment


@arguments(direction="Any", knee_zero="Any")
def analyze(
    recording: Recording | str | os.PathLike[str] | pd.DataFrame,
    alignment: Alignment | None = None,
    surface: str | None = None,
    belt_speed_mps: float | None = None,
    person: Person | None = None,
    contacts: ContactOptions | None = None,
    direction: str | None = None,
    *,
    rate_hz: float | None = None,
    stages: Stages | None = None,
    knee_zero: KneeZero = "standing",
    subject: str | None = None,
    visit: str | None = None,
    task: str | None = None,
) -> Session:
    """Turn a recording into contacts, strides, bouts and a summary, backward and forward apart.

    Parameters
    ----------
    recording : Recording, path or DataFrame
        Feet, or shanks where no foot is worn, or thighs or the trunk where neither is; other sites are carried along.
        A path is read by `read_recording`, a frame by `Recording.from_frames`: call these directly to state more than
        the rate.
    alignment : Alignment, optional
        Mounting of the sensors, for a recording in the sensor frame. Without it the mounting of feet, shanks and thighs
        is found from the walk itself, that of a trunk only with `direction`. Where it cannot be found, direction is
        `unknown`, and strike, angles and lengths are missing, with a warning that says why.
    surface : {"overground", "treadmill"}, optional
        Copied to the summary; "not stated" by default, which a log of sessions refuses because trends never mix
        surfaces. On a treadmill, lengths and speeds are relative to the belt.
    belt_speed_mps : float, optional
        Speed of the belt. The summary has the measured speed beside it, and a warning is given where the two differ
        by more than `retrogait.gait.belt.BeltOptions` allows. Stride lengths from it (`belt_stride_length_m`) need no
        sensor on a foot.
    person : Person, optional
        Body measures. Foot length gives the position of heel and toe; with leg length, speed and stride length are
        given without dimension as well.
    contacts : ContactOptions, optional
        What a contact is: the short form of `stages=Stages(contact=...)`.
    direction : {"backward", "forward"}, optional
        Direction of the whole recording. For a recording in the sensor frame without `alignment` it decides which end
        of each sensor is the front. Where the walk contradicts it, a warning says so and directions are `unknown`.
    rate_hz : float, optional
        Sampling rate of a file or a frame that does not state it.
    stages : Stages, optional
        Options of every stage, or your own stages; not together with `contacts`.
    knee_zero : {"standing", "mounting"} or mapping of side to float
        Zero flexion of the knee. `standing`: the knee in upright standing, else the zero of the mounting. A person who
        stands with a bent knee then shows no extension deficit: `mounting` keeps the axes of thigh and shank as stated,
        and `{"left": 5.0}` gives the flexion in standing measured with a goniometer, so that the deficit shows.
    subject, visit, task : str, optional
        Who walked, at which visit, and with what task beside walking ("single", "counting", ...). They are in the
        summary and in every table made from the session; walks of two subjects are never pooled.

    Returns
    -------
    Session
        Without walking its tables are empty, with the same columns.

    Raises
    ------
    UnknownSite
        A sensor's body site is not stated.
    InvalidTable
        A sensor in the segment frame is tilted by more than 45 degrees at its stillest, two sites hold the samples of
        one sensor, or the rate is below 20 Hz.
    InvalidOption
        An argument has an unknown value, or your own detector fails or returns something other than contacts.

    Examples
    --------
    >>> import retrogait as rg
    >>> recording, truth = rg.simulate_walk(direction="backward", speed_mps=0.5, duration_s=20, seed=1)
    >>> session = rg.analyze(recording)
    >>> session.strides["direction"].unique().tolist()
    ['backward']
    """
    _check_options(surface, belt_speed_mps, direction)
    check_knee_zero(knee_zero)
    conditions = Conditions(subject, visit, task)
    return _analyze(
        _taken(recording, rate_hz),
        alignment,
        surface,
        belt_speed_mps,
        person,
        choose_stages("analyze", contacts, stages),
        direction,
        knee_zero,
        conditions,
    )


def _analyze(
    recording: Recording,
    alignment: Alignment | None,
    surface: str | None,
    belt_speed_mps: float | None,
    person: Person | None,
    stages: Stages,
    direction: str | None,
    knee_zero: KneeZero,
    conditions: Conditions,
) -> Session:
    """Do the work of `analyze` on a recording."""
    person = person or Person()
    check_known(recording)
    check_distinct(recording)
    stages = stages.for_foot(person.foot_length_m)
    worn = Worn.find(recording)
    clipped = find_clipped(recording)
    pairs = check_pairs(worn.only(recording))
    about_pairs = pair_notes(recording, pairs)  # in the axes of the columns that their words name
    mounted = apply_mounting(recording, alignment, direction, stages.asymmetry, pairs, worn)
    recording, source = mounted.recording, mounted.source
    sites = contact_sites(recording)
    stages.check_sites(sites)
    notes = [
        *mounted.notes,
        *site_notes(sites),
        *limit_notes(recording),
        *worn.notes(recording),
        *about_pairs,
        *clipping_notes(clipped, {site: pair.note for site, pair in pairs.items()}),
    ]

    aimed = aimed_sites(source, alignment)
    find = partial(
        stages.find,
        confidence=mounted.confidence,
        clipped=clipped,
        aimed=aimed,
    )
    gait = find(track(worn.only(recording), sites, stages.contact_options.landing_share))
    evidence = gait.evidence
    doubtful = find_contradictions(evidence, stages.asymmetry, direction)
    if doubtful:
        notes += contradiction_notes(doubtful, source, exchanged_sides(doubtful, alignment))
        unsure = {
            *doubtful,
            *(site for site, how in source.items() if how == "stated" and site not in evidence),
        }
        source = {**source, **dict.fromkeys(unsure, "none")}
        recording = recording.unmounted(*unsure)
        gait = find(track(worn.only(recording), sites, stages.contact_options.landing_share))
    notes += [
        *stated_notes({site: one for site, one in evidence.items() if site not in doubtful}, direction),
        *gait.notes,
    ]
    faulty = [site for site, pair in pairs.items() if pair.broken]
    notes += silence_notes(worn.only(recording), sites, gait.strides, stages, faulty)
    events, strides, bouts = gait.events, gait.strides, gait.bouts
    knees = measure_knees(recording, strides, knee_zero, aimed)
    strides = scale_strides(describe_strides(strides, knees), person.leg_length_m, belt_speed_mps)
    belt, belt_notes = stages.belt.check(strides, belt_speed_mps)

    notes += [*knees.notes, *belt_notes]
    for note in notes:
        python_warnings.warn(note, RetrogaitWarning, stacklevel=CALLER + 1)
    facts = {
        **option_values(conditions),
        "sites": " ".join(recording.sites),
        "contact_sites": " ".join(sites),
        "direction_source": name_sources({site: source[site] for site in sites}),
        "direction_evidence": least_support(evidence, stages.asymmetry),
        "rate_hz": recording.rate_hz,
        "start_time": np.nan if recording.start_time is None else recording.start_time.isoformat(),
        "frame": recording.frame,
        "surface": surface or NOT_STATED,
        "belt_speed_mps": np.nan if belt_speed_mps is None else belt_speed_mps,
        **belt,
        "n_warnings": len(recording.warnings) + len(notes),
        "retrogait_version": __version__,
        **stages.option_row(),
        **{f"{side}_knee_zero": zero for side, zero in knees.zeros.items()},
        **option_values(person, "person"),
    }
    summary = summarise_strides(strides, events, bouts, facts)
    SUMMARY.check_row(summary)
    return Session(events, strides, bouts, knees.table, summary, (*recording.warnings, *notes), recording)


def _taken(given: Recording | str | os.PathLike[str] | pd.DataFrame, rate_hz: float | None) -> Recording:
    """The recording that was given, or is in the file or frame that was."""
    if isinstance(given, Recording):
        if rate_hz is not None:
            raise InvalidOption(
                f"analyze: rate_hz is {rate_hz!r}, and the recording has its own ({given.rate_hz:g} Hz); expected it "
                "with a file or a frame only; leave it out"
            )
        return given
    if isinstance(given, pd.DataFrame):
        return Recording.from_frames(given, rate_hz)
    return read_recording(given, rate_hz=rate_hz)


def _check_options(surface: str | None, belt_speed_mps: float | None, direction: str | None) -> None:
    if surface is not None:
        check_choice("analyze", "surface", surface, SURFACES)
    check_direction("analyze", direction)
    speed = Bounds("a speed in m/s", low=0.0, none=True, because="a belt has no direction")
    check("analyze", "belt_speed_mps", belt_speed_mps, speed, "pass its size")
    if belt_speed_mps is not None and surface != "treadmill":
        raise InvalidOption(
            f"analyze: belt_speed_mps={belt_speed_mps:g} was given with surface={surface!r}; a belt has a treadmill; "
            "pass surface='treadmill'"
        )
