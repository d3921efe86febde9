"""A swing while it is under way: when the limb left the ground, and whether and when it has landed.

Both are decided by looking back over the ring, from the rest before the swing to the sample at hand.
"""

from __future__ import annotations

import math

import numpy as np

from retrogait._kernels.jit import kernel
from retrogait._kernels.live_frame import ALONG, BLAME, FORCE, RATE
from retrogait._kernels.strapdown import matrix_of

_DEG = 180.0 / math.pi

INITIAL, FINAL, STRIDE = 0, 1, 2
# columns of an event; instants are samples
AT, KIND, DECIDED, AHEAD, ANGLE_DEG, PEAK_MPS, WAY_M, REST_BEFORE = range(8)
EVENT_WIDTH = 8

KNOCK_S = 0.05  # a point that moves for less than this has been knocked, not carried
STOPPED_S = 0.04  # at the end of a landing the point has stopped: what it moves there is drift
LEAST_SWING_MPS = 0.2
FIRST_SWING_MPS = 0.6  # of a swing that was under way before the first rest
MOST_SWING_MPS = 9.0
LEAST_WAY_M = 0.08
LEAST_STRAIGHTNESS = 0.4  # way over path
STEEPEST = 0.7  # rise over way, beyond 10 cm: a stair
LEAST_PEAK_SHARE = 0.25  # of the usual peak speed
SAME_WAY = 0.3  # cosine between the travel of two swings in a row
LEAST_AHEAD = 0.5  # cosine below which a step goes sideways
SHORTEST_SWING_S = 0.12


@kernel
def went_somewhere(c, s, ring, a, event):
    """Fill the row `event` with the stride from rest `a` to the present rest; return whether it was one.

    Velocity is zero at both ends, which is all that tells a step from a lift on the spot.
    """
    size = ring.shape[0]
    b = s["anchor"]
    rate_hz = c["rate_hz"]
    g = s["gravity"]
    pull = math.sqrt(g[0] ** 2 + g[1] ** 2 + g[2] ** 2)
    ux, uy, uz = g[0] / pull, g[1] / pull, g[2] / pull
    left = np.empty(3)
    first, last = a % size, b % size
    for i in range(3):
        left[i] = ring[last, FORCE + i] - ring[first, FORCE + i] - g[i] * (b - a) / rate_hz
    blamed = ring[last, BLAME] - ring[first, BLAME]
    x = y = z = climb = path = 0.0
    for j in range(a, b + 1):
        row = j % size
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
    for i in range(EVENT_WIDTH):
        event[i] = np.nan
    event[AT] = b
    event[KIND] = STRIDE
    event[WAY_M] = way
    event[REST_BEFORE] = a
    return way >= max(LEAST_WAY_M, LEAST_STRAIGHTNESS * path) and abs(climb) <= 0.1 + STEEPEST * way


@kernel
def rotation_at(ring, row):
    """Rotation matrix of a row of the ring."""
    return matrix_of(ring[row, 0], ring[row, 1], ring[row, 2], ring[row, 3])


@kernel
def point_velocity(c, s, ring, k, px, py, pz, ux, uy, uz):
    """Horizontal velocity at sample `k` of a point (m from the base), from the present rest, in the fixed frame."""
    row = k % ring.shape[0]
    span = (k - s["anchor"]) / c["rate_hz"]
    vx = ring[row, FORCE] - s["anchor_sum"][0] - s["gravity"][0] * span
    vy = ring[row, FORCE + 1] - s["anchor_sum"][1] - s["gravity"][1] * span
    vz = ring[row, FORCE + 2] - s["anchor_sum"][2] - s["gravity"][2] * span
    if px != 0.0 or py != 0.0 or pz != 0.0:
        r00, r01, r02, r10, r11, r12, r20, r21, r22 = rotation_at(ring, row)
        wx, wy, wz = ring[row, RATE], ring[row, RATE + 1], ring[row, RATE + 2]
        mx, my, mz = wy * pz - wz * py, wz * px - wx * pz, wx * py - wy * px
        vx += r00 * mx + r01 * my + r02 * mz
        vy += r10 * mx + r11 * my + r12 * mz
        vz += r20 * mx + r21 * my + r22 * mz
    rise = vx * ux + vy * uy + vz * uz
    return vx - rise * ux, vy - rise * uy, vz - rise * uz, rise


@kernel
def choose_point(c, ahead, landing):
    """Which point lands (or leaves): heel 0, toe 1, base 2, by the cosine between travel and the segment's x axis."""
    if c["mounted"] == 0 or not abs(ahead) >= LEAST_AHEAD:
        return 2
    return 0 if (ahead > 0.0) == landing else 1


@kernel
def point_of(c, which):
    """The point's place, m from the base."""
    if which == 0:
        return c["heel"][0], c["heel"][1], c["heel"][2]
    if which == 1:
        return c["toe"][0], c["toe"][1], c["toe"][2]
    return 0.0, 0.0, 0.0


