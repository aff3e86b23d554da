import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['stories/**/*.story.ts'],
    globalSetup: 'src/stack-of-the-run.ts',
    // Two stacks and their browsers at a time: a story waits as long as it works, for a JVM to start, a browser to answer,
    // a cookie to be written down. More are slower on two cores, and memory for every core is not to be expected.
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 180_000,
    passWithNoTests: false,
  },
});
