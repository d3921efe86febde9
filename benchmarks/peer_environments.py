"""One environment for each peer: made, weighed, and kept until its pinned version changes.

Wheels are collected first, so that the install time says nothing about the network. Only wheels are taken: what would
have to be compiled is left out, with the reason.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
import venv
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PEERS = {
    "gaitmap": "gaitmap==2.6.0",
    "mobgap": "mobgap==1.2.0",
    "skdh": "scikit-digital-health==0.17.18",
    "vqf": "vqf==2.1.2",
    "neurokit2": "neurokit2==0.2.13",
    "antropy": "antropy==0.2.3",
}
OURS = "retrogait"
_MARK = "weighed.json"  # written last: an environment without it broke half-way and is made anew


class NotInstalled(Exception):
    """A peer cannot be had here; the text says why."""


@dataclass(frozen=True)
class Environment:
    """What an environment is, and what it weighs."""

    python: str
    wanted: str
    packages: int
    wheels_mb: float
    installed_mb: float
    install_s: float


def environment(name: str, folder: Path, anew: bool = False) -> Environment:
    """The environment of a peer, or of retrogait as it lies in this repository, which is always made anew."""
    wanted = PEERS.get(name) or str(ROOT)
    place = folder / name
    mark = place / _MARK
    if name != OURS and not anew and mark.is_file():
        kept = Environment(**json.loads(mark.read_text(encoding="utf-8")))
        if kept.wanted == wanted:
            return kept
    shutil.rmtree(place, ignore_errors=True)
    print(f"making the environment of {name} in {place}", file=sys.stderr, flush=True)
    made = _make(place, wanted)
    mark.write_text(json.dumps(asdict(made)), encoding="utf-8")
    return made


def _make(place: Path, wanted: str) -> Environment:
    venv.create(place, with_pip=True)
    python = str(place / ("Scripts/python.exe" if os.name == "nt" else "bin/python"))
    wheels = place / "wheels"
    _pip(python, "wheel", "--only-binary", ":all:", "--wheel-dir", str(wheels), wanted)
    files = sorted(wheels.glob("*.whl"))
    before = _bytes(place)
    begin = time.perf_counter()
    _pip(python, "install", "--no-index", "--no-deps", *map(str, files))
    install_s = time.perf_counter() - begin
    installed = _bytes(place) - before
    weight = sum(file.stat().st_size for file in files)
    shutil.rmtree(wheels)
    return Environment(python, wanted, len(files), weight / 1e6, installed / 1e6, install_s)


def _pip(python: str, *words: str) -> None:
    command = [python, "-m", "pip", "--disable-pip-version-check", "--quiet", *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        said = [line for line in done.stderr.splitlines() if "ERROR" in line] or done.stderr.splitlines()
        raise NotInstalled(said[-1].strip() if said else f"pip {words[0]} failed")


def _bytes(place: Path) -> int:
    return sum(path.stat().st_size for path in place.rglob("*") if path.is_file() and not path.is_symlink())
