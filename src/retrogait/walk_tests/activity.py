"""When a sensor anywhere on the body begins to move and is still again, around the steps of a trial."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrogait._arrays import Flags, Floats
    from retrogait.recording import Recording

_STILL_DPS, _STILL_SHARE = (
    2.0,
    4.0,
)  # turning while standing: at most this, or so many times that of the quietest second
_WINDOW_S = 0.1
_LASTING_S = 1.0  # a lull in a slow step is shorter
_INTO_S = 0.8  # of a step that was found, by which its true begin may be later


class Activity(NamedTuple):
    """First and last instant of moving; NaN where it is not still on that side."""

    begin_s: float
    end_s: float


def find_activity(recording: Recording, sites: Sequence[str], first_s: float, last_s: float) -> Activity:
    """Find when the first of the sites begins to turn, and the last ends, around steps from `first_s` to `last_s`."""
    rate_hz, time_s = recording.rate_hz, recording.time_s
    turning = np.max([_rms(recording.channels(site)[3:], rate_hz) for site in sites], axis=0)
    first = int(np.searchsorted(time_s, first_s + min(_INTO_S, 0.5 * (last_s - first_s))))
    last = int(np.searchsorted(time_s, last_s - min(_INTO_S, 0.5 * (last_s - first_s))))
    lasting = round(_LASTING_S * rate_hz)
    seconds = turning[: len(turning) // lasting * lasting].reshape(-1, lasting)
    usual = float(np.median(seconds, axis=1).min()) if len(seconds) else 0.0
    still = turning < max(_STILL_DPS, _STILL_SHARE * usual)
    begin = last_still(still[:first], lasting)
    end = last_still(still[last:][::-1], lasting)
    begin_s = float(time_s[begin]) if begin >= 0 else np.nan
    if end < 0:
        return Activity(begin_s, np.nan)
    ends = np.flatnonzero(_lasting_from(still[last:], lasting))
    return Activity(begin_s, float(time_s[last + ends[0]]))


def _rms(values: Floats, rate_hz: float) -> Floats:
    """Root mean square of the size of vectors (3, n) over a short window; infinite where samples are lost."""
    squares = np.where(np.isfinite(values).all(axis=0), (values**2).sum(axis=0), np.inf)
    half = max(1, round(0.5 * _WINDOW_S * rate_hz))
    padded = np.pad(squares, half, mode="edge")
    return np.asarray(np.sqrt(np.lib.stride_tricks.sliding_window_view(padded, 2 * half + 1).mean(axis=1)))


def _lasting_from(still: Flags, lasting: int) -> Flags:
    """Whether so many samples from each on are still."""
    if len(still) < lasting:
        return np.zeros(0, bool)
    return np.asarray(np.lib.stride_tricks.sliding_window_view(still, lasting).all(axis=1))


def last_still(still: Flags, lasting: int) -> int:
    """The last sample of the last lasting stillness; -1 where there is none."""
    runs = np.flatnonzero(_lasting_from(still, lasting))
    return int(runs[-1]) + lasting - 1 if len(runs) else -1
