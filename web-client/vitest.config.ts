import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { include: ['test/**/*.test.ts', 'test/**/*.test.tsx'], environment: 'node', passWithNoTests: false, testTimeout: 30_000, hookTimeout: 30_000 },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
});
