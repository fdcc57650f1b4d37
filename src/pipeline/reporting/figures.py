"""Figures for reports and notebooks alike: each takes results, returns a matplotlib figure."""

import hashlib
import io
import re
from typing import TYPE_CHECKING

from markupsafe import Markup

from pipeline.reporting.axes import value_label
from pipeline.reporting.fonts import FAMILY, use_report_font
from pipeline.reporting.terms import TERMS, term
from pipeline.reporting.words import SOURCE, Words, words_in
from pipeline.results import JOINT
from pipeline.sections.design import FIRST
from pipeline.wwc import NEEDS_ADJUSTMENT, SATISFIED

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from pipeline.reporting.evaluation import Report

INK, SOFT, BLUE, BAND = "#1b1f2a", "#5b6472", "#0b5a8a", "#dceaf3"
ROW_HEIGHT = 0.36


def _canvas(rows: int, width: float = 7.0) -> "tuple[Figure, object]":
    """An empty figure for so many rows, in the report's font, with no more frame than needed."""
    from matplotlib.figure import Figure

    use_report_font()
    figure = Figure(figsize=(width, 0.9 + ROW_HEIGHT * rows), layout="constrained")
    axes = figure.add_subplot()
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.tick_params(left=False, colors=INK, labelsize=10)
    axes.set_ylim(rows - 0.4, -0.6)
    return figure, axes


def _labels(axes: object, labels: list[str], words: Words) -> None:
    axes.set_yticks(range(len(labels)), labels)
    if words.direction == "rtl":
        axes.yaxis.tick_right()
        axes.tick_params(right=False)


def _estimator(words: Words, estimator: str, se_type: str) -> str:
    error = term(words, "error", se_type) if se_type in TERMS["error"] else se_type
    short = "" if se_type in ("influence", "abadie_imbens") else f" ({error})"
    return term(words, "estimator", estimator) + short


def love_plot(
    balance: "pd.DataFrame", labels: dict[str, str] | None = None, words: Words | None = None
) -> "Figure":
    """Standardised differences of the covariates at the start, with the WWC's two limits.

    ``balance`` is `balance.csv`; ``labels`` name its variables.
    """
    words = words or words_in(SOURCE)
    rows = balance[(balance["variable"] != JOINT) & (balance["sample"] == "assigned")]
    figure, axes = _canvas(len(rows))
    axes.axvspan(-NEEDS_ADJUSTMENT, NEEDS_ADJUSTMENT, color="#f1f3f5", zorder=0)
    axes.axvspan(-SATISFIED, SATISFIED, color=BAND, zorder=1)
    axes.axvline(0, color=SOFT, linewidth=1, zorder=2)
    axes.plot(rows["standardised_difference"], range(len(rows)), "o", color=BLUE, zorder=3)
    reach = max(0.3, 1.1 * rows["standardised_difference"].abs().max())
    axes.set_xlim(-reach, reach)
    _labels(axes, [(labels or {}).get(name, name) for name in rows["variable"]], words)
    axes.set_xlabel(words.say("Difference at the start, in standard deviations"), color=INK)
    return figure


def estimates_plot(
    estimates: "pd.DataFrame", outcome: str, label: str = "", words: Words | None = None
) -> "Figure":
    """Every estimate of one outcome with its interval; the headline is drawn heavier."""
    words = words or words_in(SOURCE)
    rows = estimates[estimates["outcome"] == outcome].reset_index(drop=True)
    figure, axes = _canvas(len(rows))
    axes.axvline(0, color=SOFT, linewidth=1, linestyle=(0, (2, 2)))
    for index, row in rows.iterrows():
        headline = row["role"] != "robustness"
        colour, width = (BLUE, 3) if headline else (SOFT, 1.5)
        axes.plot([row["conf_low"], row["conf_high"]], [index, index], color=colour, lw=width)
        axes.plot(row["estimate"], index, "o", color=colour, markersize=8 if headline else 6)
    target = rows.loc[rows["role"] != "robustness", "estimand"].iloc[0]
    names = [
        _estimator(words, row.estimator, row.se_type)
        + ("" if row.estimand == target else f", {row.estimand}")
        for row in rows.itertuples()
    ]
    _labels(axes, names, words)
    # From the right end, since the names of the estimators leave the axis less room than its label.
    axes.set_xlabel(
        label or outcome, color=INK, loc="left" if words.direction == "rtl" else "right"
    )
    return figure


