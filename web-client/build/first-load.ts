/**
 * Says what a visit fetches as it goes over the wire before its first screen can be used, and before a conversation is open,
 * and fails when either is more than was promised. Run after `precompress.ts`.
 */
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const SITE = join(import.meta.dirname, '../dist/site');

/** JavaScript and CSS of page and worker, Brotli: so that the first screen is usable within a second on a slow line. */
const FIRST_SCREEN_BYTES = 100 * 1024;
/** The same with the messenger's working parts, which come while a password is typed. */
const CONVERSATION_BYTES = 160 * 1024;
/** What only the second one has. */
const WORKING_PARTS = /^opened-account-[\w-]+\.js$/;

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
for (const needed of ['first-', 'messenger-worker-']) {
  if (![...found].some((file) => file.includes(needed))) throw new Error(`no ${needed} in the first load`);
}
report('first screen', FIRST_SCREEN_BYTES);

const working = readdirSync(join(SITE, 'assets')).filter((file) => WORKING_PARTS.test(file));
if (working.length !== 1) throw new Error('the working parts are not one file');
for (const file of working) fetch(`assets/${file}`);
report('until a conversation is open', CONVERSATION_BYTES);

function report(what: string, most: number): void {
  const bytes = [...found].reduce((sum, file) => sum + sizeOf(file), 0);
  console.log(`${what}: ${(bytes / 1024).toFixed(1)} KiB of ${most / 1024} (${[...found].join(', ')})`);
  if (bytes > most) throw new Error(`${what}: larger than promised`);
}
