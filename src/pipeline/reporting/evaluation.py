"""One evaluation's report, section by section, as the notebook shows it."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from pipeline.codebook import Codebook, asked_in
from pipeline.designs.comparisons import both, named
from pipeline.disclosure_rules.cells import WITHHELD
from pipeline.plan import Plan
from pipeline.plan_file import load_plan_and_codebook, load_settings
from pipeline.project import UNFINISHED, Folder, evaluation
from pipeline.reporting.facts import Fact, Facts, facts_of
from pipeline.reporting.terms import TERMS, term, wave_name
from pipeline.reporting.words import N_, Words, words_in
from pipeline.results import CLUSTERS, TABLES
from pipeline.sections.construct import MISSING_ENDING
from pipeline.sections.design import FIRST

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
    from pipeline.reporting.templates import environment

    made = environment(report.words, report.plan.evaluation.country)
    template = made.get_template(f"{name}.html.j2")
    return Html(template.render(report=report, **given))


def document(report: Report, name: str, *path: str) -> dict[str, object]:
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
