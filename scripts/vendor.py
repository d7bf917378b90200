"""Place unpacked npm packages under static/vendor, record them in versions.json and build the icon sprite.

Called by scripts/vendor.sh with the folder of the unpacked packages. The recorded checksums are held by
tests/static/test_vendor.py.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "static" / "vendor"
SPRITE = ROOT / "static" / "icons.svg"
# A reference to a map that is not served would fail the manifest storage, and 404 in the browser.
SOURCE_MAP = re.compile(r"\n?/[/*][#@] sourceMappingURL=[^\n]*")


@dataclass(frozen=True)
class Wanted:
    package: str
    source: str
    target: str
    licence: str


FILES = [
    Wanted("@tabler/core", "dist/css/tabler.min.css", "tabler/tabler.min.css", "MIT"),
    Wanted("echarts", "dist/echarts.min.js", "echarts/echarts.min.js", "Apache-2.0"),
    Wanted("echarts", "LICENSE", "echarts/LICENSE", "Apache-2.0"),
    Wanted("@tabler/icons", "LICENSE", "tabler-icons/LICENSE", "MIT"),
]


def icon_names() -> list[str]:
    lines = (VENDOR / "icons.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def symbol(name: str, svg: str) -> str:
    """One <symbol>; colour, fill and stroke come from the page's style sheet through inheritance."""
    inner = re.sub(r"<path stroke=\"none\"[^>]*/>", "", re.sub(r"^.*?<svg[^>]*>|</svg>\s*$", "", svg, flags=re.S))
    return f'<symbol id="{name}" viewBox="0 0 24 24">{" ".join(inner.split())}</symbol>'


def sprite(icons: Path) -> str:
    symbols = [symbol(name, (icons / f"{name}.svg").read_text(encoding="utf-8")) for name in icon_names()]
    return "\n".join(['<svg xmlns="http://www.w3.org/2000/svg">', *symbols, "</svg>", ""])


def record(path: Path, *, package: str, version: str, licence: str) -> dict[str, str]:
    return {
        "file": path.relative_to(ROOT).as_posix(),
        "package": package,
        "version": version,
        "licence": licence,
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
    }


def main(unpacked: Path) -> None:
    def version(package: str) -> str:
        return json.loads((unpacked / package / "package.json").read_text(encoding="utf-8"))["version"]

    records = []
    for wanted in FILES:
        target = VENDOR / wanted.target
        target.parent.mkdir(parents=True, exist_ok=True)
        text = (unpacked / wanted.package / wanted.source).read_text(encoding="utf-8")
        target.write_text(SOURCE_MAP.sub("", text).rstrip() + "\n", encoding="utf-8")
        records.append(record(target, package=wanted.package, version=version(wanted.package), licence=wanted.licence))
    SPRITE.write_text(sprite(unpacked / "@tabler/icons" / "icons" / "outline"), encoding="utf-8")
    records.append(record(SPRITE, package="@tabler/icons", version=version("@tabler/icons"), licence="MIT"))
    versions = json.dumps(records, indent=2, ensure_ascii=False) + "\n"
    (VENDOR / "versions.json").write_text(versions, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
