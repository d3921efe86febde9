"""Walking tests from the true poses of the feet, sample by sample: the slow twin of `retrogait.walk_tests`."""

from __future__ import annotations

import numpy as np
from simulated import matrices, positions

HEEL_M, TOE_M, DOWN_M = -0.12, 0.09, -0.05  # of the foot of `simulate_walk`, from its sensor
SIDES = ("left", "right")


def ends_of(path):
    """Where heel and toe are, each (n, 3)."""
    at, turn = positions(path), matrices(path)
    return tuple(at + turn @ np.array([ahead, 0.0, DOWN_M]) for ahead in (HEEL_M, TOE_M))


def first_movement_s(truth, after_s=0.0):
    """When a foot is first turned by 3 deg against how it stood, or both its ends are faster than 0.1 m/s."""
    times = []
    for side in SIDES:
        path = truth.paths[f"{side}_foot"]
        own = path[path.index >= after_s]
        turn, step_s = matrices(own), own.index[1] - own.index[0]
        cosine = 0.5 * (np.einsum("ij,kij->k", turn[0], turn) - 1.0)
        tilted = np.degrees(np.arccos(cosine.clip(-1.0, 1.0))) >= 3.0
        fast = [np.hypot(*np.gradient(end[:, :2], axis=0).T) / step_s >= 0.1 for end in ends_of(own)]
        left = np.flatnonzero(tilted | (fast[0] & fast[1]))
        times.append(own.index[left[0]] if len(left) else np.inf)
    return float(min(times))


def reach_s(truth, distance_m, direction, after_s=0.0):
    """When heel (backward) or toe (forward) of a foot is first so far from where it stood."""
    times = []
    for side in SIDES:
        path = truth.paths[f"{side}_foot"]
        own = path[path.index >= after_s]
        end = ends_of(own)[0 if direction == "backward" else 1]
        there = np.flatnonzero(np.hypot(*(end - end[0])[:, :2].T) >= distance_m)
        times.append(own.index[there[0]] if len(there) else np.inf)
    return float(min(times))


def way_m(truth, until_s, after_s=0.0):
    """Mean way of both feet from foothold to foothold, with what the foot in the air has made of its own."""
    ways = []
    for side in SIDES:
        path = truth.paths[f"{side}_foot"]
        own = path[(path.index >= after_s) & (path.index <= until_s)]
        at = positions(own)[:, :2]
        still = np.hypot(*np.gradient(at, axis=0).T) < 1e-4  # a foothold: less than a cm/s
        places = [at[0]]
        for k in range(1, len(at)):
            if still[k] and np.hypot(*(at[k] - places[-1])) > 0.05:
                places.append(at[k])
        places.append(at[-1])
        ways.append(np.hypot(*np.diff(places, axis=0).T).sum())
    return float(np.mean(ways))


def seat_s(truth, spell, onward):
    """When the trunk leaves how it is seated in a spell, and when it is upright: onward, or backward in time."""
    path = truth.paths["lower_back"]
    at_s = spell["end_s"] - 3.0 if onward else spell["start_s"] + 3.0
    own = path[path.index >= at_s] if onward else path[path.index <= at_s].iloc[::-1]
    turn = matrices(own)
    cosine = 0.5 * (np.einsum("ij,kij->k", turn[0], turn) - 1.0)
    speed_mps = np.abs(np.gradient(own["z_m"].to_numpy(), own.index.to_numpy()))
    left = np.flatnonzero((np.degrees(np.arccos(cosine.clip(-1, 1))) >= 3.0) | (speed_mps >= 0.1))[0]
    top = left + speed_mps[left : left + 300].argmax()
    upright = top + np.flatnonzero(speed_mps[top:] <= 0.1 * speed_mps[top])[0]
    return float(own.index[left]), float(own.index[upright])
