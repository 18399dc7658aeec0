import { readFileSync } from "node:fs";
import { unknownApplication } from "../src/application.ts";
import { writeConfig } from "../src/write-config.ts";

/** A configuration with passwords for trying it out. */
export const example = readFileSync("actions/write-config/test/config.yaml", "utf8");
export const [admin, database] = ["app.admin_password", "db.password"];

/** Writes into a file that has this text; gives what was decided, and the file afterwards. */
export function write(
  text: string,
  values: Readonly<Record<string, string>>,
  production = false,
  settings: Readonly<Record<string, string>> = {},
  application = unknownApplication,
) {
  let after = text;
  const decided = writeConfig(
    {
      file: "config.yaml",
      values: new Map(Object.entries(values)),
      settings: new Map(Object.entries(settings)),
      application,
      production,
    },
    { readFile: () => text, writeFile: (_, written) => (after = written) },
  );
  return { decided, after };
}

export function namesOf({ decided }: ReturnType<typeof write>): string[] {
  return decided.ok ? [] : decided.refusals.map(({ name }) => name);
}
