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

const pages = ['protocol', 'wire-format', 'content', 'storage', 'relay-frames'].map((page) =>
  read(`docs/spec/${page}.md`),
);
const rules = new Set(
  pages.flatMap((page) => [...page.matchAll(/\*\*\[([A-Z]+-\d+)\]/g)].map((hit) => hit[1])),
);
const cited = (text: string): Set<string> =>
  new Set([...text.matchAll(/\[([A-Z]{1,2}-\d+)\]/g)].map((hit) => hit[1] ?? ''));
const code = ['src/bytes', 'src/crypto', 'src/protocol'].map(sources).join('\n');

describe('The specification', () => {
  it('has every rule that code or tests cite', () => {
    expect(rules.size).toBeGreaterThan(60);
    const tests = ['test/bytes', 'test/crypto', 'test/protocol'].map(sources).join('\n');
    const unknown = [...cited(code), ...cited(tests)].filter((rule) => !rules.has(rule));
    expect(unknown).toEqual([]);
  });

  it('has no rule about keys, handshake, ratchet, pairs, typing or wire that no code keeps', () => {
    const kept = cited(code);
    // [S-5] is kept by whoever stores; the pages on content and relay have other readers too.
    const ours = [...rules].filter((rule) => /^(?:K|H|R|Q|T|I|PK|P|W|S)-/.test(rule ?? ''));
    expect(ours.filter((rule) => !kept.has(rule ?? ''))).toEqual(['S-5']);
  });

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
