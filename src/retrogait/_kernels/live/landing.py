"""Ends of swings: the contacts of a step are reported or held, other swings are dropped."""

from __future__ import annotations

import math

from retrogait._kernels.jit import kernel
from retrogait._kernels.live.final_contact import CONVINCING_M, decide_final_contact, write_final_contact
from retrogait._kernels.live.initial_contact import decide_initial_contact
from retrogait._kernels.live.points import ahead_of, choose_point, travel_so_far
from retrogait._kernels.live.state import AHEAD, AT, DISPLACEMENT_M, EVENT_WIDTH, STANCE
from retrogait._kernels.live.strides import goes_on, is_doubtful, next_held, release_held

LEVELLED_S = 1.0  # gravity measured over as long can be relied on


@kernel
def land_by_rest(c, s, ring, events, found, k, now):
    """End a swing whose landing went unnoticed by the rest after it; without gravity to rely on nothing is reported."""
    if s["gravity_s"] < LEVELLED_S:
        s["mode"] = STANCE
        s["anchor"] = -1
        s["rest"] = -1
        s["gravity_s"] = 0.0
        return found
    tx, ty, tz = travel_so_far(s)
    which = choose_point(c, ahead_of(s, tx, ty, tz), True)
    return land(c, s, ring, events, found, k, now, which, k)


@kernel
def land(c, s, ring, events, found, k, now, which, landed):
    """End the swing at sample `k`, and report its contacts if it was a step."""
    event = s["scratch"]
    step = decide_initial_contact(c, s, ring, k, which, event)
    if step:
        is_reported = s["trusted"] == 1 or (c["sure"] == 1 and event[DISPLACEMENT_M] >= CONVINCING_M)
        ahead = math.nan if is_doubtful(s, event[AHEAD]) else event[AHEAD]
        event[AHEAD] = ahead if goes_on(s, ahead) else math.nan
        if s["leaving_done"] == 0:
            tx, ty, tz = travel_so_far(s)
            leaving = decide_final_contact(c, s, ring, k, tx, ty, tz, ahead, 0.0)
            if not math.isnan(leaving):
                write_final_contact(s, next_held(s), leaving, event[AHEAD])
        row = next_held(s)
        for i in range(EVENT_WIDTH):
            row[i] = event[i]
        if is_reported:
            found = release_held(s, events, found, now)
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
