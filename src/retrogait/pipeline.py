"""The one pipeline: from a Recording to a Session."""

from __future__ import annotations

import warnings as python_warnings
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

import retrogait
from retrogait.bouts import BoutOptions, summarise_bouts
from retrogait.contacts import ContactOptions, list_events
from retrogait.direction import DirectionOptions
from retrogait.errors import InvalidOption, RetrogaitWarning, UnknownSite
from retrogait.motion import SHORTEST_S, track_limb
from retrogait.trunk import track_trunk
from retrogait.trunk_contacts import TrunkContactOptions
from retrogait.schema import KNEE_COLUMNS, SITES, SURFACES, SWINGS
from retrogait.session import Person, Session
from retrogait.strides import StrideOptions
from retrogait.summary import summarise_strides
from retrogait.uprightness import check_upright

if TYPE_CHECKING:
    from retrogait.alignment import Alignment
    from retrogait.recording import Recording


TRUNK = ("lower_back", "sternum")


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
        Speed of the belt, carried into the summary beside the measured speed.
    person : Person, optional
        Body measures.
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
        A sensor said to be in the segment frame is tilted by more than 45 degrees when it is stillest.
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
    contacts = contacts or ContactOptions()
    notes: list[str] = []
    sites = _deciding_sites(recording)
    if alignment is not None:
        recording = alignment.apply(recording)
    if recording.frame == "segment":
        for site in recording.sites:
            check_upright(recording, site)
    else:
        notes.append(
            "direction, strike, angles and lengths are missing: the recording is in the sensor frame and the mounting "
            "of its sensors is not known; pass alignment=calibrate(walk, direction=...) or Alignment.declared(...)"
        )
    direction, bout, stride = DirectionOptions(), BoutOptions(), StrideOptions()
    tables = [SWINGS.frame()]
    for site in sites:
        if site in TRUNK:
            for trunk in track_trunk(recording, site):
                tables.append(TrunkContactOptions().detect(trunk, direction.decide_trunk(trunk)))
            notes.append(
                f"side is inferred from steps taking turns: contacts come from {site} alone; "
                "wear a sensor on a foot or shank to know which foot lands"
            )
        else:
            for motion in track_limb(recording, site, contacts.threshold):
                tables.append(contacts.detect(motion, direction.decide(motion)))
    filled = [table for table in tables if len(table)] or tables[:1]
    swings = bout.detect(pd.concat(filled, ignore_index=True))
    events, strides = list_events(swings), stride.detect(swings)
    bouts = summarise_bouts(swings, strides)
    notes += _shortness(recording)
    provenance = {
        "sites": " ".join(recording.sites),
        "contact_sites": " ".join(sites),
        "rate_hz": recording.rate_hz,
        "frame": recording.frame,
        "surface": surface,
        "belt_speed_mps": np.nan if belt_speed_mps is None else belt_speed_mps,
        "n_warnings": len(recording.warnings) + len(notes),
        "retrogait_version": retrogait.__version__,
        **_named("contact", contacts),
        **_named("direction", direction),
        **_named("bout", bout),
        **_named("stride", stride),
        **_named("person", person),
    }
    for note in notes:
        python_warnings.warn(note, RetrogaitWarning, stacklevel=2)
    summary = summarise_strides(strides, events, bouts, provenance)
    knee = pd.DataFrame(columns=list(KNEE_COLUMNS), index=pd.Index([], name="time_s", dtype=float), dtype=float)
    return Session(events, strides, bouts, knee, summary, (*recording.warnings, *notes), recording)


def _check_options(surface: str, belt_speed_mps: float | None) -> None:
    if surface not in SURFACES:
        raise InvalidOption(f"analyze: surface is {surface!r}; wanted is one of {' '.join(SURFACES)}; choose one of them")
    if belt_speed_mps is not None and not (np.isfinite(belt_speed_mps) and belt_speed_mps >= 0):
        raise InvalidOption(
            f"analyze: belt_speed_mps is {belt_speed_mps!r}; wanted is a speed in m/s, 0 or above, whatever the "
            "direction of walking; pass its size"
        )
    if belt_speed_mps is not None and surface != "treadmill":
        raise InvalidOption(
            f"analyze: belt_speed_mps={belt_speed_mps:g} was given with surface={surface!r}; a belt has a treadmill; "
            "pass surface='treadmill'"
        )


def _deciding_sites(recording: Recording) -> list[str]:
    """The sites contacts are read from: each side's foot, or its shank where no foot is worn, or the trunk alone."""
    unknown = [site for site in recording.sites if site not in SITES]
    if unknown:
        raise UnknownSite(
            f"analyze: the body site of {unknown[0]!r} is not stated (found {' '.join(recording.sites)}); wanted is one "
            f"of {' '.join(SITES)}; pass sites={{{unknown[0]!r}: 'left_foot'}} when reading or making the Recording"
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
            f"analyze: no foot, shank or trunk among the sites {' '.join(recording.sites)}; contacts are read from a sensor "
            "on one of these; wear one, or name it with sites={...}"
        )
    return chosen


def _shortness(recording: Recording) -> list[str]:
    """A note where the recording is too short for any walking to be found."""
    longest = max(len(recording[site]) for site in recording.sites) / recording.rate_hz
    if longest >= SHORTEST_S:
        return []
    return [
        f"recording: it lasts {longest:.2f} s; walking is recognised from {SHORTEST_S:g} s on, and a bout needs three "
        "strides, so nothing was found; record 10 s or more"
    ]


def _named(prefix: str, options: Any) -> dict[str, Any]:
    """Fields of an options dataclass as entries of the summary."""
    return {f"{prefix}_{name}": value for name, value in asdict(options).items()}