@kernel
def travel_so_far(s):
    """Unit vector along which this swing travels so far, fixed frame; 0 where it has not moved."""
    t = s["travel"]
    norm = math.sqrt(t[0] ** 2 + t[1] ** 2 + t[2] ** 2)
    if not norm > 0.0:
        return 0.0, 0.0, 0.0
    return t[0] / norm, t[1] / norm, t[2] / norm


@kernel
def travel_expected(s):
    """The same, early in a swing: that of the swing before where this one goes the same way.

    A foot leaves the ground sideways, and its way shows only later.
    """
    x, y, z = travel_so_far(s)
    before = s["usual_travel"]
    if x * before[0] + y * before[1] + z * before[2] > SAME_WAY:
        return before[0], before[1], before[2]
    return x, y, z


@kernel
def ahead_of(s, tx, ty, tz):
    """Cosine between travel (unit) and the segment's x axis in this swing so far; NaN where there is none."""
    h = s["heading"]
    norm = math.sqrt(h[0] ** 2 + h[1] ** 2 + h[2] ** 2)
    return (tx * h[0] + ty * h[1] + tz * h[2]) / norm if norm > 0.0 else np.nan


@kernel
def decide_leaving(c, s, ring, k, ux, uy, uz, tx, ty, tz, ahead, expected_mps):
    """Instant in samples at which the leaving point rose above the threshold; NaN where it did not.

    The peak is what it has reached by sample `k`, or the `expected_mps` of earlier swings where that is more.
    """
    which = choose_point(c, ahead, False)
    px, py, pz = point_of(c, which)
    size = ring.shape[0]
    a = s["anchor"]
    top = 0.0
    for j in range(a, k + 1):
        vx, vy, vz, _ = point_velocity(c, s, ring, j, px, py, pz, ux, uy, uz)
        along = vx * tx + vy * ty + vz * tz
        ring[j % size, ALONG] = along
        top = max(top, along)
    top = max(top, expected_mps)
    return _rise(ring, a, k, top, c["threshold"] * top, KNOCK_S * c["rate_hz"])


@kernel
def _rise(ring, a, b, top, level, least):
    """First instant at which the speed along rises above `level` for `least` samples, or half way to `top`."""
    size = ring.shape[0]
    j = a
    if ring[a % size, ALONG] >= level:
        return np.nan
    while j < b:
        while j < b and ring[j % size, ALONG] < level:
            j += 1
        first = j
        high = ring[j % size, ALONG]
        if high < level:
            return np.nan
        while j < b and ring[j % size, ALONG] >= level:
            high = max(high, ring[j % size, ALONG])
            j += 1
        if j - first >= least or high > 0.5 * (level + top):
            below, above = ring[(first - 1) % size, ALONG], ring[first % size, ALONG]
            return first - 1 + (level - below) / (above - below)
    return np.nan


@kernel
def _fall(ring, a, b, top, level, least):
    """Last instant at which the speed along falls below `level`, knocks left out; NaN if it does not."""
    size = ring.shape[0]
    j = b
    if ring[b % size, ALONG] >= level:
        return np.nan
    while j > a:
        while j > a and ring[j % size, ALONG] < level:
            j -= 1
        last = j
        high = ring[j % size, ALONG]
        if high < level:
            return np.nan
        while j > a and ring[j % size, ALONG] >= level:
            high = max(high, ring[j % size, ALONG])
            j -= 1
        if last - j >= least or high > 0.5 * (level + top):
            above, below = ring[last % size, ALONG], ring[(last + 1) % size, ALONG]
            return last + (above - level) / (above - below)
    return np.nan


@kernel
def pitch_at(ring, instant, ux, uy, uz):
    """Tilt of the segment's x axis at a fractional sample, deg, toe-down positive."""
    k = int(instant)
    share = instant - k
    pitch = 0.0
    for j in range(2):
        row = (k + j) % ring.shape[0]
        r00, _, _, r10, _, _, r20, _, _ = rotation_at(ring, row)
        up = r00 * ux + r10 * uy + r20 * uz
        angle = -math.asin(min(1.0, max(-1.0, up))) * _DEG
        pitch += angle * (share if j == 1 else 1.0 - share)
    return pitch


