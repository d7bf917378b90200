"""One-time passwords against the vectors of RFC 6238 (appendix B, SHA-1) and against use twice."""

from __future__ import annotations

import pytest
from pyotp import TOTP

from assessment.accounts import totp

#: "12345678901234567890" of the standard.
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
APP = TOTP(SECRET)


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
    assert TOTP(SECRET, digits=8).at(moment) == code
    assert totp.matching_step(APP, code[-6:], now=moment) == moment // 30


@pytest.mark.parametrize(("drift", "holds"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_code_holds_a_step_before_and_after(drift, holds):
    code = APP.at(30_000, counter_offset=drift)
    assert (totp.matching_step(APP, code, now=30_000.0) is not None) == holds


def test_a_code_that_was_used_holds_no_more_nor_does_an_earlier_one():
    codes = [APP.generate_otp(step) for step in (999, 1000, 1001)]
    assert [totp.matching_step(APP, code, now=30_000.0, after=1000) for code in codes] == [None, None, 1001]


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "一二三四五六"])
def test_what_is_no_code_is_a_wrong_one(typed):
    assert totp.matching_step(APP, typed, now=30_000.0) is None


def test_the_address_for_the_app_holds_what_it_needs():
    address = APP.provisioning_uri(name="文", issuer_name="评衡")
    assert address == (f"otpauth://totp/%E8%AF%84%E8%A1%A1:%E6%96%87?secret={SECRET}&issuer=%E8%AF%84%E8%A1%A1")


def test_a_secret_follows_from_nonce_and_key_and_stays_what_it_was():
    """The fixed one was computed before the library was there: phones set up then go on."""
    secrets = {totp.authenticator(nonce, key).secret for nonce in ("a", "b") for key in ("x", "y")}
    assert len(secrets) == 4
    assert {len(secret) for secret in secrets} == {32}
    assert totp.authenticator("nonce", "key").secret == "WDQ4IXJPXADET5ZYVQFOZQS67ED3ARBX"
