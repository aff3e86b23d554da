import { beforeAll, describe, expect, it } from 'vitest';
import { concat, u8 } from '../../src/bytes/index.ts';
import type { CryptoProvider } from '../../src/crypto/index.ts';
import {
  answerNewcomer,
  beginJoining,
  buildDeviceList,
  confirmCheck,
  createAccountIdentity,
  createDevice,
  deviceUnder,
  headOf,
  limits,
  meetNewcomer,
  meetOpener,
  resetTo,
  signDeviceList,
  signPlace,
  takeAccount,
  verifyDeviceList,
  withDevice,
  type DeviceListHead,
  type DevicePlace,
  type OurAccountIdentity,
  type OurAccount,
  type VerifiedDeviceList,
} from '../../src/protocol/index.ts';
import { identitySeed } from '../../src/protocol/identity/handover.ts';
import {
  commitTo,
  encodeAnswer,
  encodeCommitment,
  encodeHandover,
  encodeIntroduction,
  encodeReveal,
  openerKey,
  type Introduction,
} from '../../src/protocol/linking/messages.ts';
import { sealLinkMessage } from '../../src/protocol/linking/sealing.ts';
import { watchedCrypto } from './ledger.ts';
import { ending, flipped, intruder, Mallory } from './linking-mallory.ts';
import { joiningWith, link, opensFor, PROFILE, type Story } from './linking-story.ts';
import { MONDAY_MS, person, type Person } from './people.ts';

let crypto: CryptoProvider;
let alice: Person;
let bob: Person;
let story: Story;
const NOW_MS = MONDAY_MS + 60_000;
beforeAll(async () => {
  crypto = await watchedCrypto();
  [alice, bob] = [await person(crypto), await person(crypto)];
  story = await link(crypto, alice);
});

/** What Alice's phone says to a newcomer with this introduction and place. */
async function met(introduction: Introduction, place: DevicePlace): Promise<string> {
  const opening = await opensFor(crypto, alice);
  const mallory = new Mallory(crypto, opening);
  const bytes = encodeIntroduction(introduction);
  const first = await mallory.seal(1, encodeCommitment(await commitTo(crypto, bytes.expose())));
  const { state } = await answerNewcomer(crypto, opening, first, NOW_MS);
  const third = await mallory.seal(3, encodeReveal(bytes, place.signature));
  return ending(meetNewcomer(crypto, state, third, NOW_MS));
}

describe('The newcomer is refused', () => {
  it('[D-4] whose device did not sign that it belongs to this account', async () => {
    const { introduction, place } = await intruder(crypto, alice);
    const { device } = await createDevice(crypto, { ...bob.certified, deviceId: place.deviceId });
    const bobs = await signPlace(crypto, device, MONDAY_MS);
    expect(await met({ ...introduction, device: bobs }, bobs)).toBe('verification link-signature');
    const other = await intruder(crypto, alice);
    expect(await met(introduction, other.place)).toBe('verification link-signature');
    expect(await met(introduction, place)).toBe('linked');
  });

  it('[D-4] [I-2] that has the id of the device it speaks to, or of another one', async () => {
    const { introduction, place } = await intruder(crypto, alice, alice.certified.deviceId);
    expect(await met(introduction, place)).toBe('verification link-device');
  });

  it('[D-4] and refuses itself, before it reveals anything, when its id is taken', async () => {
    const opening = await opensFor(crypto, alice);
    const plan = await joiningWith(crypto, opening, { deviceId: alice.certified.deviceId });
    const { state: committed, message: first } = await beginJoining(crypto, plan);
    const { message: second } = await answerNewcomer(crypto, opening, first, NOW_MS);
    expect(await ending(meetOpener(crypto, committed, second, NOW_MS))).toBe('verification link-device');
  });
});

const account = (): OurAccount => story.opening.account;
const place = (): DevicePlace => story.opener.newcomer.place;
const placesOf = (list: VerifiedDeviceList): readonly DevicePlace[] =>
  list.devices.flatMap((device, index) => {
    const signature = list.deviceSignatures[index]?.signature;
    return signature === undefined ? [] : [{ ...device, signature }];
  });

/** A list of Alice's account, signed by whoever has its identity. */
async function listAfter(
  previous: DeviceListHead,
  devices: readonly DevicePlace[],
  identity: OurAccountIdentity,
): Promise<Uint8Array> {
  const { accountId } = alice.certified;
  const identityKey = identity.publicKey;
  const plan = { accountId, identityKey, previous, devices, nowMs: NOW_MS, identityReset: false };
  return signDeviceList(crypto, identity, buildDeviceList(plan), devices);
}

