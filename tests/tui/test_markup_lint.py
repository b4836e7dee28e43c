"""No bare text reaches a widget that reads markup: everything goes through `safe_text`."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import refundtui.tui

_ROOT = Path(refundtui.tui.__file__).parent
_MODULES = sorted(path for path in _ROOT.rglob("*.py") if path.name != "safe_text.py")
_DOORS = {"content", "in_a_frame", "paragraphs", "stacked"}
_CALLS = {
    "Said",
    "Static",
    "Label",
    "notify",
    "update",
    "add_row",
    "add_column",
    "Button",
    "panic",
    "OptionList",
}
_TITLES = {"border_title", "border_subtitle", "tooltip"}


def through_a_door(node: ast.expr) -> bool:
    match node:
        case ast.Call(func=ast.Name(id=name)) if name in _DOORS:
            return True
        case ast.Constant(value=None):
            return True
        case ast.IfExp():
            return through_a_door(node.body) and through_a_door(node.orelse)
        case _:
            return False


def offences(source: str) -> list[str]:
    """Places where text goes to a widget without passing a door."""
    found: list[str] = []
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=[first, *_]) if (
                name in _CALLS
            ):
                is_dict_update = name == "update" and isinstance(first, ast.GeneratorExp | ast.Dict)
                if not is_dict_update and not through_a_door(first):
                    found.append(f"line {node.lineno}: {name}({ast.unparse(first)})")
            case ast.Assign(targets=[ast.Attribute(attr=name)], value=value) if name in _TITLES:
                if not through_a_door(value):
                    found.append(f"line {node.lineno}: {name} = {ast.unparse(value)}")
            case _:
                continue
    return found


@pytest.mark.parametrize("path", _MODULES, ids=lambda path: str(path.relative_to(_ROOT)))
def test_text_reaches_widgets_only_through_the_door(path: Path) -> None:
    assert offences(path.read_text(encoding="utf-8")) == []


def test_the_lint_sees_what_it_must() -> None:
    assert offences("Static(name)")
    assert offences("Said(name)")
    assert offences("self.border_title = name")
    assert offences("x.update(f'{name}')")
    assert offences("self.notify('hello')")
    assert not offences("Static(content(name))")


def test_markup_is_never_asked_for() -> None:
    for path in _MODULES:
        source = path.read_text(encoding="utf-8")
        assert "from_markup" not in source, path
        assert "markup=True" not in source, path
