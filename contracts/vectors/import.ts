/**
 * Makes the files `*-wycheproof.json` and `*-acvp.json` of this folder from published vectors:
 *
 *     node contracts/vectors/import.ts <Wycheproof checkout> <OpenSSL checkout>
 *
 * Nothing is computed here: every expected value is the published one. Only the form changes (see README.md), and
 * Wycheproof's `acceptable` becomes a verdict of ours.
 */
import { readFileSync, writeFileSync } from 'node:fs';

interface Published extends Record<string, string | number | string[] | undefined> {
  tcId: number;
  comment: string;
  flags: string[];
  result: 'valid' | 'invalid' | 'acceptable';
}
interface Group {
  tests: Published[];
  keySize?: number;
  ivSize?: number;
  tagSize?: number;
  publicKey?: { pk: string };
}

const [wycheproof, openssl] = process.argv.slice(2);
const WYCHEPROOF = 'C2SP/wycheproof at ee7b4f7 (June 2026)';
const ACVP = 'NIST ACVP-Server, vector set 42, as text in OpenSSL 3.5.7';
const APACHE = 'Apache-2.0';

function groups(file: string): Group[] {
  const path = `${wycheproof}/testvectors_v1/${file}_test.json`;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a wrong shape fails the tests of the vectors
  const { testGroups } = JSON.parse(readFileSync(path, 'utf8')) as { testGroups: Group[] };
  return testGroups;
}
const tests = (file: string, wanted: (group: Group) => boolean = () => true): Published[] =>
  groups(file)
    .filter(wanted)
    .flatMap((group) => group.tests);
const named = (test: Published): { name: string } => ({
  name: `Wycheproof ${test.tcId} ${[test.flags?.join(', '), test.comment].filter(Boolean).join(': ')}`.trim(),
});
const verdict = (test: Published, code?: string) =>
  test.result === 'invalid'
    ? { result: 'refused', ...(code === undefined ? {} : { code }) }
    : { result: 'valid' };
const bytes = (test: Published, field: string): number => String(test[field] ?? '').length / 2;
/** At most `limit` tests of each comment, whose trailing numbers do not count. */
function someOfEach(list: Published[], limit: number): Published[] {
  const seen = new Map<string, number>();
  return list.filter((test) => {
    const kind = `${String(test.flags)} ${(test.comment ?? '').replace(/[\d, ]+$/, '')}`;
    seen.set(kind, (seen.get(kind) ?? 0) + 1);
    return (seen.get(kind) ?? 0) <= limit;
  });
}

function write(name: string, rule: string, source: string, lists: object): void {
  const file = new URL(`${name}.json`, import.meta.url);
  writeFileSync(file, `${JSON.stringify({ rule, source, licence: APACHE, ...lists }, null, 2)}\n`);
}

/** An all-zero result is refused [K-2], everything else that Wycheproof calls acceptable is computed. */
function x25519(): void {
  const list = tests('x25519').map((test) => ({
    ...named(test),
    private: test['private'],
    public: test['public'],
    ...(test.flags.includes('ZeroSharedSecret')
      ? { result: 'refused', code: 'agreement-zero' }
      : { shared: test['shared'], result: 'valid' }),
  }));
  write('x25519-wycheproof', 'K-2', `${WYCHEPROOF}, x25519_test.json, complete`, { tests: list });
}

function ed25519(): void {
  const list = groups('ed25519').flatMap((group) =>
    group.tests.map((test) => ({
      ...named(test),
      message: test['msg'],
      public: group.publicKey?.pk,
      signature: test['sig'],
      ...verdict(test),
    })),
  );
  write('ed25519-wycheproof', 'K-3', `${WYCHEPROOF}, ed25519_test.json, complete`, { tests: list });
}

function aesGcm(): void {
  const list = tests(
    'aes_gcm',
    ({ keySize, ivSize, tagSize }) => keySize === 256 && ivSize === 96 && tagSize === 128,
  ).map((test) => ({
    ...named(test),
    key: test['key'],
    nonce: test['iv'],
    aad: test['aad'],
    plaintext: test['msg'],
    ciphertext: test['ct'],
    tag: test['tag'],
    ...verdict(test, 'tag-mismatch'),
  }));
  const source = `${WYCHEPROOF}, aes_gcm_test.json, all with a key of 256, a nonce of 96 and a tag of 128 bits`;
  write('aes-256-gcm-wycheproof', 'R-5', source, { tests: list });
}

