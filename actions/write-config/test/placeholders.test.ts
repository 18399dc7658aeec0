import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { applications } from "../src/application.ts";
import { admin, database, example, namesOf, write } from "./support.ts";

const lablink = applications["lablink-allocator"];

describe("placeholders", () => {
  const template =
    "app:\n  admin_user: MISSING\n  admin_password: x\ndb:\n  password: PLACEHOLDER_DB\n";

  test("one that the file keeps is refused in every environment, also where nothing is written", () => {
    const { decided, after } = write(template, { [admin]: "own", [database]: "" });
    expect(decided).toEqual({
      ok: false,
      refusals: [
        {
          name: "config-placeholder",
          seen: "app.admin_user is a placeholder, from the file",
          remedy:
            "Write its value into config.yaml, or give it in settings; a password belongs in values, from a secret.",
          location: { file: "config.yaml", line: 2 },
        },
        {
          name: "config-placeholder",
          seen: "db.password is a placeholder, from the file",
          remedy:
            "Set the secret that values gives to db.password (DB_PASSWORD of deploy.yml), of the repository or of the environment, to a password of its own.",
          location: { file: "config.yaml", line: 5 },
        },
      ],
    });
    expect(after).toBe(template);
  });

  test.each(
    "MISSING PLACEHOLDER_DB_PASSWORD CHANGEME_admin_password changeme_x CHANGE_ME change-me <password> ${X}".split(
      " ",
    ),
  )("%s from a secret is refused on test", (password) => {
    const result = write(example, { [admin]: "own", [database]: password });
    expect(namesOf(result)).toEqual(["config-placeholder"]);
    expect(JSON.stringify(result.decided)).not.toContain(JSON.stringify(password).slice(1, -1));
  });

  test("a setting that is one is refused, and a word such as none is not", () => {
    const text = "tag: x\nssl: letsencrypt\n";
    expect(namesOf(write(text, {}, false, { tag: "<tag>", ssl: "none" }))).toEqual([
      "config-placeholder",
    ]);
    expect(namesOf(write(text, {}, false, { ssl: "none" }))).toEqual([]);
  });

  test("on production the password of a secret has one refusal, and other places theirs", () => {
    const result = write(template, { [admin]: "own", [database]: "CHANGEME" }, true);
    expect(namesOf(result)).toEqual(["config-placeholder", "password-not-secret"]);
  });

  test("a secret of the allocator that is not in the file, or is empty there, is refused", () => {
    const text = "app:\n  admin_user: ''\ndb:\n  password:\n";
    const { decided } = write(text, {}, false, {}, lablink);
    expect(decided.ok ? [] : decided.refusals.map(({ seen }) => seen)).toEqual([
      "app.admin_user is empty",
      "db.password is empty",
      "app.admin_password is not in the file, so it is a placeholder",
    ]);
  });

  test("what fills them lets the file pass", () => {
    const given = { [admin]: "own", [database]: "own too" };
    const result = write(template, given, false, { "app.admin_user": "admin" }, lablink);
    expect(result.decided).toMatchObject({
      ok: true,
      value: { outputs: { written: "app.admin_password\ndb.password\napp.admin_user" } },
    });
  });

  test("LabLink's configuration passes with its secrets, and not without", () => {
    const text = readFileSync("examples/lablink/lablink-infrastructure/config/config.yaml", "utf8");
    const given = { [admin]: "own", [database]: "own too" };
    expect(write(text, given, true, { environment: "test" }, lablink).decided.ok).toBe(true);
    const none = { [admin]: "", [database]: "" };
    expect(namesOf(write(text, none, false, {}, lablink))).toEqual([
      "config-placeholder",
      "config-placeholder",
    ]);
  });
});

describe("what the allocator could not read", () => {
  test.each([
    [database, "it's", "db.password has ', which ends the text in the SQL that creates the user"],
    [database, "a@b", "db.password has @, which ends the password in the database's address"],
    [
      database,
      "a%41",
      "db.password has % and two hexadecimal digits, which are another character in the database's address",
    ],
    [
      admin,
      "a${b",
      "app.admin_password has ${, which OmegaConf takes for the name of another value",
    ],
    [
      admin,
      "???",
      "app.admin_password is ???, which OmegaConf takes for no value: the default stays",
    ],
  ])("%s = %s", (path, password, seen) => {
    const other = path === admin ? database : admin;
    const { decided } = write(example, { [path]: password, [other]: "own" }, false, {}, lablink);
    expect(decided).toMatchObject({
      ok: false,
      refusals: [
        {
          name: "config-value-unusable",
          seen,
          remedy: `Set the secret that values gives to ${path} (${path === admin ? "ADMIN" : "DB"}_PASSWORD of deploy.yml) to another text: letters, digits, - and _ always work.`,
        },
      ],
    });
    // Another application may read it.
    expect(write(example, { [path]: password, [other]: "own" }).decided.ok).toBe(true);
  });

  test("also in a setting, and in a secret of the file that nothing is written to", () => {
    const text = "tag: x\napp: {admin_user: a, admin_password: b}\ndb: {password: a@b}\n";
    const { decided } = write(text, {}, false, { tag: "${y}-${z}" }, lablink);
    expect(decided.ok ? [] : decided.refusals.map(({ seen }) => seen)).toEqual([
      "tag has ${, which OmegaConf takes for the name of another value",
      "db.password has @, which ends the password in the database's address",
    ]);
  });
});
