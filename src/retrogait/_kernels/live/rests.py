"""Rests of a limb while its samples arrive: where it is quietest since it landed, and on while it stands."""

from __future__ import annotations

import math

from retrogait._kernels.jit import kernel
from retrogait._kernels.live.energy import age_at, energy_over, rest_width, usual_energy
from retrogait._kernels.live.frame import FORCE, LEAST_PULL, LEVEL_S, MOST_PULL, level_frame, settle_bias
from retrogait._kernels.live.state import LOST, STANCE

REST_AGE = 0.25  # of the stride: a rest this old gives way to one twice as loud
STILL_ENERGY, STILL_S = 0.005, 1.0  # as quiet for as long, a limb stands
LOOK_BACK_S = 1.0  # for a rest that only what came after it shows to be one
FIRST_LEVEL_S = 0.05  # what gravity at a single rest is worth


@kernel
def watch_rest(c, s, ring, k, width, energy, quiet):
    """Move the present rest to where the limb is quietest since it landed, and move it on while the limb stands still.

    `energy` is that of motion over the `width` samples that end with sample `k`; where it is more than `quiet` the limb
    does not rest.
    """
    mask = ring.shape[0] - 1
    centre = k - width // 2
    if energy > quiet or k - width < s["landed"]:
        return
    if s["anchor"] >= 0:
        age = (centre - s["anchor"]) / (REST_AGE * s["period_s"] * c["rate_hz"])
        if energy > s["quiet"] * (1.0 + age * age):
            return
    if s["gravity_s"] <= FIRST_LEVEL_S and not _first_gravity(c, s, ring, k, width):
        return
    row = centre & mask
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
def look_back_for_rest(c, s, ring, k):
    """Find the rest of a limb in what it did before it moved off; return whether there is one.

    Where a recording begins in the middle of a walk, or a walk after long standing, only the swing shows that the limb
    was quiet before it.
    """
    width = rest_width(c, s)
    if age_at(s, k) < width or k - width < s["landed"]:
        s["quietest_at"] = -1
        return False
    energy = energy_over(ring, k, width)
    reach = k - int(LOOK_BACK_S * c["rate_hz"])
    if s["quietest_at"] < max(0, reach) or energy <= s["quietest"]:
        s["quietest"] = energy
        s["quietest_at"] = k
        return False
    if s["quietest"] > c["quiet"] * usual_energy(c, s, ring, k):
        return False
    at = s["quietest_at"]
    s["quietest_at"] = -1
    watch_rest(c, s, ring, at, width, s["quietest"], s["quietest"])
    return s["anchor"] >= 0


@kernel
def _first_gravity(c, s, ring, k, width):
    """Take the mean specific force over the `width` samples up to `k` for gravity; return whether it can be that."""
    mask = ring.shape[0] - 1
    span_s = width / c["rate_hz"]
    px = (ring[k & mask, FORCE] - ring[(k - width) & mask, FORCE]) / span_s
    py = (ring[k & mask, FORCE + 1] - ring[(k - width) & mask, FORCE + 1]) / span_s
    pz = (ring[k & mask, FORCE + 2] - ring[(k - width) & mask, FORCE + 2]) / span_s
    if not LEAST_PULL < math.sqrt(px * px + py * py + pz * pz) < MOST_PULL:
        return False
    s["gravity"][0], s["gravity"][1], s["gravity"][2] = px, py, pz
    s["gravity_s"] = FIRST_LEVEL_S
    return True
