"""Initial contacts from a sensor on the lower back or the sternum alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from retrogait.gait.swings import Directions, Swings
from retrogait.kinematics.trunk import running_mean
from retrogait.tables.catalogue import DIRECTIONS, SIDES, SITES
from retrogait.tables.checks import Checked, option

if TYPE_CHECKING:
    from retrogait._arrays import Complex, Flags, Floats
    from retrogait.kinematics.trunk import TrunkMotion


# Delay of a contact in s behind the peaks of three oscillations: acceleration along travel at the step frequency,
# pitch rate at the step frequency, and acceleration along travel at twice it. From capture-driven walks of adults;
# a fixed time fits slow and brisk steps better than a fixed phase.
_DELAYS_S = {
    "forward": (0.068, 0.093, 0.004),
    "backward": (0.044, 0.080, -0.019),
}
_WEIGHTS = (0.25, 0.25, 0.5)
_MOST_STEPS = 2  # added to either end of a walk, where its oscillation is only beginning or dying away
_PAUSE_STEPS = 1.6  # contacts further apart are of different walks


@dataclass(frozen=True)
class TrunkContactOptions(Checked):
    """How initial contacts are told from the motion of the trunk.

    The trunk is slowed at every landing: its acceleration along travel peaks before, and it tips. Three of these
    oscillations mark the contact, and their marks are averaged. Final contacts do not show, and which foot lands is
    inferred from their taking turns.

    Attributes
    ----------
    least_envelope : float
        Oscillation along travel, as a share of the recording's 70th percentile, below which nobody walks.
    least_oscillation : float
        Its amplitude in m/s^2 below which nobody walks.
    least_repetition : float
        Autocorrelation at the step, over 20 s, below which the motion is not walking.
    least_sway : float
        Acceleration to the side at the stride frequency, as a share of that along travel at the step frequency: who
        waves or is shaken does not sway from foot to foot.
    largest_tilt_deg : float
        Tilt of the sensor from how it mostly hangs: a worn one keeps its up.
    firm_envelope : float
        Oscillation along travel, as a share of the 70th percentile, from which it marks a contact by itself.
    least_end_envelope : float
        Nod, and oscillation along travel at twice the step frequency, as shares of their 70th percentiles, down to
        which one or two steps beyond those are followed: who starts or stops barely changes speed, but tips.
    """

    least_envelope: float = option(0.25, low=0, high=1)
    least_oscillation: float = option(0.12, low=0)
    least_repetition: float = option(0.35, low=0, high=1)
    least_sway: float = option(0.05, low=0)
    largest_tilt_deg: float = option(30.0, low=0, high=180, inside=True)
    firm_envelope: float = option(0.3, low=0, high=1)
    least_end_envelope: float = option(0.45, low=0, high=1)

    def detect(self, motion: TrunkMotion, direction: Directions) -> Swings:
        """Detect the initial contacts of a stretch as swings, sides taking turns.

        `direction` is that around every sample, from `DirectionOptions.decide_trunk`.
        """
        way = direction.way
        backward = way == DIRECTIONS.index("backward")
        along = np.where(backward, -motion.anterior, motion.anterior)
        peaks = _peaks(along)
        peaks = peaks[self._walking(motion)[peaks.astype(int)]]
        rough = np.where(backward[peaks.astype(int)], _DELAYS_S["backward"][0], _DELAYS_S["forward"][0])
        instants = peaks + rough * motion.rate_hz
        instants = instants[instants < len(way) - 1]
        kept = _spaced(instants, 0.5 * motion.step_s * motion.rate_hz)
        at = kept.astype(int)
        whole = ~motion.lost[at]
        kept, at = kept[whole], at[whole]
        fine = np.clip(kept + self._shift(motion, kept, backward[at]) * motion.rate_hz, 0, len(way) - 1)
        fine = self._to_the_ends(motion, fine, backward)
        at = fine.astype(int)
        return Swings(
            {
                "side": np.arange(len(fine)) % len(SIDES),
                "site": np.full(len(fine), SITES.index(motion.site)),
                "initial_contact_s": motion.start_s + fine / motion.rate_hz,
                "decided_s": np.full(len(fine), motion.start_s + (len(way) - 1) / motion.rate_hz),
                "direction": way[at],
                "direction_confidence": direction.confidence[at],
                "stride_period_s": np.full(len(fine), 2.0 * motion.step_s),
            }
        )

    def _to_the_ends(self, motion: TrunkMotion, contacts: Floats, backward: Flags) -> Floats:
        """Leave out contacts marked by a faint oscillation, and follow each walk to its first and last steps."""
        envelope = _relative(motion.anterior)
        firm = contacts[envelope[contacts.astype(int)] >= self.firm_envelope]
        tipping = np.minimum(_relative(motion.anterior_twice), _relative(motion.pitch_rate))
        return extend_walks(
            firm,
            motion.step_s * motion.rate_hz,
            _quick_marks(motion, backward),
            (tipping >= self.least_end_envelope) & ~motion.lost,
        )

    def _walking(self, motion: TrunkMotion) -> Flags:
        """Whether the trunk moves around each sample as a walker's does."""
        step = max(1, round(0.5 * motion.step_s * motion.rate_hz))
        stride = max(1, round(2.0 * motion.step_s * motion.rate_hz))
        oscillation = np.abs(motion.anterior)
        envelope = running_mean(oscillation, step)
        walking = envelope > max(
            self.least_envelope * float(np.quantile(envelope, 0.7)), self.least_oscillation
        )
        walking &= motion.repetition > self.least_repetition
        walking &= motion.tilt_deg < self.largest_tilt_deg
        swaying: Flags = running_mean(motion.sway, stride) > self.least_sway * running_mean(
            oscillation, stride
        )
        return walking & swaying

    def _shift(self, motion: TrunkMotion, instants: Floats, backward: Flags) -> Floats:
        """Seconds from contacts by the first mark alone to the weighed mean of all three."""
        sign = np.where(backward, -1.0, 1.0)
        delays = np.where(backward[:, None], _DELAYS_S["backward"], _DELAYS_S["forward"])
        shift = np.zeros(len(instants))
        nod, lean = (motion.pitch_rate, motion.step_s), (motion.anterior_twice, 0.5 * motion.step_s)
        marks = ((*nod, np.ones(len(backward))), (*lean, sign))
        for k, (signal, period_s, turned) in enumerate(marks, start=1):
            expected = 2.0 * np.pi * delays[:, k] / period_s
            phase = np.angle(_between(signal, instants) * turned * np.exp(-1j * expected))
            shift -= _WEIGHTS[k] * phase / (2.0 * np.pi) * period_s
        return shift


