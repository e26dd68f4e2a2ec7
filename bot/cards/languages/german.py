"""Alerts in German."""

from types import MappingProxyType

from bot.cards.languages.words import Plural, Words
from bot.fleet import Change
from checks.model import Cause, Severity

GERMAN = Words(
    code="de", name="Deutsch", thousands=".",
    date="{weekday} {day}. {month} {year}",
    days=("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So"),
    months=("Jan.", "Febr.", "März", "April", "Mai", "Juni", "Juli", "Aug.", "Sept.", "Okt.", "Nov.", "Dez."),
    units=(Plural("{} Tag", "{} Tagen"), Plural("{} Stunde", "{} Stunden"), Plural("{} Minute", "{} Minuten"),
           Plural("{} Sekunde", "{} Sekunden")),
    changes=MappingProxyType({
        Change.BROKE: "Ausgefallen", Change.WORSE: "Schlimmer geworden", Change.CAUSE_CHANGED: "Andere Ursache",
        Change.RECOVERED: "Läuft wieder", Change.FLAPPING: "Fällt immer wieder aus",
    }),
    severities=MappingProxyType({
        Severity.LOW: "gering", Severity.MEDIUM: "mittel", Severity.HIGH: "hoch", Severity.CRITICAL: "kritisch",
    }),
    causes=MappingProxyType({
        Cause.HEALTHY: "In Ordnung",
        Cause.RECOVERED: "Behoben",
        Cause.UNDETERMINED: "Ursache nicht gefunden",
        Cause.ACCOUNT_MISSING: "Konto fehlt",
        Cause.ACCOUNT_DISABLED: "Konto deaktiviert",
        Cause.MFA_REQUIRED: "Mehrstufige Authentifizierung verlangt",
        Cause.CONDITIONAL_ACCESS_BLOCK: "Vom bedingten Zugriff blockiert",
        Cause.PASSWORD_EXPIRED: "Kennwort abgelaufen",
        Cause.WRONG_CREDENTIALS: "Benutzername oder Kennwort falsch",
        Cause.NETWORK_UNREACHABLE: "Netzwerk lässt keine Anmeldung durch",
        Cause.MAILBOX_MISSING: "Raumpostfach fehlt",
        Cause.LICENCE_MISSING: "Lizenz fehlt",
        Cause.LICENCE_PLAN_DISABLED: "Teams in der Lizenz abgeschaltet",
        Cause.TEAMS_NOT_PROVISIONED: "In Teams noch nicht eingerichtet",
        Cause.DEVICE_NOT_COMPLIANT: "Gerät nicht konform",
        Cause.SIGN_IN_BLOCKED_OTHER: "Anmeldung aus anderem Grund verweigert",
    }),
    severity="Schweregrad",
    calmer="Der Raum fällt abwechselnd aus und läuft wieder. Einzelne Wechsel werden erst wieder gemeldet, wenn Ruhe "
           "einkehrt.",
    seen="Gesehen am {moment}",
    since="Seit",
    at_least="mindestens {}",
    before="Vorher: {cause}",
    was="Es war: {cause}, {since} {moment}",
    again="Läuft wieder seit {moment}, nach {span}",
    taken="Übernommen von {person}, {clock}",
    in_english="auf Englisch",
    do_first="Zuerst zu tun",
    who="Wer",
    building="Gebäude",
    check_now="Jetzt prüfen",
    evidence="Belege",
    snooze="4 Stunden Ruhe",
    acknowledge="Ich übernehme",
    history="Verlauf",
    admin_centre="Im Admin Center öffnen",
    check_these="Diese Räume prüfen",
    fleet="Alle Räume",
    rooms=Plural("{} Raum", "{} Räume"),
    more_rooms=Plural("und {} weiterer Raum", "und {} weitere Räume"),
    some_again="Laufen wieder: {} von {}",
    all_again="Alle {} laufen wieder",
    room_again="{room} läuft wieder seit {moment}, nach {span}.",
    rooms_again="{} laufen wieder: {rooms}.",
)
