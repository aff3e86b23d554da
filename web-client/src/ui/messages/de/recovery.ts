import type { Part } from './translation.ts';

export const recovery = {
  'failure.phrase-invalid':
    'Das sind nicht die Wörter, nach denen gefragt wurde. Sieh auf dein Papier und versuch es noch einmal.',
  'failure.phrase-wrong':
    'Diese Wörter gehören nicht zu diesem Konto. Nichts wurde geändert: Prüfe die Wörter und den Benutzernamen.',
  'failure.phrase-unanswered':
    'Es kam keine Antwort; vielleicht gelten diese Wörter schon. Behalte das Papier, auch ein früheres. Sobald es eine Verbindung gibt, bestätige noch einmal.',
  'failure.no-recovery-phrase':
    'Dieses Konto hat keine Wiederherstellungswörter. Verbinde diesen Browser mit einem anderen, oder beginne neu.',
  'failure.phrase-outdated':
    'Nachdem diese Wörter aufgeschrieben wurden, hat das Konto neu begonnen, oder ein Gerät wurde als verloren gemeldet. Sie können es nicht mehr zurückbringen. Warst du das nicht? Dann hatte jemand anderes dein Passwort, oder der Server ist nicht ehrlich.',
  'failure.recovery-not-genuine':
    'Was der Server zu diesen Wörtern aufbewahrt, stimmt nicht. Es ist beschädigt, oder jemand hat es verändert. Hier wurde nichts geändert.',
  'account.recovery': 'Noch keine Wiederherstellungswörter',
  'elsewhere.recover': 'Wiederherstellungswörter benutzen',
  'elsewhere.recover-text':
    'Zwölf Wörter auf Papier. Deine Freunde sehen keine Änderung; frühere Nachrichten kommen zurück, wenn du ein Archiv geführt hast.',

  'recovery.title': 'Wiederherstellungswörter',
  'recovery.set-up': 'Wiederherstellungswörter anlegen',
  'recovery.replace': 'Wiederherstellungswörter ersetzen',
  'recovery.state-set':
    'Zwölf Wörter auf Papier bringen dein Konto zusammen mit deinem Passwort zurück, wenn du alle Browser verlierst.',
  'recovery.state-missing':
    'Noch keine Wiederherstellungswörter. Wenn du alle Browser verlierst, musst du neu beginnen, und alle Freunde erfahren es.',
  'recovery.state-unknown':
    'Zwölf Wörter auf Papier bringen dein Konto zurück, wenn du alle Browser verlierst. Ob du sie angelegt hast, steht hier, sobald es eine Verbindung gibt.',
  'recovery.making': 'Deine Wörter werden gemacht …',
  'recovery.password-text': 'Um Wiederherstellungswörter anzulegen, wird dein Passwort gebraucht.',
  'recovery.password-replaces':
    'Die neuen Wörter treten an die Stelle der alten, die dann nicht mehr gelten. Was sich nicht ändern lässt: Ein Server, der eine Kopie behielt, könnte sie noch für jemanden öffnen, der die alten Wörter und dein Passwort hat. Hat sie jemand gesehen, nimm „Verloren oder gestohlen?“ unter „Geräte“.',
  'recovery.password': 'Passwort',
  'recovery.go-on': 'Wörter zeigen',
  'recovery.words-text':
    'Wenn du diesen Browser verlierst, bringen diese zwölf Wörter und dein Passwort dein Konto zurück. Schreib sie auf Papier, in dieser Reihenfolge. Sie werden nur jetzt gezeigt.',
  'recovery.words': 'Die zwölf Wörter',
  'recovery.words-note':
    'Verwahre das Papier, wo du Wichtiges verwahrst. Deine Nachrichten gehören nicht dazu: Sie bleiben in deinen Browsern, und im Archiv, wenn du eines führst (Einstellungen).',
  'recovery.copy': 'Kopieren',
  'recovery.print': 'Drucken',
  'recovery.copied':
    'Kopiert. Andere Programme können lesen, was kopiert ist: Leere es, wenn die Wörter auf Papier stehen.',
  'recovery.not-copied': 'Der Browser hat es nicht erlaubt. Schreib die Wörter bitte ab.',
  'recovery.written': 'Ich habe sie aufgeschrieben',
  'recovery.later': 'Später',
  'recovery.check-text': 'Stehen sie auf Papier? Gib bitte zwei davon ein.',
  'recovery.word': 'Wort {number}',
  'recovery.look-again': 'Wörter noch einmal zeigen',
  'recovery.confirm': 'Bestätigen',
  'recovery.done-title': 'Deine Wiederherstellungswörter gelten',
  'recovery.done-text':
    'Verwahre das Papier an einem sicheren Ort. Damit und mit deinem Passwort kommst du zurück, und deine Freunde sehen keine Änderung.',
  'recovery.done': 'Fertig',

  'archive.title': 'Ein verschlüsseltes Archiv auf diesem Server führen',
  'archive.text':
    'Wenn du alle Browser verlierst, bringen deine Wiederherstellungswörter und dein Passwort auch deine Nachrichten zurück, außer denen mit Leuten, deren Konto es nicht mehr gibt. Der Server sieht, wie viel wann dazukommt, und kann es nicht lesen. Was er kopiert hat, kann er behalten: Weder neue Wörter noch das Löschen holen es zurück.',
  'archive.needs-phrase':
    'Lege zuerst Wiederherstellungswörter an: Ohne sie könnte niemand das Archiv öffnen, wenn alle deine Browser weg sind.',
  'archive.no-phrase':
    'Es gibt gerade keine Wiederherstellungswörter: Niemand könnte das Archiv öffnen, wenn alle deine Browser weg sind. Lege welche an.',
  'archive.restoring':
    'Es werden noch Nachrichten zurückgeholt. Wenn du das Archiv jetzt löschst, sind die verloren, die noch nicht da sind.',
  'archive.state-saving': '{count} von {of} gesichert',
  'archive.state-saved':
    'Auf dem neuesten Stand: {size} auf dem Server. Neue Nachrichten folgen innerhalb einer Minute.',
  'archive.state-waiting': '{size} auf dem Server. Der Rest folgt, sobald der Server zu erreichen ist.',
  'archive.state-full':
    'Der Server nimmt nicht mehr: {size} sind dort, neuere Nachrichten nicht. Lösche das Archiv und schalte es wieder ein, das spart Platz, oder bitte den Betreiber dieses Servers um mehr.',
  'archive.state-none':
    'Dieser Server hat keinen Platz für ein Archiv, dort liegt also nichts von dir. Frag den Betreiber dieses Servers.',
  'archive.state-changed':
    'Was der Server aufbewahrt, ist nicht, was gesichert wurde: Es ist beschädigt, oder jemand hat es verändert. Dort wird nichts mehr gesichert. Lösche das Archiv und schalte es dann wieder ein.',
  'archive.state-deleting': 'Aus. Was der Server hat, wird gelöscht, sobald er zu erreichen ist.',
  'archive.state-gone': 'Aus: Ein anderer Browser hat das Archiv gelöscht, oder der Server hat es verloren.',
  'archive.delete': 'Archiv löschen …',
  'archive.delete-title': 'Archiv löschen?',
  'archive.delete-text':
    'Deine Nachrichten bleiben in deinen Browsern. Wenn du die alle verlierst, bringt nichts sie mehr zurück.',
  'archive.delete-confirm': 'Löschen',

  'recover.title': 'Wiederherstellungswörter benutzen',
  'recover.text': 'Gib die zwölf Wörter von deinem Papier ein, in ihrer Reihenfolge.',
  'recover.phrase': 'Wiederherstellungswörter',
  'recover.count': '{count} von {of}',
  'recover.hint': 'Groß oder klein, mit oder ohne Nummern und Kommas.',
  'recover.foreign': 'Das kommt nie vor: {words}. Prüfe, wie es geschrieben wird.',
  'recover.many': 'Das sind mehr als zwölf Wörter. Sieh nach, was doppelt dasteht.',
  'recover.wrong':
    'Die zwölf Wörter passen nicht zusammen. Eines ist falsch, oder zwei haben die Plätze getauscht.',
  'recover.read': 'Die Wörter, wie sie gelesen wurden',
  'recover.not-back':
    'Frühere Nachrichten kommen nur aus einem Archiv zurück, wenn du eines auf diesem Server geführt hast.',
  'recover.others': 'Deine anderen Browser werden abgemeldet.',
  'recover.no-change': 'Du bleibst, wer du bist: Deine Freunde sehen keine Änderung.',
  'recover.confirm': 'Mein Konto zurückholen',
} as const satisfies Part;
