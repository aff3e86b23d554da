/** Something that was asked for did not happen. */
export class TacetError extends Error {
  override readonly name = 'TacetError';
  /** A code of the core, such as `wrong-credentials` or `network`. */
  readonly code: string;

  constructor(code: string) {
    super(`tacet: ${code}`);
    this.code = code;
  }
}
