import { describe, expect, test } from "@jest/globals";
import { accept, refuse } from "@lablink-actions/release-core";
import fc from "fast-check";
import { parseDeploymentName } from "../src/deployment.ts";
import {
  digest,
  dispatch,
  inputs,
  namesOf,
  outputsOf,
  prod,
  push,
  registry,
  resolveFrom,
  saidOf,
} from "./inputs.ts";

describe("the environment", () => {
  test.each([
    [push("test"), "test"],
    [push("test", "test"), "test"],
    [dispatch("dev"), "dev"],
    [dispatch("test"), "test"],
    [dispatch("ci-test"), "ci-test"],
    [{ ...dispatch("dev"), eventName: "repository_dispatch" }, "dev"],
  ])("%j deploys to %s", async (trigger, environment) => {
    expect(await outputsOf({ trigger })).toMatchObject({ environment });
  });

  test("prod by a dispatch of either kind", async () => {
    for (const eventName of ["workflow_dispatch", "repository_dispatch"]) {
      const trigger = { ...prod.trigger, eventName };
      expect(await outputsOf({ ...prod, trigger })).toMatchObject({ environment: "prod" });
    }
  });

  const unsupported = "deployment-event-unsupported";
  const invalid = "deployment-environment-invalid";
  test.each([
    [push("main"), unsupported],
    [push("test/other"), unsupported],
    [{ ...push("test"), ref: "refs/tags/test" }, unsupported],
    [push("test", "prod"), invalid],
    [push("test", "dev"), invalid],
    [dispatch(""), invalid],
    [dispatch("production"), invalid],
    [dispatch("Prod"), invalid],
    [dispatch("prod\n"), invalid],
    [dispatch("staging"), invalid],
    ...["pull_request", "pull_request_target", "schedule", "release", "workflow_run", ""].map(
      (eventName) => [{ ...dispatch("dev"), eventName }, unsupported] as const,
    ),
  ])("%j is refused by %s", async (trigger, name) => {
    expect(await namesOf({ trigger })).toEqual([name]);
  });

  test("the environments are those that the caller names", async () => {
    const own = { environments: ["staging", "live"], productionEnvironments: ["live"] };
    expect(await outputsOf({ ...own, trigger: dispatch("staging") })).toMatchObject({
      environment: "staging",
      production: "false",
    });
    const live = { ...own, ...prod, trigger: dispatch("live") };
    expect(await outputsOf(live)).toMatchObject({ environment: "live", production: "true" });
    expect(await namesOf({ ...own, trigger: dispatch("prod") })).toEqual([invalid]);
    expect(await namesOf({ ...own, trigger: push("test") })).toEqual([unsupported]);
  });

  test("a production environment that is none of them would protect nothing, and is refused", async () => {
    expect(await namesOf({ environments: ["dev", "live"] })).toEqual(["input-invalid"]);
    expect(await namesOf({ productionEnvironments: [] })).toEqual([]);
  });

  test("nothing but the four is ever an environment", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string(), fc.string(), async (eventName, environment) => {
        const known = inputs.environments.includes(environment);
        const names = await namesOf({ trigger: { ...dispatch(environment), eventName } });
        expect(names.length > 0 || known).toBe(true);
      }),
    );
  });
});

describe("the deployment's name", () => {
  test.each(["lab", "lablink", "a-b", "a1b", `a${"b".repeat(31)}`])("%s is one", (name) => {
    expect(parseDeploymentName(name)).toEqual(accept(name));
  });

  test.each([
    ...["", "ab", "-ab", "ab-", "1ab", "Lab", "a_b", "a b", "a/b", "a.b", "lab\n", "läb", "../lab"],
    `a${"b".repeat(32)}`,
  ])("%j is not one", async (deploymentName) => {
    expect(await namesOf({ deploymentName })).toEqual(["deployment-name-invalid"]);
  });
});

