import { accountId, fromUuid, uuid, verifyDeviceList } from '../../../src/protocol/index.ts';
import {
  decodeDeviceList,
  decodeSignedDeviceList,
} from '../../../src/protocol/identity/device-list-codec.ts';
import { PASSWORD, type Someone } from './someone.ts';
import type { World } from './world.ts';

/** Writes the words down and names those that are asked for. @returns what stands on the paper */
export async function setsAPhrase(who: Someone, password: string | null = null): Promise<string> {
  const { words, ask } = await who.does('createRecoveryPhrase', { password });
  await who.does('confirmRecoveryPhrase', { words: ask.map((index) => [index, words[index] ?? '']) });
  return words.join(' ');
}

export function recovers(who: Someone, phrase: string, password: string = PASSWORD) {
  return who.tries('recoverAccount', { username: who.username, password, phrase });
}

/** Connected, with the conversation that she had. */
export async function comesBack(who: Someone): Promise<void> {
  await who.sees(
    'her conversation again',
    ({ phase, connection, conversations }) =>
      phase.at === 'ready' && connection.state === 'online' && conversations.length === 1,
  );
}

/** The devices that the newest list of an account names. */
export function namesOf(world: World, account: string): readonly string[] {
  const signed = world.social.lists.get(account)?.at(-1) ?? new Uint8Array();
  return decodeDeviceList(decodeSignedDeviceList(signed).list).devices.map(({ deviceId }) => uuid(deviceId));
}

/** Every list of an account in its order, verified. */
export function listsOf(world: World, account: string) {
  const all = world.social.lists.get(account) ?? [];
  return Promise.all(all.map((each) => verifyDeviceList(world.crypto, accountId(fromUuid(account)), each)));
}
