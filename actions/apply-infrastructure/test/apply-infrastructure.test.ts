/** What OpenTofu itself cannot be brought to: the faults around a failed apply and its clean-up. */

import { describe, expect, test } from "@jest/globals";
import type { Variables } from "@lablink-actions/infrastructure";
import { digestOf } from "@lablink-actions/registries";
import {
  type Answers,
  diagnostic,
  event,
  fakeTool,
  planWith,
  stateWith,
} from "../../../packages/infrastructure/test/fake-tool.ts";
import { applyInfrastructure } from "../src/apply-infrastructure.ts";

const plan = Buffer.from("a plan");
const inputs = {
  plan: "plan",
  planDigest: digestOf(plan),
  wasEmpty: true,
  variables: [] as Variables,
  destroy: false,
  outputs: ["shown"],
  privateKeyOutput: "private_key_pem",
  repositoryVisibility: "private",
  privateKeyRecipient: undefined as string | undefined,
  lockTimeout: { text: "5m", milliseconds: 300_000 },
};

/** The apply began two resources, finished `a`, and failed at `b`. */
const failure = {
  exitCode: 1,
  output: [
    event("apply_start", "a"),
    event("apply_complete", "a"),
    event("apply_start", "b"),
    event("apply_errored", "b"),
    event("apply_start", "d", "update"),
    event("apply_complete", "d", "update"),
    diagnostic("Boom"),
  ].join("\n"),
};

async function apply(
  answers: Answers,
  given: Partial<typeof inputs> = {},
  cancelled = new AbortController().signal,
) {
  const tool = fakeTool(answers);
  const masked: string[] = [];
  const result = await applyInfrastructure(
    { ...inputs, ...given },
    {
      tool,
      readBytes: (path) => (path === "plan" ? plan : undefined),
      mask: (secret) => masked.push(secret),
      say: () => {},
      pathFor: (name) => `/temporary/${name}`,
      writeFile: (name) => `/temporary/${name}`,
      openssl: async () => ({ exitCode: 1, output: "", trouble: "no recipient" }),
      cancelled,
    },
  );
  const refusals = result.ok ? [] : result.refusals;
  return { result, tool, masked, names: refusals.map(({ name }) => name), refusals };
}

function seen({ refusals }: Awaited<ReturnType<typeof apply>>): string {
  return refusals.map((refusal) => refusal.seen).join("\n");
}

const destroys = ({ asked }: { readonly asked: readonly string[] }) =>
  asked.filter((words) => words.startsWith("plan -destroy") || words.includes("clean-up-plan"));

