"""Whether the accelerometer and the gyroscope of a sensor belong together, and what is wrong where they do not.

Two mirror images give the same figures, so two things cannot be distinguished from one sensor: left-handed axes from a
negated gyroscope, and an accelerometer of the other sign (-1 g) from a sensor turned over on a person seen in a mirror.
The first is named with both causes. The second `check_upright` names where the axes are declared, and `acc_sign` where
the person turns round and another sensor turns the other way.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from retrogait.kinematics.sensor_range import stuck_axes
from retrogait.kinematics.stride_closure import sample_strides
from retrogait.mounting.acc_sign import sign_notes
from retrogait.mounting.pair_finding import PairFinding, PairOptions
from retrogait.mounting.pair_judgement import Judgement

if TYPE_CHECKING:
    from collections.abc import Mapping

    from retrogait._arrays import Floats
    from retrogait.recording import Recording


def check_pair(recording: Recording, site: str, options: PairOptions | None = None) -> PairFinding:
    """Judge the accelerometer and the gyroscope of a site by what some of its strides leave over.

    Examples
    --------
    >>> import retrogait as rg
    >>> walk, _ = rg.simulate_walk("forward", 0.8, duration_s=20, seed=1)
    >>> check_pair(walk, "left_foot").cause
    'fits'
    >>> wrong = {site: walk[site] * [1, 1, 1, -1, -1, -1] for site in walk.sites}
    >>> finding = check_pair(rg.Recording.from_frames(wrong), "left_foot")
    >>> finding.cause, finding.broken
    ('negated', True)
    """
    sample = sample_strides(recording.channels(site), recording.rate_hz)
    stuck = stuck_axes(sample.windows)
    if stuck:
        return _stuck(site, stuck, sample.windows[0])
    gyr_unit = str(recording.source.get("gyr_unit", ""))
    return Judgement(site, sample, options or PairOptions(), gyr_unit).finding()


def check_pairs(recording: Recording, options: PairOptions | None = None) -> dict[str, PairFinding]:
    """Judge every site of a recording."""
    return {site: check_pair(recording, site, options) for site in recording.sites}


def broken_sites(findings: Mapping[str, PairFinding]) -> list[str]:
    """Sites whose orientation, and with it direction, cannot be had.

    Where the axes of one sensor are of the other hand those of all are, as they come from one maker or one file: sites
    of which that cannot be decided are not believed either.
    """
    hand = _of_the_other_hand(findings)
    return [site for site, finding in findings.items() if finding.broken or (hand and not finding.decided)]


def why_broken(site: str, findings: Mapping[str, PairFinding]) -> str:
    """What is wrong with one of the `broken_sites`, and what to do."""
    return findings[site].note or (
        f"{site}: {_of_the_other_hand(findings)} has left-handed axes or a negated gyroscope, and the strides of this "
        "site do not show whether it has them too; expected the same handedness for all sensors of one maker; "
        "correct both in the same way"
    )


def _of_the_other_hand(findings: Mapping[str, PairFinding]) -> str:
    """The first site whose gyroscope turns the wrong way about all axes; empty where none does."""
    return next((site for site, one in findings.items() if one.cause.startswith("negated")), "")


def pair_notes(recording: Recording, findings: Mapping[str, PairFinding] | None = None) -> list[str]:
    """Say of each site whose accelerometer and gyroscope do not belong together what is wrong, and what to do.

    `findings` are those of `check_pairs`, where they are at hand.
    """
    findings = check_pairs(recording) if findings is None else findings
    broken = broken_sites(findings)
    notes = [finding.note for site, finding in findings.items() if finding.note and site not in broken]
    notes += [why_broken(site, findings) for site in broken]
    if recording.frame == "sensor":  # in the segment frame `check_upright` knows which way is up
        notes += sign_notes(recording, [site for site, finding in findings.items() if not finding.broken])
    return notes


def _stuck(site: str, axes: list[int], samples: Floats) -> PairFinding:
    names = " ".join(f"gyr_{'xyz'[axis]}" for axis in axes)
    values = ", ".join(f"{samples[0, 3 + axis]:.4g}" for axis in axes)
    words = (
        f"{names} stuck at {values} deg/s while the accelerometer moves; expected a rate that changes with every step; "
        "check the gyroscope's columns and export again"
    )
    return PairFinding(site, "stuck", True, True, words)
