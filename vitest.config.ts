import { defineConfig } from 'vitest/config';

const long = 'test/**/*.long.test.ts';
const usual = {
  setupFiles: ['test/support/property-seed.ts'],
  testTimeout: 60_000,
  hookTimeout: 120_000,
};

export default defineConfig({
  test: {
    globalSetup: ['test/support/build.ts'],
    // More than this many at once only wait for each other; fewer leave a machine idle while servers wait.
    maxWorkers: 3,
    projects: [
      // The longest of all go first, so that nobody waits for the last of them.
      { test: { ...usual, name: 'long', include: [long] } },
      // Most of these take less time than to read the program: the process that read it goes on with the next file.
      { test: { ...usual, name: 'quick', include: ['test/**/*.test.ts'], exclude: [long], isolate: false } },
    ],
  },
});