def balance_figure(report: "Report") -> Markup:
    """The love plot of a report, with its alternative text."""
    balance = report.facts.table("balance.csv")
    labels = {name: report.variable_label(name) for name in balance["variable"]}
    say = report.words.say
    alternative = say("Standardised differences between the groups at the start; see the table.")
    return svg(love_plot(balance, labels, report.words), "balance", alternative)


def estimates_figure(report: "Report", outcome: str, arm: str = FIRST) -> Markup:
    """All estimates of an outcome in one arm in a report, with their alternative text."""
    estimates = report.facts.table("estimates.csv")
    estimates = estimates[(estimates["arm"] == arm) & (estimates["subgroup"] == "")]
    planned = report.plan.outcomes[outcome]
    if planned.kind == "binary":
        shown = ["estimate", "conf_low", "conf_high"]
        estimates = estimates.assign(**{name: estimates[name] * 100 for name in shown})
    say = report.words.say
    label = value_label(report, "estimates", outcome)
    figure = estimates_plot(estimates, outcome, label, report.words)
    alternative = say("Every estimate of this outcome with its range; see the table.")
    name = f"estimates-{outcome}" if arm == FIRST else f"estimates-{outcome}-{arm}"
    return svg(figure, name, alternative)


def svg(figure: "Figure", name: str, alternative: str) -> Markup:
    """A figure as inline SVG: no date, ids of its own, text in the page's font.

    Raises
    ------
    ValueError
        Where there is no alternative text.
    """
    if not alternative:
        raise ValueError(f"figure {name} has no alternative text")
    import matplotlib as mpl

    stream = io.StringIO()
    with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": name, "font.family": FAMILY}):
        figure.savefig(stream, format="svg", metadata={"Date": None, "Creator": None})
    drawn = stream.getvalue()
    drawn = drawn[drawn.index("<svg") :]
    drawn = re.sub(r"<metadata>.*?</metadata>", "", drawn, flags=re.DOTALL)
    drawn = re.sub(r'(?<= )(d|x|y)="[^"]*"', _to_a_tenth, drawn)
    drawn = re.sub(r'<g id="[^"]*"', "<g", drawn)  # nothing refers to a group by its id
    drawn = re.sub(r"(?:\s*<use [^>]*/>){2,}", _styled_once, drawn)
    drawn = re.sub(r"\s*\n\s*", "\n", _without_bare_groups(drawn))
    drawn = re.sub(r"\n([LCMz]) ?", r"\1", drawn).replace('\n"', '"')
    drawn = re.sub(r"M ?(\S+) (\S+)L\1 ", r"M\1 \2V", drawn)  # upright strokes
    drawn = drawn.replace(f"font-family: '{FAMILY}'; ", "")  # the page is set in it
    drawn = re.sub(r' transform="rotate\(-0 [^"]*"', "", drawn)  # turns nothing
    drawn = re.sub(r'(\bid="|url\(#|xlink:href="#)', rf"\g<1>{_prefix(name)}-", drawn)
    opening = Markup('<svg class="figure" role="img" aria-label="{}" ').format(alternative)
    return Markup(drawn.replace("<svg ", opening, 1))


def _prefix(name: str) -> str:
    """What ids of a figure begin with: short, since every mark repeats it, and its own."""
    return f"f{hashlib.sha256(name.encode()).hexdigest()[:8]}"


def _styled_once(marks: re.Match[str]) -> str:
    """Marks of one style with that style on their group: a third of a crowded figure's bytes."""
    styles = set(re.findall(r' style="[^"]*"', marks[0]))
    if len(styles) != 1 or marks[0].count("<use") != marks[0].count(" style="):
        return marks[0]
    style = styles.pop()
    return f"\n<g{style}>{marks[0].replace(style, '')}\n</g>"


def _without_bare_groups(drawn: str) -> str:
    """A drawing without the groups that say nothing: half the lines of a small figure."""
    kept, open_groups = [], []
    for part in re.split(r"(<g\b[^>]*>|</g>)", drawn):
        if part.startswith("<g") and not part.endswith("/>"):
            open_groups.append(part != "<g>")
        says = open_groups.pop() if part == "</g>" else part not in ("<g>", "<g/>")
        kept += [part] if says else []
    return "".join(kept)


def _to_a_tenth(attribute: re.Match[str]) -> str:
    """Coordinates to a tenth of a point, which no screen shows: a quarter of a page's bytes."""
    return re.sub(r"(\d\.\d)\d+", r"\g<1>", attribute[0])
