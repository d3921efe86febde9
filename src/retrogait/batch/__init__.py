"""Many recordings to tables: all cores of one machine, or a Dask cluster; nothing is lost on the way.

Read in order: `run` (`run_batch`), `inputs` and `manifest` (what is given), `draft` (a manifest begun), `identity`
(which recording it is), `settings` and `work` (one recording to its tables), `pool`, `supervised` and `child`
(processes of this machine), `cluster` (the same on Dask), `columns`, `parts` and `store` (the tables on disk),
`pages` (a report of each recording), `progress`, `record` (run.json).
"""

from __future__ import annotations

from retrogait.batch.draft import draft_manifest
from retrogait.batch.results import read_results
from retrogait.batch.run import run_batch

__all__ = ["draft_manifest", "read_results", "run_batch"]
