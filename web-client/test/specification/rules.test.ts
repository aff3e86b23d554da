import { describe, expect, it } from 'vitest';
import { citations, code, definitions, namedTests, pages, tests } from './rules.ts';

const defined = definitions();
const rules = [...defined.keys()];
const kept = citations(code());
const tested = namedTests();
const missing = (found: ReadonlyMap<string, unknown>): readonly string[] =>
  rules.filter((rule) => !found.has(rule));

/** Whether a test of that file carries the rule in its name. */
const names = (file: string, rule: string): boolean =>
  tested.get(rule)?.some((path) => new RegExp(`/${file}(?:\\.test|-contract)?\\.ts$`).test(path)) ?? false;

describe('The rules of the specification', () => {
  it('are defined once', () => {
    expect(rules.length).toBeGreaterThan(100);
    expect([...defined].filter(([, places]) => places.length !== 1)).toEqual([]);
  });

  it('are all that code, tests and pages cite', () => {
    const cited = citations([...code(), ...tests(), ...pages()]);
    expect([...cited].filter(([rule]) => !defined.has(rule))).toEqual([]);
  });

  it('are each cited beside the code that keeps it', () => {
    expect(missing(kept)).toEqual([]);
  });

  it('are each named by a test', () => {
    expect(missing(tested)).toEqual([]);
  });

  it('can be counted', () => {
    const count = (of: ReadonlyMap<string, unknown>) => rules.filter((rule) => of.has(rule)).length;
    process.stdout.write(
      `Specification: ${rules.length} rules, ${count(kept)} cited in code, ${count(tested)} tested by name\n`,
    );
    expect(rules.length).toBeGreaterThan(0);
  });
});

describe('The security considerations', () => {
  const [page] = pages().filter(({ path }) => path === 'docs/spec/security-considerations.md');
  /** A test in backticks and the rules that it is said to prove. */
  const claims = [...(page?.text ?? '').matchAll(/`([a-z][a-z0-9-]*)`((?: \[[A-Z]{1,2}-\d+\])*)/g)].map(
    ([, file = '', cited = '']) => ({ file, rules: cited.match(/[A-Z]{1,2}-\d+/g) ?? [] }),
  );

  it('name tests that exist and prove those rules by name', () => {
    const files = tests().map(({ path }) => path);
    expect(claims.length).toBeGreaterThan(30);
    expect(claims.filter(({ file }) => !files.some((path) => path.endsWith(`/${file}.test.ts`)))).toEqual([]);
    const unproved = claims.flatMap(({ file, rules: cited }) =>
      cited.filter((rule) => !names(file, rule)).map((rule) => `${file} ${rule}`),
    );
    expect(unproved).toEqual([]);
  });
});
