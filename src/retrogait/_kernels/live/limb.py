"""Contacts of one foot or shank while its samples arrive: a step of fixed cost and fixed memory per sample.

A limb is `LOST` until it rests, in `STANCE` from there, and in `SWING` from when it moves off. Velocity is integrated
from the last rest in a frame that the gyroscope carries and that the mean specific force between rests levels. The last
seconds lie in a ring, from which a contact is decided once it is certain.
"""

from __future__ import annotations

import math

import numpy as np

from retrogait._kernels.jit import kernel
from retrogait._kernels.live.energy import age_at, energy_over, rest_width, usual_energy
from retrogait._kernels.live.faults import (
    LARGEST_LIMB_DPS,
    is_given,
    judge_units,
    jumps,
)
from retrogait._kernels.live.final_contact import (
    report_final_contact,
    watch_final_contact,
)
from retrogait._kernels.live.frame import find_base, level_frame, take_in
from retrogait._kernels.live.initial_contact import (
    MOST_SWING_MPS,
    landed_before,
    watch_initial_contact,
)
from retrogait._kernels.live.landing import land, land_by_rest
from retrogait._kernels.live.losing import leave_off, lose, skip
from retrogait._kernels.live.points import (
    ahead_of,
    choose_point,
    point_velocity,
    rotation_at,
    travel_so_far,
    up_of,
)
from retrogait._kernels.live.rests import look_back_for_rest, watch_rest
from retrogait._kernels.live.state import AT, FINE, ROOM, STANCE, SWING
from retrogait._kernels.live.strides import (
    close_stride,
    goes_on,
    tell_first_step,
)

STILL_STRIDES = 2.0  # a stance as long ends the walk
DEAD_SHARE = 0.05  # of the energy around: as quiet, a limb has landed unnoticed
LOUDER = 2.0  # than at its rest, a limb that moves off
LEAST_MOVING_MPS = 0.15
MOVING_SHARE = 0.2  # of the usual peak speed: faster, a limb is on its way
NONE = np.int64(0)  # events; of a plain 0 numba makes a type of its own, and compiles whatever takes it twice
LOOK_BACK_S = 1.2  # from the first rest, for the landing before it
LONGEST_SWING_S = 2.0


@kernel
def watch_limb(samples, settings, state, ring, events):
    """Take in samples (n, 6) until they end or `events` is full; return how many were taken and events found.

    Where samples cannot be what they are said to be, minus the fault is returned for the events, now and ever after.

    `settings` and `state` are one row of `live.state.SETTINGS` and `STATE`; `ring` is (2^m, RING_WIDTH), `events` has
    at least `ROOM` rows for every sample that is bridged, and one more. A row with a number that is missing, or that no
    sensor gives, is a lost sample, and so is the first of those that are far from the sample before. Short spells are
    bridged by straight lines once the next sample is there, after a longer one the limb is lost and must rest again.
    """
    c, s = settings[0], state[0]
    found = NONE
    m = c["mount"]
    x, before = s["sample"], s["before"]
    for k in range(samples.shape[0]):
        if found + ROOM * (s["missing"] + 1) > events.shape[0]:
            return k, found
        row = samples[k]
        judge_units(c, s, row)
        if s["fault"] != FINE:
            return k, -s["fault"]
        if not is_given(row, LARGEST_LIMB_DPS):
            skip(c, s, 1)
            continue
        if c["turned"] != 0:
            for i in range(3):
                x[i] = m[i, 0] * row[0] + m[i, 1] * row[1] + m[i, 2] * row[2]
                x[i + 3] = m[i, 0] * row[3] + m[i, 1] * row[4] + m[i, 2] * row[5]
        else:
            for i in range(6):
                x[i] = row[i]
        if s["started"] > 0 and s["jumped"] == 0 and jumps(x, before, c["rate_hz"]):
            s["jumped"] = 1
            skip(c, s, 1)
            continue
        s["jumped"] = 0
        if c["hang"] != 0.0 and not find_base(c, s):
            s["seen"] += s["missing"] + 1
            s["missing"] = 0
            continue
        found = _take(c, s, ring, events, found)
        for i in range(6):
            before[i] = x[i]
    return samples.shape[0], found


@kernel
def pass_over(settings, state, count):
    """Pass over `count` lost samples, as a row of NaN each would."""
    skip(settings[0], state[0], count)


@kernel
def _take(c, s, ring, events, found):
    """Take the sample at hand and those that were lost before it; return the number of events found so far."""
    missing = s["missing"]
    s["missing"] = 0
    now = s["seen"] + missing
    if missing > 0 and s["started"] == 0:
        s["seen"] = now
    elif missing > 0:
        s["bridged"] = now
        x, before = s["sample"], s["before"]
        last = x[0], x[1], x[2], x[3], x[4], x[5]
        for m in range(missing):
            share = (m + 1) / (missing + 1)
            for i in range(6):
                x[i] = (1.0 - share) * before[i] + share * last[i]
            found = _step(c, s, ring, events, found, now)
        for i in range(6):
            x[i] = last[i]
    return _step(c, s, ring, events, found, now)


@kernel
def _step(c, s, ring, events, found, now):
    """Take the sample at hand, known at sample `now`; return the number of events found so far."""
    take_in(c, s, ring)
    k = s["seen"]
    s["seen"] = k + 1
    s["started"] += 1
    if s["mode"] != SWING and s["anchor"] < 0 and look_back_for_rest(c, s, ring, k):
        for j in range(s["anchor"] + 1, k):
            found = _follow(c, s, ring, events, found, j, now)
    return _follow(c, s, ring, events, found, k, now)


