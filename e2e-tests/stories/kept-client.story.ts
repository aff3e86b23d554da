/** What the browser keeps of the client, over an upgrade of the server. */
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RealBrowser } from '../src/browser.ts';
import { freePort } from '../src/free-port.ts';
import { eventually } from '../src/waiting.ts';

const BUILT = new URL('../../web-client/dist/site/service-worker.js', import.meta.url);

let worker: string;
let browser: RealBrowser;
let server: Server;
let port: number;
/** The version that the server has. */
let version: string;

beforeAll(async () => {
  worker = await readFile(BUILT, 'utf8');
  browser = await RealBrowser.start('127.0.0.1');
  port = await freePort();
  server = createServer((request, response) => {
    const [type, body] = answer(request.url ?? '/');
    response.writeHead(body === '' ? 404 : 200, { 'content-type': type }).end(body);
  });
  await new Promise<void>((resolve) => {
    server.listen(port, '127.0.0.1', resolve);
  });
});

afterAll(async () => {
  server.close();
  await browser.dispose();
});

describe('a reload without a server', () => {
  it('shows what ran last, also while the worker of the version before is the active one', async () => {
    version = 'one';
    const page = await browser.context.newPage();
    await page.goto(`http://localhost:${port}/`);
    await page.evaluate(() => navigator.serviceWorker.ready);
    await showsWhole(page, 'one');

    version = 'two';
    await page.reload();
    await showsWhole(page, 'two');
    await eventually('the newer worker waits for the page of the older one to end', async () =>
      (await page.evaluate(
        async () => (await navigator.serviceWorker.getRegistration())?.waiting?.state === 'installed',
      ))
        ? true
        : undefined,
    );
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await page.reload();

    await showsWhole(page, 'two');
  });
});

/** A client of two files, with the real service worker. */
function answer(path: string): readonly [string, string] {
  if (path === '/service-worker.js') return ['text/javascript', workerOf(version)];
  if (path === `/assets/app-${version}.js`) return ['text/javascript', `document.title += ' whole'`];
  if (path !== '/') return ['text/plain', ''];
  return [
    'text/html',
    `<!doctype html><title>${version}</title><script src="/assets/app-${version}.js"></script>
     <script>navigator.serviceWorker.register('/service-worker.js')</script>`,
  ];
}

function workerOf(build: string): string {
  const precache = JSON.stringify({ version: build, files: ['/', `/assets/app-${build}.js`] });
  const own = worker.replace(/\{"?version"?:[^}]*\}/, precache);
  expect(own, 'the built worker names its files').not.toBe(worker);
  return own;
}

async function showsWhole(page: Page, build: string): Promise<void> {
  await eventually(`version ${build} is shown`, async () =>
    (await page.title()) === `${build} whole` ? true : undefined,
  );
}