describe("the image", () => {
  test("of prod is a release, by its digest", async () => {
    for (const imageTag of ["0.2.0", "linux-amd64-0.2.0rc1"]) {
      const outputs = await outputsOf({ ...prod, imageTag });
      expect(outputs).toMatchObject({
        "image-tag": imageTag,
        "image-digest": digest,
        "image-reference": `${prod.image}@${digest}`,
      });
      expect(JSON.parse(outputs.variables)).toEqual({
        "deployment_name?": "lablink",
        "environment|resource_suffix": "prod",
        allocator_image_tag: imageTag,
        "allocator_image_digest?": digest,
        "client_state_key?": "lablink/prod/client/terraform.tfstate",
      });
    }
  });

  const notRelease = "deployment-tag-not-release";
  test.each([
    ["", "deployment-tag-missing"],
    ["latest", notRelease],
    ["linux-amd64-latest", notRelease],
    ["linux-amd64-latest-test", notRelease],
    ["0.2.0-test", notRelease],
    ["linux-amd64-0.2.0-test", notRelease],
    ["linux-amd64", notRelease],
    ["0.2.0_1", notRelease],
    ["v0.3.0", "deployment-image-absent"],
    ["linux-amd64-v0.2.0-test", notRelease],
    ["0.2.0+local", "tag-invalid"],
    ["0.2", "deployment-image-absent"],
    ["0".repeat(40), notRelease],
    ["linux-amd64-postgres-15", notRelease],
    ["9.9.9", "deployment-image-absent"],
    ["0.2.0,evil", "tag-invalid"],
    ["0.2.0\n", "tag-invalid"],
  ])("prod with the tag %j is refused by %s", async (imageTag, name) => {
    expect(await namesOf({ ...prod, imageTag })).toEqual([name]);
  });

  test("a tag that ends in -test never goes to prod, whatever is before it", async () => {
    await fc.assert(
      fc.asyncProperty(fc.stringMatching(/^[a-z0-9.-]{0,40}$/), async (start) => {
        expect(await namesOf({ ...prod, imageTag: `${start}-test` })).not.toEqual([]);
      }),
    );
  });

  test.each([
    ["v0.2.0", "0.2.0"],
    ["V0.2.0", "0.2.0"],
    ["linux-amd64-v0.2.0-rc.1", "linux-amd64-0.2.0rc1"],
  ])("prod with the tag %s deploys %s, and says so", async (imageTag, canonical) => {
    expect(await outputsOf({ ...prod, imageTag })).toMatchObject({ "image-tag": canonical });
    expect(await saidOf({ ...prod, imageTag })).toEqual([
      `image-tag is ${imageTag}; images spell that version ${canonical}, and that is what is deployed`,
    ]);
    expect(await saidOf({ ...prod, imageTag: canonical })).toEqual([]);
  });

  test("elsewhere a tag is looked up as it was given first", async () => {
    const given = { image: prod.image, imageTag: "v0.2.0" };
    const asked = registry();
    expect(await resolveFrom({ ...inputs, ...given }, asked)).toMatchObject({
      value: { outputs: { "image-tag": "0.2.0" } },
    });
    expect(asked.asked).toEqual(["v0.2.0", "0.2.0"]);
    const taken = registry("v0.2.0");
    expect(await resolveFrom({ ...inputs, ...given }, taken)).toMatchObject({
      value: { outputs: { "image-tag": "v0.2.0" }, notices: [] },
    });
  });

  test("prod without the image's name is refused, with all that is missing", async () => {
    const missing = "deployment-tag-missing";
    expect(await namesOf({ ...prod, image: "", imageTag: "" })).toEqual([missing, missing]);
  });

  test("is elsewhere the newest development image by default, by its digest if its name is given", async () => {
    expect(await outputsOf({})).toMatchObject({
      "image-tag": "linux-amd64-latest-test",
      "image-digest": "",
      "image-reference": "",
    });
    expect(await outputsOf({ image: prod.image })).toMatchObject({ "image-digest": digest });
    expect(await namesOf({ image: prod.image, imageTag: "nowhere" })).toEqual([
      "deployment-image-absent",
    ]);
  });

  test("a registry in trouble is not one without the image", async () => {
    const trouble = { name: "registry-trouble", seen: "it is down", remedy: "Wait." } as const;
    const down = { open: async () => refuse(trouble) };
    expect(await resolveFrom({ ...inputs, ...prod }, down)).toEqual(refuse(trouble));
  });
});

describe("a deployment named after the run, as a test's is", () => {
  const own = { deploymentName: "run-4711", confirm: "run-4711/test" };
  const schedule = (environment: string) => ({ ...dispatch(environment), eventName: "schedule" });

  test("may be deployed and destroyed by a schedule, and by no other run", async () => {
    for (const operation of ["deploy", "destroy"] as const) {
      const given = { ...own, operation, trigger: schedule("test") };
      expect(await outputsOf(given)).toMatchObject({ label: "run-4711/test" });
      for (const runId of ["471", "47110", ""]) {
        expect(await namesOf({ ...given, runId })).toEqual(["deployment-event-unsupported"]);
      }
    }
  });

  test("is never prod's on a schedule, and still takes its confirmation", async () => {
    const names = await namesOf({ ...own, ...prod, trigger: schedule("prod") });
    expect(names).toEqual(["deployment-environment-invalid"]);
    const confirm = "run-4711/dev";
    const destroy = { ...own, operation: "destroy", trigger: schedule("test"), confirm } as const;
    expect(await namesOf(destroy)).toEqual(["confirmation-differs"]);
  });
});

test.each([
  "",
  "lablink",
  "arn:aws:iam::1:role/x",
  "arn:aws:iam::123456789012:user/x",
  "${{ vars.X }}",
])("the role %j is refused before anything is asked for", async (role) => {
  expect(await namesOf({ role })).toEqual(["role-invalid"]);
});

test("several problems are reported at once", async () => {
  expect(await namesOf({ deploymentName: "X", trigger: dispatch("x"), backend: ["x"] })).toEqual([
    "deployment-name-invalid",
    "deployment-environment-invalid",
    "backend-invalid",
    "backend-invalid",
    "backend-invalid",
  ]);
});
