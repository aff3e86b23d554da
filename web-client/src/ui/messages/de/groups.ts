import type { Part } from './translation.ts';

export const groups = {
  'notice.group-created': '{actor} hat diese Gruppe gegründet und „{name}“ genannt.',
  'notice.group-created.mine': 'Du hast diese Gruppe gegründet und „{name}“ genannt.',
  'notice.member-invited': '{actor} hat {people} eingeladen.',
  'notice.member-invited.mine': 'Du hast {people} eingeladen.',
  'notice.member-joined': '{actor} ist jetzt dabei.',
  'notice.member-joined.mine': 'Du bist jetzt dabei.',
  'notice.invitation-declined': '{actor} hat die Einladung abgelehnt.',
  'notice.invitation-declined.mine': 'Du hast die Einladung abgelehnt.',
  'notice.invitation-withdrawn': '{actor} hat die Einladung an {people} zurückgenommen.',
  'notice.invitation-withdrawn.mine': 'Du hast die Einladung an {people} zurückgenommen.',
  'notice.member-left': '{actor} ist gegangen.',
  'notice.member-left.mine': 'Du bist gegangen.',
  'notice.member-removed': '{actor} hat {people} entfernt.',
  'notice.member-removed.mine': 'Du hast {people} entfernt.',
  'notice.group-renamed': '{actor} hat die Gruppe „{name}“ genannt.',
  'notice.group-renamed.mine': 'Du hast die Gruppe „{name}“ genannt.',
  'notice.owner-changed': 'Die Gruppe gehört jetzt {people}.',
  'notice.owner-changed.mine': 'Die Gruppe gehört jetzt dir.',
  'notice.member-gone':
    '{people} bekommt hier keine Nachrichten mehr: Das Konto wurde geschlossen oder hat mit neuen Schlüsseln neu begonnen. Wer neu begonnen hat, kann wieder eingeladen werden.',
  'notice.member-gone.mine':
    'Du bist nicht mehr in der Gruppe, weil du mit neuen Schlüsseln neu begonnen hast. Bitte darum, wieder eingeladen zu werden.',
  'group-notice.created': '{actor} hat diese Gruppe gegründet.',
  'group-notice.created.mine': 'Du hast diese Gruppe gegründet.',
  'group-notice.renamed': '{actor} hat den Namen oder die Beschreibung der Gruppe geändert.',
  'group-notice.renamed.mine': 'Du hast den Namen oder die Beschreibung der Gruppe geändert.',
  'group-notice.started': 'Nachrichten hier sind versiegelt. Nur wer in der Gruppe ist, kann sie lesen.',
  'group-notice.alarm':
    'Was der Server über diese Gruppe und ihre Mitglieder sagt, ließ sich nicht prüfen. Bis das geht, wird nichts gesendet. Frag die anderen persönlich oder bei einem Anruf, ob sich etwas geändert hat, und sag es denen, die diesen Server betreiben.',
  'group-notice.restored':
    'Eine Zeit lang ließ sich nicht prüfen, was der Server über diese Gruppe sagte. Jetzt geht es wieder, und Nachrichten werden gesendet.',

  'group.unnamed': 'Gruppe ohne Namen',
  'group.somebody': 'Jemand',
  'group.you-object': 'dich',
  'group.members': { one: '{count} Mitglied', other: '{count} Mitglieder' },
  'group.members-online': '{members}, {online} online',
  'group.typing-two': '{first} und {second} schreiben …',
  'group.typing-many': { one: '{count} Person schreibt …', other: '{count} Personen schreiben …' },
  'group.empty-text': 'Sag Hallo. Alle in dieser Gruppe können lesen, was du hier schreibst.',
  'group.alone':
    'Noch ist niemand sonst hier. Wer später dazukommt, kann nicht lesen, was vorher geschrieben wurde.',
  'group.former': 'Du bist nicht mehr in dieser Gruppe. Frühere Nachrichten bleiben.',
  'group.not-sent-identity':
    'Jemand in dieser Gruppe hat neue Schlüssel bekommen, nachdem du das geschrieben hast. Vergewissere dich, wer es ist, und versuch es dann noch einmal.',
  'group.over': 'Diese Gruppe ist zu Ende. Frühere Nachrichten bleiben.',
  'group.reach-read': 'Gelesen von {count} von {of}',
  'group.reach-read-all': 'Von allen gelesen',
  'group.reach-delivered': 'Zugestellt an {count} von {of}',
  'group.reach-delivered-all': 'An alle zugestellt',

  'invitation.invites': '{name} (@{username}) lädt dich ein',
  'invitation.with': 'mit {people}',
  'invitation.with-others': {
    one: 'mit {name} und {count} anderen Person',
    other: 'mit {name} und {count} anderen',
  },

  'new-group.title': 'Neue Gruppe',
  'new-group.name': 'Name der Gruppe',
  'new-group.name-missing': 'Gib der Gruppe einen Namen.',
  'new-group.create': 'Gruppe gründen',
  'new-group.hint': 'Alle werden zuerst gefragt. Wer zusagt, kann lesen, was von da an geschrieben wird.',
  'new-group.no-friends-title': 'Erst die Freunde',
  'new-group.no-friends-text':
    'Eine Gruppe besteht aus Freunden. Füge jemanden mit dem Benutzernamen hinzu; nach der Zusage kannst du einladen.',

  'picker.add-people': 'Personen hinzufügen',
  'picker.friends': 'Deine Freunde',
  'picker.placeholder': 'Unter deinen Freunden suchen',
  'picker.take-off': '{name} von der Liste nehmen',
  'picker.chosen': { one: '{count} ausgewählt', other: '{count} ausgewählt' },
  'picker.none-chosen': 'Wähle mindestens eine Person.',
  'picker.nothing-found': 'Unter deinen Freunden heißt niemand „{search}“.',
  'picker.nobody': 'Unter deinen Freunden heißt niemand so. Leere das Feld, um alle zu sehen.',
  'picker.here':
    'Wer schon in der Gruppe oder eingeladen ist, braucht keine Einladung. Nenne jemand anderen.',
  'picker.several': 'Mehrere Freunde heißen so. Wähle aus der Liste.',
  'picker.full': 'Mehr lassen sich auf einmal nicht einladen. Später kannst du weitere hinzufügen.',

  'members.owner': 'Gehört die Gruppe',
  'members.online': 'Online',
  'members.gone': 'Konto geschlossen',
  'members.invited': 'Eingeladen',
  'members.remove': 'Entfernen',
  'members.remove-label': '{username} entfernen',
  'members.make-owner': 'Gruppe übergeben',
  'members.make-owner-label': 'Gruppe übergeben an: {username}',
  'members.take-back': 'Zurücknehmen',
  'members.take-back-label': 'Einladung an {username} zurücknehmen',
  'members.owner-invites': 'Die Gruppe gehört {name}; nur von dort können Personen hinzugefügt werden.',
  'members.owner-gone':
    'Das Konto, dem die Gruppe gehört, wurde gelöscht; deshalb kann hier niemand einladen oder entfernen. Gründet eine neue Gruppe, um mit anderen weiterzumachen.',
  'members.edit': 'Namen ändern',
  'members.leave': 'Gruppe verlassen',

  'add-people.title': 'In {name} einladen',
  'add-people.hint': 'Sie sehen nichts von dem, was vor ihrem Beitritt geschrieben wurde.',
  'add-people.none-left-title': 'Alle sind da',
  'add-people.none-left-text':
    'Alle deine Freunde sind in dieser Gruppe oder eingeladen. Füge zuerst jemand Neues hinzu.',

  'edit-group.title': 'Name und Beschreibung',
  'edit-group.description': 'Beschreibung',
  'edit-group.optional': 'freiwillig',
  'edit-group.hint': 'Alle in der Gruppe sehen das. Der Server nicht.',

  'group-security.sealed':
    'Nachrichten werden für genau die versiegelt, die hier als Mitglieder stehen. Sonst kann sie niemand lesen, auch der Server nicht.',
  'group-security.invited': 'Wer nur eingeladen ist, kann vor dem Beitritt nichts lesen.',
  'group-security.later':
    'Wer dazukommt, sieht nichts von vorher, und wer geht, bekommt nichts mehr von da an.',
  'group-security.verify':
    'Um sicher zu sein, wer jemand ist, überprüfe die Person: Dort steht, wie ihr die Sicherheitsnummer vergleicht.',

  'remove-member.title': '{name} entfernen?',
  'remove-member.text':
    'Von jetzt an kommt dort nichts mehr an. Was schon angekommen ist, bleibt dort. Du kannst wieder einladen.',
  'make-owner.title': 'Die Gruppe {name} übergeben?',
  'make-owner.text':
    'Von da an kann nur noch diese Person andere hinzufügen und entfernen, den Namen ändern und die Gruppe weitergeben. Du bleibst Mitglied.',
  'leave.title': '{name} verlassen?',
  'leave.text':
    'Du bekommst nichts mehr, was von jetzt an geschrieben wird. Frühere Nachrichten bleiben für dich lesbar.',
  'leave.again': 'Nur eine Einladung kann dich zurückbringen.',
  'leave.heir':
    'Die Gruppe gehört dann {name}, weil sonst niemand länger dabei ist. Soll es jemand anderes sein, übergib sie vorher.',
  'leave.heir-gone':
    '{name} ist am längsten dabei, aber das Konto wurde gelöscht: Niemand könnte mehr einladen oder entfernen. Übergib die Gruppe zuerst jemand anderem.',
  'leave.last':
    'Du bist als Einzige oder Einziger noch da. Die Gruppe endet, und niemand kann mehr dazukommen.',
} as const satisfies Part;
