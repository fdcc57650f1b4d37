"""The portfolio's page: what it makes of cards, with and without what a card may lack."""

import copy
import json
import re
import shutil
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from conftest import ROOT
from pipeline import portfolio
from pipeline.conclusions.card import card_of
from pipeline.errors import ResultsError
from pipeline.plan_file import load_plan, load_settings
from pipeline.project import Folder
from pipeline.reporting.portfolio_page.cards import card_from
from pipeline.reporting.portfolio_page.choosing import facets, rules
from pipeline.reporting.portfolio_page.counts import counted
from pipeline.reporting.portfolio_page.page import names_beside, page_of
from pipeline.reporting.portfolio_page.scale import Scale, picture, scale_of
from pipeline.reporting.words import words_in
from reading import Reader, read

EVALUATIONS = load_settings(ROOT).evaluations
ENGLISH = words_in("en")


@cache
def made(name: str) -> str:
    folder = Folder(ROOT, name)
    return json.dumps(card_of(folder, load_plan(folder)))


def document(name: str = "savings-groups", **changed: Any) -> dict[str, Any]:
    """The card of a shipped evaluation, from its plan and its results in git."""
    return json.loads(made(name)) | changed


def lone(found: dict[str, Any], **headline: Any) -> dict[str, Any]:
    """A card of one headline, with numbers of its own where given."""
    target = found["targets"][0]
    found["targets"] = [target]
    found["headline"][target] |= headline
    return found


def page(*documents: dict[str, Any], language: str = "en") -> str:
    return page_of([card_from(found) for found in documents], language, ("en", "ar", "fr"))


def at(source: str, found: dict[str, Any]) -> float:
    """The number that a card holds where a source in `results/` says it is."""
    name, _, place = source.partition("#")
    value = found[Path(name).stem]
    for step in filter(None, place.split("/")):
        value = value[step]
    return value


def classes(reader: Reader, tag: str) -> list[set[str]]:
    return [set((attributes.get("class") or "").split()) for attributes in reader.has(tag)]


def test_every_evaluation_has_its_rows_and_its_card_in_the_order_given() -> None:
    documents = [document(name) for name in EVALUATIONS]
    reader = read(page(*documents))
    shown = [article["id"] for article in reader.has("article")]
    assert shown == list(EVALUATIONS)
    primary = sum(
        outcome["role"] == "primary"
        for found in documents
        for outcome in found["outcomes"].values()
    )
    assert sum("effect" in given for given in classes(reader, "tr")) == primary


def test_outcomes_come_in_the_plans_order_and_secondary_ones_only_on_the_card() -> None:
    found = document()
    plan = load_plan(Folder(ROOT, "savings-groups"))
    assert found["targets"] == list(plan.outcomes)
    card = card_from(found)
    assert [made.target for made in card.findings] == list(plan.outcomes)
    assert {made.outcome.role for made in card.headlines} == {"primary"}


@pytest.mark.parametrize("language", ["en", "ar", "fr"])
def test_every_number_is_the_cards_and_says_where_it_is(language: str) -> None:
    found = document("hiv-results")
    numbers = read(page(found, language=language)).numbers
    own = [number for number in numbers if number.source.startswith("data/hiv-results/results/")]
    assert len(own) > 8
    for number in own:
        assert number.value == f"{at(number.source, found):.10g}", number
    counts = {"counts": counted([card_from(found)])}
    for number in set(numbers) - set(own):
        assert number.source.startswith("reports/portfolio/counts.json#")
        assert float(number.value) == at(number.source, counts)


def test_all_languages_show_the_same_numbers() -> None:
    documents = [document(name) for name in EVALUATIONS]
    english, *others = (
        sorted(
            (number.source, number.value) for number in read(page(*documents, language=own)).numbers
        )
        for own in ("en", "ar", "fr")
    )
    # A count that a language says as a word (one, two) is not there as a digit.
    keep = [one for one in english if not one[0].startswith("reports/")]
    for other in others:
        assert [one for one in other if not one[0].startswith("reports/")] == keep


def test_counts_are_those_of_the_headlines() -> None:
    one, other = document("hiv-results"), document("cash-transfers", simulated=True)
    counts = counted([card_from(one), card_from(other)])
    assert counts["evaluations"] == counts["headlines"] == 2
    assert counts["simulated"] == 1
    assert counts["verdicts"] == {"increase": 2}
    assert counts["families"] == {"lottery": 1, "cutoff": 1}
    assert counts["doubted"] == 1


