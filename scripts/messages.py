"""Translations without the gettext tools (they are absent on a bare machine).

python scripts/messages.py add FILE    merge {"English": "中文", …}, null drops one; side by side is safe
python scripts/messages.py compile     write the .mo files
python scripts/messages.py check       every message of the code has a Chinese text, and no entry is left over
"""

from __future__ import annotations

import ast
import fcntl
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
PO = ROOT / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
PACKAGES = ["assessment", "indicators", "reviews"]
CALLS = {"_", "gettext", "gettext_lazy", "pgettext", "pgettext_lazy", "gettext_noop"}
PLURALS = re.compile(r"\bnp?gettext(?:_lazy)?\(")  # no entry holds plural forms: such a text stays English
TRANSLATE = re.compile(r"""\{%\s*(?:translate|trans)\s+("([^"]*)"|'([^']*)')""")
STRING_CALL = re.compile(r"""_\(("([^"]*)"|'([^']*)')\)""")
BLOCK = re.compile(r"\{%\s*blocktrans(?:late)?([^%]*)%\}(.*?)\{%\s*endblocktrans(?:late)?\s*%\}", re.S)
VARIABLE = re.compile(r"\{\{\s*([\w.|]+)\s*\}\}")


def in_python(path: Path) -> Iterator[str]:
    """Literal first arguments of gettext calls."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        if name not in CALLS:
            continue
        first = 1 if name.startswith("pgettext") else 0
        for argument in node.args[first : first + 1]:
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                yield argument.value


def in_template(path: Path) -> Iterator[str]:
    text = path.read_text(encoding="utf-8")
    for pattern in (TRANSLATE, STRING_CALL):
        for match in pattern.finditer(text):
            yield match.group(2) if match.group(2) is not None else match.group(3)
    for options, body in BLOCK.findall(text):
        for part in re.split(r"\{%\s*plural\s*%\}", body):
            message = VARIABLE.sub(lambda match: f"%({match.group(1)})s", part)
            if "trimmed" in options.split():
                message = " ".join(line.strip() for line in message.strip().splitlines())
            yield message


def sources() -> list[Path]:
    return [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]


def used() -> dict[str, str]:
    """message → the first place where it stands."""
    found: dict[str, str] = {}
    for path in sources():
        for message in in_python(path):
            found.setdefault(message, str(path.relative_to(ROOT)))
    for path in sorted((ROOT / "templates").rglob("*.*")):
        for message in in_template(path):
            found.setdefault(message, str(path.relative_to(ROOT)))
    return {message: place for message, place in found.items() if message}


def load() -> polib.POFile:
    if PO.exists():
        return polib.pofile(str(PO), wrapwidth=100)
    PO.parent.mkdir(parents=True, exist_ok=True)
    catalogue = polib.POFile(wrapwidth=100)
    catalogue.metadata = {
        "Language": "zh_Hans",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=1; plural=0;",
    }
    return catalogue


def add(pairs: dict[str, str | None]) -> None:
    PO.parent.mkdir(parents=True, exist_ok=True)
    with (PO.parent / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        catalogue = load()
        known = {entry.msgid: entry for entry in catalogue}
        for message, chinese in pairs.items():
            if chinese is None:
                catalogue.remove(known[message])
            elif message in known:
                known[message].msgstr = chinese
            else:
                catalogue.append(polib.POEntry(msgid=message, msgstr=chinese))
        catalogue.sort(key=lambda entry: entry.msgid)
        catalogue.save(str(PO))


def compile_all() -> None:
    for path in sorted((ROOT / "locale").rglob("*.po")):
        polib.pofile(str(path)).save_as_mofile(str(path.with_suffix(".mo")))


def check() -> list[str]:
    catalogue = {entry.msgid: entry for entry in load()}
    places = used()
    missing = [message for message in places if message not in catalogue]
    faults = [f"{places[message]}: no Chinese text for {message!r}" for message in missing]
    faults += [f"{PO.name}: nothing uses {message!r}" for message in catalogue if message not in places]
    plural = [path for path in sources() if PLURALS.search(path.read_text(encoding="utf-8"))]
    faults += [f"{path.relative_to(ROOT)}: say it without plural forms" for path in plural]
    for message, entry in catalogue.items():
        wanted = set(re.findall(r"%\(\w+\)s", message))
        if not entry.msgstr or entry.fuzzy:
            faults.append(f"{PO.name}: empty or fuzzy: {message!r}")
        elif wanted != set(re.findall(r"%\(\w+\)s", entry.msgstr)):
            faults.append(f"{PO.name}: placeholders differ: {message!r}")
    return faults


def main(arguments: list[str]) -> int:
    match arguments:
        case ["add", file]:
            add(json.loads(Path(file).read_text(encoding="utf-8")))
        case ["compile"]:
            compile_all()
        case ["check"]:
            faults = check()
            print("\n".join(faults) or "translations complete")
            return 1 if faults else 0
        case _:
            print(__doc__)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
