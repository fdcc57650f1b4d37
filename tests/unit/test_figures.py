"""Figures of the reports: what they find, what they tell those who hear them, their text."""

import math
import re
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from markupsafe import Markup

from pipeline.conclude import PICTURED
from pipeline.conclusions.pictured import counted, lost, of_curve, pictured
from pipeline.plan_file import load_plan_and_codebook, load_settings
from pipeline.project import Folder
from pipeline.reporting import attrition_figure, canvas, causes, causes_figure, flow
from pipeline.reporting.curve_figures.numbers import picked
from pipeline.reporting.evaluation import Report, section
from pipeline.reporting.facts import Fact, Facts, Withheld
from pipeline.reporting.figure_findings import FINDINGS, attrition, balance, curve_finding, graph
from pipeline.reporting.figure_findings import causes as graph_says
from pipeline.reporting.figure_findings.agreement import ALL, SOME, agreement
from pipeline.reporting.svg import svg
from pipeline.reporting.terms import TERMS
from pipeline.reporting.words import words_in
from pipeline.results import read_json, read_table
from pipeline.wwc import attrition_boundary

ROOT = Path(__file__).resolve().parents[2]
NAMES = load_settings(ROOT).evaluations
AT_CUTOFF = ("cash-transfers", "support_points")
FORBIDDEN = re.compile(r"see the table|No description|^\s*$")


def report_of(name: str, language: str = "en", **replaced: Any) -> Report:
    """A shipped evaluation whose figures are counted anew; ``replaced`` are results by stem."""
    folder = Folder(ROOT, name)
    plan, codebook = load_plan_and_codebook(folder)

    @cache
    def table(file: str) -> pd.DataFrame:
        return replaced.get(file.partition(".")[0], read_table(folder, file))

    @cache
    def document(file: str) -> dict[str, Any]:
        stem = file.partition(".")[0]
        if stem in replaced:
            return replaced[stem]
        if stem != "conclusions":
            return read_json(folder, file)
        headline = read_json(folder, "headline.json")
        counts = pictured(headline, {one: table(one) for one in PICTURED})
        return read_json(folder, file) | {"figures": counts}

    languages = load_settings(ROOT).languages
    return Report(folder, plan, codebook, Facts(table, document), words_in(language), languages)


def told(report: Report, curve: str, target: str) -> str:
    return curve_finding(report, curve, target).striptags()


def ranges(*rows: tuple[float, float, float, float], series: str = "s") -> pd.DataFrame:
    """Rows of a curve: x, value, and the ends of its range."""
    columns = ["x", "value", "conf_low", "conf_high"]
    return pd.DataFrame(rows, columns=columns).assign(series=series)


def with_counts(report: Report, *path: str, **counts: float) -> Report:
    """The report whose figures' counts at a path are these."""
    inner: dict[str, Any] = counts
    for step in reversed(path):
        inner = {step: inner}
    document = report.facts.document

    def changed(file: str) -> dict[str, Any]:
        return document(file) | {"figures": inner} if file == "conclusions.json" else document(file)

    facts = Facts(report.facts.table, changed)
    return Report(report.folder, report.plan, report.codebook, facts, report.words, ("en",))


# --- counts -------------------------------------------------------------------------------------


def test_a_reference_without_width_and_a_missing_range_are_not_counted() -> None:
    rows = ranges(
        (-2, 1, 0.5, 2), (-1, 0, 0, 0), (0, -1, -2, 3), (1, -3, -4, -2), (2, 1, math.nan, 2)
    )
    found = counted(rows, side=1.0)
    assert found == {"drawn": 3, "same_side": 1, "clear": 2, "clear_same_side": 1}


def test_an_event_study_is_counted_before_and_after() -> None:
    rows = ranges((-2, 1, 0.5, 2), (-1, 0, 0, 0), (0, 1, 0.2, 3), (1, 3, 1, 5))
    found = of_curve("event_study", rows, 1.0)
    assert (found["before"]["drawn"], found["before"]["clear"]) == (1, 1)
    assert (found["after"]["drawn"], found["after"]["clear"]) == (2, 2)


