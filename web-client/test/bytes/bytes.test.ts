import * as fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import {
  base64url,
  ByteReader,
  compare,
  concat,
  equal,
  fixed,
  fromBase64url,
  fromHex,
  fromUtf8,
  hex,
  isZero,
  named,
  prefixed,
  Secret,
  TacetError,
  u16,
  u32,
  u64,
  u8,
  utf8,
} from '../../src/bytes/index.ts';

// Thousands of generated cases: slow only on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const anyBytes = fc.uint8Array({ maxLength: 80 });

/** The typed refusal of a decoder: anything else it throws fails the test. */
function refusal(decode: () => unknown): string {
  try {
    decode();
  } catch (cause) {
    if (cause instanceof TacetError) {
      return `${cause.kind} ${cause.code}`;
    }
    throw cause;
  }
  return 'accepted';
}

describe('Text and bytes', () => {
  it('go there and back', () => {
    fc.assert(
      fc.property(anyBytes, (bytes) => {
        expect(fromHex(hex(bytes))).toEqual(bytes);
        expect(fromBase64url(base64url(bytes))).toEqual(bytes);
        expect(base64url(bytes)).toBe(Buffer.from(bytes).toString('base64url'));
      }),
    );
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(fromUtf8(utf8(text))).toBe(text);
      }),
    );
  });

  it.each([
    ['odd hex', () => fromHex('abc'), 'codec hex-invalid'],
    ['upper-case hex', () => fromHex('AB'), 'codec hex-invalid'],
    ['base64url with padding', () => fromBase64url('YQ=='), 'codec base64url-invalid'],
    ['base64 of the other alphabet', () => fromBase64url('+/+/'), 'codec base64url-invalid'],
    ['base64url of one letter', () => fromBase64url('A'), 'codec base64url-invalid'],
    ['base64url with bits after the end', () => fromBase64url('YR'), 'codec base64url-invalid'],
    ['overlong UTF-8', () => fromUtf8(fromHex('c080')), 'codec utf8-invalid'],
    ['UTF-8 of a surrogate', () => fromUtf8(fromHex('eda080')), 'codec utf8-invalid'],
    ['cut-off UTF-8', () => fromUtf8(fromHex('e282')), 'codec utf8-invalid'],
    ['a lone surrogate', () => utf8('\ud800'), 'usage text-not-well-formed'],
  ])('refuses %s', (_, decode, expected) => {
    expect(refusal(decode)).toBe(expected);
  });
});

describe('Comparison', () => {
  it('is that of the bytes', () => {
    fc.assert(
      fc.property(anyBytes, anyBytes, (a, b) => {
        expect(equal(a, b)).toBe(hex(a) === hex(b));
        expect(compare(a, b)).toBe(Math.sign(Buffer.compare(a, b)));
        expect(compare(a, b) === 0).toBe(equal(a, b));
      }),
    );
  });

  it('of zeros sees every byte', () => {
    expect(isZero(new Uint8Array(40))).toBe(true);
    for (let index = 0; index < 40; index += 1) {
      const bytes = new Uint8Array(40);
      bytes[index] = 0x80;
      expect(isZero(bytes)).toBe(false);
    }
  });
});

describe('The canonical encoding [W-1]', () => {
  it('gives back what was written, and nothing is left', () => {
    fc.assert(
      fc.property(
        fc.nat(0xff),
        fc.nat(0xffff),
        fc.nat(0xffffffff),
        fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
        anyBytes,
        (a, b, c, d, tail) => {
          const reader = new ByteReader(concat(u8(a), u16(b), u32(c), u64(d), prefixed(tail)), 'test');
          expect([reader.u8(), reader.u16(), reader.u32(), reader.u64()]).toEqual([a, b, c, d]);
          expect(reader.prefixed(80)).toEqual(tail);
          reader.end();
        },
      ),
    );
    expect(hex(concat(u8(1), u16(0x203), u32(0x4050607), u64(0x8090a0b0c0d0e0fn)))).toBe(
      '0102030405060708090a0b0c0d0e0f',
    );
  });

  it.each([
    ['too few bytes', () => new ByteReader(new Uint8Array(1), 'test').u16(), 'codec test-truncated'],
    ['trailing bytes', () => new ByteReader(new Uint8Array(1), 'test').end(), 'codec test-trailing'],
    ['a flag of 2', () => new ByteReader(u8(2), 'test').flag(), 'codec test-flag'],
    ['a time above 2^53', () => new ByteReader(u64(2n ** 53n), 'test').time(), 'codec test-integer'],
    [
      'a length above the limit',
      () => new ByteReader(prefixed(new Uint8Array(9)), 'test').prefixed(8),
      'codec test-too-long',
    ],
    ['a length that promises more', () => new ByteReader(u32(7), 'test').prefixed(8), 'codec test-truncated'],
    ['a wrong fixed length', () => fixed(32, new Uint8Array(31), 'thing'), 'codec thing-length'],
    ['a key of a wrong length', () => named('some-key', 32, new Uint8Array(33)), 'codec some-key-length'],
    ['a secret of a wrong length', () => Secret.of('RootKey', 32, new Uint8Array()), 'codec RootKey-length'],
    ['256 as a byte', () => u8(256), 'usage integer-out-of-range'],
    ['a negative number', () => u32(-1), 'usage integer-out-of-range'],
    ['a fraction', () => u32(0.5), 'usage integer-out-of-range'],
    ['half a millisecond', () => u64(0.5), 'usage integer-out-of-range'],
    ['2^64', () => u64(2n ** 64n), 'usage integer-out-of-range'],
    ['a negative 64-bit number', () => u64(-1n), 'usage integer-out-of-range'],
  ])('refuses %s', (_, decode, expected) => {
    expect(refusal(decode)).toBe(expected);
  });
});

it('The last millisecond that a number counts exactly can be read', () => {
  expect(new ByteReader(u64(2n ** 53n - 1n), 'test').time()).toBe(Number.MAX_SAFE_INTEGER);
});

describe('A secret', () => {
  it('is a copy that does not follow its source', () => {
    const source = new Uint8Array(32).fill(7);
    const secret = Secret.of('RootKey', 32, source);
    source.fill(0);
    expect(secret.expose()[0]).toBe(7);
  });
});
