"""Analysts see in a notebook what the report shows, in any language; nothing else moves."""

import json
import re
import sys
from pathlib import Path

import pytest

import pipeline
from pipeline.errors import ResultsError
from pipeline.explore import Evaluation
from pipeline.reporting.evaluation import Html, open_report, section

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def ev() -> Evaluation:
    return pipeline.load("hiv-results", ROOT)


def html(shown: Html) -> str:
    """What a notebook gets to show."""
    (kind,) = shown._repr_mimebundle_().items()
    assert kind[0] == "text/html"
    return kind[1]


@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("ar", "rtl")])
def test_a_section_is_the_report_s_own(ev: Evaluation, language: str, direction: str) -> None:
    shown = html(ev.results(language))
    assert f'<div class="athar" lang="{language}" dir="{direction}">' in shown
    assert section(open_report("hiv-results", language, ROOT), "results") in shown
    assert html(ev.section("results", language)) == shown


@pytest.mark.parametrize("language", ["en", "ar"])
def test_figures_are_the_report_s_own(ev: Evaluation, language: str) -> None:
    for name in ("balance", "estimates", "influence"):
        shown = html(ev.figure(name, language=language))
        assert shown.count("<svg ") == 1
        assert 'aria-label="' in shown
    assert html(ev.figure("estimates", "got", language)) == html(
        ev.figure("estimates", language=language)
    )


def test_the_style_reaches_no_further_than_the_cell(ev: Evaluation) -> None:
    """Every rule but the typeface stands inside one block that begins with our class."""
    style = re.search(r"<style>(.*?)</style>", html(ev.flow()), re.DOTALL)[1]
    outside = re.sub(r"@font-face\{[^}]*\}", "", style).strip()
    assert outside.startswith(".athar.athar{")
    depths, depth = [], 0
    for character in outside:
        depth += (character == "{") - (character == "}")
        depths.append(depth)
    assert depths.index(0, depths.index(1)) == len(depths) - 1
    assert not re.search(r"^(html|body|:root)\{", outside, re.MULTILINE)


def test_what_there_is_not_is_answered_with_what_there_is(ev: Evaluation) -> None:
    with pytest.raises(ResultsError) as stopped:
        ev.figure("influenc")
    assert stopped.value.faults[0].help == "did you mean `influence`?"
    with pytest.raises(ResultsError) as stopped:
        ev.section("nothing_like_it_at_all")
    assert "results" in stopped.value.faults[0].help
    with pytest.raises(ResultsError):
        ev.figure("estimates", "gott")


def test_jupyterlab_knows_the_settings_that_keep_it_from_the_network() -> None:
    """Each is in the installed schema: a renamed one would silently do nothing."""
    schemas = Path(sys.prefix) / "share/jupyter/lab/schemas"
    shipped = ROOT / ".jupyter/labconfig/default_setting_overrides.json"
    for plugin, settings in json.loads(shipped.read_text(encoding="utf-8")).items():
        package, _, name = plugin.partition(":")
        schema = json.loads((schemas / package / f"{name}.json").read_text(encoding="utf-8"))
        assert set(settings) <= set(schema["properties"])
