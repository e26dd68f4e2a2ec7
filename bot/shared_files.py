"""Which file of a message in a channel or a group chat may be fetched, and where it is. Nothing here fetches it."""

import logging
from collections.abc import Sequence

from yarl import URL

from bot.file_hosts import FileHosts
from bot.file_ports import DownloadError, SharedFiles
from bot.words import _
from checks.collector import CannotCollect
from checks.model import GapReason
from checks.shared_files import Attached, Post, StoredFile, Withheld, WithheldError

log = logging.getLogger(__name__)

_PAGES = FileHosts(("sharepoint.com",))
"""Where Teams keeps the files of channels and group chats in the worldwide cloud, which is GCC's too."""
_MEBIBYTE = 1024 * 1024


class SharedZips:
    """Finds the zip that a message shares (:data:`bot.file_ports.Locate`).

    Roomcheck may be able to read files that whoever asks may not. So it takes the file only of a message that was sent
    by the person who asks, in the conversation where they ask, and only one that this person has put there or changed.
    """

    def __init__(self, files: SharedFiles, most_bytes: int) -> None:
        self._files, self._most_bytes = files, most_bytes

    async def locate(self, post: Post) -> str:
        """The address to fetch it from. Raises DownloadError."""
        try:
            attached = await self._attached(post)
            stored = await self._files.stored(attached.page)
        except WithheldError as refused:
            raise _refusal(refused.why) from refused
        except CannotCollect as why:
            log.warning("a shared file could not be found: %s", why.detail)
            raise DownloadError(_trouble(why.reason), _("Please send it again in a few minutes.")) from why
        self._must_be_theirs(stored, attached, post)
        return stored.url

    async def _attached(self, post: Post) -> Attached:
        posted = await self._files.posted(post)
        if not posted.sender or posted.sender != post.sender:
            log.warning("a message that shares a file is not by the person it was said to be by")
            raise DownloadError(_("Microsoft Graph says that somebody else sent the message with the file."),
                                _personal_chat(), elsewhere=True)
        attached = _only_zip(posted.files)
        if not _in_sharepoint(attached.page):
            raise DownloadError(_("The file is not in SharePoint or OneDrive, so it was not fetched."),
                                _("Upload the zip itself to the message, from this device."))
        return attached

    def _must_be_theirs(self, stored: StoredFile, attached: Attached, post: Post) -> None:
        if stored.name.casefold() != attached.name.casefold() or not stored.url:
            raise DownloadError(_("The file behind the message is no longer the one that was shared."),
                                _("Please send it again."))
        if post.sender not in stored.people:
            raise DownloadError(_("The file was put into SharePoint by somebody else, so it was not fetched for you."),
                                _("Upload the zip yourself, or ask whoever did to send it."))
        if stored.size > self._most_bytes:
            raise DownloadError(_("The file is larger than {n} MB.", n=self._most_bytes // _MEBIBYTE),
                                _("Collect the logs of a shorter time, or read the zip with the command line: "
                                  "app.py analyze ZIP."))


def _only_zip(files: Sequence[Attached]) -> Attached:
    zips = [each for each in files if each.name.casefold().endswith(".zip")]
    if not zips:
        raise DownloadError(_("That message shares no zip."),
                            _("Send the room's diagnostic logs as the zip they came in."))
    if len(zips) > 1:
        raise DownloadError(_("Several zips came at once, and it is not clear which room each one is about."),
                            _("Send one zip at a time."))
    return zips[0]


def _in_sharepoint(page: str) -> bool:
    try:
        return _PAGES.allow(URL(page))
    except ValueError:
        return False


def _refusal(why: Withheld) -> DownloadError:
    if why is Withheld.GONE:
        return DownloadError(_("The message with the file was not found: it may have been deleted."),
                             _("Please send it again."))
    what = _("Teams hands files to a bot in a personal chat only, so the file did not arrive.")
    return DownloadError(what, f"{_personal_chat()} {_grant(why)}", elsewhere=True)


def _grant(why: Withheld) -> str:
    if why is Withheld.CONSENT:
        return _("So that zips can be posted here, an admin can give the Teams app resource-specific consent "
                 "(ChannelMessage.Read.Group, ChatMessage.Read.Chat) and Roomcheck's application Files.Read.All or "
                 "Sites.Selected.")
    return _("Roomcheck may read the message, but not the file: so that zips can be posted here, an admin can grant "
             "Files.Read.All to Roomcheck's application, or Sites.Selected and read access to this team's site.")


def _personal_chat() -> str:
    return _("Open a personal chat with me and drop the zip there.")


def _trouble(why: GapReason) -> str:
    match why:
        case GapReason.THROTTLED:
            return _("Microsoft Graph takes no more questions at the moment, so the file was not fetched.")
        case GapReason.TIMED_OUT:
            return _("Microsoft Graph did not answer in time, so the file was not fetched.")
    return _("Microsoft Graph could not be asked for the file.")
