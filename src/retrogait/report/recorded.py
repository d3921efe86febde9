"""What was recorded, and how good it is."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from retrogait.report.blocks import Block, Grid, Listing, Paragraph, Section
from retrogait.report.content import about
from retrogait.report.numbers import NONE, number
from retrogait.report.pictures import picture
from retrogait.session import CONDITIONS
from retrogait.tables.selection import WALKED

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from retrogait.report.content import Named


def describe_recordings(sessions: Sequence[Named], detailed: Sequence[Named]) -> Section:
    """One column for each session: what was worn and walked; then what was repaired or left out."""
    rows = [
        (title, *(value(named) for named in sessions))
        for title, value in (
            *((name, _condition(name)) for name in CONDITIONS if any(_stated(one, name) for one in sessions)),
            ("start", lambda named: (named.start or "not known").replace("T", " ")),
            ("sensors", lambda named: _words(named, "sites")),
            ("contacts read from", lambda named: _words(named, "contact_sites")),
            ("sampling rate", lambda named: f"{named.session.summary['rate_hz']:g} Hz"),
            ("mounting", _mounting),
            ("surface", _surface),
            ("length of the recording", _length),
            ("time walked", lambda named: f"{number(named.session.summary['walking_s'], 1)} s"),
            *((f"{direction} strides", _counts(direction)) for direction in WALKED),
            ("strides of unknown direction", lambda named: f"{named.session.summary['n_strides_unknown']:g}"),
            ("strides on stairs, in no mean", lambda named: f"{named.session.summary['n_strides_stairs']:g}"),
            ("strides run, in no mean", lambda named: f"{named.session.summary['n_strides_running']:g}"),
            ("warnings", lambda named: f"{len(named.session.warnings)}"),
        )
    ]
    head = ("", *(named.name for named in sessions))
    blocks: list[Block] = [Grid("Recordings", head, tuple(rows), words=True)]
    for named in sessions:
        if named.session.warnings:
            several = len(sessions) > 1
            blocks.append(
                Listing(f"Repaired, left out or not decidable{about(named, several)}", named.session.warnings)
            )
    if not any(named.session.warnings for named in sessions):
        blocks.append(Paragraph("Nothing had to be repaired or left out."))
    blocks += [block for named in detailed for block in _pictures(named, len(detailed) > 1)]
    return Section("recorded", "What was recorded", tuple(blocks))


def _stated(named: Named, condition: str) -> str | None:
    stated: str | None = getattr(named.session.conditions, condition)
    return stated


def _condition(name: str) -> Callable[[Named], str]:
    return lambda named: _stated(named, name) or NONE


def _words(named: Named, key: str) -> str:
    words = str(named.session.summary.get(key, "")).split()
    return ", ".join(word.replace("_", " ") for word in words) or NONE


def _mounting(named: Named) -> str:
    known = named.session.summary.get("frame") == "segment"
    return "known" if known else "not known: no direction, strike, angle or length"


def _surface(named: Named) -> str:
    belt: Any = named.session.summary.get("belt_speed_mps")
    moving = number(belt) != NONE
    return str(named.session.summary.get("surface", NONE)) + (f", belt {number(belt)} m/s" if moving else "")


def _length(named: Named) -> str:
    if named.session.samples is None:
        return "not known: read from a session file"
    return f"{number(named.session.samples.duration_s, 1)} s"


def _counts(direction: str) -> Any:
    def count(named: Named) -> str:
        summary = named.session.summary
        strides, steady = summary[f"{direction}_n_strides"], summary[f"{direction}_n_steady"]
        return f"{strides:g} ({steady:g} steady)"

    return count


def _pictures(named: Named, several: bool) -> list[Block]:
    """The session over time, and some seconds of its signals."""
    from retrogait.plot import plot_contacts, plot_timeline

    if not len(named.session.strides):
        return [Paragraph(f"No walking was found{about(named, several)}.")]
    ways = " and ".join(named.walked) or "unknown direction"
    blocks: list[Block] = [
        picture(
            partial(plot_timeline, named.session),
            f"Timeline of the session: cadence and speed of every stride, walked {ways}",
            f"The session over time{about(named, several)}. The strip below shows the direction of travel; "
            "dashed lines are near-falls, where a trunk sensor tells.",
            (6.6, 3.8),
        )
    ]
    if not named.has_samples:
        return blocks
    worn = named.session.recording.sites
    site = next(iter(str(named.session.summary.get("contact_sites", "")).split()), worn[0])
    for direction in named.walked:
        own = named.strides(direction).sort_values("start_s")
        middle = own.iloc[len(own) // 2]
        start_s = float(middle["start_s"]) - 1.0
        end_s = start_s + max(4.0, 3.5 * float(middle["stride_time_s"]))
        signal = "acc_norm" if named.session.recording.frame_of(site) != "segment" else "gyr_y"
        blocks.append(
            picture(
                partial(plot_contacts, named.session, site, start_s=start_s, end_s=end_s, signal=signal),
                f"Signal of the {site.replace('_', ' ')} with its contacts, a few strides walked {direction}",
                f"Contacts found on the signal, {direction}{about(named, several)}.",
                (6.6, 2.8),
            )
        )
    return blocks
