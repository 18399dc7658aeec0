import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { doctor } from "../../scripts/set-up/doctor.ts";
import { init } from "../../scripts/set-up/init.ts";

interface Answer {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A program in this process, without a terminal. */
export async function run(
  program: "init" | "doctor",
  path: string,
  flag?: "--yes" | "--json",
): Promise<Answer> {
  const said: string[] = [];
  const say = (text: string) => void said.push(text);
  const answer = (status: number, stderr = "") => ({ status, stdout: said.join("\n"), stderr });
  try {
    if (program === "doctor") return answer(doctor(path, { json: flag === "--json", say }));
    await init(path, { say, ask: flag === "--yes" ? async () => true : undefined });
    return answer(0);
  } catch (error) {
    return answer(2, error instanceof Error ? error.message : String(error));
  }
}

/** A program as it is called. */
export function spawn(program: "init" | "doctor", ...words: string[]): Answer {
  const options = { encoding: "utf8", input: "" } as const;
  const script = `scripts/${program}.ts`;
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...words], options);
  return { status: status ?? -1, stdout, stderr };
}

export function write(root: string, files: Readonly<Record<string, string>>): void {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
}

/** A pyproject.toml. */
export const project = (name: string, version = 'version = "1.2.3"') =>
  `[project]\nname = "${name}"\n${version}\n[build-system]\nrequires = ["hatchling"]\n`;
/** A production Dockerfile. */
export const takesVersion = (name: string) =>
  `FROM scratch\nARG PACKAGE_VERSION\nRUN pip install "${name}==\${PACKAGE_VERSION}"\n`;

/** A file in `.github`. */
export const textOf = (root: string, file: string) =>
  readFileSync(join(root, ".github", file), "utf8");