function sha256Family(): void {
  const hmac = tests('hmac_sha256', (group) => group.keySize === 256 && group.tagSize === 256)
    .filter((test) => test.result === 'valid')
    .map((test) => ({ ...named(test), key: test['key'], data: test['msg'], tag: test['tag'] }));
  const hkdf = tests('hkdf_sha256')
    .filter((test) => test.result === 'valid' && Number(test['size']) <= 512)
    .map((test) => ({
      ...named(test),
      input: test['ikm'],
      salt: test['salt'],
      info: test['info'],
      output: test['okm'],
    }));
  const pbkdf2 = tests('pbkdf2_hmacsha256')
    .filter((test) => test.result === 'valid' && test['dkLen'] === 32)
    .map((test) => ({
      ...named(test),
      password: test['password'],
      salt: test['salt'],
      rounds: test['iterationCount'],
      output: test['dk'],
    }));
  const source =
    `${WYCHEPROOF}: hmac_sha256_test.json (keys and tags of 256 bits), hkdf_sha256_test.json (outputs to 512 bytes), ` +
    'pbkdf2_hmacsha256_test.json (outputs of 32 bytes)';
  write('sha256-family-wycheproof', 'W-2', source, { sha256: [], hmac, hkdf, pbkdf2 });
}

function mlKemWycheproof(): void {
  const whole = tests('mlkem_768').filter((test) => test.result === 'valid');
  const decapsulation = someOfEach(whole, 10).map((test) => ({
    ...named(test),
    seed: test['seed'],
    ciphertext: test['c'],
    output: test['K'],
    result: 'valid',
  }));
  const encaps = tests('mlkem_768_encaps').filter((test) => bytes(test, 'ek') === 1184);
  const encapsulation = someOfEach(
    encaps.filter((test) => test.result === 'valid'),
    3,
  ).map((test) => ({
    ...named(test),
    publicKey: test['ek'],
    message: test['m'],
    ciphertext: test['c'],
    output: test['K'],
    result: 'valid',
  }));
  const publicKeys = someOfEach(
    encaps.filter((test) => test.result === 'invalid'),
    12,
  ).map((test) => ({
    ...named(test),
    publicKey: test['ek'],
    ...verdict(test, 'kem-key-invalid'),
  }));
  const expandedDecapsulation = tests('mlkem_768_semi_expanded_decaps')
    .filter((test) => bytes(test, 'dk') === 2400 && bytes(test, 'c') === 1088)
    .map((test) => ({
      ...named(test),
      decapsulationKey: test['dk'],
      ciphertext: test['c'],
      ...(test.result === 'valid' ? { output: test['K'] } : {}),
      ...verdict(test),
    }));
  const source =
    `${WYCHEPROOF}: mlkem_768_test.json, mlkem_768_encaps_test.json (some of every kind; lengths are types here), ` +
    'mlkem_768_semi_expanded_decaps_test.json';
  const lists = { decapsulation, encapsulation, publicKeys, expandedDecapsulation };
  write('ml-kem-768-wycheproof', 'K-4', source, lists);
}

const HEX = /^[0-9A-F]{32,}$/;

/** The fields of the blocks of an OpenSSL test file; byte strings in lower case. */
function blocks(file: string): Map<string, string>[] {
  const text = readFileSync(`${openssl}/test/recipes/30-test_evp_data/${file}.txt`, 'utf8');
  return text
    .split(/\n\n+/)
    .filter((block) => block.includes('ML-KEM-768\n'))
    .map((block) => {
      const pairs = [...block.matchAll(/^(?:# )?(\w+) = (?:(hex\w+):)?(\S+)$/gm)];
      return new Map(
        pairs.map(([, name, control, value = '']) => [
          control ?? name ?? '',
          HEX.test(value) ? value.toLowerCase() : value,
        ]),
      );
    });
}

function mlKemAcvp(): void {
  const keyGeneration = blocks('evppkey_ml_kem_keygen').map((block) => ({
    name: `ACVP keyGen ${block.get('KeyName')}`,
    seed: block.get('hexseed'),
    publicKey: block.get('hexpub'),
  }));
  const kem = blocks('evppkey_ml_kem_encap_decap');
  const encapsulation = kem
    .filter((block) => block.has('Entropy'))
    .map((block) => ({
      name: `ACVP encapsulation tcId ${block.get('tcId')}`,
      publicKey: block.get('EncodedPublicKey'),
      message: block.get('Entropy'),
      ciphertext: block.get('Ciphertext'),
      output: block.get('Output'),
      result: 'valid',
    }));
  const expandedDecapsulation = kem
    .filter((block) => block.has('EncodedPrivateKey'))
    .map((block) => ({
      name: `ACVP decapsulation tcId ${block.get('tcId')}`,
      decapsulationKey: block.get('EncodedPrivateKey'),
      ciphertext: block.get('Input'),
      output: block.get('Output'),
      result: 'valid',
    }));
  const source = `${ACVP}: evppkey_ml_kem_keygen.txt, evppkey_ml_kem_encap_decap.txt, all of ML-KEM-768`;
  write('ml-kem-768-acvp', 'K-4', source, { keyGeneration, encapsulation, expandedDecapsulation });
}

for (const make of [x25519, ed25519, aesGcm, sha256Family, mlKemWycheproof, mlKemAcvp]) {
  make();
}
