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

const backend = "bucket=states\nregion=us-west-2\ndynamodb_table=locks";

function run(event: EventName | ReturnType<typeof recordedEvent>, more: Record<string, string>) {
  return runAction("resolve-deployment", {
    event,
    with: { "deployment-name": "lablink", backend, ...more },
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
