"""One evaluation's report, section by section, as the notebook shows it."""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from pipeline.codebook import Codebook, asked_in
from pipeline.designs.comparisons import both, named
from pipeline.disclosure_rules.cells import WITHHELD
from pipeline.plan import Outcome, Plan
from pipeline.plan_file import load_plan_and_codebook, load_settings
from pipeline.project import UNFINISHED, Folder, evaluation
from pipeline.reporting.facts import Fact, Facts, facts_of
from pipeline.reporting.terms import TERMS, caution, series_name, term, wave_name
from pipeline.reporting.words import N_, Words, language_name, words_in
from pipeline.results import CLUSTERS, TABLES
from pipeline.sections.construct import MISSING_ENDING
from pipeline.sections.design import FIRST

TEMPLATE = Path(__file__).parent / "template"


@dataclass(frozen=True)
class Report:
    """What the sections need: plan, codebook, results, and the language to say it in."""

    folder: Folder
    plan: Plan
    codebook: Codebook
    facts: Facts
    words: Words
    languages: tuple[str, ...]

    def variable_label(self, name: str) -> str:
        """What readers call a column: its outcome's label, its variable's, or its codebook's."""
        if name in self.plan.indicators:
            covariate = name.removesuffix(MISSING_ENDING)
            unanswered = self.words.say(N_("%(question)s: not answered"))
            return unanswered % {"question": self.variable_label(covariate)}
        if name in self.plan.outcomes:
            return self.words.label(self.plan.outcomes[name].label)
        if name in self.plan.construct_.variables:
            return self.words.label(self.plan.construct_.variables[name].label)
        variable, wave = asked_in(name, self.codebook, self.plan.clean.merged)
        if variable not in self.codebook:
            return name
        label = self.words.label(self.codebook[variable].label) or variable
        return f"{label}, {wave_name(self.words, wave)}" if wave else label


class Html(Markup):
    """Markup that a notebook shows as HTML."""

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        return {"text/html": str(self)}


def open_report(name: str, language: str, root: Path | None = None) -> Report:
    """The report of a named evaluation in one language, ready for its sections.

    ``root`` is the project's folder; left out, it is looked for from where the process runs.
    """
    folder = evaluation(name, root)
    plan, codebook = load_plan_and_codebook(folder)
    languages = load_settings(folder.root).languages
    return Report(folder, plan, codebook, facts_of(folder), words_in(language), languages)


def section(report: Report, name: str, **given: object) -> Html:
    """One section of the report from its template, and what else the template is given.

    Raises
    ------
    jinja2.TemplateNotFound
        Where no template has that name.
    """
    template = environment(report.words).get_template(f"{name}.html.j2")
    return Html(template.render(report=report, **given))


def _document(report: Report, name: str, *path: str) -> dict[str, object]:
    """A part of a results document, such as one outcome's, its numbers as facts."""
    entries = report.facts.entry(name, *path)
    return {key: report.facts.entry(name, *path, key) for key in entries}


def _clusters(report: Report, outcome: str, arm: str = FIRST) -> dict[str, dict[str, object]]:
    """How many clusters were assigned and analysed, by arm and in all; empty without any.

    An arm beside the first is called `treated` as well, together with the controls.
    """
    rows = report.facts.rows("attrition.csv")
    marked = [row for row in rows if row["outcome"] == outcome]
    found = {
        row["arm"].removeprefix(CLUSTERS): row for row in marked if row["arm"].startswith(CLUSTERS)
    }
    if arm == FIRST or not found:
        return found
    own = {"treated": arm, "all": both(arm), "difference": f"difference_{arm}"}
    return {"control": found["control"]} | {name: found[key] for name, key in own.items()}


def part_name(report: Report, part: str) -> str:
    """What of an outcome a row speaks of: an arm beside the first, or a part of an answer."""
    arms = report.plan.design.arms.named
    if part in arms:
        return report.words.label(arms[part].label)
    return term(report.words, "part", part)


def target_label(report: Report, target: str) -> str:
    """What a row speaks of: its outcome and, after commas, its arm or the part of an answer."""
    outcome, *parts = target.split(", ")
    return ", ".join([report.variable_label(outcome), *(part_name(report, p) for p in parts)])


def attrition_bounds(report: Report) -> dict[str, Fact]:
    """The largest difference in attrition that the cautious rule allows, by outcome and arm."""
    rows = report.facts.rows("attrition.csv")
    arms = report.plan.design.arms.programmes
    ending = {("difference" if arm == FIRST else f"difference_{arm}"): arm for arm in arms}
    return {
        named(row["outcome"], ending[row["arm"]]): row["boundary"]
        for row in rows
        if row["arm"] in ending and row["boundary"]
    }


