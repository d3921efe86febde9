"""Contacts of one foot or shank while its samples arrive: a step of fixed cost and fixed memory per sample.

A limb is `LOST` until it rests, in `STANCE` from there, and in `SWING` from when it moves off. Velocity is integrated
from the last rest in a frame that the gyroscope carries and that the mean specific force between rests levels. The last
seconds lie in a ring, from which a contact is decided once it is certain.
"""

from __future__ import annotations

import math

import numpy as np

from retrogait._kernels.jit import kernel
from retrogait._kernels.live_frame import ENERGY, FORCE, LEVEL_S, level_frame, settle_bias, take_in
from retrogait._kernels.live_swing import (
    AHEAD,
    AT,
    DECIDED,
    EVENT_WIDTH,
    FINAL,
    KIND,
    KNOCK_S,
    REST_BEFORE,
    WAY_M,
    ahead_of,
    choose_point,
    decide_landing,
    decide_leaving,
    landed_before,
    point_of,
    point_velocity,
    rotation_at,
    travel_expected,
    travel_so_far,
    went_somewhere,
)

LOST, STANCE, SWING = range(3)
REST_SHARE = 0.16  # of the stride: the window over which a rest must be quiet
REST_AGE = 0.25  # of the stride: a rest this old gives way to one twice as loud
LEAST_ENERGY = 0.06
FIRST_ENERGY = 0.5  # what a walk is expected to have, before a stride is seen
STILL_ENERGY, STILL_S = 0.005, 1.0  # as quiet for as long, a limb stands
STILL_STRIDES = 2.0  # a stance as long ends the walk
FIRST_LEVEL_S = 0.05  # what gravity at a single rest is worth
DEAD_SHARE = 0.05  # of the energy around: as quiet, a limb has landed unnoticed
LOUDER = 2.0  # than at its rest, a limb that moves off
LEAST_MOVING_MPS = 0.15
MOVING_SHARE = 0.2  # of the usual peak speed: faster, a limb is on its way
EXPECTED_SHARE = 0.75  # of the usual peak: the least that a swing is expected to reach
FIRST_TOP_MPS = 0.6  # the same before the first swing
PASSED_SHARE = 0.85  # of the peak: slower, a swing is past it
GROWTH_BAND = 1.2  # how far it may be from what this swing has grown to, as swings do
LIKELY_SHARE = 0.6  # of the usual peak: a swing as fast will reach the rest
CONVINCING_M = 0.25  # a way that no fidgeting foot makes
LOOK_BACK_S = 1.2  # from the first rest, for the landing before it
LONGEST_SWING_S = 2.0
STOPPED_SHARE = 0.1  # of the peak speed: the band in which a point that has stopped stays
SHORTEST_STRIDE_S, LONGEST_STRIDE_S = 0.6, 4.5
ROOM = 10  # events that one sample may bring


@kernel
def watch_limb(samples, settings, state, ring, events):
    """Take in samples (n, 6) until they end or `events` is full; return how many were taken and events found.

    `settings` and `state` are one row of `live_state.SETTINGS` and `STATE`. A row with a number missing is a lost
    sample: short spells are bridged by straight lines once the next sample is there, after a longer one the limb is
    lost and must rest again.
    """
    c, s = settings[0], state[0]
    found = 0
    for k in range(samples.shape[0]):
        if found + ROOM * (s["missing"] + 1) > events.shape[0]:
            return k, found
        whole = True
        for i in range(6):
            whole &= math.isfinite(samples[k, i])
        if not whole:
            s["missing"] += 1
            if s["missing"] == c["bridge"] + 1:
                lose(s)
                s["started"] = 0
            if s["missing"] > c["bridge"]:
                s["missing"] -= 1
                s["seen"] += 1
            continue
        missing = s["missing"]
        s["missing"] = 0
        now = s["seen"] + missing
        if missing > 0 and s["started"] == 0:
            s["seen"] = now
            missing = 0
        for m in range(missing):
            share = (m + 1) / (missing + 1)
            for i in range(6):
                s["sample"][i] = (1.0 - share) * s["before"][i] + share * samples[k, i]
            found = _step(c, s, ring, events, found, now)
        for i in range(6):
            s["sample"][i] = samples[k, i]
            s["before"][i] = samples[k, i]
        found = _step(c, s, ring, events, found, now)
    return samples.shape[0], found


@kernel
def lose(s):
    """Forget where the limb is, not how it walks."""
    s["mode"] = LOST
    s["anchor"] = -1
    s["rest"] = -1
    s["candidate"] = -1
    s["gravity_s"] = min(s["gravity_s"], 0.5)
    for i in range(3):
        s["usual_travel"][i] = 0.0
    s["fresh"] = 1
    s["open"] = 0
    s["trusted"] = 0
    s["n_held"] = 0


