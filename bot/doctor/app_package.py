"""The app package for Teams, whose version is the program's own."""

from bot.doctor.lines import Line, State, Topic
from bot.version import VERSION


def package_line(*, simulated: bool) -> Line:
    """Which version the package is of. Which one the tenant has would take a permission that Roomcheck does not ask for
    (AppCatalog.Read.All), so that it is left to be compared.
    """
    name = "App package"
    own = f"This Roomcheck and the app package that its manifest makes are of version {VERSION}."
    if simulated:
        return Line(Topic.APP_PACKAGE, name, State.OK, own)
    return Line(Topic.APP_PACKAGE, name, State.OK, f"{own} Which one the tenant has is not asked. Compare it in the "
                f"Teams admin centre (Teams apps > Manage apps > Roomcheck): with {VERSION} Teams has all that this "
                "Roomcheck can do there; an older one works, and may lack commands or rights.")
