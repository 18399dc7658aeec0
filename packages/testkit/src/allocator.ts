import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, globSync, mkdirSync, realpathSync, symlinkSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { freePort } from "./free-port.ts";
import { startPostgres } from "./postgres.ts";
import { startStateStore } from "./state-store.ts";
import { temporaryDirectory } from "./temporary.ts";

/** What `startAllocator` needs on the PATH. */
export const allocatorTools: readonly string[] = ["lablink-allocator", "moto_server", "psql"];

/** How the client VMs behave that the allocator launches. */
interface TestMachines {
  /** What a VM reports of its GPU: `Healthy`, `Unhealthy`, `N/A`; null if it reports nothing. */
  readonly health?: string | null;
  /** Whether a VM registers, which it does by default. */
  readonly registers?: boolean;
  /** How long OpenTofu takes for an apply. */
  readonly seconds?: number;
  /** What OpenTofu writes to stderr when it fails to create them. */
  readonly fails?: string;
}

/** LabLink's allocator, as the package index has it, with a database and AWS of its own. */
export interface TestAllocator extends AsyncDisposable {
  readonly url: string;
  readonly username: string;
  readonly password: string;
  /** How the next VMs behave. */
  use(machines: TestMachines): void;
  /** Asks its API as its administrator. */
  ask(path: string, init?: RequestInit): Promise<Response>;
}

const username = "admin";
const password = "administrator's password";
const bucket = "lablink-clients";

/**
 * Starts it with machines that are well. Only its database's port and OpenTofu are not as in its image: it runs
 * allocator/tofu.mjs, whose machines are processes.
 */
export async function startAllocator(): Promise<TestAllocator> {
  await using stack = new AsyncDisposableStack();
  const folder = stack.use(await temporaryDirectory()).path;
  const [port, databasePort] = [await freePort(), await freePort()];
  const url = `http://127.0.0.1:${port}`;
  const database = stack.use(await startPostgres(databasePort));
  const store = stack.use(await startStateStore(bucket, "lock-table"));
  const { python, packages } = copyOfAllocator(folder);
  writeConfiguration(join(folder, "config"));
  const env = {
    PATH: [binWithTofu(folder), process.env["PATH"]].join(delimiter),
    HOME: folder,
    PYTHONPATH: packages,
    PYTHONWARNINGS: "ignore",
    CONFIG_DIR: join(folder, "config"),
    ENVIRONMENT: "test",
    ALLOCATOR_PUBLIC_IP: "127.0.0.1",
    ALLOCATOR_KEY_NAME: "test",
    FLASK_PORT: String(port),
    AWS_ACCESS_KEY_ID: "testing",
    AWS_SECRET_ACCESS_KEY: "testing",
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_ENDPOINT_URL: store.environment["AWS_ENDPOINT_URL_S3"],
  };
  const tables = "from lablink_allocator_service.generate_init_sql import build_init_sql as sql";
  const script = execFileSync(python, ["-c", `${tables}; print(sql())`], { env, encoding: "utf8" });
  database.sql(script);
  const use = ({ health = "Healthy", registers = true, seconds = 0, fails }: TestMachines) => {
    const behaviour = JSON.stringify({ url, health, registers, seconds, fails });
    writeFileSync(join(packages, "lablink_allocator_service/terraform/machines.json"), behaviour);
  };
  use({});
  const main = [
    "import lablink_allocator_service.conf.structured_config as config",
    `config.DB_PORT = ${databasePort}`,
    "from lablink_allocator_service import main",
    "main.main()",
  ];
  const child = spawn(python, ["-c", main.join("\n")], {
    env,
    stdio: ["ignore", "ignore", "pipe"],
  });
  const closed = once(child, "close");
  stack.defer(async () => {
    child.kill("SIGTERM");
    await closed;
  });
  const said: string[] = [];
  child.stderr.setEncoding("utf8").on("data", (text: string) => said.push(text));
  const isUp = async () => (await fetch(`${url}/api/health`)).ok;
  while (!(await isUp().catch(() => false))) {
    if (child.exitCode !== null) throw new Error(`The allocator ended:\n${said.join("")}`);
    await wait(100);
  }
  const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
  const owned = stack.move();
  return {
    url,
    username,
    password,
    use,
    ask: (path, init = {}) =>
      fetch(new URL(path, url), {
        ...init,
        headers: { accept: "application/json", authorization, ...(init.headers as object) },
      }),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** It writes to its own folder, so each one that is started has a copy. */
function copyOfAllocator(folder: string): { python: string; packages: string } {
  const program = (process.env["PATH"] ?? "")
    .split(delimiter)
    .map((path) => join(path, "lablink-allocator"))
    .find((path) => globSync(path).length > 0);
  const environment = join(realpathSync(program ?? ""), "../..");
  const name = "lablink_allocator_service";
  const [installed = ""] = globSync(`lib/python*/site-packages/${name}`, { cwd: environment });
  const packages = join(folder, "packages");
  cpSync(join(environment, installed), join(packages, name), { recursive: true });
  return { python: join(environment, "bin/python"), packages };
}

function writeConfiguration(folder: string): void {
  mkdirSync(folder);
  const configuration = {
    deployment_name: "lablink",
    environment: "test",
    db: { password: "password-of-the-database" },
    machine: {
      machine_type: "t3.micro",
      image: "ghcr.io/talmolab/lablink-client-base-image:linux-amd64-latest-test",
      ami_id: "ami-0",
      repository: "",
      software: "sleap",
    },
    app: { admin_user: username, admin_password: password, region: "us-west-2" },
    bucket_name: bucket,
  };
  // JSON is YAML as well.
  writeFileSync(join(folder, "config.yaml"), JSON.stringify(configuration));
}

function binWithTofu(folder: string): string {
  const bin = join(folder, "bin");
  mkdirSync(bin);
  const script = fileURLToPath(new URL("../allocator/tofu.mjs", import.meta.url));
  symlinkSync(script, join(bin, "tofu"));
  return bin;
}
