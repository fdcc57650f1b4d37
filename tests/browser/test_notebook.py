"""Sections of a report among a notebook's own output: they look as in the report, it stays."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from driving import visit

import pipeline

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).resolve().parents[2]
# The rules of JupyterLab that would win over a single class.
AROUND = """<!doctype html><html lang="en"><head><meta charset="utf-8">
<title>A notebook</title><style>
body{margin:3px;font:13px monospace;color:rgb(9,9,9)}
.jp-RenderedHTMLCommon table{font-size:12px;border:none;margin:0}
.jp-RenderedHTMLCommon tbody tr:nth-child(odd){background:rgb(200,0,0)}
.jp-RenderedHTMLCommon :is(td,th){text-align:right}
</style></head><body><h2 id="own">Its own</h2>
<div class="jp-RenderedHTMLCommon">%s</div></body></html>"""


@pytest.mark.parametrize(("language", "side"), [("en", "left"), ("ar", "right")])
def test_a_section_looks_like_the_report_s(
    browser: "Browser", tmp_path: Path, language: str, side: str
) -> None:
    shown = pipeline.load("hiv-results", ROOT).results(language)
    path = tmp_path / "notebook.html"
    path.write_text(AROUND % shown, encoding="utf-8")
    with visit(browser, path) as opened:
        style = """(selector) => {
            const style = getComputedStyle(document.querySelector(selector));
            return [style.fontFamily, style.textAlign, style.color, style.backgroundColor];
        }"""
        family, align, _, _ = opened.page.evaluate(style, ".athar tbody th")
        assert family.startswith('"IBM Plex Sans Arabic"')
        assert align == "start"
        assert opened.page.evaluate(style, "#own")[0] == "monospace"
        assert opened.page.evaluate(style, "body")[2] == "rgb(9, 9, 9)"
        assert opened.page.evaluate("getComputedStyle(document.body).marginTop") == "3px"
        assert opened.page.evaluate(style, ".athar")[3] == "rgb(255, 255, 255)"
        head = opened.page.locator(".athar tbody th").first.bounding_box()
        last = opened.page.locator(".athar tbody tr").first.locator("td").last.bounding_box()
        assert (head["x"] < last["x"]) == (side == "left")
        assert opened.measured("signs")["found"] == []
