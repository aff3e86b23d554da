import { beforeAll, describe, expect, it } from 'vitest';
import { hex } from '../../src/bytes/index.ts';
import type { CryptoProvider } from '../../src/crypto/index.ts';
import {
  admitNewcomer,
  advanceDeviceList,
  beginJoining,
  confirmCheck,
  createAccountIdentity,
  deviceId,
  freshId,
  limits,
  openLinking,
  restoreAccountIdentity,
  restoreDevice,
  signPlace,
  takeAccount,
  verifyDeviceList,
  withDevice,
  withoutDevice,
  createDevice,
  type OurAccount,
} from '../../src/protocol/index.ts';
import { meetingOf } from '../../src/protocol/linking/meeting.ts';
import { watchedCrypto } from './ledger.ts';
import { joiningWith, link, NAME, opensFor, PROFILE, type Story } from './linking-story.ts';
import { MONDAY_MS, person, type Person } from './people.ts';

let crypto: CryptoProvider;
let alice: Person;
let story: Story;
beforeAll(async () => {
  crypto = await watchedCrypto();
  alice = await person(crypto);
  story = await link(crypto, alice);
});

describe('Alice links her tablet', () => {
  it('[D-2] both sides find the same meeting, and nobody else', async () => {
    const { opening, committed } = story;
    expect(committed.meeting.linkId).toEqual(opening.meeting.linkId);
    expect(opening.meeting.linkId).toHaveLength(16);
    const bob = await person(crypto);
    const elsewhere = await meetingOf(crypto, opening.code, bob.certified.accountId, MONDAY_MS);
    expect(elsewhere.linkId).not.toEqual(opening.meeting.linkId);
    const another = await opensFor(crypto, alice);
    expect(another.meeting.linkId).not.toEqual(opening.meeting.linkId);
  });

  it('[D-5] both show the same six digits, and the old one shows who it is', () => {
    const { opener, newcomer } = story;
    expect(opener.check).toMatch(/^\d{6}$/);
    expect(newcomer.check).toBe(opener.check);
    expect(opener.newcomer.name).toBe(NAME);
    expect(opener.newcomer.place.addedAtMs).toBe(MONDAY_MS + 30_000);
    expect(newcomer.list.identityKey).toEqual(alice.identity.publicKey);
  });

  it('[D-6] the tablet has the account, and is in the list with the phone', async () => {
    const { linked, admission } = story;
    expect(linked.signedList).toEqual(admission.signedList);
    expect(linked.profile).toEqual(PROFILE);
    const first = await verifyDeviceList(crypto, alice.certified.accountId, alice.signedList);
    const second = await verifyDeviceList(crypto, alice.certified.accountId, admission.signedList);
    expect(advanceDeviceList(first, second)).toBe('advanced');
    expect(second.certified).toContainEqual(linked.made.device.public);
    expect(second.certified).toContainEqual(alice.device.public);
  });

  it('[D-6] and stores it as any device does: it can let others in, and sign the phone out', async () => {
    const { linked } = story;
    const identity = await restoreAccountIdentity(crypto, linked.identityRecord.expose());
    const us = await restoreDevice(crypto, linked.made.record.expose());
    expect(linked.identityRecord.expose()).toEqual(alice.identityRecord.expose());
    expect(us.public).toEqual(linked.made.device.public);
    const account: OurAccount = { identity, us, list: linked.list };
    const third = await withoutDevice(crypto, account, alice.certified.deviceId, MONDAY_MS + 90_000);
    const list = await verifyDeviceList(crypto, alice.certified.accountId, third);
    expect(advanceDeviceList(linked.list, list)).toBe('advanced');
    expect(list.certified).toEqual([us.public]);
  });

  it('[D-6] or does not come through: the phone takes it off again', async () => {
    const { opening, opener, linked } = story;
    const account: OurAccount = { ...opening.account, list: linked.list };
    const { deviceId: newcomer } = opener.newcomer.place;
    const list = await verifyDeviceList(
      crypto,
      alice.certified.accountId,
      await withoutDevice(crypto, account, newcomer, MONDAY_MS + 90_000),
    );
    expect(list.certified).toEqual([alice.device.public]);
  });

  it('[D-3] no two messages have a key and nonce in common, not even of one code that is used twice', async () => {
    // The ledger refuses the second use of a key and nonce.
    const plan = await joiningWith(crypto, await opensFor(crypto, alice));
    const [one, two] = [await beginJoining(crypto, plan), await beginJoining(crypto, plan)];
    expect(hex(one.message)).not.toBe(hex(two.message));
    expect(hex(one.message.slice(1, 17))).not.toBe(hex(two.message.slice(1, 17)));
  });

  it('[D-4] hands over the longest profile that there is, and no longer one', async () => {
    const state = confirmCheck(story.opener);
    const given = { identityRecord: alice.identityRecord.expose() };
    const longest = { firstName: '👋'.repeat(64), lastName: '👋'.repeat(64), about: '👋'.repeat(500) };
    const { message } = await admitNewcomer(
      crypto,
      state,
      { ...given, profile: longest },
      MONDAY_MS + 60_000,
    );
    const linked = await takeAccount(crypto, confirmCheck(story.newcomer), message, MONDAY_MS + 60_000);
    expect(linked.profile).toEqual(longest);
    for (const text of ['firstName', 'lastName', 'about'] as const) {
      const profile = { ...longest, [text]: `${longest[text]}!` };
      await expect(
        admitNewcomer(crypto, state, { ...given, profile }, MONDAY_MS + 60_000),
      ).rejects.toMatchObject({ kind: 'usage', code: 'link-profile' });
    }
  });

  it('prints no secret', () => {
    const secrets = [
      story.opening.code,
      story.opening.meeting.key,
      story.opener.sessionKey,
      story.committed.introduction,
      story.linked.identityRecord,
      story.linked.made.record,
    ];
    const printed = `${secrets.map(String).join(' ')} ${JSON.stringify([story.opener.sessionKey, story.opening.code])}`;
    expect(printed.match(/redacted/g)).toHaveLength(secrets.length + 2);
  });
});

