import { configDefaults, defineConfig } from 'vitest/config';

/** Test files that need their own project; everything else named *.test.ts is a unit test. */
const INTEGRATION = ['test/integration/**/*.test.ts', 'test/chaos/**/*.test.ts', 'test/replay/**/*.test.ts'];
const ARCHITECTURE = ['test/architecture/**/*.test.ts'];
const E2E = ['test/e2e/**/*.test.ts'];
/** A short unit of work must not fail because eight others share the machine's two cores. */
const UNIT_TIMEOUT_MS = 20_000;
const INTEGRATION_TIMEOUT_MS = 120_000;
const E2E_TIMEOUT_MS = 180_000;

export default defineConfig({
  test: {
    globalSetup: ['test/kit/global-setup.ts'],
    exclude: [...configDefaults.exclude, '**/dist/**', '**/data/**'],
    pool: 'forks',
    maxWorkers: 2,
    teardownTimeout: 30_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'architecture',
          include: ARCHITECTURE,
          testTimeout: 60_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['**/*.test.{ts,tsx}'],
          exclude: [...configDefaults.exclude, '**/dist/**', ...ARCHITECTURE, ...INTEGRATION, ...E2E],
          testTimeout: UNIT_TIMEOUT_MS,
          hookTimeout: 60_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          include: INTEGRATION,
          testTimeout: INTEGRATION_TIMEOUT_MS,
          hookTimeout: INTEGRATION_TIMEOUT_MS,
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: E2E,
          testTimeout: E2E_TIMEOUT_MS,
          hookTimeout: E2E_TIMEOUT_MS,
          maxWorkers: 1,
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
