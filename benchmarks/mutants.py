"""Which thresholds and comparisons no test feels: small changes to the source drawn by seed, met by the tests near.

A script of ours, because mutmut leaves alone the constants of a module and decorated functions, as kernels are, and
cosmic-ray moves numbers by one only, has one command for all mutants and edits the checkout.

Every mutant is made in a copy of the tree. Tests are those that import its file or name its option, and those one or
two imports further off, the nearest first, for `BUDGET_S` of them, without the reference recordings. Kernels are judged
as plain Python first, by the tests marked `kernels`; then compiled, where only what a change reaches is compiled anew.

    python benchmarks/mutants.py --rooms gait --count 40 --seed 1
    python benchmarks/mutants.py --again build/mutants.json    # the survivors of that run, after a new test
"""

from __future__ import annotations

import argparse
import json
import os
import queue
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from fnmatch import fnmatch
from itertools import chain
from pathlib import Path

from mutants_drawn import Mutant, draw
from mutants_near import Near

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("kinematics", "gait")
KERNELS, MARKER = "_kernels", "kernels"  # a room that others use, and its tests' mark
BUDGET_S, LONGEST_S = 25.0, 6.0  # of the tests of a mutant as they are without it, and of one of them
PATIENCE = 4.0  # times as long as without the mutant, and it hangs
COMPILING_S = 90.0
LEFT_OUT = (".*", "build", "notebooks", "__pycache__", "*.egg-info", "images")


@dataclass
class Fate:
    """What became of a mutant: killed by a test (or by hanging), or survived so many of its near tests."""

    mutant: Mutant
    killer: str
    tests: int
    near: int
    seconds: float

    def __str__(self) -> str:
        if self.killer:
            return f"killed    {self.mutant}  by {self.killer}"
        return f"SURVIVED  {self.mutant}  {self.tests} of {self.near} tests near"


