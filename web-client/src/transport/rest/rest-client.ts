import { LONGEST_ASKED_MS } from '../../messenger/kernel/backoff.ts';
import { ApiError } from '../../messenger/ports/api.ts';
import { Answer } from './answer.ts';

/** No answer within this time counts as no network: well above a slow mobile round trip. */
const TIMEOUT_MS = 20_000;
/** No answer of these services comes near; a larger one is not ours, and is not read to its end. */
const MAX_ANSWER_BYTES = 4 * 1024 * 1024;

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

export interface RestRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly body?: unknown;
  readonly token?: string | null;
  /** The refresh cookie may travel; such requests carry `Tacet-Client: 1`. */
  readonly cookie?: boolean;
  /** The service takes its time: how long it is waited for. */
  readonly timeoutMs?: number;
}

/** JSON requests and problem documents (RFC 9457); every failure is an {@link ApiError}. */
export class RestClient {
  readonly #base: string;
  readonly #fetch: Fetch;

  /** @param base origin of the gateway, without a trailing slash */
  constructor(base: string, fetch: Fetch) {
    this.#base = base;
    this.#fetch = fetch;
  }

  async call(request: RestRequest): Promise<Answer> {
    return new Answer(await this.#exchange(request));
  }

  /** For calls that answer 204, or whose answer nobody needs. */
  async send(request: RestRequest): Promise<void> {
    await this.#exchange(request);
  }

  async #exchange(request: RestRequest): Promise<unknown> {
    const { response, body } = await this.#fetched(request);
    if (!response.ok) throw problem(response, body);
    return body;
  }

  async #fetched(request: RestRequest): Promise<{ response: Response; body: unknown }> {
    try {
      const response = await this.#fetch(this.#base + request.path, {
        method: request.method,
        headers: headersOf(request),
        credentials: request.cookie === true ? 'same-origin' : 'omit',
        cache: 'no-store',
        redirect: 'error',
        signal: AbortSignal.timeout(request.timeoutMs ?? TIMEOUT_MS),
        ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
      });
      return { response, body: parse(await textOf(response)) };
    } catch (cause) {
      if (cause instanceof ApiError) throw cause;
      throw new ApiError('network', 0, null, cause);
    }
  }
}

function headersOf(request: RestRequest): Record<string, string> {
  const headers: Record<string, string> = { accept: 'application/json' };
  if (request.body !== undefined) headers['content-type'] = 'application/json';
  if (request.token) headers['authorization'] = `Bearer ${request.token}`;
  if (request.cookie === true) headers['tacet-client'] = '1';
  return headers;
}

/** @throws ApiError `invalid-answer` as soon as it is known to be too long */
async function textOf({ headers, body }: Response): Promise<string> {
  if (body === null) return '';
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  let bytes = Number(headers.get('content-length')) > MAX_ANSWER_BYTES ? Number.POSITIVE_INFINITY : 0;
  while (bytes <= MAX_ANSWER_BYTES) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    bytes += value.length;
    text += decoder.decode(value, { stream: true });
  }
  // Nobody waits for the rest, nor for its end.
  void reader.cancel().catch(() => undefined);
  throw new ApiError('invalid-answer');
}

/** What is not JSON reads as undefined: a proxy's error page must not hide the status. */
function parse(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

function problem(response: Response, body: unknown): ApiError {
  const fields = typeof body === 'object' && body !== null ? new Answer(body) : new Answer({});
  const fallback = response.status >= 500 ? 'unavailable' : 'invalid-answer';
  const code = fields.has('code') ? fields.text('code') : fallback;
  return new ApiError(code, response.status, retryAfter(response, fields));
}

function retryAfter(response: Response, fields: Answer): number | null {
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  const askedMs = fields.has('retryAfterMs') ? fields.integer('retryAfterMs') : seconds * 1000;
  return Number.isFinite(askedMs) ? Math.min(Math.max(askedMs, 0), LONGEST_ASKED_MS) : null;
}
