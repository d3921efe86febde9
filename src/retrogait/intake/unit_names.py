"""Units in the spellings devices use, and where a name of a column writes them."""

from __future__ import annotations

import re

# Units that are read, and brought to one of retrogait's own.
_ACC_BROUGHT = {
    "mm/s^2": ("m/s^2", 1e-3),
    "cm/s^2": ("m/s^2", 1e-2),
    "ft/s^2": ("m/s^2", 0.3048),
    "ug": ("mg", 1e-3),
}
_GYR_BROUGHT = {"mrad/s": ("rad/s", 1e-3), "rpm": ("deg/s", 6.0), "rev/s": ("deg/s", 360.0)}
BROUGHT_TO = {**_ACC_BROUGHT, **_GYR_BROUGHT}
ACC_WORDS = ("m/s^2", "g", "mg", *_ACC_BROUGHT)
GYR_WORDS = ("deg/s", "rad/s", "mdeg/s", *_GYR_BROUGHT)
TIME_WORDS = ("s", "ms", "us", "ns")
SLOW_WORDS = ("min", "h")  # known, but no sensor's time is in them
_SPELLINGS = {
    "m/s^2": "m/s2 m/(s2) m/s/s ms-2 mps2 m/sec2 meter/s2 meters/s2 metre/s2 metres/s2 m/ss meter/second2 "
    "meters/second2 metre/second2 metres/second2 ms2 mss м/с2 n/kg",
    "mm/s^2": "mm/s2 mm/(s2) mm/s/s mm/sec2 mmps2",
    "cm/s^2": "cm/s2 cm/(s2) cm/s/s cm/sec2 cmps2",
    "ft/s^2": "ft/s2 ft/s/s feet/s2 ftps2",
    "ug": "ug µg μg microg",
    "g": "g gs g's gforce g-force gravity gravities",
    "mg": "mg millig milli-g",
    "deg/s": "deg/s d/s degs/s degree/s degrees/s °/s º/s dps degps deg/second degrees/second deg*s-1 degs-1 °s-1 "
    "grad/s °/с град/с",
    "rad/s": "rad/s rads/s radian/s radians/s rads-1 rad/second radians/second radps рад/с",
    "mdeg/s": "mdeg/s mdps millideg/s m°/s",
    "mrad/s": "mrad/s mradps millirad/s",
    "rpm": "rpm rev/min r/min u/min",
    "rev/s": "rev/s revs/s rps",
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
# What looks like a unit of a quantity and is none that is known: deg/ms, m/s.
_OTHER_UNIT = re.compile(r"[(\[{]\s*([^\W\d_°]{0,6}°?/[^\W\d_]{1,4}(?:\^?[-²³\d]{1,2})?)\s*[)\]}]\s*$")
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


def other_unit(name: str) -> str | None:
    """Give what stands for a unit at the end of a name and is none that is known.

    >>> other_unit("Gyro X (deg/ms)"), other_unit("Gyro X (left/right)"), other_unit("Gyro X (dps)")
    ('deg/ms', None, None)
    """
    found = _OTHER_UNIT.search(name)
    return found[1] if found and unit_of(found[1]) is None else None
