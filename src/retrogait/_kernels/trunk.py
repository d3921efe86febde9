"""Steps of a trunk: how its motion repeats after every lag, and the likeliest course of steps through its marks."""

from __future__ import annotations

import numpy as np

from retrogait._kernels.jit import kernel

_FAINT = 1e-3  # (m/s^2)^2, mean power of motion that repeats nothing


@kernel
def _triangle(sums, reach, out):
    """Fill `out` (n,) with sums of `sums` (n,), their weights falling off in a triangle to nothing beyond `reach`."""
    n = sums.shape[0]
    total = np.zeros(n + 1)
    for k in range(n):
        total[k + 1] = total[k] + sums[k]
    half = np.zeros(n + reach + 1)  # sums over reach + 1, from `reach` before each on
    for k in range(n + reach):
        half[k + 1] = half[k] + total[min(k + 1, n)] - total[max(k - reach, 0)]
    for k in range(n):
        out[k] = half[k + reach + 1] - half[k]


@kernel("M i i i f M", stage="trunk")
def repetition(motion, first_lag, every, reach, side_weight, alike):
    """Fill `alike` (m, lags) with how alike `motion` (n, 3) is after `first_lag` samples and more, along its course.

    Around the middle of each `every` samples, in a triangle of `reach` times `every` to either side: the correlation of
    the columns ahead and up, which repeat with the step, less `side_weight` times that of the one in the middle, to
    the side, which does not. About 0 where nothing moves.
    """
    n = motion.shape[0]
    blocks, lags = alike.shape
    sums = np.empty((4, blocks))
    around = np.empty((4, blocks))
    for j in range(lags):
        lag = first_lag + j
        sums[:] = 0.0
        for k in range(n - lag):
            b = min((k + lag // 2) // every, blocks - 1)
            x, y, z = motion[k, 0], motion[k, 1], motion[k, 2]
            u, v, w = motion[k + lag, 0], motion[k + lag, 1], motion[k + lag, 2]
            sums[0, b] += x * u + z * w
            sums[1, b] += 0.5 * (x * x + z * z + u * u + w * w)
            sums[2, b] += y * v
            sums[3, b] += 0.5 * (y * y + v * v)
        for i in range(4):
            _triangle(sums[i], reach, around[i])
        faint = _FAINT * every * (reach + 1.0) * (reach + 1.0)
        for b in range(blocks):
            both = around[0, b] / max(around[1, b], faint)
            alike[b, j] = both - side_weight * around[2, b] / max(around[3, b], faint)


@kernel
def _between(alike, row, column):
    """Linear interpolation of `alike` (m, lags) at a row and a column that are no whole numbers, level beyond."""
    rows, columns = alike.shape
    row = min(max(row, 0.0), rows - 1.0)
    column = min(max(column, 0.0), columns - 1.0)
    i, j = min(int(row), max(rows - 2, 0)), min(int(column), max(columns - 2, 0))
    a, b = row - i, column - j
    below, right = min(i + 1, rows - 1), min(j + 1, columns - 1)
    upper = (1.0 - b) * alike[i, j] + b * alike[i, right]
    lower = (1.0 - b) * alike[below, j] + b * alike[below, right]
    return (1.0 - a) * upper + a * lower


@kernel("V V I I V V M f f f f f f f I", stage="trunk")
def likeliest_steps(
    at_s,
    worth,
    sense,
    scale,
    least_s,
    most_s,
    alike,
    rows_hz,
    first_lag_s,
    lags_hz,
    alike_worth,
    start_cost,
    change_cost,
    scale_cost,
    walk,
):
    """Fill `walk` (m,) with the number of the walk, from 0, that each mark is a step of, and -1 where it is none.

    Marks at `at_s` (m,), ascending, have a `worth`, below 0 where they speak against a step, the `sense` (1 forward, -1
    backward) and the `scale` they are of. Two marks are steps of a walk one after the other where they are `least_s` to
    `most_s` (by scale) apart: worth `alike_worth` times how `alike` (rows of `rows_hz`, lags of `first_lag_s` on, at
    `lags_hz`) the motion is after that time. A walk costs `start_cost`, a change of sense or of scale their costs.
    Dynamic programming over all courses: of two that do not touch, neither counts for the other.
    """
    n = at_s.shape[0]
    shortest, longest = least_s.min(), most_s.max()
    best = np.empty(n)
    before = np.empty(n, np.int64)
    goes_on = np.zeros(n, np.bool_)
    so_far = np.zeros(n + 1)  # the best of all courses that end before a mark, and the mark each ends with
    last = np.full(n + 1, -1, np.int64)
    earliest = apart = 0
    for i in range(n):
        while apart < i and at_s[i] - at_s[apart] >= shortest:
            apart += 1
        while at_s[i] - at_s[earliest] > longest:
            earliest += 1
        best[i] = so_far[apart] + worth[i] - start_cost
        before[i] = last[apart]
        for j in range(earliest, apart):
            step_s = at_s[i] - at_s[j]
            if step_s < max(least_s[scale[i]], least_s[scale[j]]) or step_s > min(
                most_s[scale[i]], most_s[scale[j]]
            ):
                continue
            repeats = _between(
                alike, 0.5 * (at_s[i] + at_s[j]) * rows_hz - 0.5, (step_s - first_lag_s) * lags_hz
            )
            total = best[j] + worth[i] + alike_worth * repeats
            if sense[i] != sense[j]:
                total -= change_cost
            if scale[i] != scale[j]:
                total -= scale_cost
            if total > best[i]:
                best[i] = total
                before[i] = j
                goes_on[i] = True
        so_far[i + 1], last[i + 1] = so_far[i], last[i]
        if best[i] > so_far[i]:
            so_far[i + 1], last[i + 1] = best[i], i
    walk[:] = -1
    walks, i = 0, last[n]
    while i >= 0:  # from the last mark to the first
        walk[i] = walks
        if not goes_on[i]:
            walks += 1
        i = before[i]
    for i in range(n):
        if walk[i] >= 0:
            walk[i] = walks - 1 - walk[i]


@kernel("V f I", stage="thigh")
def two_state_path(evidence, cost, path):
    """Fill `path` (n,) with 1 and -1 such that the sum of `path * evidence`, less `cost` for each change, is greatest.

    `evidence` (n,) is in nats for 1. Dynamic programming, linear in n. Of equals the one that changes last is taken.
    """
    n = evidence.shape[0]
    came_from = np.empty((n, 2), np.int8)
    plus = minus = 0.0
    for k in range(n):
        came_from[k, 0] = 1 if minus - cost > plus else 0
        came_from[k, 1] = 0 if plus - cost > minus else 1
        best_plus, best_minus = max(plus, minus - cost), max(minus, plus - cost)
        plus, minus = best_plus + evidence[k], best_minus - evidence[k]
    state = 0 if plus >= minus else 1
    for k in range(n - 1, -1, -1):
        path[k] = 1 if state == 0 else -1
        state = came_from[k, state]
