"""What a sensor on a moving segment measures, and what is wrong with real sensors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from retrogait._kernels.constants import STANDARD_GRAVITY_MPS2
from retrogait.errors import InvalidOption
from retrogait.recording import is_rotation
from retrogait.tables.checks import Checked, option

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandas as pd
    from numpy.typing import ArrayLike

    from retrogait.simulation.curves import Floats
    from retrogait.simulation.pose import Pose

FINE_HZ = 1000.0
_BLOCK_S = 60.0


@dataclass(frozen=True)
class Sensor(Checked):
    """The faults of a sensor and how it is worn; the defaults are those of a good wearable.

    Parameters
    ----------
    acc_noise_mps2, gyr_noise_dps
        SD of the white noise of each sample.
    acc_bias_mps2, gyr_bias_dps
        SD from which each axis draws its constant bias.
    acc_range_g, gyr_range_dps
        Values beyond are clipped; None does not clip.
    mounting
        None: the axes are the segment's. `"random"`: any rotation, drawn per site. A mapping of site to
        (3, 3): rotation from sensor to segment, v_segment = R @ v_sensor. With a mounting the recording has
        `frame="sensor"`.
    lost_share, lost_packet_s
        Share of the samples lost, in packets of this length.
    lost_as
        `"nan"` blanks lost rows, `"rows"` leaves them out, as an export would, before the recording is made.
    """

    acc_noise_mps2: float = option(0.02, low=0)
    gyr_noise_dps: float = option(0.1, low=0)
    acc_bias_mps2: float = option(0.03, low=0)
    gyr_bias_dps: float = option(0.2, low=0)
    acc_range_g: float | None = option(16.0, low=0, none=True)
    gyr_range_dps: float | None = option(2000.0, low=0, none=True)
    mounting: str | Mapping[str, ArrayLike] | None = None
    lost_share: float = option(0.0, low=0, high=0.5)
    lost_packet_s: float = option(0.05, low=0)
    lost_as: str = option("nan", choices=("nan", "rows"))

    def __post_init__(self) -> None:
        """Refuse what no sensor does."""
        super().__post_init__()
        if isinstance(self.mounting, str) and self.mounting != "random":
            raise InvalidOption(
                f"Sensor: mounting is {self.mounting!r}; expected None, 'random' or a mapping of site to a (3, 3) "
                "rotation; correct it"
            )

    @classmethod
    def perfect(cls) -> Sensor:
        """Make a sensor without noise, bias or range."""
        return cls(0.0, 0.0, 0.0, 0.0, None, None)


def record(
    poses_at: Callable[[Floats], dict[str, Pose]], gravity_mps2: Floats, time_s: Floats, rate_hz: float
) -> dict[str, Floats]:
    """Record moving sensors: samples (n, 6) at `time_s` by site, minute by minute to keep memory small."""
    block = max(1, round(_BLOCK_S * rate_hz))
    parts: dict[str, list[Floats]] = {}
    for first in range(0, len(time_s), block):
        now = time_s[first : first + block]
        ends = np.floor((now[0] - 0.02) * FINE_HZ), np.ceil((now[-1] + 0.02) * FINE_HZ)
        fine_s = np.arange(ends[0], ends[1] + 1.0) / FINE_HZ
        for site, pose in poses_at(fine_s).items():
            parts.setdefault(site, []).append(sample(fine_s[1:-1], measure(pose, gravity_mps2), now, rate_hz))
    return {site: np.concatenate(blocks) for site, blocks in parts.items()}


def measure(pose: Pose, gravity_mps2: Floats) -> tuple[Floats, Floats]:
    """Integrate specific force (m/s) and angular rate (deg), (n, 3) each, from a pose at `FINE_HZ`.

    Both are in the turning segment's axes, as a strapdown sensor adds them up. Sampled values are differences
    of these integrals over a sample interval: what a sensor gives that averages between its samples.
    """
    step = 1.0 / FINE_HZ
    inner = pose.rotation[1:-1]
    acc = np.diff(pose.position_m, n=2, axis=0) / step**2 - gravity_mps2
    force = np.einsum("nji,nj->ni", inner, acc)
    change = np.einsum("nji,njk->nik", inner[:-1], inner[1:])
    axis = np.stack(
        [
            change[:, 2, 1] - change[:, 1, 2],
            change[:, 0, 2] - change[:, 2, 0],
            change[:, 1, 0] - change[:, 0, 1],
        ],
        axis=1,
    )
    sine = 0.5 * np.linalg.norm(axis, axis=1)
    # arcsin(s) / s, its series: a millisecond never turns a body by more than a few degrees
    turned = np.degrees(0.5 * axis * (1.0 + sine**2 / 6.0 + 0.075 * sine**4)[:, None])
    start = np.zeros((1, 3))
    force_integral = np.concatenate([start, np.cumsum(0.5 * (force[1:] + force[:-1]) * step, axis=0)])
    return force_integral, np.concatenate([start, np.cumsum(turned, axis=0)])


def sample(fine_s: Floats, integrals: tuple[Floats, Floats], time_s: Floats, rate_hz: float) -> Floats:
    """Sample integrals known at `fine_s`, (n, 6): means over a sample interval around each of `time_s`."""
    half = 0.5 / rate_hz
    columns = [
        rate_hz * (np.interp(time_s + half, fine_s, x) - np.interp(time_s - half, fine_s, x))
        for integral in integrals
        for x in integral.T
    ]
    return np.stack(columns, axis=1)


def add_faults(values: Floats, sensor: Sensor, mounting: Floats, rng: np.random.Generator) -> Floats:
    """Turn samples into the sensor's axes, add bias and noise, clip; the same draws whatever the options."""
    noise, bias = rng.standard_normal(values.shape), rng.standard_normal(6)
    scale = np.repeat(
        [[sensor.acc_noise_mps2, sensor.gyr_noise_dps], [sensor.acc_bias_mps2, sensor.gyr_bias_dps]], 3, 1
    )
    worn = np.concatenate([values[:, :3] @ mounting, values[:, 3:] @ mounting], axis=1)
    worn += scale[0] * noise + scale[1] * bias
    for columns, limit in (
        (slice(0, 3), None if sensor.acc_range_g is None else sensor.acc_range_g * STANDARD_GRAVITY_MPS2),
        (slice(3, 6), sensor.gyr_range_dps),
    ):
        if limit is not None:
            worn[:, columns] = worn[:, columns].clip(-limit, limit)
    return worn


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


def lose(frame: pd.DataFrame, rate_hz: float, sensor: Sensor, rng: np.random.Generator) -> pd.DataFrame:
    """Blank or drop lost packets; the first and the last sample always arrive."""
    if sensor.lost_share == 0.0 or len(frame) < 3:
        return frame
    length = max(1, round(sensor.lost_packet_s * rate_hz))
    packets = rng.random(len(frame) // length + 1) < sensor.lost_share
    lost = np.repeat(packets, length)[: len(frame)]
    lost[[0, -1]] = False
    if sensor.lost_as == "rows":
        return frame[~lost]
    frame = frame.copy()
    frame.loc[lost] = np.nan
    return frame
