"""``app.py doctor``: looks at everything, prints it, and ends with the status that tells."""

from collections.abc import Awaitable, Callable

from bot.cards import LINKS
from bot.cards.links import GLOBAL
from bot.doctor.configuration import wrong_settings
from bot.doctor.printing import print_findings
from bot.doctor.visit import Tenant, visit, without_settings
from bot.ports import Clock
from bot.settings import ConfigurationError, Settings
from bot.setup import Setup, setup_of


async def doctor(load: Callable[[], Awaitable[Settings]], tenant: Tenant, clock: Clock, *, as_json: bool) -> int:
    """The exit status. ``load`` raises ``ConfigurationError`` where the settings are wrong, which then is told."""
    try:
        settings = await load()
    except ConfigurationError as wrong:
        return print_findings(without_settings(wrong_settings(wrong)), Setup("", "", ""), GLOBAL, clock(),
                              as_json=as_json)
    found = await visit(settings, tenant)
    return print_findings(found, setup_of(settings), LINKS[settings.cloud], clock(), as_json=as_json)
