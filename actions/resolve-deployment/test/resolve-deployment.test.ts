import { describe, expect, test } from "@jest/globals";
import type { Repository } from "@lablink-actions/registries";
import { accept, refuse } from "@lablink-actions/release-core";
import fc from "fast-check";
import {
  parseDeploymentName,
  type ResolveDeploymentInputs,
  resolveDeployment,
} from "../src/resolve-deployment.ts";

const digest = `sha256:${"a".repeat(64)}`;
const backend = ["bucket=states", "region=us-west-2", "dynamodb_table=locks"];

const dispatch = (environment: string) => ({
  eventName: "workflow_dispatch",
  ref: "refs/heads/main",
  environment,
});
const push = (branch: string, environment = "") => ({
  eventName: "push",
  ref: `refs/heads/${branch}`,
  environment,
});

const inputs: ResolveDeploymentInputs = {
  operation: "deploy",
  trigger: dispatch("dev"),
  deploymentName: "lablink",
  runId: "4711",
  image: "",
  imageTag: "",
  backend,
  confirm: "",
};

/** A registry that has two tags, and what was asked of it. */
function registry() {
  const asked: string[] = [];
  const has = ["0.2.0", "linux-amd64-0.2.0rc1", "linux-amd64-latest-test"];
  const repository = {
    async readManifest(tag: string) {
      asked.push(tag);
      return accept(has.includes(tag) ? { digest } : "absent");
    },
  } as unknown as Repository;
  return { asked, open: async () => accept(repository) };
}

function decide(given: Partial<ResolveDeploymentInputs>) {
  return resolveDeployment({ ...inputs, ...given }, registry());
}

async function namesOf(given: Partial<ResolveDeploymentInputs>): Promise<string[]> {
  const result = await decide(given);
  return result.ok ? [] : result.refusals.map(({ name }) => name);
}

async function outputsOf(given: Partial<ResolveDeploymentInputs>) {
  const result = await decide(given);
  if (!result.ok) throw new Error(JSON.stringify(result.refusals));
  return result.value.outputs;
}

const prod = {
  trigger: dispatch("prod"),
  image: "ghcr.io/talmolab/lablink-allocator-image",
  imageTag: "0.2.0",
};

describe("the environment", () => {
  test.each([
    [push("test"), "test"],
    [push("test", "test"), "test"],
    [dispatch("dev"), "dev"],
    [dispatch("test"), "test"],
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
    [dispatch("ci-test"), invalid],
    ...["pull_request", "pull_request_target", "schedule", "release", "workflow_run", ""].map(
      (eventName) => [{ ...dispatch("dev"), eventName }, unsupported] as const,
    ),
  ])("%j is refused by %s", async (trigger, name) => {
    expect(await namesOf({ trigger })).toEqual([name]);
  });

  test("nothing but the three is ever an environment", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string(), fc.string(), async (eventName, environment) => {
        const known = ["dev", "test", "prod"].includes(environment);
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
  ])("%j is none", async (deploymentName) => {
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
        deployment_name: "lablink",
        resource_suffix: "prod",
        allocator_image_tag: imageTag,
        allocator_image_digest: digest,
        client_state_key: "lablink/prod/clients/terraform.tfstate",
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
    ["v0.2.0", notRelease],
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

  test("a version in another spelling is told how it is tagged", async () => {
    const result = await decide({ ...prod, imageTag: "v1.0.0" });
    expect(result.ok ? "" : result.refusals[0].remedy).toContain("give 1.0.0");
  });

  test("prod without the image's name is refused, with all that is missing", async () => {
    const missing = "deployment-tag-missing";
    expect(await namesOf({ ...prod, image: "", imageTag: "" })).toEqual([missing, missing]);
  });

  test("elsewhere defaults to the newest development image, by its digest where it is named", async () => {
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
    expect(await resolveDeployment({ ...inputs, ...prod }, down)).toEqual(refuse(trouble));
  });
});

describe("the state", () => {
  test("has deployment and environment in its key, so that no two share one", async () => {
    const names = ["one", "two"];
    const environments = ["dev", "test"];
    const keys = new Set<string>();
    for (const deploymentName of names) {
      for (const environment of environments) {
        const trigger = dispatch(environment);
        const outputs = await outputsOf({ trigger, deploymentName });
        expect(outputs["state-key"]).toBe(`${deploymentName}/${environment}/terraform.tfstate`);
        expect(outputs["backend-config"]).toBe(
          [...backend, `key=${outputs["state-key"]}`].join("\n"),
        );
        keys.add(outputs["backend-config"]).add(outputs["client-backend-config"]);
      }
    }
    expect(keys.size).toBe(8);
  });

  test.each([
    [["bucket=a", "region=b", "use_lockfile=true"], 0],
    [["bucket = a", "region=b", "dynamodb_table=c"], 0],
    [["bucket=a", "region=b"], 1],
    [["bucket=a", "region=b", "use_lockfile=false"], 1],
    [["bucket=a", "dynamodb_table=c"], 1],
    [[...backend, "key=mine"], 1],
    [[...backend, "workspace_key_prefix=mine"], 1],
    [[...backend, "bucket=b"], 1],
    [[...backend, "-lock=false"], 1],
    [[...backend, "encrypt"], 1],
    [["nonsense"], 3],
  ])("settings %j have %d faults", async (lines, count) => {
    expect(await namesOf({ backend: lines })).toEqual(Array(count).fill("backend-invalid"));
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

describe("a destruction", () => {
  const destroy = { operation: "destroy", trigger: dispatch("prod") } as const;

  test("takes deployment/environment as it is, and asks no registry", async () => {
    const effects = registry();
    const given = { ...inputs, ...destroy, image: prod.image, confirm: "lablink/prod" };
    const result = await resolveDeployment(given, effects);
    expect(result).toMatchObject({ ok: true, value: { outputs: { label: "lablink/prod" } } });
    expect(effects.asked).toEqual([]);
  });

  test.each([
    "",
    "lablink",
    "prod",
    "lablink/dev",
    "lablink/PROD",
    "other/prod",
    "lablink/prod/",
    "yes",
  ])("confirmed by %j is refused", async (confirm) => {
    expect(await namesOf({ ...destroy, confirm })).toEqual(["confirmation-differs"]);
  });

  test.each(["push", "repository_dispatch", "schedule"])("is not for %s", async (eventName) => {
    const trigger = { eventName, ref: "refs/heads/test", environment: "test" };
    expect(await namesOf({ ...destroy, trigger, confirm: "lablink/test" })).toEqual([
      "deployment-event-unsupported",
    ]);
  });
});

test("several problems are told at once", async () => {
  expect(await namesOf({ deploymentName: "X", trigger: dispatch("x"), backend: ["x"] })).toEqual([
    "deployment-name-invalid",
    "deployment-environment-invalid",
    "backend-invalid",
    "backend-invalid",
    "backend-invalid",
  ]);
});
