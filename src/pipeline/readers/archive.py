"""Exports packed as `.gz` or as a `.zip` of one file, unpacked under a ceiling."""

import gzip
import tempfile
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from pipeline.readers.export import Columns, Export, ExportError
from pipeline.sections.clean import ExportFile

BLOCK = 1 << 20
# The most that an archive may unpack to: in all, and times its own size once beyond a floor.
# Surveys shrink 5 to 50 times; a bomb about 1,000 times, which is the most that deflate can.
MAX_SIZE = 4 << 30
MAX_RATIO = 200
RATIO_FLOOR = 64 << 20
PACKED = (".gz", ".zip")
LEFTOVERS = ("__MACOSX/", ".DS_Store")  # what a Mac adds to every archive
DAMAGE = (OSError, EOFError, zlib.error, zipfile.BadZipFile, NotImplementedError)


def refuse_bomb(unpacked: int, packed: int) -> None:
    """Stop where so many bytes out of so few are no survey.

    Raises
    ------
    ExportError
        Where more than `MAX_SIZE` comes out, or more than `MAX_RATIO` times what went in.
    """
    if unpacked > MAX_SIZE:
        raise ExportError(f"it unpacks to more than {MAX_SIZE >> 20:,} MB")
    if unpacked > RATIO_FLOOR and unpacked > MAX_RATIO * packed:
        raise ExportError(f"it unpacks to more than {MAX_RATIO} times its size, as a bomb does")


def read_gzip(path: Path, file: ExportFile, columns: Columns = None) -> Export:
    """The export inside a `.gz` file, in the format that the rest of its name says.

    Raises
    ------
    ExportError
        Where the file is damaged or unpacks to too much, and whatever its reader refuses.
    """
    with tempfile.TemporaryFile() as unpacked:
        try:
            with gzip.open(path) as stream:
                _unpack(stream, unpacked, path.stat().st_size)
        except DAMAGE:
            raise ExportError("the file is damaged, or not gzip") from None
        return _read(unpacked, path.stem, file, columns)


def read_zip(path: Path, file: ExportFile, columns: Columns = None) -> Export:
    """The export inside a `.zip` of one file.

    Raises
    ------
    ExportError
        Where there is not exactly one file, its name leads elsewhere, it is encrypted, damaged or
        unpacks to too much, and whatever its reader refuses.
    """
    with tempfile.TemporaryFile() as unpacked:
        try:
            with zipfile.ZipFile(path) as archive:
                entry = _only_entry(archive)
                refuse_bomb(entry.file_size, entry.compress_size)
                with archive.open(entry) as stream:
                    _unpack(stream, unpacked, entry.compress_size)
        except DAMAGE:
            raise ExportError("the file is damaged, or not zip") from None
        return _read(unpacked, entry.filename, file, columns)


def _only_entry(archive: zipfile.ZipFile) -> zipfile.ZipInfo:
    entries = [
        entry
        for entry in archive.infolist()
        if not entry.is_dir() and not any(name in entry.filename for name in LEFTOVERS)
    ]
    for entry in entries:
        name = PurePosixPath(entry.filename.replace("\\", "/"))
        if name.is_absolute() or ".." in name.parts or ":" in name.parts[0]:
            raise ExportError("a name in the archive leads out of its folder")
    if len(entries) != 1:
        help_ = "pack the one export, or unpack it and name the file in the plan"
        raise ExportError(f"the archive holds {len(entries)} files instead of one", help=help_)
    if entries[0].flag_bits & 1:
        raise ExportError("the archive is protected by a password", help="unpack it")
    return entries[0]


def _unpack(stream: BinaryIO, unpacked: BinaryIO, packed: int) -> None:
    """Copy in blocks, counting: what a header says of its size need not be true."""
    size = 0
    while block := stream.read(BLOCK):
        size += len(block)
        refuse_bomb(size, packed)
        unpacked.write(block)


def _read(unpacked: BinaryIO, name: str, file: ExportFile, columns: Columns) -> Export:
    """The unpacked file in its own format; it has no name on the disk, so that none is left."""
    from pipeline.readers import READERS

    suffix = PurePosixPath(name).suffix.lower()
    if suffix in PACKED or suffix not in READERS:
        known = ", ".join(suffix for suffix in READERS if suffix not in PACKED)
        raise ExportError("what is packed has no known format", help=f"formats: {known}")
    return READERS[suffix](unpacked, file, columns)
