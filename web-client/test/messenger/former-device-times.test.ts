import { beforeEach, describe, expect, it } from 'vitest';

import { fixed } from '../../src/bytes/index.ts';
import { FormerDevices } from '../../src/messenger/devices/former-devices.ts';
import { DEVICE_LISTS } from '../../src/messenger/devices/records.ts';
import type { Ledger } from '../../src/messenger/vault/ledger.ts';
import {
  accountId,
  deviceId,
  freshId,
  fromUuid,
  limits,
  uuid,
  type VerifiedDeviceList,
} from '../../src/protocol/index.ts';
import type { CryptoProvider } from '../../src/crypto/index.ts';
import { openedVault } from './world/opened-vault.ts';

const NOON_MS = 1_800_000_000_000;
const DAY_MS = 86_400_000;
const YEAR_MS = 365 * DAY_MS;

const key = (byte: number) => fixed(32, new Uint8Array(32).fill(byte), 'key');

describe('[I-13] a device that left its list', () => {
  let crypto: CryptoProvider;
  let ledger: Ledger;
  let former: FormerDevices;
  let nowMs: number;
  let forgotten: string[];
  beforeEach(async () => {
    ({ crypto, ledger } = await openedVault());
    [nowMs, forgotten] = [NOON_MS, []];
    former = new FormerDevices({ ledger, clock: { now: () => nowMs } });
    former.onForgotten = async (_, device) => void forgotten.push(uuid(device.deviceId));
    await former.load();
  });

  const fresh = () => uuid(deviceId(freshId(crypto)));

  const list = (account: string, devices: readonly string[], createdAtMs = nowMs) =>
    // As much of a list as is looked at.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    ({
      accountId: accountId(fromUuid(account)),
      identityKey: key(1),
      createdAtMs,
      devices: devices.map((id) => ({
        deviceId: deviceId(fromUuid(id)),
        signingKey: key(2),
        agreementKey: key(3),
        addedAtMs: 1,
      })),
    }) as unknown as VerifiedDeviceList;

  /** A list without these was taken, which had been made then. */
  async function left(account: string, devices: readonly string[], madeAtMs = nowMs): Promise<void> {
    await ledger.transact(async (tx) => {
      const row = await tx.read(DEVICE_LISTS, account);
      const { former: before = [] } = row ?? {};
      const all = [...before.map((each) => uuid(deviceId(each.deviceId))), ...devices];
      const gone = await former.followed(
        tx,
        account,
        list(account, all.slice(-devices.length)),
        list(account, [], madeAtMs),
      );
      tx.put(DEVICE_LISTS, account, {
        accountId: account,
        signed: new Uint8Array(1),
        earlier: [],
        ...gone,
      });
    });
  }

  const isHeard = async (account: string, id: string) =>
    (await former.find(list(account, []), id)) !== undefined;
  const rowOf = async (account: string) => (await ledger.read(DEVICE_LISTS, account))?.former;

  it('is forgotten with its sessions when 32 have left since', async () => {
    const [account, first] = [fresh(), fresh()];
    const others = Array.from({ length: limits.MAX_FORMER_DEVICES }, fresh);
    await left(account, [first]);
    for (const each of others.slice(1)) await left(account, [each]);
    expect(await isHeard(account, first)).toBe(true);
    expect(forgotten).toEqual([]);
    await left(account, others.slice(0, 1));
    expect(await isHeard(account, first)).toBe(false);
    expect(forgotten).toEqual([first]);
    expect(await rowOf(account)).toHaveLength(limits.MAX_FORMER_DEVICES);
  });

  it('is none for who hears of it later than its mail waits', async () => {
    const [account, phone, tablet] = [fresh(), fresh(), fresh()];
    const longestMs = limits.FORMER_DEVICE_MS + limits.FORMER_DEVICE_SKEW_MS;
    await left(account, [phone], nowMs - longestMs - 1);
    expect(await rowOf(account)).toBeUndefined();
    expect(forgotten).toEqual([phone]);
    await left(account, [tablet], nowMs - longestMs);
    expect(await isHeard(account, tablet)).toBe(true);
    nowMs += 1;
    expect(await isHeard(account, tablet)).toBe(false);
  });

  it('is heard for 45 days after that was known, if its list says that it is yet to be made', async () => {
    const [account, phone] = [fresh(), fresh()];
    await left(account, [phone], nowMs + YEAR_MS);
    nowMs += limits.FORMER_DEVICE_MS;
    expect(await isHeard(account, phone)).toBe(true);
    nowMs += 1;
    expect(await isHeard(account, phone)).toBe(false);
  });

  it('[S-11] is not heard for years because a clock was ahead', async () => {
    const [account, phone] = [fresh(), fresh()];
    nowMs += YEAR_MS;
    await left(account, [phone]);
    nowMs -= YEAR_MS;
    expect(await isHeard(account, phone)).toBe(true);
    await former.sweep(nowMs);
    expect(await rowOf(account)).toMatchObject([{ leftAtMs: NOON_MS }]);
    nowMs += limits.FORMER_DEVICE_MS + 1;
    expect(await isHeard(account, phone)).toBe(false);
  });

  it('[S-11] is heard though a clock that was ahead says that its mail was read', async () => {
    const [account, other, phone] = [fresh(), fresh(), fresh()];
    await left(fresh(), [other]);
    await former.emptied(nowMs + YEAR_MS);
    await left(account, [phone]);
    expect(await isHeard(account, phone)).toBe(true);
    nowMs += limits.FORMER_DEVICE_LATE_MS + 1;
    await former.emptied(nowMs);
    expect(await isHeard(account, phone)).toBe(false);
  });

  it('leaves nothing behind, of however many people', async () => {
    const people = Array.from({ length: 201 }, fresh);
    for (const each of people) await left(each, [fresh()]);
    nowMs += limits.FORMER_DEVICE_MS + 1;
    await former.sweep(nowMs);
    expect(forgotten).toHaveLength(people.length);
    const rows = await ledger.readAll(DEVICE_LISTS);
    expect(rows).toHaveLength(people.length);
    expect(rows.filter((row) => 'former' in row)).toEqual([]);
  });
});
