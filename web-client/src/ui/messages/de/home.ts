import type { Part } from './translation.ts';

export const home = {
  'home.conversations': 'Unterhaltungen',
  'home.search': 'Personen und Gruppen suchen',
  'home.clear-search': 'Suche leeren',
  'home.add-friend': 'Freund hinzufügen',
  'home.new-group': 'Neue Gruppe',
  'home.no-conversations-title': 'Es ist still hier',
  'home.no-conversations-text':
    'Füge jemanden mit dem genauen Benutzernamen hinzu. Nach der Zusage könnt ihr einander schreiben.',
  'home.nothing-found': 'Keine Unterhaltung mit „{search}“.',
  'home.nothing-open-title': 'Nichts geöffnet',
  'home.nothing-open-text': 'Wähle eine Unterhaltung, oder füge jemanden hinzu, um eine zu beginnen.',
  'home.unread': { one: '{count} ungelesene Nachricht', other: '{count} ungelesene Nachrichten' },
  'home.online': 'Online',
  'home.typing': 'schreibt …',
  'home.draft': 'Entwurf: {text}',
  'home.you': 'Du: {text}',
  'home.said': '{name}: {text}',
  'home.new-friend': 'Ihr seid jetzt befreundet. Sag Hallo!',
  'home.quiet-group': 'Noch hat niemand geschrieben.',

  'requests.title': 'Anfragen',
  'requests.count': { one: '{count} Anfrage', other: '{count} Anfragen' },
  'requests.wants': 'möchte mit dir befreundet sein',
  'requests.news': { one: '{count} neue Anfrage', other: '{count} neue Anfragen' },
  'requests.news-friend': '{name} (@{username}) möchte mit dir befreundet sein',
  'requests.news-group': '{name} (@{username}) lädt dich in {group} ein',
  'requests.accept': 'Annehmen',
  'requests.decline': 'Ablehnen',
  'sent-requests.title': 'Gesendete Anfragen',
  'sent-requests.withdraw': 'Zurücknehmen',

  'add-friend.title': 'Freund hinzufügen',
  'add-friend.text':
    'Gib den genauen Benutzernamen ein. Es gibt kein Verzeichnis, damit dich niemand durch Zufall findet.',
  'add-friend.username': 'Benutzername',
  'add-friend.send': 'Anfrage senden',

  'bar.offline': 'Du bist offline. Nachrichten, die du schreibst, warten hier und gehen von selbst hinaus.',
  'bar.displaced':
    'Tacet wird in einem anderen Fenster benutzt. Nachrichten warten hier, bis du weitermachst.',
  'bar.connecting': 'Verbindung wird hergestellt …',
  'bar.signed-out':
    'Dieses Gerät wurde abgemeldet. Deine Nachrichten bleiben lesbar; melde dich an, um zu senden.',
  'bar.password-changed': 'Abgemeldet: Dein Passwort wurde geändert. Melde dich mit dem neuen an.',
  'bar.account-deleted':
    'Dieses Konto wurde gelöscht. Deine Nachrichten bleiben hier lesbar, bis du sie löschst.',
  'bar.erase': 'Löschen …',
  'bar.sign-in': 'Wieder anmelden',
  'bar.catching-up': 'Was du verpasst hast, wird geholt …',
  'bar.catching-up-count': {
    one: 'Was du verpasst hast, wird geholt … bisher {count} Nachricht',
    other: 'Was du verpasst hast, wird geholt … bisher {count} Nachrichten',
  },
  'again.title': 'Wieder anmelden',
  'again.text':
    'Die Anmeldung dieses Browsers ist beendet. Gib dein Passwort ein, um wieder zu senden und zu empfangen.',
  'again.text-changed':
    'Dein Passwort wurde auf einem anderen Gerät geändert. Gib das neue ein, um wieder zu senden und zu empfangen; dieser Browser öffnet sich von nun an damit.',
  'again.password': 'Passwort',
  'again.sign-in': 'Anmelden',

  'toast.request-sent': 'Anfrage an {name} gesendet.',
  'toast.now-friends': 'Du und {name} seid jetzt befreundet.',
  'toast.request-declined': 'Anfrage von {name} abgelehnt.',
  'toast.request-withdrawn': 'Anfrage an {name} zurückgenommen.',
  'toast.friend-removed': 'Du bist nicht mehr mit {name} befreundet. Die Nachrichten bleiben.',
  'toast.blocked': '{name} ist blockiert.',
  'toast.unblocked': '{name} ist nicht mehr blockiert. Füge die Person wieder hinzu, um zu schreiben.',
  'toast.people-invited': {
    one: '{count} Person ist eingeladen.',
    other: '{count} Personen sind eingeladen.',
  },
  'toast.group-joined': 'Du bist jetzt in {name}.',
  'toast.invitation-declined': 'Einladung in {name} abgelehnt.',
  'toast.invitation-taken-back': 'Die Einladung an {name} wurde zurückgenommen.',
  'toast.member-removed': '{name} ist nicht mehr in der Gruppe.',
  'toast.owner-made': 'Die Gruppe gehört jetzt {name}.',
  'toast.group-left': 'Du hast {name} verlassen. Die Nachrichten bleiben.',
  'toast.group-saved': 'Für alle in der Gruppe gespeichert.',
  'toast.message-deleted': 'Nachricht gelöscht.',
  'toast.profile-saved': 'Profil gespeichert.',
  'toast.password-changed': 'Passwort geändert. Andere Geräte wurden abgemeldet.',
  'toast.signed-out': 'Abgemeldet. Deine Nachrichten bleiben versiegelt in diesem Browser.',
  'toast.erased': 'Abgemeldet. Was in diesem Browser war, ist gelöscht.',
  'toast.archive-gone':
    'Das Archiv auf dem Server ist aus: Ein anderer Browser hat es gelöscht, oder der Server hat es verloren.',
  'toast.not-kept': 'Tacet funktioniert jetzt, wird sich aber ohne Netz nicht öffnen.',
  'toast.copied': 'Kopiert.',
  'toast.not-copied': 'Der Browser hat es nicht erlaubt. Markiere die Ziffern und kopiere sie selbst.',
} as const satisfies Part;
