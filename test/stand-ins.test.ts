/** The stand-ins for third-party actions in runs by act, and what a run says about them. */
import { globSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { standInsRoot, thirdPartyActions, thirdPartyDefinition } from "@lablink-actions/testkit";
import { describeStandIns, standIns, usedStandIns } from "../scripts/act/stand-ins.ts";

const login = standIns.find(({ action }) => action === "docker/login-action");

/** A line of act's log: act has read an action's folder. */
const looked = (uses: string, subpath: string) => {
  const [action, commit] = uses.split("@");
  return `[CI/Plan] LocalRepositoryCache read cachedir ${action} with ref ${commit} and subpath '${subpath}' from /x`;
};

describe("third-party actions", () => {
  test("are at a commit, and the inputs that we use are known", () => {
    for (const [action, { commit, version, inputs }] of Object.entries(thirdPartyActions)) {
      expect([action, commit]).toEqual([action, expect.stringMatching(/^[0-9a-f]{40}$/)]);
      expect([action, version]).toEqual([action, expect.stringMatching(/^v\d+\.\d+\.\d+$/)]);
      const stoodIn = standIns.some((it) => it.action === action);
      expect([action, stoodIn]).toEqual([action, inputs === undefined]);
    }
    expect(thirdPartyDefinition("actions/nothing")).toBeUndefined();
  });

  test("have no stand-in that is never used", () => {
    const folders = globSync("*/*/action.yml", { cwd: standInsRoot });
    expect(folders.map((it) => it.replace("/action.yml", "")).sort()).toEqual(
      standIns.map(({ action }) => action).sort(),
    );
  });
});

describe("a run names", () => {
  test("the stand-ins whose steps ran, not those that were only read", () => {
    const [ran, skipped] = [login?.uses ?? "", `actions/checkout@${"0".repeat(40)}`];
    expect(usedStandIns(looked(ran, ""))).toEqual([login]);
    expect(usedStandIns(looked(ran, "action.yml"))).toEqual([]);
    expect(usedStandIns(looked(skipped, ""))).toEqual([]);
  });

  test("what each stand-in did", () => {
    expect(describeStandIns(login ? [login] : [])).toEqual([
      "Stood in for:",
      "  docker/login-action v4.1.0: docker login, and docker logout at the end",
    ]);
    expect(describeStandIns([])).toEqual(["Nothing was stood in for."]);
  });
});
