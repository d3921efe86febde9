"""Initial contacts from a sensor on the lower back or the sternum alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from retrogait.schema import SWINGS

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
    """

    forward_phase_deg: float = 40.0
    backward_phase_deg: float = 20.0
    least_envelope: float = 0.35
    least_oscillation: float = 0.25
    least_repetition: float = 0.33

    def detect(self, motion: TrunkMotion, direction: pd.DataFrame) -> pd.DataFrame:
        """Detect the initial contacts of a stretch as a table of swings (`schema.SWINGS`), sides taking turns.

        `direction` holds `direction` and `direction_confidence` of every sample, from
        `DirectionOptions.decide_trunk`.
        """
        way = direction["direction"].to_numpy()
        envelope = _running_mean(np.abs(motion.anterior), motion.step_s * motion.rate_hz)
        typical = np.quantile(envelope, 0.7)
        live = envelope > max(self.least_envelope * typical, self.least_oscillation)
        live &= motion.repetition > self.least_repetition
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


def _running_mean(values: Floats, width: float) -> Floats:
    """Mean over about `width` samples around each."""
    half = max(1, round(0.5 * width))
    totals = np.concatenate([[0.0], np.cumsum(values)])
    middle = np.arange(len(values))
    a, b = np.maximum(0, middle - half), np.minimum(len(values), middle + half + 1)
    means: Floats = (totals[b] - totals[a]) / (b - a)
    return means
