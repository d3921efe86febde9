"""Write the samples and their truth: `python data/samples/make.py [FOLDER]`, this folder by default."""

import sys
from pathlib import Path

import retrogait as rg
from retrogait.tables.catalogue import SITES

SAMPLES = {
    "backward_walk": {
        "direction": "backward",
        "speed_mps": 0.5,
        "duration_s": 40,
        "cadence_spm": 96,
        "surface": "treadmill",
        "seed": 1,
    },
    "forward_backward": {
        "program": [
            ("stand", 3),
            ("forward", 15),
            ("turn", 180),
            ("stop", 2),
            ("backward", 18),
            ("stand", 2),
        ],
        "speed_mps": {"forward": 1.0, "backward": 0.5},
        "seed": 2,
    },
    "whole_body": {
        "direction": "backward",
        "speed_mps": 0.6,
        "duration_s": 15,
        "sites": SITES,
        "seed": 3,
    },
}
ACC_DECIMALS, GYR_DECIMALS, TRUTH_DECIMALS = 3, 2, 5


def make_samples(folder: Path) -> None:
    """Simulate every sample and write it with its truth."""
    for name, arguments in SAMPLES.items():
        recording, truth = rg.simulate_walk(**arguments)
        rounded = {
            site: recording[site].round(
                {
                    column: ACC_DECIMALS if column.startswith("acc") else GYR_DECIMALS
                    for column in recording[site]
                }
            )
            for site in recording.sites
        }
        rg.write_recording(
            rg.Recording.from_frames(rounded, rate_hz=recording.rate_hz), folder / f"{name}.csv"
        )
        tables = {"events": truth.events, "strides": truth.strides, "bouts": truth.bouts}
        if len(recording.sites) == len(SITES):
            tables["knee"] = truth.knee.reset_index()
        for table, frame in tables.items():
            path = folder / f"{name}.truth.{table}.csv"
            frame.round(TRUTH_DECIMALS).to_csv(path, index=False, lineterminator="\n")


if __name__ == "__main__":
    make_samples(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
