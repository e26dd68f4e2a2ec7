"""What the client makes of Graph's moods: throttling, failures, strange pages, refusals."""

import asyncio
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from kiota_abstractions.request_information import RequestInformation

from checks.collector import CannotCollect
from checks.limits import Limit
from checks.model import GapReason
from checks.sources.graph.client import ATTEMPTS, MOST_PAGES, GraphClient
from checks.sources.graph.json_reading import Json
from checks.sources.graph.odata import urgent
from checks.sources.graph.pacing import AUDIT_LOGS, CONDITIONAL_ACCESS, DIRECTORY, Pacer
from checks.sources.graph.refusals import Call, GraphError, Product
from tests.checks.sources.graph.fake_graph import Answer, FakeGraph, Time, client_of, error, many

PATH = "/v1.0/things"
GOOD = Answer({"id": "1"})


def call(limit: Limit = DIRECTORY) -> Call:
    return Call("the things", "Things.Read.All", limit)


def things(client: GraphClient) -> RequestInformation:
    return client.request("/things", {"$top": 2})


async def get(client: GraphClient, limit: Limit = DIRECTORY) -> Json:
    return await client.get(things(client), call(limit))


async def why(client: GraphClient) -> CannotCollect:
    with pytest.raises(CannotCollect) as caught:
        await get(client)
    return caught.value


async def test_an_answer_is_the_json_object(graph: FakeGraph, client: GraphClient) -> None:
    graph.on(PATH, GOOD)
    assert await get(client) == {"id": "1"}
    assert graph.asked[0].query == {"$top": "2"}


async def test_text_from_outside_cannot_leave_its_parameter(graph: FakeGraph, client: GraphClient) -> None:
    graph.on(PATH, GOOD)
    await client.get(client.request("/things", {"$filter": "a eq 'x&$top=9#/?%27'"}), call())
    assert graph.asked[0].path == PATH
    assert graph.asked[0].query == {"$filter": "a eq 'x&$top=9#/?%27'"}


async def test_a_compressed_answer_is_read(graph: FakeGraph, client: GraphClient) -> None:
    graph.on(PATH, Answer({"id": "1"}, headers={"Content-Encoding": "gzip"}))
    assert await get(client) == {"id": "1"}


class TestThrottling:
    async def test_retry_after_is_obeyed(self, graph: FakeGraph, client: GraphClient, time: Time) -> None:
        graph.on(PATH, error(429, "TooManyRequests", Retry_After="3"), GOOD)
        assert await get(client) == {"id": "1"}
        assert time.slept == [3.0]

    async def test_without_retry_after_each_wait_is_longer(self, graph: FakeGraph, client: GraphClient,
                                                           time: Time) -> None:
        graph.on(PATH, error(429, "TooManyRequests"), error(429, "TooManyRequests"), GOOD)
        await get(client, CONDITIONAL_ACCESS)
        assert time.slept == [1.0, 2.0]

    async def test_a_date_as_retry_after_is_understood(self, graph: FakeGraph, client: GraphClient,
                                                       time: Time) -> None:
        later = format_datetime(datetime.now(UTC) + timedelta(seconds=8), usegmt=True)
        graph.on(PATH, error(429, "TooManyRequests", Retry_After=later), GOOD)
        await get(client)
        assert 5 < sum(time.slept) <= 8

    @pytest.mark.parametrize("value", ["0", "-5", "soon", "Thu, 01 Jan 1970 00:00:00 GMT"])
    async def test_a_useless_retry_after_counts_as_none(self, graph: FakeGraph, client: GraphClient, time: Time,
                                                        value: str) -> None:
        graph.on(PATH, error(429, "TooManyRequests", Retry_After=value), GOOD)
        await get(client)
        assert time.slept == [1.0]

    async def test_a_long_pause_is_not_waited_for(self, graph: FakeGraph, client: GraphClient, time: Time) -> None:
        graph.on(PATH, error(429, "TooManyRequests", Retry_After="150"))
        told = await why(client)
        assert (told.reason, time.slept, len(graph.asked)) == (GapReason.THROTTLED, [], 1)

    async def test_others_do_not_ask_during_a_long_pause(self, graph: FakeGraph, client: GraphClient) -> None:
        graph.on(PATH, error(429, "TooManyRequests", Retry_After="150"))
        await why(client)
        assert (await why(client)).reason is GapReason.THROTTLED
        assert len(graph.asked) == 1

    async def test_no_pause_is_for_ever(self, graph: FakeGraph, client: GraphClient, time: Time) -> None:
        graph.on(PATH, error(429, "TooManyRequests", Retry_After="9" * 400), GOOD)
        await why(client)
        time.seconds += 300
        assert await get(client) == {"id": "1"}

    async def test_patience_ends(self, graph: FakeGraph, client: GraphClient, time: Time) -> None:
        graph.on(PATH, error(429, "TooManyRequests", Retry_After="4"))
        assert (await why(client)).reason is GapReason.THROTTLED
        assert sum(time.slept) <= 10


