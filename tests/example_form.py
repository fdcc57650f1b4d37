"""A form with groups, repeats and two languages, and what it exports."""

from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from pipeline.codebook_draft import WaveExport, draft_lines
from pipeline.forms.collected import Coded, Collected, code_answers, collect
from pipeline.forms.form import Form
from pipeline.readers import READERS
from pipeline.readers.export import Export
from pipeline.readers.xlsform import read_form
from pipeline.sections.clean import ExportFile

EXPORTS = Path(__file__).parent / "reference" / "exports"


SURVEY = """type | name | label::English (en) | label::Arabic (ar) | relevant | constraint
start | start | | | |
begin group | home | Home | | |
text | village | Village | القرية | |
integer | age | Age | العمر | | . >= 0 or . = -99
select_one yesno | woman | Woman headed? | | ${age} > 14 |
select_multiple crops | crops | Crops | المحاصيل | |
text | crops_other | Which other? | | selected(${crops}, 'other') |
end group | | | | |
geopoint | gps | Where | | |
begin repeat | members | Members | | ${woman} = 1 |
text | member_name | Name | | |
select_multiple crops | grows | Grows | | |
begin repeat | visits | Visits | | |
integer | cost | Cost | | |
end repeat | | | | |
end repeat | | | | |
note | thanks | Thank you | | |"""


CHOICES = """list_name | name | label::English (en) | label::Arabic (ar)
yesno | 1 | Yes | نعم
yesno | 0 | No | لا
yesno | -99 | Refused to answer | رفض الإجابة
crops | maize | White maize | ذرة
crops | beans | Beans | فول
crops | other | Other | أخرى"""


SETTINGS = "form_title | version | default_language\nA form | 7 | English (en)"


def form_file(folder: Path, survey: str = SURVEY, choices: str = CHOICES) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, text in (("survey", survey), ("choices", choices), ("settings", SETTINGS)):
        sheet = book.create_sheet(name)
        for line in text.splitlines():
            sheet.append([cell.strip() or None for cell in line.split("|")])
    book.save(folder / "form.xlsx")
    return folder / "form.xlsx"


@pytest.fixture
def form(tmp_path: Path) -> Form:
    return read_form(form_file(tmp_path), "raw/form.xlsx")


def real(name: str) -> Export:
    path = EXPORTS / name
    return READERS[path.suffix](path, ExportFile(path=path.name))


def real_form(name: str) -> Form:
    return read_form(EXPORTS / name, name)


def export(**columns: list[object]) -> Export:
    return Export(pd.DataFrame(columns, dtype="str"))


def values(rows: pd.DataFrame, prefix: str) -> dict[str, list[object]]:
    found = rows.filter(regex=f"^{prefix}").astype(object)
    return found.where(found.notna(), None).to_dict("list")


def both(form_name: str, export_name: str) -> tuple[Form, Export, Collected, Coded]:
    form, exported = real_form(form_name), real(export_name)
    collected = collect(exported, form)
    return form, exported, collected, code_answers(collected.rows, form)


def drafted(rows: pd.DataFrame, *forms: Form, **more: object) -> dict[str, dict[str, str]]:
    wave = WaveExport("baseline", rows, forms=forms, **more)
    lines = draft_lines([wave], lambda _, label: "indirect" if "Age" in label else "no")
    return {line["variable"]: line for line in lines}
