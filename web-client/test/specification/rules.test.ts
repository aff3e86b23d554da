import { describe, expect, it } from 'vitest';
import { citations, code, definitions, namedTests, pages, tests } from './rules.ts';

const defined = definitions();
const rules = [...defined.keys()];
const kept = citations(code());
const tested = namedTests();
/** Rules that are being written into code elsewhere; as soon as one is cited it has to leave this list. */
const UNDER_WAY = { code: ['C-16', 'C-17'], tests: ['C-13', 'C-14', 'C-16', 'C-17'] };

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
    expect(rules.filter((rule) => !kept.has(rule))).toEqual(UNDER_WAY.code);
  });

  it('are each named by a test', () => {
    expect(rules.filter((rule) => !tested.has(rule))).toEqual(UNDER_WAY.tests);
  });

  it('can be counted', () => {
    const count = (of: ReadonlyMap<string, unknown>) => rules.filter((rule) => of.has(rule)).length;
    process.stdout.write(
      `Specification: ${rules.length} rules, ${count(kept)} cited in code, ${count(tested)} tested by name\n`,
    );
    expect(count(kept)).toBe(rules.length - UNDER_WAY.code.length);
    expect(count(tested)).toBe(rules.length - UNDER_WAY.tests.length);
  });
});