def test_participants_whom_nobody_resembles_are_counted_by_their_share() -> None:
    rows = pd.concat(
        [
            pd.DataFrame({"series": "treated", "x": [0.1, 0.5, 0.9], "value": [0.2, 0.5, 0.3]}),
            pd.DataFrame({"series": "control", "x": [0.1, 0.5, 0.9], "value": [0.9, 0.1, 0.0]}),
        ]
    )
    assert of_curve("overlap", rows, 1.0) == {"alone": pytest.approx(0.3)}


def test_pretended_programmes_are_held_to_the_average_gap_since_the_start() -> None:
    series = {"gap_of_treated": (9, -4, -4), "A": (0, -5, -5), "B": (0, 3, 3), "C": (9, 1, -1)}
    rows = [(name, x, value) for name, values in series.items() for x, value in enumerate(values)]
    rows.append(("treatment_begins", 1, 0))
    table = pd.DataFrame(rows, columns=["series", "x", "value"])
    assert of_curve("gap", table, -1.0) == {"pretended": 3, "as_far": 1}


def test_losses_are_counted_by_level_without_clusters_and_unknown_ones() -> None:
    rows = [
        ("a", "difference", 0.05, "low"),
        ("a", "clusters_difference", 0.05, "high"),
        ("a", "all", None, None),
        ("b", "difference", 0.05, "high"),
        ("c", "difference", None, "unknown"),
    ]
    table = pd.DataFrame(rows, columns=["outcome", "arm", "boundary", "level"])
    assert lost(table) == {"outcomes": 2, "low": 1, "low_if_optimistic": 0, "high": 1}


# --- findings -----------------------------------------------------------------------------------


def test_every_curve_has_a_finding() -> None:
    assert set(FINDINGS) == set(TERMS["curve"])
    assert set(ALL) == set(SOME)


@pytest.mark.parametrize(
    ("drawn", "same", "clear", "clear_same", "says"),
    [
        (5, 5, 5, 5, "The 5 other estimates all point the same way as the headline. These ranges"),
        (1, 1, 0, 0, "The one other estimate points the same way as the headline. Its range holds"),
        (5, 3, 2, 2, "3 of 5 other estimates point the same way as the headline. Ranges that leave"
                     " zero out on that side: 2 of 5."),
        (5, 3, 2, 0, "all on the other side: 2 of 5."),
        (0, 0, 0, 0, "nothing here to compare"),
    ],
)  # fmt: skip
def test_how_far_answers_agree(
    drawn: int, same: int, clear: int, clear_same: int, says: str
) -> None:
    names = ("drawn", "same_side", "clear", "clear_same_side")
    counts = zip(names, (drawn, same, clear, clear_same), strict=True)
    facts = {name: Fact(float(value), f"f#{name}") for name, value in counts}
    assert says in agreement(report_of("hiv-results"), "estimates", facts).striptags()


def test_numbers_of_findings_carry_their_sources() -> None:
    found = FINDINGS["gap"](report_of("tobacco-control"), "gap", "cigsale")
    assert 'data-source="conclusions.json#figures/curves/gap/cigsale/pretended"' in found


@pytest.mark.parametrize(
    ("before", "says"),
    [
        ((2, 0), "none of 2 earlier differences leaves zero out"),
        ((1, 0), "the one earlier difference does not leave zero out"),
        ((3, 1), "earlier differences that leave zero out are 1 of 3"),
        ((0, 0), "No earlier difference can be looked at"),
    ],
)
def test_what_an_event_study_finds(before: tuple[int, int], says: str) -> None:
    report = report_of("organ-donation")
    halves = {"before": {"drawn": before[0], "clear": before[1]}, "after": {"drawn": 3, "clear": 2}}
    report = with_counts(report, "curves", "event_study", "registered", **halves)
    found = told(report, "event_study", "registered")
    assert says in found
    assert "Of 3 differences since it began, 2 leave zero out." in found


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([(0, 1, -1, 3), (1, 1, -2, 4)], "there is nothing to undo"),
        ([(0, 2, 1, 3), (0.5, 2, 0.5, 4), (1, 2, -1, 5)], "falls where trends differ 1.00 times"),
        ([(0, 2, 1, 3), (2, 2, 0.5, 4)], "holds even where trends differ 2.00 times"),
    ],
)
def test_what_other_trends_would_undo(rows: list[tuple[float, ...]], says: str) -> None:
    curves = ranges(*rows, series="honest_did").assign(curve="honest_did", outcome="registered")
    report = report_of("organ-donation", curves=curves.assign(n=math.nan))
    assert says in told(report, "honest_did", "registered")