const answeredWith = async (signedList: Uint8Array): Promise<string> => {
  const key = openerKey((await crypto.x25519.generate()).publicKey);
  const second = await new Mallory(crypto, story.opening).seal(2, encodeAnswer(key, signedList));
  return ending(meetOpener(crypto, story.committed, second, NOW_MS));
};

/** What the tablet says to an account handed over like this. */
async function handedOver(signedList: Uint8Array, seed = identitySeed(alice.identityRecord.expose())) {
  const { meeting, sessionKey } = story.opener;
  const plaintext = encodeHandover({ seed, signedList, profile: PROFILE });
  const fourth = await sealLinkMessage(crypto, meeting, sessionKey, 4, plaintext);
  return ending(takeAccount(crypto, confirmCheck(story.newcomer), fourth, NOW_MS));
}

describe('The newcomer does not believe', () => {
  it('[D-4] a list of another account', async () => {
    expect(await answeredWith(bob.signedList)).toBe('verification link-account');
    expect(await answeredWith(alice.signedList)).toBe('linked');
  });

  it('[D-4] a list that does not hold', async () => {
    expect(await answeredWith(alice.signedList.slice(0, -1))).toBe('verification link-list');
    expect(await answeredWith(flipped(alice.signedList, alice.signedList.length * 8 - 1))).toBe(
      'verification link-list',
    );
    expect(await answeredWith(new Uint8Array())).toBe('verification link-list');
    expect(await answeredWith(new Uint8Array(limits.MAX_LINK_LIST_BYTES + 1))).toBe('codec link-too-long');
  });

  it('[D-6] a seed that is not that of the identity', async () => {
    const { record } = await createAccountIdentity(crypto);
    expect(await handedOver(story.admission.signedList, identitySeed(record.expose()))).toBe(
      'verification link-seed',
    );
    expect(await handedOver(story.admission.signedList)).toBe('linked');
  });

  it('[D-6] a list that does not name it, or under other keys', async () => {
    const other = await intruder(crypto, alice);
    expect(await handedOver(await withDevice(crypto, account(), other.place, NOW_MS))).toBe(
      'verification link-not-named',
    );
    const double = await intruder(crypto, alice, place().deviceId);
    expect(await handedOver(await withDevice(crypto, account(), double.place, NOW_MS))).toBe(
      'verification link-not-named',
    );
  });

  it('[D-6] a list that is not the next one under the same identity', async () => {
    const [before, now] = [story.opening.account.list, story.linked.list];
    expect(await handedOver(alice.signedList)).toBe('verification link-list');
    expect(await handedOver(bob.signedList)).toBe('verification link-account');
    const places = placesOf(now);
    expect(await handedOver(await listAfter(headOf(now), places, alice.identity))).toBe(
      'verification link-list',
    );
    const fork = { version: before.version, hash: await crypto.sha256(u8(7)) };
    expect(await handedOver(await listAfter(fork, places, alice.identity))).toBe('verification link-list');

    const { identity, record } = await createAccountIdentity(crypto);
    const { device } = await deviceUnder(crypto, alice.record.expose(), identity.publicKey);
    const reset = await resetTo(crypto, identity, device, before, NOW_MS);
    expect(await handedOver(reset, identitySeed(record.expose()))).toBe('verification link-list');
  });

  it('[D-4] a later version of a message: it says "update the app"', async () => {
    const { opening } = story;
    const { meeting } = opening;
    const second = await new Mallory(crypto, opening).seal(2, concat(u8(2), new Uint8Array(40)));
    expect(await ending(meetOpener(crypto, story.committed, second, NOW_MS))).toBe('codec link-version');
    const first = await sealLinkMessage(crypto, meeting, meeting.key, 1, concat(u8(2), new Uint8Array(32)));
    expect(await ending(answerNewcomer(crypto, opening, first, NOW_MS))).toBe('codec link-version');
  });
});

describe('Each side', () => {
  it('[D-5] keeps its state as it was when a step is refused', async () => {
    const { opening, committed } = story;
    const before = structuredClone([committed.first, opening.meeting.linkId, opening.signedList]);
    await ending(answerNewcomer(crypto, opening, flipped(story.first, 200), NOW_MS));
    await ending(meetOpener(crypto, committed, flipped(story.second, 200), NOW_MS));
    expect([committed.first, opening.meeting.linkId, opening.signedList]).toEqual(before);
    expect(await ending(meetOpener(crypto, committed, story.second, NOW_MS))).toBe('linked');
  });

  it('[D-6] the list of a linking verifies for everybody else too', async () => {
    const list = await verifyDeviceList(crypto, alice.certified.accountId, story.admission.signedList);
    expect(list.devices).toHaveLength(2);
  });
});
