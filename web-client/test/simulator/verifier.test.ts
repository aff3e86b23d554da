import { beforeAll, expect, it } from 'vitest';

import { fixed, type Fixed } from '../../src/bytes/index.ts';
import type { CryptoProvider } from '../../src/crypto/index.ts';
import type { DeviceOutcome, Outcome, Shown } from './outcome.ts';
import type { Script } from './script.ts';
import { play } from './simulation.ts';
import { violationsOf } from './verifier.ts';

/** Alice writes twice to Bob, and somebody steals Bob's disk in between. */
const STORY: Script = {
  seed: 'verifier',
  shape: 'direct',
  happenings: [
    { after: 10, what: 'writes', who: 0, where: 0 },
    { after: 2_000, what: 'steals', who: 1 },
    { after: 10, what: 'writes', who: 0, where: 0 },
    { after: 2_000, what: 'looks', who: 1 },
  ],
};
const FIRST = 2;
/** Moments until all devices were made. */
const DEVICES_MADE = 6;
/** More nonces than the beginning needs. */
const FAIR_NONCES = 250;

/** What came of it. */
let genuine: Outcome;
function keeps(outcome: Outcome): Outcome {
  genuine = outcome;
  return outcome;
}
beforeAll(async () => expect((await play(STORY, { outcome: keeps })).violations).toEqual([]), 60_000);

type Mutation = (outcome: Outcome) => Outcome;

/** What that device shows in its one conversation, changed. */
const shows =
  (name: string, change: (shown: readonly Shown[]) => readonly Shown[]): Mutation =>
  (outcome) => ({ ...outcome, devices: outcome.devices.map((each) => changed(each, name, change)) });

function changed(
  device: DeviceOutcome,
  name: string,
  change: (shown: readonly Shown[]) => readonly Shown[],
): DeviceOutcome {
  if (device.name !== name) return device;
  return { ...device, rooms: device.rooms.map((room) => ({ ...room, shown: change(room.shown) })) };
}

/** Bob has these in his conversation. */
const noticed =
  (...notices: readonly string[]): Mutation =>
  (outcome) => ({
    ...outcome,
    devices: outcome.devices.map((each) =>
      each.name === 'bob 1' ? { ...each, rooms: each.rooms.map((room) => ({ ...room, notices })) } : each,
    ),
  });

/** An alarm that nothing ended. */
const alarmed = noticed('security-alarm');

/** What was written when all was well again is shown nowhere but where it was written. */
const unheard: Mutation = (outcome) => ({
  ...outcome,
  devices: outcome.devices.map((each) => ({
    ...each,
    rooms: each.rooms.map((room) => ({
      ...room,
      shown: room.shown.filter(({ number, mine }) => mine || number < outcome.lastRound),
    })),
  })),
});

/** And its writers are told so. */
const told =
  (state: Shown['state']): Mutation =>
  (outcome) => ({
    ...outcome,
    devices: outcome.devices.map((each) => ({
      ...each,
      rooms: each.rooms.map((room) => ({
        ...room,
        shown: room.shown.map((one) => (one.number < outcome.lastRound ? one : { ...one, state })),
      })),
    })),
  });

/** Bob is nobody whom Alice's device knew as a member when it sent. */
const removedMeanwhile: Mutation = (outcome) => {
  const alice = outcome.devices.find(({ name }) => name === 'alice 1')?.accountId ?? '';
  return {
    ...outcome,
    given: outcome.given.map((each) => (each.taken ? each : { ...each, knew: [alice] })),
  };
};

/** The account of that device got another identity at last. */
const reset =
  (name: string): Mutation =>
  (outcome) => ({
    ...outcome,
    resets: outcome.devices.flatMap((each) =>
      each.name === name ? [{ at: outcome.end, is: each.accountId }] : [],
    ),
  });

/** That device is on no list any more. */
const signedOut =
  (device: string): Mutation =>
  (outcome) => {
    const account = outcome.devices.find(({ name }) => name === device)?.accountId ?? '';
    const lists = [...(outcome.listed.get(account) ?? []), { at: outcome.end, is: [] }];
    return { ...outcome, listed: new Map([...outcome.listed, [account, lists]]) };
  };

const lacking: Mutation = shows('bob 1', (all) => all.filter(({ number }) => number !== FIRST));

