import type { Part } from './translation.ts';

export const trust = {
  'failure.identity-changed': 'Die Sicherheitsnummer hat sich inzwischen geändert. Vergleicht sie neu.',
  'notice.verified': 'Du hast {name} überprüft: Die Sicherheitsnummern sind gleich.',
  'notice.verified-elsewhere':
    'Du hast {name} in einem anderen deiner Browser überprüft. Warst du das nicht? Dann melde ihn ab.',
  'notice.unverified': '{name} gilt nicht mehr als überprüft.',
  'trust.verified': 'Überprüft',
  'trust.changed': 'Neue Schlüssel seit der Überprüfung',
  'members.verify-label': '{username} überprüfen',
  'details.verified':
    'Du hast die Sicherheitsnummer verglichen. Wenn sie sich ändert, wird nichts gesendet, bevor du gefragt wirst.',

  'verify.title': '{name} überprüfen',
  'verify.text':
    'Vergewissere dich, dass du wirklich mit {name} schreibst und dass niemand dazwischen mitliest. Es dauert eine Minute, und du machst es nur einmal.',
  'verify.changed':
    '{name} hat eine andere Sicherheitsnummer als die, die du verglichen hast. Vergleicht die neue, bevor du etwas Vertrauliches schreibst.',
  'verify.done':
    'Du hast die Sicherheitsnummer mit {name} verglichen. Wenn sie sich je ändert, wird nichts gesendet, bevor du gefragt wirst.',
  'verify.together': 'Wenn ihr beieinander seid',
  'verify.together-how':
    'Scanne diesen Code mit dem Tacet von {name}, oder scanne den von dort: Er steht an derselben Stelle. Codes sind nur auf dem Bildschirm von {name} selbst etwas wert, nicht in einer Nachricht oder auf einem Bild.',
  'verify.code': 'Code, den {name} scannt',
  'verify.scan': 'Code scannen',
  'verify.apart': 'Wenn ihr nicht beieinander seid',
  'verify.apart-how':
    'Ruf {name} an, sodass du die Stimme erkennst, und lest einander diese Nummer vor. Alle sechzig Ziffern müssen auf beiden Seiten gleich sein.',
  'verify.number': 'Sicherheitsnummer',
  'verify.copy': 'Nummer kopieren',
  'verify.differs': 'Wenn sie sich unterscheiden, schreib hier nichts Vertrauliches, bis du weißt, warum.',
  'verify.show-new': 'Neue Nummer anzeigen',
  'verify.match': 'Als überprüft kennzeichnen',
  'verify.later': 'Nicht jetzt',
  'verify.clear': 'Überprüfung aufheben',
  'verify.different':
    'Die Codes passen nicht zusammen. Vielleicht liest jemand zwischen dir und {name} mit. Schreib hier nichts Vertrauliches, und frag die, die diesen Server betreiben.',
  'verify.other-person':
    'Das ist nicht der Code, den {name} für dich zeigt. Sieh nach, ob es der richtige Bildschirm und die richtige Unterhaltung ist. Stimmt beides, trau dieser Unterhaltung nicht: Sie ist nicht mit dem Konto von {name}.',
  'verify.not-a-code':
    'Das war kein Code zum Überprüfen. {name} findet ihn unter „Einzelheiten“, „Überprüfen“. Kommt er doch von dort, braucht jemand von euch vielleicht ein neueres Tacet: Lade die Seite neu.',

  'held.title': '{name} hat neue Schlüssel. Vorerst wird nichts gesendet.',
  'held.what':
    'Du hast {name} überprüft, und die Sicherheitsnummer ist seitdem eine andere. Was noch nicht gesendet ist, wartet hier, bis du entscheidest.',
  'held.group':
    'Du hast {name} überprüft, und in dieser Gruppe steht jetzt eine andere Sicherheitsnummer. Was noch nicht gesendet ist, wartet hier, für alle, bis du entscheidest.',
  'held.why':
    'Oft ist das harmlos: {name} hat ein Gerät gewechselt oder verloren und neu begonnen. So sähe es aber auch aus, wenn sich jemand für {name} ausgibt. Frag bei einem Anruf oder persönlich.',
  'held.compare': 'Jetzt vergleichen',
  'held.send': 'Trotzdem senden',
  'send-anyway.title': 'Senden, ohne zu vergleichen?',
  'send-anyway.text':
    'Was du von da an schreibst und was wartet, kann lesen, wer die neuen Schlüssel hat. Nur ein Vergleich zeigt, ob das {name} ist.',
  'send-anyway.group':
    'Was du von da an in der Gruppe schreibst und was wartet, kann auch lesen, wer die neuen Schlüssel hat. Nur ein Vergleich zeigt, ob das {name} ist.',
  'send-anyway.mark': '{name} gilt nicht mehr als überprüft. Vergleichen könnt ihr jederzeit.',

  'scan.title': 'Code scannen',
  'scan.picture': 'Bild der Kamera',
  'scan.opening': 'Die Kamera wird geöffnet. Dein Browser fragt vielleicht, ob du das erlaubst.',
  'scan.looking': 'Richte die Kamera auf den Code auf dem anderen Bildschirm.',
  'scan.stays': 'Das Bild bleibt in diesem Browser.',
  'scan.refused':
    'Die Kamera darf hier nicht benutzt werden. Erlaube sie dieser Seite in deinem Browser und versuch es noch einmal, oder mach ohne sie weiter.',
  'scan.missing': 'Es wurde keine Kamera gefunden. Du kannst ohne sie weitermachen.',
  'scan.taken':
    'Die Kamera antwortet nicht. Schließe andere Programme, die sie benutzen, und versuch es noch einmal, oder mach ohne sie weiter.',
  'scan.unreadable':
    'Codes lassen sich gerade nicht lesen. Versuch es noch einmal, oder mach ohne die Kamera weiter.',
} as const satisfies Part;
