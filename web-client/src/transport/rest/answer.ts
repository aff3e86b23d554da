import { fromBase64url } from '../../bytes/index.ts';
import { ApiError } from '../../messenger/ports/api.ts';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A service answered something that the contract does not allow. */
export function invalidAnswer(field: string): ApiError {
  return new ApiError('invalid-answer', 0, null, field);
}

/** Reads one JSON object of an answer field by field; unknown fields are ignored. */
export class Answer {
  readonly #fields: Readonly<Record<string, unknown>>;

  constructor(value: unknown) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalidAnswer('object');
    this.#fields = { ...value };
  }

  text(field: string): string {
    const value = this.#fields[field];
    if (typeof value !== 'string') throw invalidAnswer(field);
    return value;
  }

  /** Absent and null read as undefined. */
  optionalText(field: string): string | undefined {
    return this.has(field) ? this.text(field) : undefined;
  }

  /** What is part of addresses, and of what records are bound to. */
  uuid(field: string): string {
    return asUuid(this.#fields[field], field);
  }

  uuidList(field: string): readonly string[] {
    return this.#array(field).map((value) => asUuid(value, field));
  }

  integer(field: string): number {
    const value = this.#fields[field];
    if (typeof value !== 'number' || !Number.isSafeInteger(value)) throw invalidAnswer(field);
    return value;
  }

  flag(field: string): boolean {
    const value = this.#fields[field];
    if (typeof value !== 'boolean') throw invalidAnswer(field);
    return value;
  }

  textList(field: string): readonly string[] {
    return this.#array(field).map((value) => {
      if (typeof value !== 'string') throw invalidAnswer(field);
      return value;
    });
  }

  bytes(field: string): Uint8Array {
    return decodeBytes(this.#fields[field], field);
  }

  optionalBytes(field: string): Uint8Array | undefined {
    return this.has(field) ? this.bytes(field) : undefined;
  }

  bytesList(field: string): readonly Uint8Array[] {
    return this.#array(field).map((value) => decodeBytes(value, field));
  }

  object(field: string): Answer {
    return new Answer(this.#fields[field]);
  }

  list<T>(field: string, read: (entry: Answer) => T): readonly T[] {
    return this.#array(field).map((value) => read(new Answer(value)));
  }

  has(field: string): boolean {
    return this.#fields[field] !== undefined && this.#fields[field] !== null;
  }

  #array(field: string): readonly unknown[] {
    const value = this.#fields[field];
    if (!Array.isArray(value)) throw invalidAnswer(field);
    return value;
  }
}

function asUuid(value: unknown, field: string): string {
  if (typeof value !== 'string' || !UUID.test(value)) throw invalidAnswer(field);
  return value;
}

function decodeBytes(value: unknown, field: string): Uint8Array {
  if (typeof value !== 'string') throw invalidAnswer(field);
  try {
    return fromBase64url(value);
  } catch {
    throw invalidAnswer(field);
  }
}
