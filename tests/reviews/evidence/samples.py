"""Files of every kind that is taken, small and made here; and rows of evidence for tests of other rooms."""

from __future__ import annotations

import io
import tarfile
import zipfile
from pathlib import Path

from django.utils import timezone
from PIL import Image

from assessment.campaigns.models import Entity
from assessment.core import files
from assessment.core.models import User
from reviews.evidence.models import Evidence, EvidenceVersion, StoredFile

OPEN_XML = "application/vnd.openxmlformats-officedocument"


def png(*, size: tuple[int, int] = (40, 30), form: str = "PNG") -> bytes:
    buffer = io.BytesIO()
    Image.linear_gradient("L").resize(size).convert("RGB").save(buffer, form)
    return buffer.getvalue()


def pdf(*, pages: int = 2, text: str = "Evidence") -> bytes:
    """A plain PDF with a line of text on each page."""
    objects = [b"<</Type/Catalog/Pages 2 0 R>>"]
    kids = " ".join(f"{4 + 2 * page} 0 R" for page in range(pages))
    objects.append(f"<</Type/Pages/Count {pages}/Kids[{kids}]>>".encode())
    objects.append(b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>")
    for page in range(pages):
        drawn = f"BT /F1 24 Tf 40 700 Td ({text} {page + 1}) Tj ET".encode()
        place = f"/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>/Contents {5 + 2 * page} 0 R"
        objects.append(f"<</Type/Page{place}>>".encode())
        objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(drawn), drawn))
    out, offsets = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)


def zipped(parts: dict[str, bytes], *, stored: bool = False) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name), data)
    return buffer.getvalue()


TYPES = b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'


def docx(text: str = "专栏已建", **more: bytes) -> bytes:
    body = f"<w:document><w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body></w:document>".encode()
    return zipped({"[Content_Types].xml": TYPES, "word/document.xml": body, **more})


def xlsx() -> bytes:
    shared = "<sst><si><t>访问量</t></si></sst>".encode()
    parts = {"xl/workbook.xml": b"<workbook/>", "xl/worksheets/sheet1.xml": b"<worksheet/>"}
    return zipped({"[Content_Types].xml": TYPES, "xl/sharedStrings.xml": shared, **parts})


def pptx() -> bytes:
    slide = "<p:sld><a:t>一张</a:t></p:sld>".encode()
    return zipped({"[Content_Types].xml": TYPES, "ppt/presentation.xml": b"<p/>", "ppt/slides/slide1.xml": slide})


def doc() -> bytes:
    """As much of a compound file as is looked at."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "WordDocument\x00".encode("utf-16-le") + bytes(512)


def tar(*, packed: bool) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz" if packed else "w") as archive:
        entry = tarfile.TarInfo("目录/说明.txt")
        entry.size = 4
        archive.addfile(entry, io.BytesIO(b"text"))
    return buffer.getvalue()


def stored_file(data: bytes = b"text", **fields: object) -> StoredFile:
    """A row of a content, without looking into it; one preview."""
    drawn = files.store(b"drawn " + data)
    found = {"kind": "text/plain", "family": "text", "suffix": ".txt", "previews": [drawn], **fields}
    row, _made = StoredFile.objects.get_or_create(sha256=files.store(data), defaults={"size": len(data), **found})
    return row


def file_of(
    entity: Entity, user: User, *, name: str = "说明.txt", data: bytes = b"text", **found: object
) -> EvidenceVersion:
    row = Evidence.objects.create(entity=entity, form="file", name=name)
    made = EvidenceVersion(
        evidence=row, number=1, stored=stored_file(data, **found), uploaded_at=timezone.now(), uploaded_by=user
    )
    made.save()
    return made


def written(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path
