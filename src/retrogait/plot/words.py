"""What figures say, in the language in force: titles of measures, names of sides, numbers."""

from __future__ import annotations

from retrogait.messages import find_message, message
from retrogait.tables.measures import FOOT, GAIT, Measure

MEASURES = {
    one.column: one
    for one in (
        *GAIT,
        *FOOT,
        Measure("stance_time_s", "stance time", "s", 3),
        Measure("swing_time_s", "swing time", "s", 3),
        Measure("turning_angle_deg", "turning angle", "deg", 1),
        Measure("signed_displacement_m", "progression, forward positive", "m", 2),
        Measure("model_speed_mps", "speed, by a shank model", "m/s", 2),
        Measure("incline_deg", "incline", "deg", 1),
        Measure("foot_pitch_range_deg", "range of foot pitch", "deg", 1),
    )
}


def title_of(measure: str) -> str:
    """The words of a measure of strides with its unit; of a column without words its name.

    >>> title_of("stride_time_s"), title_of("start_s")
    ('stride time (s)', 'start_s')
    """
    known = MEASURES.get(measure)
    return named(measure, known.label, known.unit) if known else measure


def named(measure: str, label: str, unit: str) -> str:
    """The words of a measure in the language in force, else those given, with a unit where there is one."""
    words = find_message(f"measure.{measure}", default=label)
    return f"{words} ({unit_of(unit)})" if unit else words


def unit_of(unit: str) -> str:
    """A unit as the language in force writes it, else as it is.

    >>> unit_of("deg")
    'deg'
    """
    return find_message(f"unit.{unit}", default=unit)


def side_of(side: str) -> str:
    """The word for a side.

    >>> side_of("left")
    'left'
    """
    return message(f"side.{side}")


def direction_of(direction: str) -> str:
    """The word for a direction of travel.

    >>> direction_of("backward")
    'backward'
    """
    return message(f"direction.{direction}")


def as_text(number: str) -> str:
    """A formatted number with a proper minus and the decimal sign of the language.

    >>> as_text("-1.5")
    '−1.5'
    """
    return number.replace("-", "−").replace(".", message("number.decimal"))
