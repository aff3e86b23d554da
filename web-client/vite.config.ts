import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

import { defineConfig, type Plugin } from 'vite';

/** Larger files are word lists for choosing a password, which needs the network anyway. */
const MAX_KEPT_BYTES = 512 * 1024;

/** The service worker's code, which is no part of the page. */
const OFFLINE = /[\\/]src[\\/]app[\\/]offline[\\/]/;

const site = join(import.meta.dirname, 'dist/site');

export default defineConfig({
  root: import.meta.dirname,
  build: {
    outDir: 'dist/site',
    emptyOutDir: true,
    target: 'es2024',
    // The first with light-dark(): for older ones each colour would be written twice again.
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    modulePreload: { polyfill: false },
    sourcemap: false,
    assetsInlineLimit: 0,
    // In kB: the dictionaries of the password estimator, which come late. What comes first is bounded by first-load.ts.
    chunkSizeWarningLimit: 1_800,
    rolldownOptions: {
      input: {
        index: join(import.meta.dirname, 'index.html'),
        'service-worker': join(import.meta.dirname, 'src/app/offline/service-worker.ts'),
      },
      output: {
        // A service worker's address must stay the same for ever; everything else carries its digest.
        entryFileNames: (chunk) =>
          chunk.name === 'service-worker' ? '[name].js' : 'assets/[name]-[hash].js',
        // All of the first load in one file: in two it would take most of a KiB more.
        codeSplitting: {
          groups: [{ name: 'first', tags: ['$initial'], test: (id) => !OFFLINE.test(id) }],
        },
      },
    },
  },
  worker: {
    format: 'es',
    plugins: () => [pureEnums()],
    rolldownOptions: {
      output: {
        // As above: whatever comes late would cut what it shares with the first load out of it, piece by piece.
        codeSplitting: { groups: [{ name: 'first', tags: ['$initial'] }] },
      },
    },
  },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  plugins: [precache()],
});

/**
 * Enums of the protobuf runtime, as the compiler of TypeScript writes them, look like side effects and stay in the
 * worker though nothing asks for them. As pure expressions those that are unused go.
 */
function pureEnums(): Plugin {
  const written = /export var (\w+);\s*\(function \(\1\) \{([^{}]*)\}\)\(\1 \|\| \(\1 = \{\}\)\);/gu;
  return {
    name: 'tacet-pure-enums',
    apply: 'build',
    transform: {
      filter: { id: /@bufbuild\/protobuf\/dist\/esm\/.*\.js$/ },
      handler: (code) => ({
        code: code.replace(written, 'export var $1 = /* @__PURE__ */ (function ($1) {$2 return $1; })({});'),
        map: null,
      }),
    },
  };
}

/** Tells the service worker, once all is written, which files this build consists of. */
function precache(): Plugin {
  return {
    name: 'tacet-precache',
    apply: 'build',
    closeBundle() {
      const paths = readdirSync(site, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && entry.name !== 'service-worker.js')
        .map((entry) => relative(site, join(entry.parentPath, entry.name)).split(sep).join('/'))
        .filter((path) => statSync(join(site, path)).size <= MAX_KEPT_BYTES)
        .toSorted();
      const digest = createHash('sha256');
      for (const path of paths) digest.update(`${path}\n`).update(readFileSync(join(site, path)));
      const files = paths.map((path) => (path === 'index.html' ? '/' : `/${path}`));
      const version = digest.digest('hex').slice(0, 16);
      const worker = join(site, 'service-worker.js');
      const code = readFileSync(worker, 'utf8');
      writeFileSync(worker, `const PRECACHE=${JSON.stringify({ version, files })};\n${code}`);
    },
  };
}