describe('A linking does not begin', () => {
  it('[D-1] with sixteen devices', async () => {
    const list = await verifyDeviceList(crypto, alice.certified.accountId, alice.signedList);
    let account: OurAccount = { identity: alice.identity, us: alice.device, list };
    let signed = alice.signedList;
    while (account.list.devices.length < limits.MAX_DEVICES) {
      const { device } = await createDevice(crypto, {
        ...alice.certified,
        deviceId: deviceId(freshId(crypto)),
      });
      signed = await withDevice(crypto, account, await signPlace(crypto, device, MONDAY_MS), MONDAY_MS);
      account = { ...account, list: await verifyDeviceList(crypto, alice.certified.accountId, signed) };
    }
    await expect(opensFor(crypto, alice, signed)).rejects.toMatchObject({
      kind: 'validation',
      code: 'link-full',
    });
  });

  it('with a list or an identity that is not this device’s own', async () => {
    const { record } = await createAccountIdentity(crypto);
    const plan = { us: alice.device, signedList: alice.signedList, nowMs: MONDAY_MS };
    const { device } = await createDevice(crypto, {
      ...alice.certified,
      deviceId: deviceId(freshId(crypto)),
    });
    for (const wrong of [
      { ...plan, identityRecord: record.expose() },
      { ...plan, identityRecord: alice.identityRecord.expose(), us: device },
    ]) {
      await expect(openLinking(crypto, wrong)).rejects.toMatchObject({
        kind: 'usage',
        code: 'link-own-list',
      });
    }
  });

  it('under a name of more than 64 bytes', async () => {
    const opening = await opensFor(crypto, alice);
    const longest = await joiningWith(crypto, opening, { name: 'é'.repeat(32) });
    await expect(beginJoining(crypto, longest)).resolves.toBeDefined();
    const longer = await joiningWith(crypto, opening, { name: `${'é'.repeat(32)}e` });
    await expect(beginJoining(crypto, longer)).rejects.toMatchObject({ kind: 'usage', code: 'link-name' });
  });
});
