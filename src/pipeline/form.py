"""What an XLSForm says of its questions, whichever reader read it."""

from dataclasses import dataclass

Texts = dict[str, str]  # by language, as in the form: en, ar, …


@dataclass(frozen=True)
class Question:
    """One row of the form's survey sheet that leaves an answer in the export.

    ``kind`` is the XLSForm type without its list (integer, select_one, geopoint, calculate …) and
    ``path`` the groups it lies in, outermost first. ``choices`` maps each code to its labels.
    ``relevant``, ``constraint`` and ``calculation`` are as the form writes them, empty where it
    has none. ``repeat`` is the repeat group whose rows the answers are in, if any.
    """

    name: str
    kind: str
    labels: Texts
    choices: dict[str, Texts]
    path: tuple[str, ...] = ()
    repeat: str = ""
    relevant: str = ""
    constraint: str = ""
    calculation: str = ""
    required: bool = False


@dataclass(frozen=True)
class Form:
    """An XLSForm: its questions in order, its version, and the repeat group each group lies in.

    ``repeats`` maps each repeat group to the one that encloses it, or to nothing.
    """

    file: str
    version: str
    questions: dict[str, Question]
    repeats: dict[str, str]
