"""What is wrong with real sensors, put on the samples of faultless ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from retrogait._kernels.constants import STANDARD_GRAVITY_MPS2
from retrogait._kernels.low_pass import low_pass
from retrogait.errors import InvalidOption
from retrogait.recording import is_rotation
from retrogait.simulation.pose import rotations

if TYPE_CHECKING:
    import pandas as pd

    from retrogait.simulation.curves import Floats
    from retrogait.simulation.sensor import Sensor


@dataclass(frozen=True)
class Unit:
    """One sensor out of the box, with the faults drawn for it: scale (6,) of its axes, and of its clock."""

    scale: Floats
    rate: float
    late_s: float

    @classmethod
    def draw(cls, sensor: Sensor, rng: np.random.Generator) -> Unit:
        """Draw one; the same draws whatever the options."""
        z = rng.standard_normal(8)
        return cls(
            1.0 + sensor.scale_error * z[:6],
            1.0 + 1e-6 * sensor.rate_error_ppm * float(z[6]),
            sensor.clock_offset_s * float(z[7]),
        )

    def sampled_at(self, stamps_s: Floats) -> Floats:
        """Give the times at which it really takes the samples that it stamps so."""
        return np.asarray(stamps_s / self.rate - self.late_s)


def add_faults(
    values: Floats, sensor: Sensor, mounting: Floats, rng: np.random.Generator, unit: Unit, rate_hz: float
) -> Floats:
    """Turn samples into the sensor's axes, scale, filter, add bias and noise, clip and round.

    The draws are the same whatever the options.
    """
    noise, bias = rng.standard_normal(values.shape), rng.standard_normal(6)
    scale = np.repeat(
        [[sensor.acc_noise_mps2, sensor.gyr_noise_dps], [sensor.acc_bias_mps2, sensor.gyr_bias_dps]], 3, 1
    )
    worn = np.concatenate([values[:, :3] @ mounting, values[:, 3:] @ mounting], axis=1)
    worn *= unit.scale
    if sensor.bandwidth_hz is not None:
        worn = np.ascontiguousarray(worn)
        low_pass(worn, sensor.bandwidth_hz, rate_hz)
    worn += scale[0] * noise + scale[1] * bias
    for columns, limit in (
        (slice(0, 3), None if sensor.acc_range_g is None else sensor.acc_range_g * STANDARD_GRAVITY_MPS2),
        (slice(3, 6), sensor.gyr_range_dps),
    ):
        if limit is not None:
            worn[:, columns] = worn[:, columns].clip(-limit, limit)
            if sensor.bits is not None:
                step = 2.0 * limit / 2**sensor.bits
                worn[:, columns] = np.round(worn[:, columns] / step) * step
    return worn


def slip(values: Floats, stamps_s: Floats, sensor: Sensor, site: str) -> Floats:
    """Turn samples in the segment's axes by what the sensor slipped, from then on."""
    if site in sensor.left_handed:
        values = values * [1.0, 1.0, -1.0, 1.0, 1.0, -1.0]
    if not sensor.slips or site not in sensor.slips:
        return values
    at_s, angle_deg = sensor.slips[site]
    turned = rotations(np.radians([angle_deg]), np.zeros(1), np.zeros(1))[0]
    after = np.concatenate([values[:, :3] @ turned, values[:, 3:] @ turned], axis=1)
    return np.where((stamps_s >= at_s)[:, None], after, values)


def mount(sensor: Sensor, site: str, rng: np.random.Generator) -> Floats:
    """Rotation (3, 3) from the sensor at a site to the segment."""
    drawn = _draw_rotation(rng)
    if sensor.mounting is None:
        return np.eye(3)
    if isinstance(sensor.mounting, str):
        return drawn
    if site not in sensor.mounting:
        raise InvalidOption(
            f"Sensor: mounting has no rotation for site {site!r} (given "
            f"{' '.join(sensor.mounting) or 'none'}); every "
            "simulated site needs one; add np.eye(3) where the axes are the segment's"
        )
    rotation = np.asarray(sensor.mounting[site], dtype=float)
    if not is_rotation(rotation):
        raise InvalidOption(
            f"Sensor: mounting of {site!r} is not a rotation; expected a (3, 3) matrix R with R @ R.T = 1 "
            "and determinant +1, v_segment = R @ v_sensor"
        )
    return rotation


def _draw_rotation(rng: np.random.Generator) -> Floats:
    """Draw a rotation matrix, uniform over all."""
    w, x, y, z = (q := rng.standard_normal(4)) / np.linalg.norm(q)
    return np.array(
        [
            [1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)],
            [2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)],
            [2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)],
        ]
    )


def lose(
    frame: pd.DataFrame, rate_hz: float, sensor: Sensor, rng: np.random.Generator, swings_s: Floats
) -> pd.DataFrame:
    """Lose packets as the sensor does; the first and the last sample always arrive.

    `swings_s` (n, 2) are the begins and ends of the swings that may lose them.
    """
    if sensor.lost_share == 0.0 or len(frame) < 3:
        return frame
    length = max(1, round(sensor.lost_packet_s * rate_hz))
    packets = rng.random(len(frame) // length + 1) < sensor.lost_share
    lost = np.repeat(packets, length)[: len(frame)]
    if sensor.lost_when == "swing":
        stamps = frame.index.to_numpy()
        begun = np.searchsorted(np.sort(swings_s[:, 0]), stamps, side="right")
        ended = np.searchsorted(np.sort(swings_s[:, 1]), stamps, side="right")
        lost &= begun > ended
    lost[[0, -1]] = False
    if sensor.lost_as == "rows":
        return frame[~lost]
    frame = frame.copy()
    frame.loc[lost] = 0.0 if sensor.lost_as == "zeros" else np.nan
    return frame.ffill() if sensor.lost_as == "held" else frame