class TestFailures:
    async def test_a_short_failure_passes(self, graph: FakeGraph, client: GraphClient) -> None:
        graph.on(PATH, error(503, "serviceNotAvailable"), Answer(raw=b"<html>", status=502), GOOD)
        assert await get(client) == {"id": "1"}

    async def test_a_lasting_failure_is_told(self, graph: FakeGraph, client: GraphClient) -> None:
        graph.on(PATH, error(500, "InternalServerError"))
        told = await why(client)
        assert (told.reason, len(graph.asked)) == (GapReason.FAILED, ATTEMPTS)
        assert "500 InternalServerError" in told.detail

    async def test_nobody_there(self, time: Time) -> None:
        async with client_of("http://127.0.0.1:9", time) as client:
            told = await why(client)
        assert told.reason is GapReason.FAILED
        assert "could not be reached" in told.detail

    @pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'"x"', b"{", b"\xff\xfe", b"[" * 100_000])
    async def test_an_answer_that_is_no_json_object(self, graph: FakeGraph, client: GraphClient, body: bytes) -> None:
        graph.on(PATH, Answer(raw=body))
        told = await why(client)
        assert told.reason is GapReason.FAILED
        assert "could not be read" in told.detail

    @pytest.mark.parametrize("headers", [{}, {"Content-Encoding": "gzip"}])
    async def test_an_answer_without_end_is_dropped(self, graph: FakeGraph, time: Time,
                                                    headers: dict[str, str]) -> None:
        graph.on(PATH, Answer({"x": "y" * 200_000}, headers=headers))
        async with client_of(graph.root, time, largest=100_000) as client:
            told = await why(client)
        assert "too large" in told.detail

    async def test_an_encoding_nobody_asked_for(self, graph: FakeGraph, client: GraphClient) -> None:
        graph.on(PATH, Answer(raw=b"??", headers={"Content-Encoding": "br"}))
        assert "could not be read" in (await why(client)).detail

    async def test_broken_gzip(self, graph: FakeGraph, client: GraphClient) -> None:
        graph.on(PATH, Answer(raw=b"no gzip", headers={"Content-Encoding": " gzip"}))
        assert "could not be read" in (await why(client)).detail

    async def test_a_redirect_is_not_followed(self, graph: FakeGraph, client: GraphClient) -> None:
        graph.on(PATH, Answer(raw=b"", status=302, headers={"Location": f"{graph.root}/v1.0/elsewhere"}))
        assert (await why(client)).reason is GapReason.FAILED
        assert graph.asked_for("/v1.0/elsewhere") == []