@kernel
def _step(c, s, ring, events, found, now):
    """Take the sample at hand, known at sample `now`; return the number of events found so far."""
    take_in(c, s, ring)
    k = s["seen"]
    s["seen"] = k + 1
    s["started"] += 1
    size = ring.shape[0]
    rate_hz = c["rate_hz"]
    stride = s["period_s"] * rate_hz
    width = max(3, int(REST_SHARE * stride + 0.5))
    # the energy of motion over the window of a rest that ends here, and that of the strides around it
    first = k - s["started"] + 1
    if k - first < width:
        return found
    energy = (s["energy"] - ring[(k - width) % size, ENERGY]) / width
    span = min(k - first, int(2.0 * stride), size - 1)
    level = (s["energy"] - ring[(k - span) % size, ENERGY]) / span
    s["level"] = level
    usual = max(level, 0.3 * s["walking"], LEAST_ENERGY if span >= stride else FIRST_ENERGY)
    if s["mode"] == SWING and energy < DEAD_SHARE * usual and k - s["moved"] > 2 * width:
        found = _land_by_rest(c, s, ring, events, found, k, now)
        s["landed"] = k - width
    if s["mode"] != SWING:
        _watch_rest(c, s, ring, k, width, energy, c["quiet"] * usual)
        if s["anchor"] < 0:
            return found
        if s["open"] == 1 and k - s["landed"] > stride:
            found = _close_stride(c, s, ring, events, found, now)
        if k - s["anchor"] > size - width - 2:
            lose(s)
            return found
    g = s["gravity"]
    pull = math.sqrt(g[0] ** 2 + g[1] ** 2 + g[2] ** 2)
    ux, uy, uz = g[0] / pull, g[1] / pull, g[2] / pull
    vx, vy, vz, _ = point_velocity(c, s, ring, k, 0.0, 0.0, 0.0, ux, uy, uz)
    speed = math.sqrt(vx * vx + vy * vy + vz * vz)
    if s["mode"] == STANCE:
        if speed < max(LEAST_MOVING_MPS, MOVING_SHARE * s["usual_own_mps"]) or energy < LOUDER * s["quiet"]:
            return found
        found = _move_off(c, s, ring, events, found, k, now)
    # under way: where to, which way the segment faces meanwhile, and how fast the points are
    t, h = s["travel"], s["heading"]
    t[0] += speed * vx
    t[1] += speed * vy
    t[2] += speed * vz
    r00, _, _, r10, _, _, r20, _, _ = rotation_at(ring, k % size)
    up = r00 * ux + r10 * uy + r20 * uz
    h[0] += speed * (r00 - up * ux)
    h[1] += speed * (r10 - up * uy)
    h[2] += speed * (r20 - up * uz)
    s["own_top_mps"] = max(s["own_top_mps"], speed)
    s["way_m"][0] += vx / rate_hz
    s["way_m"][1] += vy / rate_hz
    s["way_m"][2] += vz / rate_hz
    found = _watch_leaving(c, s, ring, events, found, k, now, ux, uy, uz)
    return _watch_landing(c, s, ring, events, found, k, now, ux, uy, uz)


@kernel
def _watch_rest(c, s, ring, k, width, energy, quiet):
    """Move the present rest to where the limb is quietest since it landed, and on while it stands."""
    size = ring.shape[0]
    centre = k - width // 2
    if energy > quiet or k - width < s["landed"]:
        return
    if s["anchor"] >= 0:
        age = (centre - s["anchor"]) / (REST_AGE * s["period_s"] * c["rate_hz"])
        if energy > s["quiet"] * (1.0 + age * age):
            return
    row = centre % size
    if s["gravity_s"] <= FIRST_LEVEL_S:
        span_s = width / c["rate_hz"]
        for i in range(3):
            s["gravity"][i] = (ring[k % size, FORCE + i] - ring[(k - width) % size, FORCE + i]) / span_s
        s["gravity_s"] = FIRST_LEVEL_S
    s["anchor"] = centre
    s["quiet"] = energy
    for i in range(3):
        s["anchor_sum"][i] = ring[row, FORCE + i]
    if s["mode"] == LOST:
        s["mode"] = STANCE
        s["rest"] = -1
    if s["rest"] < 0:
        level_frame(c, s, ring, False)
    elif s["open"] == 0 and s["rest"] >= s["landed"] and centre - s["rest"] >= LEVEL_S * c["rate_hz"]:
        level_frame(c, s, ring, False)
        if energy < STILL_ENERGY and k - s["landed"] > STILL_S * c["rate_hz"]:
            settle_bias(s, ring, width)


