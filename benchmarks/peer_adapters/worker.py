"""Run one task of one adapter in this process: `python worker.py ADAPTER TASK RECORDING.npz`.

Imports, prepares and runs once, says so in a line of JSON, then runs again for each line it reads: CPU time of each.
What a task gives back is printed too, so that nobody is fast by finding nothing.
"""

from __future__ import annotations

import importlib
import json
import sys
import time
import warnings

LEAST_S = 0.2  # quick tasks are repeated until they have taken so long


def main() -> None:
    name, task, path = sys.argv[1:]
    answers, sys.stdout = sys.stdout, sys.stderr  # what a library prints is no answer
    warnings.simplefilter("ignore")
    begin = time.process_time()
    adapter = importlib.import_module(name)
    import_s = time.process_time() - begin
    prepare, run = adapter.TASKS[task]
    import numpy as np

    with np.load(path) as file:
        data = prepare({key: file[key] for key in file.files})
    found = run(data)
    print(
        json.dumps({"import_s": import_s, "first_s": time.process_time(), "found": found}),
        file=answers,
        flush=True,
    )
    for _ in sys.stdin:
        print(json.dumps({"seconds": seconds(run, data)}), file=answers, flush=True)


def seconds(run, data) -> float:
    """CPU time of a run, the mean of as many as it takes to be measured."""
    runs, begin = 0, time.process_time()
    while True:
        run(data)
        runs += 1
        spent = time.process_time() - begin
        if spent >= LEAST_S:
            return spent / runs


if __name__ == "__main__":
    main()
