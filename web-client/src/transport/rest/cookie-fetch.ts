import type { Fetch } from './rest-client.ts';

/** Cookies of one profile, by name. */
export type CookieJar = Map<string, string>;

/**
 * A `fetch` for headless clients: keeps the cookies of one profile, as a browser would, and names the
 * origin.
 */
export function cookieFetch(origin: string, fetch: Fetch, jar: CookieJar = new Map()): Fetch {
  return async (url, init) => {
    const headers = new Headers(init.headers);
    headers.set('origin', origin);
    if (init.credentials !== 'omit' && jar.size > 0) {
      headers.set('cookie', [...jar].map(([name, value]) => `${name}=${value}`).join('; '));
    }
    const response = await fetch(url, { ...init, headers });
    for (const cookie of response.headers.getSetCookie()) keep(jar, cookie);
    return response;
  };
}

function keep(jar: CookieJar, cookie: string): void {
  const [pair = '', ...attributes] = cookie.split(';').map((part) => part.trim());
  const [name = '', ...value] = pair.split('=');
  const expired = attributes.some((attribute) => /^max-age=(0|-\d+)$/i.test(attribute));
  if (expired || value.join('=') === '') jar.delete(name);
  else jar.set(name, value.join('='));
}
