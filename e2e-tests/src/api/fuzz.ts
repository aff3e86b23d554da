/** Asks a running server what the document says may be asked, and much that it does not, and holds the answers against it. */
import type { Place } from '../headless.ts';
import { lots } from '../lots.ts';
import { Actors, type Token } from './actors.ts';
import { CaseMaker, type Case } from './cases.ts';
import { PROBLEM, type ApiDocument, type Operation } from './document.ts';
import { Scenes } from './scenes.ts';

/** Requests under way at the same time; the gateway allows an address 32. */
const AT_ONCE = 8;
/** Beyond the 30 s that no call is longer than. */
const MAX_WAIT_MS = 40_000;
/** Of a hundred cases, so many find everything ready that they need to succeed. */
const PREPARED = 10;
/** The document says that large answers have no ETag; the services draw the line here. */
const LARGE = 64 * 1024;
/** More say no more. */
const MAX_FAILURES = 20;
/** What a path or a method that the document does not name is answered. */
const ELSEWHERE = new Set([400, 401, 403, 404, 405, 406, 413, 415]);
/** Refused before they are counted. */
const UNREAD = new Set(['malformed-request', 'payload-too-large']);
const PROBLEM_SCHEMA = '/components/schemas/Problem';

export interface Report {
  readonly failures: readonly string[];
  /** How often each call answered each status. */
  readonly seen: ReadonlyMap<string, ReadonlyMap<number, number>>;
}

