"""The specification curve: effects from the smallest to the largest, their choices below."""

import textwrap
from typing import TYPE_CHECKING

import numpy as np
from markupsafe import Markup

from pipeline.designs.comparisons import named
from pipeline.reporting import canvas
from pipeline.reporting.axes import value_label
from pipeline.reporting.canvas import BLUE, INK, LETTER, SOFT
from pipeline.reporting.curve_figures.specification_choices import option_name, varied
from pipeline.reporting.figure_findings import alternative_of
from pipeline.reporting.figure_findings import specifications as found
from pipeline.reporting.svg import svg
from pipeline.reporting.terms import term
from pipeline.reporting.words import N_

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from pipeline.reporting.evaluation import Report

WARM, NULL = "#b4540a", "#e3e7ec"
HIGH, ROW, GAP = 2.1, 0.16, 0.35  # inches, inches, rows
SIDEWAYS = 26  # letters that fit beside a row of choices
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
    title = (
        f"{term(report.words, 'check', 'specification_curve')}: {report.variable_label(outcome)}"
    )
    target = named(outcome, arm)
    name = f"specifications-{target.replace(', ', '-')}"
    return svg(figure, name, alternative_of(report, title, found(report, target)))


def draw(rows: "pd.DataFrame", report: "Report", outcome: str) -> "Figure":
    """The effects above, a row of marks for every option of every choice below."""
    choices, words = varied(rows), report.words
    figure, upper = canvas.canvas(words)
    lower = figure.add_subplot(sharex=upper)
    canvas.frame(lower, words)
    _effects(upper, rows, report, outcome)
    _matrix(lower, rows, report, choices)
    label = words.say(N_("{number} specifications, from the smallest effect to the largest"))
    lower.set_xlabel(label.format(number=words.digits(len(rows))))
    lines = sum(map(len, choices.values())) + (1 + GAP) * len(choices)
    return canvas.arrange(figure, words, HIGH, ROW * max(lines, 1))


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
    axes.spines["bottom"].set_visible(False)
    axes.tick_params(bottom=False, labelbottom=False)
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
    scale = 1
    if deviations:
        label = report.words.say(N_("Effect, in standard deviations"))
    else:
        label = value_label(report, "specification_curve", outcome)
        if report.plan.outcomes[outcome].kind == "binary":
            scale = 100
    canvas.number_ticks(axes.yaxis, report.words, scale)
    axes.set_ylabel(label)


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
    height, labels, headings, levels = 0.0, {}, [], []
    made = np.empty((0, 2))  # a place and a height for each option that a specification takes
    for choice, options in choices.items():
        labels[height] = term(report.words, "choice", choice)
        headings.append(len(labels) - 1)
        for option in options:
            height += 1
            levels.append(height)
            name = option_name(report, choice, option)
            labels[height] = textwrap.shorten(name, SIDEWAYS, placeholder="…")
            mine = np.flatnonzero((rows[choice] == option).to_numpy())
            made = np.vstack([made, np.column_stack([mine, np.full(len(mine), height)])])
        height += 1 + GAP
    _lines(axes, levels, (places[0], places[-1]))
    which = made[:, 0].astype(int)
    for kind, colour in ((clear, BLUE), (~clear, SOFT), (headline, WARM)):
        here = made[kind[which]]
        at = places[here[:, 0].astype(int)]
        if colour == WARM:
            axes.plot(at, here[:, 1], "D", color=colour, ms=4, clip_on=False)
        elif len(rows) > MANY:
            strokes(axes, at, (here[:, 1] - STROKE, here[:, 1] + STROKE), colour, 1.0)
        else:
            axes.plot(at, here[:, 1], "o", color=colour, ms=min(_mark_size(len(rows)), 4))
    axes.set_yticks(list(labels), list(labels.values()))
    for place in headings:
        axes.get_yticklabels()[place].set_fontweight(600)
    axes.set_ylim(height - GAP, -0.6)
    axes.set_xlim(0, len(rows) + 1)
    axes.spines[:].set_visible(False)
    axes.tick_params(bottom=False, labelbottom=False, labelcolor=INK, labelsize=LETTER)


def _lines(axes: "Axes", levels: list[float], ends: tuple[float, float]) -> None:
    """A faint line along each option, all of them one path."""
    gaps = np.full(len(levels), np.nan)
    across = np.column_stack([np.full(len(levels), ends[0]), np.full(len(levels), ends[1]), gaps])
    up = np.column_stack([levels, levels, gaps])
    axes.plot(across.ravel(), up.ravel(), color=NULL, lw=0.6, zorder=0)
