/** Comes with the code that shows it: `groups/late.ts`. */
export const lateVerificationMessages = {
  'verify.title': 'Verify {name}',
  'verify.text':
    'Make sure that it is really {name} you write with, and that nobody listens in between. It takes a minute, and you do it once.',
  'verify.changed':
    '{name} has another safety number than the one you compared before. Compare the new one before you write anything secret.',
  'verify.done':
    'You compared the safety number with {name}. If it ever changes, nothing is sent before you are asked.',
  'verify.together': 'If you are together',
  'verify.together-how':
    'Scan this code with {name}’s Tacet, or scan theirs: they find it in the same place. Codes are only worth something on {name}’s own screen, not in a message or a picture.',
  'verify.code': 'Code for {name} to scan',
  'verify.scan': 'Scan code',
  'verify.apart': 'If you are apart',
  'verify.apart-how':
    'Call {name}, so that you know the voice, and read this number to each other. All sixty digits have to be the same on both sides.',
  'verify.number': 'Safety number',
  'verify.copy': 'Copy number',
  'verify.differs': 'If they differ, do not share secrets here before you know why.',
  'verify.show-new': 'Show the new number',
  'verify.match': 'Mark as verified',
  'verify.later': 'Not now',
  'verify.clear': 'Clear verification',
  'verify.different':
    'The codes do not match. Somebody may be reading along between you and {name}. Do not write anything secret here, and ask whoever runs this server.',
  'verify.other-person':
    'This is not the code that {name} shows for you. Look whether it is the right screen and the right conversation. If both are right, do not trust this conversation: it is not with the account of {name}.',
  'verify.not-a-code':
    'That was not a code to verify somebody. {name} finds theirs under Details, Verify. If it does come from there, one of you may need a newer Tacet: reload the page.',

  'held.title': '{name} has new keys. Nothing is sent for now.',
  'held.what':
    'You verified {name}, and the safety number is another one since. What has not left yet waits here until you decide.',
  'held.group':
    'You verified {name}, who is in this group with another safety number now. What has not left yet waits here, for everybody, until you decide.',
  'held.why':
    'Often this is harmless: {name} changed or lost a device and started over. It is also what it would look like if somebody pretended to be {name}. Ask over a call, or in person.',
  'held.compare': 'Compare now',
  'held.send': 'Send anyway',
  'send-anyway.title': 'Send without comparing?',
  'send-anyway.text':
    'What you write from then on, and what waits, can be read by whoever has the new keys. Only comparing shows whether that is {name}.',
  'send-anyway.group':
    'What you write in the group from then on, and what waits, can be read by whoever has the new keys, too. Only comparing shows whether that is {name}.',
  'send-anyway.mark': '{name} is not marked as verified any more. You can compare at any time.',
} as const;