def test_what_a_card_lacks_is_not_shown() -> None:
    found = document("hiv-results")
    bare = {key: value for key, value in found.items() if key not in ("who", "people", "costs")}
    bare |= {"sdg": [], "people": None, "costs": None}
    bare.pop("version", None)
    del bare["conclusions"]["people"]  # what was withheld of them is named there
    texts = read(page(bare)).texts
    for words in ("For whom", "Offered the programme", "SDG target", "State of this report"):
        assert words not in texts
    assert "Draft" not in texts


def test_people_costs_and_version_are_shown_with_their_sources() -> None:
    found = document("hiv-results", version={"number": 2, "date": "2026-05-03"})
    found["conclusions"].pop("people", None)
    found |= {
        "people": {"in_study": 2897, "offered": 2218},
        "costs": {
            "got": {"per_person": 38.0, "per_unit": 87.7, "low": 79.7, "high": None},
            "currency": {"en": "US dollars"},
        },
    }
    reader = read(page(found))
    shown = {number.source.rpartition("results/")[2]: number.text for number in reader.numbers}
    assert shown["conclusions.json#people/in_study"] == "2,897"
    assert shown["conclusions.json#people/offered"] == "2,218"
    assert shown["costs.csv#got/treated/per_unit"] == "87.70"
    assert shown["version.json#/number"] == "2"
    assert any("without an upper end" in text for text in reader.texts)
    assert "3 May 2026" in reader.texts


def test_a_report_that_left_its_version_is_a_draft() -> None:
    released = {"number": 2, "date": "2026-05-03", "state": "changed"}
    assert any("Draft" in text for text in read(page(document(version=released))).texts)
    assert "Draft" in read(page(document(version=None))).texts


def test_what_is_withheld_is_a_word() -> None:
    found = document("hiv-results")
    found["evidence"]["got"] |= {"overall_attrition": None, "withheld": ["overall_attrition"]}
    found["conclusions"]["people"] = {"in_study": None, "offered": 20, "withheld": ["in_study"]}
    reader = read(page(found))
    assert "withheld" in reader.texts
    assert "So few that it is withheld" in reader.texts


def test_each_arm_is_a_finding_with_its_label() -> None:
    found = document("hiv-results")
    found["arms"]["double"] = {"en": "a double reward"}
    found["targets"].append("got, double")
    for part in ("headline", "evidence"):
        found[part]["got, double"] = copy.deepcopy(found[part]["got"])
    outcomes = found["conclusions"]["outcomes"]
    outcomes["got, double"] = copy.deepcopy(outcomes["got"])
    reader = read(page(found))
    assert any("a double reward" in text for text in reader.texts)
    assert sum("effect" in given for given in classes(reader, "tr")) == 2
    assert any("#got, double/estimate" in number.source for number in reader.numbers)


def test_a_simulated_evaluation_says_so_twice() -> None:
    texts = read(page(document("hiv-results", simulated=True))).texts
    assert "simulated" in texts
    assert "simulated data" in texts
    assert "simulated" not in read(page(document("hiv-results"))).texts


def test_every_choice_has_a_label_a_group_and_a_rule() -> None:
    text = page(*(document(name) for name in EVALUATIONS))
    reader = read(text)
    groups = len(reader.has("fieldset"))
    assert groups == len(reader.has("legend")) == 4
    boxes = reader.has("input")
    assert len(boxes) == len(reader.has("label"))
    assert {box["type"] for box in boxes} == {"radio"}
    assert sum("checked" in box for box in boxes) == groups
    assert "<form" not in text
    assert "<script" not in text
    marks = {
        mark for given in (*classes(reader, "tbody"), *classes(reader, "tr")) for mark in given
    }
    for box in boxes:
        chosen = (box["id"] or "").removeprefix("choose-")
        if not chosen.endswith("-all"):
            assert chosen in marks
            assert f":has(#choose-{chosen}:checked)" in text


def test_a_verdict_and_a_certainty_must_be_of_one_finding() -> None:
    cards = [card_from(document(name)) for name in EVALUATIONS]
    sheet = rules(facets(cards, ENGLISH))
    assert (
        ":root:has(#choose-certainty-high:checked):has(#choose-verdict-increase:checked) "
        ".one:not(:has(.certainty-high.verdict-increase))"
    ) in sheet
    assert sheet.count("{") == 1


def test_nothing_is_offered_to_choose_between_equals() -> None:
    card = card_from(document("hiv-results"))
    assert facets([card, card], ENGLISH) == []
    assert "<details" not in page(document("hiv-results"))


