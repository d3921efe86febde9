"""Time and memory of the stability measures, side by side with other packages in one run.

    pip install neurokit2==0.2.13 antropy==0.2.3      # in an environment that has retrogait as well
    python benchmarks/stability_rivals.py [--rival-samples 30000] [--out build/stability]

Each figure is processor time (the clock is shared with others) after one warm-up call, the median of three; memory is
the peak resident size of a process that does only that. Without the other packages their columns are left out.
neurokit2 needs 13.9 GB for 30,000 samples: `--rival-samples` makes it smaller, and both are then timed on that many.
It follows pairs for 20 samples, its default; ours are followed for 1000.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
SIZES = (1_000, 3_000, 10_000, 30_000, 100_000, 300_000)
SETUP = """
import json, sys, time
import numpy as np
def signal(n):
    rng = np.random.default_rng(0)
    phase = 2 * np.pi * np.cumsum(rng.normal(0.01, 0.0005, n))
    return np.sin(phase) + 0.5 * np.sin(2 * phase + 1) + rng.normal(0, 0.1, n)
def peak_mb():
    for line in open("/proc/self/status"):
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / 1024
def timed(call, repeats=3):
    call()
    spent = []
    for _ in range(repeats):
        begin = time.process_time()
        call()
        spent.append(time.process_time() - begin)
    return sorted(spent)[len(spent) // 2]
"""


def run(code: str) -> dict[str, float]:
    """Figures of code that prints a JSON object, in a process of its own."""
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", SETUP + code], capture_output=True, text=True, check=False
    )
    if done.returncode:
        return {
            "failed": float("nan"),
            "why": done.stderr.strip().splitlines()[-1] if done.stderr else "killed",
        }
    return json.loads(done.stdout.strip().splitlines()[-1])


def divergence_by_size() -> list[dict[str, float]]:
    rows = []
    for n in SIZES:
        rows.append(
            run(
                f"""
from retrogait.stability import divergence_curve
x = signal({n})
before = peak_mb()
s = timed(lambda: divergence_curve(x), 3 if {n} < 100000 else 1)
print(json.dumps({{"n": {n}, "s": s, "peak_mb": peak_mb(), "import_mb": before}}))
"""
            )
        )
        print(rows[-1], flush=True)
    return rows


def against_neurokit(n: int) -> dict[str, object]:
    ours = run(
        f"""
from retrogait.stability import divergence_curve
x = signal({n})
print(json.dumps({{"s": timed(lambda: divergence_curve(x, 5, 10)), "peak_mb": peak_mb()}}))
"""
    )
    theirs = run(
        f"""
import neurokit2
x = signal({n})
begin = time.process_time()
neurokit2.complexity_lyapunov(x, delay=10, dimension=5, method="rosenstein1993", separation=50)
print(json.dumps({{"s": time.process_time() - begin, "peak_mb": peak_mb()}}))
"""
    )
    return {"n": n, "retrogait": ours, "neurokit2": theirs}


def against_antropy(n: int = 10_000) -> dict[str, object]:
    figures = {}
    for name, call in (
        ("retrogait", "from retrogait.stability import sample_entropy as f; call = lambda: f(x)"),
        ("antropy", "from antropy import sample_entropy as f; call = lambda: f(x)"),
    ):
        figures[name] = run(
            f"{call.split(';')[0]}\nx = np.random.default_rng(0).normal(size={n})\n{call.split('; ')[1]}\n"
            'print(json.dumps({"s": timed(call), "value": float(call())}))'
        )
    return {"n": n, **figures}


def suite() -> dict[str, float]:
    return run(
        """
import retrogait as rg
walk, _ = rg.simulate_walk("backward", 0.5, duration_s=600, sites=["lower_back"], seed=1)
session = rg.analyze(walk)
spent = timed(lambda: rg.measure_stability(session))
begin = time.perf_counter()
rg.measure_stability(session)
print(json.dumps({"s": spent, "wall_s": time.perf_counter() - begin, "strides": len(session.strides)}))
"""
    )


def draw(rows: list[dict[str, float]], path: Path) -> None:
    import matplotlib.pyplot as plt

    n = np.array([row["n"] for row in rows], float)
    spent = np.array([row["s"] for row in rows])
    figure, ax = plt.subplots(figsize=(6, 4))
    ax.loglog(n, spent, "o-", label="local divergence, 1000 samples ahead")
    middle = len(n) // 2
    for power, style in ((1, ":"), (2, "--")):
        shape = n * np.log(n) if power == 1 else n**2
        name = "n log n" if power == 1 else "n²"
        ax.loglog(n, spent[middle] * shape / shape[middle], f"k{style}", lw=1, label=name)
    ax.set(xlabel="samples", ylabel="processor time, s")
    ax.legend(fontsize=8)
    figure.tight_layout()
    figure.savefig(path, dpi=120)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--rival-samples", type=int, default=30_000)
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "stability")
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    figures: dict[str, object] = {"date": time.strftime("%Y-%m-%d"), "divergence": divergence_by_size()}
    figures["suite_10_min_trunk"] = suite()
    print("whole suite, trunk, 10 min:", figures["suite_10_min_trunk"], flush=True)
    if importlib.util.find_spec("antropy"):
        figures["sample_entropy"] = against_antropy()
        print("sample entropy:", figures["sample_entropy"], flush=True)
    if importlib.util.find_spec("neurokit2"):
        figures["neurokit2"] = against_neurokit(given.rival_samples)
        print("divergence:", figures["neurokit2"], flush=True)
    (given.out / "stability_rivals.json").write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    if importlib.util.find_spec("matplotlib"):
        draw(figures["divergence"], given.out / "divergence_time.png")  # type: ignore[arg-type]
    print("written:", given.out)


if __name__ == "__main__":
    main()
