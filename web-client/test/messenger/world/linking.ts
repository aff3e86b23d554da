import type { LinkingFailure, LinkingView } from '../../../src/messenger/port.ts';
import { OwnDevice } from '../../../src/messenger/devices/own-device.ts';
import {
  accountId,
  createDevice,
  deviceId,
  freshId,
  fromUuid,
  limits,
  signPlace,
  verifyDeviceList,
  withDevice,
} from '../../../src/protocol/index.ts';
import { vaultOf } from './peek.ts';
import { PASSWORD, type Someone } from './someone.ts';
import type { World } from './world.ts';

const LAPTOP = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
export const PHONE = 'Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36';

/** Alice's laptop, signed up, and her phone, with nothing on it yet. */
export async function laptopAndPhone(world: World, username = 'alice'): Promise<readonly [Someone, Someone]> {
  const laptop = world.someone(username, LAPTOP);
  await laptop.signsUp();
  return [laptop, world.someone(username, PHONE)];
}

/** What joining needs. */
export const typed = ({ username }: Someone, code: string, password: string = PASSWORD) => ({
  username,
  password,
  code,
});

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

/** Waits until the linking on this device has come to nothing, for this reason, and takes it off the screen. */
export async function fails(device: Someone, reason: LinkingFailure): Promise<void> {
  const ended = await isAt(device, 'failed');
  if (ended.reason !== reason) throw new Error(`${device.username}: ${ended.reason} instead of ${reason}`);
  await device.does('dismissLinking', {});
}

/** Both devices, with the numbers on their screens; `joined` is how joining ends. */
export async function comparing(opener: Someone, newcomer: Someone, password: string = PASSWORD) {
  const { code } = await opener.does('openLinking', {});
  const joined = newcomer.tries('joinAccount', typed(newcomer, code, password));
  const [here, there] = [await isAt(opener, 'check'), await isAt(newcomer, 'check')];
  return { code, joined, here, there };
}

/** The whole of it: afterwards both are devices of the account, online. */
export async function links(opener: Someone, newcomer: Someone, password: string = PASSWORD): Promise<void> {
  const { joined } = await comparing(opener, newcomer, password);
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

/** Puts devices on the account's list until it is full; none of them is anybody's. */
export async function fillsTheList(device: Someone): Promise<void> {
  const { crypto, social, nowMs } = device.world;
  const account = accountId(fromUuid(device.accountId));
  const { identity, device: us } = await OwnDevice.load(crypto, await vaultOf(device));
  const lists = [...(social.lists.get(device.accountId) ?? [])];
  for (;;) {
    const list = await verifyDeviceList(crypto, account, lists.at(-1) ?? new Uint8Array());
    if (list.devices.length === limits.MAX_DEVICES) break;
    const owner = {
      accountId: account,
      accountIdentityKey: identity.publicKey,
      deviceId: deviceId(freshId(crypto)),
    };
    const made = await createDevice(crypto, owner);
    const place = await signPlace(crypto, made.device, nowMs);
    lists.push(await withDevice(crypto, { identity, us, list }, place, nowMs));
  }
  social.lists.set(device.accountId, lists);
}
