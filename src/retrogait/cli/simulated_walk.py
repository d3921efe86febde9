"""`retrogait simulate`: a recording with known truth, to files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from retrogait.cli.files import replacing
from retrogait.cli.outcome import OK
from retrogait.readers import write_recording
from retrogait.simulation import simulate_walk

if TYPE_CHECKING:
    import argparse


def run(arguments: argparse.Namespace) -> int:
    """Simulate the walk, write it and its truth."""
    recording, truth = simulate_walk(
        direction=arguments.direction,
        speed_mps=arguments.speed_mps,
        duration_s=arguments.duration_s,
        seed=arguments.seed,
        cadence_spm=arguments.cadence_spm,
        rate_hz=arguments.rate_hz,
        sites=tuple(arguments.sites),
    )
    output = arguments.output
    with replacing(output) as draft:
        write_recording(recording, draft)
    print(f"written: {output}")
    for table, frame in {"events": truth.events, "strides": truth.strides}.items():
        path = output.with_name(f"{output.stem}.truth.{table}.csv")
        with replacing(path) as draft:
            frame.to_csv(draft, index=False, lineterminator="\n")
        print(f"written: {path}")
    return OK
