"""What a recording needs for motion to be found in it: samples a second, and seconds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from retrogait.errors import InvalidTable
from retrogait.kinematics.gaps import SHORTEST_S

if TYPE_CHECKING:
    from retrogait.recording import Recording

# Simulated feet at 15 Hz lose a fifth of their contacts at 1.2 m/s, at 20 Hz one in twenty, at 33 Hz none.
LEAST_RATE_HZ = 20.0
SURE_RATE_HZ = 50.0


def limit_notes(recording: Recording) -> list[str]:
    """Refuse a rate at which contacts are lost; note one at which some are, and a recording that is too short.

    Raises
    ------
    InvalidTable
        The rate is below 20 Hz.
    """
    rate_hz = recording.rate_hz
    if rate_hz < LEAST_RATE_HZ:
        raise InvalidTable(
            f"recording: it has {rate_hz:.4g} samples a second; contacts need {LEAST_RATE_HZ:g} at least, and "
            f"{SURE_RATE_HZ:g} to be sure; record at 100 Hz, or export the samples as they were measured"
        )
    notes = []
    if rate_hz < 0.9 * SURE_RATE_HZ:
        notes.append(
            f"recording: it has {rate_hz:.4g} samples a second; below {SURE_RATE_HZ:g} contacts of brisk walks are "
            "missed and their times are coarser; record at 100 Hz"
        )
    if recording.duration_s < SHORTEST_S:
        notes.append(
            f"recording: it lasts {recording.duration_s:.2f} s; walking is recognised from {SHORTEST_S:g} s on, and a "
            "bout needs three strides, so nothing was found; record 10 s or more"
        )
    return notes
