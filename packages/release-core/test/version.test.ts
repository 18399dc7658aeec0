import { describe, expect, test } from "@jest/globals";
import {
  anyVersionText,
  canonicalVersion,
  cases,
  spelledVersion,
} from "@lablink-actions/testkit/arbitraries";
import * as peer from "@renovatebot/pep440";
import fc from "fast-check";
import {
  chosenVersion,
  compareVersions,
  isPrerelease,
  parseVersion,
  type Version,
} from "../src/version.ts";

function version(text: string): Version {
  const parsed = parseVersion(text);
  if (parsed === undefined) throw new Error(`not a version: ${text}`);
  return parsed;
}

describe("parseVersion", () => {
  test.each([
    ["0.2.0", "0.2.0"],
    ["0.0.2a0", "0.0.2a0"],
    ["v0.2.0", "0.2.0"],
    ["0.2.0-rc.1", "0.2.0rc1"],
    ["1.0-1", "1.0.post1"],
    ["1.0-0", "1.0.post0"],
    ["1.0.POST", "1.0.post0"],
    ["1.0-r5", "1.0.post5"],
    ["1.0c2", "1.0rc2"],
    ["1.0_alpha_3.dev", "1.0a3.dev0"],
    ["1!02.00", "1!2.0"],
    ["0!1.0", "1.0"],
    ["1.0+Local-01_x", "1.0+local.1.x"],
    ["  1.0\n", "1.0"],
    ["20261123004838123456.0", "20261123004838123456.0"],
  ])("reads %j as %s", (text, canonical) => {
    expect(parseVersion(text)?.canonical).toBe(canonical);
  });

  test.each([
    "",
    "latest",
    "1.",
    "1.0+",
    "1.0 0",
    "1..0",
    "v",
    "1.0-",
    "1.0+a..b",
    "١.٠",
    "1.0\u0000",
    "0.2.0,ghcr.io/evil/x:y",
  ])("refuses %j", (text) => {
    expect(parseVersion(text)).toBeUndefined();
  });

  test("never throws, and what it prints it reads back as the same version", () => {
    fc.assert(
      fc.property(anyVersionText, (text) => {
        const parsed = parseVersion(text);
        if (parsed !== undefined) expect(parseVersion(parsed.canonical)).toEqual(parsed);
      }),
      cases,
    );
  });

  test("leaves a canonical spelling as it is", () => {
    fc.assert(
      fc.property(canonicalVersion, (text) => {
        expect(parseVersion(text)?.canonical).toBe(text);
      }),
      cases,
    );
  });

  test("reads every spelling of PEP 440 as the peer library does, if that keeps the digits", () => {
    fc.assert(
      fc.property(spelledVersion, (text) => {
        const trimmed = text.trim();
        fc.pre(!/[0-9]{16}/.test(trimmed));
        const explained = peer.explain(trimmed);
        const parsed = version(text);
        expect(parsed.canonical.split("+")[0]).toBe(explained?.public);
        expect(isPrerelease(parsed)).toBe(explained?.is_prerelease);
      }),
      cases,
    );
  });
});

describe("compareVersions", () => {
  const ascending = [
    "1.0.dev456",
    "1.0a1",
    "1.0a2.dev456",
    "1.0a12.dev456",
    "1.0a12",
    "1.0b1.dev456",
    "1.0b2",
    "1.0b2.post345.dev456",
    "1.0b2.post345",
    "1.0rc1.dev456",
    "1.0rc1",
    "1.0",
    "1.0+abc.5",
    "1.0+abc.7",
    "1.0+5",
    "1.0+5.0",
    "1.0.post456.dev34",
    "1.0.post456",
    "1.0.15",
    "1.1.dev1",
    "20261123004838123456.0",
    "1!0.1",
  ];

  test("orders as PEP 440's own examples do", () => {
    const shuffled = ascending.toReversed().map(version);
    expect(shuffled.sort(compareVersions).map(({ canonical }) => canonical)).toEqual(ascending);
  });

  test.each([
    ["1.0", "1.0.0"],
    ["0.2.0-rc.1", "0.2.0rc1"],
    ["v1", "1.0.0.0"],
    ["1.0+a-b", "1.0+A.b"],
  ])("%s equals %s", (left, right) => {
    expect(compareVersions(version(left), version(right))).toBe(0);
  });

  test("agrees with the peer library on any pair", () => {
    const comparable = spelledVersion
      .map((text) => version(text).canonical)
      .filter((text) => !/[0-9]{16}/.test(text));
    fc.assert(
      fc.property(comparable, comparable, (left, right) => {
        const order = Math.sign(compareVersions(version(left), version(right)));
        expect(order).toBe(Math.sign(peer.compare(left, right)));
      }),
      cases,
    );
  });

  test("is an order: swapping a pair changes the sign", () => {
    fc.assert(
      fc.property(spelledVersion, spelledVersion, (left, right) => {
        const there = Math.sign(compareVersions(version(left), version(right)));
        const back = Math.sign(compareVersions(version(right), version(left)));
        expect(there + back).toBe(0);
      }),
      cases,
    );
  });
});

describe("chosenVersion, as pip chooses, of", () => {
  test.each([
    [[], undefined],
    [["0.9.0", "0.10.0", "0.10.0.dev1"], "0.10.0"],
    [["1.0", "2.0rc1", "2.0.dev3"], "1.0"],
    [["1.0rc1", "1.0a2", "1.0.dev9"], "1.0rc1"],
    [["1.0", "1.0.post1"], "1.0.post1"],
  ])("%j is %s", (texts, chosen) => {
    expect(chosenVersion(texts.map(version))?.canonical).toBe(chosen);
  });
});
