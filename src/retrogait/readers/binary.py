"""Binary recordings, each through the package that knows it: Axivity .cwa, ActiGraph .gt3x, APDM HDF5."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from retrogait.errors import MissingExtra, UnreadableExport
from retrogait.readers.formats import FORMATS, Binary, Format
from retrogait.readers.streams import Stream

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def binary_format(path: Path, head: bytes) -> Format | None:
    """Tell a binary recording that can be read by its first bytes."""
    for known in FORMATS:
        binary = known.binary
        if binary is not None and head.startswith(binary.mark) and _holds(path, binary.members):
            return known
    return None


def _holds(path: Path, members: frozenset[str]) -> bool:
    """Tell whether a file is a zip archive of these members, where any are wanted."""
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
    return _READERS[binary.package](path, name, binary.extra)


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
    except Exception as error:  # the package raises whatever its parser met
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
            for key in sensors:
                streams += _read_opal(sensors[key], str(key), name)
    except (OSError, RuntimeError, KeyError, ValueError, TypeError) as error:
        raise UnreadableExport(
            f"{name}: is a damaged HDF5 file ({type(error).__name__}: {error}); export it again"
        ) from error
    if not streams:
        raise UnreadableExport(
            f"{name}: is HDF5 without the groups of an APDM recording (Sensors/<id>/Accelerometer, Gyroscope, Time); "
            "export the samples as CSV"
        )
    return streams


def _read_opal(group: Any, key: str, name: str) -> list[Stream]:
    calibrated = group.get("Calibrated", group) if hasattr(group, "get") else {}
    found = {
        kind: next((calibrated[word] for word in words if word in calibrated), None)
        for kind, words in (
            ("acc", ("Accelerometer", "Accelerometers")),
            ("gyr", ("Gyroscope", "Gyroscopes")),
        )
    }
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


_READERS: dict[str, Callable[[Path, str, str], list[Stream]]] = {"actfast": _read_actfast, "h5py": _read_hdf5}
