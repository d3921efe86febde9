"""mobgap, lower back: its preconfigured pipeline for walking without impairment, all steps.

Its frame is x up, y to the right, z forward.
"""

from __future__ import annotations

import pandas as pd
from mobgap.data import GaitDatasetFromData
from mobgap.pipeline import MobilisedPipelineHealthy

RATE_HZ = 100.0
PERSON = {"height_m": 1.75, "sensor_height_m": 0.95, "cohort": "HA"}


def prepare(data):
    x, y, z, turn_x, turn_y, turn_z = data["lower_back"].T  # forward, left, up
    frame = pd.DataFrame(
        {"acc_x": z, "acc_y": -y, "acc_z": x, "gyr_x": turn_z, "gyr_y": -turn_y, "gyr_z": turn_x}
    )
    return GaitDatasetFromData(
        {"walk": {"LowerBack": frame}},
        RATE_HZ,
        {"walk": PERSON},
        {"walk": {"measurement_condition": "laboratory"}},
    )


def run(dataset) -> int:
    return len(MobilisedPipelineHealthy().run(dataset[0]).per_stride_parameters_)


TASKS = {"lower back": (prepare, run)}