def test_goals_are_offered_in_their_order_by_number_and_name() -> None:
    cards = [card_from(document(sdg=["10.2", "2.1", "1.4"]))]
    offered = {facet.code: facet for facet in facets(cards, ENGLISH)}
    names = [choice.name for choice in offered["goal"].choices]
    assert names == ["1 No poverty", "2 Zero hunger", "10 Reduced inequalities"]


def test_the_scale_holds_every_estimate_and_most_ranges() -> None:
    cards = [card_from(document(name)) for name in EVALUATIONS]
    findings = [found for card in cards for found in card.findings]
    scale = scale_of(findings)
    values = [found.headline["standardised"].value for found in findings]
    assert scale.low <= min(values)
    assert max(values) <= scale.high
    assert 0.0 in scale.ticks
    assert 3 <= len(scale.ticks) <= 9
    beyond = [f for f in findings if f.headline["standardised_high"].value > scale.high]
    assert len(beyond) <= len(findings) // 10


@pytest.mark.parametrize(("high", "arrows"), [(0.9, 0), (3.0, 1)])
def test_a_range_that_goes_on_ends_in_an_arrow(high: float, arrows: int) -> None:
    ends = {"standardised_low": -0.5, "standardised": 0.4, "standardised_high": high}
    card = card_from(lone(document("hiv-results"), **ends))
    drawn = picture(card.findings[0], Scale(-1.0, 1.0, 0.5), ENGLISH)
    assert drawn.count('<path class="point"') == arrows
    across = [float(x) for x in re.findall(r'd="M([\d.]+) 17H([\d.]+)"', drawn)[0]]
    assert across == [67.0, 226.0 if arrows else 215.4]


def test_without_a_standard_deviation_there_is_no_picture() -> None:
    text = page(lone(document("hiv-results"), standardised=None))
    assert "cannot be put on this scale" in text
    assert 'class="interval"' not in text


def test_texts_of_a_plan_are_shown_and_never_run() -> None:
    hostile = '<script>alert(1)</script>"><img src=x onerror=alert(1)>{{7*7}}'
    named = {"en": hostile}
    text = page(document(title=named, programme=named, place=named, who=named))
    assert "<script>" not in text
    assert "<img" not in text
    assert "{{7*7}}" in text


def test_a_heading_cannot_end_its_style_rule() -> None:
    sheet = names_beside(['a "b" \\ </style>', "picture", "two\nlines"])
    assert "</style>" not in sheet
    assert sheet.count('"') == 4
    assert sheet.count("\n") == 1


def test_pages_link_to_one_another_and_to_reports_in_their_language(tmp_path: Path) -> None:
    settings = (ROOT / "params.yaml").read_text(encoding="utf-8")
    listed = re.sub(r"(?s)^evaluations:.*?(?=^# The languages)", "evaluations:\n  - hiv-results\n",
                    settings, flags=re.MULTILINE)  # fmt: skip
    (tmp_path / "params.yaml").write_text(listed, encoding="utf-8")
    with pytest.raises(ResultsError):
        portfolio.run(tmp_path)
    for name in ("dvc.yaml", "requirements.txt"):
        shutil.copy(ROOT / name, tmp_path)
    (tmp_path / "reports" / "cards").mkdir(parents=True)
    card = tmp_path / "reports" / "cards" / "hiv-results.json"
    card.write_text(made("hiv-results"), encoding="utf-8")
    portfolio.run(tmp_path)
    first = read((tmp_path / "reports" / "index.html").read_text(encoding="utf-8"))
    other = read((tmp_path / "reports/portfolio/index.ar.html").read_text(encoding="utf-8"))
    assert other.has("html")[0] == {"lang": "ar", "dir": "rtl"}
    links = [{a["href"] for a in reader.has("a")} for reader in (first, other)]
    pages = ("evaluation", "annex", "data_quality")
    assert {"portfolio/index.ar.html"} | {f"hiv-results/{p}.en.html" for p in pages} <= links[0]
    assert {"../index.html"} | {f"../hiv-results/{p}.ar.html" for p in pages} <= links[1]
    counts = json.loads((tmp_path / "reports/portfolio/counts.json").read_text(encoding="utf-8"))
    assert counts["evaluations"] == 1


def test_sixty_evaluations_are_one_page() -> None:
    documents = [
        document(name) | {"name": f"{name}-{copy}"} for copy in range(6) for name in EVALUATIONS
    ]
    text = page(*documents)
    assert len(read(text).has("article")) == 60
    assert len(text.encode()) < 480 * 1024
