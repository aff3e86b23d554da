/**
 * Whose fault a refusal is. `usage`: the caller broke the contract of a function. `validation`: well-formed
 * input that breaks a rule. `codec`: bytes that do not parse. `verification`: a signature, tag, commitment or
 * history that does not hold: somebody may be attacking. `internal`: the platform or this code is broken.
 */
export type ErrorKind = 'usage' | 'validation' | 'codec' | 'verification' | 'internal';

/**
 * Every expected refusal of the core. `code` is stable and listed in `docs/spec/limits.md`; the message holds
 * the code only, never input bytes, so that it may be shown to a developer without leaking anything.
 */
export abstract class TacetError extends Error {
  abstract readonly kind: ErrorKind;
  readonly code: string;

  constructor(code: string, options?: { readonly cause?: unknown }) {
    super(code, options);
    this.code = code;
    this.name = new.target.name;
  }
}

export class UsageError extends TacetError {
  override readonly kind = 'usage';
}

export class ValidationError extends TacetError {
  override readonly kind = 'validation';
}

export class CodecError extends TacetError {
  override readonly kind = 'codec';
}

export class VerificationError extends TacetError {
  override readonly kind = 'verification';
}

export class InternalError extends TacetError {
  override readonly kind = 'internal';
}
