"""Kinds of files that hold no table of samples that can be read: how each is recognised, and what to do instead."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Refused:
    """A kind of file: its name, what a message says it is, and what to do.

    It is recognised by the bytes `mark` at `at`, or by a `pattern` that its beginning matches; where it has neither, it
    is recognised among what is binary.
    """

    name: str
    what: str
    advice: str
    mark: bytes = b""
    at: int = 0
    pattern: bytes = b""

    def tells(self, head: bytes) -> bool:
        """Return whether a file is of this kind by its first bytes."""
        if self.mark:
            return head[self.at : self.at + len(self.mark)] == self.mark
        return bool(self.pattern) and re.match(self.pattern, head, re.IGNORECASE) is not None

    def refusal(self, file: str) -> str:
        """Say of a file that it is of this kind, and what to do."""
        return f"{file}: is {self.what}, expected a CSV; {self.advice}"


_EXPORT = "export the samples as CSV"
REFUSED = (
    Refused(
        "spreadsheet, zip in a zip",
        "a zip archive or a spreadsheet",
        "unpack it, or save the sheet as CSV",
        b"PK\x03\x04",
    ),
    Refused("old Excel workbook", "an old Excel workbook", "save the sheet as CSV", b"\xd0\xcf\x11\xe0"),
    Refused("gzip in another archive", "compressed (gzip)", "unpack it first", b"\x1f\x8b"),
    Refused("bzip2 in another archive", "compressed (bzip2)", "unpack it first", b"BZh"),
    Refused("xz in another archive", "compressed (xz)", "unpack it first", b"\xfd7zXZ"),
    Refused("7z archive", "a 7z archive", "unpack it first", b"7z\xbc\xaf"),
    Refused("tar archive", "a tar archive", "unpack it first", b"ustar", at=257),
    Refused("HDF5 of other devices", "HDF5", _EXPORT, b"\x89HDF"),
    Refused(
        "MATLAB 7.3",
        "a MATLAB file of version 7.3",
        "save it in MATLAB with save('walk.mat', '-v7'), which is read, or export the samples as CSV",
        b"MATLAB 7.3",
    ),
    Refused(
        "MATLAB, other versions",
        "a MATLAB file of a version that is not known",
        "save it with save('walk.mat', '-v7')",
        b"MATLAB",
    ),
    Refused("PDF", "a PDF document", _EXPORT, b"%PDF"),
    Refused(
        "web page",
        "a web page (perhaps a login page)",
        "download it again",
        pattern=rb"\s*<(?:!doctype html|html)",
    ),
    Refused(
        "MVNX (Xsens MVN)",
        "MVNX of Xsens MVN, the motion of a fitted body",
        "write its sensorAcceleration and sensorAngularVelocity, where MVN was set to export them, to a CSV of columns "
        "as LeftFoot_acc_x and LeftFoot_gyr_x, and pass acc_unit= and gyr_unit=; free acceleration lacks gravity "
        "and is of no use",
        pattern=rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<mvnx\b",
    ),
    Refused("XML", "XML", "export the samples as CSV or text", pattern=rb"(?:\xef\xbb\xbf)?\s*<\?xml"),
    # "[Device]" heads some preambles of tables
    Refused(
        "JSON",
        "JSON",
        "read it with pandas and use Recording.from_frames",
        pattern=rb'\s*(?:\{\s*["}]|\[\s*[\[{"\d\]-])',
    ),
)
C3D = Refused(
    "C3D",
    "C3D, which holds markers and analog channels",
    "export the accelerometers and gyroscopes with their units as text, which is read (Vicon Nexus: an ASCII export "
    "with devices)",
)
MVN = Refused(
    "MVN (Xsens)",
    "a recording of Xsens MVN that only MVN opens",
    "export it as MVNX with sensor acceleration and sensor angular velocity, and write those to a CSV",
)
BINARY = Refused("any other binary file", "binary", _EXPORT)
_C3D_MARK = 0x50  # the second byte; the first is the number of the block with parameters
_MOST_BLOCKS = 16


def kind_by_content(head: bytes) -> Refused | None:
    """Recognise by its first bytes a file that is not a text table; None where it may be one."""
    return next((kind for kind in REFUSED if kind.tells(head)), None)


def kind_of_binary(head: bytes, name: str) -> Refused:
    """Recognise other binary files: C3D by its first bytes, MVN by its name."""
    if len(head) > 1 and head[1] == _C3D_MARK and head[0] < _MOST_BLOCKS:
        return C3D
    return MVN if name.lower().endswith(".mvn") else BINARY
