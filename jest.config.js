/** Node 24 strips the types itself, so nothing is transformed. */
export default {
  transform: {},
  extensionsToTreatAsEsm: [".ts"],
  testMatch: ["<rootDir>/{actions,packages}/*/test/**/*.test.ts", "<rootDir>/test/**/*.test.ts"],
  testEnvironmentOptions: { customExportConditions: ["source", "node", "node-addons"] },
  testTimeout: 30_000,
};
