import { beforeEach, describe, expect, it } from 'vitest';

import type { Envelope } from '../../src/messenger/inbox/envelope-opener.ts';
import { ENVELOPES_SEEN } from '../../src/messenger/inbox/records.ts';
import { Seen } from '../../src/messenger/inbox/seen.ts';
import type { Collection } from '../../src/messenger/vault/collection.ts';
import type { Ledger } from '../../src/messenger/vault/ledger.ts';
import { openedVault } from './world/opened-vault.ts';

const DAY_MS = 86_400_000;

/** As earlier clients wrote them. */
const SINGLES: Collection<{ readonly name: string; readonly atMs: number }> = {
  store: 'envelopes_seen',
  hideNames: true,
  version: 1,
};

const from = (device: string, envelopeId: string): Envelope => {
  const ids = { senderAccountId: 'bob', senderDeviceId: device, envelopeId };
  // As much of an envelope as is looked at.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return ids as Envelope;
};

const many = (device: string, count: number): readonly Envelope[] =>
  Array.from({ length: count }, (_, at) => from(device, `envelope ${at}`));

describe('Envelopes that were taken in [F-9] [V-14]', () => {
  let ledger: Ledger;
  let seen: Seen;
  let nowMs: number;
  const clock = { now: () => nowMs };
  beforeEach(async () => {
    ({ ledger } = await openedVault());
    nowMs = 1_800_000_000_000;
    seen = await opened();
  });

  const opened = async (): Promise<Seen> => {
    const fresh = new Seen(ledger, clock);
    await fresh.load();
    return fresh;
  };

  const takes = (...envelopes: readonly Envelope[]) =>
    ledger.transact(async (tx) => {
      for (const each of envelopes) await seen.mark(tx, each);
    });

  it('are known, by the device that sent them, now and after a restart', async () => {
    const [laptop, phone] = [many('laptop', 300), many('phone', 3)];
    expect(await seen.unseen([...laptop, ...phone])).toEqual([...laptop, ...phone]);
    await takes(...laptop.slice(0, 100));
    await takes(...laptop.slice(100, 101));
    await takes(...laptop.slice(101), ...phone.slice(0, 1));
    for (const each of [seen, await opened()]) {
      expect(await each.unseen([...laptop, ...phone])).toEqual(phone.slice(1));
    }
    expect(await ledger.readAll(ENVELOPES_SEEN)).toHaveLength(6);
  });

  it('count once when they come twice at a time, and not at all when their commit fails', async () => {
    const [one, two] = [from('laptop', 'one'), from('laptop', 'two')];
    expect(await seen.unseen([one, two, one])).toEqual([one, two]);
    await expect(
      ledger.transact(async (tx) => {
        await seen.mark(tx, one);
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    await takes(two);
    for (const each of [seen, await opened()]) expect(await each.unseen([one, two])).toEqual([one]);
  });

  it('are known to a device that kept each by itself before, under both names of then', async () => {
    const [one, two, three] = [from('laptop', 'one'), from('laptop', 'two'), from('laptop', 'three')];
    await ledger.transact((tx) => {
      tx.put(SINGLES, 'bob laptop one', { name: 'bob laptop one', atMs: nowMs });
      tx.put(SINGLES, 'laptop two', { name: 'laptop two', atMs: nowMs });
    });
    const isKnown = async () => {
      for (const each of [seen, await opened()])
        expect(await each.unseen([one, two, three])).toEqual([three]);
    };
    await isKnown();
    nowMs += 59 * DAY_MS;
    await seen.sweep(nowMs);
    await isKnown();
    nowMs += DAY_MS;
    await seen.sweep(nowMs);
    expect(await ledger.readAll(ENVELOPES_SEEN)).toEqual([]);
    expect(await (await opened()).unseen([one, two, three])).toEqual([one, two, three]);
  });

  it('are forgotten after sixty days, and their device counts on', async () => {
    await takes(...many('laptop', 100));
    nowMs += 59 * DAY_MS;
    const [late] = many('phone', 1);
    if (late) await takes(late, ...many('laptop', 110).slice(100));
    nowMs += DAY_MS;
    await seen.sweep(nowMs);
    seen = await opened();
    const [old, kept] = [many('laptop', 64), many('laptop', 110).slice(64)];
    expect(await seen.unseen([...old, ...kept])).toEqual(old);
    await takes(from('laptop', 'new'));
    expect(await (await opened()).unseen([from('laptop', 'new'), ...kept])).toEqual([]);
  });

  it('stay with one that comes while those before it are forgotten', async () => {
    const [one = from('laptop', 'one'), two = from('laptop', 'two')] = many('laptop', 2);
    await takes(one);
    nowMs += 60 * DAY_MS;
    const swept = seen.sweep(nowMs);
    await takes(two);
    await swept;
    expect(await (await opened()).unseen([two])).toEqual([]);
  });
});
