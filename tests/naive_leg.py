"""The slow, obvious twins of the kernels for legs and impacts: what their docstrings say, in plain numpy."""

from __future__ import annotations

import itertools

import numpy as np
from naive import rotations


def stride_gravity(force_sum, span, rate_hz):
    n = len(force_sum)
    first = np.empty((n, 3))
    for k in range(n):
        width = int(np.clip(span[k], 1, n - 1))
        a = int(np.clip(k - width // 2, 0, n - 1 - width))
        first[k] = (force_sum[a + width] - force_sum[a]) / (width / rate_hz)
    return np.array([first[max(0, k - span[k] // 2) : k + span[k] // 2 + 1].mean(axis=0) for k in range(n)])


def up_from_sensor(turn, pull):
    length = np.linalg.norm(pull, axis=1, keepdims=True)
    return rotations(turn).inv().apply(np.divide(pull, length, out=np.zeros_like(pull), where=length > 0))


def tilt_angles(up, front, top):
    return np.degrees(np.angle(up @ top - 1j * (up @ front)))


def contact_impacts(acc, rate_hz, contacts, before_s, after_s, axial):
    rows = np.full((len(contacts), 5), np.nan)
    span = max(1, int(0.01 * rate_hz + 0.5))
    for row, contact in zip(rows, contacts, strict=True):
        if np.isnan(contact):
            continue
        window = np.arange(
            int(contact) - int(np.ceil(before_s * rate_hz)),
            int(contact) + int(np.ceil(after_s * rate_hz)) + 1,
        )
        if window[0] < span or window[-1] >= len(acc):
            continue
        change = acc[window] - acc[window - span]
        if np.isnan(change).any():
            continue
        resultant = np.linalg.norm(acc[window], axis=1)
        height = acc[window, 2] if axial else resultant
        peak = int(np.argmax(height))
        row[0] = height[peak] if axial else np.nan
        row[1] = resultant.max()
        row[4] = np.linalg.norm(change, axis=1).max() * rate_hz / span
        if 0 < peak < len(window) - 1:
            low = height[:peak].min()
            rise = height[peak] - low
            at = []
            for share in (0.2, 0.8):
                level = low + share * rise
                k = int(np.flatnonzero(height[:peak] <= level)[-1])
                at.append(k + (level - height[k]) / (height[k + 1] - height[k]))
            row[2] = (window[peak] - contact) / rate_hz
            row[3] = 0.6 * rise / ((at[1] - at[0]) / rate_hz)
    return rows


def window_peaks(values, rate_hz, contacts, before_s, after_s):
    peaks = []
    for contact in contacts:
        if np.isnan(contact):
            peaks.append(np.nan)
            continue
        first = int(contact) - int(np.ceil(before_s * rate_hz))
        last = int(contact) + int(np.ceil(after_s * rate_hz)) + 1
        inside = first >= 0 and last <= len(values)
        peaks.append(np.linalg.norm(values[first:last], axis=1).max() if inside else np.nan)
    return np.array(peaks)


def clipped_samples(values, tolerance, least):
    clipped = np.zeros(len(values), bool)
    for column, sign in itertools.product(values.T, (1, -1)):
        known = sign * column[~np.isnan(column)]
        if not len(known) or known.max() < least:
            continue
        at_limit = sign * np.nan_to_num(column, nan=-sign * np.inf) >= known.max() - tolerance
        longest = max(len(list(run)) for held, run in itertools.groupby(at_limit) if held)
        if longest >= 2 or at_limit.sum() >= 3:
            clipped |= at_limit
    return clipped
