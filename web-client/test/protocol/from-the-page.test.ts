import {
  createDecipheriv,
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  decapsulate,
  diffieHellman,
  hkdfSync,
} from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

/*
 * The specification read once more, with Node's own cryptography and none of our code: somebody who has the pages and
 * the vectors opens a first message and its body. What the code and the vectors got wrong together would show here.
 */

interface Vectors {
  readonly handshake: {
    readonly initiator: { readonly device: string };
    readonly responder: { readonly device: string; readonly prekeyRecords: readonly string[] };
    readonly sessionId: string;
    readonly transcriptHash: string;
    readonly messages: readonly {
      readonly sealed: string;
      readonly secret: string;
      readonly messageId: string;
    }[];
    readonly finalInitiatorPair: string;
  };
  readonly content: Readonly<Record<'secret' | 'body' | 'messageId' | 'plaintext', string>> &
    Readonly<Record<'roomId' | 'senderAccountId' | 'senderDeviceId' | 'envelopeId', string>>;
}

const file = new URL('../../../contracts/vectors/tacet-v1.json', import.meta.url);
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- our own file; a wrong shape fails the tests
const { handshake, content } = JSON.parse(readFileSync(file, 'utf8')) as Vectors;
const bin = (text: string): Buffer => Buffer.from(text, 'hex');

const label = (name: string): Buffer => Buffer.concat([Buffer.from(name, 'ascii'), Buffer.alloc(1)]); // [W-1]
const SUITE = bin('0001'); // [W-2]
const sha256 = (...parts: Buffer[]): Buffer => createHash('sha256').update(Buffer.concat(parts)).digest();
const hmac = (key: Buffer, data: number): Buffer =>
  createHmac('sha256', key)
    .update(Buffer.from([data]))
    .digest();
const hkdf = (salt: Buffer, input: Buffer[], info: Buffer[], length: number): Buffer =>
  Buffer.from(hkdfSync('sha256', Buffer.concat(input), salt, Buffer.concat(info), length));
const NONE = Buffer.alloc(0);

function open(key: Buffer, nonce: Buffer, aad: Buffer, sealed: Buffer): Buffer {
  const aes = createDecipheriv('aes-256-gcm', key, nonce).setAAD(aad).setAuthTag(sealed.subarray(-16));
  return Buffer.concat([aes.update(sealed.subarray(0, -16)), aes.final()]);
}

function dh(seed: Buffer, publicKey: Buffer): Buffer {
  const der = { format: 'der' } as const;
  return diffieHellman({
    privateKey: createPrivateKey({
      key: Buffer.concat([bin('302e020100300506032b656e04220420'), seed]),
      type: 'pkcs8',
      ...der,
    }),
    publicKey: createPublicKey({
      key: Buffer.concat([bin('302a300506032b656e032100'), publicKey]),
      type: 'spki',
      ...der,
    }),
  });
}

function kem(seed: Buffer, ciphertext: Buffer): Buffer {
  const key = Buffer.concat([bin('3054020100300b0609608648016503040402044280'), Buffer.from([64]), seed]);
  return decapsulate(createPrivateKey({ key, format: 'der', type: 'pkcs8' }), ciphertext);
}

/** The parts of fixed length at the beginning of some bytes, and what is left. */
function cut(bytes: Buffer, ...lengths: number[]): Buffer[] {
  let offset = 0;
  const parts = lengths.map((length) => bytes.subarray(offset, (offset += length)));
  return [...parts, bytes.subarray(offset)];
}

/** The record of a device, docs/spec/storage.md. */
function device(record: string) {
  const [, account, id, identity, , signing, seed, agreement] = cut(
    bin(record),
    1,
    16,
    16,
    32,
    32,
    32,
    32,
    32,
  );
  const party = [account, identity, id, signing, agreement].map((part) => part ?? NONE); // [H-4]
  return { party: Buffer.concat(party), seed: seed ?? NONE, agreement: agreement ?? NONE };
}

/** The record of a prekey, docs/spec/storage.md. */
function prekey(kind: number, keyId: number) {
  const wanted = bin(
    handshake.responder.prekeyRecords.find((each) => {
      const bytes = bin(each);
      return bytes[1] === kind && bytes.readUInt32BE(2) === keyId;
    }) ?? '',
  );
  const length = wanted.readUInt32BE(22);
  return { publicKey: wanted.subarray(26, 26 + length), seed: wanted.subarray(30 + length) };
}

