import type { Part } from './translation.ts';

export const programs = {
  'programs.title': 'Programme',
  'programs.about':
    'Lass ein eigenes Programm dieses Konto benutzen, mit einem Token, das du jederzeit zurücknehmen kannst.',
  'programs.open': 'Tokens für Programme',
  'programs.text':
    'Wer ein Token hat, kann tun, was es erlaubt, bis es endet oder du es zurücknimmst. Es öffnet nie Nachrichten: Die Schlüssel dazu bleiben in deinen Browsern. Es kann weder dein Passwort noch deine Geräte ändern.',
  'programs.none': 'Kein Programm hat ein Token.',
  'programs.list': 'Vergebene Tokens',
  'programs.until': 'Bis {date}',
  'programs.over': 'Beendet: {date}',
  'programs.last-used': 'Zuletzt benutzt: {date}',
  'programs.never-used': 'Noch nicht benutzt',
  'programs.revoke': 'Zurücknehmen',
  'programs.revoke-name': '{name} zurücknehmen',
  'programs.revoke-title': '{name} zurücknehmen?',
  'programs.revoke-text':
    'Das Programm kann in wenigen Sekunden nichts mehr tun. Um es wieder einzulassen, mach ein neues Token.',
  'programs.new': 'Neues Token',
  'programs.name': 'Bezeichnung',
  'programs.name-hint': 'Für dich, damit du es wiedererkennst',
  'programs.may': 'Was das Programm darf',
  'programs.scope-social:read': 'Dein Profil, Freunde, Anfragen und Gruppen sehen',
  'programs.scope-social:write':
    'Sie ändern: Freunde anfragen und annehmen, blockieren, dein Profil bearbeiten',
  'programs.scope-mail:read':
    'Versiegelte Nachrichten für diesen Browser abholen. Was es löscht, kommt hier nicht an.',
  'programs.scope-mail:send': 'Versiegelte Nachrichten von diesem Browser senden',
  'programs.can-social:read': 'sieht Freunde und Gruppen',
  'programs.can-social:write': 'ändert Freunde und Profil',
  'programs.can-mail:read': 'holt Nachrichten ab',
  'programs.can-mail:send': 'sendet Nachrichten',
  'programs.lasts': 'Gültig für',
  'programs.days': { one: '{count} Tag', other: '{count} Tage' },
  'programs.password': 'Dein Passwort',
  'programs.make': 'Token machen',
  'programs.made-title': 'Dein neues Token',
  'programs.made-text':
    'Kopiere es jetzt und bewahre es wie ein Passwort auf. Es wird nur dieses eine Mal gezeigt.',
  'programs.copy': 'Kopieren',
  'programs.copied': 'Kopiert.',
  'programs.done': 'Fertig',
} as const satisfies Part;
