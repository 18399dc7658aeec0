import config from "./jest.config.js";

/**
 * Whole workflows, by act, and images that real installers make, with a real engine, registry and index: minutes, where
 * the others take seconds.
 */
export default {
  ...config,
  testMatch: ["<rootDir>/test/end-to-end/*.test.ts"],
  // They share the engine, and wait for it most of the time.
  maxWorkers: 2,
  testTimeout: 600_000,
};
