"""What each entry point may import: start-up is a feature."""

import ast
import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
LIGHT = ("textual", "rich", "pydantic", "markdown_it", "sqlite3", "jinja2", "rapidfuzz", "nacl")


def loaded_after(code: str) -> set[str]:
    """Top-level modules loaded by a fresh interpreter that runs ``code``."""
    names_of = "sorted({name.split('.')[0] for name in sys.modules})"
    script = f"import sys, json\n{code}\nprint(json.dumps({names_of}), file=sys.__stdout__)"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, check=True, timeout=60
    )
    names: list[str] = json.loads(done.stdout.splitlines()[-1])
    return set(names)


def test_version_loads_no_screen_and_no_validator() -> None:
    call = "sys.argv = ['closeread', '--version']"
    code = f"from tui.launch import main\n{call}\ntry:\n    main()\nexcept SystemExit:\n    pass"
    assert not loaded_after(code).intersection({*LIGHT, "yaml"})


def test_help_loads_no_lesson() -> None:
    """It imports each command for its line; what a command works with waits until it runs."""
    call = "sys.argv = ['closeread', '--help']"
    code = f"from tui.launch import main\n{call}\nsys.stdout = open(os.devnull, 'w')\n"
    code = f"import os\n{code}try:\n    main()\nexcept SystemExit:\n    pass"
    assert not loaded_after(code).intersection({*LIGHT, "yaml", "http", "ssl", "email", "socket"})


def test_reading_the_catalogue_loads_no_validator() -> None:
    code = "from pathlib import Path\nfrom lessons.loading.catalogue import read_course\n"
    code += "read_course(Path('tests/course'))"
    assert not loaded_after(code).intersection(LIGHT)


def test_the_engine_loads_no_screen() -> None:
    code = "import lessons.play, lessons.checking.run, lessons.cli.main, lessons.kinds.registry"
    assert not loaded_after(code).intersection({"textual", "rich", "tui", "asyncio"})


def test_no_screen_of_a_served_learner_is_loaded_at_a_key() -> None:
    """What the programs of a class import inside functions is there before anybody comes in: all wait for an import."""
    script = "import sys, server.served; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, check=True, timeout=60
    )
    loaded = set(done.stdout.split())
    later = {
        name
        for path in (ROOT / "tui").rglob("*.py")
        if ".".join(path.relative_to(ROOT).with_suffix("").parts) in loaded
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("tui.screens")
        for name in (node.module, *(f"{node.module}.{one.name}" for one in node.names))
        if (ROOT / Path(*name.split("."))).with_suffix(".py").exists()
    }
    assert {"tui.screens.help", "tui.screens.opening"} <= later
    assert later <= loaded
