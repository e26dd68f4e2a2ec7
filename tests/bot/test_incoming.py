"""What activities mean."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.incoming import (
    FILE,
    Ignored,
    Incoming,
    Installed,
    Pressed,
    Said,
    Shared,
    UnusableUpload,
    Uploaded,
    read,
    tenant_ids,
)
from bot.turns import Scope
from checks.shared_files import Post
from tests.bot.teams_wire import BOT_ID, TENANT, a_press, an_activity

NOW = datetime(2025, 11, 22, 12, tzinfo=UTC)
GROUP = {"id": "19:rooms@thread.v2", "conversationType": "groupChat", "isGroup": True}
SENDER, TEAM = "aaaaaaaa-0000-0000-0000-000000000001", "bbbbbbbb-0000-0000-0000-000000000001"
IN_TEAM = {"tenant": {"id": TENANT}, "team": {"id": "19:team@thread.tacv2", "aadGroupId": TEAM.upper()}}
CHANNEL = {"id": "19:abc@thread.tacv2;messageid=1700", "conversationType": "channel", "isGroup": True}


def meaning(activity: Any) -> Incoming:
    return read(activity, NOW)


def said(activity: Any) -> Said:
    result = meaning(activity)
    assert isinstance(result, Said)
    return result


def mention(who: str, markup: str) -> dict[str, Any]:
    return {"type": "mention", "text": markup, "mentioned": {"id": who, "name": "x"}}


def in_channel(text: str, *entities: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return an_activity(conversation=CHANNEL, text=text, entities=list(entities), **changes)


def sharing(name: str, text: str, **changes: Any) -> dict[str, Any]:
    """A message that mentions the bot and shares a file outside a personal chat."""
    file = {"contentType": "reference", "name": name, "contentUrl": "https://contoso.sharepoint.com/x"}
    return an_activity(**{"text": f"<at>Roomcheck</at> {text}", "entities": [mention(BOT_ID, "<at>Roomcheck</at>")],
                          "attachments": [file], **changes})


class Unread(dict[str, Any]):
    """An activity that notes what is looked up in it."""

    def __init__(self, activity: dict[str, Any]) -> None:
        super().__init__(activity)
        self.looked_up: set[str] = set()

    def get(self, name: str, default: Any = None) -> Any:
        self.looked_up.add(name)
        return super().get(name, default)

    def __getitem__(self, name: str) -> Any:
        self.looked_up.add(name)
        return super().__getitem__(name)


def zip_attachment(name: str = "logs.zip", **content: Any) -> dict[str, Any]:
    return {"contentType": FILE, "name": name, "content": {"downloadUrl": "https://contoso-my.sharepoint.com/x",
                                                           "fileType": "zip", **content}}


class TestSaid:
    def test_turn_tells_who_said_it_where_and_when(self) -> None:
        turn = said(an_activity()).turn
        assert (turn.actor.id, turn.actor.name) == ("aaaaaaaa-0000-0000-0000-000000000001", "Ada Admin")
        assert turn.actor.tenant_id == turn.conversation.tenant_id == TENANT
        assert turn.conversation.scope is Scope.PERSONAL
        assert turn.at == datetime(2025, 11, 22, 10, 0, 0, 123456, tzinfo=UTC)
        assert (turn.locale, turn.time_zone) == ("en-GB", "Europe/Berlin")
        assert (turn.activity_id, turn.card_id, turn.pressed) == ("1700000000000", "", False)

    def test_reply_to_a_message_is_no_press(self) -> None:
        assert not said(an_activity(replyToId="m1")).turn.pressed

    def test_reference_is_all_that_a_later_message_needs_and_names_nobody(self) -> None:
        activity = in_channel("<at>Roomcheck</at> help", mention(BOT_ID, "<at>Roomcheck</at>"))
        reference = said(activity).turn.conversation.reference
        assert reference == {
            "activityId": "1700000000000", "serviceUrl": "https://smba.trafficmanager.net/emea/",
            "channelId": "msteams", "locale": "en-GB", "bot": {"id": BOT_ID, "name": "Roomcheck"},
            "user": {"id": "29:1abc", "aadObjectId": "aaaaaaaa-0000-0000-0000-000000000001"},
            "conversation": {"id": "19:abc@thread.tacv2;messageid=1700", "conversationType": "channel",
                             "isGroup": True},
        }

    @pytest.mark.parametrize(("text", "understood"), [
        ("check\u00a0room-42@contoso.com", "check room-42@contoso.com"),
        ("  check&nbsp;room &amp; hall ", "check room & hall"),
        ("check R\u202f42", "check R 42"),
        ("1 < 2 > 0 </at> <at", "1 < 2 > 0  <at"),
        ("check \u05d7\u05d3\u05e8 42", "check \u05d7\u05d3\u05e8 42"),
        ("half \ud800 a pair", "half ? a pair"),
    ])
    def test_text_is_what_a_person_reads(self, text: str, understood: str) -> None:
        assert said(an_activity(text=text)).text == understood

    def test_empty_message_is_still_something_said(self) -> None:
        assert said(an_activity(text=None)).text == ""

    def test_missing_timestamp_is_the_time_of_arrival(self) -> None:
        assert said(an_activity(timestamp=None)).turn.at == NOW
        assert said(an_activity(timestamp="2025-11-22T10:00:00")).turn.at == NOW
        assert said(an_activity(timestamp="0001-01-01T00:00:00+14:00")).turn.at == NOW

    def test_client_tells_locale_and_zone_when_the_activity_does_not(self) -> None:
        client = {"type": "clientInfo", "locale": "fr-FR", "timezone": "Europe/Paris"}
        turn = said(an_activity(locale=None, localTimezone=None, entities=[client])).turn
        assert (turn.locale, turn.time_zone) == ("fr-FR", "Europe/Paris")
        assert turn.conversation.locale == "fr-FR"


class TestWhatIsKept:
    """Every id, and every other word of an activity, fits the column of the store that it ends in."""

    @pytest.mark.parametrize("odd", ["x" * 401, "a\0b", "a\nb", "\u202eb", "\ud800", 7, None, {"id": "x"}])
    def test_an_id_that_is_none_counts_as_absent(self, odd: Any) -> None:
        turn = said({**an_activity(id=odd, replyToId=odd, locale=odd, localTimezone=odd),
                     "from": {"id": odd, "aadObjectId": odd, "name": "Ada"}}).turn
        assert (turn.activity_id, turn.actor.id, turn.locale, turn.time_zone) == ("", "", "", "")
        assert turn.conversation.reference["user"] == {}
        pressed = meaning(a_press(replyToId=odd))
        assert isinstance(pressed, Pressed)
        assert pressed.turn.card_id == ""

    @pytest.mark.parametrize("odd", ["x" * 401, "a\0b", "\u202eb", 7, None, ["x"]])
    def test_a_conversation_without_an_id_is_not_answered(self, odd: Any) -> None:
        assert isinstance(meaning(an_activity(conversation={"id": odd, "conversationType": "personal"})), Ignored)

    def test_a_person_of_a_name_as_long_as_a_book_is_called_by_its_beginning(self) -> None:
        actor = said({**an_activity(), "from": {"aadObjectId": "a" * 65, "name": "Ada" * 1_000}}).turn.actor
        assert (actor.id, len(actor.name)) == ("", 200)

    def test_a_nul_is_left_out_since_no_database_takes_it(self) -> None:
        assert said(an_activity(text="ch\0eck")).text == "check"
        pressed = meaning(a_press(value={"action": {"data": {"a\0": ["b\0"]}}}))
        assert isinstance(pressed, Pressed)
        assert pressed.payload == {"a": ["b"]}

    @pytest.mark.parametrize("tenant", ["x" * 401, "a\0b", "a\nb"])
    def test_a_tenant_that_is_none_is_named_all_the_same(self, tenant: str) -> None:
        assert len(tenant_ids(an_activity(channelData={"tenant": {"id": tenant}}))) == 2


class TestMentions:
    def test_only_the_bots_own_mention_is_taken_away(self) -> None:
        activity = in_channel("<at>Roomcheck</at> check <at>Board Room</at>", mention(BOT_ID, "<at>Roomcheck</at>"),
                              mention("29:room", "<at>Board Room</at>"))
        assert said(activity).text == "check Board Room"

    def test_room_called_like_the_bot_stays_an_argument(self) -> None:
        activity = in_channel("<at>Roomcheck</at> check <at>Roomcheck</at>", mention(BOT_ID, "<at>Roomcheck</at>"),
                              mention("29:room", "<at>Roomcheck</at>"))
        assert said(activity).text == "check Roomcheck"

    def test_markup_may_differ_from_the_entity(self) -> None:
        activity = in_channel('<at id="0">R&amp;D&nbsp;bot</at>\u00a0help', mention(BOT_ID, "<at>R&amp;D bot</at>"))
        assert said(activity).text == "help"

    def test_mention_at_the_end(self) -> None:
        activity = in_channel("check R1 <at>Roomcheck</at>", mention(BOT_ID, "<at>Roomcheck</at>"))
        assert said(activity).text == "check R1"

    def test_mention_in_a_personal_chat_is_taken_away_too(self) -> None:
        activity = an_activity(text="<at>Roomcheck</at> help", entities=[mention(BOT_ID, "<at>Roomcheck</at>")])
        assert said(activity).text == "help"

    @pytest.mark.parametrize("conversation", [
        CHANNEL,
        {"id": "19:x@thread.v2", "conversationType": "groupChat"},
        {"id": "19:x@thread.v2"},
        {"id": "x", "isGroup": True},
        {"id": "x", "conversationType": "something new"},
    ])
    def test_talk_that_does_not_mention_the_bot_is_ignored(self, conversation: dict[str, Any]) -> None:
        other = mention("29:someone", "<at>Someone</at>")
        result = meaning(an_activity(conversation=conversation, text="<at>Someone</at> secret", entities=[other]))
        assert result == Ignored("it does not mention the bot")

    def test_a_message_of_nothing_but_tags_is_read_in_linear_time(self) -> None:
        text = "<at>" * 50_000
        start = datetime.now(UTC)
        said(an_activity(text=text, entities=[mention(BOT_ID, "<at>Roomcheck</at>")] * 10_000))
        assert datetime.now(UTC) - start < timedelta(seconds=2)


class TestPressed:
    def test_execute(self) -> None:
        result = meaning(a_press())
        assert isinstance(result, Pressed)
        assert (result.payload, result.verb, result.turn.card_id) == ({"report": "r1"}, "evidence", "m7")
        assert result.turn.pressed

    def test_what_was_filled_in_cannot_replace_what_the_card_carries(self) -> None:
        value = {"action": {"verb": "v", "data": {"run": "ours"}}, "inputs": {"run": "theirs", "room": "r"}}
        result = meaning(a_press(value=value))
        assert isinstance(result, Pressed)
        assert result.payload == {"run": "ours", "room": "r"}

    def test_submit_in_a_channel_needs_no_mention(self) -> None:
        result = meaning(an_activity(conversation=CHANNEL, text=None, value={"report": "r1"}, replyToId="m7"))
        assert isinstance(result, Pressed)
        assert (result.payload, result.turn.card_id) == ({"report": "r1"}, "m7")

    @pytest.mark.parametrize("value", [None, 7, [], {"action": None}, {"action": {"data": "x", "verb": 3}}])
    def test_odd_values_carry_nothing(self, value: Any) -> None:
        result = meaning(a_press(value=value))
        assert isinstance(result, Pressed)
        assert (result.payload, result.verb) == ({}, "")

    def test_payload_is_cut_at_a_depth_nobody_needs(self) -> None:
        deep: Any = "x"
        for _ in range(400):
            deep = {"a": deep}
        result = meaning(a_press(value={"action": {"data": deep}}))
        assert isinstance(result, Pressed)
        assert str(result.payload).count("{") == 8

    def test_other_invokes_are_not_offered(self) -> None:
        assert isinstance(meaning(a_press(name="task/fetch")), Ignored)


class TestUploads:
    def test_zip(self) -> None:
        html = {"contentType": "text/html", "content": "<p>room-42@contoso.com</p>"}
        result = meaning(an_activity(text="room-42@contoso.com", attachments=[html, zip_attachment("C:\\tmp\\a.zip")]))
        assert isinstance(result, Uploaded)
        assert (result.file_name, result.text) == ("a.zip", "room-42@contoso.com")
        assert result.url == "https://contoso-my.sharepoint.com/x"

    def test_only_the_zip_among_several_files_is_taken(self) -> None:
        picture = zip_attachment("photo.png", fileType="png")
        result = meaning(an_activity(text=None, attachments=[picture, zip_attachment("logs.ZIP", fileType="")]))
        assert isinstance(result, Uploaded)
        assert result.file_name == "logs.ZIP"

    @pytest.mark.parametrize(("attachments", "what"), [
        ([zip_attachment("a.zip"), zip_attachment("b.zip")], "2 zips"),
        ([zip_attachment("notes.docx", fileType="docx")], "not a zip"),
        ([zip_attachment(downloadUrl=None)], "no address"),
        ([{"contentType": FILE, "name": "a.zip", "content": "odd"}], "no address"),
    ])
    def test_unusable_files_are_named(self, attachments: list[Any], what: str) -> None:
        result = meaning(an_activity(text=None, attachments=attachments))
        assert isinstance(result, UnusableUpload)
        assert what in result.what
        assert result.remedy

    @pytest.mark.parametrize("hint", [{"contentType": "reference", "name": "logs.zip"},
                                      {"contentType": "text/html", "content": '<attachment id="1"></attachment>'}])
    @pytest.mark.parametrize("text", ["", " here are the logs"])
    def test_file_in_a_channel_is_explained(self, hint: dict[str, Any], text: str) -> None:
        activity = in_channel(f"<at>Roomcheck</at>{text}", mention(BOT_ID, "<at>Roomcheck</at>"), attachments=[hint])
        result = meaning(activity)
        assert isinstance(result, UnusableUpload)
        assert "personal chat" in result.remedy

    @pytest.mark.parametrize(("place", "thread"), [("19:abc@thread.tacv2;messageid=1700", "1700"),
                                                   ("19:abc@thread.tacv2", "1700000000000")])
    def test_zip_in_a_channel_is_that_of_this_message(self, place: str, thread: str) -> None:
        result = meaning(sharing("logs.zip", "the logs", conversation={**CHANNEL, "id": place}, channelData=IN_TEAM))
        assert isinstance(result, Shared)
        assert result.post == Post("19:abc@thread.tacv2", "1700000000000", SENDER, TEAM, thread)
        assert (result.file_name, result.text) == ("logs.zip", "the logs")
        assert "personal chat" in result.otherwise.remedy

    def test_a_team_whose_group_teams_leaves_out_goes_by_its_own_id(self) -> None:
        in_team = {"tenant": {"id": TENANT}, "team": {"id": "19:Team@thread.tacv2"}}
        result = meaning(sharing("logs.zip", "", conversation=CHANNEL, channelData=in_team))
        assert isinstance(result, Shared)
        assert result.post.team == "19:Team@thread.tacv2"

    def test_zip_in_a_group_chat_is_that_of_this_message(self) -> None:
        result = meaning(sharing("logs.zip", "", conversation=GROUP))
        assert isinstance(result, Shared)
        assert result.post == Post("19:rooms@thread.v2", "1700000000000", SENDER)

    def test_a_file_whose_name_teams_keeps_to_itself_is_shared_too(self) -> None:
        hint = {"contentType": "text/html", "content": '<attachment id="1"></attachment>'}
        result = meaning(sharing("", "", conversation=GROUP, attachments=[hint]))
        assert isinstance(result, Shared)
        assert result.file_name == "upload.zip"

    @pytest.mark.parametrize(("text", "shared"), [
        ("room-42@contoso.com", True), ("bitte prüfen", True), ("Bitte überprüfe das mal", True), ("Protokolle", True),
        ("Die Datei von Zürich", True), ("Logdateien, bitte", True), ("das Diagnosepaket", True),
        ("kannst du das analysieren?", True), ("the zips of room-42@contoso.com", True),
        ("check room-42@contoso.com", False), ("bitte room-42@contoso.com prüfen", False), ("danke", False),
        ("help", False), ("a@contoso.com b@contoso.com", False), ("@", False),
    ])
    def test_words_beside_a_placeholder_tell_a_file_from_a_quoted_message(self, text: str, shared: bool) -> None:
        hint = {"contentType": "text/html", "content": '<attachment id="1"></attachment>'}
        result = meaning(sharing("", text, conversation=GROUP, attachments=[hint]))
        assert isinstance(result, Shared if shared else Said)
        assert isinstance(result, Shared | Said)
        assert result.text == text

    def test_a_zip_beside_a_command_is_read_and_a_picture_is_not(self) -> None:
        assert isinstance(meaning(sharing("a.ZIP", "check R1", conversation=GROUP)), Shared)
        assert said(sharing("a.png", "check R1", conversation=GROUP)).text == "check R1"

    def test_command_beside_some_attachment_is_still_a_command(self) -> None:
        quoted = {"contentType": "text/html", "content": '<attachment id="1"></attachment> check R1'}
        activity = in_channel("<at>Roomcheck</at> check R1", mention(BOT_ID, "<at>Roomcheck</at>"),
                              attachments=[quoted])
        assert said(activity).text == "check R1"

    def test_file_that_a_government_cloud_withholds_is_explained(self) -> None:
        hint = {"contentType": "text/html", "content": '<attachment id="1"></attachment>'}
        result = meaning(an_activity(text=None, attachments=[hint]))
        assert isinstance(result, UnusableUpload)
        assert "app.py analyze" in result.remedy

    def test_html_copy_of_the_text_is_no_file(self) -> None:
        html = {"contentType": "text/html", "content": "<p>check the logs</p>"}
        assert said(an_activity(text="check the logs", attachments=[html])).text == "check the logs"


class TestArrivals:
    def test_bot_is_added(self) -> None:
        activity = an_activity(type="conversationUpdate", text=None, membersAdded=[{"id": "29:x"}, {"id": BOT_ID}])
        assert isinstance(meaning(activity), Installed)
        assert isinstance(meaning(an_activity(type="installationUpdate", action="add")), Installed)

    @pytest.mark.parametrize("changes", [
        {"type": "conversationUpdate", "membersAdded": [{"id": "29:someone"}]},
        {"type": "conversationUpdate", "membersRemoved": [{"id": BOT_ID}]},
        {"type": "conversationUpdate", "membersAdded": [{}], "recipient": {}},
        {"type": "installationUpdate", "action": "remove"},
        {"type": "installationUpdate", "action": "add-upgrade"},
        {"type": "messageReaction"}, {"type": "typing"}, {"type": None}, {"conversation": {}}, {"serviceUrl": ""},
    ])
    def test_everything_else_is_ignored(self, changes: dict[str, Any]) -> None:
        assert isinstance(meaning(an_activity(**changes)), Ignored)


def test_every_tenant_that_is_named_counts() -> None:
    activity = an_activity(channelData={"tenant": {"id": "AAA"}}, conversation={"id": "x", "tenantId": "bbb"})
    assert tenant_ids(activity) == {"aaa", "bbb"}
    assert tenant_ids(an_activity(channelData=None, conversation={"id": "x"})) == frozenset()


@pytest.mark.parametrize("changes", [
    {"id": "../1700"}, {"id": ""}, {"from": {"id": "29:1", "aadObjectId": "nobody"}}, {"from": {"id": "29:1"}},
    {"conversation": {**GROUP, "id": "19:x/../../users"}}, {"conversation": {**GROUP, "id": "a:1"}},
    {"conversation": CHANNEL}, {"conversation": CHANNEL, "channelData": {"team": {"aadGroupId": "../users"}}},
    {"conversation": CHANNEL, "channelData": {"team": {"id": "19:x/../../users"}}},
    {"conversation": {**CHANNEL, "id": "19:abc@thread.tacv2;messageid=../1"}, "channelData": IN_TEAM},
])
def test_what_is_no_message_of_teams_is_not_asked_for(changes: dict[str, Any]) -> None:
    result = meaning(sharing("logs.zip", "", **{"conversation": GROUP, **changes}))
    assert isinstance(result, UnusableUpload)
    assert "personal chat" in result.remedy


def test_without_a_mention_nothing_of_it_is_read() -> None:
    """Whatever is looked up in it would be found here."""
    unread = Unread(sharing("logs.zip", "the logs", conversation=GROUP, entities=[]))
    assert isinstance(meaning(unread), Ignored)
    assert {"text", "attachments"} & unread.looked_up == set()
    assert isinstance(meaning(Unread(sharing("logs.zip", "the logs", conversation=GROUP))), Shared)
