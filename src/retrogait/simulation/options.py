"""The arguments of `simulate_walk`, checked where the user gave them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from retrogait.errors import InvalidOption
from retrogait.simulation.intent import Pace
from retrogait.tables.catalogue import SIDES, SITES, SURFACES
from retrogait.tables.checks import Bounds, check, check_choice
from retrogait.tables.selection import WALKED

if TYPE_CHECKING:
    from retrogait.simulation.sensor import Sensor
    from retrogait.simulation.walker import Walker

SpeedOrTwo = float | Mapping[str, float]
_LONGEST_STEP = 0.95


def check_choices(direction: str, surface: str, contact: str, first_step: str) -> None:
    """Refuse words that are not among the choices."""
    check_choice("simulate_walk", "direction", direction, WALKED)
    check_choice("simulate_walk", "surface", surface, SURFACES)
    check_choice("simulate_walk", "contact", contact, ("velocity", "touch"))
    check_choice("simulate_walk", "first_step", first_step, SIDES)


def check_sites(sites: Sequence[str]) -> None:
    """Refuse sites that are not known, are given twice, or are none."""
    wrong = [site for site in sites if site not in SITES]
    if isinstance(sites, str) or not sites or wrong or len(set(sites)) < len(sites):
        raise InvalidOption(
            f"simulate_walk: sites is {sites!r}; expected a list of different sites, of {' '.join(SITES)}; "
            "the default is ('left_foot', 'right_foot')"
        )


def check_numbers(duration_s: float, rate_hz: float, incline_deg: float, seed: int) -> None:
    """Refuse numbers beyond what is simulated."""
    for name, value, bounds in (
        ("duration_s", duration_s, Bounds("a number", 1.0, 86400.0)),
        ("rate_hz", rate_hz, Bounds("a number", 50.0, 400.0)),
        ("incline_deg", incline_deg, Bounds("a number", -15.0, 15.0)),
        ("seed", seed, Bounds("a whole number", 0, 2**63, whole=True)),
    ):
        check("simulate_walk", name, value, bounds, "pass one of these")


def check_sensor(sensor: Sensor, sites: Sequence[str], rate_hz: float) -> None:
    """Refuse a sensor that cannot sample so, or is exchanged with one that is not worn."""
    if sensor.bandwidth_hz is not None and sensor.bandwidth_hz >= 0.5 * rate_hz:
        raise InvalidOption(
            f"simulate_walk: bandwidth_hz of the sensor is {sensor.bandwidth_hz:g} and rate_hz is {rate_hz:g}; "
            f"expected less than half the rate, {0.5 * rate_hz:g} Hz; lower it, or leave it out"
        )
    lacking = [site for site in sensor.exchanged if site not in sites]
    if lacking:
        raise InvalidOption(
            f"simulate_walk: exchanged of the sensor names {lacking[0]!r}, which is not worn (sites "
            f"{' '.join(sites)}); expected two of these; correct one of them"
        )


def choose_pace(
    direction: str,
    own_mps: float | None,
    *,
    walker: Walker,
    speed_mps: SpeedOrTwo,
    cadence_spm: SpeedOrTwo | None,
) -> Pace:
    """Pace of a stretch with a speed of its own or None; refuse steps no such legs can make."""
    speed = _one_of("speed_mps", speed_mps, direction, 0.1, 2.0) if own_mps is None else own_mps
    _one_of("speed_mps", speed, direction, 0.1, 2.0)
    usual = walker.usual_cadence_spm(direction, speed)
    cadence = usual if cadence_spm is None else _one_of("cadence_spm", cadence_spm, direction, 20.0, 200.0)
    pace = Pace(direction, speed, cadence)
    longest = _LONGEST_STEP * walker.leg_length_m
    if pace.step_m > longest:
        raise InvalidOption(
            f"simulate_walk: {speed:g} m/s {direction} at {cadence:g} steps/min needs steps of "
            f"{pace.step_m:.2f} m; legs of {walker.leg_length_m:g} m make {longest:.2f} m at most; raise "
            "cadence_spm or lower speed_mps"
        )
    return pace


def _one_of(name: str, given: SpeedOrTwo, direction: str, low: float, high: float) -> float:
    if isinstance(given, Mapping):
        if direction not in given or any(way not in WALKED for way in given):
            raise InvalidOption(
                f"simulate_walk: {name} is {dict(given)!r}, and the walk goes {direction}; give a number, or "
                f"a mapping with a number for {direction!r}, such as {{'forward': 1.0, 'backward': 0.5}} for "
                "speeds"
            )
        given = given[direction]
    check(f"simulate_walk: {direction}", name, given, Bounds("a number", low, high), "pass one of these")
    return float(given)
