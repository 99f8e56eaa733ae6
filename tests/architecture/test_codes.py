"""Every code that ``check`` can say stands in docs/checks.md, and the other way round."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_list_of_codes_is_the_list_in_the_code() -> None:
    used = {
        code
        for path in (ROOT / "lessons").rglob("*.py")
        for code in re.findall(r'"([YFGAKLPS][0-9]{3})"', path.read_text("utf-8"))
    }
    page = (ROOT / "docs" / "checks.md").read_text("utf-8")
    told = set(re.findall(r"^\| ([YFGAKLPS][0-9]{3}) \|", page, re.MULTILINE))
    assert used == told
