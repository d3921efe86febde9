"""`list_turns`: every turn of the body, from a trunk sensor: when, how far, how fast, in how many steps."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from retrogait.errors import InvalidTable, RetrogaitWarning
from retrogait.kinematics.bands import low_pass
from retrogait.kinematics.gaps import LONGEST_BRIDGE_S, bridge_gaps, spans_of, unbroken
from retrogait.tables.arguments import CALLER, arguments
from retrogait.tables.catalogue import DIRECTIONS, TRUNK
from retrogait.tables.checks import Checked, option
from retrogait.tables.kinds import COUNT, TEXT
from retrogait.tables.schema import Column, Table, number

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from retrogait._arrays import Floats
    from retrogait.session import Session

_UP_S = 1.2  # to either side, over which gravity is averaged: a stride or two
_SHORTEST_S = 2.0  # of unbroken samples
# A stride is of the walk before a turn that ends so long before it at most, or so long into it; and of that after it
_NEAR_S, _OVER_S = 3.0, 0.5

TURNS = Table(
    "turns",
    (
        number("start_s", "the turn begins, on the recording's clock"),
        number("end_s", "it ends"),
        number("duration_s", "from one to the other", 0),
        number("angle_deg", "how far, positive to the left"),
        number("peak_rate_dps", "largest rate of turning", 0),
        Column("n_steps", COUNT, "initial contacts of both feet from its start to its end"),
        Column(
            "direction_before", TEXT, "the direction of the strides before it, missing without", DIRECTIONS
        ),
        Column("direction_after", TEXT, "that of the strides after it", DIRECTIONS),
        Column("site", TEXT, "the sensor it was read from", TRUNK),
    ),
)


class Turn(NamedTuple):
    """A turn: from when to when, s, how far, deg, positive to the left, and its largest rate, deg/s."""

    start_s: float
    end_s: float
    angle_deg: float
    peak_rate_dps: float


@dataclass(frozen=True)
class TurnOptions(Checked):
    """Definition of a turn.

    Attributes
    ----------
    low_pass_hz : float
        Steps twist the trunk to and fro; what is quicker than this is left out.
    peak_dps : float
        The rate of turning about the vertical reaches so much ...
    edge_dps : float
        ... and the turn lasts from where it was above this to where it falls below it.
    apart_s : float
        Two turns of one direction no further apart are one.
    least_deg : float
        Less is a change of heading, and no turn.
    shortest_s, longest_s : float
        How long a turn lasts at least and at most.
    """

    low_pass_hz: float = option(0.7, low=0, inside=True)
    peak_dps: float = option(15.0, low=0, inside=True)
    edge_dps: float = option(5.0, low=0, inside=True)
    apart_s: float = option(0.3, low=0)
    least_deg: float = option(45.0, low=0)
    shortest_s: float = option(0.5, low=0)
    longest_s: float = option(10.0, low=0, inside=True)


@arguments()
def list_turns(session: Session, options: TurnOptions | None = None) -> pd.DataFrame:
    """List the turns of a session, one row each.

    Parameters
    ----------
    session : Session
        Directly from `analyze`, with a sensor on the lower back or the sternum, mounted in any way.
    options : TurnOptions, optional
        Definition of a turn.

    Returns
    -------
    DataFrame
        `TURNS`, in order of time: `start_s`, `end_s`, `duration_s`, `angle_deg` (positive to the left), `peak_rate_dps`
        of the low-passed rate, `n_steps` (initial contacts of both feet within it), and the direction walked before and
        after, missing without walking within 3 s. Turning on the spot and standing turns are listed as well.

    Raises
    ------
    InvalidTable
        There is no trunk sensor: an empty table would mean that there were no turns.

    Warns
    -----
    RetrogaitWarning
        Samples of the trunk are missing, so that a turn may be cut short or missing.

    Notes
    -----
    After El-Gohary et al. 2014, doi 10.3390/s140100356, who take the rate of a sensor on the lower back about the
    vertical: a peak of 15 deg/s or more, edges at 5 deg/s, 45 deg and 0.5 to 10 s. Differences: the vertical is the
    mean specific force over 2.4 s, so that no mounting is needed, and the cut-off is lower (0.7 instead of 1.5 Hz),
    because a slow backward stride lasts up to 2.5 s and would look like a turn to and fro.

    Examples
    --------
    >>> import retrogait as rg
    >>> program = [("backward", 10), ("turn", 180), ("backward", 10)]
    >>> walk, truth = rg.simulate_walk(program=program, sites=["left_foot", "right_foot", "lower_back"], seed=1)
    >>> turns = rg.list_turns(rg.analyze(walk))
    >>> (turns["angle_deg"] / 90.0).round().tolist(), turns["direction_after"].tolist()
    ([2.0], ['backward'])
    """
    options = options or TurnOptions()
    recording = session.recording
    site = next((one for one in TRUNK if one in recording.sites), None)
    if site is None:
        raise InvalidTable(
            f"list_turns: no {' or '.join(TRUNK)} sensor among the sites {' '.join(recording.sites)}; expected one, "
            "because feet turn with every step; wear one there; strides that turn are flagged in session.strides"
        )
    time_s, values = recording.samples(site)
    values, _ = bridge_gaps(values, round(LONGEST_BRIDGE_S * recording.rate_hz))
    lost = np.isnan(values).any(axis=1)
    if lost.any():
        warnings.warn(
            f"list_turns: {lost.sum() / recording.rate_hz:.1f} s of {site} have no samples (found none from "
            f"{time_s[np.argmax(lost)]:.1f} s); a turn there is cut short or missing; leave out turns beside a gap, or "
            "record again",
            RetrogaitWarning,
            stacklevel=CALLER,
        )
    rows = [
        {
            **turn._asdict(),
            "duration_s": turn.end_s - turn.start_s,
            **_walked(session, turn.start_s, turn.end_s),
            "site": site,
        }
        for turn in _turns(time_s, values, recording.rate_hz, options)
    ]
    return TURNS.frame({name: [row[name] for row in rows] for name in TURNS.names} if rows else None)


def _turns(time_s: Floats, values: Floats, rate_hz: float, options: TurnOptions) -> Iterator[Turn]:
    """The turns of a sensor (n, 6), short gaps bridged."""
    for first, last in unbroken(values, round(_SHORTEST_S * rate_hz)):
        rate_dps = vertical_rate_dps(values[first:last], rate_hz)
        yield from find_turns(rate_dps, rate_hz, float(time_s[first]), options)


def find_turns(rate_dps: Floats, rate_hz: float, start_s: float, options: TurnOptions) -> list[Turn]:
    """Find the turns in a rate of turning about the vertical (n,), whole and without gaps, from `start_s` on."""
    smooth = low_pass(rate_dps[:, None], rate_hz, options.low_pass_hz)[:, 0]
    turns = []
    for a, b in _spans(smooth, rate_hz, options):
        found = Turn(
            start_s + a / rate_hz,
            start_s + b / rate_hz,
            float(rate_dps[a:b].sum() / rate_hz),
            float(np.abs(smooth[a:b]).max()),
        )
        lasts = options.shortest_s <= found.end_s - found.start_s <= options.longest_s
        if lasts and found.peak_rate_dps >= options.peak_dps and abs(found.angle_deg) >= options.least_deg:
            turns.append(found)
    return turns


def vertical_rate_dps(samples: Floats, rate_hz: float) -> Floats:
    """Rate of turning (n,) about the vertical in deg/s, positive to the left, of a sensor (n, 6) of any mounting."""
    n, reach = len(samples), round(_UP_S * rate_hz)
    totals = np.concatenate([np.zeros((1, 3)), np.cumsum(samples[:, :3], axis=0)])
    begin, end = np.maximum(np.arange(n) - reach, 0), np.minimum(np.arange(n) + reach + 1, n)
    up = totals[end] - totals[begin]
    up /= np.maximum(np.linalg.norm(up, axis=1, keepdims=True), 1e-9)
    rate: Floats = np.einsum("ij,ij->i", up, samples[:, 3:])
    return rate


def _spans(smooth: Floats, rate_hz: float, options: TurnOptions) -> list[tuple[int, int]]:
    """Half-open ranges of samples in which it turns one way, short lulls included."""
    spans: list[tuple[int, int]] = []
    for way in (1.0, -1.0):
        own: list[tuple[int, int]] = []
        for a, b in spans_of(way * smooth > options.edge_dps):
            if own and a - own[-1][1] <= options.apart_s * rate_hz:
                own[-1] = (own[-1][0], b)
            else:
                own.append((a, b))
        spans += own
    return sorted(spans)


def _walked(session: Session, start_s: float, end_s: float) -> dict[str, Any]:
    """Steps in a turn, and the direction of the strides before and after it."""
    events, strides = session.events, session.strides
    contacts_s = events.loc[events["event"].eq("initial_contact"), "time_s"]
    before = strides[strides["end_s"].between(start_s - _NEAR_S, start_s + _OVER_S)].sort_values("end_s")
    after = strides[strides["start_s"].between(end_s - _OVER_S, end_s + _NEAR_S)].sort_values("start_s")
    return {
        "n_steps": int(contacts_s.between(start_s, end_s).sum()),
        "direction_before": _nearest(before["direction"].tolist()[::-1]),
        "direction_after": _nearest(after["direction"].tolist()),
    }


def _nearest(directions: list[str]) -> str | None:
    """The first that is known, of directions from the turn on; else unknown, or None without walking."""
    known = [way for way in directions if way != "unknown"]
    return known[0] if known else directions[0] if directions else None
