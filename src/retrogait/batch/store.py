"""The folder of results: parts written all or not at all, a journal of what is not yet in one, and resuming.

A recording is in the results when it has a row in `summaries` or in `failures`; of a part these two are written last
and cleared first, so rows of other tables without one are remains of a killed run, and the next one clears them.
"""

from __future__ import annotations

import io
import json
import zlib
from collections import Counter
from contextlib import suppress
from itertools import starmap
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np

from retrogait.batch.answer import decode, stack
from retrogait.batch.child import read_frame, write_frame
from retrogait.batch.columns import DETAILS
from retrogait.batch.parts import join_rows, name_bucket, read_part, split_rows, write_part
from retrogait.batch.sums import Sums

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
    from pathlib import Path

    from retrogait.batch.parts import ByRecording, Columns
    from retrogait.tables.schema import Table

    Head = dict[str, Any]  # what the run says of a recording: paths, labels
    Answer = tuple[Head, dict[str, Any]]

_DECIDING = ("failures", "summaries")
_JOURNAL = ".answers"
UNIDENTIFIED = "none"  # the part of failures of files that could not even be opened


class Store:
    """Parts of all tables below a folder.

    Attributes
    ----------
    tables : dict of str to Table
        What every part of a table holds.
    """

    def __init__(self, out: Path, file_format: str, tables: dict[str, Table], bits: int) -> None:
        self._out = out
        self._suffix = f".{file_format}"
        self._bits = bits
        self.tables = tables
        self._pending: dict[str, dict[str, Answer]] = {}
        self._left: Counter[str] = Counter()
        self._sums = Sums(out)

    def find_damaged(self) -> dict[str, list[str]]:
        """The parts that are lost, cut or changed since they were written, by bucket."""
        damaged: dict[str, list[str]] = {}
        known = [self._out / name for name in self._sums.names()]
        lost = [path for path in known if path.suffix == self._suffix and not path.exists()]
        for bucket in self._buckets():
            if any(self._path(table, bucket).exists() for table in _DECIDING):  # written after the others
                lost += [path for table in DETAILS if not (path := self._path(table, bucket)).exists()]
        there = [path for table in self.tables for path in self._folder(table).glob(f"part-*{self._suffix}")]
        for path in sorted({*lost, *(path for path in there if not self._is_whole(path))}):
            damaged.setdefault(self._redone_with(path), []).append(path.relative_to(self._out).as_posix())
        return damaged

    def _redone_with(self, path: Path) -> str:
        """The bucket whose recordings a part has rows of; of lists that every run writes anew, none."""
        bucket = _bucket_of(path)
        return "" if bucket == UNIDENTIFIED or path.parent.name not in (*_DECIDING, *DETAILS) else bucket

    def drop(self, damaged: Mapping[str, Iterable[str]]) -> None:
        """Take damaged parts away, with all others of their bucket, so that its recordings are done anew."""
        for bucket, names in damaged.items():
            parts = [self._path(table, bucket) for table in (*_DECIDING, *DETAILS)] if bucket else []
            for path in (*parts, *(self._out / name for name in names)):
                path.unlink(missing_ok=True)
                self._sums.forget(path)

    def held_in(self, buckets: Collection[str]) -> set[tuple[str, str]]:
        """The inputs whose recordings are in some buckets, as (path, recording_id), as far as complete parts show."""
        parts = [(table, bucket) for bucket in buckets if bucket for table in _DECIDING]
        held: set[tuple[str, str]] = set()
        for table, bucket in (*parts, ("inputs", "all")):
            path = self._path(table, bucket)
            if path.exists() and self._is_whole(path):
                read = read_part(path, self.tables[table])
                held |= set(zip(read["path"], read["recording_id"], strict=True))
        return {(path, one) for path, one in held if one and name_bucket(one, self._bits) in buckets}

    def _is_whole(self, path: Path) -> bool:
        """Whether a part is as it was written; where no sum is known, whether it can be read."""
        if self._sums.known:
            return self._sums.is_whole(path)
        try:
            read_part(path, self.tables[path.parent.name])
        except Exception:  # whatever its reader says of damaged bytes
            return False
        return True

    def replay(self) -> int:
        """Put into parts what the journal of a killed run holds; gives how many recordings."""
        number = 0
        for path in sorted((self._out / ".journal").glob(f"*{_JOURNAL}")):
            by_bucket: dict[str, dict[str, Answer]] = {}
            for head, answer in read_journal(path):
                recording_id = answer["recording_id"]
                bucket = by_bucket.setdefault(name_bucket(recording_id, self._bits), {})
                bucket[recording_id] = head, answer
            for bucket_name, answers in by_bucket.items():
                self._merge(bucket_name, answers)
                number += len(answers)
            path.unlink()
        return number

    def held_paths(self) -> dict[str, list[str]]:
        """The paths of every recording in the results."""
        return {
            one: list(columns["path"])
            for bucket in self._buckets()
            for table in _DECIDING
            for one, columns in self._read(table, bucket).items()
        }

    def revise(
        self,
        decide: Callable[[str, str, Columns], Columns | None],
        *,
        unclean: bool,
        anew: Collection[str] = (),
    ) -> None:
        """Go through all recordings in the results; `decide(table, recording_id, rows)` keeps, changes or drops them.

        `unclean` means that the last run was interrupted: remains without a deciding row are cleared too. Tables in
        `anew`, whose columns have changed, are written in any case.
        """
        for bucket in self._buckets():
            held: set[str] = set()
            lost = False
            for table in reversed(_DECIDING):
                rows = self._read(table, bucket)
                kept = {one: decide(table, one, columns) for one, columns in rows.items()}
                remaining = {one: columns for one, columns in kept.items() if columns is not None}
                lost = lost or len(remaining) < len(rows)
                held |= set(remaining)
                if table in anew or not self._are_same(table, remaining, rows):
                    self._write(table, bucket, remaining.values())
            for table in DETAILS if lost or unclean or anew else ():
                rows = self._read(table, bucket)
                remaining = {one: columns for one, columns in rows.items() if one in held}
                if len(remaining) < len(rows) or table in anew:
                    self._write(table, bucket, remaining.values())

    def expect(self, recording_ids: Iterable[str]) -> None:
        """Say which recordings will be recorded, so that a part is written when its last one is."""
        (self._out / ".journal").mkdir(exist_ok=True)
        self._left.update(name_bucket(recording_id, self._bits) for recording_id in recording_ids)

    def record(self, recording_id: str, head: Head, content: bytes, answer: dict[str, Any]) -> None:
        """Keep an answer, its bytes and what they say: in the journal at once, in its part with the part's last."""
        bucket = name_bucket(recording_id, self._bits)
        with self._journal(bucket).open("ab") as file:
            write_entry(file, head, content)
        self._pending.setdefault(bucket, {})[recording_id] = head, answer
        self._left[bucket] -= 1
        if self._left[bucket] <= 0:
            self._commit(bucket)

    def finish(self) -> None:
        """Write the remaining rows, and every table at least once, so that each opens."""
        for bucket in list(self._pending):
            self._commit(bucket)
        first = name_bucket("000", self._bits)
        for table in (*DETAILS, *_DECIDING):
            if not any(self._folder(table).glob(f"part-*{self._suffix}")):
                self._write(table, first, [])
        self.settle()

    def write_whole(self, table: str, columns: Columns, bucket: str = "all") -> None:
        """Write a part of its own: the list of inputs, the failures of files never opened."""
        write_part(self._path(table, bucket), columns, self.tables[table], self._sums.expect)

    def settle(self) -> None:
        """Note that what is there now is all, and whole."""
        self._sums.settle()

    def read_whole(self, table: str, bucket: str = "all") -> Columns:
        """Read such a part; empty where there is none."""
        path = self._path(table, bucket)
        return read_part(path, self.tables[table]) if path.exists() else self.tables[table].arrays({}, 0)

    def parts_of(self, table: str) -> Iterator[Columns]:
        """The columns of a table, part by part."""
        for path in sorted(self._folder(table).glob(f"part-*{self._suffix}")):
            yield read_part(path, self.tables[table])

    def _commit(self, bucket: str) -> None:
        self._merge(bucket, self._pending[bucket])
        del self._pending[bucket]
        self._journal(bucket).unlink(missing_ok=True)

    def _merge(self, bucket: str, answers: Mapping[str, Answer]) -> None:
        """Put answers into the parts of a bucket: the deciding tables last."""
        before = {table: self._read(table, bucket) for table in _DECIDING}
        held = set().union(*before.values()) - set(answers)
        failed = [one for one in answers.values() if one[1]["status"] == "failed"]
        measured = [one for one in answers.values() if one[1]["status"] != "failed"]
        for table in DETAILS:
            kept = [columns for one, columns in self._read(table, bucket).items() if one in held]
            self._write(table, bucket, [*kept, *stack_answers(table, measured)])
        new = {
            "failures": list(starmap(failure_rows, failed)),
            "summaries": stack_answers("summaries", measured),
        }
        for table in _DECIDING:
            kept = [columns for one, columns in before[table].items() if one in held]
            self._write(table, bucket, [*kept, *new[table]])

    def _buckets(self) -> list[str]:
        names = {
            _bucket_of(path)
            for table in (*DETAILS, *_DECIDING)
            for path in self._folder(table).glob(f"part-*{self._suffix}")
        }
        return sorted(names - {UNIDENTIFIED})

    def _read(self, table: str, bucket: str) -> ByRecording:
        path = self._path(table, bucket)
        return split_rows(read_part(path, self.tables[table])) if path.exists() else {}

    def _write(self, table: str, bucket: str, pieces: Iterable[Columns]) -> None:
        rows = join_rows(pieces, self.tables[table])
        write_part(self._path(table, bucket), rows, self.tables[table], self._sums.expect)

    def _are_same(self, table: str, left: ByRecording, right: ByRecording) -> bool:
        return left.keys() == right.keys() and all(
            columns is right[one] or _hold_same(columns, right[one], self.tables[table])
            for one, columns in left.items()
        )

    def _journal(self, bucket: str) -> Path:
        return self._out / ".journal" / f"{bucket}{_JOURNAL}"

    def _folder(self, table: str) -> Path:
        return self._out / table

    def _path(self, table: str, bucket: str) -> Path:
        return self._folder(table) / f"part-{bucket}{self._suffix}"