@dataclass
class Scratch:
    """A copy of the tree in which one mutant lives at a time, with a cache of kernels of its own."""

    root: Path
    home: Path
    plain_s: dict[str, float] = field(default_factory=dict)  # of tests, with kernels as plain Python
    compiled_s: dict[str, float] = field(default_factory=dict)
    made: int = 0

    def fill(self) -> None:
        """Copy the tree; a cache that is there already stays if its kernels do."""
        tree = self.home / "tree"
        if _kernels_of(tree) != _kernels_of(self.root):
            shutil.rmtree(self.home / "cache", ignore_errors=True)
        shutil.rmtree(tree, ignore_errors=True)
        shutil.copytree(self.root, tree, ignore=shutil.ignore_patterns(*LEFT_OUT))

    def run(
        self, tests: list[str], files: list[str], *, plain: bool, cache: Path, limit_s: float | None
    ) -> dict:
        """Run tests until one fails; seconds by test, and what failed. Without `tests`, all that are in the files."""
        tree, asked, result = self.home / "tree", self.home / "asked.json", self.home / "result.json"
        result.unlink(missing_ok=True)
        packages = [path.name for path in (tree / "src").iterdir() if path.is_dir()]
        asked.write_text(
            json.dumps(
                {
                    "tests": tests,
                    "marker": MARKER if plain else "",
                    "root": str(tree),
                    "packages": packages,
                    "result": str(result),
                }
            ),
            encoding="utf-8",
        )
        environment = {
            **os.environ,
            "PYTHONPATH": f"{tree / 'src'}{os.pathsep}{Path(__file__).parent}",
            "MUTANTS_ASKED": str(asked),
            "NUMBA_DISABLE_JIT": "1" if plain else "0",
            "NUMBA_CACHE_DIR": str(cache),
            "RETROGAIT_SHARED": str(self.home / "nothing"),
            "HYPOTHESIS_STORAGE_DIRECTORY": str(self.home / "hypothesis"),
        }
        stop = [] if limit_s is None else ["-x"]
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-p",
            "mutants_pytest",
            "-p",
            "no:cacheprovider",
            *stop,
            *files,
        ]
        with subprocess.Popen(  # noqa: S603
            [*command, *stop, *files],
            cwd=tree,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        ) as child:
            try:
                child.wait(limit_s)
            except subprocess.TimeoutExpired:
                os.killpg(child.pid, 9)
                return {"seconds": {}, "failed": ["hanging"]}
        if not result.is_file():
            return {"seconds": {}, "failed": ["no start: pytest ended before its tests"]}
        return json.loads(result.read_text(encoding="utf-8"))

    def measure(self, files: list[str], *, kernels: bool) -> list[str]:
        """Time the tests without any mutant; those that fail are left out and given."""
        cache = self.home / "cache"
        first = self.run([], files, plain=False, cache=cache, limit_s=None)
        long = [test for test, seconds in first["seconds"].items() if seconds > 0.3 * LONGEST_S]
        again = self.run(long, files, plain=False, cache=cache, limit_s=None) if long else {"seconds": {}}
        self.compiled_s = {**first["seconds"], **again["seconds"]}  # without the compiling
        if kernels:
            self.plain_s = self.run([], files, plain=True, cache=cache, limit_s=None)["seconds"]
        return first["failed"]

    def judge(self, mutant: Mutant, near: Near) -> Fate:
        """Make a mutant, run the tests near it, and make it undone."""
        begin = time.monotonic()
        path = self.home / "tree" / mutant.path
        source, stamp = path.read_bytes(), path.stat()
        distances = near.tests_of(mutant.path, mutant.name if mutant.name.islower() else "")
        is_kernel = f"/{KERNELS}/" in mutant.path
        fate = Fate(mutant, "", 0, 0, 0.0)
        self.made += 1
        try:
            path.write_bytes(mutant.apply(source))
            os.utime(
                path, (stamp.st_atime, int(stamp.st_mtime) + self.made)
            )  # else an old .pyc may do for it
            for plain in (True, False) if is_kernel else (False,):
                chosen, total = choose(distances, self.plain_s if plain else self.compiled_s)
                if fate.killer or not chosen:
                    continue
                known_s = sum((self.plain_s if plain else self.compiled_s)[test] for test in chosen)
                files = list(dict.fromkeys(test.partition("::")[0] for test in chosen))
                limit_s = PATIENCE * (known_s + 5.0) + (COMPILING_S if is_kernel and not plain else 0.0)
                cache = self.cache_without(near.users_of(mutant.path)) if is_kernel else self.home / "cache"
                done = self.run(chosen, files, plain=plain, cache=cache, limit_s=limit_s)
                fate.killer = done["failed"][0] if done["failed"] else ""
                fate.tests, fate.near = fate.tests + len(chosen), fate.near + total
        finally:
            path.write_bytes(source)
            os.utime(path, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
        fate.seconds = time.monotonic() - begin
        return fate

    def cache_without(self, paths: set[str]) -> Path:
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


def choose(distances: dict[str, int], seconds: dict[str, float]) -> tuple[list[str], int]:
    """The nearest tests that fit into the time, those of a file together, quick files first; and how many there are."""
    files: dict[str, list[str]] = {}
    for test in seconds:
        files.setdefault(test.partition("::")[0], []).append(test)
    order = sorted(
        (distance, sum(min(seconds[test], LONGEST_S) for test in files[file]), file)
        for file, distance in distances.items()
        if file in files
    )
    chosen, left = [], BUDGET_S
    for _, _, file in order:
        for test in files[file]:
            if seconds[test] <= min(left, LONGEST_S):
                chosen.append(test)
                left -= seconds[test]
    return chosen, sum(len(files[file]) for _, _, file in order)


def files_of(near: Near, package: str, rooms: list[str], skip: list[str]) -> list[str]:
    """Source files of rooms, and the kernels that they use."""
    named = [
        str(path.relative_to(near.root))
        for room in rooms
        for path in sorted((near.root / "src" / package / room).rglob("*.py"))
    ]
    kernels = near.reached_from(named, f"src/{package}/{KERNELS}")
    return sorted(
        path for path in {*named, *kernels} if not any(fnmatch(path, f"*/{pattern}") for pattern in skip)
    )


def summarise(fates: list[Fate]) -> str:
    """The share killed, by room and of all, and the survivors."""
    lines, rooms = [], {}
    for fate in fates:
        rooms.setdefault(_room(fate.mutant.path), []).append(bool(fate.killer))
    for room, killed in sorted(rooms.items()):
        lines.append(
            f"{room:12} {sum(killed):4d} of {len(killed):4d} killed  {sum(killed) / len(killed):.2f}"
        )
    killed = sum(bool(fate.killer) for fate in fates)
    lines.append(f"{'all':12} {killed:4d} of {len(fates):4d} killed  {killed / max(1, len(fates)):.2f}")
    return "\n".join([*(str(fate) for fate in fates if not fate.killer), *lines])


def _room(path: str) -> str:
    name = Path(path)
    return "direction" if name.stem in {"direction", "direction_check", "time_asymmetry"} else name.parts[2]


def run(
    root: Path, mutants: list[Mutant], near: Near, scratch: Path, workers: int, *, quiet: bool = False
) -> list[Fate]:
    """Judge mutants in copies of a tree below `scratch`, and print what becomes of each."""
    files = sorted(
        {
            file
            for mutant in mutants
            for file in near.tests_of(mutant.path, mutant.name if mutant.name.islower() else "")
        }
    )
    homes: queue.Queue[Scratch] = queue.Queue()
    kernels = any(f"/{KERNELS}/" in mutant.path for mutant in mutants)

    def prepare(place: Path) -> list[str]:
        one = Scratch(root, place)
        one.fill()
        failed = one.measure(files, kernels=kernels) if files else []
        homes.put(one)
        return failed

    def judge(mutant: Mutant) -> Fate:
        home = homes.get()
        try:
            fate = home.judge(mutant, near)
        finally:
            homes.put(home)
        if not quiet:
            print(f"{fate.seconds:4.0f} s  {fate}", flush=True)
        return fate

    with ThreadPoolExecutor(workers) as pool:
        places = [scratch / str(k) for k in range(workers)]
        for test in dict.fromkeys(chain.from_iterable(pool.map(prepare, places))):
            print(f"fails without any mutant, and is left out: {test}", flush=True)
        return list(pool.map(judge, mutants))


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--root", type=Path, default=ROOT, help="the tree: src/PACKAGE and tests")
    parser.add_argument(
        "--rooms", nargs="+", default=ROOMS, help="folders of the package, with the kernels they use"
    )
    parser.add_argument("--skip", nargs="*", default=[], help="files left out, such as kinematics/trunk.py")
    parser.add_argument("--count", type=int, default=150)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--again", type=Path, help="instead of drawing: the survivors in this file")
    parser.add_argument("--list", action="store_true", help="print what is drawn and stop")
    parser.add_argument("--scratch", type=Path, help="kept for the next run; a temporary folder unless given")
    parser.add_argument("--out", type=Path, help="also write what became of each, as JSON")
    given = parser.parse_args(arguments)
    root = given.root.resolve()
    near = Near(root)
    package = next(path.parent.name for path in sorted((root / "src").glob("*/__init__.py")))
    if given.again:
        before = json.loads(given.again.read_text(encoding="utf-8"))
        mutants = [Mutant(*fate["mutant"]) for fate in before if not fate["killer"]]
    else:
        mutants = draw(root, files_of(near, package, given.rooms, given.skip), given.count, given.seed)
    if given.list:
        print("\n".join(map(str, mutants)))
        return 0
    with tempfile.TemporaryDirectory() as temporary:
        fates = run(root, mutants, near, given.scratch or Path(temporary), given.workers)
    print(summarise(fates))
    if given.out:
        given.out.parent.mkdir(parents=True, exist_ok=True)
        given.out.write_text(json.dumps([asdict(fate) for fate in fates], indent=1), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