@kernel
def _close_stride(c, s, ring, events, found, now):
    """At the rest after a step: level the frame, and tell what was held if the step led somewhere, else drop it."""
    a = s["rest"]
    level_frame(c, s, ring, True)
    s["open"] = 0
    if not went_somewhere(c, s, ring, a, events[found]):
        s["trusted"] = 0
        s["n_held"] = 0
        return found
    _learn(c, s)
    s["trusted"] = 1
    events[found, DECIDED] = now
    return _release(s, events, found + 1, now)


@kernel
def _learn(c, s):
    """Learn from a step that led somewhere: stride period and usual speeds."""
    known = s["usual_own_mps"] > 0.0
    gain = 0.4 if known else 1.0
    s["usual_own_mps"] += gain * (s["own_top_mps"] - s["usual_own_mps"])
    s["usual_leave_mps"] += gain * (s["leave_top_mps"] - s["usual_leave_mps"])
    if s["leaving_done"] == 1:
        growth = s["leave_top_mps"] / s["seen_mps"]
        s["usual_growth"] += (0.4 if s["usual_growth"] > 0.0 else 1.0) * (growth - s["usual_growth"])
    x, y, z = travel_so_far(s)
    s["usual_travel"][0], s["usual_travel"][1], s["usual_travel"][2] = x, y, z
    period_s = (s["contact"] - s["contact_before"]) / c["rate_hz"]
    if SHORTEST_STRIDE_S <= period_s <= LONGEST_STRIDE_S:
        s["period_s"] += 0.4 * (period_s - s["period_s"])


@kernel
def _move_off(c, s, ring, events, found, k, now):
    """Open a swing at sample `k`: the rest before it is settled, and closes the stride before."""
    if s["open"] == 1:
        found = _close_stride(c, s, ring, events, found, now)
    elif s["rest"] != s["anchor"]:
        level_frame(c, s, ring, False)
    if k - s["landed"] > STILL_STRIDES * s["period_s"] * c["rate_hz"]:
        s["trusted"] = 0
    if s["fresh"] == 1:
        s["fresh"] = 0
        reach = s["anchor"] - int(LOOK_BACK_S * c["rate_hz"])
        first = max(s["landed"], k - s["started"] + 1, k - ring.shape[0] + 1, reach)
        g = s["gravity"]
        pull = math.sqrt(g[0] ** 2 + g[1] ** 2 + g[2] ** 2)
        held = s["held"][0]
        if landed_before(c, s, ring, first, g[0] / pull, g[1] / pull, g[2] / pull, held):
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
        s["way_m"][i] = 0.0
    return found


@kernel
def _along(c, s, ring, k, which, ux, uy, uz, tx, ty, tz):
    """Speed along travel (unit) of a point at sample `k`, m/s."""
    px, py, pz = point_of(c, which)
    vx, vy, vz, _ = point_velocity(c, s, ring, k, px, py, pz, ux, uy, uz)
    return vx * tx + vy * ty + vz * tz


@kernel
def _watch_leaving(c, s, ring, events, found, k, now, ux, uy, uz):
    """Decide the final contact once the leaving point has been fast for a while."""
    tx, ty, tz = travel_expected(s)
    ahead = ahead_of(s, tx, ty, tz)
    along = _along(c, s, ring, k, choose_point(c, ahead, False), ux, uy, uz, tx, ty, tz)
    s["leave_top_mps"] = max(s["leave_top_mps"], along)
    if s["leaving_done"] == 1:
        return found
    usual = s["usual_leave_mps"]
    top = max(s["leave_top_mps"], EXPECTED_SHARE * usual, FIRST_TOP_MPS)
    if along < c["threshold"] * top:
        s["leave_above"] = 0
        return found
    s["leave_above"] += 1
    look = c["look"]
    past = along < PASSED_SHARE * s["leave_top_mps"]
    if not past and s["leave_top_mps"] < LIKELY_SHARE * usual or usual == 0.0 and not past:
        look *= 2  # not yet to be told from how fast this swing will be
    if s["leave_above"] < look:
        return found
    way = s["way_m"]
    if s["trusted"] == 0 and (c["sure"] == 0 or way[0] ** 2 + way[1] ** 2 + way[2] ** 2 < CONVINCING_M**2):
        return found
    if past:
        usual = 0.0
    elif s["usual_growth"] > 0.0:
        grown = s["usual_growth"] * s["leave_top_mps"]
        usual = min(max(usual, grown / GROWTH_BAND), grown * GROWTH_BAND)
    leaving = decide_leaving(c, s, ring, k, ux, uy, uz, tx, ty, tz, ahead, usual)
    if math.isnan(leaving):
        return found
    s["leaving_done"] = 1
    s["seen_mps"] = s["leave_top_mps"]
    found = _release(s, events, found, now)
    _write_leaving(s, events[found], leaving, ahead)
    events[found, DECIDED] = now
    return found + 1


