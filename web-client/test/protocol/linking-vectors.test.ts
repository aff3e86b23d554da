import { readFileSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { fromHex, hex, Secret } from '../../src/bytes/index.ts';
import {
  accountId,
  admitNewcomer,
  answerNewcomer,
  beginJoining,
  confirmCheck,
  deviceId,
  linkCodeText,
  meetNewcomer,
  meetOpener,
  parseLinkCode,
  restoreAccountIdentity,
  restoreDevice,
  takeAccount,
  verifyDeviceList,
  type Opening,
} from '../../src/protocol/index.ts';
import { meetingOf } from '../../src/protocol/linking/meeting.ts';
import { makeLinking, type LinkingVectors, type LinkVectorMessage } from './linking-vectors.ts';
import { NamedRandomness } from './named-randomness.ts';

const FILE = new URL('../../../contracts/vectors/linking-v1.json', import.meta.url);
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a file of this project, read field by field below
const read = (): LinkingVectors => JSON.parse(readFileSync(FILE, 'utf8')) as LinkingVectors;
/** Draws nothing but what the file says. */
const randomness = new NamedRandomness('never drawn');

beforeAll(async () => {
  // TACET_WRITE_VECTORS=1 writes the file anew; only a new version of a format may make that necessary.
  if (process.env['TACET_WRITE_VECTORS'] === '1') {
    writeFileSync(FILE, `${JSON.stringify(await makeLinking(), null, 2)}\n`);
  }
});

describe('The vectors of a linking', () => {
  it('are what this code makes of their seed, to the byte', async () => {
    expect(read()).toEqual(JSON.parse(JSON.stringify(await makeLinking())));
  });

  it('give meeting and key of the code [D-1] [D-2]', async () => {
    const crypto = await randomness.provider();
    const written = read();
    const code = await parseLinkCode(crypto, written.codeText);
    expect(hex(code.expose())).toBe(written.code);
    expect(await linkCodeText(crypto, code)).toBe(written.codeText);
    const meeting = await meetingOf(crypto, code, accountId(fromHex(written.accountId)), 0);
    expect([hex(meeting.linkId), hex(meeting.key.expose())]).toEqual([written.linkId, written.key]);
  });

  it('can be repeated to the byte from the file alone, and are refused for the right reason [D-3] [D-4] [D-5] [D-6]', async () => {
    const written = read();
    const sides = await repeat(written);
    expect(sides.opener.check).toBe(written.check);
    expect(sides.newcomer.check).toBe(written.check);
    expect(hex(sides.linked.made.record.expose())).toBe(written.newcomer.device);
    expect(hex(sides.linked.identityRecord.expose())).toBe(written.opener.accountIdentity);
    expect(hex(sides.linked.signedList)).toBe(written.signedDeviceList);
    expect(sides.linked.profile).toEqual(written.profile);
    expect(written.refused.length).toBeGreaterThan(10);
    for (const { what, message, sealed, code } of written.refused) {
      await expect(sides.take[message](fromHex(sealed)), what).rejects.toMatchObject({ code });
    }
  });
});

async function repeat(written: LinkingVectors) {
  const crypto = await randomness.provider();
  const account = accountId(fromHex(written.accountId));
  const code = await parseLinkCode(crypto, written.codeText);
  const signedList = fromHex(written.opener.signedDeviceList);
  const identityRecord = fromHex(written.opener.accountIdentity);
  const opening: Opening = {
    stage: 'opening',
    meeting: await meetingOf(crypto, code, account, written.opener.atMs),
    code: Secret.of('LinkCode', 16, fromHex(written.code)),
    account: {
      identity: await restoreAccountIdentity(crypto, identityRecord),
      us: await restoreDevice(crypto, fromHex(written.opener.device)),
      list: await verifyDeviceList(crypto, account, signedList),
    },
    signedList,
  };
  const [first, second, third, fourth] = written.messages;
  if (!first || !second || !third || !fourth) throw new Error('four messages');
  const playing = <T extends { readonly message: Uint8Array }>(
    told: LinkVectorMessage,
    work: () => Promise<T>,
  ): Promise<T> =>
    randomness
      .playing(
        told.fresh.map(({ purpose, bytes }) => ({ purpose, bytes: fromHex(bytes) })),
        work,
      )
      .then((result) => {
        expect(hex(result.message)).toBe(told.sealed);
        return result;
      });

  const { name, atMs: nowMs } = written.newcomer;
  const plan = {
    code,
    accountId: account,
    deviceId: deviceId(fromHex(written.newcomer.deviceId)),
    name,
    nowMs,
  };
  const { state: committed } = await playing(first, () => beginJoining(crypto, plan));
  const answer = (sealed: Uint8Array) => answerNewcomer(crypto, opening, sealed, second.atMs);
  const { state: answered } = await playing(second, () => answer(fromHex(first.sealed)));
  const meet = (sealed: Uint8Array) => meetOpener(crypto, committed, sealed, third.atMs);
  const { state: newcomer } = await playing(third, () => meet(fromHex(second.sealed)));
  const reveal = (sealed: Uint8Array) => meetNewcomer(crypto, answered, sealed, third.atMs);
  const opener = await reveal(fromHex(third.sealed));
  expect(hex(opener.sessionKey.expose())).toBe(written.sessionKey);
  const given = { identityRecord, profile: written.profile };
  await playing(fourth, () => admitNewcomer(crypto, confirmCheck(opener), given, fourth.atMs));
  const take = (sealed: Uint8Array) => takeAccount(crypto, confirmCheck(newcomer), sealed, fourth.atMs);
  return {
    opener,
    newcomer,
    linked: await take(fromHex(fourth.sealed)),
    /** Who takes which message, at this point of the linking. */
    take: { 1: answer, 2: meet, 3: reveal, 4: take },
  };
}
