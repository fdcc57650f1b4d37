"""The specification curve: effects from the smallest to the largest, their choices below."""

import textwrap
from typing import TYPE_CHECKING

import numpy as np
from markupsafe import Markup

from pipeline.designs.comparisons import named
from pipeline.reporting.axes import UPWARDS, value_label
from pipeline.reporting.curve_figures.specification_choices import option_name, varied
from pipeline.reporting.figures import BLUE, INK, SOFT, svg
from pipeline.reporting.fonts import use_report_font
from pipeline.reporting.terms import term
from pipeline.reporting.words import N_

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from pipeline.reporting.evaluation import Report

WARM, NULL = "#b4540a", "#e3e7ec"
WIDTH, CURVE_HEIGHT, ROW, GAP = 7.0, 2.7, 0.2, 0.35
SIDEWAYS = 32  # letters that fit beside a row of choices
SPECIFICATIONS = "specifications.csv"
STROKE = 0.28  # half its length, in rows
MANY = 30  # specifications, above which a row of choices has strokes in place of points


def targets(report: "Report") -> list[tuple[str, str]]:
    """The outcomes and arms that have a curve, in the order of the results."""
    table = report.facts.table(SPECIFICATIONS)
    return list(dict.fromkeys(zip(table["outcome"], table["arm"], strict=True)))


def rows_of(report: "Report", outcome: str, arm: str) -> "pd.DataFrame":
    """One curve's specifications whose effect is published, in their places."""
    table = report.facts.table(SPECIFICATIONS)
    rows = table[(table["outcome"] == outcome) & (table["arm"] == arm)]
    return rows[rows["estimate"].notna()].reset_index(drop=True)


def in_deviations(rows: "pd.DataFrame") -> bool:
    """Whether effects are compared in standard deviations, since their units differ."""
    return bool(rows["standardised"].notna().any())


def specification_figure(report: "Report", outcome: str, arm: str) -> Markup:
    """One specification curve as inline SVG, with what it shows in words."""
    rows = rows_of(report, outcome, arm)
    figure = draw(rows, report, outcome)
    sentence = N_(
        "{number} specifications of the effect on: {outcome}, from the smallest to the largest. "
        "Below, which choices each makes; the sentence beside it says what they show."
    )
    number, label = report.words.digits(len(rows)), report.variable_label(outcome)
    alternative = report.words.say(sentence).format(number=number, outcome=label)
    return svg(figure, f"specifications-{named(outcome, arm).replace(', ', '-')}", alternative)


def draw(rows: "pd.DataFrame", report: "Report", outcome: str) -> "Figure":
    """The effects above, a row of marks for every option of every choice below."""
    from matplotlib.figure import Figure

    use_report_font()
    choices = varied(rows)
    lines = sum(map(len, choices.values()))
    below = ROW * (lines + (1 + GAP) * len(choices)) + 0.1
    figure = Figure(figsize=(WIDTH, CURVE_HEIGHT + below + 0.5), layout="constrained")
    heights = [CURVE_HEIGHT, max(below, ROW)]
    upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=heights)
    _effects(upper, rows, report, outcome)
    _matrix(lower, rows, report, choices)
    number = report.words.digits(len(rows))
    label = report.words.say(N_("{number} specifications, from the smallest effect to the largest"))
    lower.set_xlabel(label.format(number=number), color=INK)
    if report.words.direction == "rtl":
        for axes in (upper, lower):
            axes.yaxis.tick_right()
            axes.yaxis.set_label_position("right")
            axes.tick_params(right=False)
    return figure


