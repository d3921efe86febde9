"""Final contacts: the leaving point of a swing that has begun rises above a share of the speed it will reach."""

from __future__ import annotations

import math

import numpy as np

from retrogait._kernels.crossings import TRANSIENT_S, first_rise
from retrogait._kernels.jit import kernel
from retrogait._kernels.live.frame import ALONG
from retrogait._kernels.live.points import ahead_of, along_at, choose_point, travel_expected
from retrogait._kernels.live.state import AHEAD, AT, DECIDED, EVENT_WIDTH, FINAL, KIND, REST_BEFORE
from retrogait._kernels.live.strides import goes_on, release_held

EXPECTED_SHARE = 0.75  # of the usual peak: the least that a swing is expected to reach
FIRST_TOP_MPS = 0.6  # the same before the first swing
PASSED_SHARE = 0.85  # of the peak: slower, a swing is past it
GROWTH_BAND = 1.2  # how far the usual peak may be from what this swing grows to, and still count
LIKELY_SHARE = 0.6  # of the usual peak: a swing as fast will reach the rest
LATER_SHARE = 0.4  # of the growth from the look on that is left after twice the look
CONVINCING_M, CONVINCING_MPS = 0.25, 1.0  # a way and a speed that no fidgeting foot makes


@kernel
def watch_final_contact(c, s, ring, events, found, k, now, tx, ty, tz):
    """Decide the final contact once the leaving point has been fast for a while; travel is that of the swing so far."""
    sx, sy, sz = tx, ty, tz
    tx, ty, tz = travel_expected(s, tx, ty, tz)
    ahead = ahead_of(s, tx, ty, tz)
    which = choose_point(c, ahead, False)
    along = along_at(c, s, ring, k, which, tx, ty, tz)
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
    if is_unlike(s):
        look *= 2
    if s["leave_above"] < look:
        return found
    if s["trusted"] == 0 and not _is_convincing(c, s):
        return found
    return report_final_contact(c, s, ring, events, found, k, now, sx, sy, sz, look)


@kernel
def report_final_contact(c, s, ring, events, found, k, now, tx, ty, tz, look):
    """Report the final contact of the swing by what is seen up to sample `k`, if that is `look` samples of it and more.

    Travel is that of the swing so far.
    """
    soon = 0.0 if is_unlike(s) else 1.0  # after a longer look its way shows
    left = s["left_along"]
    left[0], left[1], left[2] = soon * tx, soon * ty, soon * tz
    tx, ty, tz = travel_expected(s, tx, ty, tz)
    ahead = ahead_of(s, tx, ty, tz)
    which = choose_point(c, ahead, False)
    past = along_at(c, s, ring, k, which, tx, ty, tz) < PASSED_SHARE * s["leave_top_mps"]
    expected = 0.0 if past else expected_peak(s, which)
    leaving = decide_final_contact(c, s, ring, k, tx, ty, tz, ahead, expected)
    if math.isnan(leaving) or k + 1 - leaving < look:
        return found
    s["leaving_done"] = 1
    s["seen_mps"] = _seen_by(ring, s["anchor"], min(k, int(leaving) + c["look"]))
    s["seen_of"] = which
    found = release_held(s, events, found, now)
    write_final_contact(s, events[found], leaving, ahead if goes_on(s, ahead) else math.nan)
    events[found, DECIDED] = now
    return found + 1


@kernel
def is_unlike(s):
    """Whether this swing is not yet clearly a usual one: too slow, or no usual swing is known."""
    return s["usual_leave_mps"] == 0.0 or s["leave_top_mps"] < LIKELY_SHARE * s["usual_leave_mps"]


@kernel
def expected_peak(s, which):
    """Peak speed that the leaving point will reach: what swings grow to from here, and the usual peak if that is near.

    The shape of a swing changes less from step to step than its speed: where somebody sets off, slows down or turns,
    the usual peak is wrong.
    """
    growth = s["usual_growth"][which]
    if is_unlike(s):
        return (1.0 + LATER_SHARE * (growth - 1.0)) * s["leave_top_mps"]
    grown, usual = growth * s["leave_top_mps"], s["usual_leave_mps"]
    if grown / GROWTH_BAND <= usual <= grown * GROWTH_BAND:
        return 0.5 * (grown + usual)
    return grown


@kernel
def _seen_by(ring, a, b):
    """Fastest of the leaving point from sample `a` to `b`, as the last decision laid it in the ring."""
    mask = ring.shape[0] - 1
    top = 0.0
    for j in range(a, b + 1):
        top = max(top, ring[j & mask, ALONG])
    return top


@kernel
def _is_convincing(c, s):
    """Whether a first swing is a step beyond doubt while it is under way; else its contacts wait for its end."""
    way = s["displacement_m"]
    gone = way[0] ** 2 + way[1] ** 2 + way[2] ** 2 >= CONVINCING_M**2
    return c["sure"] != 0 and gone and s["own_top_mps"] >= CONVINCING_MPS


@kernel
def decide_final_contact(c, s, ring, k, tx, ty, tz, ahead, expected_mps):
    """Instant in samples at which the leaving point rose above the threshold; NaN where it did not.

    The peak is what it has reached by sample `k`, or the `expected_mps` of earlier swings where that is more.
    """
    which = choose_point(c, ahead, False)
    mask = ring.shape[0] - 1
    a = s["anchor"]
    top = 0.0
    for j in range(a, k + 1):
        along = along_at(c, s, ring, j, which, tx, ty, tz)
        ring[j & mask, ALONG] = along
        top = max(top, along)
    top = max(top, expected_mps)
    return first_rise(ring[:, ALONG], mask, a, k, top, c["threshold"] * top, TRANSIENT_S * c["rate_hz"])


@kernel
def write_final_contact(s, event, leaving, ahead):
    """Fill the row `event` with a final contact."""
    for i in range(EVENT_WIDTH):
        event[i] = np.nan
    event[AT] = leaving
    event[KIND] = FINAL
    event[AHEAD] = ahead
    event[REST_BEFORE] = s["anchor"]
