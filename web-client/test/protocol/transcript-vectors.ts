import { hex, utf8 } from '../../src/bytes/index.ts';
import type { CryptoProvider } from '../../src/crypto/index.ts';
import {
  accountId,
  createVaultRoot,
  derivePasswordKeys,
  encodeContent,
  encodePair,
  encryptContent,
  envelopeId,
  messageId,
  openVault,
  recordName,
  roomId,
  safetyNumber,
  sealRecord,
  verifyDeviceList,
  wrapVaultRoot,
  type Content,
} from '../../src/protocol/index.ts';
import { NamedRandomness } from './named-randomness.ts';
import { bundleOf, contentKey, MONDAY_MS, settledPerson, Side, type Person } from './people.ts';
import { sessionVectors } from './session-vectors.ts';

/** `contracts/vectors/tacet-v1.json`. Everything is derived from one seed, so that it can be made again. */
export async function makeTranscripts() {
  const randomness = new NamedRandomness('tacet vectors v1');
  const crypto = await randomness.provider();
  const [alice, bob] = [await settledPerson(crypto, 1), await settledPerson(crypto, 1)];
  return {
    rule: 'all',
    source: 'web-client/test/protocol/transcript-vectors.ts',
    licence: 'Apache-2.0',
    password: await passwordVector(crypto),
    vault: await vaultVector(crypto),
    identity: await identityVector(crypto, alice, bob),
    handshake: await handshakeVector(alice, bob),
    content: await contentVector(crypto, alice),
    ...(await sessionsVector(crypto, randomness)),
  };
}

export type Transcripts = Awaited<ReturnType<typeof makeTranscripts>>;

async function passwordVector(crypto: CryptoProvider) {
  const input = { username: 'Ａlice', password: 'gru\u0308n ist die Hoffnung', rounds: 1_000_000 };
  const salt = crypto.random(16);
  const keys = await derivePasswordKeys(crypto, { ...input, salt });
  const account = accountId(crypto.random(16));
  const root = createVaultRoot(crypto);
  const wrapped = await wrapVaultRoot(crypto, keys.wrappingKey, account, root);
  return {
    rule: 'P-4, P-5, V-3',
    ...input,
    salt: hex(salt),
    authenticationKey: hex(keys.authenticationKey.expose()),
    accountId: hex(account),
    vaultRoot: hex(root.expose()),
    wrappedRoot: hex(wrapped),
  };
}

async function vaultVector(crypto: CryptoProvider) {
  const root = createVaultRoot(crypto);
  const vault = await openVault(crypto, root);
  const place = { store: 'pairs', key: utf8('bob'), version: 1 };
  return {
    rule: 'V-2, V-4, V-5',
    root: hex(root.expose()),
    store: place.store,
    key: hex(place.key),
    version: place.version,
    plaintext: hex(utf8('a record')),
    sealed: hex(await sealRecord(crypto, vault, place, utf8('a record'))),
    name: hex(await recordName(crypto, vault, 'rooms', utf8('bob'))),
  };
}

/** A person as others verify her. */
const of = (who: Person) => ({ accountId: who.certified.accountId, identityKey: who.identity.publicKey });

async function identityVector(crypto: CryptoProvider, alice: Person, bob: Person) {
  const list = await verifyDeviceList(crypto, alice.certified.accountId, alice.signedList);
  return {
    rule: 'I-3, I-4, I-8',
    accountId: hex(alice.certified.accountId),
    signedDeviceList: hex(alice.signedList),
    hash: hex(list.hash),
    otherAccountId: hex(bob.certified.accountId),
    otherSignedDeviceList: hex(bob.signedList),
    safetyNumber: await safetyNumber(crypto, of(alice), of(bob)),
  };
}

/** All that a device has before it speaks to anybody. */
const written = (who: Person) => ({
  device: hex(who.record.expose()),
  signedDeviceList: hex(who.signedList),
  prekeyRecords: [...who.records.values()].map((record) => hex(record.expose())),
});

/** Whole conversations, which can be repeated to the byte from what is written down. */
async function sessionsVector(crypto: CryptoProvider, randomness: NamedRandomness) {
  const [alice, bob] = [await settledPerson(crypto, 1), await settledPerson(crypto, 1)];
  return {
    people: { alice: written(alice), bob: written(bob) },
    sessions: await sessionVectors(crypto, randomness, alice, bob),
  };
}