def extend_walks(contacts: Floats, step: float, marks: Floats, walking: Flags) -> Floats:
    """Extend each run of contacts (m,), in samples, by up to two steps at either end.

    The mark nearest to where the next step is due is taken, within a quarter of `step`, as long as `walking` (n,) holds
    there and no other run is near.
    """
    if not len(contacts):
        return contacts
    runs = np.split(contacts, np.flatnonzero(np.diff(contacts) > _PAUSE_STEPS * step) + 1)
    extended: list[float] = []
    for k, run in enumerate(runs):
        earliest = extended[-1] if extended else -np.inf
        latest = float(runs[k + 1][0]) if k + 1 < len(runs) else np.inf
        before = _follow(float(run[0]), -step, earliest, marks, walking)
        after = _follow(float(run[-1]), step, latest, marks, walking)
        extended += [*before[::-1], *run.tolist(), *after]
    return np.array(extended)


def _follow(end: float, step: float, limit: float, marks: Floats, walking: Flags) -> list[float]:
    """Steps that follow `end`, each about `step` samples on, not closer than half a step to `limit`."""
    found: list[float] = []
    while len(found) < _MOST_STEPS and len(marks):
        due = end + step
        end = float(marks[np.abs(marks - due).argmin()])
        near = abs(end - due) <= 0.25 * abs(step)
        clear = (limit - end) * np.sign(step) >= 0.5 * abs(step)
        if not (near and clear and walking[int(end)]):
            break
        found.append(end)
    return found


def _quick_marks(motion: TrunkMotion, backward: Flags) -> Floats:
    """Instants of contacts by the quickest of the three oscillations alone; it has two to a step, so one is none."""
    marks = []
    for name, flags in (("forward", ~backward), ("backward", backward)):
        turned = -motion.anterior_twice if name == "backward" else motion.anterior_twice
        peaks = _peaks(turned)
        marks.append(peaks[flags[peaks.astype(int)]] + _DELAYS_S[name][2] * motion.rate_hz)
    instants = np.sort(np.concatenate(marks))
    return instants[(instants >= 0) & (instants <= len(backward) - 1)]


def _relative(signal: Complex) -> Floats:
    """Size of an oscillation as a share of its 70th percentile."""
    size = np.abs(signal)
    share: Floats = size / max(float(np.quantile(size, 0.7)), 1e-9)
    return share


def _peaks(signal: Complex) -> Floats:
    """Instants, between samples, at which the phase of an analytic signal passes zero upward."""
    at = np.flatnonzero((signal.imag[:-1] <= 0) & (signal.imag[1:] >= 0))  # few, and an angle is dear
    before, after = np.angle(signal[at]), np.angle(signal[at + 1])
    upward = (before <= 0) & (after > 0) & (after - before < np.pi)
    at, before, after = at[upward], before[upward], after[upward]
    return at - before / (after - before)


def _spaced(instants: Floats, least: float) -> Floats:
    """The instants in order, those that follow the one before by `least` or less left out."""
    kept: list[float] = []
    for instant in np.sort(instants):
        if not kept or instant - kept[-1] > least:
            kept.append(float(instant))
    return np.array(kept)


def _between(signal: Complex, instants: Floats) -> Complex:
    """Linear interpolation of a complex signal at fractional samples."""
    at = np.arange(len(signal))
    value: Complex = np.interp(instants, at, signal.real) + 1j * np.interp(instants, at, signal.imag)
    return value
