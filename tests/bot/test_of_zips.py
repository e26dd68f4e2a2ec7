"""What the reader says of a zip that it cannot read is said in every complete language."""

import ast
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from bot.cards.retold import retold
from bot.words import COMPLETE, speaking
from bot.words.kept import said_anew
from checks.collector import UnreadableBundleError
from checks.sources.bundle import archive, cost, launch, logs, reading, remedies

OTHERS = [each for each in COMPLETE if each != "en"]


def said() -> Iterator[str]:
    """Every sentence with which a zip is refused, and every remedy, with something in its gaps."""
    for module in (archive, cost, launch, logs, reading):
        for node in ast.walk(ast.parse(Path(str(module.__file__)).read_text("utf-8"))):
            yield from (filled(each, module) for each in _sentences(node))
    yield from (remedies.SEND_A_BUNDLE, remedies.SEND_AGAIN, remedies.COLLECT_AGAIN)


def _sentences(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.Call(func=ast.Name(id="UnreadableBundleError"), args=arguments):
            yield from (each for each in arguments if isinstance(each, ast.Constant | ast.JoinedStr))
        case ast.FunctionDef(name="_why", body=[_, *statements]):
            yield from (each.value for each in ast.walk(ast.Module(statements, [])) if isinstance(each, ast.Return)
                        and each.value)
        case ast.Assign(targets=[ast.Name(id="_OTHERS")], value=ast.Tuple(elts=pairs)):
            yield from (each.elts[1] for each in pairs if isinstance(each, ast.Tuple))
        case ast.Constant(value="The file is not a zip."):
            yield node


def filled(node: ast.AST, module: ModuleType) -> str:
    if isinstance(node, ast.Constant):
        return str(node.value)
    assert isinstance(node, ast.JoinedStr)
    return "".join(str(each.value) if isinstance(each, ast.Constant) else gap(each, module) for each in node.values)


def gap(value: ast.expr, module: ModuleType) -> str:
    """The name of a log, or words as a file's name might hold them."""
    match value:
        case ast.FormattedValue(value=ast.Subscript(value=ast.Name(id="TITLES"), slice=ast.Attribute(attr=log))):
            return str(module.TITLES[module.Log[log]])
        case ast.FormattedValue(value=ast.Name(id="names")):
            return "mtr-1 and mtr-2"
    return "7 of {x}, (all)"


SAID = sorted(set(said()))


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("text", SAID)
def test_a_refusal_is_said_in_the_language_that_is_spoken(text: str, language: str) -> None:
    with speaking(language):
        told = said_anew(text)
    assert [ours for _piece, ours in told] == [True]
    assert told[0][0] != text
    assert "7 of {x}, (all)" in told[0][0] or "7 of {x}, (all)" not in text


def test_there_are_that_many_refusals() -> None:
    assert len(SAID) > 20


@pytest.mark.parametrize(("content", "told"), [
    (b"", "Die Datei ist leer."), (b"Rar!", "Das ist ein RAR-Archiv, keine ZIP-Datei."),
    (b"hello", "Die Datei ist keine ZIP-Datei."), (b"PK\5\6" + bytes(18), "Die ZIP-Datei ist leer."),
])
def test_a_file_that_is_no_zip_is_refused_in_german(tmp_path: Path, content: bytes, told: str) -> None:
    path = tmp_path / "logs.zip"
    path.write_bytes(content)
    with pytest.raises(UnreadableBundleError) as refused:
        reading.read(path)
    with speaking("de"):
        assert retold(str(refused.value)) == told
        assert retold(refused.value.remedy).startswith(("Laden Sie", "Senden Sie"))
