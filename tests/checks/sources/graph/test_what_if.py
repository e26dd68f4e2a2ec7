"""What If: which questions, with what, how often, and what the answers mean."""

from collections.abc import Awaitable, Callable
from itertools import chain
from typing import Any

import pytest

from checks.collector import CannotCollect
from checks.facts.access_forecast import AccessForecast, ForecastPolicy, Platform
from checks.facts.asked import Asked, Topic
from checks.facts.base import Fact, Facts
from checks.facts.devices import DirectoryDevice, DirectoryDevices
from checks.facts.heartbeats import Heartbeat, Heartbeats
from checks.facts.sign_ins import Kind, Origin, SignIn, SignIns
from checks.model import Citation, GapReason, Room
from checks.sources.graph import what_if
from checks.sources.graph.access_forecast import access_forecast
from checks.sources.graph.client import GraphClient
from checks.sources.graph.what_if import Circumstances, Question
from tests.checks.sources.graph.answers import EVALUATE
from tests.checks.sources.graph.fake_graph import NOW, ROOM_ID, Answer, FakeGraph, Seen, Time, clock, error, many

ACCESS, EVERYTHING = Asked(frozenset({Topic.ACCESS})), Asked(frozenset({Topic.EVERYTHING}))
CITE = Citation("graph.test", "here")
WINDOWS_AGENT = "MicrosoftTeamsRoom/5.1.17.0"


def attempt(code: int = 53003, origin: Origin = Origin.DEVICE, **more: Any) -> SignIn:
    return SignIn(NOW, code, Kind.INTERACTIVE, origin, CITE, **{"app": "Microsoft Teams", **more})


def attempts(*items: SignIn) -> SignIns:
    return SignIns(items, ())


def devices(*compliant: bool | None) -> DirectoryDevices:
    items = (DirectoryDevice(str(number), "MTR", compliant=each) for number, each in enumerate(compliant))
    return DirectoryDevices(NOW, CITE, tuple(items))


@pytest.mark.parametrize(("facts", "wanted"), [
    ([attempts(attempt(53003))], True), ([attempts(attempt(50076))], True), ([attempts(attempt(53000))], True),
    ([attempts(attempt(50126))], False), ([attempts(attempt(0))], False), ([], False),
    ([attempts(attempt(53003, Origin.PERSON))], False), ([attempts(attempt(0), attempt(53003))], False),
    ([Heartbeats((Heartbeat(NOW, False, CITE, codes=(50076,)),), ())], True),
    ([ACCESS], True), ([EVERYTHING], True), ([Asked(frozenset())], False),
])
def test_it_is_asked_when_access_may_be_the_reason(facts: list[Fact], wanted: bool) -> None:
    assert what_if.wanted(Facts(facts)) is wanted


def both(platform: Platform) -> tuple[Question, ...]:
    return Question(platform, what_if.TEAMS), Question(platform, what_if.EXCHANGE)


TEAMS_ALONE = (Question(Platform.WINDOWS, what_if.TEAMS), Question(Platform.ANDROID, what_if.TEAMS))


@pytest.mark.parametrize(("items", "questions"), [
    ([attempt(user_agent=WINDOWS_AGENT)], both(Platform.WINDOWS)), ([attempt(os="Windows10")], both(Platform.WINDOWS)),
    ([attempt(os="Android 12")], both(Platform.ANDROID)),
    ([attempt(user_agent="MicrosoftTeamsRoom/1449 (Linux; Android 12)")], both(Platform.ANDROID)),
    ([attempt(), attempt(os="Android")], both(Platform.ANDROID)),
    ([attempt(os="Android"), attempt(os="Windows")], both(Platform.ANDROID)),
    ([attempt()], TEAMS_ALONE), ([attempt(os="iOS")], TEAMS_ALONE), ([], TEAMS_ALONE),
    ([attempt(origin=Origin.PERSON, os="Windows10")], TEAMS_ALONE),
])
def test_beside_a_refusal_two_questions_are_enough(items: list[SignIn], questions: object) -> None:
    assert what_if.questions(Facts([attempts(*items)])) == questions


REGISTRATION = "Device Registration Service"
AT_REGISTRATION = (Question(Platform.WINDOWS, what_if.DEVICE_REGISTRATION), Question(Platform.WINDOWS, what_if.TEAMS))