@pytest.mark.parametrize(
    ("curve", "name", "target", "counts", "says"),
    [
        ("placebo_cutoffs", *AT_CUTOFF, {"drawn": 6, "clear": 0}, "None of 6"),
        ("placebo_cutoffs", *AT_CUTOFF, {"drawn": 6, "clear": 2}, "2 of 6 cut"),
        ("gap", "tobacco-control", "cigsale", {"pretended": 38, "as_far": 0}, "None of 38"),
        ("gap", "tobacco-control", "cigsale", {"pretended": 38, "as_far": 2}, "2 of 38"),
        ("donor_weights", "tobacco-control", "cigsale", {"places": 6}, "6 places; Utah weighs"),
        ("donor_weights", "tobacco-control", "cigsale", {"places": 1}, "is one place: Utah"),
        ("goodman_bacon", "organ-donation", "registered", {"misleading": 0.0}, "No weight lies"),
        ("goodman_bacon", "organ-donation", "registered", {"misleading": 0.25}, "25.0 percent"),
        ("overlap", "job-training-observational", "re78", {"alone": 0.0}, "Every participant has"),
        ("overlap", "job-training-observational", "re78", {"alone": 0.2}, "For 20.0 percent"),
        ("compliers", "college-proximity", "lwage", {"drawn": 9, "clear": 0}, "In none of 9"),
        ("compliers", "college-proximity", "lwage", {"drawn": 9, "clear": 2}, "In 2 of 9"),
        ("best_linear_projection", "hiv-results", "got", {"drawn": 4, "clear": 0}, "none of 4"),
        ("best_linear_projection", "hiv-results", "got", {"drawn": 4, "clear": 1}, "along 1 of 4"),
    ],
)  # fmt: skip
def test_what_curves_find(
    curve: str, name: str, target: str, counts: dict[str, float], says: str
) -> None:
    report = with_counts(report_of(name), "curves", curve, target, **counts)
    assert says in told(report, curve, target)


@pytest.mark.parametrize(("low", "says"), [(1.0, "jumps by"), (-1.0, "cannot be told from none")])
def test_a_jump_is_claimed_only_where_its_range_leaves_zero_out(low: float, says: str) -> None:
    headline = {"support_points": {"estimate": 2.0, "conf_low": low, "conf_high": 3.0}}
    report = report_of("cash-transfers", headline=headline)
    assert says in told(report, "binned_outcome", "support_points")


@pytest.mark.parametrize(
    ("counts", "says"),
    [
        ({"characteristics": 4, "alike": 4, "near": 0, "apart": 0}, "All 4 characteristics were"),
        ({"characteristics": 4, "alike": 1, "near": 3, "apart": 0}, "near enough for adjustment"),
        ({"characteristics": 4, "alike": 1, "near": 2, "apart": 1}, "1 were further apart"),
        ({"characteristics": 0, "alike": 0, "near": 0, "apart": 0}, "No characteristic could"),
    ],
)
def test_what_a_love_plot_finds(counts: dict[str, float], says: str) -> None:
    assert says in balance(with_counts(report_of("hiv-results"), "balance", **counts)).striptags()


