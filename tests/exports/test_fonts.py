"""The font that the PDF is set in is the one we say it is."""

import hashlib
import re
from pathlib import Path

from assessment.exports.writers.pdf import FONTS


def test_the_fonts_are_those_of_the_readme():
    stated = dict(re.findall(r"\| `(\S+\.ttf)` \|.*`([0-9a-f]{64})` \|", (FONTS / "README.md").read_text()))
    found = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in Path(FONTS).glob("*.ttf")}
    assert found == stated == {"NotoSansSC-Regular.ttf": stated["NotoSansSC-Regular.ttf"]}


def test_its_licence_comes_with_it():
    assert "SIL OPEN FONT LICENSE Version 1.1" in (FONTS / "OFL.txt").read_text(encoding="utf-8")
