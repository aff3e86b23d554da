import { fromHex } from '../../../src/bytes/index.ts';
import type { CryptoProvider } from '../../../src/crypto/index.ts';
import {
  accountId,
  restoreDevice,
  verifyBundle,
  verifyDeviceList,
  type DevicePublic,
  type PrekeyBundle,
} from '../../../src/protocol/index.ts';
import {
  decodeDeviceList,
  decodeSignedDeviceList,
} from '../../../src/protocol/identity/device-list-codec.ts';
import type { Target } from '../fuzz.ts';
import { awaited, decoded, trusting } from './expectations.ts';
import type { Seeds } from './seeds.ts';

const SLOTS = ['x25519Signed', 'x25519OneTime', 'mlKemLastResort', 'mlKemOneTime'] as const;

/** What a service can say about other people's keys. */
export async function keyTargets(
  crypto: CryptoProvider,
  { identity, handshake }: Seeds,
): Promise<readonly Target[]> {
  const believing = trusting(crypto);
  const lists = [identity.signedDeviceList, identity.otherSignedDeviceList].map(fromHex);
  const account = accountId(fromHex(identity.accountId));
  const device = (await restoreDevice(crypto, fromHex(handshake.responder.device))).public;
  const bundle = bundleOf(handshake.responder.bundle);
  return [
    {
      name: 'device-list',
      seeds: lists,
      maxBytes: 8_192,
      check: async (input) => {
        await awaited(() => verifyDeviceList(believing, account, input));
        decoded(() => decodeDeviceList(decodeSignedDeviceList(input).list));
      },
    },
    {
      name: 'prekey-bundle',
      // The first byte says which of the four prekeys of a bundle the rest takes the place of.
      seeds: SLOTS.map((slot, index) => Uint8Array.of(index, ...(bundle[slot] ?? []))),
      maxBytes: 2_048,
      check: (input) => prekeyIn(believing, device, bundle, input),
    },
  ];
}

async function prekeyIn(
  crypto: CryptoProvider,
  device: DevicePublic,
  bundle: PrekeyBundle,
  input: Uint8Array,
): Promise<void> {
  const slot = SLOTS[(input[0] ?? 0) % SLOTS.length] ?? 'x25519Signed';
  const counters = { x25519Signed: 0, mlKemLastResort: 0 };
  await awaited(() => verifyBundle(crypto, device, { ...bundle, [slot]: input.subarray(1) }, counters));
}

function bundleOf(hexes: Readonly<Record<string, string>>): PrekeyBundle {
  const [x25519Signed, x25519OneTime, mlKemLastResort, mlKemOneTime] = SLOTS.map((slot) =>
    fromHex(hexes[slot] ?? ''),
  );
  const none = new Uint8Array();
  return {
    x25519Signed: x25519Signed ?? none,
    x25519OneTime: x25519OneTime ?? null,
    mlKemLastResort: mlKemLastResort ?? none,
    mlKemOneTime: mlKemOneTime ?? null,
  };
}
