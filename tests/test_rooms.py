"""The rooms of the package: what the import contract refuses."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from kernel_calls import SOURCE

ROOT = SOURCE.parents[1]


def judge(tmp_path: Path, planted: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run the contract over a copy of the package with lines added to some of its files."""
    shutil.copytree(SOURCE, tmp_path / "src" / "retrogait", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for name, line in planted.items():
        with (tmp_path / "src" / "retrogait" / name).open("a", encoding="utf-8") as file:
            file.write(f"\n{line}\n")
    code = "import sys; sys.path.insert(0, 'src'); from importlinter.cli import lint_imports_command as run; run()"
    return subprocess.run(
        [sys.executable, "-c", code, "--no-cache"], cwd=tmp_path, capture_output=True, text=True
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("planted", "said"),
    [
        ({}, "0 broken"),
        (
            {
                "kinematics/gaps.py": "from retrogait.kinematics.limb import track_limb",
            },
            "No circles, between rooms or inside one BROKEN",
        ),
        (
            {"gait/steps.py": "from retrogait.pipeline import analyze"},
            "Rooms: each imports only from the lines below its own BROKEN",
        ),
        (
            {"knee/angles.py": "from retrogait.training import SessionLog"},
            "Rooms: each imports only from the lines below its own BROKEN",
        ),
        (
            {"batch/work.py": "from retrogait.simulation import simulate_walk"},
            "Only the command line, tests and benchmarks import the simulation BROKEN",
        ),
        ({"utils.py": "import math"}, "retrogait.utils"),
    ],
    ids=[
        "as it is",
        "a circle in kinematics",
        "an arrow up",
        "an arrow sideways",
        "simulation",
        "a room of no layer",
    ],
)
def test_the_contract_refuses(tmp_path, planted, said):
    pytest.importorskip("importlinter")
    done = judge(tmp_path, planted)
    assert said in done.stdout + done.stderr
    assert (done.returncode == 0) == (not planted)