@kernel
def _write_leaving(s, event, leaving, ahead):
    """Fill the row `event` with a final contact."""
    for i in range(EVENT_WIDTH):
        event[i] = np.nan
    event[AT] = leaving
    event[KIND] = FINAL
    event[AHEAD] = ahead
    event[REST_BEFORE] = s["anchor"]


@kernel
def _release(s, events, found, now):
    """Tell the contacts that were held."""
    for m in range(s["n_held"]):
        for i in range(EVENT_WIDTH):
            events[found, i] = s["held"][m, i]
        events[found, DECIDED] = now
        found += 1
    s["n_held"] = 0
    return found


@kernel
def _next_held(s):
    """Row for one more contact that is held; the oldest gives way where all are taken."""
    held = s["held"]
    if s["n_held"] == held.shape[0]:
        for m in range(held.shape[0] - 1):
            for i in range(EVENT_WIDTH):
                held[m, i] = held[m + 1, i]
        s["n_held"] -= 1
    s["n_held"] += 1
    return held[s["n_held"] - 1]


@kernel
def _watch_landing(c, s, ring, events, found, k, now, ux, uy, uz):
    """Decide the initial contact once the landing point has come to a stop."""
    rate_hz = c["rate_hz"]
    tx, ty, tz = travel_so_far(s)
    which = choose_point(c, ahead_of(s, tx, ty, tz), True)
    along = _along(c, s, ring, k, which, ux, uy, uz, tx, ty, tz)
    if k - s["moved"] > LONGEST_SWING_S * rate_hz or k - s["anchor"] > ring.shape[0] - 3:
        lose(s)
        s["landed"] = k
        return found
    top = max(s["land_top_mps"], along)
    s["land_top_mps"] = top
    level = c["threshold"] * top
    if along >= level:
        if s["candidate"] < 0:
            return found
        s["above"] += 1
        if s["above"] >= KNOCK_S * rate_hz or along > 0.5 * (level + top):
            s["candidate"] = -1
            return found
    else:
        s["above"] = 0
        if s["candidate"] < 0:
            s["candidate"] = k
    held = k - s["candidate"]
    if held < c["settle"]:
        return found
    if held < c["longest_settle"] and not _stopped(c, s, ring, k, which, ux, uy, uz, tx, ty, tz, STOPPED_SHARE * top):
        return found
    return _land(c, s, ring, events, found, k, now, ux, uy, uz, which, s["candidate"])


@kernel
def _land_by_rest(c, s, ring, events, found, k, now):
    """End a swing whose landing went unnoticed by the rest after it; without gravity to rely on nothing is told."""
    if s["gravity_s"] < 1.0:
        s["mode"] = STANCE
        s["anchor"] = -1
        s["rest"] = -1
        s["gravity_s"] = FIRST_LEVEL_S
        return found
    g = s["gravity"]
    pull = math.sqrt(g[0] ** 2 + g[1] ** 2 + g[2] ** 2)
    ux, uy, uz = g[0] / pull, g[1] / pull, g[2] / pull
    tx, ty, tz = travel_so_far(s)
    which = choose_point(c, ahead_of(s, tx, ty, tz), True)
    return _land(c, s, ring, events, found, k, now, ux, uy, uz, which, k)


@kernel
def _land(c, s, ring, events, found, k, now, ux, uy, uz, which, landed):
    """End the swing at sample `k`, and tell its contacts where it was a step."""
    event = events[found + ROOM - 1]
    step = decide_landing(c, s, ring, k, ux, uy, uz, which, event)
    if step:
        told = s["trusted"] == 1 or (c["sure"] == 1 and event[WAY_M] >= CONVINCING_M)
        if s["leaving_done"] == 0:
            tx, ty, tz = travel_so_far(s)
            leaving = decide_leaving(c, s, ring, k, ux, uy, uz, tx, ty, tz, event[AHEAD], 0.0)
            if not math.isnan(leaving):
                _write_leaving(s, _next_held(s), leaving, event[AHEAD])
        row = _next_held(s)
        for i in range(EVENT_WIDTH):
            row[i] = event[i]
        if told:
            found = _release(s, events, found, now)
        s["contact_before"] = s["contact"]
        s["contact"] = event[AT]
        s["open"] = 1
    else:
        s["trusted"] = 0
        s["n_held"] = 0
    s["mode"] = STANCE
    s["anchor"] = -1
    s["landed"] = landed if step else k
    return found


@kernel
def _stopped(c, s, ring, k, which, ux, uy, uz, tx, ty, tz, within):
    """Whether the speed along of a point keeps within a band over the last samples."""
    low, high = np.inf, -np.inf
    for j in range(k - int(0.06 * c["rate_hz"]), k + 1):
        along = _along(c, s, ring, j, which, ux, uy, uz, tx, ty, tz)
        low, high = min(low, along), max(high, along)
    return high - low <= within + 0.03
