import { globSync, readFileSync } from 'node:fs';

/** The root of the repository. */
const root = new URL('../../../', import.meta.url).pathname;
/** Not ours, made from ours, or this check itself. */
const OUTSIDE = new Set(['node_modules', 'target', 'dist', 'gen', '.git', 'specification']);

export interface Source {
  readonly path: string;
  readonly text: string;
}

const everything: readonly string[] = globSync('**/*.{ts,tsx,java,lua,proto,md}', {
  cwd: root,
  exclude: (path) => OUTSIDE.has(path.slice(path.lastIndexOf('/') + 1)),
});

/** The files of the repository, in whatever language, whose path matches. */
export function files(wanted: RegExp): readonly Source[] {
  return everything
    .filter((path) => wanted.test(path))
    .map((path) => ({ path, text: readFileSync(root + path, 'utf8') }));
}

export const code = (): readonly Source[] =>
  files(/^(?:[\w-]+\/src\/main\/|web-client\/src\/).*\.(?:java|tsx?|lua|proto)$/);
export const tests = (): readonly Source[] =>
  files(/^(?:[\w-]+\/src\/test\/|web-client\/test\/|e2e-tests\/|service-kit-test\/).*\.(?:java|tsx?)$/);
export const pages = (): readonly Source[] => files(/^(?:docs|contracts)\/.*\.md$|^[A-Z]+\.md$/);

/** Where each rule is defined: in bold, in a page of the specification. */
export function definitions(): ReadonlyMap<string, readonly string[]> {
  return collect(files(/^docs\/spec\/.*\.md$/), /\*\*\[([A-Z]{1,2}-\d+)\]/g);
}

/** Where each rule is cited. */
export const citations = (sources: readonly Source[]): ReadonlyMap<string, readonly string[]> =>
  collect(sources, /\[([A-Z]{1,2}-\d+)\]/g);

/** A test's name: the text that a call begins with, `it('…'`, `it.each([…])('…'`, or JUnit's `@DisplayName("…")`. */
const NAME = /\(\s*(?:'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)"|`((?:[^`\\]|\\.)*)`)/g;
const JAVA_NAME = /@DisplayName\(((?:\s*\+?\s*"(?:[^"\\\n]|\\.)*")+)/g;

/** Which tests carry each rule in their name. */
export function namedTests(): ReadonlyMap<string, readonly string[]> {
  const names = tests().map(({ path, text }) => ({
    path,
    text: [...text.matchAll(path.endsWith('.java') ? JAVA_NAME : NAME)].map(([name]) => name).join('\n'),
  }));
  return citations(names);
}

function collect(sources: readonly Source[], pattern: RegExp): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const { path, text } of sources) {
    for (const [, rule = ''] of text.matchAll(pattern)) {
      found.set(rule, [...(found.get(rule) ?? []), path]);
    }
  }
  return found;
}