def withholds(report: Report) -> bool:
    """Whether anything in the results is withheld."""
    names = [path.name for path in report.folder.results.glob("*.csv")]
    return any(WITHHELD in report.facts.table(name) for name in names if name in TABLES)


def truth_of(report: Report, outcome: str, arm: str = FIRST) -> Fact | None:
    """The effect that a simulation put in, where the plan says so; it is known of no other data."""
    if not report.plan.evaluation.simulated or arm != FIRST:
        return None
    rows = report.facts.rows("published.csv")
    mine = [row for row in rows if row["outcome"] == outcome and row["kind"] == "truth"]
    return mine[0]["published_estimate"] if mine else None


def digest(report: Report, names: tuple[str, ...] = ()) -> str:
    """The first 12 characters of a SHA-256 over results of the evaluation: those named, or all."""
    state = hashlib.sha256()
    for path in sorted(report.folder.results.iterdir()):
        if path.name in names if names else not path.name.startswith(UNFINISHED):
            state.update(path.name.encode() + b"\0" + path.read_bytes())
    return state.hexdigest()[:12]


def environment(words: Words) -> Environment:
    """Templates whose sentences come from the catalogue and whose text is always escaped."""
    from pipeline.conclusions.attempt_families import family_of
    from pipeline.reporting import (
        attempts,
        caveats,
        charts,
        curve_figures,
        figures,
        grouped_attempts,
        groups,
        rehearsed,
    )
    from pipeline.reporting.curve_figures import specification_words, specifications
    from pipeline.reporting.quality_page.shown import SHOWN

    made = Environment(
        loader=FileSystemLoader(TEMPLATE / "sections"),
        extensions=["jinja2.ext.i18n"],
        autoescape=True,
        undefined=StrictUndefined,
        lstrip_blocks=True,
    )
    made.install_gettext_translations(words.translations, newstyle=True)
    made.globals |= SHOWN | {
        "charts": charts,
        "figures": figures,
        "curve_figures": curve_figures,
        "specifications": specifications,
        "specification_words": specification_words,
        "series_name": lambda series: series_name(words, series),
        "digest": digest,
        "part_name": part_name,
        "in_arm": named,
        "target_label": target_label,
        "group_rows": groups.group_rows,
        "several_questions": groups.several_questions,
        "contrast_cells": lambda row, outcome: groups.cells(words, row, outcome),
        "withholds": withholds,
        "attrition_bounds": attrition_bounds,
        "language_name": language_name,
        "zip": zip,
        "truth_of": truth_of,
        "dissent": caveats.dissent,
        "take_up_is_share": caveats.take_up_is_share,
        "takes_part_or_not": caveats.takes_part_or_not,
        "caution": lambda check: caution(words, check),
        "attempts": attempts.attempts,
        "groups_of_attempts": grouped_attempts.grouped,
        "said_nothing": attempts.said_nothing,
        "family_of": family_of,
        "rehearsals": rehearsed.rehearsals,
        "rehearsed": rehearsed.rehearsed,
        "rehearsal_measures": tuple(TERMS["rehearsal_measure"]),
        "headline_of": lambda report, target: _document(report, "headline.json", target),
        "evidence_of": lambda report, target: _document(report, "evidence.json", target),
        "concluded": lambda report, *path: _document(report, "conclusions.json", *path),
        "clusters_of": _clusters,
        "term": lambda kind, code: term(words, kind, code),
    }
    made.filters |= {
        "label": words.label,
        "closed": closed,
        "anchor": anchor,
        "number": words.number,
        "p_value": words.p_value,
        "percent": lambda fact, decimals=0: words.number(fact, decimals, scale=100),
        "amount": lambda fact, outcome: amount(words, fact, outcome),
        "difference": lambda fact, outcome: amount(words, fact, outcome, signed=True),
    }
    return made


def anchor(target: str) -> str:
    """A headline's name as a place in the page that links can go to."""
    return re.sub(r"\W+", "-", target)


def closed(text: str) -> Markup:
    """A sentence without the gap that an outcome without a unit leaves before a stop."""
    return Markup(text).replace(Markup(" ."), Markup(".")).replace(Markup(" ;"), Markup(";"))


def amount(words: Words, fact: Fact, outcome: Outcome, *, signed: bool = False) -> Markup:
    """A value of an outcome as readers see it: a binary one in percent, without its unit."""
    scale = 100 if outcome.kind == "binary" else 1
    return words.number(fact, outcome.decimals, scale=scale, signed=signed)
