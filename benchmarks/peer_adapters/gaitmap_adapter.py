"""gaitmap, feet: its example pipeline from events on, with strides given.

Its own stride segmentation lies in gaitmap_mad, under another licence, and is not used: the true final contacts cut the
strides, which saves gaitmap the most expensive of its steps. Events by HerzerEventDetection, the one that gaitmap has.
"""

from __future__ import annotations

import pandas as pd
from gaitmap.event_detection import HerzerEventDetection
from gaitmap.parameters import SpatialParameterCalculation, TemporalParameterCalculation
from gaitmap.trajectory_reconstruction import StrideLevelTrajectory
from gaitmap.utils.coordinate_conversion import convert_to_fbf

COLUMNS = ["acc_x", "acc_y", "acc_z", "gyr_x", "gyr_y", "gyr_z"]
RATE_HZ = 100.0
SENSORS = {"left_sensor": "left_foot", "right_sensor": "right_foot"}


def prepare(data):
    frames = {sensor: pd.DataFrame(data[site], columns=COLUMNS) for sensor, site in SENSORS.items()}
    strides = {}
    for sensor, site in SENSORS.items():
        cuts = data[f"{site}_final_contacts"]
        strides[sensor] = pd.DataFrame({"s_id": range(len(cuts) - 1), "start": cuts[:-1], "end": cuts[1:]})
    return frames, strides


def run(given) -> int:
    frames, strides = given
    body = convert_to_fbf(frames, left_like="left_", right_like="right_")
    events = HerzerEventDetection().detect(data=body, stride_list=strides, sampling_rate_hz=RATE_HZ)
    found = events.min_vel_event_list_
    path = StrideLevelTrajectory().estimate(data=frames, stride_event_list=found, sampling_rate_hz=RATE_HZ)
    TemporalParameterCalculation().calculate(stride_event_list=found, sampling_rate_hz=RATE_HZ)
    spatial = SpatialParameterCalculation().calculate(
        stride_event_list=found,
        positions=path.position_,
        orientations=path.orientation_,
        sampling_rate_hz=RATE_HZ,
    )
    return sum(len(table) for table in spatial.parameters_.values())


TASKS = {"two feet": (prepare, run)}
