"""Each line of `data_checks.csv` in words: its sentence, what it is about, how much it touches."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from pipeline.reporting.facts import Fact
from pipeline.reporting.quality_page.sentences import COUNTED
from pipeline.reporting.quality_page.targets import SECOND_VISIT, TRAITS, Target, target_of
from pipeline.reporting.quality_page.wording import TELLING, Row, known, sentence

if TYPE_CHECKING:
    from pipeline.reporting.evaluation import Report

FEWEST_COMPARED = 10  # answers of one interviewer below which a rate says nothing of a person
EVERYBODY = "all"  # the group of `data_quality.csv` that is everybody
Measures = dict[tuple[str, str], list[Row]]


@dataclass(frozen=True)
class Line:
    """A row of `data_checks.csv` with the sentence that says it.

    ``touched`` is about how many interviews it concerns: it ranks, and is not shown.
    """

    row: Row
    target: Target
    sentence: Markup
    touched: float

    @property
    def check(self) -> str:
        return self.row["check"]

    @property
    def status(self) -> str:
        return self.row["status"]

    @property
    def judged(self) -> bool:
        """Whether the question could be asked of the data."""
        telling = self.status == "informative" and self.target.kind in TELLING
        return self.status in ("passed", "failed") or telling

    @property
    def tells(self) -> bool:
        """Whether a reader should be told: not of what is in order, nor of nothing found."""
        value, all_read = self.row["value"], self.row["threshold"]
        if self.status != "informative" or not self.judged or not known(value):
            return self.status == "failed"
        read = self.target.kind == "form_rules" and known(all_read)
        return value.value != all_read.value if read else value.value != 0


def measures_of(report: "Report") -> Measures:
    """The rows of `data_quality.csv` by check and target."""
    found: Measures = {}
    for row in report.facts.rows("data_quality.csv"):
        found.setdefault((row["check"], row["target"]), []).append(row)
    return found


def lines_of(report: "Report", measures: Measures) -> list[Line]:
    """Every line of the data checks, in the order of the file."""
    made = []
    for row in report.facts.rows("data_checks.csv"):
        target = target_of(row, report.plan)
        weight = touched(report, row, target, measures)
        made.append(Line(row, target, sentence(report, row, target), weight))
    return made


def again_of(report: "Report", lines: list[Line], measures: Measures) -> list[Line]:
    """A line for each interviewer whose facts differ at second visits more than the plan allows.

    The checks hold the rate over all interviewers to that; one who invents answers is a small
    part of it. Only answers that cannot change (type 1) are held against a person.
    """
    made = []
    interviews = {
        row["group"]: row["value"]
        for row in measures.get(("enumerators", "too few interviews"), [])
        if row["measure"] == "interviews" and known(row["value"])
    }
    for line in [line for line in lines if line.target.kind == "type_1" and line.judged]:
        for row in error_rates(measures):
            name, rate = row["group"], row["value"]
            if known(rate) and rate.value > line.row["threshold"].value:
                found = line.row | {"status": "failed", "value": rate}
                target = Target(SECOND_VISIT, name, line.target.wave)
                weight = interviews[name].value if name in interviews else row["n"].value
                made.append(Line(found, target, sentence(report, found, target), weight))
    return made


def error_rates(measures: Measures) -> list[Row]:
    """The share of type 1 answers that differ, for each interviewer with enough of them."""
    return [
        row
        for row in measures.get(("backchecks", "type 1"), [])
        if row["measure"] == "enumerator_error_rate"
        and known(row["n"])
        and row["n"].value >= FEWEST_COMPARED
    ]


def touched(report: "Report", row: Row, target: Target, measures: Measures) -> float:
    """About how many interviews a line concerns."""
    mine = measures.get((row["check"], row["target"]), [])
    if target.kind in TRAITS:
        raised = flags(measures)
        return sum(of["n"].value for of in mine if of["group"] in raised and known(of["n"]))
    if target.kind == "progress":
        return sum(_wanting(of) for of in mine if of["measure"] == "share_reached")
    if target.kind in COUNTED:
        fact = row["value"]
        return fact.value if known(fact) else report.plan.disclosure.threshold / 2
    sizes = [of["n"].value for of in mine if of["group"] == EVERYBODY and known(of["n"])]
    share = row["value"].value if known(row["value"]) else 1.0
    return sizes[0] * share if sizes else 0.0


def _wanting(row: Row) -> float:
    """How many interviews a group lacks."""
    if not (known(row["value"]) and known(row["n"]) and 0 < row["value"].value < 1):
        return 0.0
    return row["n"].value / row["value"].value - row["n"].value


def flags(measures: Measures) -> dict[str, Fact | None]:
    """Interviewers with flags, by pseudonym; a number of flags that is withheld is not zero."""
    rows = measures.get(("enumerators", "too few interviews"), [])
    return {
        row["group"]: row["value"]
        for row in rows
        if row["measure"] == "flags" and (row["value"] is None or row["value"].value != 0)
    }
