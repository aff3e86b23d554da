import type { Part } from './translation.ts';

export const welcome = {
  'welcome.tagline': 'Still von Grund auf',
  'welcome.tabs': 'Konto anlegen oder anmelden',
  'welcome.create-account': 'Konto anlegen',
  'welcome.sign-in': 'Anmelden',
  'welcome.username': 'Benutzername',
  'welcome.first-name': 'Vorname',
  'welcome.last-name': 'Nachname',
  'welcome.about': 'Über dich',
  'welcome.optional': 'freiwillig',
  'welcome.password': 'Passwort',
  'welcome.password-stays': 'Dein Passwort verlässt diesen Browser nie, und niemand kann es zurücksetzen.',
  'welcome.first-name-missing': 'Gib den Namen ein, unter dem dich deine Freunde kennen.',
  'welcome.invitation': 'Einladungscode',
  'welcome.invitation-hint': 'Auf diesem Server legt nur ein Konto an, wer eingeladen ist.',
  'welcome.invitation-problem':
    'Gib den Code ein, den du bekommen hast. Hast du keinen, frag, wer diesen Server betreibt.',
  'welcome.about-hint': 'Eine Zeile für Personen, die du hinzufügst.',
  'welcome.sign-in-text': 'Willkommen zurück. Melde dich mit Benutzernamen und Passwort an.',
  'welcome.sealed-here': 'Willkommen zurück. Deine Nachrichten warten in diesem Browser.',
  'welcome.show-password': 'Passwort zeigen',
  'welcome.hide-password': 'Passwort verbergen',

  'username.hint': 'Freunde finden dich damit. Er lässt sich später nicht ändern.',
  'username.checking': 'Es wird nachgesehen, ob er frei ist …',
  'username.available': 'Dieser Name ist frei.',
  'username.unknown': 'Gerade nicht zu prüfen; beim Anlegen des Kontos zeigt es sich.',
  'username.too-short': 'Mindestens 3 Zeichen.',
  'username.too-long': 'Höchstens 32 Zeichen.',
  'username.characters': 'Nur Buchstaben a–z, Ziffern und . _ -',
  'username.start': 'Er muss mit einem Buchstaben beginnen.',
  'username.end': 'Er darf nicht mit einem Punkt oder Bindestrich enden.',
  'username.separators': 'Punkte, Bindestriche und Unterstriche müssen einzeln stehen.',
  'username.empty': 'Wähle einen Benutzernamen.',
  'username.taken': 'Dieser Name, oder einer, der so aussieht, ist vergeben.',
  'username.invalid': 'Dieser Name geht nicht.',
  'username.reserved': 'Dieser Name gehört dem Dienst selbst.',

  'strength.label': 'Stärke des Passworts',
  'strength.level-0': 'Sehr schwach',
  'strength.level-1': 'Schwach',
  'strength.level-2': 'Noch nicht genug',
  'strength.level-3': 'Gut',
  'strength.level-4': 'Stark',
  'strength.hint': 'Mindestens 12 Zeichen. Ein paar Wörter ohne Zusammenhang sind gut.',
  'strength.refused': 'Dieses Passwort ließe sich erraten. {advice}',
  'strength.loading': 'Die Prüfung der Stärke wird geladen …',
  'strength.unavailable':
    'Die Prüfung der Stärke konnte nicht geladen werden. Prüfe deine Verbindung und tippe noch einmal.',
  'strength.too-short': {
    one: 'Noch ein Zeichen fehlt.',
    other: 'Noch {count} Zeichen fehlen.',
  },
  'strength.contains-username': 'Lass deinen Benutzernamen weg.',
  'strength.common':
    'Das gehört zu den Passwörtern, die zuerst probiert werden. Wähle etwas, worauf nur du kommst.',
  'strength.names': 'Namen werden früh probiert. Nimm Wörter dazu, die nichts mit dir zu tun haben.',
  'strength.words': 'Nimm noch ein oder zwei Wörter dazu, die nicht zusammengehören.',
  'strength.keyboard': 'Benachbarte Tasten sind leicht zu erraten. Nimm lieber Wörter.',
  'strength.repeats': 'Wiederholen hilft wenig. Nimm etwas anderes dazu.',
  'strength.sequence': 'Reihen wie „abc“ oder „123“ helfen wenig. Ersetze sie durch ein Wort.',
  'strength.date': 'Daten sind leicht zu erraten. Ersetze das Datum durch ein Wort.',
  'strength.more': 'Nimm noch ein Wort dazu, dann ist es schwerer zu erraten.',
  'strength.good': 'Das zu erraten würde sehr lange dauern.',
  'strength.strong': 'Das ist nicht zu erraten.',

  'elsewhere.title': 'Deine Nachrichten sind in einem anderen Browser',
  'elsewhere.text':
    'Das Passwort stimmt. Aber die Schlüssel zu deinen Nachrichten sind nur in den Browsern, die zu deinem Konto gehören, und dieser gehört noch nicht dazu.',
  'elsewhere.start-over': 'Neu beginnen',
  'start-over.title': 'Hier neu beginnen?',
  'start-over.loses-messages': 'Frühere Nachrichten kommen nicht mit. Niemand kann sie hierher holen.',
  'start-over.loses-other':
    'Deine anderen Browser werden abgemeldet und können keine Nachrichten mehr empfangen.',
  'start-over.tells-contacts':
    'Alle Freunde sehen, dass deine Schlüssel neu sind, und wollen vielleicht sicher sein, dass du es bist.',
  'start-over.keeps': 'Du behältst deinen Benutzernamen, dein Profil und deine Freunde.',
  'start-over.confirm': 'Neu beginnen',

  'unlock.text':
    'Tacet ist gesperrt. Deine Nachrichten sind in diesem Browser versiegelt, bis du dein Passwort eingibst.',
  'unlock.password': 'Passwort',
  'unlock.unlock': 'Entsperren',
  'unlock.unlocking': 'Wird entsperrt …',
  'unlock.sign-out': 'Abmelden',

  'unlock.old-unknown':
    'Du weißt das alte nicht mehr? Ohne es lässt sich nicht öffnen, was hier ist: Melde dich ab, lösche es und melde dich wieder an.',
  'old-password.label': 'Altes Passwort',
  'old-password.wrong-old': 'Das alte Passwort stimmt nicht. Nichts ging verloren: Versuch es noch einmal.',
  'old-password.wrong-new': 'Das neue Passwort stimmt nicht. Nichts ging verloren: Versuch es noch einmal.',
  'old-password.unknown': 'Ich weiß das alte nicht mehr',

  'other-tab.title': 'Tacet ist in einem anderen Tab geöffnet',
  'other-tab.text':
    'Jener Tab und dieser können nicht zusammenarbeiten, vielleicht weil Tacet dazwischen aktualisiert wurde. Nichts ging verloren.',
  'other-tab.use-here': 'Hier benutzen',
  'broken.title': 'Tacet kann seinen Speicher nicht öffnen',
  'broken.keeps': 'Es wurde nichts gelöscht. Die Nachrichten deiner Freunde warten auf dem Server.',
  'broken.hint':
    'Private Fenster und strenge Einstellungen des Browsers können das Speichern verbieten. Mach Platz frei oder erlaube dieser Seite, Daten zu speichern, und lade sie dann neu.',
  'broken.reload': 'Neu laden',
  'insecure.title': 'Diese Adresse ist nicht sicher genug',
  'insecure.text':
    'Tacet versiegelt deine Nachrichten in diesem Browser, und Browser erlauben das nur über https oder auf genau diesem Rechner.',
  'insecure.operator':
    'Wenn du diesen Server betreibst: Stelle TLS davor und setze TACET_PUBLIC_URL auf die https-Adresse, oder öffne http://localhost auf dem Rechner selbst.',
  'starting.text': 'Tacet wird geöffnet …',
  'starting.slow': 'Das dauert länger als sonst. Nichts ging verloren; neu laden kann helfen.',
} as const satisfies Part;
