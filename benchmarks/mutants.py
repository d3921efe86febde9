"""Which thresholds and comparisons no test feels: small changes to the source drawn by seed, met by the tests near.

A script of ours, because mutmut leaves alone the constants of a module and decorated functions, as kernels are, and
cosmic-ray moves numbers by one only, has one command for all mutants and edits the checkout.

Every mutant is made in a copy of the tree. Tests are those that import its file or name its option, and those one or
two imports further off, the nearest first, for 20 s of them, without the reference recordings. Kernels are judged
as plain Python first, by the tests marked `kernels`; then compiled, where only what a change reaches is compiled anew.

    python benchmarks/mutants.py --rooms gait --count 40 --seed 1
    python benchmarks/mutants.py --again build/mutants.json    # the survivors of that run, after a new test
"""

from __future__ import annotations

import argparse
import json
import queue
import tempfile
from concurrent.futures import ThreadPoolExecutor
from fnmatch import fnmatch
from pathlib import Path

from mutants_copy import KERNELS, Copy, Fate
from mutants_drawn import Mutant, draw
from mutants_near import Near

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("kinematics", "gait")


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


def run(root: Path, mutants: list[Mutant], near: Near, scratch: Path, workers: int) -> list[Fate]:
    """Judge mutants in copies of a tree below `scratch`, and print what becomes of each."""
    copies: queue.Queue[Copy] = queue.Queue()
    for number in range(workers):
        copy = Copy(root, scratch / str(number))
        copy.fill()
        copies.put(copy)

    def judge(mutant: Mutant) -> Fate:
        copy = copies.get()
        try:
            fate = copy.judge(mutant, near)
        finally:
            copies.put(copy)
        print(f"{fate.seconds:4.0f} s  {fate}", flush=True)
        return fate

    try:
        with ThreadPoolExecutor(workers) as pool:
            return list(pool.map(judge, mutants))
    finally:
        while not copies.empty():
            copies.get().close()


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
        given.out.write_text(json.dumps([fate._asdict() for fate in fates], indent=1), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
