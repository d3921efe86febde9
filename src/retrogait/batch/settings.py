"""How a recording is read and analysed: the arguments of a run, and what a manifest says of one row."""

from __future__ import annotations

import hashlib
import inspect
import json
import sys
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from retrogait import _version
from retrogait.errors import InvalidOption
from retrogait.gait.custom_stages import class_name
from retrogait.gait.stages import Stages
from retrogait.readers import read_recording
from retrogait.session import Conditions, Person
from retrogait.stability import StabilityOptions

if TYPE_CHECKING:
    from collections.abc import Mapping

READING = tuple(name for name in inspect.signature(read_recording).parameters if name != "path")
RESULTS_VERSION = 3  # of the tables of results; a new one does every recording again


@dataclass(frozen=True, slots=True)
class Settings:
    """All that decides the result of a recording, beside its content and the version of retrogait.

    Attributes
    ----------
    reading : mapping
        Arguments of `read_recording`.
    stages : Stages
        The options of every stage of the analysis; your own classes are named, and their modules by a hash.
    alignment : str or None
        The mounting, as the JSON of an `Alignment`.
    calibrate : tuple of str
        Files of a walk the mounting is found from, of the direction `calibrate_direction` if stated; empty without.
    direction : str or None
        The direction walked throughout the recording, where it is stated.
    conditions : Conditions
        Who walked, at which visit, with what task.
    walk_test : str or None
        The walking test that is looked for in each recording; None where none is.
    """

    reading: Mapping[str, Any] = field(default_factory=dict)
    surface: str | None = None
    belt_speed_mps: float | None = None
    person: Person = field(default_factory=Person)
    stages: Stages = field(default_factory=Stages)
    stability: StabilityOptions = field(default_factory=StabilityOptions)
    alignment: str | None = None
    calibrate: tuple[str, ...] = ()
    calibrate_direction: str | None = None
    direction: str | None = None
    conditions: Conditions = field(default_factory=Conditions)
    walk_test: str | None = None

    def described(self) -> dict[str, Any]:
        """The settings as plain words and numbers."""
        named = {**asdict(self), "stages": self.stages.option_row()}
        plain: dict[str, Any] = json.loads(json.dumps(named, default=str, sort_keys=True))
        return plain

    def fingerprint(self, walk_id: str | None = None) -> str:
        """Name the settings, the version of retrogait and the calibration walk by a hash."""
        named = self.described()
        named["calibrate"] = walk_id
        named["custom_code"] = custom_code(self.stages)
        named["versions"] = [_version.__version__, RESULTS_VERSION]
        return hashlib.sha256(json.dumps(named, sort_keys=True).encode()).hexdigest()[:16]


def check_reading(reading: Mapping[str, Any]) -> dict[str, Any]:
    """Refuse arguments that `read_recording` does not have; leave out those not given."""
    unknown = [name for name in reading if name not in READING]
    if unknown:
        raise InvalidOption(
            f"run_batch: {unknown[0]!r} is not an argument of run_batch, nor of read_recording, which takes "
            f"{' '.join(READING)}; correct the name or leave it out"
        )
    return {name: value for name, value in reading.items() if value is not None}


def custom_code(stages: Stages) -> dict[str, str]:
    """A hash of the module of each stage that is not of this library: with other code the result is another.

    Raises
    ------
    InvalidOption
        Other processes cannot import a class.
    """
    hashes = {}
    for name, stage in stages.custom.items():
        kind = type(stage)
        module = sys.modules.get(kind.__module__)
        if kind.__module__ == "__main__" or getattr(module, kind.__qualname__, None) is not kind:
            raise InvalidOption(
                f"run_batch: stages.{name} is a {class_name(stage)}; expected a class at the top of a module that "
                "worker processes can import; move it into a file of its own, and import it from there"
            )
        try:
            code = inspect.getsource(kind if module is None else module)
        except (OSError, TypeError):  # compiled, or typed in: known by its name alone
            code = ""
        hashes[name] = hashlib.sha256(code.encode()).hexdigest()[:16]
    return hashes
