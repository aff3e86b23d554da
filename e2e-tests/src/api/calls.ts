/** Calls that have to be done so that others can be tried, and what is read of their answers. */
import type { Place } from '../headless.ts';

/** What a call of somebody answered that has to be done. */
export async function asked(...call: Parameters<typeof answerTo>): Promise<Record<string, unknown>> {
  const text = await (await answerTo(...call)).text();
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- every answer of these calls is an object, or nothing
  return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
}

export async function answerTo(
  place: Place,
  method: string,
  path: string,
  body: unknown,
  token?: string,
): Promise<Response> {
  const answer = await fetch(`${place.url}${path}`, {
    method,
    headers: {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(30_000),
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return answer;
}

export function exchanged(place: Place, cookie: string): Promise<Response> {
  return fetch(`${place.url}/api/v1/auth/token`, {
    method: 'POST',
    headers: { cookie, origin: place.url, 'tacet-client': '1' },
    signal: AbortSignal.timeout(30_000),
  });
}

/** What a browser would send from then on. */
export function cookiesOf({ headers }: Response): string {
  return headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
}

interface Claims {
  readonly sid: string;
  readonly did: string;
  /** In seconds. */
  readonly exp: number;
}

export function claimsOf(accessToken: string): Claims {
  const claims = Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString();
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as the contract says
  return JSON.parse(claims) as Claims;
}
