import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { describeWith, runAction, temporaryDirectory, tried } from "@lablink-actions/testkit";
import { parse } from "yaml";

const nasty = "/&\\\"'$HOME #\n:%0A ${x} %{y} \u0085\u2028 ü🔑 ";

async function run(values: string, production = "false") {
  await using workspace = await temporaryDirectory();
  const file = join(workspace.path, "config.yaml");
  writeFileSync(file, "db:\n  password: lablink # comment\n");
  const ran = await runAction("write-config", {
    event: "dispatch",
    with: { file: "config.yaml", values, production },
    workspace: workspace.path,
  });
  return { ...ran, file: readFileSync(file, "utf8"), folder: workspace.path };
}

test("a password is masked, and is in no line of the log", async () => {
  const ran = await run(JSON.stringify({ "db.password": nasty }));
  expect(ran).toMatchObject({ exitCode: 0, outputs: { written: "db.password" } });
  expect(ran.masked).toContain(nasty);
  // As the file has it, which a program may quote.
  expect(ran.masked).toContain(/"(.*)"/.exec(ran.file)?.[1]);
  const shown = ran.stdout.replace(/^::add-mask::[^\n]*/gm, "") + ran.stderr + ran.summary;
  expect(shown).not.toMatch(/HOME|🔑/);
});

test("a refusal masks it as well, sets no output and leaves the file", async () => {
  const ran = await run(JSON.stringify({ "db.password": "lablink" }), "true");
  expect(ran).toMatchObject({ exitCode: 1, outputs: {}, masked: ["lablink"] });
  expect(ran.annotations[0]?.message).toContain("LA631 password-not-secret: the password db.");
  expect(ran.file).toContain("lablink");
});

tried(
  "production with the password CHANGEME_admin_password, which a template of a deployment has",
  "it is refused (LA631), and the file stays as it was",
  async () => {
    const ran = await run(JSON.stringify({ "db.password": "CHANGEME_admin_password" }), "true");
    expect(ran).toMatchObject({ exitCode: 1, outputs: {} });
    expect(ran.annotations[0]?.title).toContain("LA631");
    expect(ran.file).toBe("db:\n  password: lablink # comment\n");
  },
);

test("a run reports what is wrong with each of its inputs, at once, and masks the passwords", async () => {
  const values = '{"db.password": "hunter2", "app.admin_password": 1}';
  const ran = await runAction("write-config", {
    event: "dispatch",
    with: { file: "", values, production: "prod" },
  });
  expect(ran).toMatchObject({ exitCode: 1, outputs: {}, masked: ["hunter2"] });
  expect(ran.annotations.map(({ message }) => message)).toEqual([
    expect.stringContaining("LA901 input-missing: the input file is empty"),
    expect.stringContaining(
      "LA902 input-invalid: the input values is wrong at app.admin_password, which must be text or ",
    ),
    expect.stringContaining('LA902 input-invalid: the input production is "prod"'),
  ]);
});

tried(
  "a start-up script that carries the file in a here-document, as that of lablink-template does",
  "the shell expands nothing of a password with $, a backtick and a backslash",
  async () => {
    const password = "a$HOME`id`$(id)\\\\b\\n\"'${x}";
    const { file } = await run(JSON.stringify({ "db.password": password }));
    const carried = execFileSync("bash", { input: `cat <<EOF\n${file}EOF\n`, encoding: "utf8" });
    expect(parse(carried)).toEqual({ db: { password } });
  },
);

test("settings are written and shown, and are not masked", async () => {
  await using workspace = await temporaryDirectory();
  const file = join(workspace.path, "config.yaml");
  writeFileSync(file, "environment: x # which\ndb: {password: y}\n");
  const ran = await runAction("write-config", {
    event: "dispatch",
    with: {
      file: "config.yaml",
      values: '{"db.password": "own"}',
      settings: "environment=test\n",
      production: "true",
    },
    workspace: workspace.path,
  });
  expect(ran).toMatchObject({
    exitCode: 0,
    outputs: { written: "db.password\nenvironment" },
    masked: ["own"],
  });
  expect(ran.summary).toContain("| environment | test |");
  expect(readFileSync(file, "utf8")).toBe('environment: "test" # which\ndb: {password: "own"}\n');
});

describeWith("tofu", "read by OpenTofu", () => {
  test("a password is what it was", async () => {
    await using folder = await temporaryDirectory();
    const { file } = await run(JSON.stringify({ "db.password": nasty }));
    writeFileSync(join(folder.path, "config.yaml"), file);
    const expression = `jsonencode(yamldecode(file("config.yaml")).db.password)`;
    // Not by this machine's own configuration.
    const env = { ...process.env, TF_CLI_CONFIG_FILE: undefined };
    const options = { cwd: folder.path, env, input: `${expression}\n`, encoding: "utf8" } as const;
    const printed = execFileSync("tofu", ["console"], {
      ...options,
      stdio: ["pipe", "pipe", "pipe"],
    });
    expect(JSON.parse(JSON.parse(printed))).toBe(nasty);
  });
});
