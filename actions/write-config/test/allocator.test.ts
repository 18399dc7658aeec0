/** What is refused, against the allocator's own code as the package index has it. */
import { execFileSync } from "node:child_process";
import { mkdirSync, realpathSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { expect } from "@jest/globals";
import { describeWith, temporaryDirectory, tried } from "@lablink-actions/testkit";
import { applications } from "../src/application.ts";
import { write } from "./support.ts";

// For each file: what it reads of the three secrets, and whether it would start with them; null if it cannot read it.
const program = `
import json, sys
from sqlalchemy.engine import make_url
from lablink_allocator_service import generate_init_sql
from lablink_allocator_service.conf.structured_config import is_unresolved_secret
from lablink_allocator_service.get_config import get_config

def read(path):
    try:
        config = get_config(path)
        secrets = [config.app.admin_user, config.app.admin_password, config.db.password]
        generate_init_sql.get_config = lambda: config
        # What the address says, and what the SQL text between the quotes says.
        address = make_url(f"postgresql://lablink:{secrets[2]}@localhost:5432/lablink_db")
        line = [l for l in generate_init_sql.build_init_sql().split("CREATE USER")[1:]][0]
        sql = line.split("PASSWORD '", 1)[1].split("';\\nALTER USER lablink WITH LOGIN", 1)[0]
        same = (address.password, address.host, address.port) == (secrets[2], "localhost", 5432)
        usable = same and secrets[2] != "" and "'" not in sql
        return [secrets, usable and not any(map(is_unresolved_secret, secrets))]
    except Exception:
        return None

print(json.dumps([read(path) for path in sys.argv[1:]]))
`;

const everywhere = "own MISSING PLACEHOLDER_ ??? ${x} a${b \\${x} a\\b {x}".split(" ");
const inDatabase = "it's a''b a@b a@b:c/d a/b a:b a%41 a%zz a#b a?b é🔑 a\"b ~ 12345".split(" ");
const texts = new Map([
  ["app.admin_user", ["own", "MISSING", "${x}"]],
  ["app.admin_password", ["it's a@b%41"]],
  ["db.password", [...everywhere, ...inDatabase, "two\nlines", " both ends "]],
]);

describeWith("lablink-allocator", "LabLink's allocator", () => {
  tried(
    "lablink-allocator-service 0.2.1 reads files with passwords of all kinds",
    "write-config lets pass exactly the files that it starts with, and reads the same passwords from",
    async () => {
      await using folder = await temporaryDirectory();
      const cases = [...texts].flatMap(([path, all]) => all.map((text) => ({ path, text })));
      const files = cases.map(({ path, text }, index) => {
        const template = `app:\n  admin_user: "MISSING"\n  admin_password: "x"\ndb:\n  password: x\n`;
        const all = new Map([...texts.keys()].map((name) => [name, name === path ? text : "own"]));
        const written = write(
          template,
          Object.fromEntries(all),
          false,
          {},
          applications["lablink-allocator"],
        );
        const at = join(folder.path, String(index));
        mkdirSync(at);
        // What it would have got, had it not been refused.
        const forced = write(template, Object.fromEntries(all));
        const file = written.decided.ok ? written.after : forced.after;
        writeFileSync(join(at, "config.yaml"), file);
        return { passes: written.decided.ok, all, path, text };
      });
      const python = join(realpathSync(allocator()), "../python");
      const paths = files.map((_, index) => join(folder.path, String(index), "config.yaml"));
      const printed = execFileSync(python, ["-W", "ignore", "-c", program, ...paths], {
        encoding: "utf8",
      });
      const read: ([string[], boolean] | null)[] = JSON.parse(printed);
      const wrong = files.filter(({ passes, all }, index) => {
        const [seen, starts] = read[index] ?? [[], false];
        const isSame = JSON.stringify(seen) === JSON.stringify([...all.values()]);
        return passes !== (starts && isSame);
      });
      expect(wrong).toEqual([]);
      expect(files.filter(({ passes }) => passes).length).toBeGreaterThan(9);
    },
    90_000,
  );
});

function allocator(): string {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  const found = folders.map((path) => join(path, "lablink-allocator"));
  return found.find((path) => realpath(path) !== undefined) ?? "";
}

function realpath(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}
