import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

describe('What ./tacet builds anew', () => {
  let tree: string;
  beforeEach(() => {
    tree = mkdtempSync(join(tmpdir(), 'tacet-changed-'));
    cpSync(new URL('../../bin/changed.sh', import.meta.url), join(tree, 'changed.sh'));
    for (const folder of [
      '.mvn',
      'contracts',
      'a-service/src/main',
      'B-service/src/main',
      'a-service/target',
    ]) {
      mkdirSync(join(tree, folder), { recursive: true });
    }
    for (const file of ['pom.xml', 'a-service/pom.xml', 'B-service/pom.xml', '.mvn/x', 'contracts/x'])
      put(file, '');
    for (const file of ['a.java', 'B.java', 'Ä.java']) put(`a-service/src/main/${file}`, file);
    put('built', '');
  });
  afterEach(() => rmSync(tree, { recursive: true }));

  const put = (file: string, content: string) => writeFileSync(join(tree, file), content);
  const run = (script: string, variables: NodeJS.ProcessEnv = {}) =>
    execFileSync('bash', ['-c', `set -euo pipefail; STAMPS=stamps; . ./changed.sh; ${script}`], {
      cwd: tree,
      encoding: 'utf8',
      env: { ...process.env, GIT_CEILING_DIRECTORIES: tmpdir(), ...variables },
    });
  const built = () => run('built java "${JAVA[@]}"; echo built');
  const isStale = (variables?: NodeJS.ProcessEnv) =>
    run('if stale java built "${JAVA[@]}"; then echo stale; fi', variables) === 'stale\n';
  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-C', tree, '-c', 'safe.directory=*', ...args]);

  test.each(['an unpacked archive', 'a clone'])('is what was changed in %s', (kind) => {
    if (kind === 'a clone') git('init', '-q');
    expect(built()).toBe('built\n');
    expect(isStale()).toBe(false);
    put('a-service/target/a.class', 'what a build made');
    expect(isStale()).toBe(false);
    put('a-service/src/main/B.java', 'changed');
    expect(isStale()).toBe(true);
    built();
    put('B-service/src/main/new.java', '');
    expect(isStale()).toBe(true);
  });

  test('is what was changed where the folder around it is a clone of something else, and ignores it', () => {
    mkdirSync(join(tree, 'inner'));
    for (const each of ['.mvn', 'contracts', 'a-service', 'B-service', 'pom.xml', 'built', 'changed.sh']) {
      renameSync(join(tree, each), join(tree, 'inner', each));
    }
    put('.gitignore', '*');
    git('init', '-q');
    tree = join(tree, 'inner');
    built();
    put('a-service/src/main/B.java', 'changed');
    expect(isStale()).toBe(true);
    tree = join(tree, '..');
  });

  test('is nothing only because somebody else starts it', () => {
    git('init', '-q');
    built();
    for (const locale of ['C', 'C.UTF-8', 'en_US.UTF-8']) expect(isStale({ LC_ALL: locale })).toBe(false);
    // Git trusts no folder of somebody else's.
    rmSync(join(tree, '.git'), { recursive: true });
    expect(isStale()).toBe(false);
  });
});
