"""What an XLSForm says of its questions, whichever reader read it."""

import re
from dataclasses import dataclass

Texts = dict[str, str]  # by language code: en, ar, …

NOTE = "note"  # asks nothing; some platforms export an empty column for it
MULTIPLE = "select_multiple"
# Types that a device or a platform answers.
METADATA = (
    "start", "end", "today", "deviceid", "subscriberid", "simserial", "phonenumber", "username",
    "email", "caseid", "audit", "text_audit", "audio_audit", "speed_violations_audit", "comments",
    "start-geopoint", "background-audio", "background-geopoint",
)  # fmt: skip


@dataclass(frozen=True)
class Question:
    """One row of the form's survey sheet that leaves a column in the export.

    ``kind`` is the XLSForm type without its list (integer, select_one, geopoint, calculate …) and
    ``path`` the groups it lies in, outermost first. ``choices`` maps each code to its labels.
    ``relevant`` joins the conditions of its groups with its own; ``constraint`` and
    ``calculation`` are as the form writes them; all three are empty where it has none. ``repeat``
    is the innermost repeat group whose rows the answers are in, if any.
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
    """An XLSForm: its questions in order, its version, and the repeat group each repeat lies in.

    ``repeats`` maps each repeat group to the one that encloses it, or to nothing.
    """

    file: str
    version: str
    questions: dict[str, Question]
    repeats: dict[str, str]

    def depth(self, repeat: str) -> int:
        """How many repeat groups a question of this one lies in; none for no repeat."""
        return 1 + self.depth(self.repeats[repeat]) if repeat else 0


def choice_column(question: str, code: str) -> str:
    """The 0/1 column of one choice of a `select_multiple`: `crops__maize`."""
    return question + "__" + re.sub(r"\W", "_", code)
