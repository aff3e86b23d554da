import type { Part } from './translation.ts';

export const devices = {
  'bar.history': 'Deine Nachrichten werden kopiert …',
  'bar.restoring': 'Deine Nachrichten kommen zurück …',
  'bar.history-count': 'Deine Nachrichten werden kopiert: {count} von {of}',

  'devices.list': 'Deine Browser',
  'devices.not-signed-in': 'Nicht angemeldet',
  'devices.added': 'Hinzugefügt: {date}',
  'devices.sign-out-title': '{device} abmelden?',
  'devices.sign-out-text':
    'Dort kommen keine Nachrichten mehr an, und von dort kann niemand mehr senden. Um ihn wieder zu benutzen, musst du ihn neu verbinden.',
  'devices.sign-out-stays': 'Was dort angekommen ist, bleibt dort versiegelt, bis es jemand dort löscht.',
  'devices.sign-out-lost': 'Hat ihn jemand anderes? Dann wähle stattdessen „Verloren oder gestohlen?“.',
  'devices.signed-out': '{device} ist abgemeldet.',
  'devices.link': 'Gerät verbinden',
  'devices.others': 'Andere Anmeldungen',
  'devices.others-text':
    'Mit deinem Passwort angemeldet, aber nicht verbunden. Deine Nachrichten lassen sich dort nicht lesen.',
  'devices.trouble': 'Stimmt etwas nicht?',
  'devices.lost-text': 'Jemand anderes könnte einen deiner Browser haben.',
  'devices.everywhere-stays': 'Jeder Browser bleibt verbunden, und Nachrichten bleiben in ihm versiegelt.',

  'link-device.title': 'Gerät verbinden',
  'link-device.opening': 'Ein Code wird gemacht …',
  'link-device.code-title': 'Scanne diesen Code im anderen Browser oder gib ihn dort ein',
  'link-device.code-text':
    'Melde dich dort zuerst an und wähle dann „Mit einem Browser verbinden, in dem du angemeldet bist“.',
  'link-device.code': 'Code, um einen Browser zu verbinden',
  'link-device.copy': 'Code kopieren',
  'link-device.copied': 'Kopiert',
  'link-device.not-copied': 'Das Kopieren ging nicht. Wähle die Buchstaben selbst aus.',
  'link-device.warning':
    'Gib diesen Code immer nur in deinem eigenen Browser ein; niemand von Tacet wird danach fragen.',
  'link-device.waiting-title': 'Der andere Browser ist da',
  'link-device.waiting-text': 'Gleich zeigen beide eine Zahl.',
  'link-device.check-device': 'Neuer Browser',
  'link-device.check-login': 'Angemeldet',
  'link-device.check-from': '{ago}, mit {device}',
  'link-device.done-title': 'Verbunden',
  'link-device.done-text': '{name} ist verbunden. Deine Nachrichten werden dorthin kopiert.',
  'link-device.done': 'Fertig',
  'link-device.again': 'Neuen Code machen',

  'lost.title': 'Verloren oder gestohlen?',
  'lost.text':
    'Gib deinem Konto eine neue Identität, wenn jemand anderes einen deiner Browser hat oder haben könnte. Das schließt jenen Browser für immer aus.',
  'lost.identity': 'Dein Konto bekommt eine neue Identität, und nur dieser Browser hat sie.',
  'lost.others': 'Alle deine anderen Browser werden abgemeldet und müssen neu verbunden werden.',
  'lost.contacts':
    'Alle, mit denen du schreibst, erfahren es und wollen vielleicht sicher sein, dass du es bist.',
  'lost.groups': 'Deine Gruppen müssen dich wieder einladen.',
  'lost.keeps': 'Du behältst deinen Benutzernamen, deine Freunde und die Nachrichten in diesem Browser.',
  'lost.restoring':
    'Es werden noch Nachrichten aus dem Archiv zurückgeholt. Wenn du jetzt weitermachst, sind die verloren, die noch nicht da sind.',
  'lost.password': 'Passwort',
  'lost.confirm': 'Neue Identität machen',
  'lost.done-title': 'Dein Konto hat eine neue Identität',
  'lost.done-text':
    'Alle anderen Browser sind abgemeldet. Ändere jetzt auch dein Passwort: Wer den Browser hat, kennt es vielleicht. Deine Wiederherstellungswörter gelten nicht mehr: Lege in den Einstellungen neue an.',
  'lost.change-password': 'Passwort ändern',
  'lost.later': 'Später',

  'elsewhere.ways': 'Wie es weitergeht',
  'elsewhere.link': 'Mit einem Browser verbinden, in dem du angemeldet bist',
  'elsewhere.link-text': 'Das dauert eine Minute, und deine Nachrichten kommen mit.',
  'elsewhere.start-over-text':
    'Hast du alle verloren? Du kannst hier neu beginnen, mit demselben Namen und denselben Freunden, ohne deine früheren Nachrichten.',

  'join.title': 'Diesen Browser verbinden',
  'join.text':
    'Öffne in dem Browser, in dem du angemeldet bist, „Konto“, dann „Geräte“, und wähle „Gerät verbinden“. Dort erscheint ein Code.',
  'join.code': 'Code',
  'join.code-hint': 'Große oder kleine Buchstaben, mit oder ohne Striche.',
  'join.code-foreign-letter': 'Ein Code hat nur Ziffern und Buchstaben, und nie ein U.',
  'join.code-too-long': 'Das ist länger als ein Code. Sieh nach, was doppelt dasteht.',
  'join.count': '{count} von {of}',
  'join.link': 'Diesen Browser verbinden',
  'join.scan': 'Code scannen',
  'join.other-code': 'Das ist ein anderer Code. Scanne den, den „Gerät verbinden“ zeigt.',
  'join.waiting-title': 'Der andere Browser wird gesucht …',
  'join.waiting-text': 'Lass Tacet dort geöffnet.',
  'join.check-account': 'Konto',
  'join.check-began': 'Verbinden begonnen',
  'join.again': 'Neuen Code eingeben',
  'toast.browser-linked': 'Dieser Browser ist verbunden.',

  'removed.title': 'Dieser Browser wurde abgemeldet',
  'removed.text':
    'Er wurde von einem anderen deiner Geräte abgemeldet. Hier kommen keine Nachrichten mehr an, und von hier kann niemand mehr senden.',
  'removed.here':
    'Was vorher ankam, ist noch in diesem Browser. Es ist versiegelt und bleibt es, bis du es löschst.',
  'removed.not-you': 'Warst du das nicht? Ändere dein Passwort in einem Browser, in dem du angemeldet bist.',
  'removed.erase': 'Löschen und neu anfangen',
  'removed.erase-title': 'Löschen, was hier ist?',
  'removed.erase-text':
    'Die versiegelten Nachrichten und Schlüssel in diesem Browser werden gelöscht und lassen sich nicht zurückholen. Dein Konto und deine anderen Browser bleiben, wie sie sind.',
  'removed.erase-then': 'Danach kannst du dich anmelden und diesen Browser wieder verbinden.',
  'removed.erase-confirm': 'Löschen',

  'linking.failed-expired':
    'Die Zeit ist um, oder der Code wurde schon benutzt. Nichts wurde geändert. Beginne mit einem neuen Code.',
  'linking.failed-different':
    'Die Zahlen waren nicht gleich, deshalb wurde nichts verbunden: Vielleicht war jemand dazwischen. Beginne mit einem neuen Code, in einem Netz, dem du vertraust.',
  'linking.failed-different-there':
    'Der andere Browser sagt, dass die Zahlen nicht gleich sind, deshalb wurde nichts verbunden: Vielleicht war jemand dazwischen. Beginne mit einem neuen Code, in einem Netz, dem du vertraust.',
  'linking.failed-cancelled': 'Das Verbinden wurde abgebrochen. Nichts wurde geändert.',
  'linking.failed-not-genuine':
    'Was von der anderen Seite kam, ließ sich nicht prüfen, deshalb wurde nichts verbunden. Beginne mit einem neuen Code. Geschieht es wieder, sag es denen, die diesen Server betreiben.',
  'linking.failed-too-many-devices':
    'Dein Konto hat 16 Geräte, mehr gehen nicht. Melde eines ab, das du nicht mehr benutzt, und beginne dann neu.',
  'linking.failed-group-full':
    'Du bist in einer Gruppe, deren Mitglieder zusammen so viele Geräte haben, wie sie haben kann. Melde einen Browser ab, den du nicht mehr benutzt, oder verlass die Gruppe, und beginne dann neu.',
  'linking.failed-network':
    'Der Server war nicht zu erreichen, und das Verbinden endete. Prüfe die Verbindung beider Browser und beginne dann mit einem neuen Code.',
  'linking.failed-internal':
    'In Tacet selbst ging etwas schief, und das Verbinden endete. Beginne mit einem neuen Code.',
  'linking.failed-title': 'Nicht verbunden',
  'linking.check-title': 'Zeigen beide Browser dieselbe Zahl?',
  'linking.check-text': 'Vergleiche alle sechs Ziffern. Ist eine anders, könnte jemand dazwischen sein.',
  'linking.match': 'Sie sind gleich',
  'linking.differ': 'Sie sind verschieden',
  'linking.time-left': 'Gültig noch {time}',
  'linking.finishing-title': 'Gleich fertig',
  'linking.finishing-text':
    'Bestätige auch im anderen Browser, falls du es noch nicht getan hast. Lass beide geöffnet.',
} as const satisfies Part;
