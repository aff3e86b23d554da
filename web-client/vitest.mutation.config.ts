import { defineConfig } from 'vitest/config';

/** The tests that a mutant of the core must not survive: all but those that build or read the sources themselves. */
export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ['test/bytes/**/*.test.ts', 'test/crypto/**/*.test.ts', 'test/protocol/**/*.test.ts'],
    exclude: ['test/crypto/chromium.test.ts', 'test/protocol/specification.test.ts'],
    testTimeout: 60_000,
  },
});
