import { readFileSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { fixed, fromHex, hex, Secret } from '../../src/bytes/index.ts';
import type { CryptoProvider } from '../../src/crypto/index.ts';
import {
  accountId,
  decodeContent,
  derivePasswordKeys,
  deviceId,
  emptyPair,
  envelopeId,
  messageId,
  openContent,
  openFromDevice,
  openRecord,
  openVault,
  parseSealedMessage,
  prekeysFor,
  recordName,
  restoreDevice,
  restorePrekey,
  roomId,
  safetyNumber,
  unwrapVaultRoot,
  verifyDeviceList,
  type ContentAddress,
  type OurPrekey,
  type Pair,
  type PrekeyRef,
} from '../../src/protocol/index.ts';
import { watchedCrypto } from './ledger.ts';
import { MONDAY_MS } from './people.ts';
import { makeTranscripts, type Transcripts } from './transcript-vectors.ts';

// Thousands of real operations: slow only on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

/** A file may take the name of a record from another store than `rooms`. */
type VectorFile = Transcripts & { readonly vault: { readonly nameStore?: string } };

const fileNamed = (name: string): URL => new URL(`../../../contracts/vectors/${name}`, import.meta.url);
const OURS = fileNamed('tacet-v1.json');
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- files of this project, read field by field below
const read = (file: URL): VectorFile => JSON.parse(readFileSync(file, 'utf8')) as VectorFile;
let crypto: CryptoProvider;

beforeAll(async () => {
  // TACET_WRITE_VECTORS=1 writes the file anew; only a new version of a format may make that necessary.
  if (process.env['TACET_WRITE_VECTORS'] === '1') {
    writeFileSync(OURS, `${JSON.stringify(await makeTranscripts(), null, 2)}\n`);
  }
  crypto = await watchedCrypto();
});

describe('Our own vectors', () => {
  it('are what this code makes of their seed, to the byte', async () => {
    expect(read(OURS)).toEqual(JSON.parse(JSON.stringify(await makeTranscripts())));
  });
});

/** Those of the second implementation have the same form and other values. */
describe.each(['tacet-v1.json', 'tacet-java-v1.json'])('The vectors of %s', (name) => {
  let written: VectorFile;
  beforeAll(() => {
    written = read(fileNamed(name));
  });

  it('give the keys of a password [P-4] [P-5] [V-3]', async () => {
    const { password } = written;
    const salt = fixed(16, fromHex(password.salt), 'salt');
    const keys = await derivePasswordKeys(crypto, { ...password, salt });
    expect(hex(keys.authenticationKey.expose())).toBe(password.authenticationKey);
    const root = await unwrapVaultRoot(
      crypto,
      keys.wrappingKey,
      accountId(fromHex(password.accountId)),
      fromHex(password.wrappedRoot),
    );
    expect(hex(root.expose())).toBe(password.vaultRoot);
  });

  it('open a record of the vault [V-4] [V-5]', async () => {
    const { vault } = written;
    const opened = await openVault(crypto, Secret.of('VaultRoot', 32, fromHex(vault.root)));
    const place = { store: vault.store, key: fromHex(vault.key), version: vault.version };
    expect(hex(await openRecord(crypto, opened, place, fromHex(vault.sealed)))).toBe(vault.plaintext);
    expect(hex(await recordName(crypto, opened, vault.nameStore ?? 'rooms', fromHex(vault.key)))).toBe(
      vault.name,
    );
  });

  it('verify the device lists and give the safety number [I-5] [I-8]', async () => {
    const { identity } = written;
    const one = await verifyDeviceList(
      crypto,
      accountId(fromHex(identity.accountId)),
      fromHex(identity.signedDeviceList),
    );
    const other = await verifyDeviceList(
      crypto,
      accountId(fromHex(identity.otherAccountId)),
      fromHex(identity.otherSignedDeviceList),
    );
    expect(hex(one.hash)).toBe(identity.hash);
    expect(await safetyNumber(crypto, one, other)).toBe(identity.safetyNumber);
  });

  it('open the responder’s messages from the file alone, with the platform’s ML-KEM [H-7] [R-7]', async () => {
    const { handshake } = written;
    const us = await restoreDevice(crypto, fromHex(handshake.responder.device));
    const prekeys = await Promise.all(
      handshake.responder.prekeyRecords.map((record) => restorePrekey(crypto, fromHex(record))),
    );
    const initiator = (await restoreDevice(crypto, fromHex(handshake.initiator.device))).public;
    const list = await verifyDeviceList(
      crypto,
      accountId(initiator.accountId),
      fromHex(handshake.initiator.signedDeviceList),
    );
    const [them] = list.certified;
    if (them === undefined) {
      throw new Error('no device');
    }
    const find = (ref: PrekeyRef | null): OurPrekey | null =>
      prekeys.find((prekey) => prekey.kind === ref?.kind && prekey.keyId === ref.keyId) ?? null;
    let pair: Pair = emptyPair(us.public, them);
    const open = async (sealed: Uint8Array) => {
      const message = parseSealedMessage(sealed);
      const refs = prekeysFor(pair, message);
      const found = refs && { signed: find(refs.signed), oneTime: find(refs.oneTime), kem: find(refs.kem) };
      return openFromDevice(crypto, pair, { us, them, message, prekeys: found, nowMs: MONDAY_MS });
    };
    const [first, second] = handshake.messages;
    for (const [index, message] of [first, second].entries()) {
      const sealed = fromHex(message?.sealed ?? '');
      if (index === 1) {
        const altered = sealed.slice();
        altered[altered.length - 1] = (altered.at(-1) ?? 0) ^ 1;
        await expect(open(altered)).rejects.toMatchObject({ code: handshake.refused.code });
      }
      const opened = await open(sealed);
      pair = opened.pair;
      expect([hex(opened.key.secret.expose()), hex(opened.key.messageId)]).toEqual([
        message?.secret,
        message?.messageId,
      ]);
    }
    expect(hex(pair.active?.transcript ?? new Uint8Array())).toBe(handshake.transcriptHash);
    expect(handshake.transcriptHash.startsWith(handshake.sessionId)).toBe(true);
  });

  it('open the content, and are refused for the right reason [C-6]', async () => {
    const { content } = written;
    const address: ContentAddress = {
      roomId: roomId(fromHex(content.roomId)),
      sender: {
        accountId: accountId(fromHex(content.senderAccountId)),
        deviceId: deviceId(fromHex(content.senderDeviceId)),
      },
      envelopeId: envelopeId(fromHex(content.envelopeId)),
    };
    const key = {
      secret: Secret.of('ContentSecret', 32, fromHex(content.secret)),
      messageId: messageId(fromHex(content.messageId)),
    };
    const body = fromHex(content.body);
    const opened = await openContent(crypto, address, key, body);
    expect(hex(opened.plaintext)).toBe(content.plaintext);
    expect(decodeContent(opened.plaintext).body).toEqual({ type: 'text', body: content.text, replyTo: null });

    // [C-15] The frame has another envelope id, the payload names the first one.
    const again = { ...address, envelopeId: envelopeId(fromHex(content.resent.envelopeId)) };
    const resent = await openContent(crypto, again, { ...key, resentFrom: address.envelopeId }, body);
    expect(hex(resent.plaintext)).toBe(content.plaintext);
    const { plaintext, counters } = content.resendRequest;
    expect(decodeContent(fromHex(plaintext))).toMatchObject({
      counter: 0,
      body: { type: 'resend-request', messageIds: [key.messageId], counters },
    });

    const changed = (index: number): Uint8Array => {
      const copy = body.slice();
      copy[index] = (copy[index] ?? 0) ^ 1;
      return copy;
    };
    const elsewhere = { ...address, envelopeId: envelopeId(new Uint8Array(16)) };
    const attempts = [
      () => openContent(crypto, address, key, changed(3)),
      () => openContent(crypto, address, key, changed(body.length - 1)),
      () => openContent(crypto, elsewhere, key, body),
    ];
    expect(attempts).toHaveLength(content.refused.length);
    for (const [index, attempt] of attempts.entries()) {
      await expect(attempt()).rejects.toMatchObject({ code: content.refused[index]?.code });
    }
  });
});