/** Two first messages of Alice, an answer of Bob, a later message: what Bob's keys must open, in this order. */
async function handshakeVector(alice: Person, bob: Person) {
  const [a, b] = [new Side(alice, bob), new Side(bob, alice)];
  const shelf = { ...bundleOf(bob) };
  bob.shelf.set('x25519-one-time', [shelf.x25519OneTime ?? new Uint8Array()]);
  bob.shelf.set('ml-kem-one-time', [shelf.mlKemOneTime ?? new Uint8Array()]);
  const prekeys = [...bob.records.values()].map((record) => hex(record.expose()));
  await a.start();
  const messages: { from: 'alice' | 'bob'; sealed: string; secret: string; messageId: string }[] = [];
  for (const [number, from] of [
    [1, 'alice'],
    [2, 'alice'],
    [3, 'bob'],
    [4, 'alice'],
    [5, 'bob'],
  ] as const) {
    const [sender, receiver] = from === 'alice' ? [a, b] : [b, a];
    const key = contentKey(number);
    const sealed = await sender.send(key);
    await receiver.receive(sealed);
    messages.push({
      from,
      sealed: hex(sealed),
      secret: hex(key.secret.expose()),
      messageId: hex(key.messageId),
    });
  }
  return {
    rule: 'H-1 to H-8, R-1 to R-7, W-3 to W-5',
    initiator: { device: hex(alice.record.expose()), signedDeviceList: hex(alice.signedList) },
    responder: {
      device: hex(bob.record.expose()),
      signedDeviceList: hex(bob.signedList),
      prekeyRecords: prekeys,
      bundle: Object.fromEntries(
        Object.entries(shelf).map(([kind, signed]) => [kind, hex(signed ?? new Uint8Array())]),
      ),
    },
    sessionId: a.activeId ?? '',
    transcriptHash: hex(a.pair.active?.transcript ?? new Uint8Array()),
    messages,
    finalInitiatorPair: hex(encodePair(a.pair).expose()),
    refused: { what: 'message 2 with the last byte changed, opened after message 1', code: 'tag-mismatch' },
  };
}

async function contentVector(crypto: CryptoProvider, alice: Person) {
  const address = {
    roomId: roomId(crypto.random(16)),
    sender: { accountId: alice.certified.accountId, deviceId: alice.certified.deviceId },
    envelopeId: envelopeId(crypto.random(16)),
  };
  const content: Content = {
    roomId: address.roomId,
    sentAtMs: MONDAY_MS,
    counter: 1,
    seen: [messageId(crypto.random(32))],
    roomState: {
      roomVersion: 1,
      logHead: null,
      deviceLists: [{ accountId: address.sender.accountId, version: 1, hash: crypto.random(32) }],
    },
    body: { type: 'text', body: 'Grüße 👋', replyTo: null },
  };
  const { body, key } = await encryptContent(crypto, address, content);
  const request: Content = {
    ...content,
    counter: 0,
    body: { type: 'resend-request', messageIds: [key.messageId], counters: [2, 3] },
  };
  return {
    rule: 'C-1 to C-8, C-13, C-15',
    roomId: hex(address.roomId),
    senderAccountId: hex(address.sender.accountId),
    senderDeviceId: hex(address.sender.deviceId),
    envelopeId: hex(address.envelopeId),
    plaintext: hex(encodeContent(content)),
    text: 'Grüße 👋',
    secret: hex(key.secret.expose()),
    body: hex(body),
    messageId: hex(key.messageId),
    refused: [
      { what: 'the first byte of the commitment changed', code: 'content-commitment' },
      { what: 'the last byte of the body changed', code: 'content-message-id' },
      { what: 'another envelope id', code: 'content-commitment' },
    ],
    resent: {
      what: 'the same body under this envelope id, with the first envelope id in the payload: it opens to the same plaintext',
      envelopeId: hex(envelopeId(new Uint8Array(16).fill(7))),
    },
    resendRequest: { plaintext: hex(encodeContent(request)), counters: [2, 3] },
  };
}
