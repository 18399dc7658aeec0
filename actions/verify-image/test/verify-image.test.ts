import { describe, expect, test } from "@jest/globals";
import {
  type Answers,
  absent,
  hostDocker,
  image,
  refusalsOf,
  scripted,
  verify,
} from "./support.ts";

const checks = "files: [/]";
/** A check for which a container is started. */
const started = "executes: [{ run: exit 0 }]";
const pinned = `ghcr.io/talmolab/image@${image}`;

describe("the image is pinned", () => {
  test.each([image, pinned, `localhost:5000/a/b:tag@${image}`])("%s is", async (given) => {
    expect((await verify(checks, { image: given })).result.ok).toBe(true);
  });

  test.each([
    "ghcr.io/talmolab/image:latest",
    "ghcr.io/talmolab/image",
    "0".repeat(64),
    `${pinned}0`,
    `--privileged@${image}`,
    `@${image}`,
    pinned.toUpperCase(),
    `${pinned}\n`,
  ])("%j is not", async (given) => {
    expect((await verify(checks, { image: given })).names).toEqual(["image-not-pinned"]);
  });
});

describe("which version is expected follows from the channel", () => {
  test.each([
    ["", "", []],
    ["", "1.0", []],
    ["", "1.0+local", []],
    ["test", "1.0", []],
    ["", "latest", ["input-invalid"]],
    ["prod", "", ["prod-version-missing"]],
    ["prod", "latest", ["prod-version-invalid"]],
    ["prod", "1.0", []],
    ["staging", "1.0", ["environment-unknown"]],
  ])("environment %j, version %j", async (environment, version, names) => {
    expect((await verify(checks, { environment, version })).names).toEqual(names);
  });

  test("a warning says that nothing shows the version, if no distribution is named", async () => {
    const { result } = await verify(checks, { environment: "prod", version: "1.0" });
    expect(result.ok && result.value.warnings).toEqual([
      expect.stringContaining("No distribution is named"),
    ]);
  });
});

test("every input that is wrong is reported at once", async () => {
  const { names } = await verify("vnv: 1", { image: "a:b", environment: "prod" });
  expect(names).toEqual(["prod-version-missing", "image-not-pinned", "checks-invalid"]);
});

test.each([
  ["executes: []", "", ["checks-invalid"]],
  ["development: { tools: [] }", "", ["checks-invalid"]],
  ["development: { tests: { run: 'true' } }", "prod", ["checks-invalid"]],
  ["development: { tests: { run: 'true' } }", "", []],
  ["development: { tools: [pytest] }", "prod", ["check-failed"]],
])(
  "an image is not called verified if nothing is checked: %s, environment %j",
  async (given, environment, names) => {
    const ran = await verify(given, { environment, version: environment && "1.0" });
    expect(ran.names).toEqual(names);
  },
);

test("package and checks must not name two distributions; one in two spellings is one", async () => {
  const twice = await verify("distribution: foo", { package: "bar" });
  expect(twice.names).toEqual(["inputs-conflict"]);
  const once = await verify("distribution: Foo_Bar", { package: "foo-bar" });
  expect(once.names).toEqual(["check-failed"]);
});

test("failed checks are one annotation of them, a table of all, what failed first, and outputs", async () => {
  const { result } = await verify("files: [/, /no, /such]");
  if (!result.ok) throw new Error("a finding is no refusal");
  const { failure, facts, outputs, title } = result.value;
  expect(failure?.seen.split("\n")).toEqual([
    `2 of 3 checks of ${image} failed`,
    expect.stringMatching(/^file \/no: failed, \d+\.\d s – is missing$/),
    expect.stringMatching(/^file \/such: failed/),
  ]);
  expect(title).toBe("Image failed its checks (development)");
  expect(facts.map(([label]) => label)).toEqual([
    "Image",
    "file /no",
    "file /such",
    "file /",
    "Tests",
  ]);
  expect(outputs).toMatchObject({ passed: "1", failed: "2" });
  // The report has them as they were asked for.
  expect(JSON.parse(outputs.report)).toMatchObject({
    image,
    channel: "development",
    checks: [{ check: "file /" }, { check: "file /no", outcome: "failed" }, { outcome: "failed" }],
  });
});

describe("the summary says that no tests ran", () => {
  test.each([
    [checks, "", true],
    ["development: { tests: { run: 'true' } }", "", false],
    [checks, "prod", false],
  ])("%s, environment %j: %s", async (given, environment, isSaid) => {
    const { result } = await verify(given, { environment, version: "1.0" });
    const fact = ["Tests", "did not run: the checks have no tests under development"];
    expect(result.ok && result.value.facts.at(-1)?.[0] === "Tests").toBe(isSaid);
    if (isSaid) expect(result.ok && result.value.facts.at(-1)).toEqual(fact);
  });
});

