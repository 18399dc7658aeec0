import { afterAll, beforeAll, expect, test } from "@jest/globals";
import {
  describeWith,
  type EventName,
  faultyRegistry,
  pushImage,
  recordedEvent,
  registryAccount,
  runAction,
  startRegistry,
  type TestRegistry,
} from "@lablink-actions/testkit";

const role = "arn:aws:iam::123456789012:role/lablink";
const backend = "bucket=states\nregion=us-west-2\ndynamodb_table=locks";

function run(event: EventName | ReturnType<typeof recordedEvent>, more: Record<string, string>) {
  return runAction("resolve-deployment", {
    event,
    with: { "deployment-name": "lablink", backend, "role-to-assume": role, ...more },
    env: { HOME: "/nowhere", DOCKER_CONFIG: "/nowhere" },
  });
}

test("the environment comes from the push, the dispatch's input or the client's payload", async () => {
  const dispatched = recordedEvent("repository-dispatch");
  const payload = { environment: "dev" };
  const event = { ...dispatched, event: { ...dispatched.event, client_payload: payload } };
  const runs = await Promise.all([run("push-test", {}), run("dispatch-test", {}), run(event, {})]);
  expect(runs.map(({ outputs }) => outputs["label"])).toEqual([
    "lablink/test",
    "lablink/test",
    "lablink/dev",
  ]);
});

test("a refusal is red, with code and remedy, and sets no outputs", async () => {
  const ran = await run("dispatch-prod", {});
  expect(ran).toMatchObject({ exitCode: 1, outputs: {} });
  expect(ran.annotations.map(({ message }) => message)).toEqual([
    expect.stringContaining("LA623 deployment-tag-missing: a deployment to prod needs image, "),
    expect.stringContaining("LA623 deployment-tag-missing: a deployment to prod needs image-tag, "),
  ]);
});

test("a run reports what is wrong with each of its inputs, at once, and masks the password", async () => {
  const ran = await run("dispatch", {
    "deployment-name": "Lab",
    environment: "production",
    operation: "destroy",
    confirm: "yes",
    backend: "bucket=states\nencrypt\nuse_lockfile=true",
    image: "ghcr.io/O/Name",
    "image-tag": "-latest",
    password: "hunter2",
    "role-to-assume": "",
    "state-key": "state",
    variables: "environment",
    settings: "a=b\nc={d}",
  });
  expect(ran).toMatchObject({ exitCode: 1, outputs: {}, masked: ["hunter2"] });
  expect(ran.annotations.map(({ message }) => message)).toEqual([
    expect.stringContaining('LA622 deployment-name-invalid: deployment-name is "Lab"'),
    expect.stringContaining(
      'LA621 deployment-environment-invalid: environment "production" is not known',
    ),
    expect.stringContaining('LA627 confirmation-differs: "yes" was typed to confirm'),
    expect.stringContaining("LA637 role-invalid: role-to-assume is empty"),
    expect.stringContaining('LA626 backend-invalid: backend has the line "encrypt"'),
    expect.stringContaining("LA626 backend-invalid: backend has no region"),
    expect.stringContaining('LA902 input-invalid: the input state-key is "state", which'),
    expect.stringContaining('LA401 image-invalid: "ghcr.io/O/Name" is not the name of an image'),
    expect.stringContaining('LA402 tag-invalid: "-latest", from image-tag, is not a tag'),
    expect.stringContaining('LA902 input-invalid: the input variables has the line "environment"'),
    expect.stringContaining('LA902 input-invalid: the input settings has "{d}" in "{d}"'),
    expect.stringContaining("LA901 input-missing: the input username"),
  ]);
});

test("what cannot be known of a bad input does not hide what is wrong with the others", async () => {
  const titles = async (more: Record<string, string>) =>
    (await run("dispatch", more)).annotations.map(({ title }) => title);
  const prod = { environment: "prod", "image-tag": "latest" };
  expect(await titles({ ...prod, "deployment-name": "Lab" })).toEqual([
    "LA622 deployment-name-invalid",
    "LA623 deployment-tag-missing",
    "LA624 deployment-tag-not-release",
  ]);
  expect(await titles({ ...prod, operation: "apply", "deployment-name": "Lab" })).toEqual([
    "LA902 input-invalid",
    "LA622 deployment-name-invalid",
  ]);
  const destroy = { operation: "destroy", "deployment-name": "Lab", environment: "dev" };
  expect(await titles({ ...destroy, confirm: "Lab/dev" })).toEqual([
    "LA622 deployment-name-invalid",
  ]);
});

test("a registry in trouble is not one without the image", async () => {
  await using registry = await faultyRegistry(() => ({ status: 418 }));
  const image = `${registry.host}/owner/name`;
  const ran = await run("dispatch-prod", { image, "image-tag": "0.2.0" });
  expect(ran).toMatchObject({ exitCode: 1, outputs: {} });
  expect(ran.annotations[0]?.message).toContain("LA702 registry-trouble");
});

describeWith("docker-registry", "in a real registry", () => {
  let registry: TestRegistry;
  beforeAll(async () => {
    registry = await startRegistry({ login: "basic" });
  });
  afterAll(async () => registry[Symbol.asyncDispose]());

  test("a release is resolved to its digest, and one that is not there is refused", async () => {
    const digest = await pushImage(registry, "owner/name", "released", "0.2.0");
    const image = `${registry.host}/owner/name`;
    const ran = await run("dispatch-prod", { image, "image-tag": "0.2.0", ...registryAccount });
    expect(ran).toMatchObject({ exitCode: 0, masked: [registryAccount.password] });
    expect(ran.outputs["image-reference"]).toBe(`${image}@${digest}`);

    const absent = await run("dispatch-prod", { image, "image-tag": "0.3.0", ...registryAccount });
    expect(absent.annotations[0]?.message).toContain("LA625 deployment-image-absent");
    const denied = await run("dispatch-prod", { image, "image-tag": "0.2.0" });
    expect(denied.annotations[0]?.message).toContain("LA701 registry-denied");
  });
});
