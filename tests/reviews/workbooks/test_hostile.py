"""What is no workbook, or a hostile one, is refused with a sentence and nothing is kept (quality.md §3)."""

from __future__ import annotations

import pytest

from assessment.core.faults import FaultsError
from reviews.models import SheetUpload
from tests.reviews.workbooks.files import (
    download,
    said,
    upload,
)
from tests.reviews.workbooks.hostile import FILES, TOO_FAR

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:No directory at")]


@pytest.mark.parametrize("kind", FILES)
def test_a_hostile_file_is_refused_with_a_sentence(world, tmp_path, kind):
    make, expected = FILES[kind]
    with pytest.raises(FaultsError) as error:
        upload(world, make(download(world)), tmp_path)
    (fault,) = said(error)
    allowed = {expected} if expected else {TOO_FAR, "无法读取这份工作簿。", "读取这份工作簿所需的内存超出限额。"}
    assert fault[3] in allowed
    assert SheetUpload.objects.count() == 0
