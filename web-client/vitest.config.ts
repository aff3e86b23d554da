import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
    environment: 'node',
    globalSetup: 'test/ui/browser/page-of-the-run.ts',
    // One for each core. The default leaves one core to Vitest itself, which has next to nothing to do: half of two.
    maxWorkers: availableParallelism(),
    passWithNoTests: false,
    // Whatever waits has a bound of its own, and says what it missed; this only ends what hangs, on a slow machine too.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
});
