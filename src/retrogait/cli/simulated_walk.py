"""`retrogait simulate`: a recording with known truth, to files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from retrogait._runtime.files import replacing
from retrogait.cli.outcome import OK
from retrogait.errors import InvalidOption
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
        program=_program(arguments.program) or None,
        surface=arguments.surface,
        walker=arguments.profile,
    )
    output = arguments.output
    output.parent.mkdir(parents=True, exist_ok=True)
    write_recording(recording, output)
    print(f"written: {output}")
    tables = {"events": truth.events, "strides": truth.strides, "knee": truth.knee.reset_index()}
    for table, frame in tables.items():
        path = output.with_name(f"{output.stem}.truth.{table}.csv")
        with replacing(path) as draft:
            frame.to_csv(draft, index=False, lineterminator="\n")
        print(f"written: {path}")
    return OK


def _program(words: list[str]) -> list[tuple[str, float]]:
    program = []
    for word in words:
        kind, _, amount = word.partition(":")
        try:
            program.append((kind, float(amount)))
        except ValueError:
            raise InvalidOption(
                f"--program: found {word!r}, expected KIND:AMOUNT, as forward:20 or turn:180; write it so"
            ) from None
    return program
