import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Stack } from '../src/stack.ts';

const GUIDE = resolve(import.meta.dirname, '../../docs/api-guide.md');

describe('The API guide', () => {
  let stack: Stack;
  let folder: string;

  beforeAll(async () => {
    stack = await Stack.start();
    folder = await mkdtemp(join(tmpdir(), 'tacet-guide-'));
  });

  afterAll(async () => {
    await stack?.dispose();
    await rm(folder, { recursive: true, force: true });
  });

  test('is true: every block runs against a real server', async () => {
    const blocks = [...(await readFile(GUIDE, 'utf8')).matchAll(/^```sh\n(.*?)^```/gms)].map(
      (match) => match[1],
    );
    expect(blocks.length).toBeGreaterThan(4);
    const script = ['set -euo pipefail', `BASE=${stack.url}`, ...blocks].join('\n');
    const { stdout } = await promisify(execFile)('bash', ['-c', script], { cwd: folder });
    expect(stdout).toContain('"accountId"');
    expect(stdout).toContain('"code":"not-found"');
  });
});
