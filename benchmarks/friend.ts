import { HeadlessPerson } from '../e2e-tests/src/headless.ts';
import type { Person } from '../e2e-tests/src/person.ts';
import type { Stack } from '../e2e-tests/src/stack.ts';
import { eventually } from '../e2e-tests/src/waiting.ts';

/** Somebody without a screen who writes to a person with one. */
export interface Friend {
  readonly person: HeadlessPerson;
  readonly roomId: string;
}

export async function befriended(stack: Stack, bob: Person, name: string): Promise<Friend> {
  const person = await HeadlessPerson.arrives(stack, name);
  await person.signsUp();
  await person.asks('sendFriendRequest', { username: bob.username });
  await bob.requestFrom(person.username).waitFor();
  await bob.accepts(person.username);
  const { conversations } = await person.until(
    'has a friend',
    (snapshot) => snapshot.conversations.length > 0,
  );
  return { person, roomId: conversations[0]?.roomId ?? '' };
}

/** @returns once the server has taken all of `count` texts */
export async function writesMany(
  { person, roomId }: Friend,
  count: number,
  allowedMs: number,
): Promise<void> {
  const bodyOf = (at: number): string => `${person.username} writes number ${at}.`;
  for (let at = 1; at <= count; at++) await person.writes(roomId, bodyOf(at));
  await eventually(
    `${person.username} has sent everything`,
    async () => {
      const { conversations } = await person.until('is there', () => true);
      const last = conversations[0]?.lastMessage;
      return (last?.body === bodyOf(count) && last.state === 'sent') || undefined;
    },
    allowedMs,
  );
}