@kernel
def _follow(c, s, ring, events, found, k, now):
    """Follow the limb to sample `k`, which is in the ring; return the number of events found so far."""
    mask = ring.shape[0] - 1
    stride = s["period_s"] * c["rate_hz"]
    width = rest_width(c, s)
    if age_at(s, k) < width:
        return found
    energy = energy_over(ring, k, width)
    usual = usual_energy(c, s, ring, k)
    if s["mode"] == SWING and energy < DEAD_SHARE * usual and k - s["moved"] > 2 * width:
        found = land_by_rest(c, s, ring, events, found, k, now)
        s["landed"] = k - width
    if s["mode"] != SWING:
        watch_rest(c, s, ring, k, width, energy, c["quiet"] * usual)
        if s["anchor"] < 0:
            return found
        if s["open"] == 1 and s["n_held"] > 0:
            found = tell_first_step(c, s, ring, events, found, now)
        if s["open"] == 1 and k - s["landed"] > stride:
            found = close_stride(c, s, ring, events, found, now)
        if k - s["anchor"] > mask - width - 1:
            lose(s)
            return found
    if s["mode"] == STANCE and energy < LOUDER * s["quiet"]:
        return found
    ux, uy, uz = up_of(s)
    vx, vy, vz, _ = point_velocity(c, s, ring, k, 0.0, 0.0, 0.0, ux, uy, uz)
    speed = math.sqrt(vx * vx + vy * vy + vz * vz)
    if s["mode"] == STANCE:
        usual_mps = max(s["usual_own_mps"], s["own_top_mps"] if s["open"] == 1 else 0.0)
        if speed < max(LEAST_MOVING_MPS, MOVING_SHARE * usual_mps):
            return found
        found = _move_off(c, s, ring, events, found, k, now)
    # under way: where to, which way the segment faces meanwhile, and how fast the points are
    t, h, way = s["travel"], s["heading"], s["displacement_m"]
    t[0] += speed * vx
    t[1] += speed * vy
    t[2] += speed * vz
    r00, _, _, r10, _, _, r20, _, _ = rotation_at(ring, k & mask)
    up = r00 * ux + r10 * uy + r20 * uz
    h[0] += speed * (r00 - up * ux)
    h[1] += speed * (r10 - up * uy)
    h[2] += speed * (r20 - up * uz)
    if speed > MOST_SWING_MPS:  # an impossible sample that a sensor could have given
        lose(s)
        s["landed"] = k
        return found
    s["own_top_mps"] = max(s["own_top_mps"], speed)
    way[0] += vx * c["dt"]
    way[1] += vy * c["dt"]
    way[2] += vz * c["dt"]
    tx, ty, tz = travel_so_far(s)
    found = watch_final_contact(c, s, ring, events, found, k, now, tx, ty, tz)
    if k - s["moved"] > LONGEST_SWING_S * c["rate_hz"] or k - s["anchor"] > mask - 2:
        lose(s)
        s["landed"] = k
        return found
    which = watch_initial_contact(c, s, ring, k, tx, ty, tz)
    if which < 0:
        return found
    return land(c, s, ring, events, found, k, now, which, s["candidate"])


@kernel
def _move_off(c, s, ring, events, found, k, now):
    """Open a swing at sample `k`: the rest before it is settled, and closes the stride before."""
    if s["open"] == 1:
        found = close_stride(c, s, ring, events, found, now)
    elif s["rest"] != s["anchor"]:
        level_frame(c, s, ring, False)
    if k - s["landed"] > STILL_STRIDES * s["period_s"] * c["rate_hz"]:
        s["trusted"] = 0
    if s["fresh"] == 1:
        s["fresh"] = 0
        reach = s["anchor"] - int(LOOK_BACK_S * c["rate_hz"])
        first = max(s["landed"], k - s["started"] + 1, k - ring.shape[0] + 1, reach)
        held = s["held"][0]
        if landed_before(c, s, ring, first, held):
            s["n_held"] = 1
            s["contact"] = held[AT]
    s["mode"] = SWING
    s["moved"] = k
    s["candidate"] = -1
    s["above"] = 0
    s["leaving_done"] = 0
    s["leave_above"] = 0
    s["land_top_mps"] = 0.0
    s["leave_top_mps"] = 0.0
    s["own_top_mps"] = 0.0
    for i in range(3):
        s["travel"][i] = 0.0
        s["heading"][i] = 0.0
        s["displacement_m"][i] = 0.0
    return found


@kernel
def finish(settings, state, ring, events):
    """Decide what the samples so far show, without waiting for more; return the number of events found.

    The limb is lost after it, as after a gap.
    """
    c, s = settings[0], state[0]
    found = NONE
    k = s["seen"] - 1
    if s["mode"] == SWING and s["candidate"] >= 0 and 2 * (k - s["candidate"]) >= c["settle"]:
        tx, ty, tz = travel_so_far(s)
        which = choose_point(c, ahead_of(s, tx, ty, tz), True)
        found = land(c, s, ring, events, found, k, k, which, s["candidate"])
    tx, ty, tz = travel_so_far(s)
    begun = s["mode"] == SWING and s["leaving_done"] == 0 and 2 * s["leave_above"] >= c["look"]
    if begun and goes_on(s, ahead_of(s, tx, ty, tz)):
        found = report_final_contact(c, s, ring, events, found, k, k, tx, ty, tz, 0)
    if s["open"] == 1 and s["anchor"] >= 0:
        found = close_stride(c, s, ring, events, found, k)
    leave_off(s)
    s["seen"] += s["missing"]
    s["missing"] = 0
    return found
