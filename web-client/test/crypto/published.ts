import { concat, fromHex, hex, Secret, TacetError } from '../../src/bytes/index.ts';
import type { CryptoProvider } from '../../src/crypto/index.ts';
import { createWebCrypto } from '../../src/crypto/webcrypto/index.ts';
import { bytes, type VectorFiles } from './vector-files.ts';

/** One published vector: what the platform must say, and how to ask it. */
export interface Question {
  readonly name: string;
  readonly expected: string;
  readonly ask: () => Promise<string>;
}

/** What a platform says to each vector: the output, or the kind and code of its refusal. */
export type Verdicts = Readonly<Record<string, string>>;

/** Which ML-KEM-768 is asked. */
export type Implementation = 'native' | 'noble';

export async function verdictsOf(asked: readonly Question[]): Promise<Verdicts> {
  const said: Record<string, string> = {};
  for (const { name, ask } of asked) {
    said[name] = await ask().catch((cause: unknown) =>
      cause instanceof TacetError ? `${cause.kind} ${cause.code}` : `not typed: ${String(cause)}`,
    );
  }
  return said;
}

export const expectedOf = (asked: readonly Question[]): Verdicts =>
  Object.fromEntries(asked.map(({ name, expected }) => [name, expected]));

/**
 * Every published vector that a platform can be asked, as questions to the provider with one ML-KEM-768. Knows neither
 * Node nor the DOM, so that one bundle of it runs in a browser.
 */
export async function questions(files: VectorFiles, kem: Implementation): Promise<Question[]> {
  const crypto = await createWebCrypto({ kem });
  return [
    ...agreement(crypto, [...files.x25519.tests, ...files['x25519-wycheproof'].tests]),
    ...signatures(crypto, [...files.ed25519.tests, ...files['ed25519-wycheproof'].tests]),
    ...aead(crypto, [...files['aes-256-gcm'].tests, ...files['aes-256-gcm-wycheproof'].tests]),
    ...hashes(crypto, files['sha256-family']),
    ...hashes(crypto, files['sha256-family-wycheproof']),
    ...keyGeneration(files, kem),
    ...decapsulation(crypto, files),
    ...publicKeys(crypto, files),
    ...(kem === 'noble' ? encapsulation(files) : []),
  ];
}

function agreement(crypto: CryptoProvider, tests: VectorFiles['x25519']['tests']): Question[] {
  return tests.map((test) => ({
    name: `X25519 ${test.name}`,
    expected: test.result === 'valid' ? (test.shared ?? '') : `verification ${test.code}`,
    ask: async () => {
      const ours = await crypto.x25519.restore(Secret.of('AgreementSeed', 32, fromHex(test.private)));
      return hex((await crypto.x25519.agree(ours, bytes(32, test.public))).expose());
    },
  }));
}

function signatures(crypto: CryptoProvider, tests: VectorFiles['ed25519']['tests']): Question[] {
  return tests.map((test) => ({
    name: `Ed25519 ${test.name}`,
    // A length is refused by the type, before anything is verified.
    expected: test.signature.length === 128 ? String(test.result === 'valid') : 'codec vector-length',
    ask: async () =>
      String(
        await crypto.ed25519.verify(bytes(32, test.public), fromHex(test.message), bytes(64, test.signature)),
      ),
  }));
}

function aead(crypto: CryptoProvider, tests: VectorFiles['aes-256-gcm']['tests']): Question[] {
  return tests.map((test) => ({
    name: `AES-256-GCM ${test.name}`,
    expected: test.result === 'valid' ? `${test.plaintext} sealed again` : `verification ${test.code}`,
    ask: async () => {
      const sealed = concat(fromHex(test.ciphertext), fromHex(test.tag));
      const [key, nonce, aad] = [
        await crypto.aesKey(bytes(32, test.key)),
        bytes(12, test.nonce),
        fromHex(test.aad),
      ];
      const opened = await crypto.open(key, nonce, sealed, aad);
      const again = hex(await crypto.seal(key, nonce, opened, aad)) === hex(sealed);
      return `${hex(opened)}${again ? ' sealed again' : ''}`;
    },
  }));
}

