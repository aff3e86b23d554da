import { create } from '@bufbuild/protobuf';
import { beforeAll, describe, expect, it } from 'vitest';

import { ValidationError } from '../../src/bytes/index.ts';
import type { DeviceLists } from '../../src/messenger/devices/device-lists.ts';
import type { Pairs } from '../../src/messenger/devices/pairs.ts';
import { EnvelopeOpener, envelopeOf } from '../../src/messenger/inbox/envelope-opener.ts';
import type { Work } from '../../src/messenger/vault/work.ts';
import { DeliverSchema } from '../../src/wire/gen/tacet/relay/v1/frames_pb.ts';
import { watchedCrypto } from '../protocol/ledger.ts';
import { contentKey, settledPerson, Side } from '../protocol/people.ts';

describe('an envelope that does not open', () => {
  let refusedWith: (code: string) => Promise<{ reason: string; repairs: number }>;
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
    refusedWith = async (code) => {
      let repairs = 0;
      const pairs = {
        open: () => Promise.reject(new ValidationError(code)),
        markBroken: async () => void repairs++,
      };
      const envelope = envelopeOf(frame);
      if (!envelope) throw new Error('the ids are ids');
      // oxlint-disable typescript/no-unsafe-type-assertion -- opening asks for nothing else
      const opener = new EnvelopeOpener({
        crypto,
        lists: {} as unknown as DeviceLists,
        pairs: pairs as unknown as Pairs,
      });
      const opened = await opener.open({} as unknown as Work, envelope, alice.certified);
      // oxlint-enable typescript/no-unsafe-type-assertion
      return { reason: opened.outcome === 'rejected' ? opened.reason : '', repairs };
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
    expect(await refusedWith(code)).toEqual({ reason: code, repairs: 1 });
  });

  it.each(['replay-memory-full', 'generation-jump', 'message-key-gone'])(
    'asks for nothing after %s, which no handshake mends',
    async (code) => {
      expect(await refusedWith(code)).toEqual({ reason: code, repairs: 0 });
    },
  );
});
