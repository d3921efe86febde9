"""Your own contact detectors: their input, their output, and the check of the output.

The library finds the steps of a limb and their direction; a detector says when the foot lands and leaves.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from retrogait._kernels import swings
from retrogait.errors import InvalidOption, RetrogaitError, shown
from retrogait.gait.contacts import Instants
from retrogait.gait.custom_stages import class_name
from retrogait.tables.catalogue import DIRECTIONS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from retrogait._arrays import Flags, Floats
    from retrogait.gait.swings import Directions
    from retrogait.kinematics.limb import LimbMotion


_KINDS = ("initial", "final")
_REAL_KINDS = "fiuO"  # of dtypes; text, dates and complex numbers would become times in silence
_LEAST_IN_PLACE = 0.5  # of the contacts of a kind: a detector that swaps them has hardly any


@dataclass(frozen=True, eq=False)
class LimbSamples:
    """Samples of one foot or shank over a stretch without gaps, and its steps, in order of time.

    Attributes
    ----------
    site : str
        As `left_foot`.
    frame : {"segment", "sensor"}
        Axes of the samples: anterior, left and up of the body segment, or those of the sensor as it was worn.
    rate_hz : float
        Sampling rate.
    time_s : (n,) array
        Seconds since the start of the recording.
    acc_mps2, gyr_dps : (n, 3) array
        Specific force and angular velocity. Gaps of up to 0.3 s are bridged by straight lines, a constant bias of the
        gyroscope is taken out; contacts inside a bridged gap are left out later.
    step_start_s, step_end_s : (m,) array
        The rests on the ground before and after each step.
    step_direction : (m,) array of str
        `backward`, `forward` or `unknown`.
    """

    site: str
    frame: str
    rate_hz: float
    time_s: Floats
    acc_mps2: Floats
    gyr_dps: Floats
    step_start_s: Floats
    step_end_s: Floats
    step_direction: NDArray[np.str_]


class ContactDetector(Protocol):
    """Your own detector for `Stages(contact=...)`: a frozen dataclass with this method; its fields are its options.

    Examples
    --------
    >>> from dataclasses import dataclass
    >>> import numpy as np
    >>> import retrogait as rg
    >>> @dataclass(frozen=True)
    ... class ShareOfStep:
    ...     leaves: float = 0.4
    ...     lands: float = 0.6
    ...
    ...     def find_contacts(self, limb):
    ...         step_s = limb.step_end_s - limb.step_start_s
    ...         return limb.step_start_s + self.lands * step_s, limb.step_start_s + self.leaves * step_s
    >>> walk, truth = rg.simulate_walk("backward", 0.5, duration_s=20, seed=1)
    >>> session = rg.analyze(walk, stages=rg.Stages(contact=ShareOfStep()))
    >>> session.strides["direction"].unique().tolist()
    ['backward']
    >>> session.summary["contact_contact"].split(":")[1]
    'ShareOfStep(leaves=0.4, lands=0.6)'
    """

    def find_contacts(self, limb: LimbSamples) -> tuple[Sequence[float], Sequence[float]]:
        """Give the times in s of the initial contacts and of the final contacts, each in order of time.

        It is called once for each foot or shank and stretch without gaps. A contact is taken where it can be: an
        initial contact between the fastest instant of a step and the rest after it, the first where there are several;
        a final contact between the rest before and that instant, the last where there are several. A step without
        contacts is left out; contacts outside steps are.
        """


def own_instants(
    detector: ContactDetector, motion: LimbMotion, direction: Directions, steps: Flags
) -> Instants:
    """Let a detector find the contacts of a limb; the instants (m,) of its swings, NaN where there is none.

    Raises
    ------
    InvalidOption
        The detector failed, or gave what cannot be contacts of this limb.
    """
    where = f"analyze: stages.contact: {class_name(detector)} at {motion.site}"
    limb = _samples_of(motion, direction, steps)
    try:
        found = detector.find_contacts(limb)
    except RetrogaitError:
        raise
    except Exception as fault:
        raise InvalidOption(
            f"{where} failed ({type(fault).__name__}: {fault}); expected the times of initial and of final contacts; "
            "correct its find_contacts"
        ) from fault
    initial_s, final_s = _checked(where, found, limb)
    # to a millionth of a sample, so that the times of rests, which are given in s, are those of rests again
    at = [np.round((times - motion.start_s) * motion.rate_hz, 6) for times in (initial_s, final_s)]
    # at a rest a swing ends for a foot that lands, and the next begins for one that leaves
    swing = [np.searchsorted(motion.rests, at[0], "left"), np.searchsorted(motion.rests, at[1], "right")]
    peak = motion.swing_features[:, swings.PEAK_AT]
    in_place = [at[0] >= peak[swing[0]], at[1] <= peak[swing[1]]]
    if steps.any():
        _check_places(where, in_place)
    count = len(motion.swing_features)
    land, leave, unknown = np.full(count, np.inf), np.full(count, -np.inf), np.full(count, np.nan)
    np.minimum.at(land, swing[0][in_place[0]], at[0][in_place[0]])
    np.maximum.at(leave, swing[1][in_place[1]], at[1][in_place[1]])
    land, leave = (np.where(np.isfinite(one), one, np.nan) for one in (land, leave))
    return Instants(land, leave, unknown, unknown)


def _samples_of(motion: LimbMotion, direction: Directions, steps: Flags) -> LimbSamples:
    edges = np.concatenate([[0], motion.rests, [len(motion.samples) - 1]])
    samples = motion.samples.view()
    limb = LimbSamples(
        site=motion.site,
        frame="segment" if motion.mounted else "sensor",
        rate_hz=motion.rate_hz,
        time_s=motion.start_s + np.arange(len(samples)) / motion.rate_hz,
        acc_mps2=samples[:, :3],
        gyr_dps=samples[:, 3:],
        step_start_s=motion.start_s + edges[:-1][steps] / motion.rate_hz,
        step_end_s=motion.start_s + edges[1:][steps] / motion.rate_hz,
        step_direction=np.array(DIRECTIONS)[direction.way[steps]],
    )
    for one in vars(limb).values():
        if isinstance(one, np.ndarray):
            one.flags.writeable = False  # the stages after it, and the checks of what it gives, read the same
    return limb


def _checked(where: str, found: object, limb: LimbSamples) -> list[Floats]:
    """The times of both kinds as arrays, or `InvalidOption` if they cannot be times of contacts."""
    if not isinstance(found, (tuple, list)) or len(found) != len(_KINDS):
        raise InvalidOption(
            f"{where}: find_contacts gave {shown(found)}; expected two arrays, the times in s of initial and of final "
            "contacts; return initial_s, final_s"
        )
    return [
        _times(f"{where}: find_contacts", kind, one, limb) for kind, one in zip(_KINDS, found, strict=True)
    ]


def _times(where: str, kind: str, found: object, limb: LimbSamples) -> Floats:
    if isinstance(found, np.ma.MaskedArray):
        found = np.ma.filled(
            found.astype(np.float64), np.nan
        )  # masked is not found, which no plain array keeps
    try:
        given = np.asarray(found)
        times = given.astype(np.float64) if given.dtype.kind in _REAL_KINDS else np.empty((0, 0))
    except (TypeError, ValueError):
        times = np.empty((0, 0))
    if times.ndim != 1:
        raise InvalidOption(
            f"{where} gave {shown(found)} as {kind} contacts; expected a one-dimensional array of times in s; return "
            "initial_s, final_s"
        )
    if not np.isfinite(times).all():
        raise InvalidOption(
            f"{where} gave {times[~np.isfinite(times)][0]} as a time of {kind} contacts; expected finite times in s; "
            "leave out contacts that were not found"
        )
    first_s, last_s = limb.time_s[0], limb.time_s[-1]
    outside = times[(times < first_s) | (times > last_s)]
    if len(outside):
        raise InvalidOption(
            f"{where} gave {kind} contacts at {outside[0]:.2f} s; expected times from {first_s:.2f} to {last_s:.2f} "
            "s, those of its samples; return limb.time_s at the contacts, not their places"
        )
    back = np.flatnonzero(np.diff(times) <= 0.0)
    if len(back):
        raise InvalidOption(
            f"{where} gave {kind} contacts at {times[back[0] + 1]:.2f} s after {times[back[0]]:.2f} s; "
            "expected each once, in order of time; sort them with np.unique"
        )
    return times


def _check_places(where: str, in_place: Sequence[Flags]) -> None:
    """Raise `InvalidOption` where most contacts of a kind are where no such contact can be."""
    places = (
        "between the fastest instant of a swing and the rest after it",
        "between the rest before a swing and its fastest instant",
    )
    for kind, those, place in zip(_KINDS, in_place, places, strict=True):
        if len(those) and np.mean(those) < _LEAST_IN_PLACE:
            raise InvalidOption(
                f"{where}: find_contacts gave {len(those)} {kind} contacts, of which {int(those.sum())} lie {place}; "
                f"expected half of them or more there; check that it returns initial_s, final_s in this order, in s"
            )
