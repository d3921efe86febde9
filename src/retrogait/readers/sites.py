"""Body sites in the words of headers, files and folders."""

from __future__ import annotations

import re
from itertools import pairwise

_SIDES = {
    "left": {"left", "l", "lt", "lft", "links", "gauche", "izquierdo", "izquierda", "izq", "sinistra", "sinistro"},
    "right": {"right", "r", "rt", "rgt", "rechts", "droite", "droit", "derecho", "derecha", "der", "destra", "destro"},
}  # fmt: skip
_SEGMENTS = {
    "foot": {"foot", "feet", "fuss", "fuß", "pied", "pie", "piede", "shoe", "instep", "insole", "f"},
    "shank": {"shank", "tibia", "shin", "calf", "lowerleg", "unterschenkel", "jambe", "gamba"},
    "thigh": {"thigh", "femur", "upperleg", "oberschenkel", "cuisse", "muslo", "coscia"},
}
_TRUNK = {
    "lower_back": {"lumbar", "lowerback", "pelvis", "hips", "sacrum", "sacral", "l5", "l4", "l3", "lowback", "lb"},
    "sternum": {"sternum", "chest", "thorax", "brust"},
}  # fmt: skip
_JOINED = re.compile(
    r"(l|r|left|right)_?(foot|shank|tibia|shin|calf|thigh|femur|lowerleg|upperleg|f)", re.IGNORECASE
)
_WORD = re.compile(r"[A-Z]{2,}(?![a-z])|[A-Z]?[^\W\d_A-Z]+|[A-Z]|\d+")


def find_site(text: str) -> str | None:
    """Find the body site that a label, a file or a folder names; None where none or several are named.

    >>> [find_site(text) for text in ("LTibia_20210820", "RF", "left foot", "Lumbar", "1-1_lb", "EMG 01")]
    ['left_shank', 'right_foot', 'left_foot', 'lower_back', 'lower_back', None]
    """
    pieces = [piece for piece in re.split(r"[\W_]+", text) if piece]
    words = [word.lower() for piece in pieces for word in _WORD.findall(piece)]
    whole = [piece.lower() for piece in pieces]
    words += [f"{one}{two}" for one, two in pairwise(words)]
    joined = [match for piece in whole if (match := _JOINED.fullmatch(piece))]
    sides = {side for side, names in _SIDES.items() if names & {*words, *whole}}
    sides |= {"left" if match[1][0] == "l" else "right" for match in joined}
    segments = {segment for segment, names in _SEGMENTS.items() if (names - {"f"}) & {*words, *whole}}
    for match in joined:
        segments |= {segment for segment, names in _SEGMENTS.items() if match[2] in names}
    found = {f"{side}_{segment}" for side in sides for segment in segments}
    found |= {site for site, names in _TRUNK.items() if names & {*words, *whole}} if not segments else set()
    return found.pop() if len(found) == 1 else None


def find_side(text: str) -> str | None:
    """Find the side alone that a label names."""
    words = {word.lower() for piece in re.split(r"[\W_]+", text) for word in _WORD.findall(piece)}
    sides = [side for side, names in _SIDES.items() if names & words]
    return sides[0] if len(sides) == 1 else None