/** [W-3] [W-4] [W-5], of a first message. */
function parse(sealed: Buffer) {
  const [, kind, , session, hello = NONE, ratchetKey, counts = NONE, step] = cut(
    sealed,
    1,
    1,
    2,
    16,
    1154,
    32,
    12,
    1,
  );
  const carried = [0, 1184, 1088][step?.[0] ?? 0] ?? 0;
  const head = sealed.subarray(0, 20 + 1154 + 61 + carried);
  const [ek, , , signedId, , oneTimeId, kemKind, kemId, ciphertext] = cut(
    hello,
    32,
    4,
    16,
    4,
    1,
    4,
    1,
    4,
    1088,
  );
  return {
    kind: kind?.[0],
    session: session ?? NONE,
    hello,
    ek: ek ?? NONE,
    signed: prekey(1, signedId?.readUInt32BE() ?? 0),
    oneTime: prekey(2, oneTimeId?.readUInt32BE() ?? 0),
    kem: prekey(kemKind?.[0] ?? 0, kemId?.readUInt32BE() ?? 0),
    kemCiphertext: ciphertext ?? NONE,
    ratchetKey: ratchetKey ?? NONE,
    number: counts.readUInt32BE(4),
    epoch: counts.subarray(8, 12),
    random: head.subarray(-16),
    head,
    ciphertext: sealed.subarray(head.length),
  };
}

const [alice, bob] = [device(handshake.initiator.device), device(handshake.responder.device)];

/** What Bob computes of Alice's first message: [H-2] to [H-6]. */
function accept(message: ReturnType<typeof parse>) {
  const { signed, oneTime, ek } = message;
  const length = Buffer.alloc(4);
  length.writeUInt32BE(oneTime.publicKey.length);
  const transcript = sha256(
    label('tacet/handshake/transcript/v1'),
    SUITE,
    alice.party,
    bob.party,
    message.hello,
    signed.publicKey,
    length,
    oneTime.publicKey,
    message.kem.publicKey,
  );
  const agreed = [
    dh(signed.seed, alice.agreement),
    dh(bob.seed, ek),
    dh(signed.seed, ek),
    dh(oneTime.seed, ek),
    kem(message.kem.seed, message.kemCiphertext),
  ];
  const info = [label('tacet/handshake/secrets/v1'), SUITE, transcript];
  const [root = NONE, typing = NONE] = cut(hkdf(NONE, [Buffer.alloc(32, 0xff), ...agreed], info, 96), 32, 64);
  const step = [label('tacet/ratchet/root/v1'), SUITE, message.epoch];
  const chainKey = hkdf(root, [dh(signed.seed, message.ratchetKey)], step, 64).subarray(32);
  return { transcript, typing, chainKey };
}

describe('Who has only the pages', () => {
  const [first, second] = handshake.messages.map(({ sealed }) => bin(sealed));

  it('computes the handshake [H-1] [H-2] [H-3] [H-4] [H-5] and both typing keys', () => {
    const message = parse(first ?? NONE);
    const { transcript, typing } = accept(message);
    expect(message.kind).toBe(1);
    expect(transcript.toString('hex')).toBe(handshake.transcriptHash);
    expect(transcript.subarray(0, 16)).toEqual(message.session);
    expect(handshake.finalInitiatorPair).toContain(typing.toString('hex'));
  });

  it('opens its first two messages [H-6] [H-8] [R-2] [R-3] [R-4] [R-5] [W-3] [W-4] [W-5]', () => {
    let { transcript, chainKey } = accept(parse(first ?? NONE));
    for (const [index, sealed] of [first ?? NONE, second ?? NONE].entries()) {
      const message = parse(sealed);
      expect(message.number).toBe(index);
      const messageKey = hmac(chainKey, 1);
      chainKey = hmac(chainKey, 2);
      const derived = hkdf(message.random, [messageKey], [label('tacet/ratchet/message/v1'), SUITE], 44);
      const [key = NONE, nonce = NONE] = cut(derived, 32, 12);
      const payload = open(key, nonce, Buffer.concat([transcript, message.head]), message.ciphertext);
      const expected = handshake.messages[index];
      expect(payload.toString('hex')).toBe(`01${expected?.secret}${expected?.messageId}`);
    }
  });

  it('opens a body [C-1] [C-2] [C-3] [C-4] [C-5] [C-6]', () => {
    const parts = [content.roomId, content.senderAccountId, content.senderDeviceId, content.envelopeId];
    const aad = Buffer.concat([label('tacet/content/address/v1'), SUITE, ...parts.map(bin)]);
    const secret = hkdf(NONE, [bin(content.secret)], [label('tacet/content/key/v1'), aad], 76);
    const [key = NONE, nonce = NONE, commitment = NONE] = cut(secret, 32, 12, 32);
    const [head = NONE, committed, ciphertext = NONE] = cut(bin(content.body), 3, 32);
    expect(head.toString('hex')).toBe('010001');
    expect(committed).toEqual(commitment);
    expect(sha256(label('tacet/content/message-id/v1'), aad, commitment, ciphertext)).toEqual(
      bin(content.messageId),
    );
    const padded = open(key, nonce, aad, ciphertext);
    const text = bin(content.plaintext);
    expect(padded).toHaveLength(256);
    expect(padded.readUInt32BE()).toBe(text.length);
    expect(padded.subarray(4, 4 + text.length)).toEqual(text);
    expect(padded.subarray(4 + text.length).every((byte) => byte === 0)).toBe(true);
    expect(text.subarray(0, 2).toString('hex')).toBe('0801'); // field 1, format: 1
  });
});