@pytest.mark.parametrize(("items", "questions"), [
    ([attempt(os="Windows10", resource=REGISTRATION)], AT_REGISTRATION),
    ([attempt(os="Windows10"), attempt(os="Windows10", resource=REGISTRATION)], AT_REGISTRATION),
    ([attempt(resource=REGISTRATION)], tuple(Question(each, what_if.DEVICE_REGISTRATION) for each in Platform)),
    ([attempt(50126, os="Windows10", resource=REGISTRATION)], both(Platform.WINDOWS)),
    ([attempt(0, os="Windows10", resource=REGISTRATION)], both(Platform.WINDOWS)),
])
def test_a_refusal_at_device_registration_is_asked_about_there(items: list[SignIn], questions: object) -> None:
    assert what_if.questions(Facts([attempts(*items)])) == questions


@pytest.mark.parametrize("asked", [ACCESS, EVERYTHING])
def test_a_person_gets_the_whole_matrix(asked: Asked) -> None:
    found = what_if.questions(Facts([asked, attempts(attempt(os="Windows10"))]))
    everywhere = ((*both(platform), Question(platform, what_if.DEVICE_REGISTRATION)) for platform in Platform)
    assert found == (*chain.from_iterable(everywhere),
                     Question(Platform.ANDROID, what_if.DEVICE_REGISTRATION, "deviceCodeFlow"))


@pytest.mark.parametrize(("facts", "told"), [
    ([attempts(attempt(ip="203.0.113.7", country="CH", compliant=False))], Circumstances("203.0.113.7", "CH", False)),
    ([attempts(attempt(), attempt(ip="203.0.113.7"))], Circumstances("203.0.113.7")),
    ([attempts(attempt(ip="203.0.113.7"), attempt(ip="198.51.100.1", country="DE"))], Circumstances("203.0.113.7")),
    ([attempts(attempt(origin=Origin.PERSON, ip="203.0.113.7", compliant=True))], Circumstances()),
    ([devices(True, None)], Circumstances(compliant=True)), ([devices(True, False)], Circumstances()),
    ([devices(True), attempts(attempt(compliant=False))], Circumstances(compliant=False)), ([], Circumstances()),
])
def test_only_what_is_known_is_told(facts: list[Fact], told: Circumstances) -> None:
    assert what_if.circumstances(Facts(facts)) == told


def test_a_question_in_full() -> None:
    question = Question(Platform.ANDROID, what_if.DEVICE_REGISTRATION, "deviceCodeFlow")
    assert what_if.body("oid", question, Circumstances("203.0.113.7", "CH", True)) == {
        "signInIdentity": {"@odata.type": "#microsoft.graph.userSignIn", "userId": "oid"},
        "signInContext": {"@odata.type": "#microsoft.graph.applicationContext",
                          "includeApplications": ["01cb2876-7ebd-4aa4-9cc9-d28bd4d359a9"]},
        "signInConditions": {"devicePlatform": "android", "clientAppType": "mobileAppsAndDesktopClients",
                             "signInRiskLevel": "none", "userRiskLevel": "none", "country": "CH",
                             "ipAddress": "203.0.113.7", "deviceInfo": {"isCompliant": True},
                             "authenticationFlow": {"transferMethod": "deviceCodeFlow"}},
        "appliedPoliciesOnly": False}


def test_a_question_about_which_little_is_known() -> None:
    told = what_if.body("oid", Question(Platform.WINDOWS, what_if.TEAMS), Circumstances())
    assert told["signInConditions"] == {"devicePlatform": "windows", "clientAppType": "mobileAppsAndDesktopClients",
                                        "signInRiskLevel": "none", "userRiskLevel": "none"}


BLOCK: dict[str, Any] = {
    "id": "P-1", "displayName": "Block all", "state": "enabled", "policyApplies": True, "analysisReasons": "notSet",
    "grantControls": {"operator": "OR", "builtInControls": ["block"], "customAuthenticationFactors": [],
                      "termsOfUse": [], "authenticationStrength": None}, "sessionControls": None,
}


Forecast = Callable[..., Awaitable[AccessForecast]]
Policies = Callable[..., Awaitable[tuple[ForecastPolicy, ...]]]


@pytest.fixture
def forecast(client: GraphClient, room: Room, known: Facts) -> Forecast:
    """What is forecast where these facts are known beside the account."""
    async def read(*facts: Fact) -> AccessForecast:
        return await access_forecast(client, clock, room, known.adding(*facts))

    return read


