"""The facts and claims of ``omission`` in a lesson in one file."""

from collections.abc import Mapping, Sequence

from lessons.kinds.answer_lines import ROW_WORDS, AnswerLines, FirstWord
from lessons.kinds.fitting import meant, text_of
from lessons.kinds.joining import Joiner, in_words
from lessons.kinds.one_file import Desk
from lessons.loading.placed import NOTHING, Placed

FACTS = AnswerLines(
    "facts",
    {
        "missing": FirstWord(
            {"class": "matters"},
            about="A fact that is missing, and matters.",
            asks=("changes", "known", "source", "why"),
        ),
        "in-text": FirstWord({"class": "in-text"}, about="A fact that stands in the text."),
        "beside-the-point": FirstWord(
            {"class": "beside"}, other=("beside",), about="A fact that is true and changes no claim."
        ),
        "not-known-yet": FirstWord(
            {"class": "later"}, other=("later",), about="A fact that became known after the article."
        ),
    },
    "facts",
    asked="facts",
    verdict="class",
    renamed={"changes": "claim"},
    mixed=True,
)
CLAIMS = AnswerLines("claims", ROW_WORDS, "facts", asked="claims", bare="quote")
IN_ONE_FILE: Mapping[str, tuple[str, str, str]] = {
    "K720": ("no missing fact", "a fact that is missing and matters", "begin a line with missing:"),
    "K721": (
        "nothing but missing facts",
        "other facts too",
        "add a line with in-text: or beside-the-point:",
    ),
    "K733": (
        "a missing fact that changes no claim",
        "a claim",
        "add changes: with the words of the claim",
    ),
    "K734": (
        "changes: for a fact that is not missing",
        "missing facts",
        "take it away, or write missing:",
    ),
}
"""What is wrong with a key, said in the words of these lines."""


def write_out_facts(desk: Desk) -> None:
    """The claims are those that facts change, and those listed beside them."""
    lines = FACTS
    read = desk.lines(lines)
    for line in read:
        for name in ("class", "wrong"):
            if name in line.answer:
                line.answer[name] = lines.in_ids(line.answer[name])
    changed = [claim for line in read if "claim" in line.answer for claim in line.answer["claim"].items]
    desk.put(lines, read)
    listed = desk.rest.get("claims")
    if (changed or listed is not None) and not (listed is not None and listed.fields):
        _claims(desk, changed, desk.take("claims"))


def join_facts(joiner: Joiner) -> None:
    """Claims are lines too; facts name those they change by id, or by their words where ids are not kept."""
    lines = FACTS
    claims = joiner.task.pop("claims", NOTHING)
    words = {id: text_of(claim) for id, claim in claims.fields.items()}
    by_id = joiner.keep_ids or len({*words.values()}) < len(words)
    classes = {one.says["class"]: word for word, one in lines.words.items()}
    joiner.put(lines)
    for fact in joiner.lists[lines.name].items:
        if "changes" in fact.fields:
            changes = fact.fields["changes"]
            fact.fields["changes"] = changes if by_id else in_words(changes, words)
        wrong = fact.fields.get("wrong")
        if wrong is not None:
            names = {**classes, **({} if by_id else words)}
            fact.fields["wrong"] = wrong.here({names.get(id, id): why for id, why in wrong.fields.items()})
    if claims.fields:
        made = [joiner.entry(CLAIMS, claim, NOTHING) for claim in claims.fields.values()]
        joiner.lists["claims"] = claims.here(
            joiner.with_ids(made, [*claims.fields], [*claims.fields.values()], CLAIMS.bare, keep=by_id)
        )


def _claims(desk: Desk, changed: Sequence[Placed], listed: Placed | None) -> None:
    read = [desk.line(CLAIMS, one) for one in (listed.items if listed is not None else ())]
    claims = desk.named([line for line in read if line is not None], CLAIMS.name)
    known = [(line.id, (line.about,)) for line in claims]
    for place, claim in enumerate(changed):
        line = desk.line(CLAIMS, claim) if meant(claim.text, known) is None else None
        if line is not None:
            claims.append(line)
            known.append((f"#{place}", (line.about,)))
    for line in claims:
        if line.id:
            line.answer["id"] = line.words.here(line.id)
    shown = desk.mixed(desk.named(claims, CLAIMS.name))
    desk.rest["claims"] = (listed or (changed or [desk.head])[0]).here(
        {line.id: desk.row(line) for line in shown}
    )
    if len(claims) == 1:
        found, fix = (
            "one claim, and nothing to choose from",
            "add 'claims:' with more claims of the article",
        )
        desk.fault("F208", claims[0].words, found, "two claims or more", fix)
