"""What a page says: its main part as plain text, for tests that read it."""

from __future__ import annotations

import html
import re

from django.http import HttpResponse

DRAWINGS = re.compile(r"<(svg|script)\b.*?</\1>", re.S)
TAG = re.compile(r"<(?:[^\"'>]|\"[^\"]*\"|'[^']*')*>")


def said(response: HttpResponse) -> str:
    """The text of the main part (of a fragment: all of it), blanks collapsed. The status must be 200."""
    assert response.status_code == 200, response.status_code
    text = response.content.decode()
    main = text[text.find("<main") if "<main" in text else 0 :]
    return " ".join(html.unescape(TAG.sub(" ", DRAWINGS.sub(" ", main))).split())


def rows(response: HttpResponse, table: str) -> list[list[str]]:
    """The cells of the body rows of the table with that id."""
    assert response.status_code == 200, response.status_code
    text = response.content.decode()
    body = re.search(rf'id="{re.escape(table)}".*?<tbody>(.*?)</tbody>', text, re.S)
    assert body is not None, f"there is no table {table}"
    return [
        [" ".join(html.unescape(TAG.sub(" ", DRAWINGS.sub(" ", cell))).split()) for cell in cells(row)]
        for row in re.findall(r"<tr\b.*?</tr>", body.group(1), re.S)
    ]


def cells(row: str) -> list[str]:
    return [cell for _name, cell in re.findall(r"<(th|td)\b[^>]*>(.*?)</\1>", row, re.S)]
