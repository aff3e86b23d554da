import {
  accountId,
  buildDeviceList,
  createAccountIdentity,
  createDevice,
  createPrekey,
  deviceId,
  freshId,
  fromUuid,
  headOf,
  signDeviceList,
  signPlace,
  uuid,
  type OurAccountIdentity,
  type OurDevice,
} from '../../src/protocol/index.ts';
import type { Someone } from '../messenger/world/someone.ts';
import type { Stage } from './stage.ts';

/** A device of the server's own under somebody's account, with a bundle ready for a first message. */
export interface Ghost {
  readonly identity: OurAccountIdentity;
  readonly device: OurDevice;
  readonly stock: { readonly x25519Signed: Uint8Array; readonly mlKemLastResort: Uint8Array };
}

/** @param id of the device; without one a fresh one */
export async function counterfeit({ world }: Stage, of: Someone, id?: string): Promise<Ghost> {
  const { crypto, nowMs, social } = world;
  const { identity } = await createAccountIdentity(crypto);
  const { device } = await createDevice(crypto, {
    accountId: accountId(fromUuid(of.accountId)),
    deviceId: deviceId(id ? fromUuid(id) : freshId(crypto)),
    accountIdentityKey: identity.publicKey,
  });
  const made = async (kind: 'x25519-signed' | 'ml-kem-last-resort') =>
    (await createPrekey(crypto, device, { kind, keyId: 1, nowMs })).signed;
  const stock = {
    x25519Signed: await made('x25519-signed'),
    mlKemLastResort: await made('ml-kem-last-resort'),
  };
  if (!id) {
    social.prekeys.stocks.set(uuid(device.public.deviceId), {
      ...stock,
      x25519OneTime: new Map(),
      mlKemOneTime: new Map(),
    });
  }
  return { identity, device, stock };
}

/** The next list of an account, as somebody makes it who has no key of it: signed by the ghost's identity. */
export async function ghostList(
  stage: Stage,
  of: Someone,
  { identity, device }: Ghost,
  mode: 'next' | 'reset' | 'first' = 'next',
): Promise<Uint8Array> {
  const { crypto, nowMs } = stage.world;
  const known = await stage.verified(of);
  const place = await signPlace(crypto, device, nowMs);
  // Those whom it cannot speak for are named under keys of its own.
  const double = await counterfeit(stage, of, of.deviceId);
  const devices = mode === 'first' ? [place, await signPlace(crypto, double.device, nowMs)] : [place];
  const list = buildDeviceList({
    accountId: accountId(fromUuid(of.accountId)),
    identityKey: mode === 'next' ? known.identityKey : identity.publicKey,
    previous: mode === 'first' ? null : headOf(known),
    devices,
    nowMs,
    identityReset: mode === 'reset',
  });
  return signDeviceList(crypto, identity, list, devices);
}
