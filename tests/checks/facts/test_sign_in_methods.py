"""Which protocols show that a device signs in without its password."""

import pytest

from checks.facts.sign_in_methods import (
    answered_by_a_person,
    device_bound,
    needs_no_password,
    not_known,
    signs_in_without_password,
)
from checks.facts.sign_ins import Origin
from tests.checks.builders import attempt, auth_methods, sign_ins, success


@pytest.mark.parametrize(("protocols", "without"), [
    (("oAuth2",), True), (("oAuth2", ""), True), (("ropc",), False), (("oAuth2", "ROPC"), False), (("",), False),
    (("none",), False), (("deviceCode",), False), (("unknownFutureValue",), False), ((), False)])
def test_what_the_protocols_show(protocols: tuple[str, ...], without: bool) -> None:
    seen = sign_ins(*(success(n + 1, protocol=protocol) for n, protocol in enumerate(protocols)))
    assert signs_in_without_password(seen) is without


def test_only_successes_of_the_device_show_anything() -> None:
    person, refused = success(1, Origin.PERSON, protocol="oAuth2"), attempt(53003, 2, protocol="oAuth2")
    assert not signs_in_without_password(sign_ins(person, refused))
    assert not signs_in_without_password(None)


def test_each_kind_is_one_of_three() -> None:
    kinds = ("Password", "FIDO2", "phone", "Phone", "telepathy", "resourceAccountKey")
    assert device_bound(kinds) == ("a passkey (FIDO2)", "a resource account key")
    assert answered_by_a_person(kinds) == ("a phone",)
    assert not_known(kinds) == ("telepathy",)


@pytest.mark.parametrize(("kinds", "protocols", "needless"), [
    (("resourceAccountKey",), (), True), (("password", "ResourceAccountKey"), ("", "oAuth2"), True),
    (("resourceAccountKey",), ("oAuth2", "ropc"), True), (("resourceAccountKey",), ("", "ropc", "oAuth2"), False),
    (("fido2",), (), False), (("fido2",), ("oAuth2",), True), (("password",), ("oAuth2",), False)])
def test_whether_the_password_matters(kinds: tuple[str, ...], protocols: tuple[str, ...], needless: bool) -> None:
    """Protocols with the newest first."""
    seen = sign_ins(*(success(n + 1, protocol=protocol) for n, protocol in enumerate(protocols)))
    assert needs_no_password(auth_methods(*kinds), seen) is needless


def test_methods_that_were_not_read_show_nothing() -> None:
    assert not needs_no_password(None, sign_ins(success(1, protocol="oAuth2")))
