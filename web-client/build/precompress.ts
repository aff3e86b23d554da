/**
 * Writes a `.br` and a `.gz` beside every file of the built site that shrinks, so that the gateway
 * compresses nothing while it serves. Run after Vite.
 */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const SITE = join(import.meta.dirname, '../dist/site');

/** Images and fonts are compressed already. */
const COMPRESSIBLE = /\.(html|js|css|json|svg|txt|webmanifest)$/;

/** Below this the header of the answer weighs more than what is saved. */
const MIN_BYTES = 512;

for (const entry of await readdir(SITE, { recursive: true, withFileTypes: true })) {
  const file = join(entry.parentPath, entry.name);
  if (!entry.isFile() || !COMPRESSIBLE.test(entry.name)) continue;
  const content = await readFile(file);
  if (content.length < MIN_BYTES) continue;
  const brotli = brotliCompressSync(content, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
    },
  });
  const gzip = gzipSync(content, { level: constants.Z_BEST_COMPRESSION });
  if (brotli.length < content.length) await writeFile(`${file}.br`, brotli);
  if (gzip.length < content.length) await writeFile(`${file}.gz`, gzip);
}
