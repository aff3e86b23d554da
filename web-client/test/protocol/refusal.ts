import { TacetError } from '../../src/bytes/index.ts';

/** Kind and code of a refusal, or `accepted`. */
export function code(decode: () => unknown): string {
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

/** As {@link code}, of work that takes its time. */
export async function codeOf(attempt: Promise<unknown>): Promise<string> {
  try {
    await attempt;
  } catch (cause) {
    return code(() => {
      throw cause;
    });
  }
  return 'accepted';
}
