"""The vocabulary of body sites in people's words, headers, files and folders.

A name is *understood* where every word of it is: it is then the site wherever one is given. In the text of a file or
folder, which says other things too, a site is *found* among the words; words of gait, of an injury or of a treadmill
(heel strike, ankle sprain, belt) do not count there.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

from retrogait.errors import InvalidOption
from retrogait.tables.catalogue import SIDES, SITES, TRUNK

_SIDES = {
    "left": {"left", "l", "lt", "lft", "links", "gauche", "izquierdo", "izquierda", "izq", "sinistra", "sinistro"},
    "right": {"right", "r", "rt", "rgt", "rechts", "droite", "droit", "derecho", "derecha", "der", "destra", "destro"},
}  # fmt: skip


class _Words(NamedTuple):
    """Words for a part of the body; `why` a sensor there moves with that part, where the word names another place.

    `only_whole` are those that count only in a name that is understood completely.
    """

    part: str
    words: frozenset[str]
    why: str = ""
    only_whole: bool = False


_ON_FOOT = "a sensor on the shoe, in it or on any part of the foot turns with the foot"
_AT_ANKLE = "a sensor above the ankle joint turns with the shank"
_IN_POCKET = "a sensor in a trouser pocket turns with the thigh"
_ON_PELVIS = "a sensor at the waist or on the pelvis is one of the lower back"
_ON_CHEST = "a sensor on the chest turns with the sternum"
_VOCABULARY = (
    _Words("foot", frozenset({"foot", "feet", "fuss", "fuß", "pied", "pie", "piede"})),
    _Words("foot", frozenset({"shoe", "instep", "insole"}), _ON_FOOT),
    _Words("foot", frozenset({"heel", "toe", "toes", "forefoot", "sole", "sneaker"}), _ON_FOOT, only_whole=True),
    _Words("shank", frozenset({"shank", "tibia", "shin", "calf", "lowerleg", "unterschenkel", "jambe", "gamba"})),
    _Words("shank", frozenset({"ankle", "knöchel", "cheville", "tobillo", "caviglia"}), _AT_ANKLE, only_whole=True),
    _Words("thigh", frozenset({"thigh", "femur", "upperleg", "oberschenkel", "cuisse", "muslo", "coscia"})),
    _Words("thigh", frozenset({"pocket", "hosentasche"}), _IN_POCKET, only_whole=True),
    _Words("lower_back", frozenset({"lowerback", "lowback", "lumbar", "lb"})),
    _Words("lower_back", frozenset({"pelvis", "hips", "sacrum", "sacral", "l5", "l4", "l3"}), _ON_PELVIS),
    _Words("lower_back", frozenset({"waist", "waistband", "belt"}), _ON_PELVIS, only_whole=True),
    _Words("sternum", frozenset({"sternum"})),
    _Words("sternum", frozenset({"chest", "thorax", "brust"}), _ON_CHEST),
)  # fmt: skip
_BY_WORD = {word: entry for entry in _VOCABULARY for word in entry.words}
_COMPOUNDS = (("lower", "leg"), ("upper", "leg"), ("lower", "back"), ("low", "back"))
_FILLER = {"sensor", "imu", "on", "of", "at", "in", "the", "my", "phone", "smartphone", "side"} | {
    "lateral",
    "medial",
}
_TROUSERS = {"trouser", "trousers", "pants", "jeans", "front"}
_HIP = {"hip", "hüfte", "hanche", "cadera", "anca"}

_LIMB_WORDS = "|".join(
    sorted((w for w, entry in _BY_WORD.items() if entry.part not in TRUNK), key=len, reverse=True)
)
_JOINED = re.compile(f"(l|r|left|right)({_LIMB_WORDS}|f)")
_VERTEBRA = re.compile(r"(?i)(?<![^\W_])l[\s_.-]?([345])(?![^\W_])")
_WORD = re.compile(r"[A-Z]{2,}(?![a-z])|[A-Z]?[^\W\d_A-Z]+|[A-Z]|\d+")


class Named(NamedTuple):
    """The site that a name stands for; `note` says so where the name is not the site's own word."""

    site: str
    note: str | None


@lru_cache(maxsize=1024)
def understand_site(name: str) -> Named | None:
    """Read a name that consists of words for a site; None for any other, and for an ambiguous one.

    >>> [found and found.site for found in map(understand_site, ("RF", "Ankle, left", "trouser_pocket_right", "L5"))]
    ['right_foot', 'left_shank', 'right_thigh', 'lower_back']
    >>> [understand_site(name) for name in ("ankle", "left_hip", "left_wrist", "back pocket left", "left_foot_2")]
    [None, None, None, None, None]
    """
    if name in SITES:
        return Named(name, None)
    sides, entries, words = _parse(name)
    parts = {entry.part for entry in entries}
    if words or len(parts) != 1:
        return None
    (part,) = parts
    if part in TRUNK:
        return None if sides else _named(name, part, entries)
    return _named(name, f"{sides.pop()}_{part}", entries) if len(sides) == 1 else None


