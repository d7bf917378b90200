"""The ``page`` fixture notices what must never happen."""

import pytest


def test_it_notices_console_errors_and_exceptions(page, page_faults):
    page_faults.expect("favicon.ico")  # this answer names none, and a browser asks
    page.goto("/health/")
    page.evaluate("console.error('torn')")
    page.evaluate("setTimeout(() => { throw new Error('lost') })")
    page.wait_for_timeout(100)
    assert [text.split(" (")[0] for text in page_faults.unexpected()] == ["console: torn", "uncaught: lost"]
    page_faults.expect("torn|lost")
    assert page_faults.unexpected() == []


@pytest.mark.parametrize(
    ("script", "fault"),
    [
        (
            "document.body.append(Object.assign(document.createElement('script'), {textContent: '1'}))",
            "Content Security",
        ),
        ("new Image().src = 'http://other.example/x.png'", "Content Security"),
        ("location.href = 'http://127.0.0.1:9/'", "request to another host: http://127.0.0.1:9/"),
    ],
)
def test_it_notices_what_the_policy_forbids_and_requests_to_other_hosts(page, page_faults, script, fault):
    page_faults.expect("favicon.ico")  # this answer names none, and a browser asks
    page.goto("/health/")
    page.evaluate(script)
    page.wait_for_timeout(300)
    assert [fault in text for text in page_faults.unexpected()][:1] == [True]
    page_faults.expect("")


def test_the_live_workbench_is_well(page, page_faults, live_workbench):
    page_faults.expect("favicon.ico")
    answer = page.goto("/health/")
    assert answer is not None
    assert answer.status == 200
    assert answer.json() == {"database": "ok", "broker": "ok"}
    assert "[ ]" not in live_workbench.manage("showmigrations")
