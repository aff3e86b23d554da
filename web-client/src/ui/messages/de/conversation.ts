import type { Part } from './translation.ts';

export const conversation = {
  'state.sending': 'Wird gesendet',
  'state.sent': 'Gesendet',
  'state.delivered': 'Zugestellt',
  'state.read': 'Gelesen',
  'state.failed': 'Nicht gesendet',
  'state.repairing': 'Wird repariert',
  'state.lost': 'Konnte nicht wiederhergestellt werden',

  'notice.identity-changed':
    '{name} hat neue Schlüssel. Das geschieht nach einem Neubeginn. Vergleicht die Sicherheitsnummer, damit du sicher bist, dass es {name} ist.',
  'notice.conversation-started': 'Nachrichten hier sind versiegelt. Nur du und {name} könnt sie lesen.',
  'notice.friend-removed': 'Ihr seid nicht mehr befreundet. Die Nachrichten bleiben lesbar.',
  'notice.messages-missing':
    'Einige Nachrichten von {name} konnten nicht wiederhergestellt werden. Bitte {name}, sie noch einmal zu senden.',
  'notice.security-alarm':
    'Die Schlüssel, die der Server für diese Unterhaltung angab, ließen sich nicht prüfen. Es wurde nichts gesendet. Frag {name} persönlich oder bei einem Anruf, ob sich etwas geändert hat, und sag es denen, die diesen Server betreiben.',
  'notice.security-restored':
    'Eine Zeit lang ließen sich die Schlüssel, die der Server für diese Unterhaltung angab, nicht prüfen. Jetzt geht es wieder, und Nachrichten werden gesendet.',
  'notice.username-alarm':
    'Der Server gibt {name} jetzt den Benutzernamen „{told}“. Benutzernamen ändern sich nie: Der Name, den du kennst, bleibt, und was du schreibst, geht an dieselbe Person wie bisher. Frag {name} persönlich oder bei einem Anruf, und sag es denen, die diesen Server betreiben.',
  'notice.username-restored':
    'Eine Zeit lang gab der Server {name} den Benutzernamen „{told}“. Jetzt gibt er wieder den, den du kennst.',
  'notice.username-gone':
    'Eine Zeit lang gab der Server {name} den Benutzernamen „{told}“. Von diesem Konto sagt er hier nichts mehr.',
  'notice.username-shared':
    'Der Server gibt {name} den Benutzernamen „{told}“, und einem deiner Freunde auch. Ein Benutzername gehört einer Person: Vielleicht gibt sich jemand als dein Freund aus. Vergleich die Sicherheitsnummer, bevor du hier schreibst oder {name} einlädst, und sag es denen, die diesen Server betreiben.',
  'notice.username-single':
    'Eine Zeit lang gab der Server {name} und einem deiner Freunde denselben Benutzernamen „{told}“. Jetzt hat ihn wieder nur eine Person.',
  'notice.name-changed': '{former} heißt jetzt {name}.',
  'notice.repaired': 'Die sichere Verbindung zu {name} wurde erneuert. Es ist nichts zu tun.',
  'notice.messages-missing.repairing':
    'Einige Nachrichten von {name} sind nicht angekommen. Sie werden noch einmal geholt …',
  'conversation.messages': 'Nachrichten',
  'conversation.message': 'Nachricht',
  'conversation.placeholder': 'Schreib eine Nachricht',
  'conversation.send': 'Senden',
  'conversation.details': 'Einzelheiten',
  'conversation.back': 'Zurück zu den Unterhaltungen',
  'conversation.online': 'Online',
  'conversation.last-seen': 'Zuletzt da: {date}',
  'conversation.typing': '{name} schreibt …',
  'conversation.you': 'Du',
  'conversation.jump': 'Zum Ende springen',
  'conversation.jump-new': { one: '{count} neue Nachricht', other: '{count} neue Nachrichten' },
  'conversation.unread': 'Ungelesene Nachrichten',
  'conversation.empty-title': 'Noch keine Nachrichten',
  'conversation.empty-text': 'Sag {name} Hallo. Nur ihr beide könnt lesen, was ihr hier schreibt.',
  'conversation.closed':
    'Du bist nicht mehr mit {name} befreundet und kannst hier nicht schreiben. Frühere Nachrichten bleiben.',
  'conversation.blocked': 'Du hast {name} blockiert. Frühere Nachrichten bleiben.',
  'conversation.asked':
    'Du hast {name} gefragt, ob ihr wieder befreundet sein wollt. Frühere Nachrichten bleiben.',
  'conversation.load-failed': 'Frühere Nachrichten konnten gerade nicht gelesen werden.',
  'conversation.not-sent': 'Nicht gesendet',
  'not-sent.not-a-member': 'Als das gesendet werden sollte, konntest du hier nicht mehr schreiben.',
  'not-sent.mailboxes-full':
    'Hier warten mehr Nachrichten, als der Server aufhebt. Versuch es noch einmal, wenn jemand einige gelesen hat.',
  'not-sent.refused': 'Der Server hat diese Nachricht abgelehnt.',
  'not-sent.identity-changed':
    '{name} hat neue Schlüssel bekommen, nachdem du das geschrieben hast. Vergewissere dich, dass es {name} ist, und versuch es dann noch einmal.',
  'conversation.retry': 'Noch einmal versuchen',
  'conversation.waits': 'Noch nicht gesendet',
  'conversation.discard': 'Löschen',
  'conversation.discard-title': 'Diese Nachricht löschen?',
  'conversation.discard-text': 'Sie wurde nicht gesendet und lässt sich nicht zurückholen.',
  'conversation.unknown-kind':
    'Diese Nachricht braucht ein neueres Tacet. Lade die Seite neu, um es zu aktualisieren.',
  'conversation.repairing': 'Diese Nachricht wird repariert …',
  'conversation.lost':
    'Diese Nachricht konnte nicht wiederhergestellt werden. Bitte {name}, sie noch einmal zu senden.',
  'conversation.announce': '{name}: {text}',
  'conversation.announce-more': {
    one: 'Und {count} weitere Nachricht',
    other: 'Und {count} weitere Nachrichten',
  },

  'day.today': 'Heute',
  'day.yesterday': 'Gestern',

  'details.title': 'Einzelheiten',
  'details.members': 'Mitglieder',
  'details.you': 'Du',
  'details.security': 'Sicherheit',
  'details.sealed': 'Nachrichten werden auf euren Geräten versiegelt. Dazwischen kann sie niemand lesen.',
  'details.post-quantum':
    'Auch künftige Quantencomputer können sie nicht öffnen. Dieser Schutz erneuert sich beim Schreiben.',
  'details.post-quantum-renewed':
    'Auch künftige Quantencomputer können sie nicht öffnen. Zuletzt erneuert: {date}.',
  'details.repairs': {
    one: 'Die sichere Verbindung wurde {count} Mal repariert.',
    other: 'Die sichere Verbindung wurde {count} Mal repariert.',
  },
  'details.verify': 'Überprüfen',
  'details.remove-friend': 'Freundschaft beenden',
  'details.block': 'Blockieren',
  'remove-friend.title': 'Freundschaft mit {name} beenden?',
  'remove-friend.text':
    'Ihr könnt einander nicht mehr schreiben. Die Nachrichten bleiben für euch beide lesbar. Ihr könnt euch später wieder hinzufügen.',
  'remove-friend.confirm': 'Freundschaft beenden',
  'block.title': '{name} blockieren?',
  'block.text':
    'Wer blockiert ist, kann dir nicht mehr schreiben, sieht dich nicht online, kann dir keine Anfrage schicken und erfährt nichts davon. In den Einstellungen kannst du es rückgängig machen.',
  'block.confirm': 'Blockieren',
} as const satisfies Part;
