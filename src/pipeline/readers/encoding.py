"""Bytes of a text file to UTF-8, in one pass and a block at a time; nothing is guessed."""

import codecs
import io
from typing import BinaryIO

from pipeline.readers.export import ExportError

BLOCK = 1 << 20
MARKS = {
    codecs.BOM_UTF32_LE: "utf-32",  # before UTF-16, whose mark it begins with
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
ONE_BYTE = {"windows-1256": "cp1256", "windows-1252": "cp1252"}
UNSAY = "remove `encoding:` from the plan"
TRY = (
    "say `encoding:` for this file in the plan: windows-1256 for Arabic, windows-1252 for "
    "Western European languages; or save it as CSV UTF-8"
)


def find_encoding(head: bytes, declared: str | None) -> tuple[str, int]:
    """The encoding and how many bytes its mark takes: a mark decides, then the plan, then UTF-8.

    Raises
    ------
    ExportError
        Where the mark and the plan disagree, or the file is in another encoding of Unicode.
    """
    mark = next((mark for mark in MARKS if head.startswith(mark)), b"")
    found = MARKS.get(mark)
    if found == "utf-32":
        raise ExportError("it is UTF-32 text", help="save it as CSV UTF-8")
    if found and declared and not found.startswith(declared):
        message = f"the plan says {declared}, and the file begins with the mark of {found}"
        raise ExportError(message, help=UNSAY)
    if declared == "utf-16" and not found:
        if b"\0" not in head:
            raise ExportError("the plan says utf-16, and the file is not", help=UNSAY)
        # Latin letters and separators have one empty byte: the second where the low byte is first.
        found = "utf-16-le" if head[1::2].count(0) >= head[0::2].count(0) else "utf-16-be"
    return found or declared or "utf-8", len(mark)


class Utf8Stream(io.RawIOBase):
    """A text file read as UTF-8 without mark, ending in a line break; damage stops it.

    After the last block ``odd_quotes`` says whether quotation marks do not pair.
    """

    def __init__(self, stream: BinaryIO, declared: str | None):
        super().__init__()
        self.encoding, start = find_encoding(stream.read(BLOCK), declared)
        stream.seek(start)
        self._stream, self._declared = stream, declared
        codec = ONE_BYTE.get(self.encoding, self.encoding)
        self._decoder = codecs.getincrementaldecoder(codec)()
        # Any bytes are Windows text; letters that are valid UTF-8 throughout are no accident.
        self._rival = (
            codecs.getincrementaldecoder("utf-8")() if codec in ONE_BYTE.values() else None
        )
        self._waiting, self._ended, self._last, self._foreign = b"", False, b"", False
        self.lines, self.odd_quotes = 1, False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:
        while not self._waiting and not self._ended:
            self._waiting = self._next_block()
        size = min(len(buffer), len(self._waiting))
        buffer[:size], self._waiting = self._waiting[:size], self._waiting[size:]
        return size

    def _next_block(self) -> bytes:
        raw = self._stream.read(BLOCK)
        self._ended = not raw
        text = self._decoded(raw)
        block = raw if self.encoding == "utf-8" else text.encode("utf-8")
        if b"\0" in block:
            line = self.lines + block[: block.index(b"\0")].count(b"\n")
            raise ExportError("a NUL byte: the file is damaged, or UTF-16 without its mark", line)
        if self._ended and self._last not in (b"", b"\n", b"\r"):
            block += b"\n"
        self._last = block[-1:] or self._last
        self.lines += block.count(b"\n")
        self.odd_quotes ^= block.count(b'"') % 2 == 1
        return block

    def _decoded(self, raw: bytes) -> str:
        try:
            text = self._decoder.decode(raw, final=self._ended)
        except UnicodeDecodeError as error:
            line = self.lines + error.object[: error.start].count(b"\n")
            wide = self.encoding.startswith("utf-16")
            message = f"it is not {'UTF-16' if wide else 'UTF-8'} text"
            if self._declared:
                message = f"the plan says {self._declared}, and the file is not"
            help_ = "" if wide else TRY
            raise ExportError(message, line, help_) from None
        self._refuse_utf8(raw)
        return text

    def _refuse_utf8(self, raw: bytes) -> None:
        if self._rival is None:
            return
        self._foreign |= not raw.isascii()
        try:
            self._rival.decode(raw, final=self._ended)
        except UnicodeDecodeError:
            self._rival = None
            return
        if self._ended and self._foreign:
            message = f"the plan says {self.encoding}, and the file is UTF-8"
            raise ExportError(message, help=UNSAY)
