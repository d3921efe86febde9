"""Energy of a limb's motion: over the window of a rest, and what is usual around it."""

from __future__ import annotations

from retrogait._kernels.constants import REST_SHARE
from retrogait._kernels.jit import kernel
from retrogait._kernels.live.frame import ENERGY

LEAST_ENERGY = 0.06
FIRST_ENERGY = 0.5  # expected of a walk, before one is seen: standing has less, sensor errors included
STRIDES_AROUND = 2.0  # that a rest is held against


@kernel
def rest_width(c, s):
    """Samples of the window in which a limb rests."""
    return max(3, int(REST_SHARE * s["period_s"] * c["rate_hz"] + 0.5))


@kernel
def age_at(s, k):
    """Samples between the first of the frame and sample `k`."""
    return s["started"] - 1 - (s["seen"] - 1 - k)


@kernel
def energy_over(ring, k, width):
    """Mean energy of motion over the `width` samples that end with sample `k`."""
    mask = ring.shape[0] - 1
    return (ring[k & mask, ENERGY] - ring[(k - width) & mask, ENERGY]) / width


@kernel
def usual_energy(c, s, ring, k):
    """Energy of motion that is usual around sample `k`: of two strides, of the walk so far, or of the step at hand.

    A first step after standing is more than the two strides around it show: they are mostly standing.
    """
    stride = s["period_s"] * c["rate_hz"]
    span = min(age_at(s, k), int(STRIDES_AROUND * stride), ring.shape[0] - 1)
    s["level"] = energy_over(ring, k, span)
    usual = max(s["level"], 0.3 * s["walking"], LEAST_ENERGY if s["walking"] > 0.0 else FIRST_ENERGY)
    since = k - s["moved"]
    if s["moved"] >= 0 and 0 < since < STRIDES_AROUND * stride and since < age_at(s, k):
        step = energy_over(ring, k, since) * since
        usual = max(usual, step / max(since, stride))
    return usual
