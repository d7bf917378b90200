"""A QR code as an svg of one path: no picture file, no inline style (the content security policy forbids it)."""

from __future__ import annotations

import qrcode  # type: ignore[import-untyped]  # comes without types
from django.utils.html import format_html
from django.utils.safestring import SafeString

QUIET = 4  # empty modules around, as the standard wants


def svg(text: str) -> SafeString:
    """``text`` as a square svg, dark on light in dark mode as well: readers need that."""
    code = qrcode.QRCode(border=QUIET, error_correction=qrcode.constants.ERROR_CORRECT_M)
    code.add_data(text)
    code.make(fit=True)
    rows = code.get_matrix()
    path = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark)
    size = len(rows)
    return format_html(
        '<svg class="acc-qr" viewBox="0 0 {} {}" aria-hidden="true"><rect width="{}" height="{}" fill="#fff"/>'
        '<path d="{}" fill="#000"/></svg>',
        size,
        size,
        size,
        size,
        path,
    )