def _effects(axes: "Axes", rows: "pd.DataFrame", report: "Report", outcome: str) -> None:
    deviations = in_deviations(rows)
    names = ("standardised", "standardised_low", "standardised_high")
    names = names if deviations else ("estimate", "conf_low", "conf_high")
    places = rows["specification"].to_numpy()
    effects, low, high = (rows[name].to_numpy(float) for name in names)
    clear, headline = _clear(rows), rows["headline"].to_numpy() == 1
    size = _mark_size(len(rows))
    say = report.words.say
    axes.fill_between(
        places,
        rows["null_low"],
        rows["null_high"],
        color=NULL,
        lw=0,
        label=say(N_("had it done nothing")),
    )
    axes.plot(places, rows["null_median"], color=SOFT, lw=1, ls=(0, (4, 2)))
    axes.axhline(0, color=SOFT, lw=0.8)
    for kind, colour, face, words in (
        (clear & ~headline, BLUE, BLUE, say(N_("range without zero"))),
        (~clear & ~headline, SOFT, "white", say(N_("range with zero"))),
        (headline, WARM, WARM if clear[headline].any() else "white", say(N_("the headline"))),
    ):
        if not kind.any():
            continue
        main = kind is headline
        strokes(axes, places[kind], (low[kind], high[kind]), colour, 2 if main else size / 4)
        axes.plot(
            places[kind], effects[kind], "D" if main else "o", color=colour, mfc=face,
            ms=6 if main else size, mew=0.8, label=words, zorder=4 if main else 3,
        )  # fmt: skip
    told = axes.legend(
        frameon=False, ncols=4, fontsize=9, loc="lower center", bbox_to_anchor=(0.5, 1.0),
        handletextpad=0.3, columnspacing=1.2,
    )  # fmt: skip
    for handle in told.get_lines():
        handle.set_markersize(5)
    axes.spines[["top", "right", "bottom"]].set_visible(False)
    axes.tick_params(bottom=False, colors=INK, labelsize=9)
    _value_axis(axes, report, outcome, deviations=deviations)


def strokes(
    axes: "Axes", places: np.ndarray, ends: tuple[np.ndarray, np.ndarray], colour: str, width: float
) -> None:
    """Upright strokes (n,) as one line with gaps: a page holds one path, and not one for each."""
    gaps = np.full(len(places), np.nan)
    across = np.column_stack([places, places, gaps]).ravel()
    up = np.column_stack([*ends, gaps]).ravel()
    axes.plot(across, up, color=colour, lw=width, solid_capstyle="butt")


def _value_axis(axes: "Axes", report: "Report", outcome: str, *, deviations: bool) -> None:
    if deviations:
        label = report.words.say(N_("Effect, in standard deviations"))
    else:
        label = value_label(report, "specification_curve", outcome)
        if report.plan.outcomes[outcome].kind == "binary":
            axes.yaxis.set_major_formatter(lambda value, _: f"{100 * value:g}".replace("-", "−"))
    axes.set_ylabel(textwrap.fill(label, UPWARDS), color=INK)


def _clear(rows: "pd.DataFrame") -> np.ndarray:
    """Which specifications have a range without zero."""
    return ((rows["conf_low"] > 0) | (rows["conf_high"] < 0)).to_numpy()


def _mark_size(number: int) -> float:
    """Marks shrink as specifications become many, and stay visible."""
    return float(np.clip(150 / number, 1.2, 5))


def _matrix(
    axes: "Axes", rows: "pd.DataFrame", report: "Report", choices: dict[str, list[str]]
) -> None:
    """A row of marks for each option, under the name of its choice."""
    places, clear = rows["specification"].to_numpy(), _clear(rows)
    headline = rows["headline"].to_numpy() == 1
    size, height, labels, headings = _mark_size(len(rows)), 0.0, {}, []
    for choice, options in choices.items():
        labels[height] = term(report.words, "choice", choice)
        headings.append(len(labels) - 1)
        for option in options:
            height += 1
            name = option_name(report, choice, option)
            labels[height] = textwrap.shorten(name, SIDEWAYS, placeholder="…")
            mine = (rows[choice] == option).to_numpy()
            axes.plot([places[0], places[-1]], [height] * 2, color=NULL, lw=0.6, zorder=0)
            for kind, colour in (
                (mine & clear, BLUE),
                (mine & ~clear, SOFT),
                (mine & headline, WARM),
            ):
                here = np.full(int(kind.sum()), height)
                if colour != WARM and len(rows) > MANY:
                    ends = (here - STROKE, here + STROKE)
                    strokes(axes, places[kind], ends, colour, 1.0)
                    continue
                mark, marks = ("D", 5) if colour == WARM else ("o", min(size, 4))
                axes.plot(places[kind], here, mark, color=colour, ms=marks)
        height += 1 + GAP
    axes.set_yticks(list(labels), list(labels.values()))
    for place in headings:
        axes.get_yticklabels()[place].set_fontweight(600)
    axes.set_ylim(height - GAP, -0.8)
    axes.set_xlim(0, len(rows) + 1)
    axes.spines[:].set_visible(False)
    axes.tick_params(left=False, bottom=False, labelbottom=False, colors=INK, labelsize=9)
