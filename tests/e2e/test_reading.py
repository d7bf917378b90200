"""The reader of pages sees what it should."""

import pytest

from tests.e2e.reading import foreign, interface


def test_it_reads_text_and_names_but_not_data(page, live_workbench):
    page.goto("/sign-in/")
    page.evaluate(
        """document.body.innerHTML = `<p>提交 <b>now</b></p><button aria-label="Close"></button>
        <p translate="no">data <i>deep</i></p><code>key</code><span lang="en">English</span>`"""
    )
    assert interface(page) == ["评衡", "提交", "now", "Close"]


@pytest.mark.parametrize(
    ("sentence", "language", "is_foreign"),
    [
        ("下载 YAML", "zh-hans", False),
        ("Submit", "zh-hans", True),
        ("共 3 unit", "zh-hans", True),
        ("n ÷ d", "zh-hans", False),
        ("Submit", "en", False),
        ("Submit 提交", "en", True),
    ],
)
def test_it_knows_the_languages_apart(sentence, language, is_foreign):
    assert foreign([sentence], language) == ([sentence] if is_foreign else [])
