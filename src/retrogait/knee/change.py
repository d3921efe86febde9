"""How knee measures change from one session to another, compared with the minimal detectable change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from retrogait.gait.detectable_change import KNEE_SESSION_SD_DEG, minimal_detectable_change
from retrogait.knee.zero import ON_ZERO, STANDING, are_alike
from retrogait.session import Session, check_one_person
from retrogait.tables.arguments import arguments
from retrogait.tables.catalogue import SIDES
from retrogait.tables.checks import Checked, option
from retrogait.tables.flags import invalid
from retrogait.tables.kinds import text
from retrogait.tables.selection import WALKED, steady

KNEE_ANGLES = (*ON_ZERO, "knee_range_stance_deg", "knee_range_swing_deg")


@dataclass(frozen=True)
class KneeChangeOptions(Checked):
    """When a change of a knee angle counts.

    Attributes
    ----------
    session_sd_deg : float
        SD by which a session's mean differs when nothing changed: sensors put on anew, another standing posture. The
        default is the error of inertial knee angles on a human leg in Seel et al. 2014, doi 10.3390/s140406891; with
        test-retest figures of your own, pass those.
    least_strides : int
        Steady strides a mean needs, in each session.
    """

    session_sd_deg: float = option(KNEE_SESSION_SD_DEG, low=0)
    least_strides: int = option(6, whole=True, low=2)


@arguments()
def compare_knees(before: Session, after: Session, options: KneeChangeOptions | None = None) -> pd.DataFrame:
    """Compare the knee angles of two sessions, leg by leg and direction by direction, with a minimal detectable change.

    The minimal detectable change is 1.96 times the standard error of the difference, of the strides and of the session:
    sqrt(2 session_sd^2 + sd_before^2 / n_before + sd_after^2 / n_after).

    Parameters
    ----------
    before, after : Session
        Of the same person; steady strides of known direction are compared.
    options : KneeChangeOptions, optional
        SD between sessions when nothing changed.

    Returns
    -------
    DataFrame
        A row for each direction, side and measure: `before`, `after`, `change`, `n_before`, `n_after`,
        `minimal_detectable_change`, all in deg, and `verdict`: `changed`, `within error`, or `invalid: ...` with the
        reason, where change is NaN.

    Examples
    --------
    >>> import retrogait as rg
    >>> sites = ["left_thigh", "left_shank"]
    >>> walks = [rg.simulate_walk(duration_s=30, sites=sites, seed=seed)[0] for seed in (1, 2)]
    >>> table = rg.compare_knees(*[rg.analyze(walk) for walk in walks])
    >>> table["verdict"].unique().tolist()
    ['within error']
    """
    options = options or KneeChangeOptions()
    check_one_person("compare_knees", (before, after))
    rows: list[dict[str, Any]] = []
    for direction in WALKED:
        for side in SIDES:
            chosen = [_steady(session, direction, side) for session in (before, after)]
            if not any(len(strides) for strides in chosen) or not any(
                f"{side}_knee_zero" in session.summary for session in (before, after)
            ):
                continue
            zeros = [session.summary.get(f"{side}_knee_zero") for session in (before, after)]
            for measure in KNEE_ANGLES:
                values = [strides[measure].dropna().to_numpy(float) for strides in chosen]
                reason = _reason(values, zeros if measure in ON_ZERO else [STANDING], options)
                head = {"direction": direction, "side": side, "measure": measure}
                rows.append({**head, **_difference(values, reason, options)})
    names = ("direction", "side", "measure", "before", "after", "change", "n_before", "n_after")
    table = pd.DataFrame(rows, columns=[*names, "minimal_detectable_change", "verdict"])
    words = {name: text(table[name].tolist()) for name in ("direction", "side", "measure", "verdict")}
    return table.assign(**words)


def _steady(session: Session, direction: str, side: str) -> pd.DataFrame:
    own = steady(session.strides, direction)
    return own[own["side"] == side]


def _reason(values: list[np.ndarray[Any, Any]], zeros: list[Any], options: KneeChangeOptions) -> str:
    """Why a measure cannot be compared; an empty text where it can."""
    fewest = min(map(len, values))
    if fewest < options.least_strides:
        return f"{fewest} steady strides with a knee angle, {options.least_strides} needed in each session"
    if not are_alike([str(zero) for zero in zeros]):
        return "zero flexion is not from standing in both sessions; record a few seconds of upright standing"
    return ""


def _difference(
    values: list[np.ndarray[Any, Any]], reason: str, options: KneeChangeOptions
) -> dict[str, Any]:
    means = [float(np.mean(v)) if len(v) else np.nan for v in values]
    row = {
        "before": means[0],
        "after": means[1],
        "change": np.nan,
        "n_before": len(values[0]),
        "n_after": len(values[1]),
        "minimal_detectable_change": np.nan,
        "verdict": str(invalid(reason)),
    }
    if reason:
        return row
    spread = [(float(np.std(v, ddof=1)), len(v)) for v in values]
    detectable = minimal_detectable_change(options.session_sd_deg, spread)
    change = means[1] - means[0]
    verdict = "changed" if abs(change) > detectable else "within error"
    return {**row, "change": change, "minimal_detectable_change": detectable, "verdict": verdict}
