"""Initial contacts: the landing point has fallen below a share of the speed it reached in the swing, and stopped."""

from __future__ import annotations

import math

import numpy as np

from retrogait._kernels.crossings import CARRIED, TRANSIENT_S, last_fall
from retrogait._kernels.jit import kernel
from retrogait._kernels.live.frame import ALONG, BLAME
from retrogait._kernels.live.points import (
    BASE,
    ahead_of,
    along_at,
    choose_point,
    pitch_at,
    point_of,
    point_velocity,
    rotation_at,
    up_of,
)
from retrogait._kernels.live.state import (
    AHEAD,
    ANGLE_DEG,
    AT,
    DISPLACEMENT_M,
    EVENT_WIDTH,
    INITIAL,
    KIND,
    PEAK_MPS,
    REST_BEFORE,
)
from retrogait._kernels.live.strides import leads_somewhere

STOPPED_S = 0.04  # at the end of a landing the point has stopped: what it moves there is drift
STEADY_S = 0.06  # for which a point that has stopped stays in a band ...
STOPPED_SHARE, STOPPED_MPS = 0.1, 0.03  # ... of a share of its peak speed, and a little
FIRST_SWING_MPS = 0.6  # of a swing that was under way before the first rest
MOST_SWING_MPS = 9.0
LEAST_PEAK_SHARE = 0.25  # of the usual peak speed
SHORTEST_SWING_S = 0.12


@kernel
def watch_initial_contact(c, s, ring, k, tx, ty, tz):
    """Watch for the landing point to come to a stop along travel; return which point it is once it has, else -1."""
    rate_hz = c["rate_hz"]
    which = choose_point(c, ahead_of(s, tx, ty, tz), True)
    along = along_at(c, s, ring, k, which, tx, ty, tz)
    ring[k & (ring.shape[0] - 1), ALONG] = along
    top = max(s["land_top_mps"], along)
    s["land_top_mps"] = top
    level = c["threshold"] * top
    if along >= level:
        if s["candidate"] < 0:
            return -1
        s["above"] += 1
        if s["above"] >= TRANSIENT_S * rate_hz or along > 0.5 * (level + top):
            s["candidate"] = -1
            return -1
    else:
        s["above"] = 0
        if s["candidate"] < 0:
            s["candidate"] = k
    held = k - s["candidate"]
    if held < c["settle"]:
        return -1
    if held < c["longest_settle"]:
        if not _stopped(c, ring, k, STOPPED_SHARE * top + STOPPED_MPS):
            return -1
    return which


@kernel
def _stopped(c, ring, k, within):
    """Whether the speed of the landing point has kept within a band over the last samples."""
    mask = ring.shape[0] - 1
    low, high = np.inf, -np.inf
    for j in range(k - int(STEADY_S * c["rate_hz"]), k + 1):
        along = ring[j & mask, ALONG]
        low, high = min(low, along), max(high, along)
    return high - low <= within


@kernel
def decide_initial_contact(c, s, ring, k, which, event):
    """Fill the row `event` with the landing that is over by sample `k`; return whether the swing was a step.

    The landing point `which` has stopped by now: what it still seems to move is drift, taken back over the swing as
    time and impacts have it.
    """
    a, rate_hz = s["anchor"], c["rate_hz"]
    ux, uy, uz = up_of(s)
    px, py, pz = point_of(c, which)
    width = max(1, int(STOPPED_S * rate_hz))
    dx = dy = dz = sink = 0.0
    for j in range(k - width + 1, k + 1):
        vx, vy, vz, rise = point_velocity(c, s, ring, j, px, py, pz, ux, uy, uz)
        dx += vx / width
        dy += vy / width
        dz += vz / width
        sink += rise / width
    tx, ty, tz, ahead, top_own, way, path, climb = _survey(c, s, ring, a, k, dx, dy, dz, sink)
    if math.isnan(ahead):
        return False
    which = choose_point(c, ahead, True)
    land = _landing_between(c, s, ring, a, k, which, dx, dy, dz, tx, ty, tz)
    if math.isnan(land):
        return False
    _write_landing(c, s, ring, event, land, a, which, ahead, top_own)
    event[DISPLACEMENT_M] = way
    event[REST_BEFORE] = a
    return (
        c["least_swing_mps"] <= top_own <= MOST_SWING_MPS
        and top_own >= LEAST_PEAK_SHARE * s["usual_own_mps"]
        and leads_somewhere(c, way, path, climb)
        and land - a >= SHORTEST_SWING_S * rate_hz
    )


