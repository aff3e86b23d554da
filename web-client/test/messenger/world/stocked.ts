import { limits } from '../../../src/protocol/index.ts';
import { eventually } from './eventually.ts';
import type { World } from './world.ts';

/** Waits until a device has published a full stock of prekeys: it begins with a part of them. */
export const isStocked = (world: World, deviceId: string) =>
  eventually('a full stock of prekeys', async () => {
    const { x25519OneTime, mlKemOneTime } = world.social.prekeys.stocks.get(deviceId) ?? {};
    const isFull =
      x25519OneTime?.size === limits.ONE_TIME_X25519 && mlKemOneTime?.size === limits.ONE_TIME_ML_KEM;
    return isFull || undefined;
  });
