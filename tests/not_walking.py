"""Recordings in which nobody walks: one sensor each, in its segment's frame unless it tumbles."""

from __future__ import annotations

import numpy as np
from scipy.spatial.transform import Rotation

G = 9.81
RATE_HZ = 100.0


def samples(
    pitch_deg: np.ndarray, x_m: np.ndarray | float = 0.0, z_m: np.ndarray | float = 0.0, seed: int = 0
) -> np.ndarray:
    """What a sensor measures that moves in the sagittal plane: toe-down pitch and position, with sensor noise."""
    n = len(pitch_deg)
    pitch = np.radians(pitch_deg)
    ahead, up = (_twice_derived(np.broadcast_to(np.asarray(p, float), n)) for p in (x_m, z_m))
    up = up + G
    values = np.random.default_rng(seed).normal(0, [0.03, 0.03, 0.03, 0.1, 0.1, 0.1], (n, 6))
    values[:, 0] += ahead * np.cos(pitch) - up * np.sin(pitch)
    values[:, 2] += up * np.cos(pitch) + ahead * np.sin(pitch)
    values[:, 4] += np.gradient(pitch_deg, 1.0 / RATE_HZ)
    return values


def _twice_derived(position: np.ndarray) -> np.ndarray:
    return np.gradient(np.gradient(position, 1.0 / RATE_HZ), 1.0 / RATE_HZ)


def clock(duration_s: float = 40.0) -> np.ndarray:
    return np.arange(round(duration_s * RATE_HZ)) / RATE_HZ


def band_noise(n: int, highest_hz: float, sd: float, seed: int) -> np.ndarray:
    """Noise (n, 3) with nothing above a frequency."""
    spectrum = np.fft.rfft(np.random.default_rng(seed).normal(size=(n, 3)), axis=0)
    spectrum[np.fft.rfftfreq(n, 1.0 / RATE_HZ) > highest_hz] = 0.0
    noise = np.fft.irfft(spectrum, n, axis=0)
    return sd * noise / noise.std(axis=0)


def still() -> np.ndarray:
    return samples(np.zeros(len(clock())))


def zeros() -> np.ndarray:
    return np.zeros((len(clock()), 6))


def white_noise(acc: float, gyr: float) -> np.ndarray:
    n = len(clock())
    return np.random.default_rng(1).normal([0, 0, G, 0, 0, 0], [acc] * 3 + [gyr] * 3, (n, 6))


def sway(hz: float = 0.4) -> np.ndarray:
    """Standing like an inverted pendulum."""
    return samples(1.5 * np.sin(2 * np.pi * hz * clock()), x_m=0.02 * np.sin(2 * np.pi * hz * clock()))


def lifts(hz: float, duty: float) -> np.ndarray:
    """0..1 bumps, as smooth as a limb's, for a share of each cycle."""
    phase = (hz * clock()) % 1.0 / duty
    return np.where(phase < 1, np.sin(np.pi * np.minimum(phase, 1)) ** 2, 0.0)


def tapping(hz: float) -> np.ndarray:
    """Sitting and tapping the toes about the heel, which is 12 cm behind and 5 cm below the sensor."""
    pitch = -20.0 * lifts(hz, 0.6)
    p = np.radians(pitch)
    return samples(pitch, x_m=0.12 * (np.cos(p) - 1), z_m=-0.12 * np.sin(p))


def leg_swing(hz: float, lead_deg: float | None = None) -> np.ndarray:
    """Sitting on a table, the shank swinging about the knee, 0.4 m above the sensor; with a lead, unlike to and fro."""
    phase = 2 * np.pi * hz * clock()
    skew = 0.0 if lead_deg is None else 0.3 * np.sin(2 * phase + np.radians(lead_deg))
    pitch = 25.0 * (np.sin(phase) + skew)
    p = np.radians(pitch)
    return samples(pitch, x_m=-0.4 * np.sin(p), z_m=0.4 * (1 - np.cos(p)))


def marching(hz: float, drift_m: float = 0.0) -> np.ndarray:
    """Marching on the spot: the foot goes up and hangs down, and comes back to where it was."""
    bump = lifts(hz, 0.5)
    return samples(
        35.0 * bump, x_m=-0.06 * bump + drift_m * np.sin(2 * np.pi * hz * clock()) * bump, z_m=0.2 * bump
    )


def squats(hz: float) -> np.ndarray:
    return samples(20.0 * lifts(hz, 1.0), z_m=-0.3 * lifts(hz, 1.0))


def cycling(hz: float) -> np.ndarray:
    """A pedal on a crank of 0.17 m, the ankle working by 15 deg."""
    phase = 2 * np.pi * hz * clock()
    return samples(15.0 * np.sin(phase), x_m=0.17 * np.cos(phase), z_m=0.17 * np.sin(phase))


def waving(hz: float) -> np.ndarray:
    """Shaken to and fro in the hand by 0.15 m, tilting with it."""
    phase = 2 * np.pi * hz * clock()
    return samples(20.0 * np.cos(phase), x_m=0.15 * np.sin(phase))


def driving() -> np.ndarray:
    """On the floor of a car: speeds up, brakes, vibrates."""
    time_s = clock()
    noise = band_noise(len(time_s), 15.0, 0.4, 3)
    values = samples(np.zeros(len(time_s)), x_m=40.0 * np.sin(2 * np.pi * time_s / 35.0))
    values[:, :3] += noise
    return values


def tumbling(highest_hz: float, shake: float, turn_dps: float, seed: int = 0) -> np.ndarray:
    """Loose in a bag that is carried and shaken."""
    n = len(clock())
    rate = band_noise(n, highest_hz, turn_dps, seed)
    facing = np.eye(3)
    up = np.empty((n, 3))
    for k, turn in enumerate(Rotation.from_rotvec(np.radians(rate) / RATE_HZ).as_matrix()):
        up[k] = G * facing[2]
        facing = facing @ turn
    return np.concatenate([up + band_noise(n, highest_hz, shake, seed + 1), rate], axis=1)


UPRIGHT = {
    "standing": still(),
    "zeros": zeros(),
    "noise": white_noise(0.5, 5.0),
    "strong noise": white_noise(3.0, 60.0),
    "sway": sway(),
    "slow sway": sway(0.15),
    "tapping": tapping(1.2),
    "slow tapping": tapping(0.5),
    "leg swing": leg_swing(0.9),
    "brisk leg swing, quicker ahead": leg_swing(1.3, 30.0),
    "brisk leg swing, quicker back": leg_swing(1.3, 150.0),
    "marching": marching(0.8),
    "slow marching": marching(0.5),
    "drifting march": marching(0.8, 0.04),
    "squats": squats(0.4),
    "cycling": cycling(1.0),
    "slow cycling": cycling(0.6),
    "waving": waving(0.8),
    "fast waving": waving(1.6),
    "driving": driving(),
}
TUMBLING = {
    f"bag {hz:g} Hz, {shake:g} m/s2": tumbling(hz, shake, turn, seed)
    for seed, (hz, shake, turn) in enumerate(
        [(1, 1, 30), (1, 6, 150), (2, 2, 60), (2, 5, 120), (4, 3, 80), (8, 6, 200)]
    )
}
