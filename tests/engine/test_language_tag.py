"""Languages by BCP 47, the catalogue of the interface by them, and texts that run from right to left."""

from pathlib import Path

import pytest

from lessons import i18n
from lessons.kinds.wording import quoted
from lessons.text import is_language_tag, primary_language, runs_right_to_left
from tests.helpers.catalogues import compiled


@pytest.mark.parametrize(
    "tag", ["en", "pt-BR", "zh-Hant-TW", "sr_Latn", "de-1996", "ast", "sl-rozaj", "ar-x-mine"]
)
def test_tags(tag: str) -> None:
    assert is_language_tag(tag)


@pytest.mark.parametrize("tag", ["", "e", "deutsch", "de-", "en us", "-de", "de--AT", "\u0435n", "en-a"])
def test_what_is_no_tag(tag: str) -> None:
    assert not is_language_tag(tag)


def test_the_first_subtag_is_the_language() -> None:
    assert [primary_language(tag) for tag in ("de-AT", "de_AT", "CES", "c", "cs")] == [
        "de",
        "de",
        "ces",
        "c",
        "cs",
    ]


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("cs_CZ.UTF-8", "Konec"),  # begins with c, as the C locale does
        ("cs", "Konec"),
        ("ca_ES", "Quit"),
        ("pt_BR", "Sair"),
        ("pt_PT", "Quit"),
        ("enm", "Quit"),
        ("C.UTF-8", "Quit"),
        ("POSIX", "Quit"),
        ("fil_PH", "Umalis"),
        ("fi_FI", "Quit"),
        ("sr_RS@latin", "Kraj"),
    ],
)
def test_the_catalogue_is_that_of_the_language(
    asked: str, shown: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, word in (("cs", "Konec"), ("pt_BR", "Sair"), ("fil", "Umalis"), ("sr", "Kraj")):
        compiled(tmp_path / name / "LC_MESSAGES" / "closeread.mo", {"Quit": word})
    monkeypatch.setattr(i18n, "LOCALES", tmp_path)
    i18n._catalogue.cache_clear()
    with i18n.speaking(i18n.language_of({"CLOSEREAD_LANG": asked})):
        assert i18n._("Quit") == shown
    i18n._catalogue.cache_clear()


def test_one_process_speaks_several_languages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, word in (("cs", "Konec"), ("fil", "Umalis")):
        compiled(tmp_path / name / "LC_MESSAGES" / "closeread.mo", {"Quit": word})
    monkeypatch.setattr(i18n, "LOCALES", tmp_path)
    i18n._catalogue.cache_clear()
    words = []
    for asked in ("cs", "fil", "en", "cs"):
        with i18n.speaking(asked):
            words.append(i18n._("Quit"))
    assert words == ["Konec", "Umalis", "Quit", "Konec"]
    i18n._catalogue.cache_clear()


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("\u05d4\u05de\u05d5\u05e2\u05e6\u05d4 \u05d4\u05d7\u05dc\u05d9\u05d8\u05d4", True),
        ("\u0642\u0631\u0631 \u0627\u0644\u0645\u062c\u0644\u0633 12", True),
        ("The word \u05e9\u05dc\u05d5\u05dd stands here.", False),
        ("1234, 56", False),
        ("", False),
    ],
)
def test_texts_that_run_from_right_to_left(text: str, right: bool) -> None:
    assert runs_right_to_left(text) is right


@pytest.mark.parametrize(
    ("tag", "shown"),
    [
        ("de-AT", "\u201eso\u201c"),
        ("en", "\u201cso\u201d"),
        ("fr", "\u00ab\u202fso\u202f\u00bb"),
        ("ja", "\u300cso\u300d"),
        ("xx", "\u201cso\u201d"),
    ],
)
def test_a_quotation_stands_in_the_marks_of_its_language(tag: str, shown: str) -> None:
    assert quoted("so", tag) == shown
    assert quoted(shown, "en").split() == shown.split(), "words that bring marks of their own keep them"
