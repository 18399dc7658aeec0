import { describe, expect, test } from "@jest/globals";
import { backend, dispatch, namesOf, outputsOf } from "./inputs.ts";

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
  ])("settings %j have %d problems", async (lines, count) => {
    expect(await namesOf({ backend: lines })).toEqual(Array(count).fill("backend-invalid"));
  });
});