describe("a failed apply", () => {
  test("of an existing deployment destroys nothing, and asks for nothing to be destroyed", async () => {
    const ran = await apply({ apply: [failure] }, { wasEmpty: false });
    expect(ran.names).toEqual(["apply-failed"]);
    expect(seen(ran)).toContain("Boom: Details. (main.tf:3)");
    expect(seen(ran)).toContain(
      "Done before that: terraform_data.a (create) and terraform_data.d (update).",
    );
    expect(ran.tool.asked).toHaveLength(1);
  });

  test("that changed nothing leaves all as it is, even where nothing was deployed", async () => {
    const output = diagnostic("Saved plan is stale");
    const ran = await apply({ apply: [{ exitCode: 1, output }] });
    expect(ran.names).toEqual(["apply-failed"]);
    expect(seen(ran)).toContain("Nothing was changed.");
    expect(ran.tool.asked).toHaveLength(1);
  });

  test("of a destruction is no reason to clean up", async () => {
    const ran = await apply({ apply: [failure] }, { destroy: true });
    expect(ran.names).toEqual(["apply-failed"]);
    expect(destroys(ran.tool)).toEqual([]);
  });

  const planned = { plan: [{}] };
  const cleanUpPlan = (changes: Record<string, string>) => ({
    ...planned,
    show: [{ output: planWith(changes) }],
  });

  test("of a first deployment is cleaned up: what it finished, and what it left half-made", async () => {
    const ran = await apply({
      ...cleanUpPlan({ a: "delete", b: "delete" }),
      "state pull": [{ output: stateWith("a", "b!") }, { output: stateWith() }],
      apply: [failure, { output: event("apply_complete", "a", "delete") }],
    });
    expect(ran.names).toEqual(["apply-failed"]);
    expect(seen(ran)).toContain("what it had created was destroyed: terraform_data.a.");
  });

  test.each<[string, Answers, string]>([
    [
      "where another run deployed meanwhile",
      {
        ...cleanUpPlan({ a: "delete", c: "delete" }),
        "state pull": [{ output: stateWith("a", "c") }],
      },
      "this run did not create terraform_data.c, so nothing is destroyed",
    ],
    [
      "where another run made whole what this one left half-made",
      {
        ...cleanUpPlan({ a: "delete", b: "delete" }),
        "state pull": [{ output: stateWith("a", "b") }],
      },
      "this run did not create terraform_data.b, so nothing is destroyed",
    ],
    [
      "where the state was not written",
      { ...cleanUpPlan({}), "state pull": [{ output: stateWith() }] },
      "the state does not have terraform_data.a, which it created",
    ],
    [
      "where this run only updated",
      {
        ...cleanUpPlan({ a: "delete", d: "delete" }),
        "state pull": [{ output: stateWith("a", "d") }],
      },
      "this run did not create terraform_data.d, so nothing is destroyed",
    ],
    ["where it cannot be planned", { plan: [{ exitCode: 1, trouble: "locked" }] }, "locked"],
    ["where the plan cannot be read", { ...planned, show: [{ output: "" }] }, "could not be read"],
    [
      "where the state cannot be read",
      { ...cleanUpPlan({ a: "delete" }), "state pull": [{ exitCode: 1 }] },
      "the state could not be read",
    ],
  ])("is not cleaned up %s", async (_, answers, why) => {
    const ran = await apply({ ...answers, apply: [failure] });
    expect(ran.names.slice(0, 2)).toEqual(["apply-failed", "clean-up-incomplete"]);
    expect(seen(ran)).toContain(why);
    expect(ran.tool.asked.filter((words) => words.startsWith("apply"))).toHaveLength(1);
  });

  test("is said if the clean-up itself fails, or leaves something", async () => {
    const before = { ...cleanUpPlan({ a: "delete" }) };
    const failed = await apply({
      ...before,
      "state pull": [{ output: stateWith("a") }],
      apply: [failure, { exitCode: 1, output: diagnostic("In use") }],
    });
    expect(failed.names).toEqual(["apply-failed", "clean-up-incomplete"]);
    expect(seen(failed)).toContain("In use");
    const left = await apply({
      ...before,
      "state pull": [{ output: stateWith("a") }, { output: stateWith("a") }],
      apply: [failure, {}],
    });
    expect(seen(left)).toContain("left are terraform_data.a");
  });

  test("of a run that is cancelled is not cleaned up, for that would be ended half-way", async () => {
    const ran = await apply({ apply: [failure] }, {}, AbortSignal.abort());
    expect(ran.names).toEqual(["apply-failed", "clean-up-incomplete"]);
    expect(ran.tool.asked).toHaveLength(1);
  });
});

describe("after an apply", () => {
  test("another plan than the one that was shown is not applied", async () => {
    for (const given of [{ planDigest: digestOf(Buffer.from("another")) }, { plan: "elsewhere" }]) {
      const ran = await apply({}, given);
      expect(ran.names).toEqual(["plan-differs"]);
      expect(ran.tool.asked).toEqual([]);
    }
  });

  test("a destruction that left something is red", async () => {
    const answers = { apply: [{}], "state pull": [{ output: stateWith("a") }] };
    const ran = await apply(answers, { destroy: true });
    expect(ran.names).toEqual(["destroy-incomplete"]);
    expect(seen(ran)).toContain("terraform_data.a");
  });

  test("a destruction whose state cannot be read is red", async () => {
    const ran = await apply({ apply: [{}], "state pull": [{ exitCode: 1 }] }, { destroy: true });
    expect(ran.names).toEqual(["infrastructure-command-failed"]);
  });

  test.each(["public", "internal", "", "Private"])(
    "a private key that others could read is masked, and not written: %j",
    async (repositoryVisibility) => {
      const output = JSON.stringify({ private_key_pem: { sensitive: true, value: "key" } });
      const ran = await apply({ apply: [{}], output: [{ output }] }, { repositoryVisibility });
      expect(ran.masked).toEqual(["key"]);
      expect(ran.result).toMatchObject({
        ok: true,
        value: { outputs: { "private-key-file": "" } },
      });
    },
  );

  test("a recipient that openssl does not take is refused before anything is applied", async () => {
    const ran = await apply({}, { privateKeyRecipient: "a certificate" });
    expect(ran.names).toEqual(["private-key-recipient-invalid"]);
    expect(ran.tool.asked).toEqual([]);
  });

  test("a sensitive output is not shown, and a private key is masked and written", async () => {
    const outputs = {
      shown: { sensitive: true, value: "hunter2" },
      private_key_pem: { sensitive: true, value: "key" },
    };
    const ran = await apply({ apply: [{}], output: [{ output: JSON.stringify(outputs) }] });
    expect(ran.result).toMatchObject({
      ok: true,
      value: {
        outputs: {
          outputs: '{"shown":"sensitive, not shown"}',
          "private-key-file": "/temporary/private-key.pem",
        },
      },
    });
    expect(ran.masked).toEqual(["key"]);
  });
});