@kernel
def landed_before(c, s, ring, first, event):
    """Fill the row `event` with the landing between sample `first` and the present rest; whether there is one."""
    a = s["anchor"]
    if a <= first:
        return False
    tx, ty, tz, ahead, top_own, _, _, _ = _survey(c, s, ring, first, a, 0.0, 0.0, 0.0, 0.0)
    if math.isnan(ahead) or not FIRST_SWING_MPS < top_own < MOST_SWING_MPS:
        return False
    which = choose_point(c, ahead, True)
    land = _landing_between(c, s, ring, first, a, which, 0.0, 0.0, 0.0, tx, ty, tz)
    if math.isnan(land) or land > a - SHORTEST_SWING_S * c["rate_hz"]:
        return False
    _write_landing(c, s, ring, event, land, a - 1, which, ahead, top_own)
    event[AHEAD] = math.nan  # no step before it is known: see `goes_on`
    return True


@kernel
def _survey(c, s, ring, a, k, dx, dy, dz, sink):
    """Survey a swing from sample `a` to `k`, less the drift (dx, dy, dz) and `sink` that it ends with.

    Travel (unit, three numbers), its cosine with the segment's x axis (NaN where nothing moves), peak speed in m/s, and
    way, path and climb in m.
    """
    mask = ring.shape[0] - 1
    ux, uy, uz = up_of(s)
    blamed = ring[k & mask, BLAME] - ring[a & mask, BLAME]
    x = y = z = path = climb = top_own = 0.0
    tx = ty = tz = hx = hy = hz = 0.0
    for j in range(a, k + 1):
        share = (ring[j & mask, BLAME] - ring[a & mask, BLAME]) / blamed
        vx, vy, vz, rise = point_velocity(c, s, ring, j, 0.0, 0.0, 0.0, ux, uy, uz)
        vx -= share * dx
        vy -= share * dy
        vz -= share * dz
        speed = math.sqrt(vx * vx + vy * vy + vz * vz)
        top_own = max(top_own, speed)
        x += vx
        y += vy
        z += vz
        climb += rise - share * sink
        path += speed
        tx += speed * vx
        ty += speed * vy
        tz += speed * vz
        r00, _, _, r10, _, _, r20, _, _ = rotation_at(ring, j & mask)
        up = r00 * ux + r10 * uy + r20 * uz
        hx += speed * (r00 - up * ux)
        hy += speed * (r10 - up * uy)
        hz += speed * (r20 - up * uz)
    norm = math.sqrt(tx * tx + ty * ty + tz * tz)
    turn = math.sqrt(hx * hx + hy * hy + hz * hz)
    if not norm > 0.0 or not turn > 0.0:
        return 0.0, 0.0, 0.0, np.nan, 0.0, 0.0, 0.0, 0.0
    tx /= norm
    ty /= norm
    tz /= norm
    ahead = (tx * hx + ty * hy + tz * hz) / turn
    rate_hz = c["rate_hz"]
    way = math.sqrt(x * x + y * y + z * z) / rate_hz
    return tx, ty, tz, ahead, top_own, way, path / rate_hz, climb / rate_hz


@kernel
def _landing_between(c, s, ring, a, k, which, dx, dy, dz, tx, ty, tz):
    """Instant between samples `a` and `k` at which the point `which` fell below the threshold along travel."""
    mask = ring.shape[0] - 1
    blamed = ring[k & mask, BLAME] - ring[a & mask, BLAME]
    drift = dx * tx + dy * ty + dz * tz
    top = 0.0
    for j in range(a, k + 1):
        share = (ring[j & mask, BLAME] - ring[a & mask, BLAME]) / blamed
        along = along_at(c, s, ring, j, which, tx, ty, tz) - share * drift
        ring[j & mask, ALONG] = along
        top = max(top, along)
    least = TRANSIENT_S * c["rate_hz"]
    return last_fall(ring[:, ALONG], mask, a, k, top, c["threshold"] * top, least, CARRIED)


@kernel
def _write_landing(c, s, ring, event, land, flat, which, ahead, top_own):
    """Fill the row `event` with an initial contact; its angle is against the foot at sample `flat`."""
    for i in range(EVENT_WIDTH):
        event[i] = np.nan
    event[AT] = land
    event[KIND] = INITIAL
    event[AHEAD] = ahead
    event[PEAK_MPS] = top_own
    if c["mounted"] != 0 and which != BASE:
        event[ANGLE_DEG] = pitch_at(s, ring, float(flat)) - pitch_at(s, ring, land)
