"""Initial contacts from a sensor on the lower back or the sternum alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from retrogait.schema import SWINGS
from retrogait.trunk import running_mean

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from retrogait.trunk import TrunkMotion

    Floats = NDArray[np.float64]


@dataclass(frozen=True)
class TrunkContactOptions:
    """How initial contacts are told from the motion of the trunk.

    The trunk is slowed at every landing, so a contact follows the peak of its acceleration along travel by a share of
    the step. Final contacts do not show, and which foot lands is inferred from their taking turns.

    Attributes
    ----------
    forward_phase_deg, backward_phase_deg : float
        Phase of the oscillation at the step frequency, after its peak along travel, at which the foot lands.
    least_envelope : float
        Oscillation, as a share of the recording's 70th percentile, below which nobody walks.
    least_oscillation : float
        Amplitude in m/s^2 below which nobody walks.
    least_repetition : float
        Autocorrelation at the step, over 20 s, below which the motion is not walking.
    least_sway : float
        Acceleration to the side at the stride frequency, as a share of that along travel at the step frequency: who
        waves or is shaken does not sway from foot to foot.
    largest_tilt_deg : float
        Tilt of the sensor from how it mostly hangs: a worn one keeps its up.
    """

    forward_phase_deg: float = 40.0
    backward_phase_deg: float = 20.0
    least_envelope: float = 0.35
    least_oscillation: float = 0.25
    least_repetition: float = 0.33
    least_sway: float = 0.05
    largest_tilt_deg: float = 45.0

    def detect(self, motion: TrunkMotion, direction: pd.DataFrame) -> pd.DataFrame:
        """Detect the initial contacts of a stretch as a table of swings (`schema.SWINGS`), sides taking turns.

        `direction` holds `direction` and `direction_confidence` of every sample, from
        `DirectionOptions.decide_trunk`.
        """
        way = direction["direction"].to_numpy()
        envelope = running_mean(np.abs(motion.anterior), max(1, round(0.5 * motion.step_s * motion.rate_hz)))
        typical = np.quantile(envelope, 0.7)
        live = envelope > max(self.least_envelope * typical, self.least_oscillation)
        live &= motion.repetition > self.least_repetition
        live &= motion.tilt_deg < self.largest_tilt_deg
        stride = max(1, round(2.0 * motion.step_s * motion.rate_hz))
        live &= running_mean(motion.sway, stride) > self.least_sway * running_mean(
            np.abs(motion.anterior), stride
        )
        turns = np.unwrap(np.angle(motion.anterior)) / (2.0 * np.pi)
        found: list[tuple[float, int]] = []
        for name, offset_deg in (
            ("forward", self.forward_phase_deg),
            ("backward", self.backward_phase_deg + 180.0),
            ("unknown", self.forward_phase_deg),
        ):
            phase = turns - offset_deg / 360.0
            whole = np.floor(phase)
            at = np.flatnonzero((whole[1:] > whole[:-1]) & live[1:] & (way[1:] == name))
            instants = at + (whole[at + 1] - phase[at]) / (phase[at + 1] - phase[at])
            found += zip(instants.tolist(), at.tolist(), strict=True)
        found.sort()
        least = 0.5 * motion.step_s * motion.rate_hz
        kept: list[tuple[float, int]] = []
        for contact in found:
            if not kept or contact[0] - kept[-1][0] > least:
                kept.append(contact)
        contacts = np.array([instant for instant, _ in kept])
        samples = np.array([sample for _, sample in kept], dtype=int)
        return SWINGS.frame(
            {
                "side": ["left" if k % 2 == 0 else "right" for k in range(len(kept))],
                "site": [motion.site] * len(kept),
                "initial_contact_s": motion.start_s + contacts / motion.rate_hz,
                "decided_s": motion.start_s + (len(way) - 1) / motion.rate_hz * np.ones(len(kept)),
                "direction": list(way[samples]),
                "direction_confidence": direction["direction_confidence"].to_numpy()[samples],
                "stride_period_s": np.full(len(kept), 2.0 * motion.step_s),
            }
        )
