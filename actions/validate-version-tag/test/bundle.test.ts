import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import {
  type ActionRun,
  describeWith,
  type GitRepository,
  gitRepository,
  type RunOptions,
  recordedEvent,
  runAction,
  temporaryDirectory,
  tried,
} from "@lablink-actions/testkit";
import { pyproject } from "./support.ts";

const name = "validate-version-tag";
// The one of the recorded push and release.
const tag = "lablink-allocator-service_v0.0.2a0";
const allocator = { package: "lablink-allocator-service", directory: "packages/allocator" };
const both = {
  package: "lablink-allocator-service\nlablink-client-service\n",
  directory: "packages/allocator\npackages/client\n",
};
const accepted = {
  matched: "true",
  package: "lablink-allocator-service",
  version: "0.0.2a0",
  "is-prerelease": "true",
  publish: "true",
};

function run(options: Partial<RunOptions> = {}): Promise<ActionRun> {
  return runAction(name, { event: "push-tag", with: allocator, ...options });
}

/** Red, with these codes in this order, on the page and in the summary, and without outputs. */
function expectRefused(ran: ActionRun, ...codes: string[]): void {
  expect(ran.exitCode).toBe(1);
  expect(ran.outputs).toEqual({});
  expect(ran.annotations.map(({ level, title }) => [level, title?.split(" ")[0]])).toEqual(
    codes.map((code) => ["error", code]),
  );
  expect(ran.summary.match(/LA\d{3}/g)).toEqual(codes);
}

/** Green, with every output and nothing else, and without messages. */
function expectPassedOver(ran: ActionRun): void {
  expect(ran.exitCode).toBe(0);
  expect(ran.outputs).toEqual({
    matched: "false",
    package: "",
    directory: "",
    packages: "[]",
    version: "",
    "is-prerelease": "",
    publish: "false",
  });
  expect(ran.commands).toEqual([]);
}