/** The relay took everything once more in the end. */
const takenTwice: Mutation = (outcome) => ({
  ...outcome,
  messages: outcome.messages.map((each) => ({ ...each, settledAt: outcome.end })),
});

/** The thief reads everything that was taken in before. */
const plundered: Mutation = (outcome) => ({
  ...outcome,
  loot: outcome.loot.map((each) => ({ ...each, read: each.before })),
});

/** A place of Alice's for a message that nobody has. */
const placed: Mutation = (outcome) => {
  const alice = outcome.devices.find(({ name }) => name === 'alice 1')?.accountId ?? '';
  const place: Shown = { number: -1, senderId: alice, mine: false, state: 'repairing' };
  return shows('bob 1', (all) => [...all, place])(outcome);
};

/** Alice is in no room any more. */
const out: Mutation = (outcome) => {
  const alice = outcome.devices.find(({ name }) => name === 'alice 1')?.accountId ?? '';
  const members = [...outcome.members].map(([room, all]) => {
    const others = all.at(-1)?.is.filter((each) => each !== alice) ?? [];
    return [room, [...all, { at: outcome.end, is: others }]] as const;
  });
  return { ...outcome, members: new Map(members) };
};

/** Bob's first browser let a second one in at the very end, which shows all of that but one message. */
const handedOn: Mutation = (outcome) => {
  const bob = outcome.devices.find(({ name }) => name === 'bob 1');
  if (!bob) return outcome;
  const second = { ...bob, name: 'bob 2', deviceId: 'second', openedBy: bob.name };
  const lists = outcome.listed.get(bob.accountId) ?? [];
  const longer = [...lists, { at: outcome.end, is: [bob.deviceId, second.deviceId] }];
  const linked = {
    ...outcome,
    devices: [...outcome.devices, second],
    listed: new Map([...outcome.listed, [bob.accountId, longer]]),
  };
  return shows('bob 2', (all) => all.filter(({ number }) => number !== FIRST))(linked);
};

/** That device got the message once more, so long after the second browser of Bob was let in. */
const resent =
  (name: string, later: number): Mutation =>
  (outcome) => ({
    ...outcome,
    given: outcome.given.flatMap((each) => {
      const to = outcome.devices.find((device) => device.name === name)?.deviceId ?? '';
      const isFirst = each.number === FIRST && each.taken;
      return isFirst ? [each, { ...each, to, at: outcome.end + later }] : [each];
    }),
  });

it.each<[what: string, mutations: readonly Mutation[], finds: string]>([
  ['a bubble too few of a browser that was linked', [handedOn], 'bob 2 does not show message 2'],
  [
    'a bubble too few of what was resent before it was linked',
    [handedOn, resent('bob 1', -1)],
    'bob 2 does not show message 2',
  ],
  [
    'a bubble too few of what was resent to somebody else',
    [handedOn, resent('alice 1', 1)],
    'bob 2 does not show message 2',
  ],
  [
    'an alarm beside one that was ended',
    [noticed('security-restored', 'security-alarm')],
    'bob 1 has an alarm',
  ],
  [
    'a loss when all was well again, after somebody began anew',
    [reset('alice 1'), unheard],
    'bob 1 does not show message',
  ],
  ['what waits on and on after somebody began anew', [reset('bob 1'), told('sending')], 'as sending'],
  ['a key for who was out when it left', [removedMeanwhile], 'a key of message'],
  ['an alarm that somebody else has', [alarmed, reset('alice 1'), signedOut('bob 1')], 'bob 1 has an alarm'],
  ['an alarm of a browser that is let in', [alarmed, reset('bob 1')], 'bob 1 has an alarm'],
  ['a place of what could be asked for', [placed, takenTwice], 'as repairing'],
  ['a place of what was taken once', [placed, reset('alice 1')], 'as repairing'],
  ['a place of who is out with the identity it always had', [placed, out], 'as repairing'],
  [
    'a bubble too few of a browser that was signed out since',
    [lacking, signedOut('alice 1')],
    'does not show message 2',
  ],
])('finds %s', (_what, mutations, finds) => {
  expect(foundAfter(mutations)).toContain(finds);
});

