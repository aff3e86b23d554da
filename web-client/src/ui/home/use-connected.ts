import { useTacet } from '../context.ts';

/** Without a connection nothing is known of who is here. */
export function useConnected(): boolean {
  return useTacet().snapshot.value.connection.state === 'online';
}