def _bucket_of(path: Path) -> str:
    return path.stem.removeprefix("part-")


def write_entry(file: BinaryIO, head: Head, content: bytes) -> None:
    """Write an answer to a journal: its head and its bytes, and a sum of both."""
    facts = json.dumps(head).encode()
    for part in (facts, content, _sum_of(facts, content)):
        write_frame(file, part)


def read_journal(path: Path) -> Iterator[Answer]:
    """Read the answers of a journal, each with its head, as far as a killed run left it whole."""
    file = io.BytesIO(path.read_bytes())
    with suppress(OverflowError):  # bytes behind a cut are no length
        while (head := read_frame(file)) is not None and (content := read_frame(file)) is not None:
            if read_frame(file) != _sum_of(head, content):
                return
            yield json.loads(head), decode(content)


def _sum_of(head: bytes, content: bytes) -> bytes:
    return zlib.crc32(content, zlib.crc32(head)).to_bytes(4, "little")


def _hold_same(left: Columns, right: Columns, table: Table) -> bool:
    """Whether rows of a recording hold the same; columns not touched are the same object, and not compared."""
    for name, kind in ((column.name, column.kind) for column in table.columns):
        if left[name] is not right[name]:
            one, other = (kind.array(columns[name]) for columns in (left, right))
            gone = kind.find_missing(one)
            if (gone != kind.find_missing(other)).any() or (one != other)[~gone].any():
                return False
    return True


