import { createServer, type Server } from 'node:http';
import type { Browser } from 'playwright-core';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../ui/browser/launch.ts';
import { verdicts, type Verdicts } from './verdicts.ts';
import { vectors } from './vectors.ts';
import type { VectorFiles } from './vector-files.ts';

const files: VectorFiles = {
  x25519: vectors('x25519'),
  ed25519: vectors('ed25519'),
  'ml-kem-768': vectors('ml-kem-768'),
  'aes-256-gcm': vectors('aes-256-gcm'),
  'sha256-family': vectors('sha256-family'),
};

/** The same code as here, as one script for a page. */
async function bundle(): Promise<string> {
  const entry = new URL('verdicts.ts', import.meta.url).pathname;
  const built = await build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      minify: false,
      target: 'es2024',
      lib: { entry, formats: ['es'], fileName: 'verdicts' },
      rolldownOptions: { output: { codeSplitting: false } },
    },
  });
  const outputs = (Array.isArray(built) ? built : [built]).flatMap((each) =>
    'output' in each ? each.output : [],
  );
  const [script] = outputs.filter((each) => each.type === 'chunk');
  if (script === undefined || outputs.length !== 1) {
    throw new Error('expected one script');
  }
  return script.code;
}

let server: Server;
let browser: Browser;
let origin: string;
beforeAll(async () => {
  const script = await bundle();
  server = createServer((request, response) => {
    const isScript = request.url === '/verdicts.js';
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html');
    response.end(isScript ? script : '<!doctype html><title>verdicts</title>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  origin = `http://localhost:${typeof address === 'object' ? address?.port : ''}`;
  browser = await launchBrowser();
}, 120_000);

afterAll(async () => {
  await browser.close();
  await new Promise((resolve) => server.close(resolve));
});

describe('Chromium', () => {
  it('gives the same verdict as Node to every vector [K-2] [K-3] [K-4], and holds the conversation', async () => {
    const page = await browser.newPage();
    await page.goto(origin);
    // As text: what the test runner makes of `import()` would not run in a page.
    const call = `import('/verdicts.js').then((script) => script.verdicts(${JSON.stringify(files)}))`;
    const theirs = await page.evaluate<Verdicts>(call);
    const ours = await verdicts(files);
    expect(Object.keys(ours).length).toBeGreaterThan(45);
    expect(theirs).toEqual(ours);
    expect(ours).toMatchObject({
      'a conversation': '1 2 3 4 5 6',
      'ML-KEM-768 of the platform and of noble': 'true',
    });
    expect(Object.values(ours).filter((verdict) => verdict.startsWith('not typed'))).toEqual([]);
  }, 120_000);
});