@pytest.fixture
def policies(graph: FakeGraph, forecast: Forecast) -> Policies:
    """What is read of What If's answer."""
    async def read(*records: dict[str, Any]) -> tuple[ForecastPolicy, ...]:
        graph.on(EVALUATE, many(*records))
        return (await forecast(attempts(attempt(os="Windows10")))).items[0].policies

    return read


class TestAnswers:
    async def test_a_policy_that_applies(self, policies: Policies) -> None:
        assert await policies(BLOCK) == (
            ForecastPolicy("p-1", "Block all", "enabled", True, grant_controls=("block",), operator="OR"),)

    async def test_a_policy_that_cannot_be_told_is_kept_and_others_are_not(self, policies: Policies) -> None:
        unsure = BLOCK | {"policyApplies": False, "analysisReasons": "notEnoughInformation, location"}
        found = await policies(unsure, BLOCK | {"policyApplies": False, "analysisReasons": "users"},
                               BLOCK | {"policyApplies": False, "analysisReasons": None},
                               BLOCK | {"state": "disabled"})
        assert [(each.applies, each.reasons) for each in found] == [(False, ("notEnoughInformation", "location"))]

    @pytest.mark.parametrize(("grants", "controls"), [
        ({"builtInControls": ["mfa", "compliantDevice"], "operator": "and"}, ("mfa", "compliantDevice")),
        ({"builtInControls": [], "authenticationStrength": {"id": "2"}}, ("authenticationStrength",)),
        ({"termsOfUse": ["t"], "customAuthenticationFactors": ["c"]}, ("termsOfUse", "customAuthenticationFactors")),
        ({"builtInControls": ["unheardOf", None, 3]}, ("unheardOf",)), (None, ()), ([], ()),
    ])
    async def test_grants(self, policies: Policies, grants: object, controls: tuple[str, ...]) -> None:
        [policy] = await policies(BLOCK | {"grantControls": grants})
        assert policy.grant_controls == controls

    @pytest.mark.parametrize(("sessions", "controls"), [
        ({"signInFrequency": {"isEnabled": True, "value": 1}, "persistentBrowser": None}, ("signInFrequency",)),
        ({"signInFrequency": {"isEnabled": False}, "persistentBrowser": {"mode": "never"}}, ("persistentBrowser",)),
        ({"continuousAccessEvaluation": {"mode": "disabled"}}, ("continuousAccessEvaluation:disabled",)),
        ({"continuousAccessEvaluation": {"mode": None}}, ("continuousAccessEvaluation",)),
        ({"disableResilienceDefaults": True, "cloudAppSecurity": {"isEnabled": True},
          "applicationEnforcedRestrictions": {"isEnabled": True}, "secureSignInSession": {"isEnabled": True}},
         ("disableResilienceDefaults", "cloudAppSecurity", "applicationEnforcedRestrictions", "secureSignInSession")),
        ({"disableResilienceDefaults": False, "@odata.type": "x", "signInFrequency": {"isEnabled": None}}, ()),
        ({"unheardOf": {"isEnabled": True}, "[bad](name)": {}}, ("unheardOf",)), (None, ()), ("x", ()),
    ])
    async def test_sessions(self, policies: Policies, sessions: object, controls: tuple[str, ...]) -> None:
        [policy] = await policies(BLOCK | {"sessionControls": sessions})
        assert policy.session_controls == controls

    async def test_report_only_is_said(self, policies: Policies) -> None:
        [policy] = await policies(BLOCK | {"state": "enabledForReportingButNotEnforced"})
        assert policy.on_trial

    @pytest.mark.parametrize("document", [{}, {"value": None}, {"value": [], "@odata.nextLink": "http://x"},
                                          {"value": [BLOCK | {"policyApplies": None}]},
                                          {"value": [BLOCK | {"policyApplies": "yes"}]}])
    async def test_an_answer_that_is_not_whole_is_none(self, graph: FakeGraph, forecast: Forecast,
                                                       document: dict[str, Any]) -> None:
        graph.on(EVALUATE, Answer(document))
        with pytest.raises(CannotCollect, match="could not be read"):
            await forecast(ACCESS)


def about(seen: Seen) -> tuple[str, str, str]:
    conditions = seen.body["signInConditions"]
    flow = conditions.get("authenticationFlow", {}).get("transferMethod", "")
    return conditions["devicePlatform"], seen.body["signInContext"]["includeApplications"][0], flow