function hashes(crypto: CryptoProvider, files: VectorFiles['sha256-family']): Question[] {
  return [
    ...files.hmac.map((test) => ({
      name: `HMAC ${test.name}`,
      expected: test.tag,
      ask: async () => hex(await crypto.mac(await crypto.macKey(bytes(32, test.key)), fromHex(test.data))),
    })),
    ...files.hkdf.map((test) => ({
      name: `HKDF ${test.name}`,
      expected: test.output,
      ask: async () => {
        const [input, salt, info] = [test.input, test.salt, test.info].map(fromHex);
        const nothing = new Uint8Array();
        return hex(
          await crypto.hkdf(input ?? nothing, salt ?? nothing, info ?? nothing, test.output.length / 2),
        );
      },
    })),
    ...files.pbkdf2.map((test) => ({
      name: `PBKDF2 ${test.name}`,
      expected: test.output,
      ask: async () => hex(await crypto.pbkdf2(fromHex(test.password), fromHex(test.salt), test.rounds)),
    })),
  ];
}

/** The provider whose only randomness is the given bytes. */
const scripted = (kem: Implementation, script: string) =>
  createWebCrypto({ kem, fill: (target) => target.set(fromHex(script)) });

function keyGeneration(files: VectorFiles, kem: Implementation): Question[] {
  return files['ml-kem-768-acvp'].keyGeneration.map((test) => ({
    name: `ML-KEM-768 ${test.name}`,
    expected: test.publicKey,
    ask: async () => hex((await (await scripted(kem, test.seed)).mlKem768.generate()).publicKey),
  }));
}

function decapsulation(crypto: CryptoProvider, files: VectorFiles): Question[] {
  return files['ml-kem-768-wycheproof'].decapsulation.map((test) => ({
    name: `ML-KEM-768 decapsulation ${test.name}`,
    expected: test.output,
    ask: async () => {
      const key = await crypto.mlKem768.restore(Secret.of('KemSeed', 64, fromHex(test.seed)));
      return hex((await crypto.mlKem768.decapsulate(key, bytes(1088, test.ciphertext))).expose());
    },
  }));
}

function publicKeys(crypto: CryptoProvider, files: VectorFiles): Question[] {
  const ours = files['ml-kem-768'].invalidKeys.map((test) => ({
    name: `ML-KEM-768 ${test.name}`,
    expected: `verification ${test.code}`,
    ask: async () => {
      const { publicKey } = await crypto.mlKem768.generate();
      publicKey.set(fromHex(test.prefix));
      await crypto.mlKem768.encapsulate(publicKey);
      return 'accepted';
    },
  }));
  const published = files['ml-kem-768-wycheproof'].publicKeys.map((test) => ({
    name: `ML-KEM-768 public key ${test.name}`,
    expected: `verification ${test.code}`,
    ask: async () => {
      await crypto.mlKem768.encapsulate(bytes(1184, test.publicKey));
      return 'accepted';
    },
  }));
  return [...ours, ...published];
}

/** Only where the randomness of encapsulation is ours: a platform draws its own. */
function encapsulation(files: VectorFiles): Question[] {
  const all = [
    ...files['ml-kem-768'].encapsulation,
    ...files['ml-kem-768-acvp'].encapsulation,
    ...files['ml-kem-768-wycheproof'].encapsulation,
  ];
  return all.map((test) => ({
    name: `ML-KEM-768 encapsulation ${test.name}`,
    expected: `${test.ciphertext} ${test.output}`,
    ask: async () => {
      const { mlKem768 } = await scripted('noble', test.message);
      const { ciphertext, output } = await mlKem768.encapsulate(bytes(1184, test.publicKey));
      return `${hex(ciphertext)} ${hex(output.expose())}`;
    },
  }));
}
