"""Alerts in Italian."""

from types import MappingProxyType

from bot.cards.languages.words import Plural, Words
from bot.fleet import Change
from checks.model import Cause, Severity

ITALIAN = Words(
    code="it", name="Italiano", thousands=".",
    date="{weekday} {day} {month} {year}",
    days=("lun", "mar", "mer", "gio", "ven", "sab", "dom"),
    months=("gen", "feb", "mar", "apr", "mag", "giu", "lug", "ago", "set", "ott", "nov", "dic"),
    units=(Plural("{} giorno", "{} giorni"), Plural("{} ora", "{} ore"), Plural("{} minuto", "{} minuti"),
           Plural("{} secondo", "{} secondi")),
    changes=MappingProxyType({
        Change.BROKE: "Fuori servizio", Change.WORSE: "Peggiorata", Change.CAUSE_CHANGED: "Altra causa",
        Change.RECOVERED: "Funziona di nuovo", Change.FLAPPING: "Si guasta di continuo",
    }),
    severities=MappingProxyType({
        Severity.LOW: "bassa", Severity.MEDIUM: "media", Severity.HIGH: "alta", Severity.CRITICAL: "critica",
    }),
    causes=MappingProxyType({
        Cause.HEALTHY: "In ordine",
        Cause.RECOVERED: "Risolto",
        Cause.UNDETERMINED: "Causa non trovata",
        Cause.ACCOUNT_MISSING: "Account mancante",
        Cause.ACCOUNT_DISABLED: "Account disabilitato",
        Cause.MFA_REQUIRED: "Richiesta l'autenticazione a più fattori",
        Cause.CONDITIONAL_ACCESS_BLOCK: "Bloccato dall'accesso condizionale",
        Cause.PASSWORD_EXPIRED: "Password scaduta",
        Cause.WRONG_CREDENTIALS: "Nome utente o password errati",
        Cause.NETWORK_UNREACHABLE: "La rete non lascia passare alcun accesso",
        Cause.MAILBOX_MISSING: "Cassetta postale della sala mancante",
        Cause.LICENCE_MISSING: "Licenza mancante",
        Cause.LICENCE_PLAN_DISABLED: "Teams disattivato nella licenza",
        Cause.TEAMS_NOT_PROVISIONED: "Non ancora configurato in Teams",
        Cause.DEVICE_NOT_COMPLIANT: "Dispositivo non conforme",
        Cause.SIGN_IN_BLOCKED_OTHER: "Accesso rifiutato per un altro motivo",
    }),
    severity="Gravità",
    calmer="La sala si guasta e si ripristina a turno. I singoli cambiamenti non vengono più segnalati finché non "
           "torna la calma.",
    seen="Visto {moment}",
    since="Da",
    at_least="almeno {}",
    before="Prima: {cause}",
    was="Era: {cause}, {since} {moment}",
    again="Funziona di nuovo da {moment}, dopo {span}",
    taken="Preso in carico da {person}, {clock}",
    in_english="in inglese",
    do_first="Da fare per primo",
    who="Chi",
    building="Edificio",
    check_now="Controlla ora",
    evidence="Prove",
    snooze="Silenzio per 4 ore",
    acknowledge="Me ne occupo io",
    history="Cronologia",
    admin_centre="Interfaccia di amministrazione",
    check_these="Controlla queste sale",
    fleet="Tutte le sale",
    rooms=Plural("{} sala", "{} sale"),
    more_rooms=Plural("e un'altra sala", "e altre {} sale"),
    some_again="Funzionano di nuovo: {} su {}",
    all_again="Tutte funzionano di nuovo: {}",
    room_again="{room} funziona di nuovo da {moment}, dopo {span}.",
    rooms_again="{} funzionano di nuovo: {rooms}.",
)
