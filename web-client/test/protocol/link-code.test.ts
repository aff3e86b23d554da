import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { fromHex, hex, Secret } from '../../src/bytes/index.ts';
import type { CryptoProvider } from '../../src/crypto/index.ts';
import { createLinkCode, linkCodeText, parseLinkCode } from '../../src/protocol/index.ts';
import { watchedCrypto } from './ledger.ts';

let crypto: CryptoProvider;
beforeAll(async () => {
  crypto = await watchedCrypto();
});

const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const codeOf = (bytes: Uint8Array) => Secret.of('LinkCode', 16, bytes);
const read = async (text: string): Promise<string> => hex((await parseLinkCode(crypto, text)).expose());

describe('The code of a linking', () => {
  it('[D-1] is sixteen fresh bytes that print nothing', () => {
    const code = createLinkCode(crypto);
    expect(code.expose()).toHaveLength(16);
    expect(hex(code.expose())).not.toBe(hex(createLinkCode(crypto).expose()));
    expect(`${String(code)} ${JSON.stringify({ code })}`).not.toContain(hex(code.expose()));
  });

  it('[D-1] is shown in seven groups of four', async () => {
    const code = fromHex('00443214c74254b635cf84653a56d7c6');
    const text = await linkCodeText(crypto, codeOf(code));
    // Crockford's digits in order, as 26 groups of five bits.
    expect(text).toMatch(/^0123-4567-89AB-CDEF-GHJK-MNPQ-RR[0-9A-Z]{2}$/);
    expect(await read(text)).toBe(hex(code));
  });

  it('[D-1] comes back from its text, however it is typed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 16, maxLength: 16 }), async (bytes) => {
        const text = await linkCodeText(crypto, codeOf(bytes));
        const typed = [
          text,
          text.toLowerCase(),
          ` ${text.replaceAll('-', ' \n')}\t`,
          text.replaceAll('-', '–'),
          text.replaceAll('-', '').replaceAll('0', 'o').replaceAll('1', 'l'),
          text.replaceAll('0', 'O').replaceAll('1', 'I'),
        ];
        for (const each of typed) expect(await read(each)).toBe(hex(bytes));
      }),
      { numRuns: 50 },
    );
  });

  it('[D-1] is refused with a letter that no code has, one too few, or one too many', async () => {
    const text = await linkCodeText(crypto, createLinkCode(crypto));
    for (const foreign of ['U', 'u', '.', 'é', '٣', '👋']) {
      await expect(read(`${foreign}${text.slice(1)}`)).rejects.toMatchObject({
        kind: 'validation',
        code: 'link-code-letter',
      });
    }
    for (const length of ['', text.slice(1), `${text}0`]) {
      await expect(read(length)).rejects.toMatchObject({ kind: 'validation', code: 'link-code-length' });
    }
    await expect(read(`${text}!`)).rejects.toMatchObject({ code: 'link-code-letter' });
  });

  it('[D-1] has one text: two bits are left over, and must be zero', async () => {
    const text = await linkCodeText(crypto, codeOf(new Uint8Array(16)));
    expect(text.slice(30, 32)).toBe('00');
    await expect(read(`${text.slice(0, 31)}1${text.slice(32)}`)).rejects.toMatchObject({
      code: 'link-code-check',
    });
  });

  it('[D-1] notices a wrong letter in all but one of a thousand', async () => {
    const text = (await linkCodeText(crypto, codeOf(new Uint8Array(16).fill(0x5a)))).replaceAll('-', '');
    let [tried, noticed] = [0, 0];
    for (let place = 0; place < text.length; place += 1) {
      for (const letter of LETTERS) {
        if (letter === text[place]) continue;
        tried += 1;
        noticed += await read(text.slice(0, place) + letter + text.slice(place + 1)).then(
          () => 0,
          () => 1,
        );
      }
    }
    expect(tried).toBe(28 * 31);
    expect(tried - noticed).toBeLessThan(6);
  });
});
