import type { Part } from './translation.ts';

export const account = {
  'account.button': 'Konto',
  'account.profile': 'Profil',
  'account.devices': 'Geräte',
  'account.password': 'Passwort ändern',
  'account.settings': 'Einstellungen',
  'account.lock': 'Sperren',
  'account.sign-out': 'Abmelden',

  'sign-out.title': 'Abmelden?',
  'sign-out.text':
    'Deine Nachrichten bleiben versiegelt in diesem Browser. Melde dich mit deinem Passwort wieder an, um sie zu lesen.',
  'sign-out.erase': 'Auch meine Nachrichten und Schlüssel aus diesem Browser löschen',
  'sign-out.erase-text':
    'Deine Schlüssel, alle Nachrichten und was noch nicht gesendet ist, werden aus diesem Browser gelöscht und lassen sich nicht zurückholen. Dein Konto bleibt.',
  'sign-out.unsent':
    'Noch nicht gesendet und dann verloren, unter anderem: was du an {people} geschrieben hast.',
  'sign-out.back-phrase': 'Mit deinen Wiederherstellungswörtern kommst du wieder hinein.',
  'sign-out.back-browser': 'Mit einem anderen Browser, der damit verbunden ist, kommst du wieder hinein.',
  'sign-out.back-both':
    'Mit deinen Wiederherstellungswörtern oder einem anderen verbundenen Browser kommst du wieder hinein.',
  'sign-out.back-none':
    'Du hast keine Wiederherstellungswörter und keinen anderen Browser: Du musst neu beginnen.',
  'sign-out.back-unknown':
    'Mit deinen Wiederherstellungswörtern oder einem anderen verbundenen Browser kommst du wieder hinein. Ohne beides musst du neu beginnen.',
  'sign-out.gone-text':
    'Dieses Konto wurde gelöscht, und niemand kann sich mehr damit anmelden. Sind die Nachrichten in diesem Browser einmal gelöscht, lassen sie sich nicht zurückholen.',
  'sign-out.confirm': 'Abmelden',
  'sign-out.confirm-erase': 'Löschen und abmelden',

  'profile.text': 'Das sehen deine Freunde und alle, denen du eine Anfrage schickst.',
  'profile.about-left': { one: 'Noch {count} Zeichen', other: 'Noch {count} Zeichen' },

  'devices.text':
    'Diese Browser gehören zu deinem Konto und können seine Nachrichten lesen. Erkennst du einen nicht? Melde ihn ab und ändere dein Passwort.',
  'devices.this': 'Dieses Gerät',
  'devices.unknown': 'Unbekannter Browser',
  'devices.on-system': '{browser} auf {system}',
  'devices.last-used': 'Zuletzt benutzt: {date}',
  'devices.since': 'Angemeldet: {date}',
  'devices.sign-out': 'Abmelden',
  'devices.sign-out-of': '{device} abmelden',
  'devices.sign-out-everywhere': 'Überall abmelden',
  'devices.everywhere-title': 'Überall abmelden?',
  'devices.everywhere-text': 'In jedem Browser, auch in diesem, wird das Passwort wieder gebraucht.',

  'password.text':
    'Andere Geräte werden abgemeldet und brauchen das neue Passwort. Niemand kann es für dich zurücksetzen.',
  'password.current': 'Bisheriges Passwort',
  'password.new': 'Neues Passwort',
  'password.change': 'Passwort ändern',

  'settings.unblock': 'Freigeben',
  'settings.appearance': 'Aussehen',
  'settings.appearance-system': 'System',
  'settings.appearance-light': 'Hell',
  'settings.appearance-dark': 'Dunkel',
  'settings.language': 'Sprache',
  'settings.language-system': 'System',
  'settings.language-en': 'English',
  'settings.language-de': 'Deutsch',
  'settings.privacy': 'Privatsphäre',
  'settings.receipts': 'Lesebestätigungen',
  'settings.receipts-text':
    'Freunde sehen, wenn du ihre Nachrichten gelesen hast, und du siehst es bei ihnen.',
  'settings.presence': 'Zeigen, wenn ich online bin',
  'settings.presence-text': 'Freunde sehen, wenn du da bist, und du siehst es bei ihnen.',
  'settings.auto-lock': 'Sperren, wenn nichts geschieht',
  'settings.auto-lock-text': 'Nach dieser Zeit ohne Taste und Klick wird das Passwort wieder gebraucht.',
  'settings.minutes': { one: '{count} Minute', other: '{count} Minuten' },
  'settings.never': 'Nie',
  'settings.blocked': 'Blockierte Personen',
  'settings.nobody-blocked': 'Du hast niemanden blockiert.',
  'settings.unblock-person': '{name} freigeben',
  'settings.storage': 'Speicher',
  'settings.storage-used': '{used} von {quota} in diesem Browser belegt.',
  'settings.storage-unknown': 'Der Browser sagt nicht, wie viel belegt ist.',
  'settings.shortcuts': 'Tastatur',
  'settings.shortcut-search': 'Suchen',
  'settings.shortcut-next': 'Nächste Unterhaltung',
  'settings.shortcut-previous': 'Vorige Unterhaltung',
  'settings.shortcut-back': 'Schließen oder zurück',
  'settings.shortcut-send': 'Nachricht senden, auch auf einem Touchscreen',
  'settings.shortcut-line': 'Neue Zeile in einer Nachricht',
  'settings.leaving': 'Weggehen',
  'settings.delete-account': 'Konto löschen …',

  'delete.title': 'Konto löschen',
  'delete.text':
    'Dein Konto, deine Freundschaften und alle Nachrichten in diesem Browser werden gelöscht. Das lässt sich nicht rückgängig machen.',
  'delete.friends':
    'Freunde behalten die Nachrichten, die du ihnen geschickt hast. Dein Benutzername wird frei.',
  'delete.groups':
    'Zuerst verlässt du deine Gruppen. Wo sie dir gehören, übernimmt, wer am längsten dabei ist.',
  'delete.heir-gone':
    'In {groups} wurde dieses Konto gelöscht, und niemand könnte mehr einladen oder entfernen. Übergib dort zuerst jemand anderem.',
  'delete.leaving': {
    one: 'Du verlässt deine Gruppen … noch {count}',
    other: 'Du verlässt deine Gruppen … noch {count}',
  },
  'delete.stuck':
    'Dein Konto wurde nicht gelöscht: {groups} ließ sich nicht verlassen. Versuch es noch einmal, oder lösche dein Konto trotzdem; wo die Gruppe dir gehört, kann dann niemand mehr einladen oder entfernen.',
  'delete.again': 'Noch einmal versuchen',
  'delete.anyway': 'Trotzdem löschen',
  'delete.password': 'Passwort',
  'delete.confirm': 'Konto löschen',
} as const satisfies Part;
