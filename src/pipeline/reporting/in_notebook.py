"""Sections and figures of a report as a notebook shows them: the same markup, style and letters."""

import re

from markupsafe import Markup

from pipeline.errors import Fault, ResultsError, nearest
from pipeline.reporting.curve_figures import curve_figure, curves_of
from pipeline.reporting.evaluation import Html, Report, section
from pipeline.reporting.figures import balance_figure, estimates_figure
from pipeline.reporting.page import CSS, with_fonts
from pipeline.reporting.templates import TEMPLATE
from pipeline.reporting.words import Words

# What a page says of itself, a notebook's cell says of the part it shows.
WHOLE_PAGE = re.compile(r"^(?::root|html|body)(?=\{)", re.MULTILINE)
# Twice the class, to weigh more than the notebook's own rules for tables and headings.
SCOPE, OWN = ".athar.athar", "&{margin:0;padding:1rem 1.5rem;background:var(--paper)}"


def section_shown(report: Report, name: str) -> Html:
    """One section of a report, such as `bottom_line`.

    Raises
    ------
    ResultsError
        Where reports have no such section.
    """
    known = {path.name.partition(".")[0] for path in (TEMPLATE / "sections").glob("*.j2")}
    if name not in known:
        raise _unknown("section", name, known)
    return in_notebook(section(report, name), report.words)


def figure_shown(report: Report, name: str, outcome: str) -> Html:
    """A figure of a report, of one outcome, or of the first that has such a figure.

    Raises
    ------
    ResultsError
        Where the report has no such figure, or none of that outcome.
    """
    drawn = [("balance", ""), *(("estimates", planned) for planned in report.plan.outcomes)]
    drawn += curves_of(report)
    of = [target for kind, target in drawn if kind == name]
    if not of:
        raise _unknown("figure", name, {kind for kind, _ in drawn})
    if outcome not in ("", *of):
        raise _unknown(f"figure `{name}` of", outcome, set(of))
    target = outcome or of[0]
    if name == "balance":
        return in_notebook(balance_figure(report), report.words)
    if name == "estimates":
        return in_notebook(estimates_figure(report, target), report.words)
    return in_notebook(curve_figure(report, name, target), report.words)


def in_notebook(shown: Markup, words: Words) -> Html:
    """Markup of a report in its language's direction; the notebook around it stays as it is."""
    rules = WHOLE_PAGE.sub("&", CSS.read_text(encoding="utf-8"))
    opening = Markup('<div class="athar" lang="{}" dir="{}">').format(
        words.language, words.direction
    )
    made = f"<style>\n{SCOPE}{{\n{rules}\n{OWN}\n}}\n</style>\n{opening}{shown}</div>"
    return Html(with_fonts(made))


def _unknown(kind: str, name: str, known: set[str]) -> ResultsError:
    """An error that says what there is in place of what there is not."""
    message = f"this report has no {kind} `{name}`"
    help_ = nearest(name, known) or "there are: " + ", ".join(sorted(known))
    return ResultsError(Fault("E607", message, found=name, help=help_))
