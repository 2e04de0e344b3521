"""The sizes that keep the code readable, as docs/explanation/design.md states them."""

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.uncounted

ROOT = Path(__file__).parents[1]
PACKAGE = sorted((ROOT / "asyncjobs").rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
FILES = [
    *PACKAGE,
    *TESTS,
    *sorted((ROOT / "examples").glob("*.py")),
    *sorted((ROOT / "benchmarks").rglob("*.py")),
    ROOT / "noxfile.py",
]

FILE_LINES = 250
PROFILE_LINES = 60
POLLER_AND_WATCH_LINES = 200
FUNCTION_LINES = 35
NESTING = 3
ARGUMENTS = 6

Function = ast.FunctionDef | ast.AsyncFunctionDef
BLOCKS = (
    *(ast.If, ast.For, ast.AsyncFor, ast.While, ast.With, ast.AsyncWith, ast.Try, ast.TryStar),
    ast.Match,
)
SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def functions(paths: list[Path]) -> Iterator[tuple[str, Function]]:
    """Yield every function with where it stands."""
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, Function):
                yield f"{name(path)}:{node.lineno} {node.name}", node


def length(function: Function) -> int:
    """Count a function's lines without its docstring."""
    total = (function.end_lineno or 0) - function.lineno + 1
    if ast.get_docstring(function, clean=False) is None:
        return total
    docstring = function.body[0]
    return total - ((docstring.end_lineno or 0) - docstring.lineno + 1)


def nesting(node: ast.AST) -> int:
    """Count how many blocks stand in each other at the deepest place; `elif` is not deeper."""
    children = [
        (field, child)
        for field, value in ast.iter_fields(node)
        for child in (value if isinstance(value, list) else [value])
        if isinstance(child, ast.AST) and not isinstance(child, SCOPES)
    ]
    return max((step(node, field, child) + nesting(child) for field, child in children), default=0)


def step(node: ast.AST, field: str, child: ast.AST) -> int:
    is_elif = isinstance(node, ast.If) and field == "orelse" and isinstance(child, ast.If)
    return int(isinstance(child, BLOCKS) and not is_elif)


def positional(function: Function) -> int:
    """Count what a caller must put in order: keyword-only settings and `self` are excepted."""
    named = [*function.args.posonlyargs, *function.args.args]
    return len([argument for argument in named if argument.arg not in {"self", "cls"}])


def is_reexport(statement: ast.stmt) -> bool:
    match statement:
        case ast.Import() | ast.ImportFrom() | ast.Expr(value=ast.Constant()):
            return True
        case ast.Assign(targets=[ast.Name(id="__all__")]):
            return True
        case ast.If(test=ast.Name(id="TYPE_CHECKING"), body=body, orelse=[]):
            return all(map(is_reexport, body))
        case ast.Assign(value=ast.Call(func=ast.Name(id="on_demand"))):
            return True
        case ast.Try(body=body, handlers=[ast.ExceptHandler(type=ast.Name(id=error))]):
            return error == "ModuleNotFoundError" and all(map(is_reexport, body))
    return False


def imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return found


def test_files_are_small() -> None:
    """No file has more than 250 lines: what grew beyond gets a name and a file of its own."""
    assert [] == [f"{name(path)}: {lines(path)}" for path in FILES if lines(path) > FILE_LINES]


def test_profiles_are_data() -> None:
    """A service is said in 60 lines; more means that it is code and no longer data."""
    services = [path for path in PACKAGE if path.parent.name == "profiles" and path.stem[0] != "_"]

    assert services
    assert [] == [
        f"{name(path)}: {lines(path)}" for path in services if lines(path) > PROFILE_LINES
    ]


def test_the_shell_makes_no_decisions() -> None:
    """The poller and the watch together stay under 200 lines: growth there is a leaked decision."""
    shell = [path for path in PACKAGE if path.stem in {"_poller", "_watch"}]

    assert 2 == len(shell)
    assert sum(map(lines, shell)) <= POLLER_AND_WATCH_LINES


def test_functions_are_short() -> None:
    """No function has more than 35 lines without its docstring."""
    found = [(where, length(function)) for where, function in functions(FILES)]

    assert [] == [f"{where}: {size}" for where, size in found if size > FUNCTION_LINES]


def test_functions_are_flat() -> None:
    """No function nests more than three blocks."""
    found = [(where, nesting(function)) for where, function in functions(FILES)]

    assert [] == [f"{where}: {depth}" for where, depth in found if depth > NESTING]


def test_functions_take_few_arguments() -> None:
    """No function takes more than six arguments, keyword-only settings excepted."""
    found = [(where, positional(function)) for where, function in functions(FILES)]

    assert [] == [f"{where}: {count}" for where, count in found if count > ARGUMENTS]


def test_packages_only_reexport() -> None:
    """An `__init__.py` only names what the package offers, at once or on demand."""
    found = [
        f"{name(path)}:{statement.lineno}"
        for path in PACKAGE
        if path.name == "__init__.py"
        for statement in ast.parse(path.read_text(encoding="utf-8")).body
        if not is_reexport(statement)
    ]

    assert [] == found


def test_every_test_states_a_behaviour() -> None:
    """Every test has a docstring: the list of them is the specification."""
    tests = [(where, node) for where, node in functions(TESTS) if node.name.startswith("test_")]

    assert [] == [where for where, node in tests if not ast.get_docstring(node)]


def test_test_files_have_names_of_their_own() -> None:
    """They are no packages: of two files with one name, the second cannot be imported."""
    times = Counter(path.name for path in TESTS if path.name != "conftest.py")

    assert [] == [file for file, count in times.items() if count > 1]


def test_no_test_pretends() -> None:
    """No test replaces a part of the program: what is hard to test stands in the wrong half."""
    mocks = [name(path) for path in TESTS if any("mock" in module for module in imports(path))]
    patched = [
        where
        for where, function in functions(TESTS)
        if {"monkeypatch", "mocker"} & {argument.arg for argument in function.args.args}
    ]

    assert [] == mocks + patched
