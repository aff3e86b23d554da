import { account } from './de/account.ts';
import { conversation } from './de/conversation.ts';
import { devices } from './de/devices.ts';
import { groups } from './de/groups.ts';
import { home } from './de/home.ts';
import { programs } from './de/programs.ts';
import { recovery } from './de/recovery.ts';
import type { Translation } from './de/translation.ts';
import { trust } from './de/trust.ts';
import { welcome } from './de/welcome.ts';

/** The German interface, whole: who reads it fetches it before the first screen. */
export const de: Translation = {
  ...account,
  ...conversation,
  ...devices,
  ...groups,
  ...home,
  ...programs,
  ...recovery,
  ...trust,
  ...welcome,

  'app.name': 'Tacet',
  'app.title-unread': '({count}) Tacet',
  'common.cancel': 'Abbrechen',
  'common.close': 'Schließen',
  'common.back': 'Zurück',
  'common.save': 'Speichern',
  'common.try-again': 'Noch einmal versuchen',
  'common.undo': 'Rückgängig',
  'common.dismiss': 'Ausblenden',
  'common.loading': 'Wird geladen …',
  'common.retry-in': 'Versuch es in {time} noch einmal.',
  'common.notifications': 'Hinweise',

  'failure.wrong-password': 'Das Passwort stimmt nicht. Nichts ging verloren: Versuch es noch einmal.',
  'failure.wrong-credentials':
    'Benutzername und Passwort passen nicht zusammen. Prüfe beide und versuch es noch einmal.',
  'failure.weak-password': 'Dieses Passwort ließe sich erraten. Wähle ein längeres oder ungewöhnlicheres.',
  'failure.username-taken':
    'Dieser Benutzername, oder einer, der so aussieht, ist vergeben. Wähle einen anderen.',
  'failure.invitation-needed': 'Auf diesem Server braucht ein neues Konto einen Einladungscode.',
  'failure.invitation-invalid':
    'Dieser Einladungscode gilt nicht oder nicht mehr. Prüfe ihn, oder bitte um einen neuen.',
  'failure.account-suspended':
    'Dieses Konto ist gesperrt. Deine Nachrichten sind noch da: Frag, wer diesen Server betreibt.',
  'failure.username-invalid': 'Dieser Benutzername geht nicht. Wähle einen anderen.',
  'failure.validation-failed':
    'Der Server hat die Eingaben nicht angenommen. Prüfe die Felder und versuch es noch einmal.',
  'failure.vault-elsewhere': 'Das Passwort stimmt, aber deine Nachrichten sind in einem anderen Browser.',
  'failure.link-code-invalid':
    'Das ist kein Code, den ein anderer Browser zeigt. Prüfe ihn Zeichen für Zeichen.',
  'failure.linking-ended':
    'Das Verbinden ist zu Ende. Nichts ging verloren: Beginne mit einem neuen Code noch einmal.',
  'failure.password-changed-elsewhere':
    'Dein Passwort wurde auf einem anderen Gerät geändert. Gib einmal das vorige ein, um zu öffnen, was in diesem Browser ist.',
  'failure.groups-not-left': 'Dein Konto wurde nicht gelöscht: Du bist noch in einer Gruppe.',
  'failure.rate-limited':
    'Zu viele Versuche. Nichts ging verloren: Warte einen Moment und versuch es dann noch einmal.',
  'failure.network':
    'Der Server ist nicht zu erreichen. Nichts ging verloren: Prüfe deine Verbindung und versuch es noch einmal.',
  'failure.unavailable':
    'Der Server ist beschäftigt oder startet gerade. Nichts ging verloren: Versuch es gleich noch einmal.',
  'failure.signed-out':
    'Dieses Gerät wurde abgemeldet. Deine Nachrichten sind noch da: Melde dich an, um weiterzumachen.',
  'failure.unverified':
    'Was der Server über die Beteiligten sagt, ließ sich nicht überprüfen. Nichts wurde geändert: Versuch es später noch einmal.',
  'failure.cannot-befriend-yourself': 'Das ist dein eigener Benutzername. Gib den von jemand anderem ein.',
  'failure.user-not-found':
    'Niemand hat diesen Benutzernamen. Prüfe die Schreibweise; er muss genau stimmen.',
  'failure.already-friends': 'Ihr seid schon befreundet. Die Unterhaltung steht in deiner Liste.',
  'failure.request-already-sent': 'Du hast schon gefragt. Die Anfrage wartet auf eine Antwort.',
  'failure.blocked-by-you': 'Du hast diese Person blockiert. Gib sie zuerst in den Einstellungen frei.',
  'failure.request-closed': 'Diese Anfrage wurde inzwischen beantwortet oder zurückgenommen.',
  'failure.group-empty': 'Eine Gruppe braucht mindestens eine weitere Person. Wähle, wen du einlädst.',
  'failure.group-name-invalid': 'Dieser Name geht nicht. Gib der Gruppe einen Namen mit 1 bis 64 Zeichen.',
  'failure.cannot-invite-yourself': 'Du bist schon in der Gruppe. Nimm dich von der Liste.',
  'failure.not-a-friend':
    'Du kannst nur Freunde einladen, und eine dieser Personen ist es nicht mehr. Niemand wurde eingeladen: Nimm sie von der Liste und versuch es noch einmal.',
  'failure.already-a-member':
    'Eine dieser Personen ist schon in der Gruppe. Nimm sie von der Liste und versuch es noch einmal.',
  'failure.already-invited':
    'Eine dieser Personen ist schon eingeladen. Nimm sie von der Liste und versuch es noch einmal.',
  'failure.not-the-owner': 'Das kann nur, wem die Gruppe gehört, und das ist inzwischen jemand anderes.',
  'failure.not-a-member':
    'Du oder die andere Person hat diese Gruppe inzwischen verlassen. Nichts wurde geändert.',
  'failure.room-full':
    'Die Gruppe ist voll. Niemand wurde eingeladen: Wähle weniger Personen oder gründe eine weitere Gruppe.',
  'failure.limit-reached':
    'Der Server erlaubt nicht mehr davon. Nichts ging verloren: Entferne, was du nicht mehr brauchst, und versuch es dann noch einmal.',
  'failure.not-found': 'Das ist nicht mehr da. Vielleicht wurde es auf einem anderen Gerät geändert.',
  'failure.message-under-way':
    'Diese Nachricht wurde vielleicht schon gesendet und lässt sich hier nicht mehr löschen.',
  'failure.message-too-long':
    'Diese Nachricht ist zu lang. Dein Text ist noch da: Sende ihn in mehreren Teilen.',
  'failure.storage-full':
    'In diesem Browser ist kein Platz mehr. Nichts wurde gelöscht: Mach Platz frei und versuch es noch einmal.',
  'failure.storage-damaged':
    'Die Nachrichten in diesem Browser lassen sich nicht lesen. Nichts wurde gelöscht.',
  'failure.busy':
    'Tacet arbeitet noch am letzten Schritt. Warte einen Moment und versuch es dann noch einmal.',
  'failure.password-rounds':
    'Der Server verlangt einen Schutz deines Passworts, den Tacet nicht annimmt. Ihm wurde nichts geschickt.',
  'failure.internal':
    'In Tacet selbst ging etwas schief. Nichts ging verloren: Versuch es noch einmal oder lade die Seite neu.',

  'progress.deriving-keys': 'Aus deinem Passwort werden Schlüssel …',
  'progress.creating-account': 'Dein Konto wird angelegt …',
  'progress.creating-keys': 'Deine Schlüssel werden gemacht …',
  'progress.signing-in': 'Du wirst angemeldet …',
  'progress.leaving-groups': 'Du verlässt deine Gruppen …',
  'progress.deleting-account': 'Dein Konto wird gelöscht …',
  'progress.publishing-keys': 'Für deine Freunde wird alles bereit gemacht …',
};
