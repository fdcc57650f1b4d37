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
STOPS = ".;,)،؛"  # before which no gap is left, but for the one that French has of its own
PLAIN = {"1": "yes", "0": "no"}  # codes that need no codebook


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
        return self.in_wave(label, wave) if wave else label

    def in_wave(self, label: str, wave: str) -> str:
        """What readers call a question as one wave asked it."""
        asked = self.words.say(N_("%(question)s, %(wave)s"))
        return asked % {"question": label, "wave": wave_name(self.words, wave)}

    def answer_label(self, column: str, code: str) -> str:
        """What readers call an answer: its label in the codebook, or the code itself.

        A plain yes or no is the catalogue's where the codebook has it in English alone.
        """
        variable = self.codebook.get(asked_in(column, self.codebook, self.plan.clean.merged)[0])
        texts = variable.answers.get(code, {}) if variable else {}
        if self.words.language in texts:
            return texts[self.words.language]
        said = self.words.label(texts) or (code if variable and variable.codes else PLAIN.get(code))
        common = {"yes": self.words.say(N_("yes")), "no": self.words.say(N_("no"))}
        return common.get((said or code).lower(), said or code)


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
    made = environment(report.words, report.plan.evaluation.country)
    template = made.get_template(f"{name}.html.j2")
    return Html(template.render(report=report, **given))


def _document(report: Report, name: str, *path: str) -> dict[str, object]:
    """A part of a results document, such as one outcome's, its numbers as facts."""
    entries = report.facts.entry(name, *path)
    return {key: report.facts.entry(name, *path, key) for key in entries}


def clusters_of(report: Report, outcome: str, arm: str = FIRST) -> dict[str, dict[str, object]]:
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
    label = report.variable_label(outcome)
    for part in parts:
        within = report.words.say(N_("%(outcome)s, %(part)s"))
        label = within % {"outcome": label, "part": part_name(report, part)}
    return label


def error_words(report: Report, row: dict[str, object]) -> Markup:
    """What the standard error of an estimate allows for, and its degrees of freedom."""
    code = str(row["se_type"])
    kinds = TERMS["standard_error"]
    kind = term(report.words, "standard_error", code) if code in kinds else "%(code)s"
    named = Markup(kind) % {"code": Markup('<bdi dir="ltr">{}</bdi>').format(code)}
    if not row["df"]:
        return named
    sentence = report.words.say(N_("%(error)s; degrees of freedom: %(df)s"))
    return Markup(sentence) % {"error": named, "df": report.words.number(row["df"])}


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


def environment(words: Words, country: str | None = None) -> Environment:
    """Templates whose sentences come from the catalogue and whose text is always escaped.

    The months of dates have the names that they have in ``country``.
    """
    from pipeline.conclusions.attempt_families import family_of
    from pipeline.reporting import (
        attempts,
        attrition_figure,
        causes_figure,
        caveats,
        charts,
        curve_figures,
        delivery,
        dictionary,
        figure_findings,
        figures,
        flow,
        grouped_attempts,
        groups,
        rehearsed,
        standing,
    )
    from pipeline.reporting.curve_figures import specification_words, specifications
    from pipeline.reporting.provenance import provenance
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
        "figure_findings": figure_findings,
        "attrition_figure": attrition_figure,
        "causes_figure": causes_figure,
        "flow_of": flow.flow_of,
        "few_headlines": attempts.few_headlines,
        "curve_figures": curve_figures,
        "delivery": delivery,
        "specifications": specifications,
        "specification_words": specification_words,
        "series_name": lambda series: series_name(words, series),
        "digest": digest,
        "provenance": provenance,
        "part_name": part_name,
        "in_arm": named,
        "target_label": target_label,
        "error_words": error_words,
        "wave_name": lambda wave: wave_name(words, wave),
        "group_rows": groups.group_rows,
        "several_questions": groups.several_questions,
        "contrast_cells": lambda row, outcome: groups.cells(words, row, outcome),
        "withholds": withholds,
        "dictionary": dictionary.entries,
        "attrition_bounds": attrition_bounds,
        "language_name": language_name,
        "zip": zip,
        "truth_of": truth_of,
        "caveats": caveats.caveats,
        "caveat_name": lambda one: (
            term(words, "check", one.check) if one.check else term(words, "caveat", one.code)
        ),
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
        "clusters_of": clusters_of,
        "standing_of": standing.standing_of,
        "changes_of": standing.changes_of,
        "decided": standing.decided,
        "version_part": lambda part: part_of_version(words, part),
        "in_outcome": lambda target: target.partition(", ")[0],
        "term": lambda kind, code: term(words, kind, code),
    }
    made.filters |= {
        "label": words.label,
        "closed": closed,
        "anchor": anchor,
        "day": lambda date: words.day(date, country),
        "number": words.number,
        "money": lambda fact: delivery.money(words, fact),
        "p_value": words.p_value,
        "percent": lambda fact, decimals=0: words.number(fact, decimals, scale=100),
        "amount": lambda fact, outcome: amount(words, fact, outcome),
        "difference": lambda fact, outcome: amount(words, fact, outcome, signed=True),
    }
    return made


def part_of_version(words: Words, part: str) -> str:
    """What a version was made from, in words; a section of the plan that has none is another."""
    known = part in TERMS["made_from"]
    return term(words, "made_from", part if known else "plan.other")


def anchor(target: str) -> str:
    """A headline's name as a place in the page that links can go to."""
    return re.sub(r"\W+", "-", target)


def closed(text: str) -> Markup:
    """A sentence without the gap that an outcome without a unit leaves before a stop."""
    return Markup(re.sub(rf" +(?=\N{{NO-BREAK SPACE}}?[{STOPS}])", "", text))


def amount(words: Words, fact: Fact, outcome: Outcome, *, signed: bool = False) -> Markup:
    """A value of an outcome as readers see it: a binary one in percent, without its unit."""
    scale = 100 if outcome.kind == "binary" else 1
    return words.number(fact, outcome.decimals, scale=scale, signed=signed)
