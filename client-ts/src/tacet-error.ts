/** Something that was asked for did not happen. */
export class TacetError extends Error {
  override readonly name = 'TacetError';
  /** A code of the core, such as `wrong-credentials` or `network`. */
  readonly code: string;
  /** Milliseconds until it is worth trying again, where the server says so. */
  readonly retryAfterMs: number | undefined;

  constructor(code: string, retryAfterMs?: number) {
    super(`tacet: ${code}`);
    this.code = code;
    this.retryAfterMs = retryAfterMs;
  }
}