it.each<[what: string, mutations: readonly Mutation[], word: string]>([
  [
    'the alarm of a browser that "lost or stolen" shut out',
    [alarmed, reset('bob 1'), signedOut('bob 1')],
    'has an alarm',
  ],
  [
    'the place of what was sealed twice around a new identity',
    [placed, reset('alice 1'), takenTwice],
    'as repairing',
  ],
  ['the place of who is out since a new identity', [placed, reset('alice 1'), out], 'as repairing'],
  [
    'a bubble too few of what had to be resent once it was linked',
    [handedOn, resent('bob 1', 1)],
    'bob 2 does not show',
  ],
  ['a thief who reads what the device itself could not', [plundered, shows('bob 1', () => [])], 'who stole'],
  ['what was written for an identity that was replaced', [reset('bob 1'), told('failed')], 'as failed'],
])('puts up with %s', (_what, mutations, word) => {
  expect(foundAfter(mutations)).not.toContain(word);
});

const foundAfter = (mutations: readonly Mutation[]): string =>
  violationsOf(mutations.reduce((outcome, mutate) => mutate(outcome), genuine)).join('; ');

it.each<[what: string, mutation: Mutation, finds: string]>([
  ['a bubble too many', shows('bob 1', (all) => [...all, ...all.slice(-1)]), 'twice'],
  ['a bubble too few', lacking, 'bob 1 does not show message 2'],
  ['another order', shows('bob 1', (all) => all.toReversed()), 'after a later one of alice 1'],
  [
    'another sender',
    shows('bob 1', (all) => all.map((each) => ({ ...each, senderId: 'mallory' }))),
    'as somebody else',
  ],
  [
    'a place that stays empty',
    shows('bob 1', (all) => [...all, { number: -1, senderId: 'alice', mine: false, state: 'lost' }]),
    'as lost',
  ],
  [
    'a message that never leaves',
    shows('alice 1', (all) => all.map((each) => ({ ...each, state: 'sending' }))),
    'as sending',
  ],
  [
    'a text that nobody wrote',
    shows('bob 1', (all) => [...all, { number: 99, senderId: 'alice', mine: false, state: 'received' }]),
    'bob 1 shows message 99',
  ],
  [
    'a key for a ghost',
    (outcome) => ({
      ...outcome,
      given: outcome.given.flatMap((each) => [
        each,
        ...(each.number === FIRST ? [{ ...each, to: 'ghost' }] : []),
      ]),
    }),
    "nobody's device",
  ],
  [
    'somebody who joins later and reads what was before',
    (outcome) => ({
      ...outcome,
      members: new Map(
        [...outcome.members].map(([room, all]) => [room, all.map(({ is }) => ({ at: outcome.end, is }))]),
      ),
    }),
    'must not show',
  ],
  [
    'a device that was signed out and still got a key',
    (outcome) => ({
      ...outcome,
      listed: new Map(
        [...outcome.listed].map(([account, all]) => [account, [...all, { at: DEVICES_MADE, is: [] }]]),
      ),
    }),
    'a key of message',
  ],
  [
    'a stolen state that reads what comes later',
    (outcome) => ({
      ...outcome,
      loot: outcome.loot.map((each) => ({ ...each, read: [...each.read, outcome.lastRound] })),
    }),
    'who stole bob 1 read',
  ],
  ['a stolen state that reads what was before', plundered, 'who stole bob 1 read'],
])('finds %s', (_what, mutation, finds) => {
  expect(violationsOf(mutation(genuine)).join('; ')).toContain(finds);
});

it('finds a nonce used twice', async () => {
  const { violations } = await play(STORY, { crypto: withOneNonce });
  expect(violations.join('; ')).toContain('used twice');
}, 60_000);

it('gives a thief what comes right after the theft, so that it can be told what does not', () => {
  expect(genuine.loot.flatMap(({ read }) => read)).toContain(FIRST + 1);
  expect(genuine.loot.flatMap(({ before }) => before)).toContain(FIRST);
});

/** From then on the same twelve bytes each time. */
function withOneNonce(crypto: CryptoProvider): CryptoProvider {
  let drawn = 0;
  const random = <N extends number>(length: N): Fixed<N> =>
    length === 12 && ++drawn > FAIR_NONCES
      ? fixed(length, new Uint8Array(length), 'random')
      : crypto.random(length);
  return { ...crypto, random };
}
