"""A copy of the tree in which one mutant lives at a time, and the tests that are run on it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from mutants_pytest import Asked, Outcome

if TYPE_CHECKING:
    from mutants_drawn import Mutant
    from mutants_near import Near

KERNELS, MARKER = "_kernels", "kernels"  # a room that others use, and its tests' mark
BUDGET_S, LONGEST_S = 20.0, 3.0  # of the tests of a mutant, and of one of them
MOST_FILES = 8  # of tests: each takes a second to collect
HANGING_S, COMPILING_S = 90.0, 90.0  # beyond the budget
SLOWER = 4.0  # times as long as without the mutant: it hangs
LEFT_OUT = (".*", "build", "notebooks", "__pycache__", "*.egg-info", "images")


class Fate(NamedTuple):
    """What became of a mutant: killed by a test, or survived so many of the tests in its near files."""

    mutant: Mutant
    killer: str
    tests: int
    files: int
    seconds: float

    def __str__(self) -> str:
        if self.killer:
            return f"killed    {self.mutant}  by {self.killer}"
        return f"SURVIVED  {self.mutant}  {self.tests} tests in {self.files} files near"


@dataclass
class Copy:
    """The tree `root` again below the folder `home`, with a cache of kernels of its own."""

    root: Path
    home: Path
    sound: dict[str, bool] = field(default_factory=dict)  # whether a test passes without any mutant
    seconds: dict[tuple[str, bool], float] = field(default_factory=dict)  # of tests, as plain Python or not
    made: int = 0
    runners: dict[bool, subprocess.Popen[str]] = field(default_factory=dict)

    @property
    def tree(self) -> Path:
        """The copy."""
        return self.home / "tree"

    def fill(self) -> None:
        """Copy the tree; a cache that is there already stays if its kernels do."""
        if _kernels_of(self.tree) != _kernels_of(self.root):
            shutil.rmtree(self.home / "cache", ignore_errors=True)
        shutil.rmtree(self.tree, ignore_errors=True)
        shutil.copytree(self.root, self.tree, ignore=shutil.ignore_patterns(*LEFT_OUT))
        if (known := self.home / "seconds.json").is_file():
            rows = json.loads(known.read_text(encoding="utf-8"))
            self.seconds = {(test, plain): seconds for test, plain, seconds in rows}

    def close(self) -> None:
        """End its processes, and write down what tests take for the next run."""
        for runner in self.runners.values():
            runner.communicate()
        rows = [(test, plain, seconds) for (test, plain), seconds in self.seconds.items()]
        (self.home / "seconds.json").write_text(json.dumps(rows), encoding="utf-8")

    def judge(self, mutant: Mutant, near: Near) -> Fate:
        """Make a mutant, run the tests near it, and make it undone."""
        begin = time.monotonic()
        path = self.tree / mutant.path
        source, stamp = path.read_bytes(), path.stat()
        distances = near.tests_of(mutant.path, mutant.option)
        is_kernel = f"/{KERNELS}/" in mutant.path
        killer, tests = "", 0
        for plain in (True, False) if is_kernel else (False,):
            while not killer:
                self.made += 1
                path.write_bytes(mutant.apply(source))
                os.utime(path, (stamp.st_atime, int(stamp.st_mtime) + self.made))  # else an old .pyc is taken
                try:
                    cache = (
                        self._cache_without(near.users_of(mutant.path)) if is_kernel else self.home / "cache"
                    )
                    outcome = self._run(self._in_order(distances, plain=plain), plain=plain, cache=cache)
                finally:
                    path.write_bytes(source)
                    os.utime(path, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
                self.seconds.update({(test, plain): seconds for test, seconds in outcome.passed.items()})
                if outcome.failed and not self._is_sound(outcome, plain=plain):
                    continue
                killer, tests = outcome.failed, tests + len(outcome.passed)
                break
        return Fate(mutant, killer, tests, len(distances), time.monotonic() - begin)

    def _is_sound(self, outcome: Outcome, *, plain: bool) -> bool:
        """Whether a test that failed passes without the mutant, and one that hung is over much sooner."""
        test = outcome.failed
        if not (self.tree / test.partition("::")[0]).is_file():
            return True  # pytest itself came to an end
        if test not in self.sound:
            alone = self._run([test], plain=plain, cache=self.home / "cache")
            if alone.failed == test or alone.hangs:
                print(f"fails without any mutant, and is left out: {test}", flush=True)
            self.sound[test] = alone.failed != test
            took_s = alone.passed.get(test, 0.0)
            if outcome.hangs and SLOWER * took_s > HANGING_S:
                print(f"takes {took_s:.0f} s without any mutant, and is left out: {test}", flush=True)
                self.sound[test] = False
        return self.sound[test]

    def _in_order(self, distances: dict[str, int], *, plain: bool) -> list[str]:
        """Test files, the nearest first, and among those the ones that were quick when they last ran."""
        took_s: dict[str, float] = {}
        for (test, how), seconds in self.seconds.items():
            if how == plain:
                file = test.partition("::")[0]
                took_s[file] = took_s.get(file, 0.0) + min(seconds, LONGEST_S)
        usable = [file for file in distances if self.sound.get(file, True)]
        near = sorted(usable, key=lambda file: (distances[file], took_s.get(file, 0.2 * BUDGET_S), file))
        return near[:MOST_FILES]

    def _run(self, tests: list[str], *, plain: bool, cache: Path) -> Outcome:
        """Run tests, or files of them, until one fails or the time is up."""
        if not tests:
            return Outcome({}, "")
        left_out = [test for test, sound in self.sound.items() if not sound]
        left_out += [test for (test, how), s in self.seconds.items() if how == plain and s > LONGEST_S]
        asked = Asked(
            tests=tests,
            known_s={test: seconds for (test, how), seconds in self.seconds.items() if how == plain},
            left_out=[] if "::" in tests[0] else left_out,
            marker=MARKER if plain else "",
            budget_s=BUDGET_S,
            longest_s=LONGEST_S,
            limit_s=BUDGET_S + HANGING_S + (0.0 if plain else COMPILING_S),
            cache=str(cache),
            folder=str(self.home),
            source=str(self.tree / "src"),
            packages=[path.name for path in (self.tree / "src").iterdir() if path.is_dir()],
        )
        runner = self._runner(plain=plain)
        assert runner.stdin is not None
        assert runner.stdout is not None
        runner.stdin.write(json.dumps(asked._asdict()) + "\n")
        runner.stdin.flush()
        return Outcome(**json.loads(runner.stdout.readline()))

    def _runner(self, *, plain: bool) -> subprocess.Popen[str]:
        """The process that runs tests, with kernels as plain Python or compiled."""
        if plain not in self.runners:
            environment = {
                **os.environ,
                "PYTHONPATH": str(self.tree / "src"),
                "NUMBA_DISABLE_JIT": "1" if plain else "0",
                "NUMBA_CACHE_DIR": str(self.home / "cache"),
                "RETROGAIT_SHARED": str(self.home / "nothing"),
                "HYPOTHESIS_STORAGE_DIRECTORY": str(self.home / "hypothesis"),
            }
            self.runners[plain] = subprocess.Popen(  # noqa: S603
                [sys.executable, str(Path(__file__).with_name("mutants_pytest.py"))],
                cwd=self.tree,
                env=environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        return self.runners[plain]

    def _cache_without(self, paths: set[str]) -> Path:
        """A copy of the cache without kernels of these files: numba does not see an edit in one called from another."""
        copy = self.home / "cache_of_mutant"
        shutil.rmtree(copy, ignore_errors=True)
        if (self.home / "cache").is_dir():
            stems = tuple(f"{Path(path).stem}." for path in paths)
            shutil.copytree(
                self.home / "cache",
                copy,
                copy_function=os.link,
                ignore=lambda _, names: [name for name in names if name.startswith(stems)],
            )
        return copy


def _kernels_of(tree: Path) -> dict[str, bytes]:
    return {str(path.relative_to(tree)): path.read_bytes() for path in tree.glob(f"src/*/{KERNELS}/**/*.py")}
