import type { DirectConversationView, MessageView, TrustView } from '../../../src/messenger/port.ts';
import { alice, bob, carol, conversation, dave, group, member, message, roomOf, zoe } from './cast.ts';
import { ScriptedMessenger, emptySnapshot, fail, succeed } from './scripted-messenger.ts';
import { accountAnswers } from './story.ts';

const MINUTE = 60_000;

/** What a camera reads in these stories, and what it is to the messenger. */
export const CODES = {
  'code-zoe': 'verified',
  'code-carol': 'different',
  'code-dave': 'other-person',
} as const;

/**
 * Bob is verified; Carol was, and has other keys now, also in a group of Zoë's; Zoë never was, and whoever compares Dave's
 * number is told that it has changed meanwhile.
 */
export function trustStory(now: number): ScriptedMessenger {
  const said = (at: number, friend: typeof bob, body: string, change: Partial<MessageView> = {}) =>
    message(friend, at, { body, sentAtMs: now - (60 - at) * MINUTE, ...change });
  const histories = new Map([
    [bob, [said(0, bob, 'The reeds have come.'), said(1, bob, 'Finally!', { mine: false })]],
    [
      carol,
      [
        said(0, carol, 'Shall I tell you the surprise?'),
        said(1, carol, '', { mine: false, kind: 'notice', notice: 'identity-changed', state: 'received' }),
        said(2, carol, 'It is a cello.', { state: 'failed', unsentBecause: 'identity-changed' }),
        said(3, carol, 'Are you there?', { state: 'sending' }),
      ],
    ],
    [zoe, [said(0, zoe, 'See you there.')]],
  ]);
  const room = (friend: typeof bob, trust: TrustView): DirectConversationView => {
    const history = histories.get(friend) ?? [];
    return conversation(friend, {
      trust,
      messageCount: history.length,
      lastMessage: history.at(-1) ?? null,
      sortMs: history.at(-1)?.sentAtMs ?? now - 90 * MINUTE,
    });
  };
  const choir = group('Choir', [zoe, alice, bob, carol], {
    sortMs: now - 120 * MINUTE,
    members: [
      member(zoe, { role: 'owner' }),
      member(alice),
      member(bob, { trust: 'verified' }),
      member(carol, { trust: 'changed' }),
    ],
    heldBy: [carol.accountId],
  });
  const messenger = new ScriptedMessenger(
    emptySnapshot({
      phase: { at: 'ready', me: alice },
      conversations: [
        room(carol, 'changed'),
        room(bob, 'verified'),
        room(zoe, 'unverified'),
        room(dave, 'unverified'),
        choir,
      ],
    }),
  );
  for (const [friend, history] of histories) messenger.histories.set(roomOf(friend), history);
  const trusts = (accountId: string, trust: TrustView): void => {
    for (const each of messenger.snapshot.conversations) {
      if (each.kind === 'direct' && each.person.accountId === accountId)
        messenger.changeConversation(each.roomId, { trust });
      if (each.kind !== 'group') continue;
      const members = each.members.map((one) =>
        one.person.accountId === accountId ? { ...one, trust } : one,
      );
      const heldBy = members.flatMap((one) => (one.trust === 'changed' ? [one.person.accountId] : []));
      messenger.changeConversation(each.roomId, { members, heldBy });
    }
  };
  messenger.answers = {
    ...accountAnswers(now),
    // Whoever holds a mirror before the camera scans the code that is on screen.
    securityDetails: ({ accountId }) =>
      succeed({
        safetyNumber: '046137925018263749508172635490817263544908172635449081726354',
        qrText: accountId.replace('account', 'code'),
        verified: false,
        postQuantum: null,
        sessions: 1,
        repairs: 0,
      }),
    setVerified: ({ accountId, safetyNumber }) => {
      if (safetyNumber !== null && accountId === dave.accountId) return fail('identity-changed');
      trusts(accountId, safetyNumber === null ? 'unverified' : 'verified');
      return undefined;
    },
    acceptIdentity: ({ accountId }) => {
      trusts(accountId, 'unverified');
      return undefined;
    },
    checkScanned: ({ accountId, text }) => {
      const outcome = Object.entries(CODES).find(([code]) => code === text)?.[1] ?? 'not-a-code';
      if (outcome === 'verified') trusts(accountId, 'verified');
      return succeed({ outcome });
    },
  };
  return messenger;
}
