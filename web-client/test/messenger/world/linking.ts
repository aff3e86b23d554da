import type { LinkingView } from '../../../src/messenger/port.ts';
import { PASSWORD, type Someone } from './someone.ts';
import type { World } from './world.ts';

const LAPTOP = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
const PHONE = 'Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36';

/** Alice's laptop, signed up, and her phone, with nothing on it yet. */
export async function laptopAndPhone(world: World, username = 'alice'): Promise<readonly [Someone, Someone]> {
  const laptop = world.someone(username, LAPTOP);
  await laptop.signsUp();
  return [laptop, world.someone(username, PHONE)];
}

/** What joining needs. */
export const typed = ({ username }: Someone, code: string) => ({ username, password: PASSWORD, code });

type Stage = LinkingView['at'];

/** Waits until the linking on this device is that far. */
export async function isAt<S extends Stage>(
  device: Someone,
  stage: S,
): Promise<Extract<LinkingView, { readonly at: S }>> {
  const { linking } = await device.sees(`the linking at ${stage}`, (s) => s.linking?.at === stage);
  // Just seen.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return linking as Extract<LinkingView, { readonly at: S }>;
}

/** Both devices, with the numbers on their screens; `joined` is how joining ends. */
export async function comparing(opener: Someone, newcomer: Someone) {
  const { code } = await opener.does('openLinking', {});
  const joined = newcomer.tries('joinAccount', typed(newcomer, code));
  const [here, there] = [await isAt(opener, 'check'), await isAt(newcomer, 'check')];
  return { code, joined, here, there };
}

/** The whole of it: afterwards both are devices of the account, online. */
export async function links(opener: Someone, newcomer: Someone): Promise<void> {
  const { joined } = await comparing(opener, newcomer);
  await opener.does('confirmLinking', { same: true });
  await newcomer.does('confirmLinking', { same: true });
  const outcome = await joined;
  if (outcome !== 'ok') throw new Error(`joining failed: ${outcome}`);
  await isAt(opener, 'done');
  await newcomer.sees('online', ({ connection }) => connection.state === 'online');
}

/** Two devices of one account, linked and online. */
export async function twoDevices(world: World, username = 'alice'): Promise<readonly [Someone, Someone]> {
  const [laptop, phone] = await laptopAndPhone(world, username);
  await links(laptop, phone);
  return [laptop, phone];
}
