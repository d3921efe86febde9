"""Mounting of the sensors: rotations from sensor to segment axes, declared or calibrated, kept as JSON."""

from __future__ import annotations

import json
import warnings as python_warnings
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from retrogait._runtime.files import check_plain, replacing
from retrogait.errors import InvalidOption, InvalidTable, RetrogaitWarning, UnknownSite, shown
from retrogait.intake.site_names import Named, understand_site
from retrogait.recording import is_rotation
from retrogait.tables.arguments import CALLER, arguments, describe
from retrogait.tables.checks import is_finite
from retrogait.tables.strict_json import check_format, check_names, parse_json

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping

    from numpy.typing import ArrayLike

    from retrogait._arrays import Floats
    from retrogait.recording import Recording


_FORMAT = "retrogait alignment 1"
_WRITERS = "Alignment.to_json or `retrogait calibrate`"
_AGAIN = "calibrate again, or correct it"
_AXES = {
    sign + name: np.where(np.arange(3) == k, 1.0 if sign == "+" else -1.0, 0.0)
    for k, name in enumerate("xyz")
    for sign in "+-"
}


@arguments()
@dataclass(frozen=True, eq=False)
class Alignment:
    """Rotations that take each sensor's axes into its segment's frame (x anterior, y left, z up).

    Attributes
    ----------
    rotations : dict of str to (3, 3) array
        By site; a vector in the segment frame is the matrix times the vector in the sensor frame.
    quality : dict of str to float
        By site, 0 to 1: how clearly the walk showed the axes and the front; 1 where the mounting was declared.
    source : dict of str to str
        By site, how it is known.
    evidence : dict of str to float
        By calibrated site, the evidence of time asymmetry for its front, in nats: 2.2 is a confidence of 0.9, negative
        values contradict it.
    missing : dict of str to str
        Reason by site for those that could not be calibrated. They have no rotation and stay in the sensor's axes.

    Examples
    --------
    >>> alignment = Alignment.declared({"left_foot": ("-y", "+x", "+z")})  # the segment's x, y, z in sensor axes
    >>> alignment.rotations["left_foot"][0].tolist()
    [0.0, -1.0, 0.0]
    """

    rotations: dict[str, Floats]
    quality: dict[str, float]
    source: dict[str, str] = field(default_factory=dict)
    evidence: dict[str, float] = field(default_factory=dict)
    missing: dict[str, str] = field(default_factory=dict)

    @classmethod
    @arguments()
    def declared(cls, mounting: Mapping[str, tuple[str, str, str] | ArrayLike]) -> Alignment:
        """Declare the mounting of each site: three sensor axes, or a rotation matrix.

        Parameters
        ----------
        mounting : mapping of str to ("+x", "-y", ...) or (3, 3) array
            Either the sensor axes that point anterior, left and up, or the matrix that takes sensor vectors into the
            segment frame. Other names of sites are understood, with a warning.

        Raises
        ------
        InvalidOption
            The axes or the matrix are not a rotation, or two names mean the same site.
        """
        named = {name: understand_site(name) or Named(name, None) for name in mounting}
        names = {site: name for name, (site, _) in named.items()}
        for name, (site, note) in named.items():
            if names[site] != name:
                raise InvalidOption(
                    f"Alignment.declared: {name!r} and {names[site]!r} are both read as {site}; expected one mounting "
                    "per site; leave one of them out, or correct its site"
                )
            if note:
                python_warnings.warn(note, RetrogaitWarning, stacklevel=CALLER)
        rotations = {named[name].site: _declared_rotation(name, value) for name, value in mounting.items()}
        return cls(rotations, dict.fromkeys(rotations, 1.0), dict.fromkeys(rotations, "declared"))

    @arguments()
    def apply(self, recording: Recording) -> Recording:
        """Rotate a recording into the segment frame.

        Sites that are in it already, or could not be calibrated, stay as they are.

        Raises
        ------
        UnknownSite
            A site of the recording is not in the alignment.
        InvalidOption
            The recording is in the segment frame already.
        """
        if recording.frame == "segment":
            raise InvalidOption(
                "Alignment.apply: the recording is in the segment frame already; an alignment is for one in the sensor "
                "frame; leave alignment out, or make the recording with frame='sensor'"
            )
        turned = [site for site in recording.sites if recording.frame_of(site) == "sensor"]
        turned = [site for site in turned if site not in self.missing]
        missing = [site for site in turned if site not in self.rotations]
        if missing:
            raise UnknownSite(
                f"Alignment.apply: no rotation for {missing[0]!r} (it holds {' '.join(self.rotations) or 'none'}); "
                "every site of the recording needs one; calibrate a walk with all sensors worn, or declare it"
            )
        return recording.rotated({site: self.rotations[site] for site in turned}, keep_others=True)

    def to_json(self) -> str:
        """Write the alignment as JSON text, read back exactly by `from_json`."""
        sites = {}
        for site, matrix in self.rotations.items():
            quality = self.quality.get(site)
            _check_quality(site, quality, InvalidOption)
            _check_rotation(site, matrix, InvalidOption)
            sites[site] = {
                "rotation": matrix.tolist(),
                "quality": quality,
                "source": self.source.get(site, ""),
            }
            if site in self.evidence:
                sites[site]["evidence_nats"] = self.evidence[site]
        left_out = {"missing": self.missing} if self.missing else {}
        return json.dumps({"format": _FORMAT, "sites": sites, **left_out}, indent=2, allow_nan=False)

    @classmethod
    @arguments()
    def from_json(cls, text: str) -> Alignment:
        """Read an alignment from JSON text.

        Raises
        ------
        InvalidTable
            The text is not JSON, ends early, is not an alignment that this version reads, or contains a matrix that is
            not a rotation.
        """
        data = parse_json(text, "alignment", _WRITERS)
        check_format(data.get("format"), _FORMAT, "alignment")
        check_names(data, ("format", "sites", *({"missing"} & set(data))), "alignment")
        missing = _object("alignment: 'missing'", data.get("missing", {}))
        for site, why in missing.items():
            _check_name(site)
            if not isinstance(why, str) or site in data["sites"]:
                raise InvalidTable(
                    f"alignment: 'missing' has {shown(why)} of {site}; expected a reason in words, and no rotation of "
                    f"it; {_AGAIN}"
                )
        rotations: dict[str, Floats] = {}
        quality: dict[str, float] = {}
        source: dict[str, str] = {}
        evidence: dict[str, float] = {}
        for site, entry in _object("alignment: 'sites'", data["sites"]).items():
            where = f"alignment: {site}"
            _check_name(site)
            optional = {"evidence_nats"} & set(_object(where, entry))  # of a declared mounting there is none
            check_names(entry, ("rotation", "quality", "source", *optional), where)
            for name in optional:
                evidence[site] = _number(where, name, entry[name])
            rotations[site] = _rotation(where, entry["rotation"])
            _check_rotation(site, rotations[site], InvalidTable)
            rotations[site] = _exact(rotations[site])
            _check_quality(site, entry["quality"], InvalidTable)
            if entry["quality"] is not None:
                quality[site] = float(entry["quality"])
            if not isinstance(entry["source"], str):
                raise InvalidTable(f"{where}: 'source' is {entry['source']!r}; expected text; {_AGAIN}")
            source[site] = entry["source"]
        return cls(rotations, quality, source, evidence, missing)

    @arguments()
    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the alignment to a JSON file."""
        with replacing(Path(path)) as draft:
            draft.write_text(self.to_json() + "\n", encoding="utf-8")

    @classmethod
    @arguments()
    def load(cls, path: str | os.PathLike[str]) -> Alignment:
        """Read an alignment from a JSON file.

        Raises
        ------
        InvalidTable
            The file cannot be opened, or is not an alignment; see `from_json`.
        """
        path = Path(path)
        try:
            check_plain(path)
            return cls.from_json(path.read_text(encoding="utf-8"))
        except OSError as error:
            raise InvalidTable(
                f"alignment: {path} cannot be opened ({error.strerror}; looked in {path.parent.absolute()}); expected "
                "what `retrogait calibrate` writes; check the path"
            ) from error
        except UnicodeDecodeError as error:
            raise InvalidTable(
                f"{path.name}: alignment: the file is not text ({error.reason} at byte {error.start}); expected what "
                f"{_WRITERS} writes; {_AGAIN}"
            ) from error
        except InvalidTable as error:
            raise InvalidTable(f"{path.name}: {error}") from error


def _check_name(site: str) -> None:
    """Refuse names in a file that are not a site's own: which sensor is meant would be a silent guess."""
    understood = understand_site(site)
    if not site.strip() or (understood is not None and understood.site != site):
        wanted = "the name of a body site" if understood is None else repr(understood.site)
        raise InvalidTable(f"alignment: {site!r} names a site; expected {wanted}; {_AGAIN}")


