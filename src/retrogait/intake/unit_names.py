"""Units in the spellings devices use, and where a name of a column writes them."""

from __future__ import annotations

import re

METRES_PER = {"mm/s^2": 1e-3, "cm/s^2": 1e-2}  # read, and brought to m/s^2
ACC_WORDS = ("m/s^2", "g", "mg", *METRES_PER)
GYR_WORDS = ("deg/s", "rad/s", "mdeg/s")
TIME_WORDS = ("s", "ms", "us", "ns")
SLOW_WORDS = ("min", "h")  # known, but no sensor's time is in them
_SPELLINGS = {
    "m/s^2": "m/s2 m/(s2) m/s/s ms-2 mps2 m/sec2 meter/s2 meters/s2 metre/s2 metres/s2 m/ss meter/second2 "
    "meters/second2 metre/second2 metres/second2 ms2 mss м/с2",
    "mm/s^2": "mm/s2 mm/(s2) mm/s/s mm/sec2 mmps2",
    "cm/s^2": "cm/s2 cm/(s2) cm/s/s cm/sec2 cmps2",
    "g": "g gs g's gforce g-force gravity gravities",
    "mg": "mg millig milli-g",
    "deg/s": "deg/s d/s degs/s degree/s degrees/s °/s º/s dps degps deg/second degrees/second deg*s-1 degs-1 °s-1 "
    "grad/s °/с град/с",
    "rad/s": "rad/s rads/s radian/s radians/s rads-1 rad/second radians/second radps рад/с",
    "mdeg/s": "mdeg/s mdps millideg/s m°/s",
    "s": "s second seconds secs sek sekunden с сек",
    "ms": "ms msec msecs milli millis millisecond milliseconds мс",
    "us": "us µs μs usec micros microsecond microseconds мкс",
    "ns": "ns nsec nanos nanosecond nanoseconds",
    "min": "min mins minute minutes",
    "h": "hr hrs hour hours",
    "none": "no_units nounits unitless lsb count counts raw adc",
}
_UNITS = {spelling: unit for unit, spellings in _SPELLINGS.items() for spelling in spellings.split()}
_BRACKETS = re.compile(r"[(\[{]([^()\[\]{}]*(?:\([^()]*\))?[^()\[\]{}]*)[)\]}]")
_SUFFIX = re.compile(r"(?:[\s_,:]|\bin\b)+([^\s_,:]+)\s*$", re.IGNORECASE)
_INSIDE = re.compile(r"[_ .](mg|m?dps|mps2|radps)[_ .]", re.IGNORECASE)  # accel_mg_x


def unit_of(text: str) -> str | None:
    """Give retrogait's name of a unit in any spelling, or None.

    >>> [unit_of(text) for text in ("m/s²", "G", "°/sec", "rad.s-1", "mV")]
    ['m/s^2', 'g', 'deg/s', 'rad/s', None]
    """
    plain = text.strip()
    wrapped = _BRACKETS.fullmatch(plain)
    plain = (wrapped[1] if wrapped else plain).lower().replace("²", "2").replace("⁻", "-").replace("¹", "1")
    plain = re.sub(r"[\s^·*.â]", "", plain).replace("per", "/").replace("squared", "2")
    plain = plain.replace("sec2", "s2")
    plain = re.sub(r"sec$", "s", plain) if len(plain) > 3 and "/" in plain else plain
    return _UNITS.get({"sec": "s"}.get(plain, plain))


def take_unit(name: str) -> tuple[str, str | None]:
    """Split the unit off a name: in brackets, or after `_`, a blank or a comma."""
    for match in reversed(list(_BRACKETS.finditer(name))):
        unit = unit_of(match[1])
        if unit:
            return f"{name[: match.start()]} {name[match.end() :]}", unit
    suffix = _SUFFIX.search(name)
    if suffix and suffix.start() > 0:
        unit = unit_of(suffix[1])
        if unit and unit != "none":  # "raw" is a trait rather
            return name[: suffix.start()], unit
    inside = _INSIDE.search(name)
    if inside:
        return f"{name[: inside.start()]}_{name[inside.end() :]}", unit_of(inside[1])
    return name, None
