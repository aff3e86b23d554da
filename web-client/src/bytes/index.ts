export { compare, concat, equal, isZero } from './arrays.ts';
export { ByteReader, prefixed, u16, u32, u64, u8 } from './codec.ts';
export {
  CodecError,
  InternalError,
  TacetError,
  UsageError,
  ValidationError,
  VerificationError,
  type ErrorKind,
} from './errors.ts';
export { fixed, named, type Fixed, type Named } from './fixed.ts';
export { Secret } from './secret.ts';
export { base64url, fromBase64url, fromHex, fromUtf8, hex, utf8 } from './text.ts';
