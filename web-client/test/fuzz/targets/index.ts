import { createWebCrypto } from '../../../src/crypto/webcrypto/index.ts';
import type { Target } from '../fuzz.ts';
import { keyTargets } from './keys.ts';
import { linkingTargets } from './linking.ts';
import { messageTargets } from './messages.ts';
import { networkTargets } from './network.ts';
import { recoveryTargets } from './recovery.ts';
import { roomTargets } from './rooms.ts';
import { readSeeds } from './seeds.ts';
import { storageTargets } from './storage.ts';

/** Every decoder of the client. */
export async function allTargets(): Promise<readonly Target[]> {
  const crypto = await createWebCrypto();
  const seeds = readSeeds();
  return [
    ...messageTargets(crypto, seeds),
    ...(await keyTargets(crypto, seeds)),
    ...(await linkingTargets(crypto)),
    ...recoveryTargets(crypto),
    ...(await storageTargets(crypto, seeds)),
    ...(await roomTargets(crypto, seeds)),
    ...networkTargets(seeds),
  ];
}
