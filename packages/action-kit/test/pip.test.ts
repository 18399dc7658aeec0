import { expect, test } from "@jest/globals";
import { describeWith } from "@lablink-actions/testkit";
import { askPip } from "../src/pip.ts";

describeWith("python3", "the runner's pip", () => {
  test("says which index it uses, on one line, even if its address is long", async () => {
    const url = `https://index.example/${"long/".repeat(50)}simple`;
    const before = process.env["PIP_INDEX_URL"];
    try {
      process.env["PIP_INDEX_URL"] = url;
      expect(await askPip(["install", "--help"])).toContain(` ${url})`);
    } finally {
      if (before === undefined) delete process.env["PIP_INDEX_URL"];
      else process.env["PIP_INDEX_URL"] = before;
    }
  });

  test("says nothing if it fails", async () => {
    expect(await askPip(["config", "get", "global.no-such-key"])).toBeUndefined();
  });
});

test("says nothing if there is no Python", async () => {
  const before = process.env["PATH"];
  try {
    process.env["PATH"] = "/nowhere";
    expect(await askPip(["--version"])).toBeUndefined();
  } finally {
    process.env["PATH"] = before;
  }
});
