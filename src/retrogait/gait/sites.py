"""Which of the sites worn show contacts, and what cannot be known from them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from retrogait.errors import UnknownSite
from retrogait.intake.site_names import explain_unknown
from retrogait.tables.catalogue import SIDES, SITES, TRUNK

if TYPE_CHECKING:
    from retrogait.recording import Recording


def contact_sites(recording: Recording) -> list[str]:
    """Choose the sites that contacts are read from: each side's foot, or its shank where no foot is worn, or the trunk.

    Raises
    ------
    UnknownSite
        A sensor's site is not stated, or none of the sites shows contacts.
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
    if not chosen:
        chosen = [site for site in TRUNK if site in recording.sites][:1]
    if not chosen:
        raise UnknownSite(
            f"analyze: no foot, shank or trunk among the sites {' '.join(recording.sites)}; contacts are read from "
            "a sensor on one of these; wear one, or name it with sites={...}"
        )
    return chosen


def site_notes(sites: list[str]) -> list[str]:
    """Note what cannot be known from the sites worn."""
    if sites[0] not in TRUNK:
        return []
    note = (
        f"side is inferred from steps taking turns: contacts come from {sites[0]} alone; "
        "wear a sensor on a foot or shank to know which foot lands"
    )
    return [note]
