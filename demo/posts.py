"""Messages of channels and group chats that share files, and those files in SharePoint, as Graph's objects."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import quote

from demo import graph_replies as replies
from demo.graph_objects import Json
from demo.identifiers import invented

_SITE = "https://contoso.sharepoint.com/sites/helpdesk/Shared Documents/General"


@dataclass(frozen=True, slots=True)
class Stored:
    """A file in SharePoint, that ``owner`` (an object id) has put there, and ``changed_by`` has changed since, if
    anybody. ``url`` is where it is fetched from.
    """

    name: str
    size: int
    owner: str
    url: str
    changed_by: str = ""

    @property
    def page(self) -> str:
        return f"{_SITE}/{self.name}"


@dataclass(frozen=True, slots=True)
class Post:
    """A message by its ids, and what it shares. ``team`` and ``thread`` are empty in a group chat; ``thread`` is the
    message itself where it begins one. ``names`` are the attachments: each file's name and page.
    """

    id: str
    conversation: str
    sender: str
    names: Sequence[tuple[str, str]]
    team: str = ""
    thread: str = ""


@dataclass(slots=True)
class Posts:
    """What has been posted, and what SharePoint keeps; both by hand."""

    posted: list[Post] = field(default_factory=list)
    stored: list[Stored] = field(default_factory=list)

    def find(self, conversation: str, message: str, team: str = "", thread: str = "") -> Post:
        """Raises ``Refused``."""
        wanted = (conversation, message, team, thread)
        for each in self.posted:
            if (each.conversation, each.id, each.team, each.thread) == wanted:
                return each
        raise replies.no_such_message()


def chat_message_of(posted: Post, now: datetime) -> Json:
    """As Microsoft Learn shows one under "Get chatMessage in a channel or chat"."""
    attached = [{"id": invented(name), "contentType": "reference", "contentUrl": page, "content": None, "name": name,
                 "thumbnailUrl": None, "teamsAppId": None} for name, page in posted.names]
    marks = "".join(f'<attachment id="{each["id"]}"></attachment>' for each in attached)
    channel = {"teamId": posted.team, "channelId": posted.conversation} if posted.team else None
    at = now.strftime("%Y-%m-%dT%H:%M:%SZ")
    person = {"@odata.type": "#microsoft.graph.teamworkUserIdentity", "id": posted.sender,
              "displayName": "Alex Wilber", "userIdentityType": "aadUser"}
    return {
        "id": posted.id, "replyToId": posted.thread if posted.thread != posted.id else None, "messageType": "message",
        "createdDateTime": at, "lastModifiedDateTime": at, "deletedDateTime": None, "importance": "normal",
        "locale": "en-us", "chatId": None if channel else posted.conversation, "channelIdentity": channel,
        "from": {"application": None, "device": None, "user": person},
        "body": {"contentType": "html", "content": f'<at id="0">Roomcheck</at>{marks}'}, "attachments": attached,
    }


def drive_item(stored: Stored, now: datetime) -> Json:
    """As Microsoft Learn describes the resource type driveItem."""
    at = now.strftime("%Y-%m-%dT%H:%M:%SZ")
    made, changed = ({"user": {"id": who, "displayName": "Alex Wilber"}}
                     for who in (stored.owner, stored.changed_by or stored.owner))
    return {
        "@microsoft.graph.downloadUrl": stored.url, "id": invented("item", stored.name), "name": stored.name,
        "webUrl": quote(stored.page, safe=":/"), "size": stored.size, "createdDateTime": at, "lastModifiedDateTime": at,
        "createdBy": made, "lastModifiedBy": changed, "file": {"mimeType": "application/zip"},
    }
