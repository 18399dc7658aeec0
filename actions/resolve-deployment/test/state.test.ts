import { describe, expect, test } from "@jest/globals";
import { backend, dispatch, namesOf, outputsOf, saidOf } from "./inputs.ts";

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

  test("could be at LabLink's older keys as well, unless the caller says where it is, or the run is its own", async () => {
    const outputs = await outputsOf({ trigger: dispatch("test") });
    expect(outputs).toMatchObject({
      "other-state-keys": "test/terraform.tfstate",
      "other-client-state-keys":
        "lablink/test/clients/terraform.tfstate\ntest/client/terraform.tfstate",
    });
    expect(outputs["client-backend-config"]).toContain("key=lablink/test/client/terraform.tfstate");
    const none = { "other-state-keys": "", "other-client-state-keys": "" };
    expect(await outputsOf({ deploymentName: "run-4711" })).toMatchObject(none);
    const stateKey = "x/{environment}/{deployment}.tfstate";
    const clientStateKey = "{environment}-clients";
    expect(await outputsOf({ stateKey, clientStateKey })).toMatchObject({
      ...none,
      "state-key": "x/dev/lablink.tfstate",
    });
  });

  test("that deployments share is warned of", async () => {
    expect(await saidOf({ stateKey: "{environment}/terraform.tfstate" })).toEqual([
      "state-key has no {deployment}, so every deployment of dev has the state dev/terraform.tfstate: deploy only one",
    ]);
    expect(await saidOf({ clientStateKey: "{environment}/client.tfstate" })).toEqual([
      "client-state-key has no {deployment}, so the client VMs of every deployment of dev have the state dev/client.tfstate: the destruction of one deployment destroys the client VMs of all",
    ]);
    expect(await saidOf({})).toEqual([]);
  });

  test("is another one than that of the client VMs, which is destroyed first", async () => {
    const key = "{deployment}/{environment}/x.tfstate";
    expect(await namesOf({ stateKey: key, clientStateKey: key })).toEqual(["input-invalid"]);
    expect(
      await namesOf({ clientStateKey: "{deployment}/{environment}/terraform.tfstate" }),
    ).toEqual(["input-invalid"]);
  });

  // x-ci in test and x in ci-test would have one: the deployment that is destroyed would be the other one's.
  test.each([
    "{deployment}-{environment}.tfstate",
    "a/{environment}_{deployment}/x",
    "{deployment}{environment}",
  ])("the key %j, in which nothing shows where a name ends, is refused", async (key) => {
    expect(await namesOf({ stateKey: key, clientStateKey: key })).toEqual([
      "input-invalid",
      "input-invalid",
    ]);
  });

  test("can have a dot between its names, which no name has", async () => {
    const outputs = await outputsOf({ stateKey: "{deployment}.{environment}" });
    expect(outputs["state-key"]).toBe("lablink.dev");
  });

  test.each([
    "{deployment}/terraform.tfstate",
    "{environment}/../x",
    "/{environment}",
    "{environment}/",
    "{environment}/{image-tag}",
    "{environment}/a b",
    "{environment",
    "environment}",
    "{environment}\nkey=x",
  ])("the key %j is refused", async (key) => {
    expect(await namesOf({ stateKey: key, clientStateKey: key })).toEqual([
      "input-invalid",
      "input-invalid",
    ]);
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
  ])("settings %j have %d problems", async (lines, count) => {
    expect(await namesOf({ backend: lines })).toEqual(Array(count).fill("backend-invalid"));
  });
});
