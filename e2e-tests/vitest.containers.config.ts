import { defineConfig } from 'vitest/config';

/** `./tacet verify docker`: minutes, and a Docker engine. */
export default defineConfig({
  test: {
    include: ['containers/**/*.story.ts'],
    fileParallelism: false,
    testTimeout: 600_000,
    // The images are built in it.
    hookTimeout: 1_800_000,
    passWithNoTests: false,
  },
});
