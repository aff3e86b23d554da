import { create } from '@bufbuild/protobuf';
import { beforeAll, describe, expect, it } from 'vitest';

import { ValidationError } from '../../src/bytes/index.ts';
import type { DeviceLists } from '../../src/messenger/devices/device-lists.ts';
import type { Pairs } from '../../src/messenger/devices/pairs.ts';
import { EnvelopeOpener, envelopeOf } from '../../src/messenger/inbox/envelope-opener.ts';
import type { Work } from '../../src/messenger/vault/work.ts';
import { encryptContent, envelopeId, messageIdOf, roomId } from '../../src/protocol/index.ts';
import { DeliverSchema } from '../../src/wire/gen/tacet/relay/v1/frames_pb.ts';
import { watchedCrypto } from '../protocol/ledger.ts';
import { contentKey, settledPerson, Side } from '../protocol/people.ts';

describe('an envelope that does not open', () => {
  let refusedWith: (
    code: string,
    where?: 'session' | 'body',
  ) => Promise<{
    reason: string;
    repairs: number;
    asked: boolean;
  }>;
  beforeAll(async () => {
    const crypto = await watchedCrypto();
    const [alice, bob] = [await settledPerson(crypto), await settledPerson(crypto)];
    const side = new Side(alice, bob);
    await side.start();
    const sealedKey = await side.send(contentKey(1));
    const { accountId, deviceId } = alice.certified;
    const frame = create(DeliverSchema, {
      mailId: Uint8Array.of(1),
      envelopeId: new Uint8Array(16).fill(1),
      senderAccountId: accountId,
      senderDeviceId: deviceId,
      roomId: new Uint8Array(16).fill(2),
      sealedKey,
    });
    const address = {
      roomId: roomId(new Uint8Array(16).fill(2)),
      sender: alice.certified,
      envelopeId: envelopeId(new Uint8Array(16).fill(1)),
    };
    const { body, key } = await encryptContent(crypto, address, {
      roomId: address.roomId,
      sentAtMs: 1,
      counter: 1,
      seen: [],
      roomState: { roomVersion: 1, logHead: null, deviceLists: [] },
      body: { type: 'text', body: 'hello', replyTo: null },
    });
    body.set([(body.at(-1) ?? 0) ^ 1], body.length - 1);
    const named = { ...key, messageId: await messageIdOf(crypto, address, body) };
    refusedWith = async (code, where = 'session') => {
      let repairs = 0;
      const pairs = {
        open: () => (where === 'body' ? Promise.resolve(named) : Promise.reject(new ValidationError(code))),
        markBroken: async () => void repairs++,
      };
      const envelope = envelopeOf({ ...frame, content: body });
      if (!envelope) throw new Error('the ids are ids');
      // oxlint-disable typescript/no-unsafe-type-assertion -- opening asks for nothing else
      const opener = new EnvelopeOpener({
        crypto,
        lists: {} as unknown as DeviceLists,
        pairs: pairs as unknown as Pairs,
      });
      const read = await opener.open({} as unknown as Work, envelope, alice.certified);
      // oxlint-enable typescript/no-unsafe-type-assertion
      const opened = await read();
      return opened.outcome === 'rejected'
        ? { reason: opened.reason, repairs, asked: opened.wanted !== null }
        : { reason: '', repairs, asked: false };
    };
  });

  it.each([
    'ratchet-session-unknown',
    'prekey-gone',
    'message-gap',
    'tag-mismatch',
    'ratchet-key-unexpected',
    'handshake-transcript',
    'handshake-replayed',
    'post-quantum-epoch',
    'post-quantum-unexpected',
    'kem-key-invalid',
    'agreement-zero',
  ])('asks for a new handshake after %s', async (code) => {
    expect(await refusedWith(code)).toEqual({ reason: code, repairs: 1, asked: true });
  });

  it.each(['replay-memory-full', 'generation-jump', 'message-key-gone'])(
    'asks for nothing after %s, which no handshake mends',
    async (code) => {
      expect(await refusedWith(code)).toMatchObject({ reason: code, repairs: 0 });
    },
  );

  it('[C-6] and whose body alone is wrong is asked for, and needs no new handshake', async () => {
    expect(await refusedWith('', 'body')).toEqual({ reason: 'tag-mismatch', repairs: 0, asked: true });
  });
});