def _object(where: str, data: Any) -> dict[str, Any]:
    if not isinstance(data, dict):
        raise InvalidTable(f"{where} is a {type(data).__name__}; expected an object; {_AGAIN}")
    return data


def _rotation(where: str, rows: Any) -> Floats:
    """Read the rows of a matrix; whether it is a rotation is another question."""
    try:
        good = all(type(number) in (int, float) for row in rows for number in row)
        matrix = np.array(rows, dtype=np.float64)
    except (TypeError, ValueError, OverflowError):
        good = False
    if not good:
        raise InvalidTable(
            f"{where}: 'rotation' is {shown(rows)}; expected three rows of three numbers; {_AGAIN}"
        )
    return matrix


def _number(where: str, name: str, value: Any) -> float:
    if not is_finite(value):
        raise InvalidTable(f"{where}: {name!r} is {shown(value)}; expected a number; {_AGAIN}")
    return float(value)


def _check_quality(site: str, quality: Any, error: type[InvalidOption] | type[InvalidTable]) -> None:
    is_number = isinstance(quality, int | float) and not isinstance(quality, bool)
    if quality is not None and not (is_number and 0.0 <= quality <= 1.0):
        raise error(
            f"alignment: {site}: 'quality' is {shown(quality)}; expected a number from 0 to 1, or null; {_AGAIN}"
        )


