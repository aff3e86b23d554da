import { defineConfig } from 'vitest/config';

/**
 * The tests that a mutant of the core must not survive: all but those that build or read the sources themselves, and
 * but three long random stories, which take most of the time and find what the others find.
 */
export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ['test/bytes/**/*.test.ts', 'test/crypto/**/*.test.ts', 'test/protocol/**/*.test.ts'],
    exclude: ['chromium', 'ledger', 'chaos', 'quantum', 'many-hands'].map(
      (name) => `test/**/${name}.test.ts`,
    ),
    testTimeout: 60_000,
  },
});