class TestRefusals:
    @pytest.mark.parametrize(("answer", "reason", "words"), [
        (error(401, "InvalidAuthenticationToken"), GapReason.FAILED, "credentials"),
        (error(403, "Authorization_RequestDenied"), GapReason.NO_PERMISSION, "may not read the things"),
        (error(403, "Authentication_MSGraphPermissionMissing"), GapReason.NO_PERMISSION, "may not read the things"),
        (error(403, "Authentication_RequestFromNonPremiumTenantOrB2CTenant"), GapReason.NOT_LICENSED, "P1 or P2"),
        (error(403, "UnknownError", "Neither tenant is B2C or tenant doesn't have premium license"),
         GapReason.NOT_LICENSED, "P1 or P2"),
        (error(404, "Request_ResourceNotFound"), GapReason.FAILED, "does not know"),
        (error(400, "BadRequest"), GapReason.FAILED, "400 BadRequest"),
        (Answer(raw=b"gone", status=410), GapReason.FAILED, "410"),
    ])
    async def test_each_says_what_it_is(self, graph: FakeGraph, client: GraphClient, answer: Answer,
                                        reason: GapReason, words: str) -> None:
        graph.on(PATH, answer)
        told = await why(client)
        assert told.reason is reason
        assert words in told.detail
        assert len(graph.asked) == 1

    async def test_a_missing_permission_is_named(self, graph: FakeGraph, client: GraphClient) -> None:
        graph.on(PATH, error(403, "Authorization_RequestDenied"))
        assert "Grant Things.Read.All" in (await why(client)).remedy

    async def test_words_from_outside_are_not_repeated(self, graph: FakeGraph, client: GraphClient) -> None:
        graph.on(PATH, error(400, "[press](http://evil)", "<at>everyone</at>"))
        told = await why(client)
        assert isinstance(told, GraphError)
        assert "evil" not in told.detail + told.remedy + told.code
        assert "everyone" not in told.detail


    @pytest.mark.parametrize(("message", "status"), [
        ("Your tenant is not licensed for this feature. Please upgrade your subscription to access it.", 403),
        ("Request not applicable to target tenant.", 400), ("Request not applicable to target tenant.", 401),
    ])
    async def test_what_the_tenant_has_not_bought_is_named(self, graph: FakeGraph, client: GraphClient, message: str,
                                                           status: int) -> None:
        graph.on(PATH, error(status, "AccessDenied", message))
        with pytest.raises(CannotCollect, match="no Flux Capacitor, which it takes to read the things") as caught:
            await client.get(things(client), Call("the things", "P", DIRECTORY, Product("Flux Capacitor", "Buy one.")))
        assert (caught.value.reason, caught.value.remedy) == (GapReason.NOT_LICENSED, "Buy one.")

    def test_a_wider_permission_that_serves_as_well_is_told(self) -> None:
        narrow = Call("the things", "Policy.Read.ConditionalAccess", DIRECTORY)
        assert narrow.grant.startswith("Grant Policy.Read.ConditionalAccess (or Policy.Read.All) to ")


class TestPost:
    async def test_a_question_goes_out_with_its_body(self, graph: FakeGraph, client: GraphClient) -> None:
        graph.on("/v1.0/identity/ask", GOOD)
        assert await client.post("/identity/ask", {"who": "Zürich"}, call()) == {"id": "1"}
        assert (graph.asked[0].method, graph.asked[0].body) == ("POST", {"who": "Zürich"})
        assert graph.asked[0].headers["Content-Type"] == "application/json"

    async def test_it_is_refused_and_repeated_like_any_other(self, graph: FakeGraph, client: GraphClient) -> None:
        graph.on("/v1.0/identity/ask", error(503, "serviceNotAvailable"), error(403, "AccessDenied"))
        with pytest.raises(CannotCollect) as caught:
            await client.post("/identity/ask", {"who": "x"}, call())
        assert caught.value.reason is GapReason.NO_PERMISSION
        assert [seen.body for seen in graph.asked] == [{"who": "x"}] * 2


class TestListed:
    async def test_a_short_list_is_whole(self, graph: FakeGraph, client: GraphClient) -> None:
        graph.on(PATH, many({"id": "1"}))
        assert await client.listed(things(client), call()) == (({"id": "1"},), True)

    async def test_its_pages_are_bounded(self, graph: FakeGraph, client: GraphClient) -> None:
        graph.on(PATH, many({"id": "1"}, link=f"{graph.root}{PATH}?$skip=1"))
        found, whole = await client.listed(things(client), call())
        assert (len(found), whole, len(graph.asked)) == (MOST_PAGES, False, MOST_PAGES)

    async def test_a_foreign_page_is_not_fetched(self, graph: FakeGraph, client: GraphClient) -> None:
        graph.on(PATH, many({"id": "1"}, link="http://evil.example/v1.0/things"))
        with pytest.raises(CannotCollect, match="another server"):
            await client.listed(things(client), call())


