"""Tables of how interviews were made: when, where, by which form, and how far the team is."""

from pipeline.reporting.quality import Quality, about
from pipeline.reporting.quality_page.lines import (
    EVERYBODY,
    Line,
    count,
    measure,
    phrase,
    variable_label,
)
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

WORST = 10  # groups that are shown before the rest is folded away


def interviews(quality: Quality) -> list[Table]:
    """Beyond which limits interviews lie, and how long they take."""
    say, words = quality.report.words.say, quality.report.words
    quartiles = ("minutes_quarter", "minutes_median", "minutes_three_quarters")
    rows = []
    for line in lines_of_check(quality, "interviews"):
        if line.target.kind == "minutes":
            found = [measured(quality, line, EVERYBODY, name)["value"] for name in quartiles]
            rows.append([say("Minutes"), *(measure(words, fact, 1) for fact in found)])
    columns = ("", say("A quarter take less"), say("Half take less"), say("A quarter take more"))
    lengths = Table(say("How long interviews take"), columns, rows)
    return [questions(quality, "interviews"), lengths]


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
    return [questions(quality, "gps"), Table(caption, columns, rows)]


def progress(quality: Quality) -> list[Table]:
    """How far each group is, those farthest behind first."""
    say = quality.report.words.say
    for line in lines_of_check(quality, "progress"):
        if line.target.kind == "progress":
            rows = _groups(quality, line)
            first = variable_label(quality.report, line.target.variable)
            columns = (first, say("Interviews"), say("Wanted"), say("Percent reached"))
            return [
                Table(say("All together, and those farthest behind"), columns, rows[: WORST + 1]),
                Table(say("All other groups"), columns, rows[WORST + 1 :]),
            ]
    return []


def _groups(quality: Quality, line: Line) -> list[list[Cell]]:
    words = quality.report.words
    shares = [row for row in measures_of_line(quality, line) if row["measure"] == "share_reached"]
    variable = quality.report.codebook.get(line.target.variable)
    names = variable.codes if variable else {}
    rows: list[list[Cell]] = []
    for group in (EVERYBODY, *(row["group"] for row in sorted(shares, key=smallest_first))):
        made, wanted, reached = (
            measured(quality, line, group, name)["value"]
            for name in ("interviews", "target", "share_reached")
        )
        label = words.say("All together") if group == EVERYBODY else names.get(group, group)
        done = count(quality.report, made)
        rows.append([label, done, measure(words, wanted), percent(quality, reached, 0)])
    return rows


def versions(quality: Quality) -> list[Table]:
    """Interviews by wave and version of the form."""
    say = quality.report.words.say
    rows = [
        [row["group"], about(quality, line), count(quality.report, row["value"])]
        for line in lines_of_check(quality, "form_versions")
        for row in measures_of_line(quality, line)
    ]
    columns = (say("Version"), say("Wave"), say("Interviews"))
    return [Table(say("Interviews by version of the form"), columns, rows, frozenset({1}))]
