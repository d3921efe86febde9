"""Which of the sites worn show contacts, and what cannot be known from them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from retrogait.errors import UnknownSite
from retrogait.intake.site_names import explain_unknown
from retrogait.tables.catalogue import SIDES, SITES, THIGHS, TRUNK

if TYPE_CHECKING:
    from retrogait.recording import Recording


def contact_sites(recording: Recording) -> list[str]:
    """Choose the sites that contacts are read from.

    These are each side's foot, or its shank where no foot is worn. Where neither leg wears one they are both thighs,
    else the trunk, which sees the steps of both legs, else the one thigh. What is measured and what comes by a model is
    not mixed in one walk, so a thigh does not stand in for one side.

    Raises
    ------
    UnknownSite
        A sensor's site is not stated.
    """
    unknown = [site for site in recording.sites if site not in SITES]
    if unknown:
        raise UnknownSite(explain_unknown("analyze", unknown[0], recording.sites))
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
    return thighs if len(thighs) == len(SIDES) or not trunk else trunk


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
            f"side is inferred from steps taking turns: contacts come from {sites[0]} alone; "
            "wear a sensor on a foot or shank to know which foot lands"
        )
        return [note]
    return []
