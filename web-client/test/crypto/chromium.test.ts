import { createServer, type Server } from 'node:http';
import type { Browser } from 'playwright-core';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../ui/browser/launch.ts';
import { expectedOf, questions, type Verdicts } from './published.ts';
import { allVectors } from './vectors.ts';

const files = allVectors();

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
  it.each(['native', 'noble'] as const)(
    'gives every published vector its verdict, ML-KEM %s [K-2] [K-3] [K-4], and holds the conversation',
    async (kem) => {
      const page = await browser.newPage();
      await page.goto(origin);
      // As text: what the test runner makes of `import()` would not run in a page.
      const given = `${JSON.stringify(files)}, '${kem}'`;
      const said = await page.evaluate<Verdicts>(
        `import('/verdicts.js').then((script) => script.verdicts(${given}))`,
      );
      const asked = await questions(files, kem);
      expect(asked.length).toBeGreaterThan(950);
      expect(said).toEqual({
        ...expectedOf(asked),
        'a conversation': '1 2 3 4 5 6',
        'ML-KEM-768 of the platform and of noble': 'true',
      });
    },
    120_000,
  );
});
