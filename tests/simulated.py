"""What the simulator's tests share: rotations from truth paths, and walks that look like the treadmill data."""

import numpy as np
import pandas as pd

GRAVITY = np.array([0.0, 0.0, -9.80665])
BOTH = ("backward", "forward")


def positions(path: pd.DataFrame) -> np.ndarray:
    return path[["x_m", "y_m", "z_m"]].to_numpy()


def matrices(path: pd.DataFrame) -> np.ndarray:
    """Rotations (n, 3, 3) from segment to room of a truth path."""
    yaw, pitch, roll = np.radians(path[["yaw_deg", "pitch_deg", "roll_deg"]].to_numpy().T)
    none, one = np.zeros(len(yaw)), np.ones(len(yaw))

    def stack(*rows):
        return np.moveaxis(np.array(rows), 2, 0)

    about_z = stack((np.cos(yaw), -np.sin(yaw), none), (np.sin(yaw), np.cos(yaw), none), (none, none, one))
    about_y = stack(
        (np.cos(pitch), none, np.sin(pitch)), (none, one, none), (-np.sin(pitch), none, np.cos(pitch))
    )
    about_x = stack(
        (one, none, none), (none, np.cos(roll), -np.sin(roll)), (none, np.sin(roll), np.cos(roll))
    )
    return about_z @ about_y @ about_x


def rotation_of(vector: np.ndarray) -> np.ndarray:
    """Rotation by a rotation vector in rad (Rodrigues)."""
    angle = np.linalg.norm(vector)
    if angle < 1e-12:
        return np.eye(3)
    x, y, z = vector / angle
    k = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    return np.eye(3) + np.sin(angle) * k + (1 - np.cos(angle)) * k @ k


def angle_deg(rotation: np.ndarray) -> float:
    """Angle of a small rotation."""
    return float(np.degrees(np.linalg.norm(rotation - rotation.T) / 8**0.5))


def drift(
    values: np.ndarray, path: pd.DataFrame, rate_hz: float, start: int, end: int
) -> tuple[float, float]:
    """Integrate samples [start, end) from the true pose and velocity: errors of position in m and of rotation in deg.

    A sample is the mean over an interval around its instant, so integration starts and ends half an interval early.
    """
    position, rotation = positions(path), matrices(path)
    (x, turn), (true_x, true_turn) = (_halfway(position, rotation, i) for i in (start, end))
    v = (position[start] - position[start - 1]) * rate_hz
    for sample in values[start:end]:
        half = rotation_of(np.radians(sample[3:]) / rate_hz / 2)
        gain = (turn @ half @ sample[:3] + GRAVITY) / rate_hz
        x, v, turn = x + (v + gain / 2) / rate_hz, v + gain, turn @ half @ half
    return float(np.linalg.norm(x - true_x)), angle_deg(turn @ true_turn.T)


def _halfway(position: np.ndarray, rotation: np.ndarray, i: int) -> tuple[np.ndarray, np.ndarray]:
    """Pose in the middle between samples i - 1 and i."""
    change = rotation[i - 1].T @ rotation[i]
    axis = (
        np.array([change[2, 1] - change[1, 2], change[0, 2] - change[2, 0], change[1, 0] - change[0, 1]]) / 2
    )
    return (position[i - 1] + position[i]) / 2, rotation[i - 1] @ rotation_of(axis / 2)