describe("docker's troubles", () => {
  test.each<[string, Answers, string]>([
    [
      "no docker",
      { image: { exitCode: 127, trouble: "spawn docker ENOENT" } },
      "engine-unavailable",
    ],
    [
      "no engine",
      { image: { exitCode: 1, trouble: "Cannot connect to the Docker daemon at unix:///x." } },
      "engine-unavailable",
    ],
    [
      "no image",
      { image: absent, pull: { exitCode: 1, trouble: "manifest unknown" } },
      "image-missing",
    ],
    [
      "no space",
      { image: absent, pull: { exitCode: 1, trouble: "write /x: no space left on device" } },
      "disk-too-small",
    ],
    [
      "an engine that goes",
      { start: { exitCode: 1, trouble: "error during connect: EOF" } },
      "engine-unavailable",
    ],
    [
      "a container that cannot be made",
      { create: { exitCode: 1, trouble: "Error response from daemon: no cgroup." } },
      "engine-unavailable",
    ],
    [
      "a container that cannot be started",
      { start: { exitCode: 1, trouble: "Error response from daemon: no cgroup." } },
      "engine-unavailable",
    ],
  ])("%s", async (_, answers, name) => {
    const { docker, calls } = scripted(answers);
    expect((await verify(started, { image: pinned, effects: { docker } })).names).toEqual([name]);
    // Whatever may have come of a container is removed.
    expect(calls.some((call) => call.startsWith("rm --force"))).toBe(
      "create" in answers || "start" in answers,
    );
  });

  test.each([
    ["manifest for x@sha256:0 not found: manifest unknown", /^The registry does not have it/],
    ["no matching manifest for linux/amd64 in the manifest list entries", /not for this runner's/],
    ["Get https://x/v2/: dial tcp 127.0.0.1:1: connect: connection refused", /did not answer/],
    ["received unexpected HTTP status: 503 Service Unavailable", /did not answer/],
    ["x509: certificate signed by unknown authority", /address and certificate/],
    ["pull access denied for x, repository does not exist", /^Log in to the registry/],
    ["no basic auth credentials", /^Log in to the registry/],
    ["filesystem layer verification failed", /^Pull the image by hand/],
  ])("a pull that fails with %j has the remedy of its cause", async (trouble, remedy) => {
    const { docker } = scripted({ image: absent, pull: { exitCode: 1, trouble } });
    const { result } = await verify(started, { image: pinned, effects: { docker } });
    expect(refusalsOf(result)).toMatchObject([
      { name: "image-missing", remedy: expect.stringMatching(remedy) },
    ]);
  });

  test("an id that the engine does not have is never pulled", async () => {
    const { docker, calls } = scripted({ image: absent });
    expect((await verify(started, { effects: { docker } })).names).toEqual(["image-missing"]);
    expect(calls).toHaveLength(1);
  });

  test.each([
    [2_000, ["disk-too-small"]],
    [2_400, []],
    [undefined, []],
  ])("before a pull, %s bytes free for layers of 1,200", async (free, names) => {
    const manifest = JSON.stringify({ layers: [{ size: 1_000 }, { size: 200 }] });
    const { docker, calls } = scripted({ image: absent, manifest: { output: manifest } });
    const freeBytes = () => Promise.resolve(free);
    const ran = await verify(started, { image: pinned, effects: { docker, freeBytes } });
    expect(ran.names).toEqual(names);
    expect(calls.some((call) => call.startsWith("pull"))).toBe(names.length === 0);
  });

  test.each([
    ["linux/arm64", 2_000, ["disk-too-small"]],
    ["linux/arm64", 2_400, []],
    ["linux/amd64", 2_400, ["disk-too-small"]],
    // Nobody knows which image of the index would be pulled, so it is tried.
    ["windows/amd64", 0, []],
  ])(
    "an index needs room for its image for %s; %s bytes are free",
    async (platform, free, names) => {
      const digest = (digit: string) => `sha256:${digit.repeat(64)}`;
      const manifests = ["amd64", "arm64"].map((architecture, index) => ({
        digest: digest(String(index)),
        platform: { os: "linux", architecture },
      }));
      const layers = (...sizes: number[]) => ({
        output: JSON.stringify({ layers: sizes.map((size) => ({ size })) }),
      });
      const index = `ghcr.io/talmolab/image@${digest("f")}`;
      const { docker } = scripted({
        image: absent,
        version: { output: platform },
        [`manifest inspect ${index}`]: { output: JSON.stringify({ manifests }) },
        [`manifest inspect ghcr.io/talmolab/image@${digest("0")}`]: layers(5_000),
        [`manifest inspect ghcr.io/talmolab/image@${digest("1")}`]: layers(1_000, 200),
      });
      const freeBytes = () => Promise.resolve(free);
      const ran = await verify(started, { image: index, effects: { docker, freeBytes } });
      expect(ran.names).toEqual(names);
    },
  );
});

test("the container has no network, no entrypoint of its own, and bounds", async () => {
  const { docker, calls } = scripted({});
  await verify(started, { effects: { docker } });
  const create = calls.filter((call) => call.startsWith("create "));
  expect(create).toHaveLength(1);
  expect(create[0]).toMatch(
    /^create --name lablink-verify-\S+ --rm --interactive --pull never --memory 4g --pids-limit 1024 --log-driver none --no-healthcheck --network none --entrypoint \/bin\/sh sha256:/,
  );
  // It went by itself.
  expect(calls.at(-1)).toMatch(/^start --attach --interactive lablink-verify-/);
});

test("a cancelled run removes its container", async () => {
  const cancellation = new AbortController();
  const { docker, calls } = scripted({}, hostDocker());
  const running = verify("executes: [{ run: sleep 2 }]", {
    effects: { docker, signal: cancellation.signal },
  });
  setTimeout(() => cancellation.abort(), 300);
  // The kit reports it as run-cancelled (LA998).
  await expect(running).rejects.toMatchObject({ name: "AbortError" });
  expect(calls.at(-1)).toMatch(/^rm --force --volumes lablink-verify-/);
});

test("a run that is cancelled while it pulls says so, and starts nothing", async () => {
  const { docker, calls } = scripted({ image: absent, pull: { exitCode: 130 } });
  const signal = AbortSignal.abort();
  const running = verify(started, { image: pinned, effects: { docker, signal } });
  await expect(running).rejects.toMatchObject({ name: "AbortError" });
  expect(calls.some((call) => call.startsWith("create"))).toBe(false);
});
