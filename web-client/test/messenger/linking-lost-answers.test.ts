import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { laptopAndPhone, links } from './world/linking.ts';
import type { Someone } from './world/someone.ts';
import { World } from './world/world.ts';

describe('answers that are lost while linking', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.begin();
  });
  afterEach(() => world.end());

  for (const call of [
    'openLink',
    'putLinkMessage',
    'linkMessage',
    'putDeviceList',
    'closeLink',
    'putPrekeys',
  ]) {
    for (const fault of ['before', 'after'] as const) {
      it(`are asked for once more: ${call}, lost ${fault}`, async () => {
        const [laptop, phone] = await laptopAndPhone(world);
        const spent = new Set<Someone>();
        for (const device of [laptop, phone]) {
          device.fault = (each) => {
            if (each !== call || spent.has(device)) return null;
            spent.add(device);
            return fault;
          };
        }
        await links(laptop, phone);
        expect(world.social.devices(laptop.accountId).devices).toHaveLength(2);
      });
    }
  }
});
