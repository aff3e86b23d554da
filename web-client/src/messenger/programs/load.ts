import { MessengerFailure } from '../failures.ts';

/** Fetches what makes personal tokens: few people ever do. @throws MessengerFailure `network` */
export async function loadPrograms(): Promise<typeof import('./personal-tokens.ts')> {
  try {
    return await import('./personal-tokens.ts');
  } catch (cause) {
    throw new MessengerFailure('network', cause);
  }
}