@pytest.mark.parametrize(
    ("counts", "says"),
    [
        ({"low": 1, "low_if_optimistic": 0, "high": 0}, "the outcome lies under the cautious"),
        ({"low": 3, "low_if_optimistic": 0, "high": 0}, "all 3 outcomes lie under the cautious"),
        ({"low": 2, "low_if_optimistic": 1, "high": 0}, "For 1 of 3 outcomes the loss is small"),
        ({"low": 1, "low_if_optimistic": 1, "high": 1}, "lost for 1 of 3 outcomes"),
    ],
)
def test_what_losses_find(counts: dict[str, float], says: str) -> None:
    counts = counts | {"outcomes": sum(counts.values())}
    found = attrition(with_counts(report_of("hiv-results"), "attrition", **counts))
    assert says in found.striptags()


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("job-training", "Only the lottery decides"),
        ("hiv-results", "Within its strata only the lottery decides"),
        ("job-training-observational", "passes a double frame"),
        ("college-proximity", "only through taking part"),
        ("organ-donation", "The graph alone does not give the effect"),
    ],
)
def test_what_the_graph_says(name: str, says: str) -> None:
    assert says in graph_says(report_of(name))


def test_every_way_of_identifying_an_effect_has_words() -> None:
    assert set(graph.FINDINGS) == set(TERMS["identified_by"])


# --- the flow -----------------------------------------------------------------------------------


def counts_of_headlines(report: Report) -> dict[str, float]:
    """People whom each headline counts, where it counts everybody whose answers are there."""
    if report.plan.design.rule.identified_by == "continuity":
        return {}  # a headline at a cutoff has a window
    headline = report.facts.document("headline.json")
    return {target: row["n_obs"] for target, row in headline.items() if ", " not in target}


@pytest.mark.parametrize("name", NAMES)
def test_the_flow_adds_up_to_the_headlines(name: str) -> None:
    report = report_of(name)
    assert flow.mismatches(flow.flow_of(report), counts_of_headlines(report)) == []


@pytest.mark.parametrize(
    ("step", "arm", "column", "says"),
    [
        ("export", "all", "n", "sources"),
        ("sample_1", "all", "excluded", "sources"),
        ("allocated", "treated", "n", "group treated"),
        ("observed:got", "control", "n", "control, got"),
        ("complete:got", "treated", "n", "headline of got"),
    ],
)
def test_a_flow_that_does_not_add_up_is_found(step: str, arm: str, column: str, says: str) -> None:
    table = read_table(Folder(ROOT, "hiv-results"), "sample_flow.csv")
    table.loc[(table["step"] == step) & (table["arm"] == arm), column] += 1
    report = report_of("hiv-results", sample_flow=table)
    found = flow.mismatches(flow.flow_of(report), counts_of_headlines(report))
    assert any(one.startswith(says) for one in found), found


def test_a_withheld_number_stays_withheld_in_the_flow() -> None:
    made = flow.flow_of(report_of("savings-groups"))
    steps = [step for chain in made.sources for step in chain.steps]
    assert any(isinstance(step.count, Withheld) for step in steps)
    assert made.sources[0].heading == "baseline"


# --- attrition against its boundaries -------------------------------------------------------------


def test_each_loss_stands_beside_the_boundary_of_the_rule() -> None:
    report = report_of("savings-groups")
    found = attrition_figure.losses(report)
    assert len(found) == 2 * len(report.plan.outcomes)  # of people and of clusters
    for one in found:
        expected = attrition_boundary(one.overall.value, "cautious")
        assert one.boundary.value == pytest.approx(expected, abs=1e-9)
    (axes,) = attrition_figure.draw(found, report).axes
    marks = {tuple(line.get_xydata()[0]) for line in axes.lines if len(line.get_xydata()) == 1}
    people = {(one.overall.value, one.differential.value) for one in found if not one.of_clusters}
    assert people <= marks


def test_a_loss_that_nobody_knows_is_not_drawn() -> None:
    assert attrition_figure.losses(report_of("job-training")) == []


# --- the graph of causes --------------------------------------------------------------------------

