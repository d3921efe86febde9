"""`retrogait calibrate`: the mounting of the sensors, to a file."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

from retrogait.cli.declarations import declared
from retrogait.cli.outcome import OK
from retrogait.errors import RetrogaitWarning
from retrogait.gait.time_asymmetry import confidence
from retrogait.mounting.calibration import calibrate
from retrogait.readers import read_recording

if TYPE_CHECKING:
    import argparse


def run(arguments: argparse.Namespace) -> int:
    """Find the mounting, print how good it is, save it."""
    with warnings.catch_warnings(action="ignore", category=RetrogaitWarning):
        recording = read_recording(arguments.walk, **declared(arguments))
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", RetrogaitWarning)
        alignment = calibrate(recording, direction=arguments.direction)
    alignment.save(arguments.output)
    print(f"{'site':<14}quality (0 to 1)   front by the walk's asymmetry in time")
    for site, quality in alignment.quality.items():
        print(f"{site:<14}{quality:<18.2f} {_front(alignment.evidence.get(site))}".rstrip())
    for warning in (*recording.warnings, *(str(one.message) for one in caught)):
        print(f"warning: {warning}")
    print(f"written: {arguments.output}")
    return OK


def _front(nats: float | None) -> str:
    """What the walk says of a front that was chosen."""
    if nats is None:
        return "not found"
    return f"{'this' if nats >= 0 else 'the other'} one, confidence {confidence(nats):.2f}"
