import { create } from '@bufbuild/protobuf';
import { beforeEach, describe, expect, it } from 'vitest';
import { watchedCrypto } from '../protocol/ledger.ts';
import { Typing, type TypingDependencies } from '../../src/messenger/presence/typing.ts';
import { roomId as asRoomId, sealTyping, uuid, type DevicePublic } from '../../src/protocol/index.ts';
import { TypingNoticeSchema, type TypingNotice } from '../../src/wire/gen/tacet/relay/v1/frames_pb.ts';
import { contentKey, MONDAY_MS, settledPerson, Side } from '../protocol/people.ts';

const room = asRoomId(new Uint8Array(16).fill(5));

describe('Who is writing [T-3]', () => {
  let alice: Side;
  let bob: Side;
  let typing: Typing;
  let timers: (() => void)[];
  let listed: readonly DevicePublic[];
  let nowMs: number;
  let times: number;
  beforeEach(async () => {
    const crypto = await watchedCrypto();
    const people = [await settledPerson(crypto), await settledPerson(crypto)] as const;
    [alice, bob] = [new Side(people[0], people[1]), new Side(people[1], people[0])];
    await alice.start();
    await bob.receive(await alice.send(contentKey(1)));
    timers = [];
    nowMs = MONDAY_MS;
    times = 0;
    listed = [people[0].certified];
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it needs no more than this
    const deps = {
      crypto,
      lists: { known: () => Promise.resolve({ certified: listed }) },
      pairs: { with: () => Promise.resolve(bob.pair) },
      me: uuid(people[1].certified.accountId),
      conversations: { get: () => ({ open: true }) },
      connection: { isOnline: true, send: () => void times++ },
      trust: { holds: () => false, accepts: () => true },
      groups: {
        has: (_row: unknown, account: string) => account === uuid(people[0].certified.accountId),
        accounts: () => people.map(({ certified }) => uuid(certified.accountId)),
      },
      settings: { value: { sharePresence: true } },
      clock: { now: () => nowMs },
      timers: {
        after: (_delayMs: number, run: () => void) => {
          timers.push(run);
          return () => undefined;
        },
      },
      changed: () => undefined,
    } as unknown as TypingDependencies;
    typing = new Typing(deps);
  });

  async function notice(sentAtMs: number, writing = true): Promise<TypingNotice> {
    const sealed = await sealTyping(alice.us.crypto, alice.pair, { roomId: room, writing, sentAtMs });
    const { accountId, deviceId } = alice.us.certified;
    return create(TypingNoticeSchema, {
      roomId: room,
      senderAccountId: accountId,
      senderDeviceId: deviceId,
      sealed: sealed ?? new Uint8Array(),
    });
  }
  const isShown = () => typing.in(uuid(room)).length > 0;

  it('is shown until it is over, and again when they write on', async () => {
    await typing.heard(await notice(MONDAY_MS));
    expect(isShown()).toBe(true);
    timers.at(-1)?.();
    expect(isShown()).toBe(false);
    await typing.heard(await notice(MONDAY_MS + 1));
    expect(isShown()).toBe(true);
  });

  it('[S-11] is said every three seconds, also by whose clock was set back', async () => {
    await typing.say(uuid(room));
    nowMs += 2_999;
    await typing.say(uuid(room));
    expect(times).toBe(1);
    nowMs += 1;
    await typing.say(uuid(room));
    expect(times).toBe(2);
    nowMs -= 3_600_000;
    await typing.say(uuid(room));
    await typing.say(uuid(room));
    expect(times).toBe(3);
  });

  it('[T-2] is not shown of a device that its account took off the list', async () => {
    const [device] = listed;
    listed = [];
    await typing.heard(await notice(MONDAY_MS));
    expect(isShown()).toBe(false);
    listed = device ? [device] : [];
    await typing.heard(await notice(MONDAY_MS + 1));
    expect(isShown()).toBe(true);
  });

  it('cannot be said again by the relay, neither after it was over nor after they stopped', async () => {
    const said = await notice(MONDAY_MS);
    await typing.heard(said);
    timers.at(-1)?.();
    await typing.heard(said);
    expect(isShown()).toBe(false);
    await typing.heard(await notice(MONDAY_MS + 2));
    await typing.heard(await notice(MONDAY_MS + 3, false));
    await typing.heard(await notice(MONDAY_MS + 1));
    expect(isShown()).toBe(false);
  });
});
