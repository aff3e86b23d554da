import { describe, expect, it } from 'vitest';

import { alarmsIn } from '../messenger/world/peek.ts';
import type { Attack } from './attack.ts';
import { CONVERSATIONS } from './conversations.ts';
import { DEVICES } from './devices.ts';
import { FORMER_DEVICES } from './former-devices.ts';
import { GROUPS } from './groups.ts';
import { NAMES } from './names.ts';
import { Stage } from './stage.ts';

async function plays({ setting, does, shows, held, heals }: Attack): Promise<void> {
  await Stage.opens(setting, async (stage) => {
    expect(await does(stage)).toBe(shows);
    const secret = held ? await stage.secret(stage[held]) : null;
    await stage.aWhile();
    expect(stage.leaks()).toEqual([]);
    if (held && secret !== null) {
      expect(stage.keysOf(secret)).toBe(0);
      expect((await stage[held].states(stage)).at(-1)).toBe('sending');
      expect((await stage[held].notices(stage)).filter((each) => each === 'security-alarm')).toHaveLength(1);
    }
    if (!heals) return;
    stage.tellsTheTruth();
    if (secret === null) await stage.aWhile();
    const others = [stage.alice, stage.bob, ...(stage.carol ? [stage.carol] : [])];
    for (const each of others)
      if (secret !== null && each !== stage[held ?? 'bob']) await stage.has(each, secret);
    for (const each of others) expect(await alarmsIn(each, stage.roomId)).toEqual([]);
    expect(stage.leaks()).toEqual([]);
  });
}

/** A second each; machines are shared. */
const LONGEST_MS = 120_000;

describe('is noticed, and gets no text: a server that', { timeout: LONGEST_MS }, () => {
  it.each([...CONVERSATIONS, ...GROUPS, ...DEVICES, ...FORMER_DEVICES, ...NAMES])('%s', (_name, attack) =>
    plays(attack),
  );
});
