"""One-time passwords against the vectors of RFC 6238 (appendix B, SHA-1) and against use twice."""

from __future__ import annotations

import pytest

from assessment.accounts import totp

SECRET = b"12345678901234567890"


@pytest.mark.parametrize(
    ("moment", "code"),
    [
        (59, "94287082"),
        (1111111109, "07081804"),
        (1111111111, "14050471"),
        (1234567890, "89005924"),
        (2000000000, "69279037"),
        (20000000000, "65353130"),
    ],
)
def test_codes_are_those_of_the_standard(moment, code):
    assert totp.code_at(SECRET, moment // 30, digits=8) == code
    assert totp.matching_step(SECRET, code[-6:], now=moment) == moment // 30


@pytest.mark.parametrize(("drift", "holds"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_code_holds_a_step_before_and_after(drift, holds):
    code = totp.code_at(SECRET, 1000 + drift)
    assert (totp.matching_step(SECRET, code, now=30_000.0) is not None) == holds


def test_a_code_that_was_used_holds_no_more_nor_does_an_earlier_one():
    codes = [totp.code_at(SECRET, step) for step in (999, 1000, 1001)]
    assert [totp.matching_step(SECRET, code, now=30_000.0, after=1000) for code in codes] == [None, None, 1001]


def test_the_address_for_the_app_holds_what_it_needs():
    address = totp.address(SECRET, account="文", issuer="评衡")
    assert address.startswith("otpauth://totp/%E8%AF%84%E8%A1%A1%3A%E6%96%87?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&")


def test_secrets_differ_by_nonce_and_by_key():
    secrets = {totp.secret_of(nonce, key) for nonce in ("a", "b") for key in ("x", "y")}
    assert len(secrets) == 4
    assert {len(secret) for secret in secrets} == {20}