def name_site(text: str) -> Named | None:
    """Find the site that a label, a file or a folder names among other words, as `find_site`, with its note."""
    numberless = [
        piece for piece in re.split(r"[\W_]+", _VERTEBRA.sub(r" l\1 ", text)) if not piece.isdigit()
    ]
    whole = understand_site("_".join(numberless))
    if whole is not None:
        return _named(text, whole.site, _parse(text)[1])
    pieces = [piece for piece in re.split(r"[\W_]+", text) if piece]
    words = [word.lower() for piece in pieces for word in _WORD.findall(piece)]
    low = [piece.lower() for piece in pieces]
    joined = [match for piece in low if (match := _JOINED.fullmatch(piece))]
    said = {*words, *low, *(f"{one}{two}" for one, two in pairwise(words))}
    sides = {side for side, names in _SIDES.items() if names & said}
    sides |= {_side_of(match[1]) for match in joined}
    said |= {match[2] for match in joined}
    entries = [entry for entry in _VOCABULARY if not entry.only_whole and entry.words & said]
    entries += [_BY_WORD["foot"]] if "f" in {match[2] for match in joined} else []
    limbs = [entry for entry in entries if entry.part not in TRUNK]
    sites = {f"{side}_{entry.part}" for side in sides for entry in limbs}
    sites |= set() if limbs else {entry.part for entry in entries}
    return _named(text, sites.pop(), entries) if len(sites) == 1 else None


def find_site(text: str) -> str | None:
    """Find the body site that a label, a file or a folder names; None where none or several are named.

    >>> [find_site(text) for text in ("LTibia_20210820", "RF", "left foot", "Lumbar", "1-1_lb", "EMG 01")]
    ['left_shank', 'right_foot', 'left_foot', 'lower_back', 'lower_back', None]
    >>> [find_site(text) for text in ("right pocket 2023-10-11", "toe_walking_left_02", "belt_0.5_mps")]
    ['right_thigh', None, None]
    """
    found = name_site(text)
    return found and found.site


def find_side(text: str, *, spelled_out: bool = False) -> str | None:
    """Find the side alone that a label names; where `spelled_out`, by a word and not by its first letters."""
    words = {word.lower() for piece in re.split(r"[\W_]+", text) for word in _WORD.findall(piece)}
    words = {word for word in words if len(word) > 3} if spelled_out else words
    sides = [side for side, names in _SIDES.items() if names & words]
    return sides[0] if len(sides) == 1 else None


def possible_sites(name: str) -> tuple[str, ...]:
    """The sites that a name may stand for where it leaves open which: its side is lacking, or it is a hip.

    >>> possible_sites("ankle"), possible_sites("left_hip"), possible_sites("sensor_1")
    (('left_shank', 'right_shank'), ('lower_back', 'left_thigh'), ())
    """
    if name in SITES:
        return ()
    sides, entries, words = _parse(name)
    parts = {entry.part for entry in entries}
    wanted = sorted(sides) or list(SIDES)
    if words and set(words) <= _HIP and not parts:
        return ("lower_back", *(f"{side}_thigh" for side in wanted))
    if words or len(parts) != 1 or parts & {*TRUNK} or len(sides) == 1:
        return ()
    return tuple(f"{side}_{part}" for side in wanted for part in parts)


def explain_unknown(where: str, name: str, found: tuple[str, ...]) -> str:
    """Say that the body site of a sensor is not stated, and how to state it."""
    possible = possible_sites(name)
    expected = f"{' or '.join(possible)}" if possible else f"one of {' '.join(SITES)}"
    return (
        f"{where}: the body site of {name!r} is not stated (found {' '.join(found)}); expected {expected}; "
        f"pass sites={{{name!r}: {(possible or ('left_foot',))[0]!r}}} when reading or making the Recording"
    )


def settle(given: Any, sensor: str | None = None) -> Named:
    """Read a site stated by `site=`, or by `sites=` of a sensor; a name of no known site is kept.

    Raises
    ------
    InvalidOption
        It lacks its side.
    """
    if not isinstance(given, str):
        return Named(given, None)  # refused where names of sensors are read
    found = understand_site(given)
    if found is not None:
        return found
    possible = possible_sites(given)
    if len(possible) == len(SIDES) and not set(possible) & {*TRUNK}:
        option = "site" if sensor is None else "sites"
        example = repr(possible[0]) if sensor is None else f"{{{sensor!r}: {possible[0]!r}}}"
        raise InvalidOption(
            f"{option}: {given!r} does not say which side; expected {' or '.join(possible)}; pass {option}={example}"
        )
    return Named(given, None)


def _named(name: str, site: str, entries: list[_Words]) -> Named:
    """The site, with a note unless the site's own word is among those it was named by."""
    own = site.removeprefix("left_").removeprefix("right_").replace("_", "")
    if own in re.sub(r"[\W_]+", "", name.casefold()):
        return Named(site, None)
    why = next((f": {entry.why}" for entry in entries if entry.why), "")
    return Named(site, f"{name!r} is read as {site}{why}")


def _parse(name: str) -> tuple[set[str], list[_Words], list[str]]:
    """Sides, parts of the body, and the words that say neither."""
    words: list[str] = []
    for piece in re.split(r"[\W_]+", _VERTEBRA.sub(r" l\1 ", name)):
        low = piece.lower()
        if match := _JOINED.fullmatch(low):
            words += [_side_of(match[1]), "foot" if match[2] == "f" else match[2]]
        elif low in _BY_WORD:
            words.append(low)
        else:
            words += [word.lower() for word in _WORD.findall(piece)]
    for one, two in _COMPOUNDS:
        if one in words and two in words:
            words.remove(one)
            words.remove(two)
            words.append(one + two)
    entries = [_BY_WORD[word] for word in words if word in _BY_WORD]
    filler = _FILLER | (_TROUSERS if _BY_WORD["pocket"] in entries else set())
    sides = {side for side, names in _SIDES.items() if names & {*words}}
    known = {*_BY_WORD, *filler, *_SIDES["left"], *_SIDES["right"]}
    return sides, entries, [word for word in words if word not in known]


def _side_of(word: str) -> str:
    return SIDES[0] if word.startswith("l") else SIDES[1]
