"""The app package for Teams, whose version is the program's own."""

from bot.doctor.lines import Line, State, Topic
from bot.version import VERSION


def package_line(*, simulated: bool) -> Line:
    """Which version the package must have. Which one the tenant has would take a permission that Roomcheck does not ask
    for (AppCatalog.Read.All), so that it is left to be compared.
    """
    name, own = "App package", f"This Roomcheck and the app package that it makes are of version {VERSION}."
    if simulated:
        return Line(Topic.APP_PACKAGE, name, State.OK, own)
    return Line(Topic.APP_PACKAGE, name, State.OK, f"{own} Which one the tenant has is not asked: compare it in the "
                f"Teams admin centre, Teams apps > Manage apps > Roomcheck, where it must be {VERSION} too.")
