import type { LinkingFailure } from '../../../messenger/port.ts';

/** What happened, what was not lost, what to do. */
const failures = {
  'linking.failed-expired':
    'The time is over, or the code was used already. Nothing was changed. Begin again with a new code.',
  'linking.failed-different':
    'The numbers were not the same, so nothing was linked: somebody may have been in between. Begin again with a new code, over a network that you trust.',
  'linking.failed-different-there':
    'The other browser said that the numbers differ, so nothing was linked: somebody may have been in between. Begin again with a new code, over a network that you trust.',
  'linking.failed-cancelled': 'The linking was cancelled. Nothing was changed.',
  'linking.failed-not-genuine':
    'What came from the other side could not be verified, so nothing was linked. Begin again with a new code. If it happens again, tell whoever runs this server.',
  'linking.failed-too-many-devices':
    'Your account has 16 devices, and more are not possible. Sign out one that you no longer use, then begin again.',
  'linking.failed-group-full':
    'You are in a group whose members together have as many devices as it can have. Sign out a browser that you no longer use, or leave that group, then begin again.',
  'linking.failed-network':
    'The server could not be reached, and the linking ended. Check the connection of both browsers, then begin again with a new code.',
  'linking.failed-internal':
    'Something went wrong in Tacet itself, and the linking ended. Begin again with a new code.',
} as const satisfies Record<`linking.failed-${LinkingFailure}`, string>;

/** What both sides of a linking show; comes with either. */
export const linkingMessages = {
  ...failures,
  'linking.failed-title': 'Not linked',
  'linking.check-title': 'Do both browsers show the same number?',
  'linking.check-text': 'Compare all six digits. If one differs, somebody may be in between.',
  'linking.match': 'They match',
  'linking.differ': 'They differ',
  'linking.time-left': 'Valid for {time}',
  'linking.finishing-title': 'Almost there',
  'linking.finishing-text': 'Confirm in the other browser too, if you have not yet. Keep both open.',
} as const;
