import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, chownSync, globSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";

interface TestPostgres extends AsyncDisposable {
  /** The port on 127.0.0.1. */
  readonly port: number;
  /** Runs a script, with psql's own commands, as the superuser. */
  sql(script: string): void;
}

/** Starts Debian's PostgreSQL with an empty cluster that asks nobody for a password. */
export async function startPostgres(port: number): Promise<TestPostgres> {
  await using stack = new AsyncDisposableStack();
  const bin = globSync("/usr/lib/postgresql/*/bin").sort().at(-1) ?? "";
  const folder = mkdtempSync(join(tmpdir(), "lablink-postgres-"));
  stack.defer(() => rmSync(folder, { recursive: true, force: true }));
  const account = accountOf("postgres");
  // PostgreSQL refuses to run as root.
  if (account !== undefined) {
    chownSync(folder, account.uid, account.gid);
    chmodSync(folder, 0o755);
  }
  const data = join(folder, "data");
  const words = ["--auth=trust", "--username=postgres", "--no-sync", data];
  const stdio: ["ignore", "ignore", "inherit"] = ["ignore", "ignore", "inherit"];
  execFileSync(join(bin, "initdb"), words, { ...account, cwd: "/", stdio });
  const settings = ["listen_addresses=127.0.0.1", `port=${port}`, "fsync=off"];
  const options = ["-D", data, "-k", folder, ...settings.flatMap((it) => ["-c", it])];
  const child = spawn(join(bin, "postgres"), options, { ...account, cwd: "/", stdio: "ignore" });
  const closed = once(child, "close");
  stack.defer(async () => {
    child.kill("SIGINT");
    await closed;
  });
  const isReady = () => {
    try {
      const at = ["--quiet", "--host", folder, "--port", String(port)];
      execFileSync("pg_isready", at, { stdio: "ignore" });
      return true;
    } catch {
      return false;
    }
  };
  while (!isReady()) {
    if (child.exitCode !== null) throw new Error(`PostgreSQL ended with ${child.exitCode}`);
    await wait(50);
  }
  const owned = stack.move();
  return {
    port,
    sql(script) {
      const at = ["--host", folder, "--port", String(port), "--username", "postgres"];
      execFileSync("psql", [...at, "--quiet", "--set", "ON_ERROR_STOP=1"], {
        input: script,
        stdio: ["pipe", "ignore", "inherit"],
      });
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** The ids of a user, for root to become; undefined if this process is not root. */
function accountOf(user: string): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (option: string) => Number(execFileSync("id", [option, user], { encoding: "utf8" }));
  return { uid: id("--user"), gid: id("--group") };
}
