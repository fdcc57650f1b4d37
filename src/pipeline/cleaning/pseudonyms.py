"""Pseudonyms: a name for a person that only the holder of the key can lead back to them.

HMAC-SHA-256 (RFC 2104) protects those whose identifiers are few enough to be tried out one after
another (telephone numbers, household numbers, names): without the key nobody can compute the
pseudonym of a guess. Whoever has the key can, so small spaces of identifiers are safe only as long
as it is secret. It does not hide that two rows are of one person (that is its use: waves link), nor
what else a row says of them; and losing the key means that later waves link no more.
"""

import hashlib
import hmac
import os
import secrets
from contextlib import suppress
from pathlib import Path

import pandas as pd

from pipeline.cleaning.normalise import as_written, western_digits
from pipeline.errors import DataError, Fault

KEY_FILE = ".athar/key"
VARIABLE = "ATHAR_KEY"
LENGTH = 12  # a million people share a pseudonym by chance once in a million surveys
# Digits and capitals after Crockford's base 32 (no I, L, O, U), and no vowel: it spells no word.
ALPHABET = "0123456789BCDFGHJKMNPQRSTVWXYZ"
SHORTEST_PASSPHRASE = 32
KEY_BYTES = 32
READABLE_BY_OTHERS = 0o077


def pseudonymise(values: pd.Series, domain: str, key: bytes) -> pd.Series:
    """A short keyed hash of each value; missing and blank values are missing.

    Values count as an export writes them: 3, 3.0 and "3" are one, "03" is another; surrounding
    spaces do not count. ``domain`` says what is named (unit, enumerator): the same value in
    another domain has another pseudonym. Letters and digits, twelve of them.

    Raises
    ------
    DataError
        Where two different values have the same pseudonym.
    """
    codes, unique = pd.factorize(same_written(values))
    prefix = domain.encode() + b"\0"
    names = [_short(hmac.digest(key, prefix + str(text).encode(), "sha256")) for text in unique]
    if len(set(names)) < len(names):
        message = f"two different values of `{values.name}` have the same pseudonym"
        raise DataError(Fault("E230", message, help=f"use another key ({VARIABLE})"))
    taken = pd.array(names, dtype="str").take(codes, allow_fill=True)
    return pd.Series(taken, index=values.index, name=values.name)


def same_written(values: pd.Series) -> pd.Series:
    """Values as text in which those that name the same are the same: 3, "3.0" and ٣ are "3"."""
    written = as_written(western_digits(values)).str.strip()
    return written.where(written != "")


def find_key(root: Path, evaluation: str, simulated: bool) -> bytes:
    """The key of an evaluation's pseudonyms: from ``ATHAR_KEY``, or else from ``.athar/key``.

    The file is made on first use, for its owner only. Nobody needs protection in a simulated
    evaluation, so its key follows from its name and everybody computes the same pseudonyms.

    Raises
    ------
    DataError
        Where the key is too short to keep a secret, or others on this computer can read it.
    """
    if simulated:
        return hashlib.sha256(b"a simulated evaluation\0" + evaluation.encode()).digest()
    given = os.environ.get(VARIABLE, "").strip()
    if given:
        return _checked(given, f"the environment variable {VARIABLE}")
    path = root / KEY_FILE
    if not path.exists():
        _make(path)
    if os.name == "posix" and path.stat().st_mode & READABLE_BY_OTHERS:
        message = "other people on this computer can read the key of the pseudonyms"
        help_ = f"chmod 600 {KEY_FILE}, or give the key in {VARIABLE}"
        raise DataError(Fault("E232", message, KEY_FILE, help=help_))
    return _checked(path.read_text(encoding="utf-8").strip(), KEY_FILE)


def _checked(text: str, where: str) -> bytes:
    """The key that a text stands for: bytes in hexadecimal, or a passphrase."""
    if len(text) >= 2 * KEY_BYTES:
        try:
            return bytes.fromhex(text)
        except ValueError:
            pass
    if len(text) < SHORTEST_PASSPHRASE:
        raise DataError(
            Fault(
                "E231",
                f"the key of the pseudonyms in {where} is too short to be a secret",
                found=f"{len(text)} characters",
                help=f"{2 * KEY_BYTES} hexadecimal digits, or a passphrase of at least "
                f"{SHORTEST_PASSPHRASE} characters",
            )
        )
    return text.encode()


def _make(path: Path) -> None:
    """A new key under its name, unless another run has just made one."""
    unfinished = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    try:
        path.parent.mkdir(mode=0o700, exist_ok=True)
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
            stream.write(secrets.token_hex(KEY_BYTES) + "\n")
            stream.flush()
            os.fsync(stream.fileno())
        # Unlike a rename, a link never replaces the key of a run that was a moment faster.
        with suppress(FileExistsError):
            os.link(unfinished, path)
        unfinished.unlink()
    except OSError:
        message = "a key for the pseudonyms cannot be kept here"
        raise DataError(Fault("E233", message, KEY_FILE, help=f"give it in {VARIABLE}")) from None


def _short(digest: bytes) -> str:
    number = int.from_bytes(digest, "big")
    letters = []
    for _ in range(LENGTH):
        number, letter = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[letter])
    return "".join(letters)
