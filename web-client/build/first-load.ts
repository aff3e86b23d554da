/**
 * Says what a first visit fetches as it goes over the wire, and fails when that is more than was promised. Run after
 * `precompress.ts`.
 */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const SITE = join(import.meta.dirname, '../dist/site');

/** JavaScript and CSS of page and worker, Brotli: so that the first screen is usable within a second on a slow line. */
const MAX_BYTES = 120 * 1024;

/** Files that are fetched at once: those the page names, what they import, and the worker; not what comes later. */
const FETCHED = [
  /(?:src|href)="\/(assets\/[^"]+\.(?:js|css))"/g,
  /\b(?:from|import)\s*["'`]\.\/([\w-]+\.js)["'`]/g,
  /["'`]\/(assets\/messenger-worker-[\w-]+\.js)["'`]/g,
];

const found = new Set<string>();

function fetch(file: string): void {
  if (found.has(file)) return;
  found.add(file);
  const text = readFileSync(join(SITE, file), 'utf8');
  for (const pattern of FETCHED) {
    for (const [, name = ''] of text.matchAll(pattern)) {
      fetch(name.startsWith('assets/') ? name : `assets/${name}`);
    }
  }
}

function sizeOf(file: string): number {
  const path = join(SITE, file);
  return statSync(existsSync(`${path}.br`) ? `${path}.br` : path).size;
}

fetch('index.html');
found.delete('index.html');
for (const needed of ['index-', 'messenger-worker-']) {
  if (![...found].some((file) => file.includes(needed))) throw new Error(`no ${needed} in the first load`);
}
const bytes = [...found].reduce((sum, file) => sum + sizeOf(file), 0);
console.log(`first load: ${(bytes / 1024).toFixed(1)} KiB of ${MAX_BYTES / 1024} (${[...found].join(', ')})`);
if (bytes > MAX_BYTES) throw new Error('the first load is larger than promised');
