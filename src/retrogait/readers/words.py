"""The meaning of a column's name: quantity, axis, unit and sensor, in the spellings devices use."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from retrogait.intake.unit_names import (
    ACC_WORDS,
    GYR_WORDS,
    SLOW_WORDS,
    TIME_WORDS,
    other_unit,
    take_unit,
    unit_of,
)

_WORD = re.compile(r"[A-Z]{2,}(?![a-z])\d*|[A-Z]?[^\W\d_A-Z]+\d*|[A-Z]\d*|\d+\w*")
_CJK = r"[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7a3]+"
_PIECE = re.compile(f"{_CJK}|{_WORD.pattern.replace('[^', '[^' + _CJK[1:-2])}")
_AXES = ("x", "y", "z")
_AS_AXIS = re.compile(r"(?<![^\W_])As(?=[XYZ]\d*(?![^\W_]))")  # angular speed, as WitMotion's app calls it
_CAMEL_AXIS = re.compile(r"(?<![^\W_])([AGWagw])([XYZ])(?![^\W_])")

_ACC = re.compile(
    r"(?:ac|acc|acce|accl|accel|acceler\w*|accélér\w*|beschl\w*|acele\w*|acelé\w*|versnel\w*|ускор\w*|акселер\w*|"
    r"przyspiesz\w*|ak[cs]eler\w*|επιτ[αά]χ\w*|zrychl\w*|ivme\w*|kiihty\w*|accelero\w*|gyorsul\w*|軸?加速.*|轴?加速.*|가속도.*)"
)
_GYR = re.compile(
    r"(?:gy|gyr|gyro|gyros|gyrosc\w*|gyrosk\w*|girosc\w*|gir|angvel|velang|angrate|angularrate|angularvel\w*|rotrate|"
    r"rotationrate|turnrate|rateofturn|winkelgeschw\w*|drehrate\w*|"
    r"omega|pqr|hoeksnelh\w*|vinkelhast\w*|vinkelfart\w*|kulmanop\w*|гироск\w*|żyrosk\w*|"
    r"zyrosk\w*|jirosk\w*|[軸轴]?角速度|陀螺.*|ジャイロ.*|각속도|자이로.*)"
)
_TURN = {
    "ang", "rot", "angular", "angulaire", "angolare", "rotation", "rotational", "turn", "kątowa", "açısal", "úhlová",
    "угловая",
}  # fmt: skip
_ROTATION = re.compile(r"(?i)rot(?:ation|[xyz])?")
_ANGLE = re.compile(r"(?i)deg|rad|°|º|angle|euler|quat|vector|matrix")
_ANGULAR = _TURN - {"rot", "rotation", "turn"}  # an acceleration called so is no accelerometer's
_SPEED = {
    "velocity", "vel", "rate", "speed", "vitesse", "velocidad", "velocità", "velocita", "velocidade", "prędkość",
    "hız", "rychlost", "скорость",
}  # fmt: skip
_SHORT = re.compile(r"(acc|accel|accelero|a|gyr|gyro|g|w|rot|omega|ω)([xyz])")
_LETTERS = {"a": "acc", "g": "gyr", "w": "gyr", "ω": "gyr"}
_NUMBERED_AXIS = re.compile(r"(?<=[A-Za-z_])([XYZxyz])(\d)(?![^\W_])")  # AccX1
_OTHER = re.compile(
    r"mag|magn\w*|m[xyz]|quat\w*|q\w?\d?|euler|orient\w*|press\w*|baro\w*|temp\w*|posi\w*|mat|roll|pitch|yaw|"
    r"heading|location|latitude|longitude|altitude|light|force|center|centre|emg|ekg|ecg|battery|sound|prox\w*|"
    r"角度|磁.*|四元数|温度|气压|気圧|gps|lat|lon|lng|jerk|distance|azimuth|velocity|alpha|α|flux|uncertainty|accuracy|std|var|rms"
)
_TIME = re.compile(
    r"time|timestamps?|stamps?|epoch?|elapsed|t|zeit\w*|temps|tiempo|tempo|tijd|date|datetime|clock|uhrzeit|seconds?|millis|"
    r"unix|utc|micros|ts|datum|fecha|hora|heure|horodatage|godzina|日期|日時|дата|час|время|时间|時間|時刻|时刻|czas|tid|čas|zaman|시간"
)
_FREE = {"linear", "lin", "linearacceleration", "linacc", "freeacc", "free", "user", "dynamic"} | {
    "linéaire", "lineare", "lineal", "without", "ohne", "sans", "sin", "sem", "senza", "zonder",
}  # fmt: skip
_WITH = {"with", "including", "incl", "mit", "avec", "con", "com", "total"}
_GRAVITY = {
    "gravity",
    "gravitational",
    "gravitation",
    "grav",
    "gravité",
    "gravedad",
    "schwerkraft",
    "gravità",
}
_EARTH = {"earth", "world", "global"}
_RAW = {"uncal", "uncalibrated", "raw", "unkalibriert", "counts", "count"}
_TRAITS = {"free": _FREE, "gravity": _GRAVITY, "earth": _EARTH, "raw": _RAW}
_COUNTERS = {
    "packet", "packetcounter", "packetcount", "packetnumber", "packetnum", "packetno", "packetnr", "packetid",
    "packetindex", "seq", "seqno", "seqnum", "seqnr", "seqid", "seqnumber", "sequence", "sampleno", "samplenr",
    "samplenum", "sampleid", "counter", "count", "sample", "samplenumber", "sampleindex", "samplecount",
    "samplecounter", "frame", "framenumber", "framecounter", "framecount", "index", "sequencenumber",
}  # fmt: skip
_VARIANTS = {"ln", "wr", "lowg", "highg", "low", "high", "noise", "wide", "range", "lg", "hg", "motion"}
# Chips with one kind of sensor name it; those with both are a sensor's name like any other.
_ACC_CHIP = re.compile(r"(?:adxl|lis[23]?\w|mma|kxt?[a-z]*|bma|mc34|mxc|lsm303)\d*\w*\d\w*")
_GYR_CHIP = re.compile(r"(?:itg|l3g|bmg|fxas|a3g|mpu3|idg|i3g)\w*\d\w*")
_CHIP = re.compile(
    rf"(?:{_ACC_CHIP.pattern}|{_GYR_CHIP.pattern}|(?:lsm[69]|mpu|icm|iim|iam|bmi|bno|bmx|asm|ism)\w*\d\w*)",
    re.IGNORECASE,
)
_BARE = {"x", "y", "z", "axis", "value", "values", "attr", "data"}
_FILLER = {
    "axis", "cal", "calibrated", "value", "data", "in", "of", "the", "since", "start", "elapsed", "reboot",
    "attr", "component", "vector", "dir", "meter", "force", "sensor", "with", "including", "incl", "mit", "avec", "con",
    "total", "g", "body", "imu",
}  # fmt: skip


@dataclass(frozen=True)
class Quantity:
    """What one column holds.

    `kind` is "acc", "gyr", "time", "counter", "other", "turn" for a rotation that may or may not be a rate, or "" where
    only an axis is said; `unit` is one of retrogait's names, as written where it is not known, "none" for raw counts,
    or None where the file does not state it; `traits` are its qualifiers ("free" of gravity, "gravity" alone, in
    "earth" axes, "raw"); `label` is its sensor, as written; `is_bare` means that the name has an axis and at most a
    unit.
    """

    kind: str
    axis: str = ""
    unit: str | None = None
    label: str = ""
    variant: str = ""
    traits: frozenset[str] = frozenset()
    is_bare: bool = False


@lru_cache(maxsize=4096)
def understand(name: str, unit_cell: str = "", group: str = "") -> Quantity:
    """Say what a column holds, from its name, its cell in a row of units and the sensor above it.

    >>> understand("Gyroscope x (rad/s)")
    Quantity(kind='gyr', axis='x', unit='rad/s', label='', variant='', traits=frozenset(), is_bare=False)
    >>> understand("LTibia_AccX_g").label, understand("Accelerometer/X", "m/s^2", "Left foot").label
    ('LTibia', 'Left foot')
    """
    text, unit = take_unit(name.strip().replace("İ", "I"))
    unknown = other_unit(name) if unit is None else None
    text = text.rpartition(unknown)[0] if unknown else text
    unit = unit_of(unit_cell) or unit
    pieces = _split(text)
    words = [word for _, word in pieces]
    plain = "".join(words).lower()
    if plain in _COUNTERS:
        return Quantity("counter")
    if plain == "sampletimefine":
        return Quantity("time", unit="fine")
    kind, axis, label, variant, traits = _letter(pieces) or _sort(pieces)
    if unit is None and len(plain) > 1 and unit_of(plain) in TIME_WORDS:  # a column called "ms"
        return Quantity("time", unit=unit_of(plain))
    if kind == "time" or (unit in TIME_WORDS and _says_time(words)):
        is_said = unit in (*TIME_WORDS, *SLOW_WORDS)
        return Quantity("time", unit=unit if is_said else _time_word(words), label=label)
    if unit in ACC_WORDS and kind in ("", "acc", "short gyr", "short acc"):
        kind = "acc"
    elif unit in GYR_WORDS and kind in ("", "gyr", "short gyr", "short acc", "turn"):
        kind = "gyr"
    elif unit in (None, "none") and kind in ("short acc", "short gyr"):
        kind = kind.removeprefix("short ")
    elif unit is not None and unit != "none" and kind:
        kind = "other"
    if kind == "turn" and (
        unit is not None or _ANGLE.search(name) or not any(map(_ROTATION.fullmatch, words))
    ):
        kind = "other"
    if not axis:
        kind = "other"
    if unit is None and kind in ("acc", "gyr"):
        unit = unit_cell.strip() or unknown
    whose = " ".join(part for part in (group.strip(), label) if part)
    is_bare = all(word.lower() in _BARE for word in words)
    return Quantity(kind, axis, unit, whose, variant, frozenset(traits), is_bare)


def _split(text: str) -> list[tuple[int, str]]:
    """Split a name into words, each with the number of the piece it was written in."""
    text = _NUMBERED_AXIS.sub(r"\1_\2", text)
    text = _AS_AXIS.sub("gyro_", text)
    text = _CAMEL_AXIS.sub(lambda match: match[0].lower(), text)
    pieces = re.split(r"[\s_./\\:,;()\[\]{}#%\"'|-]+", text)
    found = [[piece] if _CHIP.fullmatch(piece) else _PIECE.findall(piece) for piece in pieces]
    if any(len(words) == 1 and words[0].lower() in _AXES for words in found):
        found = [words if len(words) == 1 else _rejoin(words) for words in found]
    return [(n, word) for n, words in enumerate(found) for word in words]


def _rejoin(words: list[str]) -> list[str]:
    """Put a letter back to the word it ends, where the axis is written apart: WaveX 1: ACC.X."""
    joined: list[str] = []
    for word in words:
        if joined and word.lower() in _AXES:
            joined[-1] += word
        else:
            joined.append(word)
    return joined


def _letter(pieces: list[tuple[int, str]]) -> tuple[str, str, str, str, set[str]] | None:
    """Read a name that ends in two letters, as a_x or left_foot_a_x."""
    low = [word.lower() for _, word in pieces]
    if len(low) < 2 or low[-2] not in _LETTERS or low[-1] not in _AXES:
        return None
    if len(low) == 2:
        return f"short {_LETTERS[low[0]]}", low[1], "", "", set()
    kind, axis, label, variant, traits = _sort(pieces[:-2])
    if kind or axis or traits or not label:  # acc_g_x and total_g_x have a unit there
        return None
    return f"short {_LETTERS[low[-2]]}", low[-1], label, variant, traits


def _sort(pieces: list[tuple[int, str]]) -> tuple[str, str, str, str, set[str]]:
    """Sort the words of a name into kind, axis, label, variant and traits."""
    kind = axis = chip = ""
    others: dict[int, str] = {}
    variant: list[str] = []
    traits: set[str] = set()
    low = [word.lower() for _, word in pieces]
    turns = bool(_TURN & set(low))
    speeds = bool(_SPEED & set(low))
    if turns:
        kind = "gyr" if speeds else "turn"
    is_total = bool(_WITH & set(low))
    has_axis = bool({"x", "y", "z"} & set(low))
    for (piece, word), plain in zip(pieces, low, strict=True):
        stem = plain.rstrip("0123456789")
        short = None if has_axis else _SHORT.fullmatch(plain)
        joined = (
            not has_axis and plain[-1] in "xyz" and (_ACC.fullmatch(plain[:-1]) or _GYR.fullmatch(plain[:-1]))
        )
        trait = _trait(plain)
        if plain in ("x", "y", "z"):
            axis = plain if not axis else "?"
        elif short:
            axis = short[2] if not axis else "?"
            strong = len(short[1]) > 1
            kind = ("" if strong else "short ") + ("acc" if short[1].startswith("a") else "gyr")
            kind = "turn" if short[1] == "rot" else kind
        elif joined:
            axis = plain[-1] if not axis else "?"
            kind = "acc" if _ACC.fullmatch(plain[:-1]) else "gyr"
        elif trait and not (trait == "gravity" and is_total):
            traits.add(trait)
        elif plain in _VARIANTS or _chip(plain):
            variant.append(plain)
            chip = chip or _chip(plain)
        elif _measured(stem, low):
            kind = _measured(stem, low)
            if stem != plain:
                others[piece] = others.get(piece, "") + plain[len(stem) :]
        elif _OTHER.fullmatch(plain) and not (turns and plain in _SPEED):
            kind = kind if kind in ("acc", "gyr") else "other"
        elif not kind and _says_a_time(plain, piece):
            kind = "time"
        elif plain not in _FILLER | _GRAVITY | _SPEED and not (turns and plain in _TURN):
            others[piece] = others.get(piece, "") + word
    kind = kind or chip
    if "gravity" in traits and not kind:
        kind = "acc"
    label = "_".join(others.values())
    label = f"sensor_{label}" if label.isdigit() else label
    return kind, "" if axis == "?" else axis, label, " ".join(variant), traits


def _measured(word: str, among: list[str]) -> str:
    """Return the meaning of a word for an accelerometer or a gyroscope among others; "" for any other word."""
    if not _ACC.fullmatch(word):
        return "gyr" if _GYR.fullmatch(word) else ""
    return "other" if _ANGULAR & set(among) else "acc"  # an angular acceleration is no accelerometer's


def _chip(word: str) -> str:
    """Return what a chip with one kind of sensor measures; "" for any other word."""
    return "acc" if _ACC_CHIP.fullmatch(word) else "gyr" if _GYR_CHIP.fullmatch(word) else ""


def _says_a_time(word: str, piece: int) -> bool:
    """Recognise a word for time; the t of uT, in a later piece of a name, is not one."""
    return _TIME.fullmatch(word) is not None and (word != "t" or not piece)


def _trait(word: str) -> str | None:
    return next((trait for trait, words in _TRAITS.items() if word in words), None)


def _says_time(words: list[str]) -> bool:
    stated = [word.lower() for word in words]
    return any(map(_TIME.fullmatch, stated)) or len(stated) < 2  # "X [s]" is the time beside a channel


def _time_word(words: list[str]) -> str | None:
    return next((unit for word in words if (unit := unit_of(word)) in TIME_WORDS), None)