class TestPace:
    async def test_the_matrix_is_asked_one_a_second(self, graph: FakeGraph, forecast: Forecast, time: Time) -> None:
        graph.on(EVALUATE, many())
        began = time.now()
        fact = await forecast(ACCESS)
        assert [(each.platform, each.app, each.flow) for each in fact.items] == [
            *((platform, app, "") for platform in ("windows", "android") for app in (
                "Microsoft Teams Services", "Office 365 Exchange Online", "Device Registration Service")),
            ("android", "Device Registration Service", "deviceCodeFlow")]
        assert time.now() - began == 6.0
        assert [about(seen) for seen in graph.asked] == [
            (question.platform, question.app_id, question.flow) for question in what_if.MATRIX]
        assert all(seen.method == "POST" and not seen.batched for seen in graph.asked)
        assert graph.asked[0].body["signInIdentity"]["userId"] == ROOM_ID

    async def test_a_throttled_question_waits_and_is_asked_again(self, graph: FakeGraph, forecast: Forecast) -> None:
        graph.on(EVALUATE, many(), error(429, "TooManyRequests"), many())
        assert len((await forecast(attempts(attempt(os="Windows10")))).items) == 2
        assert len(graph.asked) == 3

    async def test_answers_are_kept_for_ten_minutes(self, graph: FakeGraph, forecast: Forecast, time: Time) -> None:
        graph.on(EVALUATE, many())
        refused = attempts(attempt(os="Windows10"))
        for _ in range(2):
            await forecast(refused)
        await forecast(EVERYTHING, refused)
        assert len(graph.asked) == 7
        time.seconds += 600
        await forecast(refused)
        assert len(graph.asked) == 9

    async def test_other_circumstances_are_another_question(self, graph: FakeGraph, forecast: Forecast) -> None:
        graph.on(EVALUATE, many())
        await forecast(attempts(attempt(os="Windows10", ip="203.0.113.7")))
        await forecast(attempts(attempt(os="Windows10", ip="203.0.113.8")))
        assert len(graph.asked) == 4

    async def test_who_asks_is_answered_anew(self, graph: FakeGraph, forecast: Forecast) -> None:
        graph.on(EVALUATE, many())
        for _ in range(2):
            await forecast(ACCESS)
        assert len(graph.asked) == 14


class TestRefused:
    async def test_what_could_not_be_asked_is_left_out(self, graph: FakeGraph, forecast: Forecast) -> None:
        def answer(seen: Seen) -> Answer:
            return error(400, "BadRequest") if about(seen)[0] == "android" else many()

        graph.ask(EVALUATE, answer)
        fact = await forecast(ACCESS)
        assert {each.platform for each in fact.items} == {Platform.WINDOWS}

    @pytest.mark.parametrize(("answer", "reason", "remedy"), [
        (error(403, "AccessDenied"), GapReason.NO_PERMISSION,
         "Grant Policy.Read.ConditionalAccess (or Policy.Read.All)"),
        (error(403, "AccessDenied", "Your tenant is not licensed for this feature. Please upgrade your subscription."),
         GapReason.NOT_LICENSED, "Entra ID P1"),
    ])
    async def test_what_holds_for_every_question_is_asked_once(self, graph: FakeGraph, forecast: Forecast,
                                                               answer: Answer, reason: GapReason, remedy: str) -> None:
        graph.on(EVALUATE, answer)
        with pytest.raises(CannotCollect) as caught:
            await forecast(ACCESS)
        assert caught.value.reason is reason
        assert remedy in caught.value.remedy
        assert len(graph.asked) == 1

    async def test_nothing_at_all_is_a_gap(self, graph: FakeGraph, forecast: Forecast) -> None:
        graph.on(EVALUATE, error(400, "BadRequest"))
        with pytest.raises(CannotCollect):
            await forecast(ACCESS)
        assert len(graph.asked) == 7

    async def test_an_account_that_is_not_known_has_no_id_to_ask_about(self, graph: FakeGraph, client: GraphClient,
                                                                       room: Room, nobody: Facts) -> None:
        with pytest.raises(CannotCollect) as caught:
            await access_forecast(client, clock, room, nobody.adding(ACCESS))
        assert (caught.value.reason, graph.asked) == (GapReason.NOT_REQUESTED, [])
