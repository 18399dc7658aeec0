import fc from "fast-check";

/** The policy that the actions have by default: LabLink's environments, and every ref. */
export const lablinkPolicy = {
  developmentEnvironments: ["test", "ci-test"],
  productionEnvironments: ["prod"],
  productionRefs: ["*"],
  productionOn: "dispatch" as const,
  releaseTags: [],
};

/** How many cases of a property are tried. */
export const cases = { numRuns: 10_000 };

/**
 * Text of any code points, half surrogate pairs among them. fast-check's own binary strings take more than a second to
 * prepare, in every test file that imports them.
 */
export const anyText: fc.Arbitrary<string> = fc
  .array(fc.oneof(fc.nat({ max: 0x7f }), fc.nat({ max: 0xffff }), fc.nat({ max: 0x10ffff })), {
    maxLength: 10,
  })
  .map((points) => String.fromCodePoint(...points));

const number = fc.oneof(
  { weight: 9, arbitrary: fc.nat({ max: 30 }).map(String) },
  { weight: 1, arbitrary: fc.bigInt({ min: 0n, max: 10n ** 25n }).map(String) },
);

/** Versions in PEP 440's canonical spelling: public, so without a local part. */
export const canonicalVersion: fc.Arbitrary<string> = fc
  .record({
    release: fc.array(number, { minLength: 1, maxLength: 4 }),
    pre: fc.option(fc.tuple(fc.constantFrom("a", "b", "rc"), number), { freq: 2, nil: undefined }),
    post: fc.option(number, { freq: 2, nil: undefined }),
    dev: fc.option(number, { freq: 2, nil: undefined }),
  })
  .map(({ release, pre, post, dev }) =>
    [
      release.join("."),
      pre?.join("") ?? "",
      post === undefined ? "" : `.post${post}`,
      dev === undefined ? "" : `.dev${dev}`,
    ].join(""),
  );

/** Versions in any spelling PEP 440 allows, epochs and local parts among them. */
export const spelledVersion: fc.Arbitrary<string> = fc
  .record({
    space: fc.constantFrom("", " ", "\t"),
    v: fc.constantFrom("", "v", "V"),
    epoch: fc.option(number, { freq: 4, nil: undefined }),
    release: fc.array(fc.tuple(fc.constantFrom("", "0", "00"), number), {
      minLength: 1,
      maxLength: 4,
    }),
    pre: fc.option(
      fc.tuple(
        fc.constantFrom("", "-", "_", "."),
        fc.constantFrom("a", "b", "c", "rc", "alpha", "beta", "pre", "preview", "RC", "Alpha"),
        fc.constantFrom("", "-", "_", "."),
        number,
      ),
      { freq: 2, nil: undefined },
    ),
    post: fc.option(
      fc.oneof(
        number.map((digits) => `-${digits}`),
        fc
          .tuple(fc.constantFrom("", "-", "_", "."), fc.constantFrom("post", "rev", "r", "Post"))
          .map((parts) => parts.join("")),
      ),
      { freq: 2, nil: undefined },
    ),
    dev: fc.option(
      fc
        .tuple(fc.constantFrom("", "-", "_", "."), fc.constantFrom("dev", "DEV"), number)
        .map((parts) => parts.join("")),
      { freq: 2, nil: undefined },
    ),
    local: fc.option(fc.stringMatching(/^[a-zA-Z0-9]{1,4}([-_.][a-zA-Z0-9]{1,4}){0,2}$/), {
      freq: 4,
      nil: undefined,
    }),
  })
  .map((parts) =>
    [
      parts.space,
      parts.v,
      parts.epoch === undefined ? "" : `${parts.epoch}!`,
      parts.release.map(([zeros, digits]) => zeros + digits).join("."),
      parts.pre?.join("") ?? "",
      parts.post ?? "",
      parts.dev ?? "",
      parts.local === undefined ? "" : `+${parts.local}`,
      parts.space,
    ].join(""),
  );

/** What somebody may type instead of a version. */
export const anyVersionText: fc.Arbitrary<string> = fc.oneof(
  canonicalVersion,
  spelledVersion,
  fc.constantFrom("", "latest", "main", "0.2.0,ghcr.io/evil/x:y", "0.2.0\nchannel=production"),
  anyText,
);

const environment = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom("", "test", "ci-test", "prod") },
  { weight: 1, arbitrary: fc.constantFrom("staging", "Prod", "production", "test ", "__proto__") },
  { weight: 1, arbitrary: fc.string() },
);

const eventName = fc.oneof(
  { weight: 4, arbitrary: fc.constant("workflow_dispatch") },
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      "pull_request",
      "merge_group",
      "push",
      "schedule",
      "release",
      "repository_dispatch",
    ),
  },
  { weight: 1, arbitrary: fc.constantFrom("pull_request_target", "workflow_run", "", "issues") },
  { weight: 1, arbitrary: fc.string() },
);

const ref = fc.oneof(
  fc.constantFrom("refs/heads/main", "refs/heads/test", "refs/heads/feature/x", "refs/tags/v1"),
  fc.nat({ max: 9999 }).map((number) => `refs/pull/${number}/merge`),
  anyText.map((name) => `refs/heads/${name}`),
  fc.string(),
);

/** Any trigger, with LabLink's policy. */
export const anyTrigger = fc.record({
  eventName,
  ref,
  environment,
  policy: fc.constant(lablinkPolicy),
});
