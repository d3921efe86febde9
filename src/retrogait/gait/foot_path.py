"""`trace_feet`: the path and the pitch of a foot over every stride, as curves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from retrogait._kernels import foot_path
from retrogait.errors import InvalidOption
from retrogait.gait.foot_clearance import SoleOptions
from retrogait.kinematics.limb import track_limb
from retrogait.tables.arguments import arguments
from retrogait.tables.catalogue import FOOT_PATHS, SIDES

if TYPE_CHECKING:
    import pandas as pd

    from retrogait._arrays import Floats
    from retrogait.session import Session


@arguments(points="float")
def trace_feet(session: Session, points: int = 101, sole: SoleOptions | None = None) -> pd.DataFrame:
    """Trace each foot over each of its strides: path over the floor, heights of heel and toe, and pitch.

    Parameters
    ----------
    session : Session
        Directly from `analyze`, because the samples are needed.
    points : int
        Rows for each stride, evenly from one initial contact to the next; 101 are one for each percent.
    sole : SoleOptions, optional
        Positions of heel and toe; by default those of the analysis.

    Returns
    -------
    DataFrame
        `catalogue.FOOT_PATHS`, `points` rows for every stride with a length; `stride` is its row in `session.strides`.
        Displacements are along the straight line from foothold to foothold, from the position in stance: positive where
        the toes point, so backward strides run to negative values. Heights are over that line, 0 where the foot stands.
        Empty, with the same columns, without sensors of known mounting on the feet.

    Raises
    ------
    InvalidOption
        `points` is not a whole number of 2 or more.

    Notes
    -----
    Strapdown integration with the velocity zero once a stride, at the quietest instant, for the sole below the ankle,
    where the load is. Published for forward walking: a stride length with a mean error of 1 % and an SD of 4 % (Rebula
    et al. 2013). Difference: the residual velocity is attributed to impacts as well as to drift over time.

    Examples
    --------
    >>> import retrogait as rg
    >>> walk, truth = rg.simulate_walk("backward", 0.6, duration_s=20, seed=1)
    >>> curves = rg.trace_feet(rg.analyze(walk))
    >>> curves.groupby("stride").size().unique().tolist()
    [101]
    >>> mean = curves.groupby("stride_pct")["pitch_down_deg"].mean()  # the pitch curve of the walk
    """
    if not (points >= 2 and points == int(points)):
        raise InvalidOption(
            f"trace_feet: points is {points!r}; expected a whole number of 2 or more, the rows of a stride; "
            "leave it out for 101, one for each percent"
        )
    recording, strides = session.recording, session.strides
    if sole is None:
        sole = SoleOptions.of_summary(session.summary)
    curves: list[dict[str, Any]] = []
    for side in SIDES:
        own, site = strides[(strides["side"] == side) & strides["stride_length_m"].notna()], f"{side}_foot"
        if site not in recording or recording.frame_of(site) != "segment" or not len(own):
            continue
        for motion in track_limb(recording, site):
            time_s = motion.start_s + np.arange(len(motion.samples)) / motion.rate_hz
            inside = own[(own["start_s"] >= time_s[0]) & (own["end_s"] <= time_s[-1])]
            path, rest_s = sole.trace(motion), time_s[motion.rests]
            for stride, row in inside.iterrows():
                curve = _curve(row, time_s, path, rest_s, sole, points)
                if curve is not None:
                    curves.append({"stride": np.full(points, stride), **curve})
    if not curves:
        return FOOT_PATHS.frame()
    curves.sort(key=lambda curve: int(curve["stride"][0]))
    return FOOT_PATHS.frame(
        {name: np.concatenate([curve[name] for curve in curves]) for name in FOOT_PATHS.names}
    )


def _curve(
    stride: pd.Series[Any], time_s: Floats, path: Floats, rest_s: Floats, sole: SoleOptions, points: int
) -> dict[str, Any] | None:
    """The columns of one stride; None where its foothold is not among the rests."""
    after = int(np.searchsorted(rest_s, stride["end_s"]))
    if not 0 < after < len(rest_s):
        return None
    at_s = np.linspace(stride["start_s"], stride["end_s"], points)
    first, last = np.searchsorted(time_s, [at_s[0], at_s[-1]])
    near = slice(max(0, first - 1), last + 1)
    curve = np.stack([np.interp(at_s, time_s[near], column[near]) for column in path.T], axis=1)
    footholds = path[np.searchsorted(time_s, rest_s[after - 1 : after + 1] - 0.5 * (time_s[1] - time_s[0]))]
    start = footholds[0, : foot_path.PATH_Z]
    way = footholds[1, : foot_path.PATH_Z] - start
    sense = -1.0 if stride["direction"] == "backward" else 1.0
    ahead = sense * way / np.linalg.norm(way)
    outward = np.array([-ahead[1], ahead[0]]) * (1.0 if stride["side"] == "left" else -1.0)
    place = curve[:, : foot_path.PATH_Z] - start
    toward = curve[:, [foot_path.SOLE_X, foot_path.SOLE_Y]] @ ahead
    return {
        "side": [stride["side"]] * points,
        "direction": [stride["direction"]] * points,
        "stride_pct": np.linspace(0.0, 100.0, points),
        "time_s": at_s,
        "displacement_m": place @ ahead,
        "outward_m": place @ outward,
        "height_m": curve[:, foot_path.SOLE_M],
        "heel_displacement_m": place @ ahead - sole.heel_m * toward,
        "heel_height_m": curve[:, foot_path.HEEL_M],
        "toe_displacement_m": place @ ahead + sole.toe_m * toward,
        "toe_height_m": curve[:, foot_path.TOE_M],
        "pitch_down_deg": np.degrees(np.arcsin(curve[:, foot_path.PITCH_SINE])),
    }
