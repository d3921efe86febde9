"""How a sensor faces in a walk: forward or backward along its provisional x axis."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from retrogait._kernels import swings
from retrogait.gait.steps import StepOptions
from retrogait.kinematics.limb import track_limb
from retrogait.kinematics.trunk import track_trunk, trunk_score
from retrogait.tables.catalogue import TRUNK

if TYPE_CHECKING:
    from retrogait._arrays import Floats
    from retrogait.recording import Recording


_LEAST_STEPS = 3


def heading_of(recording: Recording, site: str, matrix: Floats) -> tuple[float, float]:
    """How surely a walk goes along the x axis of `matrix` (3, 3), from -1 (against it) to 1, and where it goes instead.

    Feet and shanks are carried along it, thighs swing along it, and the trunk leans and vaults along it. The second
    figure is the line of travel, rad to the left of x, for feet and shanks; 0 for the others. NaN where nobody walks.
    """
    turned = recording.select(site).rotated({site: matrix})
    if site.endswith("thigh"):
        return _swing_lobe(turned, site), 0.0
    if site in TRUNK:
        scores = [trunk_score(motion, 1.5, nod=False) for motion in track_trunk(turned, site)]
        return (float(np.tanh(np.median(np.concatenate(scores)))) if scores else float("nan")), 0.0
    ahead, aside = [], []
    for motion in track_limb(turned, site):
        steps = StepOptions().choose(motion)
        ahead.append(motion.swing_features[steps, swings.AHEAD])
        aside.append(motion.swing_features[steps, swings.ASIDE])
    travel = np.concatenate([np.empty(0), *ahead]) + 1j * np.concatenate([np.empty(0), *aside])
    travel = travel[np.isfinite(travel)]
    if len(travel) < _LEAST_STEPS:
        return float("nan"), float("nan")
    line = 0.5 * np.angle(np.sum(travel**2))  # twice the angle: to and fro along one line are the same
    return float(travel.real.mean()), float(line)


def _swing_lobe(recording: Recording, site: str) -> float:
    """Sign of the skew of the pitch rate: a thigh swings forward faster than it is left behind."""
    _, values = recording.samples(site)
    rate = values[~np.isnan(values).any(axis=1), 4]
    rate = rate - rate.mean()
    spread = float(np.sqrt((rate**2).mean()))
    if spread <= 0:
        return float("nan")
    return float(np.tanh(-5.0 * ((rate / spread) ** 3).mean()))
