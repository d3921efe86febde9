"""`retrogait calibrate`: the mounting of the sensors, to a file."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

from retrogait._runtime.files import replacing
from retrogait.cli.declarations import declared
from retrogait.cli.outcome import OK
from retrogait.errors import RetrogaitWarning
from retrogait.mounting.calibration import calibrate
from retrogait.readers import read_recording

if TYPE_CHECKING:
    import argparse


def run(arguments: argparse.Namespace) -> int:
    """Find the mounting, print how good it is, save it."""
    with warnings.catch_warnings(action="ignore", category=RetrogaitWarning):
        recording = read_recording(arguments.walk, **declared(arguments))
        alignment = calibrate(recording, direction=arguments.direction)
    with replacing(arguments.output) as draft:
        alignment.save(draft)
    print(f"{'site':<14}quality (0 to 1)")
    for site, quality in alignment.quality.items():
        print(f"{site:<14}{quality:.2f}")
    for warning in recording.warnings:
        print(f"warning: {warning}")
    print(f"written: {arguments.output}")
    return OK
