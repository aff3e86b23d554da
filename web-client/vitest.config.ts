import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** Tests in which whole clients live. */
const CLIENTS = ['messenger', 'hostile-server', 'simulator'].map((folder) => `test/${folder}/**/*.test.ts`);

export default defineConfig({
  test: {
    environment: 'node',
    projects: [
      {
        extends: true,
        test: { name: 'parts', include: ['test/**/*.test.ts', 'test/**/*.test.tsx'], exclude: CLIENTS },
      },
      {
        extends: true,
        test: { name: 'clients', include: CLIENTS, setupFiles: 'test/messenger/world/cheap-limits.ts' },
      },
    ],
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