interface Given {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/**
 * @param seed of the first case; each case is made from its own number alone
 * @param from number of the first case: with `cases` 1 it plays one again
 */
export async function fuzz(
  document: ApiDocument,
  place: Place,
  { seed, cases, from = 0 }: { readonly seed: number; readonly cases: number; readonly from?: number },
): Promise<Report> {
  const [actors, scenes] = await Promise.all([Actors.arrive(place), Scenes.open(place)]);
  const { alice, bob, roomId } = actors;
  const pool = {
    accountIds: [alice.accountId, bob.accountId],
    deviceIds: [alice.deviceId, bob.deviceId],
    roomIds: [roomId],
    usernames: [alice.username, bob.username, 'nobody.of.that.name'],
    authenticationKeys: [alice.authenticationKey],
  };
  const failures: string[] = [];
  const seen = new Map<string, Map<number, number>>();
  let next = from;
  async function worker(): Promise<void> {
    while (next < from + cases && failures.length < MAX_FAILURES) {
      const number = next;
      next += 1;
      const drawn = lots(mixed(seed, number));
      const maker = new CaseMaker(document, pool, drawn);
      const operation = maker.draws();
      const scene = drawn(100) < PREPARED ? await scenes.of(operation.id) : undefined;
      const made = scene ? maker.prepared(operation, scene) : maker.make(operation);
      const { token, refused } = scene
        ? { token: scene.token, refused: () => {} }
        : await actors.token(made.bearer, operation.id, drawn);
      const given = await ask(place, made, token);
      const code = codeOf(given);
      if (given.status === 401 && (code === 'login-ended' || code === 'token-expired')) refused();
      count(seen, made.operation.id, given.status);
      const wrong = judge(document, made, token, given, code);
      if (wrong !== undefined) failures.push(told(wrong, { seed, number }, made, given));
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return { failures, seen };
}

/** Neighbouring numbers make requests that have nothing in common. */
function mixed(seed: number, number: number): number {
  let state = (seed ^ Math.imul(number + 1, 0x9e37_79b1)) >>> 0;
  state = Math.imul(state ^ (state >>> 16), 0x85eb_ca6b);
  return (state ^ (state >>> 13)) >>> 0;
}

async function ask(place: Place, made: Case, token: Token | undefined): Promise<Given> {
  const answer = await fetch(`${place.url}${made.path}`, {
    method: made.method,
    headers: { ...made.headers, ...(token && { authorization: `Bearer ${token.text}` }) },
    ...(made.body && { body: Buffer.from(made.body) }),
    redirect: 'manual',
    signal: AbortSignal.timeout(MAX_WAIT_MS),
  });
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
}

/** What is wrong with an answer, if anything is. */
function judge(
  document: ApiDocument,
  made: Case,
  token: Token | undefined,
  given: Given,
  code: string | undefined,
): string | undefined {
  const { status } = given;
  if (status >= 500) return 'the server failed';
  const method = made.method.toLowerCase();
  if (method === 'options' && status === 200) return undefined;
  // What a GET may be asked, a HEAD may.
  const operation = document.operation(made.operation.path, method === 'head' ? 'get' : method);
  if (status === 400 && given.text === '' && !isUri(made.path)) return undefined;
  if (operation === undefined || made.appended) {
    if (made.appended && made.operation.responses.has(status) && status < 400) return undefined;
    if (!ELSEWHERE.has(status) && status !== 429) return 'an answer from nowhere';
    return given.text === '' ? undefined : shape(document, PROBLEM_SCHEMA, PROBLEM, given);
  }
  if (made.kind === 'right' && token !== undefined && operation.scopes !== undefined) {
    const may =
      token.scopes.includes('tacet') || operation.scopes.every((scope) => token.scopes.includes(scope));
    if (!may && code !== 'insufficient-scope' && status !== 401 && status !== 429)
      return 'a scope that was not needed';
    if (may && code === 'insufficient-scope') return 'a scope that was not enough';
  }
  if (!operation.responses.has(status)) return `${status} is not in the document`;
  const isCounted = ['RateLimit', 'RateLimit-Policy'].every((name) => given.headers.has(name));
  if (!isCounted && !UNREAD.has(code ?? '')) return 'an answer that does not say how many calls are left';
  const header = wrongHeader(document, operation, given);
  if (header !== undefined) return header;
  const described = operation.responses.get(status);
  if (described === undefined || method === 'head')
    return given.text === '' ? undefined : 'a body where there is none';
  return shape(document, document.answerSchema(operation, status, described.media), described.media, given);
}

/** Those that the document names: they are there if it says so, and hold what it says. */
function wrongHeader(
  document: ApiDocument,
  operation: Operation,
  { status, headers, text }: Given,
): string | undefined {
  for (const { name, required, integer, pointer } of document.headers(operation, status)) {
    const value = headers.get(name);
    const due = required || (name === 'ETag' && Buffer.byteLength(text) <= LARGE);
    if (value === null && due) return `${status} without ${name}`;
    const wrong = value === null ? undefined : document.wrong(pointer, integer ? Number(value) : value);
    if (wrong !== undefined) return `${name} is ${value}: ${wrong}`;
  }
  return undefined;
}

/** RFC 3986, as far as it goes for what was put together here: the rest is percent-encoded by `fetch`. */
function isUri(target: string): boolean {
  return !/[{}|^`\\]|%(?![0-9a-f]{2})/i.test(target);
}

function shape(
  document: ApiDocument,
  pointer: string,
  media: string,
  { headers, text }: Given,
): string | undefined {
  const type = headers.get('content-type')?.split(';')[0];
  if (type !== media) return `Content-Type is ${type} and not ${media}`;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 'the body is no JSON';
  }
  return document.wrong(pointer, value);
}

function codeOf({ headers, text }: Given): string | undefined {
  if (headers.get('content-type')?.startsWith(PROBLEM) !== true) return undefined;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only looked at if it is a text
  const { code } = JSON.parse(text === '' ? '{}' : text) as { code?: unknown };
  return typeof code === 'string' ? code : undefined;
}

function count(seen: Map<string, Map<number, number>>, id: string, status: number): void {
  const of = seen.get(id) ?? new Map<number, number>();
  seen.set(id, of.set(status, (of.get(status) ?? 0) + 1));
}

function told(
  wrong: string,
  { seed, number }: { seed: number; number: number },
  made: Case,
  given: Given,
): string {
  const body = made.body === undefined ? '' : ` ${new TextDecoder().decode(made.body.slice(0, 400))}`;
  return [
    `${wrong}: case ${number} of seed ${seed} (${made.kind}, ${made.operation.id}, token: ${made.bearer})`,
    `  ${made.method} ${made.path} ${JSON.stringify(made.headers)}${body}`,
    `  ${given.status} ${given.headers.get('content-type')} ${given.text.slice(0, 400)}`,
  ].join('\n');
}
