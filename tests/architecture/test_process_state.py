"""Nothing that differs from learner to learner lives in the process: one process may serve many."""

import ast
from collections.abc import Iterator

from tests.helpers.source import every_node, trees

WORDS = {"_", "plural", "counted"}
CACHES = {"cache", "lru_cache", "once_a_language"}

READING_THE_ENVIRONMENT = {
    "lessons/cli/call.py": "the door: it makes the Context",
    "lessons/cli/main.py": "the door: the language before there is a Context, and the shell's wish for completions",
    "lessons/loading/yaml_parser.py": "which parser reads YAML: both give the same, for everybody",
    "lessons/record/lock.py": "the name of the machine",
    "server/true_colour.py": "what the terminal of the teacher can draw",
    "tui/program.py": "what the terminal of this process can draw",
}
BOUND_ANEW = {
    "lessons/school/collecting.py": "in a process of its own, which prepares hand-ins for one teacher"
}
CACHED = {
    "lessons/anchoring": "of texts alone",
    "lessons/author": "of word lists, templates and fields that ship",
    "lessons/checking/run.py": "the glossary of a course, forgotten as each check begins",
    "lessons/cli/linear": "of commands, by language",
    "lessons/i18n.py": "of languages",
    "lessons/kinds": "of texts, fields and numbers alone",
    "lessons/lesson/shapes.py": "of fields alone",
    "lessons/loading": "the Markdown parser",
    "lessons/prose.py": "of texts alone",
    "lessons/reports/classes/page.py": "the template engine: its words are looked up as each page is made",
    "lessons/review": "the scheduler, which holds no card",
    "lessons/share": "of fields alone",
    "lessons/text": "of texts alone",
    "server/depth.py": "of escape codes alone",
    "tui/actions.py": "of keys, by language",
    "tui/wrapping.py": "of texts and how they look",
    "tui/widgets/key_bar.py": "of keys and what they are called",
}
"""What is kept in the process, and why no learner sees another's there."""


def _at_import(node: ast.AST) -> Iterator[ast.AST]:
    """What runs when a module is imported: bodies of classes and default values too, bodies of functions not."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            for default in [*child.args.defaults, *filter(None, child.args.kw_defaults)]:
                yield default
                yield from _at_import(default)
        else:
            yield child
            yield from _at_import(child)


def _called(node: ast.AST) -> str:
    if isinstance(node, ast.Call):
        return _called(node.func)
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def test_words_are_said_when_they_are_shown_never_at_import() -> None:
    early = [
        f"{file}:{node.lineno}"
        for file, tree in trees()
        for node in _at_import(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in WORDS
    ]
    assert not early


def test_the_environment_is_read_at_the_door() -> None:
    reading = {
        file
        for file, node in every_node()
        if (isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv", "environb"))
        or (
            isinstance(node, ast.ImportFrom)
            and node.module == "os"
            and {"environ", "getenv"} & {one.name for one in node.names}
        )
    }
    assert reading == {*READING_THE_ENVIRONMENT}


def test_nobody_changes_the_working_folder() -> None:
    assert not [
        file
        for file, node in every_node()
        if isinstance(node, ast.Attribute) and node.attr in ("chdir", "fchdir")
    ]


def test_no_name_of_a_module_is_bound_anew() -> None:
    anew = {file for file, node in every_node() if isinstance(node, ast.Global)}
    assert anew == {*BOUND_ANEW}


def test_what_is_kept_of_calls_holds_nothing_of_a_learner() -> None:
    kept = {
        file
        for file, node in every_node()
        for decorator in getattr(node, "decorator_list", [])
        if _called(decorator) in CACHES
    }
    assert not {
        file for file in kept if not any(file == place or file.startswith(f"{place}/") for place in CACHED)
    }
    assert not {
        place for place in CACHED if not any(file == place or file.startswith(f"{place}/") for file in kept)
    }


def _changed_in_functions(tree: ast.Module) -> Iterator[str]:
    """Lists, dicts and sets of a module that its functions change."""
    names = {
        target.id
        for node in tree.body
        for target in (
            node.targets
            if isinstance(node, ast.Assign)
            else [node.target]
            if isinstance(node, ast.AnnAssign)
            else []
        )
        if isinstance(target, ast.Name)
    }
    changing = {
        "append",
        "add",
        "update",
        "setdefault",
        "pop",
        "popitem",
        "clear",
        "extend",
        "insert",
        "remove",
        "discard",
        "appendleft",
    }
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        own = {one.arg for one in ast.walk(function) if isinstance(one, ast.arg)} | {
            one.id
            for one in ast.walk(function)
            if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)
        }
        for node in ast.walk(function):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in changing
            ):
                holder: ast.AST = node.func.value
            elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store | ast.Del):
                holder = node.value
            else:
                continue
            if isinstance(holder, ast.Name) and holder.id in names - own:
                yield holder.id


def test_no_list_or_dict_of_a_module_is_changed() -> None:
    assert not [f"{file}: {name}" for file, tree in trees() for name in _changed_in_functions(tree)]


def test_the_product_says_where_a_lesson_is_opened_from() -> None:
    """Without ``home`` what was bound and unsealed is not seen: that is for lessons that are not played."""
    opening = {"open_lesson", "load_lesson", "open_to_play", "open_assigned", "deck_of", "balance_of"}
    without = {
        "lessons/cli/new.py": "a lesson just made",
        "lessons/share/packs/packing.py": "the teacher's own files, which are packed",
        "lessons/share/sealing/sealed_course.py": "the teacher's own files, which are sealed",
        "lessons/share/standoff/binding.py": "a lesson being bound",
        "lessons/share/standoff/detaching.py": "the lesson whose texts are taken out",
    }
    files = {
        file
        for file, node in every_node()
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in opening
        and "home" not in ast.unparse(node)
    }
    assert files == {*without}


def test_only_the_doors_steer_what_belongs_to_the_whole_process() -> None:
    """Frozen garbage of one learner would stay for as long as others are served."""
    ways = {"gc.freeze", "gc.disable", "gc.collect", "signal.signal"}
    steering = {
        file for file, node in every_node() if isinstance(node, ast.Attribute) and ast.unparse(node) in ways
    }
    assert steering == {
        "tui/launch.py",
        "lessons/cli/check.py",
        "server/garbage.py",
        "server/class_process.py",
        *BOUND_ANEW,
    }
