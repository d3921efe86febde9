"""What a run leaves behind: it settles what is in the results already, adds what is done, and sums up."""

from __future__ import annotations

import warnings as python_warnings
from collections import Counter
from typing import TYPE_CHECKING, Any

from retrogait import _version
from retrogait.batch.answer import decode, split_page
from retrogait.batch.columns import join_labels, labels_of, result_tables, tables_of
from retrogait.batch.pages import Pages
from retrogait.batch.parts import choose_bits
from retrogait.batch.record import now, read_record, surroundings, write_record
from retrogait.batch.store import UNIDENTIFIED, Store, shared_columns
from retrogait.batch.work_list import is_settled
from retrogait.errors import InvalidOption, InvalidTable, RetrogaitWarning
from retrogait.tables.arguments import CALLER

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from pathlib import Path

    from retrogait.batch.inputs import Inputs
    from retrogait.batch.parts import Columns
    from retrogait.batch.work import Job
    from retrogait.batch.work_list import Plan

_RUNNING = "running"


class Output:
    """The results of one run of `run_batch`."""

    def __init__(
        self,
        out: Path,
        file_format: str,
        inputs: Inputs,
        plan: Plan,
        engine: Mapping[str, Any],
        *,
        reports: bool = False,
    ) -> None:
        self._out = out
        self._inputs, self._plan = inputs, plan
        self._last = read_record(out)
        if self._last and self._last["file_format"] != file_format:
            other = self._last["file_format"]
            raise InvalidOption(
                f"run_batch: {out} holds results in {other}, and {file_format} is to be written; a table is in one of "
                f"them; pass file_format={other!r}, or another out="
            )
        self._labels = join_labels(labels_of(self._last), inputs.label_kinds)
        scales = max(self._last.get("entropy_scales", 0), inputs.settings.stability.entropy_scales)
        bits = self._last.get("bits", choose_bits(len(plan.jobs), plan.n_bytes))
        self._store = Store(out, file_format, result_tables(self._labels, scales), bits)
        self._pages, self._reports = Pages(out), reports
        self._status: dict[str, str] = {}
        self._stages: Counter[str] = Counter(row[2] for row in plan.refused)
        self._kept: set[str] = set()
        self._n_dropped = self._n_done = 0
        self._recorded_s = 0.0
        self._run: dict[str, Any] = {
            "ended": _RUNNING,
            "started_at": now(),
            "file_format": file_format,
            "bits": bits,
            "engine": dict(engine),
            "options": inputs.settings.described(),
            "skipped_files": dict(inputs.skipped),
            "labels": {name: kind.name for name, kind in self._labels.items()},
            "entropy_scales": scales,
            **surroundings(),
        }

    def prepare(self, *, prune: bool, note: Callable[[str], None]) -> list[str]:
        """Settle what earlier runs left; gives the recordings that are to be done, in order.

        Raises
        ------
        InvalidOption
            The results hold recordings of another version that are not among the inputs.
        """
        self._drop_damaged(prune=prune, note=note)
        self._store.replay()
        if not prune:
            self._refuse_other_versions()
        unclean = self._last.get("ended") == _RUNNING
        before = tables_of(self._last) if self._last_version() == _version.__version__ else {}
        changed = {name for name, table in self._store.tables.items() if table != before.get(name)}
        self._save()

        def decide(table: str, recording_id: str, columns: Columns) -> Columns | None:
            settled = self._settle(table, recording_id, columns, prune=prune)
            if settled is None:
                self._n_dropped += 1
                self._pages.drop(recording_id)
            return settled

        self._store.revise(decide, unclean=unclean, anew=changed)
        self._write_unidentified(prune=prune)
        if self._reports:
            measured = [one for one, status in self._status.items() if status != "failed"]
            for one in self._pages.find_missing(
                measured
            ):  # done again for its page; its rows stay as they are
                del self._status[one]
        todo = [one for one in self._plan.jobs if one not in self._status]
        self._store.expect(todo)
        if self._n_dropped:
            note(f"{self._n_dropped} recordings in {self._out} are out of date, or pruned, and were removed")
        if self._kept:
            note(f"{len(self._kept)} recordings in {self._out} are not among the inputs and were kept")
        return todo

    def _drop_damaged(self, *, prune: bool, note: Callable[[str], None]) -> None:
        """Take away what was lost or cut since it was written, with all of its recordings: they are done anew.

        Raises
        ------
        InvalidTable
            Some of them are not among the inputs, so that they cannot be.
        """
        damaged = self._store.find_damaged()
        if not damaged:
            return
        names = [name for parts in damaged.values() for name in parts]
        shown = ", ".join(names[:3]) + (" ..." if len(names) > 3 else "")
        beside = self._beside(damaged)
        if beside and not prune:
            raise InvalidTable(
                f"run_batch: {self._out} is damaged: {shown} lost or changed since they were written; they hold "
                f"{len(beside)} recordings that are not among the inputs ({', '.join(beside[:3])}), which cannot be "
                "done again without them; give their files too, pass prune=True to remove them, or another out="
            )
        self._store.drop(damaged)
        python_warnings.warn(
            f"run_batch: {self._out} was damaged: {shown} lost or changed since they were written; their recordings "
            "are done again",
            RetrogaitWarning,
            stacklevel=CALLER + 3,
        )
        note(
            f"{shown} in {self._out} lost or changed since they were written; their recordings are done again"
        )

    def _beside(self, damaged: Collection[str]) -> list[str]:
        """The paths of recordings in damaged parts that are not among the inputs."""
        paths = self._plan.paths
        held = {
            path
            for path, one in self._store.held_in(damaged)
            if one not in self._plan.jobs and path not in paths
        }
        return sorted(held)

    def counts_before(self) -> tuple[int, int]:
        """How many inputs need nothing more to be done, and how many of these are failures."""
        heads = self._plan.heads
        done = sum(len(heads[one]["paths"]) for one in self._status)
        failed = sum(len(heads[one]["paths"]) for one, status in self._status.items() if status == "failed")
        return done + len(self._plan.refused), failed + len(self._plan.refused)

    def record(self, job: Job, content: bytes) -> dict[str, Any]:
        """Add the answer to a job; gives what progress reports of it."""
        answer = decode(content)
        head = self._plan.heads[job.recording_id]
        status = answer["status"]
        fields = {"recording_id": job.recording_id, "status": status}
        if status == "failed":
            self._stages[answer["stage"]] += len(head["paths"])
            fields |= {name: answer[name] for name in ("stage", "error_class", "message")}
        else:
            summary = answer["tables"]["summaries"]
            fields["status"] = status = summary.column("status")[0]
            self._recorded_s += float(summary.column("recorded_s")[0])
        content, page = split_page(content, answer)
        self._pages.write(job.recording_id, page)  # first, so that what is in the results has its page
        self._store.record(job.recording_id, head, content, answer)
        self._status[job.recording_id] = status
        self._n_done += 1
        return fields

    def finish(self, ended: str, seconds: float, working_s: float) -> dict[str, Any]:
        """Write all that is done, the list of inputs and the record of the run; gives the counts.

        `seconds` are of the whole run, `working_s` of it from when the first recording was given out.
        """
        self._store.finish()
        statuses = self._write_inputs()
        self._store.settle()
        if self._reports or self._pages.is_there:
            self._pages.write_index(self._store.parts_of("summaries"), self._store.parts_of("failures"))
        hours = self._recorded_s / 3600.0
        counts = {
            "inputs": len(self._inputs.items),
            "recordings": len(self._plan.jobs),
            **{name: statuses[name] for name in ("ok", "no_walking", "failed", "not_done")},
            "failed_by_stage": dict(sorted(self._stages.items())),
            "done_by_this_run": self._n_done,
            "kept_beside_the_inputs": len(self._kept),
        }
        timing = {
            "seconds": round(seconds, 3),
            "working_seconds": round(working_s, 3),
            "recorded_hours": round(hours, 6),
            "recorded_hours_per_second": round(hours / working_s, 6) if working_s else None,
        }
        self._run |= {"ended": ended, "ended_at": now(), "counts": counts, "timing": timing}
        self._save()
        return {"ended": ended, **counts, **timing}

    def _settle(self, table: str, recording_id: str, columns: Columns, *, prune: bool) -> Columns | None:
        job = self._plan.jobs.get(recording_id)
        if job is None:
            if prune or not self._plan.paths.isdisjoint(columns["path"]):
                return None
            self._kept.add(recording_id)
            return columns
        if columns["fingerprint"][0] != job.fingerprint or not is_settled(table, columns):
            return None
        head = self._plan.heads[recording_id]
        if table == "failures":
            self._status[recording_id] = "failed"
            self._stages[columns["stage"][0]] += len(head["paths"])
        else:
            self._status[recording_id] = columns["status"][0]
        return columns | shared_columns(table, head, columns, self._labels)

    def _refuse_other_versions(self) -> None:
        version = self._last_version()
        if version == _version.__version__:
            return
        paths = self._plan.paths
        others = [
            one
            for one, held in self._store.held_paths().items()
            if one not in self._plan.jobs and paths.isdisjoint(held)
        ]
        if others:
            raise InvalidOption(
                f"run_batch: {self._out} holds {len(others)} recordings analysed by retrogait {version} that are not "
                f"among the inputs, and this is {_version.__version__}; results of two versions are not comparable; "
                "give their files too, pass prune=True to remove them, or another out="
            )

    def _write_unidentified(self, *, prune: bool) -> None:
        """Write the failures of inputs that no job can be made of."""
        known = self._store.tables["failures"].names
        before = self._store.read_whole("failures", UNIDENTIFIED)
        paths = self._plan.paths
        keep = [] if prune else [k for k, path in enumerate(before["path"]) if path not in paths]
        columns = {name: [before[name][k] for k in keep] for name in known}
        for path, recording_id, stage, error_class, message, labels in sorted(
            self._plan.refused, key=lambda r: r[0]
        ):
            fields = {"path": path, "recording_id": recording_id, "stage": stage, "error_class": error_class}
            row = {**fields, "message": message, **labels}
            for name in known:
                columns[name].append(row.get(name))
        if columns["path"] or len(before["path"]):
            self._store.write_whole("failures", columns, UNIDENTIFIED)

    def _write_inputs(self) -> Counter[str]:
        rows = {path: (None if one is None else one, "failed") for path, one, *_ in self._plan.refused}
        for recording_id, head in self._plan.heads.items():
            status = self._status.get(recording_id, "not_done")
            rows |= dict.fromkeys(head["paths"], (recording_id, status))
        counted = Counter(status for _, status in rows.values())
        before = self._store.read_whole("inputs")
        for path, one, status in zip(before["path"], before["recording_id"], before["status"], strict=True):
            if one in self._kept and path not in rows:
                rows[path] = one, status
        names = sorted(rows)
        columns: Columns = {
            "path": list(names),
            "recording_id": [rows[name][0] for name in names],
            "status": [rows[name][1] for name in names],
        }
        self._store.write_whole("inputs", columns)
        return counted

    def _last_version(self) -> str:
        """The version of retrogait that wrote the results; this one where there are none."""
        return str(self._last.get("versions", {}).get("retrogait", _version.__version__))

    def _save(self) -> None:
        write_record(self._out, self._run)
