"""Strides from rest to rest: whether a step led anywhere, what is learned from it, and contacts that wait for it."""

from __future__ import annotations

import math

import numpy as np

from retrogait._kernels.constants import LONGEST_STRIDE_S, SHORTEST_STRIDE_S, STANDARD_GRAVITY_MPS2
from retrogait._kernels.jit import kernel
from retrogait._kernels.live.faults import judge_pair, judge_upright
from retrogait._kernels.live.frame import BLAME, FORCE, level_frame
from retrogait._kernels.live.points import ahead_of, travel_so_far, up_of
from retrogait._kernels.live.state import AT, DECIDED, DISPLACEMENT_M, EVENT_WIDTH, KIND, REST_BEFORE, STRIDE
from retrogait._kernels.steps import is_carried

DOUBTFUL_SHARE = 0.55  # of the usual speed: slower, a step the other way is more likely a limb that sways
MOST_GROWTH = 2.0  # of the leaving point from the end of the look to its peak


@kernel
def close_stride(c, s, ring, events, found, now):
    """At the rest after a step: level the frame, and report what was held if the foot has travelled, else drop it."""
    a = s["rest"]
    judge_pair(c, s, ring)
    level_frame(c, s, ring, True)
    judge_upright(c, s, ring)
    s["open"] = 0
    if not went_somewhere(c, s, ring, a, events[found]):
        s["trusted"] = 0
        s["n_held"] = 0
        return found
    _learn(c, s)
    s["trusted"] = 1
    events[found, DECIDED] = now
    return release_held(s, events, found + 1, now)


@kernel
def tell_first_step(c, s, ring, events, found, now):
    """At the rest after a first step: report what was held if the foot has travelled by now, else go on waiting."""
    if not went_somewhere(c, s, ring, s["rest"], s["scratch"]):
        return found
    return release_held(s, events, found, now)


@kernel
def went_somewhere(c, s, ring, a, event):
    """Fill the row `event` with the stride from rest `a` to the present rest; return whether it was one.

    Velocity is zero at both ends, which is the only difference between a step and a lift on the spot. Where the ring
    does not reach back to rest `a`, the stride is not known.
    """
    mask = ring.shape[0] - 1
    b = s["anchor"]
    for i in range(EVENT_WIDTH):
        event[i] = np.nan
    if not 0 < b - a <= mask:
        return False
    rate_hz = c["rate_hz"]
    g = s["gravity"]
    ux, uy, uz = up_of(s)
    left = np.empty(3)
    first, last = a & mask, b & mask
    for i in range(3):
        left[i] = ring[last, FORCE + i] - ring[first, FORCE + i] - g[i] * (b - a) / rate_hz
    blamed = ring[last, BLAME] - ring[first, BLAME]
    x = y = z = climb = path = 0.0
    for j in range(a, b + 1):
        row = j & mask
        span = (j - a) / rate_hz
        share = (ring[row, BLAME] - ring[first, BLAME]) / blamed
        vx = ring[row, FORCE] - ring[first, FORCE] - g[0] * span - share * left[0]
        vy = ring[row, FORCE + 1] - ring[first, FORCE + 1] - g[1] * span - share * left[1]
        vz = ring[row, FORCE + 2] - ring[first, FORCE + 2] - g[2] * span - share * left[2]
        rise = vx * ux + vy * uy + vz * uz
        vx -= rise * ux
        vy -= rise * uy
        vz -= rise * uz
        x += vx
        y += vy
        z += vz
        climb += rise
        path += math.sqrt(vx * vx + vy * vy + vz * vz)
    way = math.sqrt(x * x + y * y + z * z) / rate_hz
    path /= rate_hz
    climb /= rate_hz
    event[AT] = b
    event[KIND] = STRIDE
    # measured gravity gives the scale of the accelerometer
    event[DISPLACEMENT_M] = way * STANDARD_GRAVITY_MPS2 / math.sqrt(g[0] ** 2 + g[1] ** 2 + g[2] ** 2)
    event[REST_BEFORE] = a
    return leads_somewhere(c, way, path, climb)


@kernel
def leads_somewhere(c, way, path, climb):
    """Whether a way (m) from rest to rest is that of a step, by the rule of the batch analysis."""
    return is_carried(way, path, climb, c["least_displacement_m"], c["least_straightness"], c["steepest"])


@kernel
def _learn(c, s):
    """Learn from a step that led somewhere: stride period and usual speeds."""
    known = s["usual_own_mps"] > 0.0
    gain = 0.4 if known else 1.0
    s["usual_own_mps"] += gain * (s["own_top_mps"] - s["usual_own_mps"])
    s["usual_leave_mps"] += gain * (s["leave_top_mps"] - s["usual_leave_mps"])
    if s["leaving_done"] == 1 and s["trusted"] == 1:  # a first step is half of one, and grows less
        growth = min(max(1.0, s["leave_top_mps"] / s["seen_mps"]), MOST_GROWTH)
        s["usual_growth"][s["seen_of"]] += 0.4 * (growth - s["usual_growth"][s["seen_of"]])
    x, y, z = travel_so_far(s)
    s["usual_ahead"] = ahead_of(s, x, y, z)
    left = s["left_along"]
    straight = x * left[0] + y * left[1] + z * left[2]
    if s["leaving_done"] == 1 and straight != 0.0:
        s["straight"] += (0.4 if s["straight"] != 0.0 else 1.0) * (straight - s["straight"])
    s["usual_travel"][0], s["usual_travel"][1], s["usual_travel"][2] = x, y, z
    period_s = (s["contact"] - s["contact_before"]) / c["rate_hz"]
    if SHORTEST_STRIDE_S <= period_s <= LONGEST_STRIDE_S:
        s["period_s"] += 0.4 * (period_s - s["period_s"])


@kernel
def is_doubtful(s, ahead):
    """Whether a swing that has ended goes the other way than the step before it, and too slowly for a step.

    Turning round begins with slowing down or a pause; a limb in stance that is taken for one under way sways back.
    """
    opposite = s["trusted"] == 1 and ahead * s["usual_ahead"] < 0.0
    return opposite and s["own_top_mps"] < DOUBTFUL_SHARE * s["usual_own_mps"]


@kernel
def goes_on(s, ahead):
    """Whether a swing goes the way of the step before it: without that there is no direction of a walk.

    A single step back also occurs in dancing, in bowing and to let somebody pass; every walk has two of a foot.
    """
    return s["trusted"] == 1 and ahead * s["usual_ahead"] > 0.0


@kernel
def release_held(s, events, found, now):
    """Report the contacts that were held."""
    for m in range(s["n_held"]):
        for i in range(EVENT_WIDTH):
            events[found, i] = s["held"][m, i]
        events[found, DECIDED] = now
        found += 1
    s["n_held"] = 0
    return found


@kernel
def next_held(s):
    """Row for one more contact that is held; the oldest gives way where all are taken."""
    held = s["held"]
    if s["n_held"] == held.shape[0]:
        for m in range(held.shape[0] - 1):
            for i in range(EVENT_WIDTH):
                held[m, i] = held[m + 1, i]
        s["n_held"] -= 1
    s["n_held"] += 1
    return held[s["n_held"] - 1]
