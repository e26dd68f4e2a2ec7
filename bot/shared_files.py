"""Which file of a message in a channel or a group chat may be fetched, and where it is. Nothing here fetches it."""

import logging
from collections.abc import Sequence
from dataclasses import replace

from yarl import URL

from bot.attachments import too_large
from bot.file_hosts import FileHosts
from bot.file_ports import DownloadError, GroupOf, SharedFiles
from bot.turns import Conversation
from bot.wire import is_object_id
from bot.words import mark
from checks.collector import CannotCollect
from checks.model import GapReason
from checks.shared_files import Attached, Post, StoredFile, Withheld, WithheldError

log = logging.getLogger(__name__)

_PAGES = FileHosts(("sharepoint.com",))
"""Where Teams keeps the files of channels and group chats in the worldwide cloud, which is GCC's too."""
_AGAIN = mark("Please send it again.")
_DROP = mark("Open a personal chat with me and drop the zip there.")
_WITHHELD = mark("Teams hands files to a bot in a personal chat only, so the file did not arrive.")
_CONSENT = mark("Open a personal chat with me and drop the zip there. So that zips can be posted here, an admin can "
                "give the Teams app resource-specific consent (ChannelMessage.Read.Group, ChatMessage.Read.Chat), and "
                "Roomcheck's application Files.Read.All or Sites.Selected.")
_RIGHT = mark("Open a personal chat with me and drop the zip there. So that zips can be posted here, an admin can "
              "grant Files.Read.All to Roomcheck's application, or Sites.Selected with read access to the team's site.")
_BUSY = mark("Microsoft Graph takes no more questions at the moment, so the file was not fetched.")
_LATE = mark("Microsoft Graph did not answer in time, so the file was not fetched.")
_FAILED = mark("Microsoft Graph could not be asked for the file.")


class SharedZips:
    """Finds the zip that a message shares (:data:`bot.file_ports.Locate`).

    Roomcheck may be able to read files that whoever asks may not. So it takes the file only of a message that was sent
    by the person who asks, in the conversation where they ask, and only one whose present content this person has put
    there: whoever once made a file may no longer be allowed to read what others have written into it.
    """

    def __init__(self, files: SharedFiles, group_of: GroupOf, most_bytes: int) -> None:
        self._files, self._group_of, self._most_bytes = files, group_of, most_bytes

    async def locate(self, post: Post, conversation: Conversation) -> str:
        """The address to fetch it from. Raises DownloadError."""
        post = await self._with_group(post, conversation)
        try:
            attached = await self._attached(post)
            stored = await self._files.stored(attached.page)
        except WithheldError as refused:
            raise _refusal(refused.why) from refused
        except CannotCollect as trouble:
            log.warning("a shared file could not be found: %s", trouble.detail)
            raise DownloadError(_trouble(trouble.reason), mark("Please send it again in a few minutes.")) from trouble
        self._must_be_theirs(stored, attached, post)
        return stored.url

    async def _with_group(self, post: Post, conversation: Conversation) -> Post:
        """The same message with its team's group, by which Graph knows the team."""
        if not post.team or is_object_id(post.team):
            return post
        if group := await self._group_of(conversation, post.team):
            return replace(post, team=group.lower())
        raise DownloadError(_WITHHELD, _DROP, elsewhere=True)

    async def _attached(self, post: Post) -> Attached:
        posted = await self._files.posted(post)
        if posted.sender != post.sender:
            log.warning("a message that shares a file is not by the person it was said to be by")
            raise DownloadError(mark("Microsoft Graph says that somebody else sent the message with the file."), _DROP,
                                elsewhere=True)
        attached = _only_zip(posted.files)
        if not _in_sharepoint(attached.page):
            raise DownloadError(mark("The file is not in SharePoint or OneDrive, so it was not fetched."),
                                mark("Upload the zip itself to the message, from this device."))
        return attached

    def _must_be_theirs(self, stored: StoredFile, attached: Attached, post: Post) -> None:
        if stored.name.casefold() != attached.name.casefold() or not stored.url:
            raise DownloadError(mark("The file behind the message is no longer the one that was shared."), _AGAIN)
        if not stored.changed_by:
            raise DownloadError(mark("Microsoft Graph names nobody who has put the file into SharePoint, so it was not "
                                     "fetched."), _DROP, elsewhere=True)
        if post.sender != stored.changed_by:
            raise DownloadError(
                mark("The file was put into SharePoint, or changed there, by somebody else, so it was not fetched for "
                     "you."), mark("Upload the zip yourself, or ask whoever did to send it."))
        if stored.size > self._most_bytes:
            raise too_large(self._most_bytes)


def _only_zip(files: Sequence[Attached]) -> Attached:
    zips = [each for each in files if each.name.casefold().endswith(".zip")]
    if not zips:
        raise DownloadError(mark("That message shares no zip."),
                            mark("Send the room's diagnostic logs as the zip they came in."))
    if len(zips) > 1:
        raise DownloadError(mark("Several zips came at once, and it is not clear which room each one is about."),
                            mark("Send one zip at a time."))
    return zips[0]


def _in_sharepoint(page: str) -> bool:
    try:
        return _PAGES.allow(URL(page))
    except ValueError:
        return False


def _refusal(why: Withheld) -> DownloadError:
    if why is Withheld.GONE:
        return DownloadError(mark("The message with the file was not found: it may have been deleted."), _AGAIN)
    return DownloadError(_WITHHELD, _CONSENT if why is Withheld.CONSENT else _RIGHT, elsewhere=True)


def _trouble(why: GapReason) -> str:
    return {GapReason.THROTTLED: _BUSY, GapReason.TIMED_OUT: _LATE}.get(why, _FAILED)
