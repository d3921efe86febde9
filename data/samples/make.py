"""Write the samples and their truth: `python data/samples/make.py [FOLDER]`, this folder by default."""

import sys
from pathlib import Path

import numpy as np
from scipy.spatial.transform import Rotation

import retrogait as rg
from retrogait.simulation import Sensor
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
# As two sensors of a phone app are strapped on and exported: nobody wrote down how they sat, or which way was walked.
EXPORT, EXPORT_HZ, EXPORT_FILES = "app_export", 60.0, {"left_foot": "LFoot", "right_foot": "RFoot"}
EXPORT_PROGRAM = [("stand", 2), ("forward", 10), ("stop", 2), ("backward", 12), ("stand", 2)]
EXPORT_HEAD = """sep=,
DeviceTag:,{tag}
FirmwareVersion:,3.0.0
AppVersion:,2023.6.0
SyncStatus:,Synced
OutputRate:,60Hz
FilterProfile:,General
Measurement Mode:,Rate quantities
StartTime: ,2026-03-02_10-15-00_000
© Movella Technologies B. V. 2005-2023

PacketCounter,SampleTimeFine,Acc_X,Acc_Y,Acc_Z,Gyr_X,Gyr_Y,Gyr_Z
"""


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


def make_export(folder: Path) -> None:
    """Write the files of an app, a file per sensor, each strapped on somehow."""
    rng = np.random.default_rng(4)
    mounting = {site: Rotation.random(random_state=rng).as_matrix() for site in EXPORT_FILES}
    walk, _ = rg.simulate_walk(
        program=EXPORT_PROGRAM,
        speed_mps={"forward": 1.0, "backward": 0.5},
        rate_hz=EXPORT_HZ,
        sites=tuple(EXPORT_FILES),
        sensor=Sensor(mounting=mounting),
        seed=4,
    )
    there = folder / EXPORT
    there.mkdir(exist_ok=True)
    for site, name in EXPORT_FILES.items():
        rows = [
            f"{k + 1},{1_000_000 + round(1e6 * k / EXPORT_HZ)},"
            + ",".join(f"{x:.{ACC_DECIMALS if j < 3 else GYR_DECIMALS}f}" for j, x in enumerate(row))
            for k, row in enumerate(walk.samples(site)[1])
        ]
        path = there / f"{name}_20260302_101500_000.csv"
        path.write_text(EXPORT_HEAD.format(tag=name) + "\n".join(rows) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    where = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent
    make_samples(where)
    make_export(where)