def stack_answers(table: str, answers: Iterable[Answer]) -> list[Columns]:
    """ByRecording of a table of recordings that were measured, those of the same columns together."""
    groups: dict[tuple[str, ...], list[Answer]] = {}
    for head, answer in answers:
        groups.setdefault(answer["tables"][table].names, []).append((head, answer))
    return [_stack(table, group) for group in groups.values()]


def _stack(table: str, answers: list[Answer]) -> Columns:
    blocks = [answer["tables"][table] for _, answer in answers]
    ids = np.array([answer["recording_id"] for _, answer in answers], dtype=object)
    columns = stack(blocks) | {"recording_id": np.repeat(ids, [block.n_rows for block in blocks])}
    if table == "summaries":
        shared = [shared_columns(table, head, {}, head["labels"]) for head, _ in answers]
        columns |= {name: [one[name][0] for one in shared] for name in shared[0]}
        columns["fingerprint"] = [answer["fingerprint"] for _, answer in answers]
    return columns


def failure_rows(head: Head, answer: Mapping[str, Any]) -> Columns:
    """The rows in `failures` of a recording, one for each of its inputs."""
    facts = {
        name: [answer[name]] for name in ("recording_id", "stage", "error_class", "message", "fingerprint")
    }
    return shared_columns("failures", head, facts, head["labels"])


def shared_columns(table: str, head: Head, columns: Columns, labels: Iterable[str]) -> Columns:
    """What a deciding row says of the inputs: paths and labels; in failures all else is repeated for each path."""
    if table == "summaries":
        facts: Columns = {"path": head["paths"][:1], "n_inputs": [len(head["paths"])]}
        number = 1
    else:
        number = len(head["paths"])
        facts = {name: [values[0]] * number for name, values in columns.items()}
        facts["path"] = list(head["paths"])
    return facts | {name: [head["labels"].get(name)] * number for name in labels}
