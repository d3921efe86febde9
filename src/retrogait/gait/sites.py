"""Which of the sites worn show contacts, and what cannot be known from them."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from retrogait.errors import InvalidTable, UnknownSite
from retrogait.intake.site_names import explain_unknown
from retrogait.tables.catalogue import SIDES, SITES, THIGHS, TRUNK

if TYPE_CHECKING:
    from retrogait.recording import Recording


_LOOKS, _LEAST_LOOKS = 1000, 20  # samples that two sensors are compared at, spread over the recording
_MOVING_DPS = 20.0  # from the slowest to the fastest turning: below it sensors may lie beside each other


def check_known(recording: Recording) -> None:
    """Raise `UnknownSite` where a sensor's body site is not stated."""
    unknown = [site for site in recording.sites if site not in SITES]
    if unknown:
        raise UnknownSite(explain_unknown("analyze", unknown[0], recording.sites))


def contact_sites(recording: Recording) -> list[str]:
    """Choose the sites that contacts are read from.

    These are each side's foot, or its shank where no foot is worn. Where neither leg wears one they are both thighs,
    else the trunk, which sees the steps of both legs, else the one thigh; of trunk and thigh the one whose mounting is
    known. Measured and modelled contacts are not mixed in one walk, so a thigh does not replace one side.
    """
    chosen = []
    for side in SIDES:
        for segment in ("foot", "shank"):
            if f"{side}_{segment}" in recording.sites:
                chosen.append(f"{side}_{segment}")
                break
    if chosen:
        return chosen
    thighs = [site for site in THIGHS if site in recording.sites]
    trunk = [site for site in TRUNK if site in recording.sites][:1]
    if len(thighs) == len(SIDES) or not trunk:
        return thighs
    frames = [recording.frame_of(site) for site in (*thighs, *trunk)]
    return thighs if frames == ["segment", "sensor"] else trunk


def check_distinct(recording: Recording) -> None:
    """Raise `InvalidTable` where one sensor's samples are given for two sites, in the same axes or turned.

    Two sensors never measure the same lengths of acceleration and turning, sample by sample, while they move.
    """
    every = max(1, recording.n_samples // _LOOKS)
    lengths = {}
    for site in recording.sites:
        channels = recording.channels(site)[:, ::every]
        lengths[site] = np.sqrt((channels.reshape(2, 3, -1) ** 2).sum(axis=1))
    for one, other in combinations(recording.sites, 2):
        known = np.isfinite(lengths[one][0]) & np.isfinite(lengths[other][0])
        here, there = lengths[one][:, known], lengths[other][:, known]
        if (
            here.shape[1] >= _LEAST_LOOKS
            and np.ptp(here[1]) > _MOVING_DPS
            and np.allclose(here, there, rtol=1e-5)
        ):
            raise InvalidTable(
                f"analyze: {one} and {other} hold the same samples: one sensor was given for two sites; expected a "
                f"sensor each; give {other} its own, or keep one site with rec.select({one!r})"
            )


def site_notes(sites: list[str]) -> list[str]:
    """Note what cannot be known from the sites worn."""
    if sites[0] in THIGHS:
        note = (
            f"contacts come from {' '.join(sites)} by a model, typically 30 ms off (SD), and 20 ms more to one side "
            "where the direction is unknown; stance and double support are not measured; wear a sensor on a foot or "
            "shank to measure them"
        )
        return [note]
    if sites[0] in TRUNK:
        note = (
            f"side is inferred from alternating steps: contacts come from {sites[0]} alone; "
            "wear a sensor on a foot or shank to know which foot lands"
        )
        return [note]
    return []
