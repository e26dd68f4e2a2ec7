from pathlib import Path

import pytest

from checks.codec import reading_json
from checks.sources.bundle.redact import LONGEST_QUOTE, Redactor
from tests.checks.sources.bundle.bundles import (
    APP_PATH,
    MFA,
    UNWELL,
    aad,
    asked,
    beat,
    log_of,
    reading_of,
    refused,
)

REDACTOR = Redactor.sparing("room-42@contoso.com", "第一会议室", "Skype", "")
JWT = "eyJ0eXAiOiJKV1QiLCJhbGciOiJub25lIn0.eyJ1cG4iOiJhbGljZSJ9.c2lnbmF0dXJl"


@pytest.mark.parametrize(("text", "secret"), [
    ("mail to alice.smith@contoso.com failed", "alice"),
    ("UPN: Alice Smith, device 3", "Alice"),
    ("User name = 'alice'", "alice"),
    ("login_hint=alice%40contoso.com", "alice"),
    ("GET https://login.microsoftonline.com/x?login_hint=alice&sig=abc", "alice"),
    ("https://host/page#access_token=abcdefgh", "abcdefgh"),
    (r"C:\Users\alice\AppData\Local\x.log", "alice"),
    (r"C:\\Users\\Alice Smith\\AppData", "Smith"),
    ("file:///C:/Users/alice/x", "alice"),
    ("/home/alice/x", "alice"),
    (r"logon of AzureAD\AliceSmith failed", "Alice"),
    ("S-1-5-21-1004336348-1177238915-682003330-1001", "1004336348"),
    ("AADSTS50034: The user account Alice Smith does not exist in the directory.", "Alice"),
    ("AADSTS50020: User account 'alice' from identity provider", "alice"),
    (f"Authorization: Bearer {JWT}", "c2lnbmF0dXJl"),
    (f"got {JWT} back", "eyJ"),
    ("refresh_token=0.AXoAabcdef", "AXoA"),
    ('"client_secret": "h4x0r!!"', "h4x0r"),
    ("password: Winter2024!", "Winter"),
    ("x-ms-RefreshTokenCredential: abcdefg.hijk", "hijk"),
    ("blob " + "Ab3" * 30, "Ab3Ab3"),
])
def test_people_and_secrets_are_taken_out(text: str, secret: str) -> None:
    assert secret not in REDACTOR.quote(text)
    assert "[removed]" in REDACTOR.quote(text) or "?" in text or "#" in text


@pytest.mark.parametrize("text", [
    MFA,
    "room-42@contoso.com could not sign in; Room-42@Contoso.com neither",
    "UPN: room-42@contoso.com, alias",
    r"C:\Users\Skype\AppData\x.log",
    "Description: AADSTS500011: The resource principal named /cortana was not found in the tenant named x.",
    "TokenEndpoint: https://login.microsoftonline.com/common/oauth2/token",
    "Network status : Healthy. Exchange status : 80131500 : AADSTS50076.",
    "IPv4 10.10.10.10, IPv6 fe80::1",
    "Trace ID: 99999999-8888-4777-8666-555555555555",
    "errorCode: FailedAuthentication, errorStep: get_skype_license, errorState: licenseError",
    "第一会议室 の サインイン",
])
def test_what_diagnosis_needs_stays(text: str) -> None:
    assert REDACTOR.quote(text) == text


def test_a_quote_is_one_short_visible_line() -> None:
    quote = REDACTOR.quote("a\r\n\tb\u202e\u200b\x07" + "c d " * 2000)
    assert quote.startswith("a bc d")
    assert len(quote) == LONGEST_QUOTE


@pytest.mark.parametrize("text", ["a-" * 2000, "a@" * 2000, "token" * 800, "https://" * 500, "\\a" * 2000, "a+" * 2000,
                                  "user " * 800, "S-1-" + "1-" * 1990, "eyJ" * 1300])
def test_hostile_texts_take_no_time(text: str) -> None:
    assert len(REDACTOR.quote(text)) <= LONGEST_QUOTE


def test_no_canary_of_a_bundle_is_kept(tmp_path: Path) -> None:
    canary = "canary"
    people = (f"{canary}@contoso.com and {canary}.two@fabrikam.com, C:\\Users\\{canary}\\x, CONTOSO\\{canary}, "
              f"https://x.example/?u={canary}, password={canary}1, user: {canary}")
    app_log = (f"Wed Nov 20 2024 11:00:00 GMT+0000 (x) <1> -- info -- organiser {canary}\n"
               f"Wed Nov 20 2024 11:00:00 GMT+0000 (x) <1> -- error -- errorCode: X, errorStep: s, errorState: t, "
               f"{people}\n")
    network = aad(1098, [("Error", "uint32", 0xCAA82EE7), ("ErrorMessage", "string", people),
                         ("AdditionalInformation", "string", people)])
    reading = reading_of(tmp_path, {
        rf"C:\Users\{canary}\a.evtx": log_of(refused(text=f"{MFA} {people}", more=asked(canary, f"{canary}@x.com")),
                                             network),
        f"{canary}@contoso.com/b.evtx": log_of(beat(description=f"{UNWELL} {people}"), beat()),
        APP_PATH: app_log,
    })
    kept = reading_json(reading)
    assert canary not in kept
    assert "room-42@contoso.com" in kept
    assert "AADSTS50076" in kept
    assert "0xCAA82EE7" in kept