class TestPages:
    async def read(self, client: GraphClient) -> list[str]:
        return [record["id"] async for page, _more in client.pages(things(client), call()) for record in page]

    async def test_pages_are_followed(self, graph: FakeGraph, client: GraphClient) -> None:
        graph.on(PATH, many({"id": "1"}, link=f"{graph.root}{PATH}?$skiptoken=a%2Bb"), many({"id": "2"}))
        assert await self.read(client) == ["1", "2"]
        assert graph.asked[1].query == {"$skiptoken": "a+b"}

    @pytest.mark.parametrize("link", [
        "http://evil.example/v1.0/things",
        "https://127.0.0.1/v1.0/things",
        "http://127.0.0.1:1/v1.0/things",
        "http://[::1",
        "//evil.example/v1.0/things",
        "/v1.0/things?$skiptoken=x",
        "http://graph@evil.example/",
    ])
    async def test_a_foreign_page_is_not_fetched(self, graph: FakeGraph, client: GraphClient, link: str) -> None:
        graph.on(PATH, many({"id": "1"}, link=link))
        with pytest.raises(CannotCollect, match="another server"):
            await self.read(client)
        assert len(graph.asked) == 1

    async def test_a_name_before_the_host_does_not_pass_for_it(self, graph: FakeGraph, client: GraphClient) -> None:
        graph.on(PATH, many(link=graph.root.replace("//", "//user:pass@") + PATH))
        with pytest.raises(CannotCollect, match="another server"):
            await self.read(client)

    async def test_a_list_that_is_none(self, graph: FakeGraph, client: GraphClient) -> None:
        graph.on(PATH, Answer({"value": None}))
        with pytest.raises(CannotCollect, match="could not be read"):
            await self.read(client)


async def test_the_sign_in_log_is_asked_at_its_own_pace(graph: FakeGraph, client: GraphClient, time: Time) -> None:
    graph.on(PATH, GOOD)
    for _ in range(6):
        await get(client, AUDIT_LOGS)
    assert time.slept == [10.0]


class TestInBackground:
    """A client of work that nobody waits for."""

    async def test_it_waits_for_as_long_as_graph_wants(self, graph: FakeGraph, time: Time) -> None:
        graph.on(PATH, error(429, "TooManyRequests", Retry_After="200"), GOOD)
        async with client_of(graph.root, time) as one:
            client = one.in_background()
            assert await get(client) == {"id": "1"}
        assert sum(time.slept) == 200.0

    async def test_it_tells_the_directory_that_it_can_wait(self, graph: FakeGraph, time: Time) -> None:
        graph.on(PATH, GOOD)
        async with client_of(graph.root, time) as one:
            client = one.in_background()
            for limit in (DIRECTORY, AUDIT_LOGS):
                await client.get(urgent(things(client)), call(limit))
            await asyncio.gather(*(client.get_jointly(urgent(things(client)), call()) for _ in range(2)))
        assert [each.headers["x-ms-throttle-priority"] for each in graph.asked] == ["low", "high", "low", "low"]

    async def test_it_lets_others_go_first(self, graph: FakeGraph, time: Time) -> None:
        class Told(Pacer):
            asked: tuple[int, bool] = (0, False)

            async def enter(self, limit: Limit, patience: float, *, units: int = 1, behind: bool = False) -> None:
                self.asked = units, behind
                await super().enter(limit, patience, units=units, behind=behind)

        gate = Told(now=time.now, sleep=time.sleep)
        graph.on("/v1.0/subscribedSkus", GOOD)
        async with client_of(graph.root, time, gate=gate) as client:
            for each, behind in ((client.in_background(), True), (client, False)):
                await each.get(each.request("/subscribedSkus", {}), call())
                assert gate.asked == (3, behind)