def _declared_rotation(site: str, value: tuple[str, str, str] | ArrayLike) -> Floats:
    if isinstance(value, (tuple, list)) and all(isinstance(axis, str) for axis in value):
        words = [str(axis) if str(axis)[:1] in "+-" else f"+{axis}" for axis in value]
        if len(words) != 3 or any(word not in _AXES for word in words):
            raise InvalidOption(
                f"Alignment.declared: {site}: the axes are {' '.join(map(str, value))}; expected three sensor axes "
                "that point anterior, left and up, each one of +x -x +y -y +z -z"
            )
        matrix = np.stack([_AXES[word] for word in words])
    else:
        try:
            matrix = np.array(value, float)
        except (TypeError, ValueError, OverflowError) as error:
            raise InvalidOption(
                f"Alignment.declared: {site}: the mounting is {describe(value)}; expected three sensor axes that point "
                "anterior, left and up, as ('-y', '+x', '+z'), or a (3, 3) rotation; write one of these"
            ) from error
    _check_rotation(site, matrix, InvalidOption)
    return _exact(matrix)


def _exact(matrix: Floats) -> Floats:
    """The rotation nearest to one that was written with few digits; one of all digits as it is."""
    if is_rotation(matrix):
        return matrix
    left, _, right = np.linalg.svd(matrix)
    nearest: Floats = left @ right
    return nearest


def _check_rotation(site: str, matrix: Floats, error: type[InvalidOption] | type[InvalidTable]) -> None:
    if not is_rotation(matrix, within=1e-3):
        raise error(
            f"alignment: {site}: the mounting is not a rotation (found {np.array2string(matrix, precision=3)}); "
            "expected a right-handed (3, 3) rotation from sensor to segment axes; check the signs, and that no axis is "
            "named twice"
        )
