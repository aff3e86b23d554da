/** The files of one build and the name of the cache that holds them; filled in by the build. */
export interface Precache {
  /** Digest of all files: another build has another cache. */
  readonly version: string;
  /** Absolute paths, `/` for the page itself. */
  readonly files: readonly string[];
}

const PREFIX = 'tacet-client-';

/** Where the build puts files with a digest in their name. */
const BUILT = '/assets/';

export function cacheName(precache: Precache): string {
  return PREFIX + precache.version;
}

/** Caches of other builds of this client. */
export function outdated(names: readonly string[], precache: Precache): readonly string[] {
  return names.filter((name) => name.startsWith(PREFIX) && name !== cacheName(precache));
}

/**
 * The caches of all builds here, the newest first.
 * @param names in the order in which they were made, as `CacheStorage.keys` has them
 */
export function newestFirst(names: readonly string[]): readonly string[] {
  return names.filter((name) => name.startsWith(PREFIX)).toReversed();
}

/** How a request is answered. `pass`: not ours, the browser does what it would have done. */
export type Answering = 'pass' | 'page' | 'file';

export function answering(
  request: { readonly method: string; readonly url: string; readonly mode: string },
  origin: string,
  precache: Precache,
): Answering {
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== origin) return 'pass';
  if (url.pathname.startsWith('/api/') || url.pathname === '/ws') return 'pass';
  if (request.mode === 'navigate') return 'page';
  // Those of a newer build that waits are not listed.
  return precache.files.includes(url.pathname) || url.pathname.startsWith(BUILT) ? 'file' : 'pass';
}
