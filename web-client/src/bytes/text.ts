import { CodecError, UsageError } from './errors.ts';

// TextEncoder and TextDecoder are in every platform we run on but typed by the DOM library only, which
// this layer must not see.
interface TextPlatform {
  readonly TextEncoder: new () => { encode(text: string): Uint8Array };
  readonly TextDecoder: new (
    label: 'utf-8',
    options: { readonly fatal: true; readonly ignoreBOM: true },
  ) => { decode(bytes: Uint8Array): string };
}

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- every platform has both, see above
const platform = globalThis as unknown as TextPlatform;
const encoder = new platform.TextEncoder();
const decoder = new platform.TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Names, keys and small records: up to here ASCII is faster letter by letter than asking the platform. */
const SHORT = 512;

/** UTF-8 of a well-formed string. A lone surrogate has no UTF-8 and is refused rather than replaced. */
export function utf8(text: string): Uint8Array {
  const ascii = text.length <= SHORT ? asciiOf(text) : undefined;
  if (ascii) {
    return ascii;
  }
  if (!text.isWellFormed()) {
    throw new UsageError('text-not-well-formed');
  }
  return encoder.encode(text);
}

/** Undefined for a text with any other letter. */
function asciiOf(text: string): Uint8Array | undefined {
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code > 0x7f) {
      return undefined;
    }
    bytes[index] = code;
  }
  return bytes;
}

/** The string of strictly valid UTF-8. */
export function fromUtf8(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch (cause) {
    throw new CodecError('utf8-invalid', { cause });
  }
}

const HEX = /^(?:[0-9a-f]{2})*$/;

const HEX_OF_BYTE = Array.from({ length: 256 }, (_, value) => value.toString(16).padStart(2, '0'));

/** Lower-case hexadecimal. */
export function hex(bytes: Uint8Array): string {
  let text = '';
  // By index, as below: each envelope has six ids.
  for (let index = 0; index < bytes.length; index++) text += HEX_OF_BYTE[bytes[index] ?? 0];
  return text;
}

/** Bytes of lower-case hexadecimal. */
export function fromHex(text: string): Uint8Array {
  if (!HEX.test(text)) {
    throw new CodecError('hex-invalid');
  }
  return Uint8Array.from({ length: text.length / 2 }, (_, index) =>
    Number.parseInt(text.slice(index * 2, index * 2 + 2), 16),
  );
}

const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
/** The value of a letter by its character code, -1 for what is no letter of it. */
const SEXTETS = Int8Array.from({ length: 128 }, (_, code) => BASE64URL.indexOf(String.fromCharCode(code)));

/** base64url without padding (RFC 4648, section 5). */
export function base64url(bytes: Uint8Array): string {
  let text = '';
  for (let index = 0; index < bytes.length; index += 3) {
    const left = bytes.length - index;
    const group = ((bytes[index] ?? 0) << 16) | ((bytes[index + 1] ?? 0) << 8) | (bytes[index + 2] ?? 0);
    const lastShift = left >= 3 ? 0 : 18 - 6 * left;
    for (let shift = 18; shift >= lastShift; shift -= 6) text += BASE64URL.charAt((group >> shift) & 0x3f);
  }
  return text;
}

/** Bytes of base64url without padding. Only the canonical text of some bytes is accepted. */
export function fromBase64url(text: string): Uint8Array {
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  let bits = 0;
  let held = 0;
  let offset = 0;
  // By index: every sealed record and every key at rest comes through here, and an iterator costs three times as much.
  for (let index = 0; index < text.length; index++) {
    const sextet = SEXTETS[text.charCodeAt(index)] ?? -1;
    if (sextet < 0) {
      throw new CodecError('base64url-invalid');
    }
    held = ((held << 6) | sextet) & 0xffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes[offset] = (held >> bits) & 0xff;
      offset += 1;
    }
  }
  // A remainder of 6 bits is no byte, and set bits in the remainder would give one value two texts.
  if (bits >= 6 || (held & ((1 << bits) - 1)) !== 0) {
    throw new CodecError('base64url-invalid');
  }
  return bytes;
}
