"""Codes of a form that stand for no answer: `-99 = refused`, `dont_know`, `لا أعرف`."""

import re

from pipeline.forms.form import Form, Question, Texts

# Whole answers, in small letters, Arabic with alef, ya and ta marbuta written plainly. Never a part
# of an answer: "staff refused the subscription" is an answer.
NO_ANSWER = re.compile(
    r"(?:i )?(?:do not|dont|don t|doesnt|doesn t|does not) (?:know|remember|recall)|dk|dnk|unknown"
    r"|refuse[sd]?(?: to (?:answer|respond|say))?|no (?:answer|response)|not applicable"
    r"|prefers?(?:red)? not (?:to )?(?:answer|say|respond)|not answered"
    r"|(?:je )?ne (?:sais|sait) pas|nsp|refuse? de repondre|refus|sans reponse|pas de reponse"
    r"|prefere ne pas repondre|non applicable|sans objet"
    r"|no (?:sabe|se|responde|contesta|aplica)|prefiere no (?:responder|contestar|decir)"
    r"|se niega a (?:responder|contestar)|rechaza (?:responder|contestar)"
    r"|لا (?:اعرف|يعرف|تعرف|ادري|يدري|اتذكر|يتذكر)|(?:ا|ي|ت)?رفض(?: الاجابه)?"
    r"|(?:ا|ي|ت)?فضل عدم (?:الاجابه|الرد)|لا (?:اجابه|جواب|ينطبق)|غير منطبق|بدون اجابه"
)
PLAIN = str.maketrans("أإآٱىةàâéèêëîïôûùçáíóúñ’'", "اااايهaaeeeeiiouucaioun  ")
DIACRITICS = re.compile(r"[\u064b-\u0652\u0640]")
EXCEPTION = re.compile(r"\.\s*=\s*(-[0-9]+)\b")  # in a constraint: `. = -99 or . >= 0`


def missing_choices(question: Question) -> dict[str, str]:
    """Of a question's choices those that are no answer, with what they mean."""
    return {
        code: meaning(code, labels)
        for code, labels in question.choices.items()
        if any(is_no_answer(text) for text in (code, *labels.values()))
    }


def missing_numbers(question: Question, form: Form) -> dict[str, str]:
    """Negative numbers that a constraint lets through, with what the form's choices say of them."""
    meanings: dict[str, str] = {}
    for other in form.questions.values():
        meanings |= {c: text for c, text in missing_choices(other).items() if c.startswith("-")}
    codes = dict.fromkeys(EXCEPTION.findall(question.constraint))
    return {code: meanings.get(code, "not answered") for code in codes}


def is_no_answer(text: str) -> bool:
    """Whether a whole label or code says that there is no answer."""
    first = re.split(r"[/,(؛،]", DIACRITICS.sub("", text.casefold()).translate(PLAIN))[0]
    return bool(NO_ANSWER.fullmatch(" ".join(re.sub(r"[_\W]+", " ", first).split())))


def meaning(code: str, labels: Texts) -> str:
    """What a choice means, in English where the form has it."""
    return labels.get("en") or next(iter(labels.values()), code)
