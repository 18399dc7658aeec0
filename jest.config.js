/** Node 24 strips the types itself, so nothing is transformed. */
export default {
  transform: {},
  extensionsToTreatAsEsm: [".ts"],
  testMatch: ["<rootDir>/{actions,packages}/*/test/**/*.test.ts", "<rootDir>/test/*.test.ts"],
  // Jest leaves a processor free by default, which on a machine of two is half of them.
  maxWorkers: "100%",
  testTimeout: 30_000,
};
