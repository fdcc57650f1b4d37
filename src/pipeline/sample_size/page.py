"""The answer of `athar power` in sentences, and as a page with its curves."""

from typing import TYPE_CHECKING

from markupsafe import Markup

from pipeline.plan import Plan
from pipeline.project import Folder

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from pipeline.power import Answer


def sentences(plan: Plan, answer: "Answer") -> list[str]:
    """What was assumed, what is needed, what this study could find, and what a rehearsal says."""
    assumed, aim, rehearsal = answer.assumed, answer.aim, answer.rehearsal
    planned = plan.outcomes[answer.outcome]
    scale, unit = (
        (100, "percentage points") if planned.kind == "binary" else (1, planned.unit.get("en", ""))
    )
    drawn = "people" if assumed.cluster_size is None else "clusters"
    people = "" if assumed.cluster_size is None else _of_people(answer)
    power, confidence = f"{aim.power:.0%}", f"{1 - aim.alpha:.0%}"
    lines = [
        f"{planned.label['en']}: {_assumed(answer, scale, unit)}",
        f"to find {aim.effect * scale:g} {unit} with {power} power at {confidence} confidence: "
        f"{answer.drawn:,} {drawn}{people}",
        f"rehearsed {rehearsal.draws} times at that size on this study's own rows: found in "
        f"{rehearsal.power:.0%} (Monte Carlo error {rehearsal.monte_carlo_error:.1%})",
        f"as large as this study was, it finds {answer.here * scale:.3g} {unit} with that power",
    ]
    if rehearsal.unanswered:
        lines.append(f"{rehearsal.unanswered} rehearsals had no answer: an arm did not vary")
    return lines


def _of_people(answer: "Answer") -> str:
    size = answer.assumed.cluster_size
    return f" of {size:.3g} people on average, {answer.drawn * size:,.0f} in all"


def _assumed(answer: "Answer", scale: float, unit: str) -> str:
    assumed = answer.assumed
    parts = [
        f"standard deviation {assumed.sd * scale:.3g} {unit}",
        f"{assumed.explained:.0%} of the variance explained by covariates",
        f"{assumed.treated:.0%} offered the programme",
        f"{assumed.analysed:.0%} reached at the end",
    ]
    if assumed.cluster_size is not None:
        parts.append(f"intra-cluster correlation {assumed.correlation:.3g}")
    return "taken from this study: " + ", ".join(parts)


def page_of(folder: Folder, plan: Plan, answer: "Answer") -> str:
    """The same with curves of size and, where costs are known, of money."""
    from pipeline.reporting.page import CSS, with_fonts
    from pipeline.reporting.templates import environment
    from pipeline.reporting.words import words_in

    words = words_in("en")
    template = environment(words).get_template("power.html.j2")
    page = template.render(
        name=folder.name,
        title=words.label(plan.evaluation.title),
        outcome=words.label(plan.outcomes[answer.outcome].label),
        sentences=sentences(plan, answer),
        figures_=figures(answer),
        tables=[table for table in (answer.sizes, answer.numbers) if table is not None],
        words=words,
        css=CSS.read_text(encoding="utf-8"),
    )
    return with_fonts(page)


def figures(answer: "Answer") -> list[Markup]:
    """Power by size; where clusters are drawn, people or money by the size of a cluster."""
    from pipeline.reporting.svg import svg

    drawn = "people assigned" if answer.assumed.cluster_size is None else "clusters assigned"
    points = answer.numbers
    effect = points["minimum_detectable_effect"]
    shown = points[effect < 6 * effect.min()]
    pictures = [
        (_curve(points, ("drawn", "power"), (drawn, "power"), answer.aim.power), "power",
         "How power grows with size; the line is the power that was asked for."),
        (_curve(shown, ("drawn", "minimum_detectable_effect"),
                (drawn, "smallest effect found"), answer.aim.effect), "effect",
         "How the smallest effect found falls with size; the line is the effect asked for."),
    ]  # fmt: skip
    if answer.sizes is not None and len(answer.sizes):
        axis = "cost" if "cost" in answer.sizes else "people"
        pictures.append(
            (_curve(answer.sizes, ("cluster_size", axis), ("people in a cluster", axis)), "sizes",
             f"The {axis} needed, by the number of people in a cluster.")
        )  # fmt: skip
    return [svg(figure, name, words) for figure, name, words in pictures]


def _curve(
    points: "pd.DataFrame", columns: tuple[str, str], labels: tuple[str, str], level: float = 0.0
) -> "Figure":
    from pipeline.reporting.canvas import arrange, canvas
    from pipeline.reporting.words import words_in

    words = words_in("en")
    figure, axes = canvas(words)
    axes.plot(points[columns[0]], points[columns[1]], color="#0b5a8a", marker="o", ms=4)
    if level:
        axes.axhline(level, color="#5b6472", linewidth=1, linestyle=(0, (2, 2)))
    axes.set_xlabel(labels[0])
    axes.set_ylabel(labels[1])
    axes.set_ylim(bottom=0)
    return arrange(figure, words)
