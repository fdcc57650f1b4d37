"""Tables of second visits: what came out differently, by question, interviewer and number."""

from typing import Any

from pipeline.reporting.quality import Quality
from pipeline.reporting.quality_page.lines import EVERYBODY, Line
from pipeline.reporting.quality_page.table import (
    Table,
    lines_of_check,
    measured,
    measures_of_line,
    percent,
    smallest_first,
)
from pipeline.reporting.quality_page.wording import known, measure, phrase, variable_label


def backchecks(quality: Quality) -> list[Table]:
    """Differences by type, by question and by interviewer, and how reliable numbers are."""
    visits = [line for line in lines_of_check(quality, "backchecks") if line.judged]
    types = [line for line in visits if line.target.kind.startswith("type_")]
    return [
        _by_type(quality, types),
        _by_question(quality, types),
        _numbers(quality, [line for line in visits if line.target.kind == "reliability"]),
        _by_interviewer(quality, types),
    ]


def _by_type(quality: Quality, types: list[Line]) -> Table:
    words, say = quality.report.words, quality.report.words.say
    rows = [
        [
            phrase(quality.report, line.target),
            percent(quality, line.row["value"]),
            percent(quality, line.row["threshold"], 0),
            measure(words, measured(quality, line, EVERYBODY, "error_rate")["n"]),
        ]
        for line in types
    ]
    columns = (say("Answers"), say("Percent different"), say("Allowed"), say("Compared"))
    return Table(say("Answers that differ between the two visits"), columns, rows)


def _by_question(quality: Quality, types: list[Line]) -> Table:
    words, say, rows = quality.report.words, quality.report.words.say, []
    found = [row for line in types for row in measures_of_line(quality, line)]
    found = [row for row in found if row["measure"] == "error_rate" and row["group"] != EVERYBODY]
    for row in sorted(found, key=smallest_first, reverse=True):
        name = variable_label(quality.report, row["group"])
        rows.append([name, percent(quality, row["value"]), measure(words, row["n"])])
    columns = (say("Question"), say("Percent different"), say("Compared"))
    return Table(say("Answers that differ, by question"), columns, rows)


def _numbers(quality: Quality, numbers: list[Line]) -> Table:
    words, say, rows = quality.report.words, quality.report.words.say, []
    for line in numbers:
        change, p_value, n = (
            measured(quality, line, EVERYBODY, name)
            for name in ("mean_difference", "t_test_p_value", "reliability")
        )
        p_shown = words.p_value if known(p_value["value"]) else lambda fact: measure(words, fact)
        rows.append(
            [
                variable_label(quality.report, line.target.variable),
                measure(words, line.row["value"], 2),
                measure(words, change["value"], 2),
                p_shown(p_value["value"]),
                measure(words, n["n"]),
            ]
        )
    columns = (
        say("Question"), say("Reliability"), say("First less second visit, on average"),
        say("p-value"), say("Out of"),
    )  # fmt: skip
    caption = say("Numbers of both visits: reliability is 1 where second visits find the same")
    return Table(caption, columns, rows)


def _by_interviewer(quality: Quality, types: list[Line]) -> Table:
    say, found = quality.report.words.say, {}
    for line in types:
        for row in measures_of_line(quality, line):
            if row["measure"] == "enumerator_error_rate":
                found.setdefault(row["group"], {})[line.target.kind] = row
    kinds = [line.target.kind for line in types]
    first = {name: [_rate(mine, kind) for kind in kinds] for name, mine in found.items()}
    rows = [
        [name, *(percent(quality, mine.get(kind, {}).get("value")) for kind in kinds)]
        for name, mine in sorted(found.items(), key=lambda pair: [-x for x in first[pair[0]]])
    ]
    columns = (say("Interviewer"), *(phrase(quality.report, line.target) for line in types))
    return Table(say("Percent of answers that differ, by interviewer"), columns, rows)


def _rate(mine: dict[str, Any], kind: str) -> float:
    return smallest_first(mine[kind]) if kind in mine else -1.0
