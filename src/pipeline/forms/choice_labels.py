"""Answers exported as labels, turned back into the codes of the form."""

from collections.abc import Iterable

import pandas as pd

from pipeline.forms.form import MULTIPLE, Form, Question

ONE_CHOICE = "select_one"
SEVERAL = (MULTIPLE, "rank")


def code_choices(rows: pd.DataFrame, form: Form) -> tuple[pd.DataFrame, dict[str, int]]:
    """Answers to questions with choices as codes, and how many are neither code nor label.

    An answer that is a code stays; one that is a label, in any language of the form and whatever
    its capitals and spaces, becomes its code. Where every answer of a column is a label of one
    language but not every one a code (codes 1 to 5 labelled 5 to 1), they are read as labels.
    Answers that the form does not list stay as they are and are counted by question.
    """
    coded, unlisted = {}, {}
    for question in form.questions.values():
        if question.kind not in (ONE_CHOICE, *SEVERAL) or not question.choices:
            continue
        if question.name not in rows:
            continue
        texts = as_written(rows[question.name])
        meanings = _meanings(texts.dropna().unique(), question)
        lost = [answer for answer, codes in meanings.items() if codes is None]
        if count := int(texts.isin(lost).sum()):
            unlisted[question.name] = count
        changed = {answer: c for answer, c in meanings.items() if c not in (None, answer)}
        if changed:
            coded[question.name] = texts.map(changed).fillna(texts).astype("str")
    return rows.assign(**coded), unlisted


def as_written(cells: pd.Series) -> pd.Series:
    """Cells as text, numbers as a form writes its codes: 1, not 1.0."""
    if not pd.api.types.is_numeric_dtype(cells) or pd.api.types.is_bool_dtype(cells):
        return cells.astype("str")
    whole = cells.notna() & (cells % 1 == 0)
    return cells.astype("str").mask(whole, cells.where(whole, 0).astype("int64").astype("str"))


def _meanings(answers: Iterable[str], question: Question) -> dict[str, str | None]:
    """What each answer is as codes joined by spaces; None for one that the form does not list."""
    answers = list(answers)
    read = _several if question.kind in SEVERAL else _one
    codes = {code: code for code in question.choices}
    as_codes = {answer: read(answer, codes) for answer in answers}
    if all(as_codes.values()):
        return as_codes
    languages = {language for labels in question.choices.values() for language in labels}
    found = {}
    for language in sorted(languages):
        labels = _labels(question, language)
        as_labels = {answer: read(answer, labels) for answer in answers}
        if all(as_labels.values()):
            return as_labels
        found |= {answer: code for answer, code in as_labels.items() if code}
    return {answer: as_codes[answer] or found.get(answer) for answer in answers}


def _labels(question: Question, language: str) -> dict[str, str]:
    """The codes by label of a language; a label that two choices share says nothing."""
    codes: dict[str, str] = {}
    for code, labels in question.choices.items():
        if language in labels:
            label = _plain(labels[language])
            codes[label] = "" if label in codes else code
    return {label: code for label, code in codes.items() if code and label}


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _one(answer: str, codes: dict[str, str]) -> str | None:
    return codes.get(answer.strip()) or codes.get(_plain(answer))


def _several(answer: str, codes: dict[str, str]) -> str | None:
    """Answers joined by spaces; a label may hold spaces itself, so every way to divide is tried."""
    longest = max(len(text.split()) for text in codes) if codes else 0
    for words in (answer.split(), _plain(answer).split()):
        found: dict[int, list[str]] = {0: []}  # by how many words are read
        for start in range(len(words)):
            for end in range(start + 1, start + longest + 1):
                code = codes.get(" ".join(words[start:end]))
                if start in found and code and end not in found:
                    found[end] = [*found[start], code]
        if words and len(words) in found:
            return " ".join(found[len(words)])
    return None
