"""The app package for Teams, whose version is the program's own."""

from bot.doctor.lines import Line, State, Topic
from bot.version import VERSION


def package_lines(*, simulated: bool) -> list[Line]:
    """Which version the package is of. Which one the tenant has would take a permission that Roomcheck does not ask for
    (AppCatalog.Read.All), so that it is left to be compared.
    """
    own = Line(Topic.APP_PACKAGE, "App package", State.OK,
               f"This Roomcheck and the app package that its manifest makes are of version {VERSION}.")
    if simulated:
        return [own]
    return [own, Line(Topic.APP_PACKAGE, "App package in the tenant", State.LOOK_YOURSELF,
                      "Which version the tenant has cannot be read from here.",
                      f"Compare it in the Teams admin centre (Teams apps > Manage apps > Roomcheck): with {VERSION} "
                      "Teams has all that this Roomcheck can do there; an older one works, and may lack commands or "
                      "rights.")]
