import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join, normalize } from 'node:path';
import { build } from 'vite';

const CONFIG = join(import.meta.dirname, '../page/vite.config.ts');

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
};

/** The policy of the real gateway: nothing inline, nothing foreign, no HTML sinks. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

export interface Page {
  readonly url: string;
  close(): Promise<void>;
}

/** Serves the scripted page on a free loopback port under the product's policy; the first who asks has it built. */
export async function servePage(): Promise<Page> {
  const site = await mkdtemp(join(tmpdir(), 'tacet-page-'));
  let built: Promise<unknown> | null = null;
  const server = createServer((request, response) => {
    built ??= build({ configFile: CONFIG, build: { outDir: site } });
    built.then(
      () => void respond(site, request, response),
      (cause: unknown) => response.writeHead(500).end(`the page could not be built: ${String(cause)}`),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('no port');
  return { url: `http://localhost:${address.port}/`, close: () => close(server, site) };
}

async function respond(site: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { status, type, body } = await answer(site, new URL(request.url ?? '/', 'http://localhost').pathname);
  response.writeHead(status, { 'content-type': type, 'content-security-policy': POLICY });
  response.end(body);
}

async function answer(
  site: string,
  path: string,
): Promise<{ status: number; type: string; body: Buffer | string }> {
  if (path === '/favicon.ico') return { status: 204, type: 'image/x-icon', body: '' };
  const file = join(site, normalize(path === '/' ? '/index.html' : path));
  if (!file.startsWith(site)) return { status: 404, type: 'text/plain', body: '' };
  try {
    return {
      status: 200,
      type: TYPES[extname(file)] ?? 'application/octet-stream',
      body: await readFile(file),
    };
  } catch {
    return { status: 404, type: 'text/plain', body: '' };
  }
}

async function close(server: Server, site: string): Promise<void> {
  server.closeAllConnections();
  await new Promise<void>((resolve) => server.close(() => resolve()));
  await rm(site, { recursive: true });
}
