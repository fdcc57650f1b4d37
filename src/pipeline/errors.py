"""What can go wrong, said to the evaluator: what, where, what was found, what to do."""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong.

    ``file`` is relative to the project, ``line`` counts from 1, ``key`` is a dotted path into
    the plan. ``found`` never holds a respondent's value.
    """

    code: str
    message: str
    file: str = ""
    line: int | None = None
    key: str = ""
    found: str = ""
    help: str = ""

    @property
    def place(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        return f"{where} ({self.key})" if self.key and where else where or self.key


class AtharError(Exception):
    """A run that stopped for a reason its user can mend; carries every fault found."""

    exit_code = 1
    undone = ""  # what was not done because of it, in a sentence

    def __init__(self, faults: Fault | Iterable[Fault]):
        self.faults = (faults,) if isinstance(faults, Fault) else tuple(faults)
        super().__init__("; ".join(fault.message for fault in self.faults))

    def __reduce__(self) -> tuple[type, tuple]:
        """From faults again: an error that crosses to another process keeps them."""
        return type(self), (self.faults,)


class PlanError(AtharError):
    """The plan, the codebook or the settings are not as they must be."""

    exit_code = 2


class DataError(AtharError):
    """The survey data are not what the plan says they are."""

    exit_code = 3


class IdentificationError(AtharError):
    """The effect cannot be identified from what the plan says will be measured."""

    exit_code = 4


class CheckError(AtharError):
    """A data check whose severity is `error` failed."""

    exit_code = 5


class ResultsError(AtharError):
    """A result that a stage needs is missing or was changed by hand."""

    exit_code = 6


class EstimationError(AtharError):
    """The planned estimator cannot run on these data; none other is put in its place."""

    exit_code = 7


class VerificationError(AtharError):
    """A report says something else than the results, plan, data or lock that it comes from."""

    exit_code = 8


def nearest(name: str, known: Iterable[str]) -> str:
    """Words that offer the closest known name, or nothing where none is close."""
    match = difflib.get_close_matches(name, sorted(known), n=1, cutoff=0.6)
    return f"did you mean `{match[0]}`?" if match else ""
