"""Findings of figures over time: before and after the programme began."""

from typing import TYPE_CHECKING

from markupsafe import Markup

from pipeline.reporting.figure_findings.told import counts, joined, rows_of_curve, tell
from pipeline.reporting.words import N_

if TYPE_CHECKING:
    from pipeline.reporting.evaluation import Report


def event_study(report: "Report", curve: str, target: str) -> Markup:
    """Whether the groups moved apart before the programme, and whether they did since."""
    before = counts(report, "curves", curve, target, "before")
    after = counts(report, "curves", curve, target, "after")
    say, ngettext = report.words.say, report.words.translations.ngettext
    clear, drawn = before["clear"], before["drawn"]
    if drawn.value == 0:
        earlier = Markup(say(N_("No earlier difference can be looked at.")))
    elif clear.value == 0:
        sentence = ngettext(
            "Nothing shows that the groups moved apart before the programme: the one earlier "
            "difference does not leave zero out.",
            "Nothing shows that the groups moved apart before the programme: none of {drawn} "
            "earlier differences leaves zero out.",
            int(drawn.value),
        )
        earlier = tell(report, sentence, drawn=drawn)
    else:
        sentence = N_(
            "The groups moved apart before the programme: earlier differences that leave zero out "
            "are {clear} of {drawn}."
        )
        earlier = tell(report, say(sentence), clear=clear, drawn=drawn)
    since = N_("Of {drawn} differences since it began, {clear} leave zero out.")
    later = tell(report, say(since), clear=after["clear"], drawn=after["drawn"])
    return joined(earlier, later)


def honest_did(report: "Report", curve: str, target: str) -> Markup:
    """How far trends may part before the conclusion falls."""
    rows = sorted(rows_of_curve(report, curve, target), key=lambda row: row["x"].value)
    holds = [row for row in rows if row["conf_low"].value <= 0 <= row["conf_high"].value]
    if holds and holds[0] is rows[0]:
        return Markup(
            report.words.say(
                N_("Even with parallel trends the range holds zero: there is nothing to undo.")
            )
        )
    sentence = (
        N_(
            "The conclusion falls where trends differ {times} times as much as the largest "
            "difference seen before."
        )
        if holds
        else N_(
            "The conclusion holds even where trends differ {times} times as much as the largest "
            "difference seen before."
        )
    )
    times = report.words.number((holds or rows[-1:])[0]["x"], 2)
    return tell(report, report.words.say(sentence), times=times)


def goodman_bacon(report: "Report", curve: str, target: str) -> Markup:
    """How much of the average rests on comparisons that can mislead."""
    weight = counts(report, "curves", curve, target)["misleading"]
    say = report.words.say
    if weight.value == 0:
        return Markup(
            say(N_("No weight lies on comparisons with places already in the programme."))
        )
    sentence = N_(
        "Comparisons with places already in the programme have {share} percent of the weight."
    )
    return tell(report, say(sentence), share=report.words.number(weight, 1, scale=100))


def event_curve(report: "Report", curve: str, target: str) -> Markup:
    """How many of each group have had the event by the last time."""
    last = {}
    for row in sorted(rows_of_curve(report, curve, target), key=lambda row: row["x"].value):
        last[row["series"]] = row
    shares = {
        name: report.words.number(last[name]["value"], 1, scale=100)
        for name in ("with_programme", "without_programme")
    }
    sentence = N_(
        "By time {time}, the event has come to {with_programme} percent of those offered the "
        "programme and to {without_programme} percent of the others."
    )
    time = report.words.number(last["with_programme"]["x"], grouped=False)
    return tell(report, report.words.say(sentence), time=time, **shares)
