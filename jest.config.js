/** Node 24 strips the types itself, so nothing is transformed but the programs that run elsewhere. */
export default {
  transform: { "\\.(py|sh)$": "<rootDir>/scripts/text-transformer.ts" },
  extensionsToTreatAsEsm: [".ts", ".py", ".sh"],
  testMatch: ["<rootDir>/{actions,packages}/*/test/**/*.test.ts", "<rootDir>/test/*.test.ts"],
  // Jest leaves a processor free by default, which on a machine of two is half of them.
  maxWorkers: "100%",
  testTimeout: 30_000,
};
