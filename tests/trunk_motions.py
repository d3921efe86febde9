"""Motions of a trunk made by hand: the saw-tooth and the vault of steps whose shape is known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from retrogait.gait.trunk_shape import StepShape, TrunkSteps
from retrogait.kinematics.trunk import TrunkMotion

RATE_HZ = 50.0


def trunk_motion(
    count: int = 16,
    step_s: float = 0.6,
    *,
    lean: float = 0.4,
    vault: float = 1.0,
    push: float = 1.5,
    rise: float = 2.0,
    sway: float = 0.8,
    before_s: float = 3.0,
    after_s: float = 3.0,
    site: str = "lower_back",
    mounted: bool = True,
) -> TrunkMotion:
    """A walk of `count` double supports, the first at `before_s`, standing before and after.

    Ahead it is pushed and slowed by `push` once a step, and by `lean` of that twice, upward by `rise`: with both
    positive as walking forward, with both negative as walking backward.
    """
    phase, walking = _phase(count, step_s, before_s, after_s)
    level = np.zeros((len(phase), 3))
    level[:, 0] = -push * (np.sin(phase) + lean * np.sin(2 * phase))
    level[:, 1] = sway * np.sin(0.5 * phase)
    level[:, 2] = rise * np.sign(vault) * np.cos(phase + np.arccos(min(1.0, abs(vault))))
    if vault < 0:  # mirrored in time, ahead turned round: double support stays where it was
        level[:, 0] = push * (np.sin(phase) + abs(lean) * np.sin(2 * phase))
        level[:, 2] *= -1
    return still_but(level * walking[:, None], site, mounted)


def _phase(count: int, step_s: float, before_s: float, after_s: float) -> tuple[np.ndarray, np.ndarray]:
    time_s = np.arange(round((before_s + (count - 1) * step_s + after_s) * RATE_HZ)) / RATE_HZ
    end_s = before_s + (count - 1) * step_s
    fade = np.clip(1.0 + (0.5 * step_s - np.maximum(before_s - time_s, time_s - end_s)) / 0.1, 0, 1)
    return 2 * np.pi * (time_s - before_s) / step_s, fade


def still_but(level: np.ndarray, site: str = "lower_back", mounted: bool = True) -> TrunkMotion:
    """A motion upright and seen throughout, with these accelerations."""
    zeros = np.zeros(len(level))
    return TrunkMotion(site, mounted, RATE_HZ, 0.0, np.ascontiguousarray(level), zeros, zeros, zeros > 0)


def steps_in_a_row(count: int = 9, step_s: float = 0.6, sense: int = 1) -> TrunkSteps:
    at_s = 3.0 + step_s * np.arange(count)
    return TrunkSteps(at_s, np.full(count, sense), np.zeros(count, np.int64), np.full(count, step_s))


def shape_of(count: int = 9, **given: object) -> StepShape:
    """Steps that are alike, as of who walks forward on the level; but for what is given, a number or one a step."""
    usual = StepShape(
        lean=0.9, vault=0.95, spread=0.1, aloft=0.0, sway=0.5, rise=2.0, push=1.8, power=3.0, smooth=0.6
    )._asdict()
    return StepShape(*(np.broadcast_to(np.asarray(v, float), count).copy() for v in (usual | given).values()))


def with_samples(motion: TrunkMotion, **given: object) -> TrunkMotion:
    """The motion with a column that is the same at every sample."""
    n = len(motion.level)
    return replace(motion, **{name: np.full(n, value) for name, value in given.items()})
