"""Tables of how interviews were made: when, where, by which form, and how far the team is."""

from functools import partial

from markupsafe import Markup

from pipeline.reporting.quality import Quality, about
from pipeline.reporting.quality_page.lines import EVERYBODY, Line
from pipeline.reporting.quality_page.table import (
    Cell,
    Table,
    lines_of_check,
    measured,
    measures_of_line,
    percent,
    questions,
    smallest_first,
)
from pipeline.reporting.quality_page.wording import known, measure, phrase, variable_label


def interviews(quality: Quality) -> list[Table]:
    """Beyond which limits interviews lie."""
    return [questions(quality, "interviews")]


def lengths(quality: Quality) -> list[Markup]:
    """How long interviews take, in a sentence."""
    words, said = quality.report.words, []
    names = {"low": "minutes_quarter", "middle": "minutes_median", "high": "minutes_three_quarters"}
    for line in lines_of_check(quality, "interviews"):
        if line.target.kind == "minutes":
            minutes = {
                key: measure(words, measured(quality, line, EVERYBODY, name)["value"], 1)
                for key, name in names.items()
            }
            sentence = words.say(
                "A quarter of the interviews took less than %(low)s minutes, half of them less "
                "than %(middle)s, and a quarter more than %(high)s."
            )
            said.append(Markup(sentence) % minutes)
    return said


def places(quality: Quality) -> list[Table]:
    """Where interviews took place, and by interviewer where any is in doubt."""
    say = quality.report.words.say
    lines = lines_of_check(quality, "gps")
    people = sorted({row["group"] for line in lines for row in measures_of_line(quality, line)})
    rows = []
    for name in people:
        found = [measured(quality, line, name, "share")["value"] for line in lines]
        if name != EVERYBODY and any(fact is not None and fact.value != 0 for fact in found):
            rows.append([name, *(percent(quality, fact) for fact in found)])
    columns = (say("Interviewer"), *(phrase(quality.report, line.target) for line in lines))
    caption = say("Percent of each interviewer's interviews; who has none is left out")
    return [questions(quality, "gps"), Table(caption, columns, rows, shut=True)]


def progress(quality: Quality) -> list[Table]:
    """How far each group is, those farthest behind first."""
    say = quality.report.words.say
    for line in lines_of_check(quality, "progress"):
        if line.target.kind == "progress":
            groups = _groups(quality, line)
            first = variable_label(quality.report, line.target.variable)
            columns = (first, say("Interviews"), say("Wanted"), say("Percent reached"))
            return [
                Table(say("All together, and the groups behind"), columns, groups["behind"]),
                Table(say("Groups whose number is withheld"), columns, groups["withheld"]),
                Table(say("Groups that have reached their number"), columns, groups["there"]),
            ]
    return []


def _groups(quality: Quality, line: Line) -> dict[str, list[list[Cell]]]:
    """Rows of everybody and of groups behind, the farthest first; and of all other groups."""
    words = quality.report.words
    shares = [row for row in measures_of_line(quality, line) if row["measure"] == "share_reached"]
    answers = partial(quality.report.answer_label, line.target.variable)
    found: dict[str, list[list[Cell]]] = {"behind": [], "withheld": [], "there": []}
    for group in (EVERYBODY, *(row["group"] for row in sorted(shares, key=smallest_first))):
        made, wanted, reached = (
            measured(quality, line, group, name)["value"]
            for name in ("interviews", "target", "share_reached")
        )
        label = words.say("All together") if group == EVERYBODY else answers(group)
        cells = [label, measure(words, made), measure(words, wanted), percent(quality, reached, 0)]
        if group == EVERYBODY or (known(reached) and reached.value < 1):
            found["behind"].append(cells)
        else:
            found["there" if known(reached) else "withheld"].append(cells)
    return found


def versions(quality: Quality) -> list[Table]:
    """Interviews by wave and version of the form."""
    say = quality.report.words.say
    rows = [
        [row["group"], about(quality, line), measure(quality.report.words, row["value"])]
        for line in lines_of_check(quality, "form_versions")
        for row in measures_of_line(quality, line)
    ]
    columns = (say("Version"), say("Wave"), say("Interviews"))
    return [Table(say("Interviews by version of the form"), columns, rows, frozenset({1}))]
