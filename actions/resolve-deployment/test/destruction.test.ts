import { describe, expect, test } from "@jest/globals";
import {
  dispatch,
  inputs,
  namesOf,
  outputsOf,
  prod,
  registry,
  resolveFrom,
  saidOf,
} from "./inputs.ts";

describe("a destruction", () => {
  const destroy = { operation: "destroy", trigger: dispatch("prod") } as const;

  test("takes deployment/environment as it is, and asks no registry", async () => {
    const effects = registry();
    const given = { ...inputs, ...destroy, image: prod.image, confirm: "lablink/prod" };
    const result = await resolveFrom(given, effects);
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

  test("needs no variable to be declared, because the state decides; and in dev it cannot see client VMs", async () => {
    const given = { ...destroy, trigger: dispatch("dev"), confirm: "lablink/dev" };
    const outputs = await outputsOf({ ...given, variables: ["a={deployment}", "b|c?=x"] });
    expect(JSON.parse(outputs.variables)).toEqual({ "a?": "lablink", "b|c?": "x" });
    expect(await saidOf(given)).toEqual([
      expect.stringMatching(/^in dev LabLink's allocator keeps/),
    ]);
  });

  test.each(["push", "repository_dispatch", "schedule"])("is not for %s", async (eventName) => {
    const trigger = { eventName, ref: "refs/heads/test", environment: "test" };
    expect(await namesOf({ ...destroy, trigger, confirm: "lablink/test" })).toEqual([
      "deployment-event-unsupported",
    ]);
  });
});
