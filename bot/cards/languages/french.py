"""Alerts in French."""

from types import MappingProxyType

from bot.cards.languages.words import Plural, Words
from bot.fleet import Change
from checks.model import Cause, Severity

FRENCH = Words(
    code="fr", name="Français", thousands="\u00a0",
    date="{weekday} {day} {month} {year}",
    days=("lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim."),
    months=("janv.", "févr.", "mars", "avril", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."),
    units=(Plural("{} jour", "{} jours"), Plural("{} heure", "{} heures"), Plural("{} minute", "{} minutes"),
           Plural("{} seconde", "{} secondes")),
    changes=MappingProxyType({
        Change.BROKE: "En panne", Change.WORSE: "S'est aggravé", Change.CAUSE_CHANGED: "Autre cause",
        Change.RECOVERED: "Fonctionne à nouveau", Change.FLAPPING: "Pannes à répétition",
    }),
    severities=MappingProxyType({
        Severity.LOW: "faible", Severity.MEDIUM: "moyenne", Severity.HIGH: "élevée", Severity.CRITICAL: "critique",
    }),
    causes=MappingProxyType({
        Cause.HEALTHY: "En ordre",
        Cause.RECOVERED: "Rétabli",
        Cause.UNDETERMINED: "Cause non trouvée",
        Cause.ACCOUNT_MISSING: "Compte absent",
        Cause.ACCOUNT_DISABLED: "Compte désactivé",
        Cause.MFA_REQUIRED: "Authentification multifacteur exigée",
        Cause.CONDITIONAL_ACCESS_BLOCK: "Bloqué par l'accès conditionnel",
        Cause.PASSWORD_EXPIRED: "Mot de passe expiré",
        Cause.WRONG_CREDENTIALS: "Nom d'utilisateur ou mot de passe incorrect",
        Cause.NETWORK_UNREACHABLE: "Le réseau ne laisse passer aucune connexion",
        Cause.MAILBOX_MISSING: "Boîte aux lettres de la salle absente",
        Cause.LICENCE_MISSING: "Licence absente",
        Cause.LICENCE_PLAN_DISABLED: "Teams désactivé dans la licence",
        Cause.TEAMS_NOT_PROVISIONED: "Pas encore configuré dans Teams",
        Cause.DEVICE_NOT_COMPLIANT: "Appareil non conforme",
        Cause.SIGN_IN_BLOCKED_OTHER: "Connexion refusée pour une autre raison",
    }),
    severity="Gravité",
    calmer="La salle tombe en panne et se rétablit tour à tour. Les changements isolés ne sont plus signalés avant le "
           "retour au calme.",
    seen="Vu le {moment}",
    since="Depuis le",
    at_least="au moins {}",
    before="Avant\u00a0: {cause}",
    was="C'était\u00a0: {cause}, {since} {moment}",
    again="Fonctionne à nouveau depuis le {moment}, après {span}",
    taken="Pris en charge par {person}, {clock}",
    in_english="en anglais",
    do_first="À faire d'abord",
    who="Qui",
    building="Bâtiment",
    check_now="Vérifier maintenant",
    evidence="Preuves",
    snooze="Silence pendant 4 heures",
    acknowledge="Je m'en charge",
    history="Historique",
    admin_centre="Centre d'administration",
    check_these="Vérifier ces salles",
    fleet="Toutes les salles",
    rooms=Plural("{} salle", "{} salles"),
    more_rooms=Plural("et encore {} salle", "et encore {} salles"),
    some_again="Fonctionnent à nouveau\u00a0: {} sur {}",
    all_again="Les {} fonctionnent à nouveau",
    room_again="{room} fonctionne à nouveau depuis le {moment}, après {span}.",
    rooms_again="{} fonctionnent à nouveau\u00a0: {rooms}.",
)