GRAPH = {
    "treatment": "t",
    "graph": {
        "unobserved": ["u"],
        "edges": [["t", "m"], ["m", "y"], ["u", "t"], ["u", "y"], ["a", "t"], ["a", "y"],
                  ["b", "t"], ["b", "y"], ["c", "t"], ["c", "y"]],
    },
    "outcomes": {"y": {"adjustment_set": ["a", "b"], "identified_by": "frontdoor"}},
}  # fmt: skip


def test_variables_alike_share_a_box_unless_their_part_differs() -> None:
    boxes = causes.boxes_of(GRAPH)
    by_names = {box.names: box.role for box in boxes}
    assert by_names[("a", "b")] == "adjusted"
    assert by_names[("c",)] == "other"
    assert by_names[("u",)] == "hidden"


def test_arrows_go_on_and_through_no_box() -> None:
    boxes = causes.boxes_of(GRAPH)
    made = causes.layout(boxes)
    assert len(made.routes) == len(causes.edges_of(boxes))
    for route in made.routes:
        columns = [column for column, _ in route]
        assert columns == list(range(columns[0], columns[-1] + 1))
        assert len(route) > 1
        assert all(made.columns[column][row] is None for column, row in route[1:-1])
    place = {box: number for number, column in enumerate(made.columns) for box in column if box}
    treatment, outcome = causes.Box(("t",), "treatment"), causes.Box(("y",), "outcome")
    assert place[treatment] < place[outcome]


def test_the_graph_mirrors_in_arabic_and_hides_the_name_of_what_nobody_measured() -> None:
    english, arabic = report_of("weather-insurance"), report_of("weather-insurance", "ar")
    made = causes.layout(causes.boxes_of(english.facts.document("identification.json")))
    figures = [causes_figure.draw(made, report) for report in (english, arabic)]
    lefts = []
    for figure in figures:
        (axes,) = figure.axes
        colours = {patch: patch.get_facecolor() for patch in axes.patches}
        treated = [patch for patch, colour in colours.items() if colour[:3] == _rgb(canvas.BLUE)]
        lefts.append(treated[0].get_extents().x0 / figure.bbox.width)
    assert lefts[0] < 0.5 < lefts[1]
    drawn = causes_figure.causes_figure(english)
    assert "U_" not in drawn
    assert "nobody" in drawn


def _rgb(colour: str) -> tuple[float, ...]:
    from matplotlib.colors import to_rgb

    return to_rgb(colour)


# --- text of figures ------------------------------------------------------------------------------


def drawn(label: str, language: str = "en") -> str:
    words = words_in(language)
    figure, axes = canvas.canvas(words)
    axes.plot([0, 1], [-0.5, 0.5], label=label)
    axes.set_ylabel(label)
    canvas.number_ticks(axes.yaxis, words)
    return svg(canvas.arrange(figure, words), "made", "a picture")


def texts(picture: str) -> list[str]:
    return re.findall(r"<text[^>]*>(.*?)</text>", picture)


def test_a_figure_is_the_same_bytes_twice() -> None:
    assert drawn("income") == drawn("income")
    report = report_of("savings-groups")
    assert causes_figure.causes_figure(report) == causes_figure.causes_figure(report)


def test_a_figure_without_words_for_those_who_hear_it_is_refused() -> None:
    figure, _ = canvas.canvas(words_in("en"))
    with pytest.raises(ValueError, match="alternative"):
        svg(figure, "made", "")


def test_labels_are_text_and_nothing_else() -> None:
    shown = "".join(texts(drawn("$x^2$ <script>alert(1)</script> {{7*7}}")))
    assert "$x^2$" in shown
    assert "{{7*7}}" in shown
    assert "<script" not in drawn("<script>")


def test_a_label_cannot_turn_what_stands_beside_it_nor_grow_without_end() -> None:
    turned = drawn("gain \u202e5-\u202c now")
    assert "\u202e" not in turned
    picture = drawn("word " * 2000)
    assert len(texts(picture)) < 30
    assert "…" in picture


