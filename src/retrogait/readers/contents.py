"""What kind of file it is, by its first bytes; what cannot be a table of samples is refused by name."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING

from retrogait.errors import UnreadableExport
from retrogait.readers.refused_kinds import kind_by_content, kind_of_binary

if TYPE_CHECKING:
    from pathlib import Path

HEAD_BYTES = 1 << 16
_CODE_PAGES = {
    "cp932": "加速度|角速度|ジャイロ",
    "gb18030": "加速度|角速度|陀螺",
    "cp949": "가속도|각속도|자이로",
    "cp1251": "ускор|гироск|угловая",
}
_BLANKS = str.maketrans("\t\r\n", "   ")


def read_head(path: Path) -> bytes:
    """Read the first bytes of a file.

    Raises
    ------
    UnreadableExport
        There is no such file, or it is a folder, empty or locked.
    """
    try:
        with path.open("rb") as file:
            head = file.read(HEAD_BYTES)
    except FileNotFoundError as error:
        raise UnreadableExport(
            f"{path}: there is no such file (looked in {path.parent.absolute()}); check the path"
        ) from error
    except OSError as error:
        if path.is_dir():
            raise UnreadableExport(f"{path}: is a folder; pass one file of it") from error
        raise UnreadableExport(
            f"{path}: cannot be opened ({error.strerror}); check its permissions"
        ) from error
    if not head.strip():
        raise UnreadableExport(f"{path.name}: is empty; export it again")
    return head


def is_parquet(head: bytes) -> bool:
    """Recognise a parquet file by its mark."""
    return head.startswith(b"PAR1")


def decode_head(head: bytes, name: str) -> tuple[str, str]:
    """Decode the first bytes of a text file; returns the text and its encoding.

    Raises
    ------
    UnreadableExport
        The file is not text with a table in it; the message says what it is.
    """
    refused = kind_by_content(head)
    if refused is not None:
        raise UnreadableExport(refused.refusal(name))
    encoding = _encoding(head)
    text = head.decode(encoding, errors="replace").removeprefix("\ufeff")
    start = text[:4000].translate(_BLANKS)
    if not start.isprintable() and sum(not sign.isprintable() for sign in start) > 0.02 * len(start):
        raise UnreadableExport(kind_of_binary(head, name).refusal(name))
    return text, encoding


def _encoding(head: bytes) -> str:
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if head[1::2].count(0) > 0.4 * len(head) / 2 and not head[::2].count(0):
        return "utf-16-le"
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return next((name for name, words in _CODE_PAGES.items() if _says(head, name, words)), "cp1252")
    return "utf-8"


def _says(head: bytes, encoding: str, words: str) -> bool:
    """Recognise a code page by its language's words for accelerometers and gyroscopes."""
    return re.search(words, head.decode(encoding, errors="ignore").lower()) is not None
