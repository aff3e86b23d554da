import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { limits } from '../../src/protocol/index.ts';

const root = new URL('../../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8');

/** The TypeScript files below a folder of the client, as one text. */
function sources(folder: string): string {
  return readdirSync(new URL(`web-client/${folder}/`, root), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.startsWith('gen/'))
    .map((name) => read(`web-client/${folder}/${name}`))
    .join('\n');
}

const code = ['src/bytes', 'src/crypto', 'src/protocol'].map(sources).join('\n');

describe('The specification', () => {
  it('gives every limit with its value', () => {
    const page = read('docs/spec/limits.md');
    const written = Object.fromEntries(
      [...page.matchAll(/^\| `([A-Z0-9_]+)` \| ([\d., ]+) \|/gm)].map((row) => {
        const [value, ...more] = (row[2] ?? '').split(', ').map(Number);
        return [row[1], more.length === 0 ? value : [value, ...more]];
      }),
    );
    expect(written).toEqual({ ...limits });
  });

  it('names every refusal that is not one of form', () => {
    const page = read('docs/spec/limits.md');
    const thrown = [
      ...code.matchAll(
        /(?:Validation|Verification)Error\(\s*'([a-z0-9-]+)'|demand\([^;]*?'(content-[a-z-]+)'/g,
      ),
    ];
    const codes = new Set(thrown.map((hit) => hit[1] ?? hit[2] ?? ''));
    expect(codes.size).toBeGreaterThan(30);
    expect([...codes].filter((each) => !page.includes(`\`${each}\``))).toEqual([]);
  });
});
