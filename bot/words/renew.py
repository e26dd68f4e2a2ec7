"""Brings the catalogues to the messages that the code holds: ``make words``. A test fails when one of them is stale."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from bot.words import COMPLETE

FOLDER = Path(__file__).parent
ROOT = FOLDER.parent.parent
_KEYWORDS = {"_": None, "mark": None, "n_": (1, 2), "in_": ((1, "c"), 2), "n_in_": ((1, "c"), 2, 3)}
_FOLDERS = ("bot", "dialogs")


def messages() -> Catalog:
    """All messages of the code."""
    found = Catalog(project="Roomcheck", fuzzy=False)
    for folder in _FOLDERS:
        for name, _line, message, comments, context in extract_from_dir(
                ROOT / folder, [("**.py", "python")], keywords=_KEYWORDS, comment_tags=("For translators:",)):
            found.add(message, locations=[(f"{folder}/{name}", 0)], auto_comments=comments, context=context)
    return found


def renewed() -> Iterator[tuple[Path, str]]:
    """Every catalogue: where it is, and what it must say."""
    wanted = messages()
    for path in sorted(FOLDER.glob("*.po")):
        catalogue = read_po(path.open("rb"), locale=path.stem)
        catalogue.update(wanted, no_fuzzy_matching=True)
        yield path, _written(catalogue if path.stem in COMPLETE else _partial(catalogue))


def _partial(catalogue: Catalog) -> Catalog:
    """Only what a language says that is not meant to say everything."""
    for each in [*catalogue]:
        if each.id and not "".join(each.string or ""):
            catalogue.delete(each.id, each.context)
    return catalogue


def _written(catalogue: Catalog) -> str:
    """In the order of the messages, without lines of the source and dates: so that little changes that need not."""
    out = BytesIO()
    write_po(out, catalogue, width=120, no_location=True, omit_header=True, sort_output=True, ignore_obsolete=True)
    head = ("Content-Type: text/plain; charset=utf-8", f"Language: {catalogue.locale_identifier}",
            f"Plural-Forms: {catalogue.plural_forms}")
    lines = "".join(f'"{line}\\n"\n' for line in head)
    return f'msgid ""\nmsgstr ""\n{lines}\n{out.getvalue().decode()}'


if __name__ == "__main__":
    for where, text in renewed():
        where.write_text(text, encoding="utf-8")
