import { beforeEach, describe, expect, it } from 'vitest';

import { ASK_AT_ONCE, type Recipient } from '../../src/messenger/devices/bundles.ts';
import { PrekeysMissing } from '../../src/messenger/devices/missing-prekeys.ts';
import { deviceId, limits } from '../../src/protocol/index.ts';
import { MONDAY_MS, type Person } from '../protocol/people.ts';
import { PrekeyDesk, to } from './desks/prekey-desk.ts';

/** As many devices of theirs. */
const devicesOf = ({ certified }: Person, count: number): readonly Recipient[] =>
  Array.from({ length: count }, (_, at) => ({
    device: { ...certified, deviceId: deviceId(new Uint8Array(16).fill(at + 1)) },
    writtenAtMs: MONDAY_MS,
  }));

describe('[PK-7] the prekeys of who is to read a message', () => {
  let desk: PrekeyDesk;
  let bob: Person;
  let carol: Person;
  let eve: Person;
  beforeEach(async () => {
    desk = await PrekeyDesk.open();
    ({ bob, carol, eve } = desk);
  });

  it('are for one session alone', async () => {
    desk.needSessions(carol);
    const first = await desk.beginningOf(carol, carol);
    expect(await desk.beginningOf(carol, carol)).toBe(first);
    desk.generation++;
    expect(await desk.beginningOf(carol, carol)).not.toBe(first);
    expect(desk.asked).toHaveLength(2);
    // Carol began one herself.
    desk.due.set(carol, null);
    expect(await desk.beginningOf(carol, carol)).toBeUndefined();
    desk.needSessions(carol);
    await desk.beginningOf(carol, carol);
    expect(desk.asked).toHaveLength(3);
    // Another room began one with what was found here.
    desk.generation++;
    await desk.beginningOf(carol, carol);
    expect(desk.asked).toHaveLength(4);
  });

  it('are not kept for other keys under the same ids', async () => {
    desk.needSessions(carol);
    await desk.gather(to(carol));
    const { accountIdentityKey } = eve.certified;
    const device = { ...carol.certified, accountIdentityKey };
    const beginnings = await desk.gather({ device, writtenAtMs: MONDAY_MS });
    expect([...beginnings.values()]).toMatchObject([{ bundle: { device } }]);
    expect(desk.asked).toHaveLength(2);
  });

  it('are asked for by one question, whichever rooms wait for them', async () => {
    desk.needSessions(bob);
    desk.says.set(bob, 'not-found');
    await Promise.all([desk.failure(to(bob)), desk.failure(to(bob)), desk.failure(to(bob))]);
    expect(desk.asked).toHaveLength(1);
  });

  it('are missing when the service forbids to ask so often, also at the first question', async () => {
    desk.needSessions(bob, carol);
    desk.says.set(bob, 'rate-limited');
    expect(await desk.failure(to(bob), to(carol))).toBeInstanceOf(PrekeysMissing);
    // Neither is it asked again at once.
    desk.now += 1_000;
    expect(await desk.failure(to(bob), to(carol))).toBeInstanceOf(PrekeysMissing);
    expect(desk.asked).toEqual([bob, carol]);
    expect(await desk.waits(to(bob), to(carol))).toBe(limits.PREKEYS_WAIT_MS - 1_000);
    expect(await desk.beginningOf(bob, bob, carol)).toBe('blank');
    // What the service says of bob, it says of nobody else.
    expect(await desk.beginningOf(carol, bob, carol)).toMatchObject({ bundle: { device: carol.certified } });
    desk.says.set(bob, 'network');
    desk.now += 3_600_000;
    expect(await desk.failure(to(bob), to(carol))).toMatchObject({ code: 'network' });
  });

  it('[PK-7] are not missing when everybody asks the service too often for a moment', async () => {
    desk.needSessions(bob, carol);
    desk.says.set(bob, 'throttled');
    for (
      const end = desk.now + 2 * limits.PREKEYS_WAIT_MS;
      desk.now < end;
      desk.now += limits.PREKEYS_LEAST_WAIT_MS
    ) {
      expect(await desk.failure(to(bob), to(carol))).toMatchObject({ code: 'rate-limited' });
    }
    desk.says.set(bob, 'found');
    expect(await desk.beginningOf(bob, bob, carol)).toMatchObject({ bundle: { device: bob.certified } });
  });

  it('hold up no repair when the service forbids to ask so often', async () => {
    desk.due.set(bob, 'repair');
    desk.says.set(bob, 'rate-limited');
    expect(await desk.beginningOf(bob, bob, carol)).toBe('as-it-is');
  });

  it('are asked for, all of them, also when those of one do not hold', async () => {
    const many = devicesOf(carol, 2 * ASK_AT_ONCE);
    desk.needSessions(bob);
    desk.says.set(bob, 'what does not hold');
    expect(await desk.failure(to(bob), ...many)).toMatchObject({ code: 'signature-invalid' });
    expect(desk.asked).toHaveLength(1 + many.length);
  });

  it.each(['network', 'throttled', 'forbidden'] as const)(
    'are asked for in vain no more where it is not about one device (%s)',
    async (said) => {
      const many = devicesOf(carol, 2 * ASK_AT_ONCE);
      desk.needSessions(bob);
      desk.says.set(bob, said);
      const code = said === 'throttled' ? 'rate-limited' : said;
      expect(await desk.failure(to(bob), ...many)).toMatchObject({ code });
      expect(desk.asked.length).toBeLessThanOrEqual(ASK_AT_ONCE);
    },
  );
});
