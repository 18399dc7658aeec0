import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { type EventName, runAction, temporaryDirectory, tried } from "@lablink-actions/testkit";
import { read } from "./support.ts";

const rest = "packages: { a: { directory: a } }\nimages: { i: { package: a, dockerfile: D } }\n";
const elsewhere = `registry: registry.example:5000/lab\n${rest}`;

describe("the account of a registry", () => {
  test.each([
    [
      "another registry without an account",
      elsewhere,
      false,
      true,
      ["registry-credentials-missing"],
    ],
    ["another registry with an account", elsewhere, true, true, []],
    ["another registry in a run that does not push", elsewhere, undefined, true, []],
    ["another registry in a fork's pull request", elsewhere, false, false, []],
    ["ghcr.io without an account", rest, false, true, []],
    [
      "another registry without images",
      "registry: a.example/b\npackages: { a: { directory: . } }",
      false,
      true,
      [],
    ],
  ])("%s", (_, text, credentials, canPush, names) => {
    const given = { canPush, ...(credentials !== undefined && { credentials }) };
    const result = read(text, "", "", "", given);
    expect(result.ok ? [] : result.refusals.map(({ name }) => name)).toEqual(names);
  });

  test("a similar host is another registry", () => {
    for (const host of ["ghcr.io.example", "ghcr.io:443", "my-ghcr.io"]) {
      const result = read(`registry: ${host}/talmolab\n${rest}`, "", "", "", {
        credentials: false,
      });
      expect(result.ok).toBe(false);
    }
  });

  test("images of another owner on ghcr.io get a notice if the run pushes", () => {
    const text = `registry: ghcr.io/other\n${rest}`;
    const notices = [
      "ghcr.io/other/i belongs to other, and this repository to TalmoLab: the run's token can push there only if the package's settings give this repository access (Manage Actions access).",
    ];
    expect(read(text, "", "", "", { credentials: false })).toMatchObject({ value: { notices } });
    expect(read(text)).toMatchObject({ value: { notices: [] } });
    expect(read(rest, "", "", "", { credentials: false })).toMatchObject({
      value: { notices: [] },
    });
  });
});

test("a login in the configuration gets a warning, which does not show it", () => {
  const logins =
    "index: https://u:hunter2@a.example/simple\npublish-url: https://hunter2@a.example/\n";
  const result = read(logins + rest);
  const said = result.ok ? result.value.warnings : [];
  expect(said).toEqual([
    "index in .github/lablink-actions.yml has a login, which everybody who can read the repository can read. Delete the login there, replace the password, and give the whole address to index-url, from a secret.",
    "publish-url in .github/lablink-actions.yml has a login, which everybody who can read the repository can read. Delete the login there, replace the password, and give the account to publish-package.",
  ]);
  expect(read(`index: https://a.example/@simple\n${rest}`)).toMatchObject({
    value: { warnings: [] },
  });
});

tried(
  "a configuration whose registry is another host than ghcr.io, in a run that has only its own token",
  "the plan refuses it, so the token goes nowhere; a fork's pull request, which pushes nothing, passes",
  async () => {
    await using workspace = await temporaryDirectory();
    writeFileSync(join(workspace.path, "config.yml"), elsewhere);
    const plan = (event: EventName, credentials: string) =>
      runAction("read-release-config", {
        event,
        workspace: workspace.path,
        with: { config: "config.yml", "registry-credentials": credentials },
      });
    for (const event of ["push-main", "pull-request", "dispatch-prod"] as const) {
      const ran = await plan(event, "false");
      expect(ran).toMatchObject({ exitCode: 1, outputs: {} });
      expect(ran.annotations.map(({ message }) => message)).toEqual([
        'LA505 registry-credentials-missing: the images are for the registry "registry.example:5000", and the run has no account there; its own token is only for ghcr.io. Pass the secrets registry-username and registry-password to images.yml, under secrets: of the job that calls it. A run of Dependabot needs them as Dependabot secrets.',
      ]);
      expect((await plan(event, "true")).exitCode).toBe(0);
    }
    expect((await plan("pull-request-fork", "false")).exitCode).toBe(0);
  },
);
