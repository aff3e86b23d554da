import { fixed, type Fixed } from './fixed.ts';

const INSPECT = Symbol.for('nodejs.util.inspect.custom');

/**
 * Secret bytes of one role. They never print: string, JSON and inspection give the role only, so that a
 * stray log line or error report cannot leak a key. `expose` is the one way to the bytes and easy to search for.
 */
export class Secret<R extends string, N extends number = 32> {
  readonly role: R;
  readonly #bytes: Fixed<N>;

  private constructor(role: R, bytes: Fixed<N>) {
    this.role = role;
    this.#bytes = bytes;
  }

  /**
   * Takes a copy, so that the owner of the argument may overwrite it.
   * @throws CodecError `<role>-length`
   */
  static of<R extends string, N extends number>(role: R, n: N, bytes: Uint8Array): Secret<R, N> {
    return new Secret(role, fixed(n, bytes.slice(), role));
  }

  /** The bytes themselves, not a copy: read them, do not keep or change them. */
  expose(): Fixed<N> {
    return this.#bytes;
  }

  toString(): string {
    return `[${this.role} redacted]`;
  }

  toJSON(): string {
    return this.toString();
  }

  [INSPECT](): string {
    return this.toString();
  }
}
