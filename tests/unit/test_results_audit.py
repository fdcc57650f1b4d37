"""The last look before a report: results and pages that would give somebody away."""

import pytest

from pipeline import report
from pipeline.disclosure_rules.audit import refuse_contacts, refuse_unsafe_results
from pipeline.errors import ResultsError
from pipeline.plan_file import load_plan
from pipeline.project import Folder
from protected_study import folder, protected  # noqa: F401


def test_results_as_written_are_safe(protected: Folder) -> None:
    refuse_unsafe_results(protected, load_plan(protected))


def edit(folder: Folder, name: str, old: str, new: str) -> None:
    path = folder.results / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "old", "new", "code"),
    [
        ("data_checks.csv", "constraints,age,passed,0", "constraints,age,passed,3", "E621"),
        # what was withheld, put back: five people follow from it
        (
            "sample_flow.csv",
            "observed:got,control,,,n;excluded",
            "observed:got,control,623,,excluded",
            "E623",
        ),
        ("attrition.csv", "got,all,2897,", "got,all,,", "E621"),
        ("headline.json", '"n_treated": 2194', '"n_treated": 7', "E621"),
        ("estimates.csv", "outcome,estimand", "outcome,name", "E601"),
        ("sample_flow.csv", "complete:got,control,618", "complete:got,control,999", "E623"),
    ],
)
def test_an_edited_result_is_refused_and_no_page_is_written(
    folder: Folder, name: str, old: str, new: str, code: str
) -> None:
    edit(folder, name, old, new)
    with pytest.raises(ResultsError) as caught:
        report.run(folder, "en")
    assert code in {fault.code for fault in caught.value.faults}
    assert not folder.reports.exists()


def test_an_unknown_file_is_refused(folder: Folder) -> None:
    (folder.results / "respondents.csv").write_text("name\nSomebody\n")
    with pytest.raises(ResultsError, match="no stage writes this file") as caught:
        report.run(folder, "en")
    assert "Somebody" not in str(caught.value.faults)


@pytest.mark.parametrize(
    "text",
    ["+255 712 345 678", "0049 30 1234567", "a.b@example.org", "-13.98765, 33.12345",
     "+٢٥٥٧١٢٣٤٥٦٧٨"],
)  # fmt: skip
def test_a_page_with_a_way_to_somebody_is_refused(text: str) -> None:
    with pytest.raises(ResultsError) as caught:
        refuse_contacts(f"<p>Call {text} today</p>", "reports/x/evaluation.en.html")
    assert text not in str(caught.value.faults)


def test_numbers_of_results_dates_and_citations_are_no_contacts() -> None:
    page = (
        "<style>a{x:1.23456,7.89012}</style><p>1,794.34 US dollars, 1975–1979, 94(448), 1053–1062,"
        ' doi 10.1080/01621459.1999.10473858, <data value="12345678901">+12,345,678,901</data>'
        " from 474 to 3,115; p 0.0001 0.0002, fingerprint <code>075202779345</code></p>"
    )
    refuse_contacts(page, "x")
