import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['stories/**/*.story.ts'],
    // Two cores: one stack and its browsers at a time.
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 180_000,
    passWithNoTests: false,
  },
});
