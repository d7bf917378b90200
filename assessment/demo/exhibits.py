"""Files as agencies send them, made here: a screenshot, a report, a table."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.utils import timezone
from PIL import Image, ImageDraw

from assessment.core.typesetting import set_pdf

REPORT = """#let data = json("data.json")
#set page(paper: "a4", margin: 25mm)
#set text(font: "Noto Sans SC", size: 11pt, lang: "zh")
#text(16pt, data.title)

#for line in data.lines [#line #parbreak()]
#pagebreak()
#for line in data.more [#line #parbreak()]
"""


def exhibits(name: str) -> Iterator[tuple[str, str, bytes]]:
    """(folder, name, bytes)."""
    yield "首页截图", "首页栏目.png", _screenshot()
    yield "", "政府网站年度工作报告.pdf", _report(name)
    yield "统计", "信息发布统计.csv", "月份,发布数,更新及时\n1月,32,是\n2月,28,是\n3月,41,是\n".encode()


def _screenshot() -> bytes:
    """A page as a wire frame."""
    image = Image.new("RGB", (960, 600), "#f6f7f9")
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, 960, 64), fill="#1f4e79")
    for column in range(3):
        left = 40 + column * 300
        pen.rectangle((left, 100, left + 270, 560), fill="#ffffff", outline="#e3e7ec")
        pen.rectangle((left + 16, 116, left + 150, 134), fill="#4c8c8a")
        for line in range(9):
            top = 160 + line * 42
            pen.rectangle((left + 16, top, left + 254 - (line * 37) % 90, top + 12), fill="#c9d2dc")
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


def _report(name: str) -> bytes:
    lines = [
        "一、总体情况。全年发布信息 2,316 条，办理留言 184 件，办结率 100%。",
        "二、重点工作。完成栏目整合，关停不再更新的栏目 7 个；与省级平台统一认证。",
        "三、存在问题。部分解读稿件形式单一，图表较少。",
    ]
    more = ["四、下一步安排。按月抽查链接与更新，建立问题台账。", "附件：栏目清单、抽查记录。"]
    with tempfile.TemporaryDirectory(prefix="demo-") as folder:
        template = Path(folder) / "report.typ"
        template.write_text(REPORT, encoding="utf-8")
        data = {"title": f"{name}政府网站年度工作报告", "lines": lines, "more": more}
        return set_pdf(template, data, at=timezone.now())
