/**
 * Keeps the client itself in this browser, so that reload and unlock work without network.
 *
 * The whole build is fetched before it becomes active, and it becomes active only when no page of an older
 * build is left: a page never mixes files of two builds. The page is asked of the network first, so that a
 * new version is seen on the next load; without an answer in time a kept one is shown: the newest that is here
 * whole, also while this older one is active. A newer one may have run already, and have written what an older
 * one cannot read.
 */
import { answering, cacheName, newestFirst, outdated, type Precache } from './precache.ts';

declare const PRECACHE: Precache;

// The libraries of pages and of workers disagree about the global; this file only runs in a service worker.
// oxlint-disable-next-line typescript/no-unsafe-type-assertion
const scope = globalThis as unknown as ServiceWorkerGlobalScope;

/** Longer than this counts as no network: a reload must not hang on a dead line. */
const PAGE_TIMEOUT_MS = 3_000;

scope.addEventListener('install', (event) => event.waitUntil(keepBuild()));
scope.addEventListener('activate', (event) => event.waitUntil(dropOldBuilds()));
scope.addEventListener('fetch', (event) => {
  switch (answering(event.request, scope.location.origin, PRECACHE)) {
    case 'page':
      return event.respondWith(page(event.request));
    case 'file':
      return event.respondWith(file(event.request));
    case 'pass':
      return undefined;
  }
});

async function keepBuild(): Promise<void> {
  const cache = await scope.caches.open(cacheName(PRECACHE));
  // Past the HTTP cache, which may hold a page of another build.
  await cache.addAll(PRECACHE.files.map((path) => new Request(path, { cache: 'reload' })));
}

async function dropOldBuilds(): Promise<void> {
  const names = outdated(await scope.caches.keys(), PRECACHE);
  await Promise.all(names.map((name) => scope.caches.delete(name)));
  await scope.clients.claim();
}

async function page(request: Request): Promise<Response> {
  try {
    const response = await fetch(request, { signal: AbortSignal.timeout(PAGE_TIMEOUT_MS) });
    // A gateway without its client, or an error page of a proxy, is no better than none.
    if (response.ok || response.type === 'opaqueredirect') return response;
    return (await keptByAny('/')) ?? response;
  } catch (cause) {
    const earlier = await keptByAny('/');
    if (earlier) return earlier;
    throw cause;
  }
}

/** Built files carry a digest in their name: the kept one is the right one, whichever build it is of. */
async function file(request: Request): Promise<Response> {
  const { pathname } = new URL(request.url);
  return (await kept(cacheName(PRECACHE), pathname)) ?? (await keptByAny(pathname)) ?? fetch(request);
}

/** What the newest build has that has it: one that is still being fetched has nothing. */
async function keptByAny(path: string): Promise<Response | undefined> {
  for (const name of newestFirst(await scope.caches.keys())) {
    const found = await kept(name, path);
    if (found) return found;
  }
  return undefined;
}

async function kept(name: string, path: string): Promise<Response | undefined> {
  const cache = await scope.caches.open(name);
  return cache.match(path, { ignoreVary: true });
}
