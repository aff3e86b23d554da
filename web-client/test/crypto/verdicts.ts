import { concat, fromHex, hex, Secret, TacetError } from '../../src/bytes/index.ts';
import { createWebCrypto } from '../../src/crypto/webcrypto/index.ts';
import { contentKey, numberOf, settledPerson, Side } from '../protocol/people.ts';
import { bytes, type VectorFiles } from './vector-files.ts';

/** What a platform says to each vector: the output, or the code of its refusal. */
export type Verdicts = Readonly<Record<string, string>>;

/**
 * Runs everything on which platforms could disagree, and a conversation, on the platform it is called on. Knows
 * neither Node nor the DOM, so that one bundle of it runs in a browser.
 */
export async function verdicts(files: VectorFiles): Promise<Verdicts> {
  const crypto = await createWebCrypto();
  const said: Record<string, string> = {};
  const ask = async (name: string, answer: () => Promise<string>): Promise<void> => {
    said[name] = await answer().catch((cause: unknown) =>
      cause instanceof TacetError ? `${cause.kind} ${cause.code}` : `not typed: ${String(cause)}`,
    );
  };
  for (const test of files.x25519.tests) {
    await ask(`X25519 ${test.name}`, async () => {
      const ours = await crypto.x25519.restore(Secret.of('AgreementSeed', 32, fromHex(test.private)));
      return hex((await crypto.x25519.agree(ours, bytes(32, test.public))).expose());
    });
  }
  for (const test of files.ed25519.tests) {
    await ask(`Ed25519 ${test.name}`, async () =>
      String(
        await crypto.ed25519.verify(bytes(32, test.public), fromHex(test.message), bytes(64, test.signature)),
      ),
    );
  }
  for (const test of files['aes-256-gcm'].tests) {
    await ask(`AES-256-GCM ${test.name}`, async () => {
      const sealed = concat(fromHex(test.ciphertext), fromHex(test.tag));
      const key = await crypto.aesKey(bytes(32, test.key));
      return hex(await crypto.open(key, bytes(12, test.nonce), sealed, fromHex(test.aad)));
    });
  }
  for (const test of files['sha256-family'].hkdf) {
    await ask(`HKDF ${test.name}`, async () =>
      hex(
        await crypto.hkdf(
          fromHex(test.input),
          fromHex(test.salt),
          fromHex(test.info),
          test.output.length / 2,
        ),
      ),
    );
  }
  for (const test of files['ml-kem-768'].invalidKeys) {
    await ask(`ML-KEM-768 ${test.name}`, async () => {
      const { publicKey } = await crypto.mlKem768.generate();
      publicKey.set(fromHex(test.prefix));
      await crypto.mlKem768.encapsulate(publicKey);
      return 'accepted';
    });
  }
  await ask('a conversation', conversation);
  await ask('ML-KEM-768 of the platform and of noble', kemsAgree);
  return said;
}

async function conversation(): Promise<string> {
  const crypto = await createWebCrypto();
  const [alice, bob] = [await settledPerson(crypto), await settledPerson(crypto)];
  const [a, b] = [new Side(alice, bob), new Side(bob, alice)];
  await a.start();
  const read: number[] = [];
  for (let number = 1; number <= 6; number += 1) {
    const [from, to] = number % 2 === 1 ? [a, b] : [b, a];
    read.push(numberOf(await to.receive(await from.send(contentKey(number)))));
  }
  return read.join(' ');
}

async function kemsAgree(): Promise<string> {
  const native = (await createWebCrypto({ kem: 'native' })).mlKem768;
  const noble = (await createWebCrypto({ kem: 'noble' })).mlKem768;
  const pair = await native.generate();
  const { ciphertext, output } = await noble.encapsulate(pair.publicKey);
  const opened = await native.decapsulate(pair.key, ciphertext);
  const restored = await noble.decapsulate(await noble.restore(pair.seed), ciphertext);
  return String([opened, restored].every((each) => hex(each.expose()) === hex(output.expose())));
}
