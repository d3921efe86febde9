"""The slow, obvious twin of `_kernels/swings.py`."""

from __future__ import annotations

import numpy as np
from naive import interpolate_gravity, rotations

from retrogait._kernels.crossings import BASE, CARRIED, FAST, LANDS, SLOW, TRANSIENT_S, WAVE
from retrogait._kernels.swings import TURNING_DEG
from retrogait._kernels.velocities import TRANSIENT_MPS3


def runs(above):
    """Maximal runs of True, as (first, last)."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], above, [False]]).astype(int)))
    return [(a, b - 1) for a, b in edges.reshape(-1, 2)]


def crossing(speed, level, k):
    """Instant between samples k and k + 1 at which `speed` passes `level`."""
    return k + (level - speed[k]) / (speed[k + 1] - speed[k])


def carried(speed, top, level, least):
    """Runs above the level that are no transients."""
    half_way = 0.5 * (level + top)
    return [
        (a, b) for a, b in runs(speed >= level) if b - a + 1 >= least or speed[a : b + 1].max() > half_way
    ]


def fall(speed, top, level, least, share):
    if speed[-1] >= level:
        return np.nan
    for a, b in reversed(runs(speed >= BASE * level)):
        own = speed[a : b + 1]
        kept = carried(own, top, level, least)
        if kept:
            return crossing(speed, level, a + kept[-1][1])
        lower = min(level, LANDS * own.max())
        goes_on = len(own) >= least and own.max() >= WAVE * level and own.sum() >= share * speed.sum()
        if goes_on and speed[-1] < lower:
            return crossing(speed, lower, a + np.flatnonzero(own >= lower)[-1])
    return np.nan


def rise(speed, top, level, least):
    kept = carried(speed, top, level, least)
    return crossing(speed, level, kept[0][0] - 1) if kept and speed[0] < level else np.nan


def passing(speed, at, level, falls):
    """Samples from the last on one side of the crossing `at` to the first on the other that are far from the level."""
    k = np.arange(len(speed))
    slow, fast = speed < SLOW * level, speed >= FAST * level
    before = k[(k <= at) & (fast if falls else slow)]
    after = k[(k > at) & (slow if falls else fast)]
    return (after[0] if len(after) else k[-1]) - (before[-1] if len(before) else 0)


def skipped(speed, at, level, falls):
    above = np.flatnonzero(speed >= level)
    if falls:
        return max(0.0, above[-1] - at) if len(above) else 0.0
    return max(0.0, at - above[0]) if len(above) else 0.0


def drifting_velocity(force_sum, at, gravity, rate_hz, k):
    """Velocity (len(k), 3) at the samples `k` with all its drift."""
    pull = np.array([interpolate_gravity(gravity, at, i) for i in k])
    fallen = np.concatenate([np.zeros((1, 3)), np.cumsum(pull[1:] / rate_hz, axis=0)])
    return force_sum[k] - force_sum[k[0]] - fallen


def swing_velocity(samples, force_sum, at, gravity, rate_hz, row, k):
    """Velocity (len(k), 3) at the samples `k` of a stretch between rests, or of an open end."""
    velocity = drifting_velocity(force_sum, at, gravity, rate_hz, k)
    if row == 0:
        velocity -= velocity[-1]
    elif row < len(at):
        blamed = blame(samples, rate_hz, k)
        velocity -= np.outer(blamed / blamed[-1], velocity[-1])
    return velocity


def blame(samples, rate_hz, k):
    """Time and impacts from the first of the samples `k` to each of them: what drift is blamed on."""
    jerk = np.linalg.norm(np.diff(samples[k, :3], axis=0), axis=1) * rate_hz
    return np.concatenate([[0.0], np.cumsum(1.0 + (jerk / TRANSIENT_MPS3) ** 2)])


def swing(samples, turn, force_sum, at, gravity, frames, rate_hz, reach, heel_m, toe_m, threshold, row):
    """One row of `measure_swings`, by the names of its columns."""
    n, last = len(samples), len(at)
    a = max(0, at[0] - reach) if row == 0 else at[row - 1]
    b = min(n - 1, at[-1] + reach) if row == last else at[row]
    named = {"REST_BEFORE": a, "REST_AFTER": b}
    if b - a < 4:
        return named
    k = np.arange(a, b + 1)
    level = frames[min(max(row - 1, 0), last - 2)]
    velocity = swing_velocity(samples, force_sum, at, gravity, rate_hz, row, k)
    left = drifting_velocity(force_sum, at, gravity, rate_hz, k)[-1] @ level.T
    axes = level @ rotations(turn[k]).as_matrix()  # the sensor's axes, seen in the level frame
    rate = np.radians(samples[k, 3:])
    own = velocity @ level.T
    points = {"OWN": own}
    for name, point in (("HEEL", heel_m), ("TOE", toe_m)):
        points[name] = own + np.einsum("nij,nj->ni", axes, np.cross(rate, point))
    speed = np.hypot(own[:, 0], own[:, 1])
    pitch = np.degrees(-np.arcsin(axes[:, 2, 0].clip(-1, 1)))
    heading = np.unwrap(np.arctan2(axes[:, 1, 0], axes[:, 0, 0]))
    way = own[1:].sum(axis=0) / rate_hz
    named |= {
        "PEAK_AT": a + int(np.argmax(speed)),
        "PEAK_MPS": speed.max(),
        "PATH_M": speed[1:].sum() / rate_hz,
    }
    named |= {"DISPLACEMENT_X": way[0], "DISPLACEMENT_Y": way[1], "RISE_M": way[2]}
    if row > 0:
        named["PITCH_BEFORE_DEG"] = pitch[0]
    if row < last:
        named["PITCH_AFTER_DEG"] = pitch[-1]
    if 0 < row < last:
        named["TURN_DEG"] = np.degrees(heading[-1] - heading[0])
        named["DRIFT_MPS"] = np.hypot(left[0], left[1])
    fast = speed > 0.3 * speed.max()
    travel = own[fast, :2].sum(axis=0)
    travel /= np.linalg.norm(travel)
    ahead = np.array([np.cos(heading[fast]).sum(), np.sin(heading[fast]).sum()])
    ahead /= np.linalg.norm(ahead)
    for name, end in (("AHEAD_BEFORE", 0), ("AHEAD_AFTER", -1)):
        named[name] = np.cos(heading[end] - np.arctan2(travel[1], travel[0]))
    named |= {"AHEAD": ahead @ travel, "ASIDE": ahead[0] * travel[1] - ahead[1] * travel[0]}
    along = {name: moving[:, :2] @ travel for name, moving in points.items()}
    top = {name: speed.max() for name, speed in along.items()}
    turns = abs(named.get("TURN_DEG", 0.0)) > TURNING_DEG
    if turns:
        aside = {name: moving[:, :2] @ [-travel[1], travel[0]] for name, moving in points.items()}
        along = {name: np.copysign(np.hypot(along[name], aside[name]), along[name]) for name in points}
        top = {name: speed.max() for name, speed in along.items()}
    least = TRANSIENT_S * rate_hz
    line = lambda top: threshold * top if threshold > 0 else np.hypot(*way[:2]) * rate_hz / (len(k) - 1)  # noqa: E731
    leaves = {name: rise(along[name], top[name], line(top[name]), least) for name in points}
    for name, other in (("OWN", None), ("HEEL", "TOE"), ("TOE", "HEEL")):
        leave = leaves[name]
        late = along[name][k - a >= leaves[other]] if other and not np.isnan(leaves[other]) else along[name]
        high = late.max() if len(late) and late.max() > 0 else top[name]
        land = fall(along[name], high, line(high), least, np.inf if turns else CARRIED)
        if row == last and len(k) - 1 - land < 2 * least:
            land = np.nan  # the end is too near to know
        named |= {f"{name}_IC": a + land, f"{name}_FC": a + leave}
        for kind, instant, top_then in (("IC", land, high), ("FC", leave, top[name])):
            if not np.isnan(instant):
                named[f"{name}_{kind}_PASSING"] = passing(along[name], instant, line(top_then), kind == "IC")
                named[f"{name}_{kind}_SKIPPED"] = skipped(along[name], instant, line(top_then), kind == "IC")
        if name != "OWN" and not np.isnan(land):
            named[f"PITCH_{name}_IC_DEG"] = np.interp(a + land, k, pitch)
            after = np.arange(n)
            after = (after >= a + land + 0.02 * rate_hz) & (after <= a + land + 0.15 * rate_hz)
            if a + land + 0.15 * rate_hz < n:
                named[f"RATE_{name}_IC_DPS"] = samples[after, 4].mean()
    return named