def test_numbers_in_arabic_figures_keep_sign_and_order() -> None:
    shown = texts(drawn("الأثر −3.2% عند CR2 و14 سنة", "ar"))
    label = next(text for text in shown if "الأثر" in text)
    assert label.startswith("\u2067")
    assert "\u2066−3.2%\u2069" in label
    assert "\u206614\u2069" in label
    assert "CR2" in label  # a name with a digit is no number
    assert any(re.fullmatch("\u2066−0\\.\\d+\u2069", text) for text in shown)  # of the axis


def test_ticks_have_a_true_minus_and_the_decimals_they_need() -> None:
    write = canvas.tick(words_in("en"), 100, after="%")
    assert [write(value) for value in (-0.5, 0, 0.125, 12)] == ["−50%", "0%", "12.5%", "1,200%"]
    assert canvas.tick(words_in("en"), grouped=False)(1989.0) == "1989"


@pytest.mark.parametrize("language", ["en", "ar"])
def test_all_text_of_a_figure_is_inside_it(language: str) -> None:
    words = words_in(language)
    figure, axes = canvas.canvas(words)
    labels = ["a short one", "a name so long that it must be broken over several lines of text"]
    axes.plot([-12345, 12345], [0, 1], label="what the marks are, told at some length in a legend")
    canvas.name_rows(axes, labels, words)
    axes.set_xlabel("what goes across, " * 5)
    axes.set_ylabel("what goes up, " * 5)
    canvas.arrange(figure, words, canvas.rows_high(labels))
    page = figure.bbox
    for part in (*figure.texts, *axes.texts, *axes.get_yticklabels(), *figure.legends):
        box = part.get_window_extent()
        assert page.x0 - 1 <= box.x0
        assert box.x1 <= page.x1 + 1
        assert page.y0 - 1 <= box.y0
        assert box.y1 <= page.y1 + 1
    (legend,) = figure.legends
    assert legend.get_window_extent().y1 <= figure.texts[-1].get_window_extent().y0 + 1


@pytest.mark.parametrize(
    ("name", "language"),
    [
        ("job-training-observational", "en"),
        ("organ-donation", "ar"),
        ("tobacco-control", "en"),
        ("cash-transfers", "ar"),
        ("savings-groups", "en"),
    ],
)
def test_every_picture_of_an_annex_says_what_it_finds(name: str, language: str) -> None:
    page = section(report_of(name, language), "annex")
    pictures = re.findall(r'<svg class="figure"[^>]*aria-label="([^"]*)"', page)
    captions = [Markup(one).striptags() for one in
                re.findall(r"<figcaption><strong>(.*?)</strong>", page, re.DOTALL)]  # fmt: skip
    assert len(pictures) == len(captions) >= 3
    for alternative, caption in zip(pictures, captions, strict=True):
        assert not FORBIDDEN.search(alternative)
        first = Markup(alternative).unescape()
        assert caption.split(". ")[0].rstrip(".") in first
    told_once = page.count('<details class="told">')
    linked = len(re.findall(r'<a href="#(?:every-estimate|alike-at-the-start)"', page))
    assert told_once + linked == len(pictures)


def test_long_tables_are_picked_evenly_from_every_series() -> None:
    rows = [{"series": name, "x": number} for name in "ab" for number in range(100)]
    kept = picked(rows, 10)
    assert len(kept) == 10
    for name in "ab":
        places = [row["x"] for row in kept if row["series"] == name]
        assert (places[0], places[-1]) == (0, 99)
    assert picked(rows[:8], 10) == rows[:8]


def test_what_an_import_does_without_is_there_again_afterwards() -> None:
    import importlib

    from pipeline.reporting.notebook import _unneeded

    sys.modules.pop("colorsys", None)
    with _unneeded("colorsys", "math"):
        with pytest.raises(ImportError):
            importlib.import_module("colorsys")
        assert importlib.import_module("math") is math  # what is loaded stays
    assert importlib.import_module("colorsys").rgb_to_hsv
