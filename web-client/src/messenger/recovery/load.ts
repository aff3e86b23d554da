import { MessengerFailure } from '../failures.ts';

/** Fetches what makes and uses phrases, the list of words among it. @throws MessengerFailure `network` */
export async function loadRecovery(): Promise<typeof import('./late.ts')> {
  try {
    return await import('./late.ts');
  } catch (cause) {
    throw new MessengerFailure('network', cause);
  }
}
