"""Binary recordings, each through the package that knows it: Axivity .cwa, ActiGraph .gt3x, APDM HDF5."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from retrogait.errors import MissingExtra, UnreadableExport
from retrogait.readers.declared_size import check_declared
from retrogait.readers.formats import FORMATS, Binary, Format
from retrogait.readers.streams import Stream

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path


_NUMBER_BYTES = 8


def binary_format(path: Path, head: bytes, own: tuple[Format, ...] = ()) -> Format | None:
    """Recognise a readable binary recording by its first bytes; a caller's `own` formats are tried first."""
    for known in (*own, *FORMATS):
        binary = known.binary
        if binary is not None and head.startswith(binary.mark) and _holds(path, binary.members):
            return known
    return None


def _holds(path: Path, members: frozenset[str]) -> bool:
    """Return whether a file is a zip archive with these members, if any are required."""
    if not members:
        return True
    try:
        with zipfile.ZipFile(path) as archive:
            return members <= set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False


def read_binary(path: Path, name: str, binary: Binary) -> list[Stream]:
    """Read the sensors of a binary recording.

    Raises
    ------
    UnreadableExport
        It is damaged, or holds no samples.
    MissingExtra
        The package that reads it is not installed.
    """
    return READERS[binary.package](path, name, binary.extra)


def _read_actfast(path: Path, name: str, extra: str) -> list[Stream]:
    try:
        import actfast
    except ImportError as error:
        raise MissingExtra(
            f"{name}: needs actfast, which is not installed; install it with pip install 'retrogait[{extra}]', or "
            "export the samples as CSV"
        ) from error
    try:
        read: Any = actfast.read(str(path))
        fast: dict[str, Any] = read.get("timeseries", {}).get("high_frequency", {})
    except BaseException as error:  # the package raises whatever its parser met; its panics are no Exception
        if isinstance(error, (KeyboardInterrupt, SystemExit)):
            raise
        raise UnreadableExport(
            f"{name}: cannot be read as a binary recording ({type(error).__name__}: {error}); download it from the "
            "device again, or export CSV"
        ) from error
    times = np.asarray(fast.get("datetime", ()))
    acc = np.asarray(fast.get("acceleration", ()), dtype=np.float64)
    gyr = np.asarray(fast.get("gyroscope", ()), dtype=np.float64)
    if not len(times) or not len(acc):
        raise UnreadableExport(f"{name}: holds no samples; download it from the device again")
    start = pd.Timestamp(int(times[0]), unit="ns")
    seconds = (times - times[0]) / 1e9
    rate = read.get("metadata", {}).get("configuration", {}).get("sample_rate_hz")
    return [
        Stream(kind, unit, np.ascontiguousarray(values.T), seconds, name, start=start, rate_hz=rate)
        for kind, unit, values in (("acc", "g", acc), ("gyr", "deg/s", gyr))
        if len(values) == len(seconds)
    ]


def _read_hdf5(path: Path, name: str, extra: str) -> list[Stream]:
    try:
        import h5py
    except ImportError as error:
        raise MissingExtra(
            f"{name}: is HDF5, which needs h5py, which is not installed; install it with pip install "
            f"'retrogait[{extra}]', or export the samples as CSV"
        ) from error
    streams: list[Stream] = []
    try:
        with h5py.File(path, "r") as file:
            sensors = file.get("Sensors", file)
            declared = sum(_declared_bytes(sensors[key]) for key in sensors)
            check_declared(name, declared, path.stat().st_size)
            for key in sensors:
                streams += _read_opal(sensors[key], str(key), name)
    except UnreadableExport:
        raise
    except Exception as error:  # the package raises whatever damaged bytes set off
        raise UnreadableExport(
            f"{name}: is a damaged HDF5 file ({type(error).__name__}: {error}); export it again"
        ) from error
    if not streams:
        raise UnreadableExport(
            f"{name}: is HDF5 without the groups of an APDM recording (Sensors/<id>/Accelerometer, Gyroscope, Time); "
            "export the samples as CSV"
        )
    return streams


def _parts_of(group: Any) -> dict[str, Any]:
    """The datasets of a sensor by kind; None where there is none."""
    calibrated = group.get("Calibrated", group) if hasattr(group, "get") else {}
    return {
        kind: next((calibrated[word] for word in words if word in calibrated), None)
        for kind, words in (
            ("acc", ("Accelerometer", "Accelerometers")),
            ("gyr", ("Gyroscope", "Gyroscopes")),
        )
    }


def _declared_bytes(group: Any) -> int:
    """Bytes that the samples and stamps of a sensor take as numbers, by what the file says of their sizes."""
    parts = [*_parts_of(group).values(), group.get("Time") if hasattr(group, "get") else None]
    sizes = [getattr(part, "size", None) or 0 for part in parts]
    return _NUMBER_BYTES * sum(map(int, sizes))


def _read_opal(group: Any, key: str, name: str) -> list[Stream]:
    found = _parts_of(group)
    if any(data is None or data.ndim != 2 or data.shape[1] != 3 for data in found.values()):
        return []
    label = key
    configuration = group.get("Configuration", group)
    for attribute in ("Label 0", "MonitorLabel"):
        stated = configuration.attrs.get(attribute)
        if stated is not None:
            label = (stated.decode(errors="replace") if isinstance(stated, bytes) else str(stated)).strip(
                "\x00 "
            ) or key
    times = group.get("Time")
    _check_lengths(found, times, key, name)
    seconds, start = None, None
    if times is not None and len(times):
        stamps = np.asarray(times, dtype=np.float64)
        seconds = (stamps - stamps[0]) * 1e-6
        start = pd.Timestamp(int(stamps[0]), unit="us", tz="UTC")
    rate = group.attrs.get("SampleRate", configuration.attrs.get("Sample Rate"))
    rate = None if rate is None else float(rate)
    units = {"acc": "m/s^2", "gyr": "rad/s"}
    samples = {
        kind: np.ascontiguousarray(np.asarray(data, dtype=np.float64).T) for kind, data in found.items()
    }
    return [
        Stream(kind, units[kind], values, seconds, name, label=label, start=start, rate_hz=rate)
        for kind, values in samples.items()
    ]


def _check_lengths(found: Mapping[str, Any], times: Any, key: str, name: str) -> None:
    """Refuse a sensor whose parts are not of one length."""
    lengths = {"accelerometer": len(found["acc"]), "gyroscope": len(found["gyr"])}
    if times is not None and len(times):
        lengths["time"] = len(times)
    if len(set(lengths.values())) > 1:
        said = ", ".join(f"{length} of {word}" for word, length in lengths.items())
        raise UnreadableExport(
            f"{name}: sensor {key} has unequal numbers of samples ({said}); expected as many of each; export it again"
        )


READERS: dict[str, Callable[[Path, str, str], list[Stream]]] = {"actfast": _read_actfast, "h5py": _read_hdf5}