@kernel
def decide_landing(c, s, ring, k, ux, uy, uz, which, event):
    """Fill the row `event` with the landing that is over by sample `k`; return whether the swing was a step.

    The landing point has stopped by now: what it still seems to move is drift, taken back over the swing as time and
    shocks have it.
    """
    size = ring.shape[0]
    a = s["anchor"]
    rate_hz = c["rate_hz"]
    px, py, pz = point_of(c, which)
    width = max(1, int(STOPPED_S * rate_hz))
    dx = dy = dz = sink = 0.0
    for j in range(k - width + 1, k + 1):
        vx, vy, vz, rise = point_velocity(c, s, ring, j, px, py, pz, ux, uy, uz)
        dx += vx / width
        dy += vy / width
        dz += vz / width
        sink += rise / width
    blamed = ring[k % size, BLAME] - ring[a % size, BLAME]
    x = y = z = path = climb = top_own = 0.0
    tx = ty = tz = hx = hy = hz = 0.0
    for j in range(a, k + 1):
        share = (ring[j % size, BLAME] - ring[a % size, BLAME]) / blamed
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
        r00, _, _, r10, _, _, r20, _, _ = rotation_at(ring, j % size)
        up = r00 * ux + r10 * uy + r20 * uz
        hx += speed * (r00 - up * ux)
        hy += speed * (r10 - up * uy)
        hz += speed * (r20 - up * uz)
    way = math.sqrt(x * x + y * y + z * z) / rate_hz
    path /= rate_hz
    climb /= rate_hz
    norm = math.sqrt(tx * tx + ty * ty + tz * tz)
    turn = math.sqrt(hx * hx + hy * hy + hz * hz)
    if not norm > 0.0 or not turn > 0.0:
        return False
    tx /= norm
    ty /= norm
    tz /= norm
    ahead = (tx * hx + ty * hy + tz * hz) / turn
    which = choose_point(c, ahead, True)
    px, py, pz = point_of(c, which)
    top = 0.0
    for j in range(a, k + 1):
        share = (ring[j % size, BLAME] - ring[a % size, BLAME]) / blamed
        vx, vy, vz, _ = point_velocity(c, s, ring, j, px, py, pz, ux, uy, uz)
        along = (vx - share * dx) * tx + (vy - share * dy) * ty + (vz - share * dz) * tz
        ring[j % size, ALONG] = along
        top = max(top, along)
    land = _fall(ring, a, k, top, c["threshold"] * top, KNOCK_S * rate_hz)
    event[AT] = land
    event[KIND] = INITIAL
    event[AHEAD] = ahead
    event[PEAK_MPS] = top_own
    event[WAY_M] = way
    event[REST_BEFORE] = a
    event[ANGLE_DEG] = np.nan
    if math.isnan(land):
        return False
    if c["mounted"] != 0 and which < 2:
        event[ANGLE_DEG] = pitch_at(ring, float(a), ux, uy, uz) - pitch_at(ring, land, ux, uy, uz)
    return (
        LEAST_SWING_MPS <= top_own <= MOST_SWING_MPS
        and top_own >= LEAST_PEAK_SHARE * s["usual_own_mps"]
        and way >= max(LEAST_WAY_M, LEAST_STRAIGHTNESS * path)
        and abs(climb) <= 0.1 + STEEPEST * way
        and land - a >= SHORTEST_SWING_S * rate_hz
    )


@kernel
def landed_before(c, s, ring, first, ux, uy, uz, event):
    """Fill the row `event` with the landing between sample `first` and the present rest; return whether there is one."""
    size = ring.shape[0]
    a = s["anchor"]
    tx = ty = tz = hx = hy = hz = top_own = 0.0
    for j in range(first, a):
        vx, vy, vz, _ = point_velocity(c, s, ring, j, 0.0, 0.0, 0.0, ux, uy, uz)
        speed = math.sqrt(vx * vx + vy * vy + vz * vz)
        top_own = max(top_own, speed)
        tx += speed * vx
        ty += speed * vy
        tz += speed * vz
        r00, _, _, r10, _, _, r20, _, _ = rotation_at(ring, j % size)
        up = r00 * ux + r10 * uy + r20 * uz
        hx += speed * (r00 - up * ux)
        hy += speed * (r10 - up * uy)
        hz += speed * (r20 - up * uz)
    norm = math.sqrt(tx * tx + ty * ty + tz * tz)
    turn = math.sqrt(hx * hx + hy * hy + hz * hz)
    if not norm > 0.0 or not turn > 0.0 or not FIRST_SWING_MPS < top_own < MOST_SWING_MPS:
        return False
    tx /= norm
    ty /= norm
    tz /= norm
    ahead = (tx * hx + ty * hy + tz * hz) / turn
    which = choose_point(c, ahead, True)
    px, py, pz = point_of(c, which)
    top = 0.0
    for j in range(first, a + 1):
        vx, vy, vz, _ = point_velocity(c, s, ring, j, px, py, pz, ux, uy, uz)
        along = vx * tx + vy * ty + vz * tz
        ring[j % size, ALONG] = along
        top = max(top, along)
    land = _fall(ring, first, a, top, c["threshold"] * top, KNOCK_S * c["rate_hz"])
    if math.isnan(land) or land > a - SHORTEST_SWING_S * c["rate_hz"]:
        return False
    event[AT] = land
    event[KIND] = INITIAL
    event[AHEAD] = ahead
    event[PEAK_MPS] = top_own
    event[WAY_M] = np.nan
    event[REST_BEFORE] = np.nan
    event[ANGLE_DEG] = np.nan
    if c["mounted"] != 0 and which < 2:
        event[ANGLE_DEG] = pitch_at(ring, float(a - 1), ux, uy, uz) - pitch_at(ring, land, ux, uy, uz)
    return True
