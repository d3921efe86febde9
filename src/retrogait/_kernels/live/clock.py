"""The clock of a stream: stamps that jitter and drift against a steady count of samples."""

from __future__ import annotations

from retrogait._kernels.jit import kernel

FOLLOW = 0.02  # share of what a stamp is off that the clock is moved by: it follows drift, not jitter
LATE = 0.75  # samples: what comes later has left others behind
TIME_S, SAMPLE = range(2)  # the clock: a time, and the sample that has it


@kernel
def place_stamps(stamps, rate_hz, next_sample, clock, lost, when):
    """Place samples by their stamps in s: how many were lost before each (`lost`), and what time the clock has there.

    `clock` (2,) is moved. A stamp later than the clock by 0.75 samples and more says that as many were lost; a smaller
    difference is jitter or drift.
    """
    k = next_sample
    for j in range(stamps.shape[0]):
        late = (stamps[j] - clock[TIME_S]) * rate_hz - (k - clock[SAMPLE])
        lost[j] = int(late + 0.5) if late > LATE else 0
        k += lost[j]
        late -= lost[j]
        clock[TIME_S] += (k - clock[SAMPLE] + FOLLOW * late) / rate_hz
        clock[SAMPLE] = k
        when[j] = clock[TIME_S]
        k += 1
