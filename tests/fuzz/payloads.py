"""What clients may send: real activities and real buttons, with any of their fields replaced by anything."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from hypothesis import strategies as st

from bot.actions import COPY, FIELD, REFUSED, Pressable, pack, unpack
from bot.commands.model import ContinueDialog
from bot.incoming import FILE, Incoming, Pressed, read, tenant_ids
from tests.bot.teams_wire import BOT_ID, a_press, an_activity
from tests.bot.test_actions import EXAMPLES

Draw = st.DrawFn
NOW = datetime(2026, 3, 2, tzinfo=UTC)
BUTTONS = [pack(each) for each in EXAMPLES]
_MENTION = {"type": "mention", "text": "<at>Roomcheck</at>", "mentioned": {"id": BOT_ID, "name": "Roomcheck"}}
_FILE = {"contentType": FILE, "name": "logs.zip",
         "content": {"downloadUrl": "https://x.sharepoint.com/x", "fileType": "zip"}}
_OFFER: dict[str, Any] = {"type": "invoke", "name": "fileConsent/invoke", "text": None, "value": {
    "action": "accept", "context": {"offer": "4f1c"}, "uploadInfo": {
        "uploadUrl": "https://x.sharepoint.com/up", "contentUrl": "https://x.sharepoint.com/x", "name": "a.csv",
        "uniqueId": "1", "fileType": "csv"}}}
ACTIVITIES = [
    an_activity(), a_press(), an_activity(attachments=[_FILE]), an_activity(attachments=[_FILE, _FILE]),
    an_activity(entities=[_MENTION], text="<at>Roomcheck</at> help", conversation={
        "id": "19:a@thread.tacv2;messageid=1", "conversationType": "channel", "isGroup": True}),
    an_activity(attachments=[{"contentType": "text/html", "content": "<attachment id='1'></attachment>"}]),
    an_activity(text=None, value=BUTTONS[0]), an_activity(**_OFFER),
    an_activity(type="conversationUpdate", membersAdded=[{"id": BOT_ID}]),
    an_activity(type="installationUpdate", action="add")]
_words = st.text(max_size=20) | st.sampled_from((
    "\ud800", "\u202e", "", " ", "..", "2025-11-22T10:00:00Z", "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-14:00", "a" * 5_000, FILE, "channel", "personal", BOT_ID, "1", "field.x", "copy.x", "<at>",
    "<at>x</at>" * 50, "message", "invoke", "conversationUpdate", "add", "adaptiveCard/action", "mention", "reference",
    "text/html", "id", "name", "text", "type", "value", "action", "data", "inputs", "verb", "mentioned", "tenant",
    "contentType", "content", "downloadUrl", "fileType", "conversationType", "isGroup", "tenantId", "aadObjectId"))
_scalars = (st.none() | st.booleans() | st.integers() | st.floats() | _words
            | st.sampled_from((10**400, -1, 2**63, 1e308)))
ANYTHING = st.recursive(
    _scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_words, inner, max_size=4), max_leaves=12)


def deep(levels: int) -> Any:
    made: Any = "end"
    for level in range(levels):
        made = {"x": made} if level % 2 else [made]
    return made


@st.composite
def altered(draw: Draw, whole: Any, most: int = 4) -> Any:
    """The document with some of its fields, at any depth, replaced, taken away, doubled, or added to."""
    for _ in range(draw(st.integers(0, most))):
        *path, last = draw(st.sampled_from(list(_paths(whole)) or [("x",)]))
        value = draw(ANYTHING | st.sampled_from([deep(40), whole, []]))
        whole = _put(whole, (*path, last), value, gone=draw(st.integers(0, 4)) == 0)
    return whole


def _paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, each in inside:
        yield (*path, name)
        yield from _paths(each, (*path, name)) if len(path) < 6 else ()


def _put(whole: Any, path: tuple[Any, ...], value: Any, *, gone: bool) -> Any:
    """The same with another value there. What is shared is copied on the way."""
    name, *rest = path
    if isinstance(whole, list) and isinstance(name, int) and name < len(whole):
        inner = _put(whole[name], tuple(rest), value, gone=gone) if rest else value
        return [*whole[:name], *([] if gone and not rest else [inner]), *whole[name + 1:]]
    if not isinstance(whole, dict):
        return whole
    if gone and not rest:
        return {key: each for key, each in whole.items() if key != name}
    return whole | {name: _put(whole.get(name), tuple(rest), value, gone=gone) if rest else value}


_fields = st.dictionaries(st.tuples(st.sampled_from((FIELD, COPY, "")), st.sampled_from(("room", "x", "Room", ""))
                                    | st.text(max_size=5)).map("".join), ANYTHING, max_size=10)
PRESSES = st.one_of(st.sampled_from(BUTTONS).flatmap(altered), ANYTHING,
                    st.tuples(st.sampled_from(BUTTONS), _fields).map(lambda made: {**made[0], **made[1]}))


@st.composite
def payloads(draw: Draw) -> tuple[Any, Any]:
    """What a button brings, and an activity, which may be that press."""
    press = draw(PRESSES)
    activity = draw(st.sampled_from(ACTIVITIES).flatmap(altered) | st.just(a_press(value={"action": {"data": press}})))
    return press, activity if isinstance(activity, dict) else {"value": activity}


def attempt(example: tuple[Any, Any]) -> None:
    """A command that our own button could carry, or a refusal; and one meaning for every activity."""
    press, activity = example
    _unpacked(press)
    meaning = read(activity, NOW)
    assert isinstance(meaning, Incoming)
    assert all(isinstance(each, str) for each in tenant_ids(activity))
    if isinstance(meaning, Pressed):
        _unpacked(meaning.payload)
    if hasattr(meaning, "turn"):
        _writable(asdict(meaning.turn.conversation), asdict(meaning.turn.actor), meaning.turn.locale)
    for name in ("text", "url", "file_name", "what", "page", "name", "offer", "verb"):
        _writable(getattr(meaning, name, ""))


def _unpacked(press: Any) -> None:
    command = unpack(press)
    if command == REFUSED:
        return
    assert isinstance(command, Pressable)
    _writable(str(command))
    filled = {name: value for name, value in press.items() if name.startswith(FIELD)}
    sent = {name: value for name, value in press.items() if not name.startswith((FIELD, COPY))}
    assert not filled or isinstance(command, ContinueDialog)
    assert pack(command) in ({"asked": [], **sent}, sent)


def _writable(*texts: str | Mapping[str, Any]) -> None:
    json.dumps(texts, ensure_ascii=False, default=str).encode()
