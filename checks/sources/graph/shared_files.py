"""Files shared in channels and group chats: the message names them, SharePoint and OneDrive keep them.

What Microsoft documents (Microsoft Learn):

* "Get chatMessage in a channel or chat": ``GET /teams/{team}/channels/{channel}/messages/{id}``, with ``/replies/{id}``
  behind the thread's first message for a reply, and ``GET /chats/{chat}/messages/{id}``. The least application
  permissions are ``ChannelMessage.Read.Group`` and ``ChatMessage.Read.Chat``, which are resource-specific consent: the
  app's manifest asks for them, and whoever adds the app to a team or chat gives them for that one.
* "chatMessageAttachment resource type": a file is an attachment of the type ``reference``; ``contentUrl`` is its page.
* "Accessing shared driveItems": ``GET /shares/{token}/driveItem`` finds the file behind a page, ``token`` being ``u!``
  and the page's address in base64url without padding. Consent to the conversation gives no right to the file. The
  reference names ``Files.ReadWrite.All`` for this, since a sharing link may be redeemed. By the reports of others it
  works with ``Files.Read.All`` together with ``Sites.Read.All`` (microsoftgraph/microsoft-graph-docs-contrib, issues
  448 and 8511); with one of them alone nobody has told.
* "driveItem resource type": ``@microsoft.graph.downloadUrl`` needs no token, and is good for a short while.
"""

from base64 import urlsafe_b64encode
from collections.abc import Mapping
from types import MappingProxyType

from checks.shared_files import Attached, Post, PostedFiles, StoredFile, Withheld, WithheldError
from checks.sources.graph.client import GraphClient
from checks.sources.graph.json_reading import Json, child, children, number, text
from checks.sources.graph.odata import segment
from checks.sources.graph.pacing import SHAREPOINT, TEAMS
from checks.sources.graph.refusals import Call, GraphError, unreadable

CONSENTS: Mapping[str, str] = MappingProxyType({"ChannelMessage.Read.Group": "team", "ChatMessage.Read.Chat": "chat"})
"""Resource-specific consent, and for what it is given."""
ON_REQUEST: Mapping[str, str] = MappingProxyType({
    "Files.Read.All": "every file in SharePoint and OneDrive, of which the shared zips alone are read",
    "Sites.Selected": "the shared zips in sites that are chosen one by one: the narrower alternative",
})
"""Application permissions, of which one is granted. Nothing else needs them, so they are granted only where somebody
wants zips read that are posted in channels and group chats.
"""

_POST = Call("the message that shared the file", "ChannelMessage.Read.Group", TEAMS)
_FILE = Call("the file that was shared", "Files.Read.All", SHAREPOINT)
_FORBIDDEN, _MISSING = 403, 404
_LONGEST_ADDRESS = 8_000


class GraphSharedFiles:
    """The port ``SharedFiles``. Nothing is read but the one message and the one file that are asked for."""

    def __init__(self, client: GraphClient) -> None:
        self._client = client

    async def posted(self, post: Post) -> PostedFiles:
        """As the port says."""
        try:
            message = await self._client.get(self._client.request(_path(post), {}), _POST)
        except GraphError as refused:
            if why := {_FORBIDDEN: Withheld.CONSENT, _MISSING: Withheld.GONE}.get(refused.status):
                raise WithheldError(why) from refused
            raise
        if text(message, "id") != post.message or not _is_of(message, post):
            raise unreadable(_POST)
        if message.get("deletedDateTime"):
            raise WithheldError(Withheld.GONE)
        named = (each for each in children(message, "attachments") if each.get("contentType") == "reference")
        return PostedFiles(_user(message, "from"),
                           tuple(Attached(text(each, "name"), _address(each, "contentUrl")) for each in named))

    async def stored(self, page: str) -> StoredFile:
        """As the port says."""
        try:
            item = await self._client.get(self._client.request(f"/shares/{_token(page)}/driveItem", {}), _FILE)
        except GraphError as refused:
            if refused.status in {_FORBIDDEN, _MISSING}:  # what an application may not see is not there for it
                raise WithheldError(Withheld.RIGHT) from refused
            raise
        size = number(item, "size")
        if size is None:
            raise unreadable(_FILE)
        url = _address(item, "@microsoft.graph.downloadUrl") if isinstance(item.get("file"), dict) else ""
        return StoredFile(text(item, "name"), size, _user(item, "lastModifiedBy"), url)


def _path(post: Post) -> str:
    message = segment(post.message)
    if not post.team:
        return f"/chats/{segment(post.conversation)}/messages/{message}"
    channel = f"/teams/{segment(post.team)}/channels/{segment(post.conversation)}/messages"
    thread = segment(post.thread or post.message)
    return f"{channel}/{message}" if thread == message else f"{channel}/{thread}/replies/{message}"


def _is_of(message: Json, post: Post) -> bool:
    """Whether the message stands where it was asked for, as far as it says."""
    channel = text(child(message, "channelIdentity"), "channelId")
    return (channel or text(message, "chatId") or post.conversation) == post.conversation


def _user(record: Json, name: str) -> str:
    """The object id of a person in an identity set, in lower case."""
    return text(child(child(record, name), "user"), "id").lower()


def _address(record: Json, name: str) -> str:
    """An address as it stands, since a part of it would be another; empty when it is none."""
    value = record.get(name)
    fits = isinstance(value, str) and len(value) <= _LONGEST_ADDRESS and value.isprintable()
    return str(value) if fits else ""


def _token(page: str) -> str:
    return "u!" + urlsafe_b64encode(page.encode()).decode().rstrip("=")