describeWith("git", "in a monorepo of two packages", () => {
  let repository: GitRepository;
  const respelled = "refs/tags/lablink-allocator-service_v0.0.2-alpha.0";

  beforeAll(async () => {
    repository = await gitRepository();
    await repository.write(
      "packages/allocator/pyproject.toml",
      pyproject(allocator.package, "0.0.2a0"),
    );
    await repository.write(
      "packages/client/pyproject.toml",
      pyproject("lablink_client_service", "0.1"),
    );
    await repository.commit("Release");
    await repository.tag(tag, "Annotated");
    await repository.tag(respelled.replace("refs/tags/", ""));
    await repository.tag("lablink-client-service_v0.1.0");
  });
  afterAll(() => repository.remove());

  const inRepository = (options: Partial<RunOptions> = {}) =>
    run({ workspace: repository.path, ...options });

  test("a push of a tag needs only package and directory", async () => {
    const ran = await inRepository();
    expect(ran).toMatchObject({ exitCode: 0, outputs: accepted, annotations: [] });
    expect(ran.summary).toMatch(/### Version tag.*0\.0\.2a0, a pre-release.* is on main/s);
  });

  test("a release has its own tag, whatever the ref", async () => {
    const event = { ...recordedEvent("release"), ref: "refs/heads/main", ref_name: "main" };
    expect(await inRepository({ event })).toMatchObject({ exitCode: 0, outputs: accepted });
  });

  test("a full ref names its tag, a newline is not part of it, and another spelling gives a notice", async () => {
    const given = { ...allocator, tag: `${respelled}\n`, strict: "false" };
    const ran = await inRepository({ with: given });
    expect(ran).toMatchObject({ exitCode: 0, outputs: accepted });
    expect(ran.annotations).toEqual([
      { level: "notice", message: expect.stringContaining("means version 0.0.2a0 (canonical") },
    ]);
  });

  test("a dry run of a branch needs no tag, and publishes nothing", async () => {
    const given = { ...allocator, "dry-run": "true" };
    const ran = await inRepository({ event: "dispatch", with: given });
    expect(ran).toMatchObject({ exitCode: 0, outputs: { ...accepted, publish: "false" } });
    expect(ran.summary).toContain("no, this is a dry run");
  });

  test("a branch that is named as the tag is not the tag", async () => {
    const event = { ...recordedEvent("dispatch"), ref: `refs/heads/${tag}`, ref_name: tag };
    expectRefused(await inRepository({ event, with: { ...allocator, required: "true" } }), "LA226");
  });

  test("strict refuses another spelling", async () => {
    const ran = await inRepository({ with: { ...allocator, tag: respelled, strict: "true" } });
    expectRefused(ran, "LA203");
  });

  test("the tag chooses one of several packages, and the version is spelled as in its pyproject.toml", async () => {
    const ran = await inRepository({ with: { ...both, tag: "lablink-client-service_v0.1.0" } });
    expect(ran.outputs).toEqual({
      matched: "true",
      package: "lablink-client-service",
      directory: "packages/client",
      packages:
        '[{"package":"lablink-client-service","directory":"packages/client","version":"0.1"}]',
      version: "0.1",
      "is-prerelease": "false",
      publish: "true",
    });
  });
});

describeWith("git", "if the workspace is at a later commit than the tag", () => {
  let repository: GitRepository;
  const at = (version: string) => `lablink-allocator-service_v${version}`;

  beforeAll(async () => {
    repository = await gitRepository();
    const file = `${allocator.directory}/pyproject.toml`;
    await repository.write(file, pyproject(allocator.package, "1.0"));
    await repository.commit("Version 1.0");
    await repository.tag(at("1.0"));
    await repository.tag(at("2.0"));
    await repository.write(file, pyproject(allocator.package, "2.0"));
    await repository.commit("Version 2.0");
  });
  afterAll(() => repository.remove());

  test("the tag is compared with pyproject.toml as it was tagged, and a warning says so", async () => {
    const given = { ...allocator, tag: at("1.0") };
    const ran = await run({ workspace: repository.path, with: given });
    expect(ran).toMatchObject({ exitCode: 0, outputs: { version: "1.0" } });
    expect(ran.annotations).toEqual([
      { level: "warning", message: expect.stringContaining("is not what was tagged") },
    ]);
  });

  test("a version that only the workspace has is not the tag's", async () => {
    const given = { ...allocator, tag: at("2.0") };
    expectRefused(await run({ workspace: repository.path, with: given }), "LA202");
  });

  test("a package that was not there yet has no pyproject.toml", async () => {
    await repository.write("later/pyproject.toml", pyproject(allocator.package, "1.0"));
    const given = { ...allocator, directory: "later", tag: at("1.0") };
    expectRefused(await run({ workspace: repository.path, with: given }), "LA204");
  });
});

describeWith("git", "on a branch that was never merged", () => {
  let repository: GitRepository;
  const badTag = "lablink-allocator-service_v0.0.x";

  beforeAll(async () => {
    repository = await gitRepository();
    await repository.commit("Root");
    await repository.branch("feature");
    await repository.write(
      `${allocator.directory}/pyproject.toml`,
      pyproject(allocator.package, "0.0.2a0"),
    );
    await repository.write("broken/pyproject.toml", "[project]\nversion = 0.0.2a0\n");
    await repository.commit("Off main");
    await repository.tag(tag);
    await repository.tag(badTag);
    await repository.commit("After the tag");
  });
  afterAll(() => repository.remove());

  test("a release is refused, whatever target_commitish says (regression 12)", async () => {
    const { event } = recordedEvent("release");
    expect(event["release"]).toMatchObject({ target_commitish: "main" });
    expectRefused(await run({ event: "release", workspace: repository.path }), "LA213");
  });

  test("all problems are reported at once, on file, line and column if they have one", async () => {
    const ran = await run({
      workspace: repository.path,
      with: { ...allocator, directory: "broken", tag: badTag },
    });
    expectRefused(ran, "LA201", "LA205", "LA213");
    expect(ran.annotations[1]).toMatchObject({
      file: "broken/pyproject.toml",
      line: 2,
      column: 14,
    });
  });

  test("that branch may be given; if another commit is checked out, there is a warning", async () => {
    const ran = await run({
      workspace: repository.path,
      with: { ...allocator, branch: "feature" },
    });
    expect(ran).toMatchObject({ exitCode: 0, outputs: accepted });
    expect(ran.annotations).toEqual([
      { level: "warning", message: expect.stringContaining(`ref: refs/tags/${tag}`) },
    ]);
  });
});

describe("without a repository", () => {
  test("a tag of another package is ignored: green, and every output is written", async () => {
    expectPassedOver(await run({ with: { ...both, tag: "lablink_v9.9" } }));
  });

  test("so is a branch", async () => {
    expectPassedOver(await run({ event: "push-main" }));
  });

  test("all wrong inputs are reported together, and no other word counts as true (regression 15)", async () => {
    const ran = await run({
      with: { package: "a\nb", "tag-prefix": "a=v", tag: "", strict: "yes", "dry-run": "1" },
    });
    expectRefused(ran, "LA901", "LA902", "LA902", "LA215", "LA215");
  });

  test("the branch cannot be checked, and the missing pyproject.toml is reported as well", async () => {
    const ran = await run();
    expectRefused(ran, "LA204", "LA214");
    expect(ran.annotations[1]?.message).toMatch(/not a git repository.*actions\/checkout/);
  });

  test("nor can it without git, and that is reported", async () => {
    await using folder = await temporaryDirectory();
    const ran = await run({ env: { PATH: folder.path } });
    expectRefused(ran, "LA204", "LA214");
    expect(ran.annotations[1]?.message).toMatch(/spawn git ENOENT.*on a runner that has git/);
  });

  test("nor is it, if no branch is given", async () => {
    expectRefused(await run({ with: { ...allocator, branch: "" } }), "LA204");
  });

  const forged = [
    "\n::error::forged\n::set-output name=matched::true\nmatched=true",
    "%0A::notice::forged\r##[error]forged ##[set-output name=version;]9.9",
    "\u0085::warning::forged\u2028::stop-commands::x\u001b[2J\u0001\u{10ffff}<<EOF",
  ];

  test.each(forged)("a tag forges no command and no output: %j", async (text) => {
    const ran = await run({ with: { ...allocator, branch: "", tag: `${tag}${text}` } });
    expectRefused(ran, "LA201", "LA204");
    expect(ran.commands).toHaveLength(2);
    expectPassedOver(await run({ with: { ...allocator, tag: `other${text}` } }));
  });
});

tried(
  "the tag otel-v0.3.0, as release-please writes it, with the packages sdk and otel whose tags begin with otel_v",
  "it is not passed over silently: a warning names otel_v0.3.0",
  async () => {
    const recorded = recordedEvent("push-tag");
    const ran = await run({
      event: { ...recorded, ref: "refs/tags/otel-v0.3.0", ref_name: "otel-v0.3.0" },
      with: { package: "sdk\notel", directory: "sdk\notel" },
    });
    expect(ran).toMatchObject({ exitCode: 0, outputs: { matched: "false", publish: "false" } });
    expect(ran.annotations).toMatchObject([
      {
        level: "warning",
        message:
          'the tag "otel-v0.3.0" is not a version tag of these packages, so nothing is released. Is otel_v0.3.0 meant? Then delete this tag, and push that one. If all tags are written like this one, correct tag-prefix.',
      },
    ]);
  },
);

test("a required tag that is nearly one is refused with the tag that was meant", async () => {
  const ran = await run({
    with: { ...both, tag: "lablink-client-service-v1.0", required: "true" },
  });
  expectRefused(ran, "LA226");
  expect(ran.annotations[0]?.message).toContain("(is lablink-client-service_v1.0 meant?)");
});
