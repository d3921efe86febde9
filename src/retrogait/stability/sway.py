"""`measure_trunk_sway`: how far the trunk leans, and rolls, pitches and turns to and fro in a stride, in degrees."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from retrogait._kernels.constants import STANDARD_GRAVITY_MPS2
from retrogait.errors import InvalidTable
from retrogait.intervals.means import intervals_of
from retrogait.kinematics.stillness import STILL
from retrogait.stability.trunk_samples import stride_sequences, trunk_of, walked_stretches
from retrogait.stability.walks import list_walks, watched_spans
from retrogait.tables.arguments import arguments
from retrogait.tables.catalogue import TRUNK
from retrogait.tables.kinds import COUNT, TEXT
from retrogait.tables.schema import Column, Table, number
from retrogait.tables.selection import WALKED

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from retrogait._arrays import Flags, Floats
    from retrogait.session import Session
    from retrogait.stability.trunk_samples import Stretch, StrideSequence

STANDING, AXES = "standing", "axes of the sensor"
LEANS = ("lean_forward_deg", "lean_left_deg")
RANGES = ("roll_range_deg", "pitch_range_deg", "yaw_range_deg")
SWAY_MEASURES = (*LEANS, *RANGES)
_WHERE = "measure_trunk_sway"
_MOST_TILT_DEG = 30.0  # of a trunk in standing; sitting back or lying is still as well

SWAY = Table(
    "trunk sway",
    (
        Column("direction", TEXT, "the direction of travel", WALKED),
        Column("measure", TEXT, "lean over a stride, or range within it", SWAY_MEASURES),
        number("value_deg", "mean over steady strides"),
        number("sd_deg", "their standard deviation", 0),
        number("low_deg", "lower end of the 95 % interval of the mean, missing unless the flag is ok"),
        number("high_deg", "its upper end"),
        Column("n_strides", COUNT, "steady strides of one foot"),
        Column("flag", TEXT, "ok, or why there is no interval"),
        Column("site", TEXT, "the sensor", TRUNK),
        Column("zero", TEXT, "what no lean is", (STANDING, AXES)),
    ),
)


@arguments()
def measure_trunk_sway(session: Session) -> pd.DataFrame:
    """Measure how the trunk leans and sways over steady strides, in degrees.

    Parameters
    ----------
    session : Session
        Directly from `analyze`, with a `lower_back` or `sternum` sensor of known mounting.

    Returns
    -------
    DataFrame
        A row for each `direction` and `measure`. `lean_forward_deg` and `lean_left_deg`: mean over a stride, relative
        to standing still if the recording contains it, else to the axes of the sensor; `zero` says which.
        `roll_range_deg` (to the sides), `pitch_range_deg` (forward and back) and `yaw_range_deg` (turning): largest
        minus smallest angle within a stride. `flag` is `ok`; `too_few: ...` below 20 strides, where there is no
        interval; or `no_spread: ...`.

    Raises
    ------
    InvalidTable
        There is no trunk sensor of known mounting, or the session has no samples.

    Notes
    -----
    Over a steady stride the trunk neither gains nor loses velocity, so the mean specific force is gravity and shows the
    lean. Ranges are those of the integrated angular rate, with the drift over the stride removed, so that gyroscope
    bias and a slow turn do not matter. Movement of skin and clothes under the sensor does.

    Examples
    --------
    >>> import retrogait as rg
    >>> walk, truth = rg.simulate_walk("backward", 0.5, 60, 1, sites=["left_foot", "right_foot", "lower_back"])
    >>> sway = rg.measure_trunk_sway(rg.analyze(walk)).set_index("measure")
    >>> sway.loc["lean_forward_deg", "zero"], int(sway.loc["roll_range_deg", "n_strides"])
    ('standing', 37)
    """
    site, reason = trunk_of(session)
    if reason or site is None:
        raise InvalidTable(
            f"{_WHERE}: {reason}; expected a lower_back or sternum sensor of known mounting, because an empty table "
            "would say that nothing sways"
        )
    walks = [walk for walk in list_walks(session, site) if walk.bout_id is None and not walk.mixed]
    stretches = walked_stretches(session, site, watched_spans(walks))
    time_s, samples = session.recording.samples(site)
    upright = _upright(samples, session.recording.rate_hz)
    rows: list[dict[str, Any]] = []
    for walk in walks:
        runs = stride_sequences(stretches, walk.runs(walk.reference_side()))
        strides = [one for run in runs for one in _strides(float(time_s[0]), samples, run, upright)]
        if not strides:
            continue
        values = np.array(strides).T
        stretch = np.repeat(np.arange(len(runs)), [run.n_strides for run in runs])
        place = np.concatenate([np.arange(run.n_strides) for run in runs])
        for measure, found in zip(SWAY_MEASURES, intervals_of(values, stretch, place), strict=True):
            rows.append(
                {
                    "direction": walk.direction,
                    "measure": measure,
                    "value_deg": found.value,
                    "sd_deg": found.sd,
                    "low_deg": found.low,
                    "high_deg": found.high,
                    "n_strides": found.n,
                    "flag": str(found.flag),
                    "site": site,
                    "zero": AXES if upright is None else STANDING,
                }
            )
    return SWAY.frame({name: [row[name] for row in rows] for name in SWAY.names} if rows else None)


def _upright(samples: Floats, rate_hz: float) -> Floats | None:
    """Lean forward and to the left in deg (2,) while standing still; None without standing."""
    lost = np.isnan(samples).any(axis=1, keepdims=True)
    whole: Floats = np.where(lost, 0.0, samples)  # feels no gravity, so it is not still
    is_up = whole[:, 2] > np.cos(np.radians(_MOST_TILT_DEG)) * STANDARD_GRAVITY_MPS2
    standing: Flags = STILL.find(whole, rate_hz, np.asarray(is_up, bool))
    return lean_deg(whole[standing, :3].mean(axis=0)) if standing.any() else None


def lean_deg(force: Floats) -> Floats:
    """Lean forward and to the left in deg (2,) of a sensor that feels this mean specific force (3,).

    >>> lean_deg(np.array([-1.0, 0.0, 1.0])).round(6).tolist(), lean_deg(np.array([0.0, -1.0, 1.0])).round(6).tolist()
    ([45.0, -0.0], [-0.0, 45.0])
    """
    ahead, left, up = force
    lean: Floats = np.degrees(np.array([np.arctan2(-ahead, up), np.arctan2(-left, up)]))
    return lean


def _strides(
    start_s: float, samples: Floats, run: StrideSequence[Stretch], upright: Floats | None
) -> Iterator[Floats]:
    """The five measures of each stride of a run; the samples (n, 6) begin at `start_s`."""
    rate_hz = run.stretch.rate_hz
    origin = round((run.stretch.start_s - start_s) * rate_hz)
    for first, last in pairwise(np.round(run.positions).astype(int)):
        force = samples[origin + first : origin + last, :3].mean(axis=0)
        lean = lean_deg(force) - (0.0 if upright is None else upright)
        yield np.concatenate([lean, range_deg(run.stretch.turn[first : last + 1], rate_hz)])


def range_deg(turn_dps: Floats, rate_hz: float) -> Floats:
    """Largest less smallest angle in deg (3,) of a stride's angular rate (n, 3), which ends as it began."""
    steps = 0.5 * (turn_dps[1:] + turn_dps[:-1]) / rate_hz
    angle = np.concatenate([np.zeros((1, 3)), np.cumsum(steps, axis=0)])
    angle -= np.linspace(0.0, 1.0, len(angle))[:, None] * angle[-1]
    extent: Floats = angle.max(axis=0) - angle.min(axis=0)
    return extent
