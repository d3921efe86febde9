"""What was recorded, session by session, and pictures of the signals."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from retrogait.messages import message
from retrogait.report.blocks import Block, Grid, Picture
from retrogait.report.comparison import surface_of
from retrogait.report.missing import is_mounting_known
from retrogait.report.numbers import NONE, number
from retrogait.report.pictures import picture
from retrogait.report.words import site, way, ways
from retrogait.session import CONDITIONS
from retrogait.tables.selection import WALKED

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from retrogait.report.content import Named

MOST_COLUMNS = 6  # sessions beside each other on a printed page; of more, the last


def describe_recordings(sessions: Sequence[Named]) -> Block:
    """One column for each session: what was worn and walked."""
    sessions = sessions[-MOST_COLUMNS:]
    entries: tuple[tuple[str, Callable[[Named], str]], ...] = (
        *((name, _condition(name)) for name in CONDITIONS if any(_stated(one, name) for one in sessions)),
        ("start", start_of),
        ("sensors", lambda named: _sites(named, "sites")),
        ("contact_sites", lambda named: _sites(named, "contact_sites")),
        ("rate", lambda named: f"{number(named.session.summary['rate_hz'], 0)} Hz"),
        ("mounting", _mounting),
        ("surface", surface_and_belt),
        ("length", _length),
        ("walked", lambda named: f"{number(named.session.summary['walking_s'], 1)} s"),
        *((f"strides_{direction}", _counts(direction)) for direction in WALKED),
        *(
            (f"strides_{name}", partial(_entry, name=f"n_strides_{name}"))
            for name in ("unknown", "stairs", "running")
            if any(one.session.summary[f"n_strides_{name}"] for one in sessions)
        ),
        ("warnings", lambda named: f"{len(named.session.warnings)}"),
    )
    rows = [(message(f"recorded.{name}"), *(value(named) for named in sessions)) for name, value in entries]
    head = (message("recorded.head"), *(named.name for named in sessions))
    return Grid(message("recorded.caption"), head, tuple(rows), words=True)


def start_of(named: Named) -> str:
    """When it began, as far as that is known."""
    return named.start[:16].replace("T", " ") if named.start else message("recorded.no_start")


def surface_and_belt(named: Named) -> str:
    """What was walked on, and how fast that moved."""
    belt: Any = named.session.summary.get("belt_speed_mps")
    moving = number(belt) != NONE
    return surface_of(named) + (message("recorded.belt", speed=number(belt)) if moving else "")


def _stated(named: Named, condition: str) -> str | None:
    stated: str | None = getattr(named.session.conditions, condition)
    return stated


def _condition(name: str) -> Callable[[Named], str]:
    return lambda named: _stated(named, name) or NONE


def _sites(named: Named, key: str) -> str:
    return ", ".join(site(name) for name in str(named.session.summary.get(key, "")).split()) or NONE


def _mounting(named: Named) -> str:
    if not is_mounting_known(named.session):
        return message("recorded.no_mounting")
    of_all = named.session.summary.get("frame") == "segment"
    return message("recorded.known" if of_all else "recorded.known_of_contacts")


def _length(named: Named) -> str:
    if named.session.samples is None:
        return message("recorded.no_samples")
    return f"{number(named.session.samples.duration_s, 1)} s"


def _entry(named: Named, name: str) -> str:
    return f"{named.session.summary[name]:g}"


def _counts(direction: str) -> Callable[[Named], str]:
    def count(named: Named) -> str:
        summary = named.session.summary
        strides, steady = summary[f"{direction}_n_strides"], summary[f"{direction}_n_steady"]
        return message("recorded.strides", n=f"{strides:g}", steady=f"{steady:g}")

    return count


def timeline_of(named: Named) -> Picture:
    """The session over time."""
    from retrogait.plot import plot_timeline

    walked = ways(named.walked) or way("unknown")
    return picture(
        partial(plot_timeline, named.session),
        message("recorded.timeline_alt", ways=walked),
        message("recorded.timeline"),
    )


def contacts_of(named: Named) -> Picture | None:
    """Some strides of the first direction on the signal that contacts were read from; None without samples."""
    from retrogait.plot import plot_contacts

    if not named.has_samples or not named.walked:
        return None
    direction = named.walked[0]
    worn = named.session.recording.sites
    where = next(iter(str(named.session.summary.get("contact_sites", "")).split()), worn[0])
    own = named.strides(direction).sort_values("start_s")
    if not len(own):  # stairs alone
        return None
    middle = own.iloc[len(own) // 2]
    start_s = float(middle["start_s"]) - 1.0
    end_s = start_s + max(4.0, 3.5 * float(middle["stride_time_s"]))
    signal = "acc_norm" if named.session.recording.frame_of(where) != "segment" else "gyr_y"
    return picture(
        partial(plot_contacts, named.session, where, start_s=start_s, end_s=end_s, signal=signal),
        message("recorded.contacts_alt", site=site(where), way=way(direction)),
        message("recorded.contacts", site=site(where), way=way(direction)),
    )
