"""Messages that share files, and those files, as the simulated Graph answers for them."""

from base64 import urlsafe_b64decode
from binascii import Error as NotBase64

from demo import graph_replies as replies
from demo.graph_call import Call, Desk
from demo.graph_replies import Reply
from demo.odata import Offer
from demo.posts import Post, chat_message_of, drive_item

_PLAIN = Offer("entity")


def channel_message(desk: Desk, call: Call, team: str, channel: str, message: str) -> Reply:
    return _message(desk, call, desk.tenant.posts.find(channel, message, team, message))


def channel_reply(desk: Desk, call: Call, team: str, channel: str, thread: str,  # noqa: PLR0917 - as the path names them
                  message: str) -> Reply:
    return _message(desk, call, desk.tenant.posts.find(channel, message, team, thread))


def chat_message(desk: Desk, call: Call, chat: str, message: str) -> Reply:
    return _message(desk, call, desk.tenant.posts.find(chat, message))


def shared_item(desk: Desk, call: Call, token: str) -> Reply:
    """The file behind a page, which the token holds."""
    page = _page_of(token)
    for each in desk.tenant.posts.stored:
        if each.page == page:
            return desk.entity(call, drive_item(each, desk.tenant.now), _PLAIN, "shares('')/driveItem/$entity")
    raise replies.no_such_item()


def _message(desk: Desk, call: Call, posted: Post) -> Reply:
    return desk.entity(call, chat_message_of(posted, desk.tenant.now), _PLAIN, "chatMessages/$entity")


def _page_of(token: str) -> str:
    """Raises ``Refused``."""
    coded = token.removeprefix("u!")
    if coded == token or "=" in coded:
        raise replies.no_such_share()
    try:
        return urlsafe_b64decode(coded + "=" * (-len(coded) % 4)).decode()
    except (NotBase64, UnicodeDecodeError) as error:
        raise replies.no_such_share() from error
