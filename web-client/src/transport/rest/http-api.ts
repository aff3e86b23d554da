import type { Api } from '../../messenger/ports/api.ts';
import { authApi } from './auth-api.ts';
import { RestClient, type Fetch } from './rest-client.ts';
import { socialApi } from './social-api.ts';

/**
 * The services behind the gateway at `base`.
 *
 * @param base origin of the gateway without a trailing slash; empty for the page's own
 */
export function httpApi(base: string, fetch: Fetch): Api {
  const rest = new RestClient(base, fetch);
  return { auth: authApi(rest), social: socialApi(rest) };
}
