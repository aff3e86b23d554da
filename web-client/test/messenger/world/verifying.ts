import type { TrustView } from '../../../src/messenger/port.ts';
import { PASSWORD, type Someone } from './someone.ts';

/** Compares the safety number with that person, who has the same, and says so. */
export async function verifies(someone: Someone, other: Someone): Promise<void> {
  const { accountId } = other;
  const { safetyNumber } = await someone.does('securityDetails', { accountId });
  await someone.does('setVerified', { accountId, safetyNumber });
  await trusts(someone, other.username, 'verified');
}

/** Waits until that person is so to somebody in their conversation of two. */
export const trusts = (someone: Someone, username: string, trust: TrustView) =>
  someone.sees(`${username} ${trust}`, () => someone.with(username)?.trust === trust);

/** The same account begins anew in another browser, under another identity. */
export async function startsOver(someone: Someone): Promise<Someone> {
  await someone.closesTheBrowser();
  const phone = someone.world.someone(someone.username);
  await phone.does('startOver', { username: someone.username, password: PASSWORD });
  await phone.sees('friends', ({ conversations }) => conversations.some(({ open }) => open));
  return phone;
}

/** Envelopes of that device which the relay took. */
export const sentBy = (someone: Someone, device: string): number =>
  someone.world.relay.sends.filter(({ from }) => from === device).length;
