/** backup.yml of the example, run by act: a real PostgreSQL behind a real sshd, and moto for S3. */

import { execFileSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import {
  describeWith,
  freePort,
  recordedEvent,
  temporaryDirectory,
} from "@lablink-actions/testkit";
import { checkOutExample } from "../../scripts/act/checkout.ts";
import { runWorkflow } from "../../scripts/act/run-workflow.ts";
import { start, succeeds } from "./servers.ts";

const isRoot = process.getuid?.() === 0;

const cleanUp = new AsyncDisposableStack();
let folder: string;
let database: AsyncDisposable;
let sshPort: number;
let s3: string;
const bucket = "lablink-backups";

/** Sets pg_dump on the server: the real one, or a script instead. */
function pgDump(script = 'exec /usr/bin/pg_dump "$@"'): void {
  writeFileSync(join(folder, "bin/pg_dump"), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
}

function sql(name: string, statement: string): string {
  const words = ["--host", folder, "--username", "postgres", "--dbname", name];
  return execFileSync("psql", [...words, "-qAtc", statement], { encoding: "utf8" });
}

const everything =
  "SELECT md5(string_agg(v::text, '' ORDER BY hostname)), count(*), max(seen) FROM vms v";

async function startDatabase(): Promise<AsyncDisposable> {
  const bin = globSync("/usr/lib/postgresql/*/bin").sort().at(-1) ?? "";
  const data = join(folder, "data");
  // PostgreSQL refuses to run as root.
  const [program = "", ...before] = isRoot
    ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
    : ["env"];
  const as = (name: string, ...words: string[]) => [...before, join(bin, name), ...words];
  if (globSync(join(data, "*")).length === 0) {
    const words = as("initdb", "--auth=trust", "--username=postgres", "--no-sync", data);
    execFileSync(program, words, { stdio: ["ignore", "ignore", "inherit"], cwd: "/" });
  }
  const options = ["-D", data, "-k", folder, "-c", "listen_addresses=", "-c", "fsync=off"];
  return start(program, as("postgres", ...options), () =>
    succeeds("pg_isready", ["--quiet", "--host", folder]),
  );
}

async function startSshd(): Promise<AsyncDisposable> {
  for (const name of ["host-key", "key", "other-key"]) {
    execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", join(folder, name)]);
  }
  const config = [
    `Port ${sshPort}`,
    "ListenAddress 127.0.0.1",
    `HostKey ${join(folder, "host-key")}`,
    `AuthorizedKeysFile ${join(folder, "key.pub")}`,
    "PidFile none",
    "StrictModes no",
    "PasswordAuthentication no",
    "KbdInteractiveAuthentication no",
    "PermitRootLogin prohibit-password",
    `SetEnv PGHOST=${folder} PGUSER=postgres PATH=${join(folder, "bin")}:/usr/bin:/bin`,
  ];
  writeFileSync(join(folder, "sshd_config"), `${config.join("\n")}\n`);
  if (isRoot) mkdirSync("/run/sshd", { recursive: true });
  const sshd = execFileSync("which", ["sshd"], { encoding: "utf8" }).trim();
  return start(sshd, ["-D", "-e", "-f", join(folder, "sshd_config")], () =>
    succeeds("ssh-keyscan", ["-p", String(sshPort), "127.0.0.1"]),
  );
}

const credentials = {
  AWS_ACCESS_KEY_ID: "testing",
  AWS_SECRET_ACCESS_KEY: "testing",
  AWS_DEFAULT_REGION: "us-west-2",
};

/** Runs a script with rights to everything. */
function bash(script: string, cwd = folder): string {
  const env = { ...process.env, ...credentials, AWS_ENDPOINT_URL: s3, BUCKET: bucket };
  return execFileSync("bash", ["-euo", "pipefail", "-c", script], {
    cwd,
    env: { ...env, PGHOST: folder, PGUSER: "postgres" },
    encoding: "utf8",
  });
}

async function backups(): Promise<string[]> {
  const listed = await fetch(`${s3}/${bucket}?list-type=2`);
  expect(listed.status).toBe(200);
  return [...(await listed.text()).matchAll(/<Key>(.*?)<\/Key>/g)].map(([, key = ""]) => key);
}

/** Runs the workflow; the given settings replace the right ones. */
async function backUp(
  settings: { port?: number; key?: string; hostKey?: string; bucket?: string } = {},
) {
  await using checkout = await checkOutExample(undefined);
  await using release = await temporaryDirectory();
  const { port = sshPort } = settings;
  const hostKey = readFileSync(join(folder, settings.hostKey ?? "host-key.pub"), "utf8");
  const key = readFileSync(join(folder, settings.key ?? "key"), "utf8");
  const ran = await runWorkflow({
    workspace: checkout.path,
    workflow: "backup.yml",
    event: { name: "schedule", payload: recordedEvent("schedule").event },
    release: release.path,
    token: "a-token",
    actor: "lablink-maintainer",
    secrets: { BACKUP_SSH_KEY: key.trim() },
    variables: {
      BACKUP_SSH_DESTINATION: `ssh://${userInfo().username}@127.0.0.1:${port}`,
      BACKUP_SSH_KNOWN_HOSTS: `[127.0.0.1]:${port} ${hostKey.trim()}`,
      BACKUP_ROLE: "arn:aws:iam::123456789012:role/backup",
      BACKUP_REGION: "us-west-2",
      BACKUP_BUCKET: settings.bucket ?? bucket,
    },
    env: { AWS_ENDPOINT_URL: s3 },
  });
  for (const line of key.trim().split("\n").slice(1, -1)) expect(ran.log).not.toContain(line);
  return ran;
}

/** The commands of the guide that contain this. */
function guideSays(word: string): string {
  const blocks = readFileSync("docs/guides/backup.md", "utf8").matchAll(/```bash\n([\s\S]*?)```/g);
  const found = [...blocks].map(([, block = ""]) => block).filter((it) => it.includes(word));
  expect(found).toHaveLength(1);
  return found[0] ?? "";
}

const tools = [
  "act",
  "aws",
  "git",
  "moto_server",
  "pg_ctlcluster",
  "pg_restore",
  "ssh-keygen",
  "sshd",
];

describeWith(tools, "backup.yml", () => {
  beforeAll(async () => {
    // The path of a socket must be short, and the server's user must reach it.
    folder = mkdtempSync(join(tmpdir(), "backup-"));
    cleanUp.defer(() => rmSync(folder, { recursive: true, force: true }));
    chmodSync(folder, 0o755);
    mkdirSync(join(folder, "bin"));
    if (isRoot) {
      const [uid, gid] = ["-u", "-g"].map((word) =>
        Number(execFileSync("id", [word, "postgres"], { encoding: "utf8" })),
      );
      chownSync(folder, uid ?? 0, gid ?? 0);
    }
    sshPort = await freePort();
    cleanUp.use(await startSshd());
    const s3Port = await freePort();
    s3 = `http://127.0.0.1:${s3Port}`;
    const ping = ["--silent", "--output", "/dev/null", s3];
    cleanUp.use(
      await start("moto_server", ["-H", "127.0.0.1", "-p", String(s3Port)], () =>
        succeeds("curl", ping),
      ),
    );
    database = await startDatabase();
    cleanUp.defer(() => database[Symbol.asyncDispose]());
    sql("postgres", "CREATE DATABASE lablink_db");
    sql(
      "lablink_db",
      `CREATE TABLE vms (hostname text PRIMARY KEY, crd text, seen timestamptz);
       INSERT INTO vms SELECT 'vm-' || i, md5(i::text) || E'\\n''"\\\\é', to_timestamp(i) FROM generate_series(1, 5000) i`,
    );
  }, 60_000);
  afterAll(() => cleanUp.disposeAsync());
  beforeEach(async () => {
    pgDump();
    await fetch(`${s3}/moto-api/reset`, { method: "POST" });
    await fetch(`${s3}/${bucket}`, { method: "PUT" });
  });

  test("the database comes back as it was, by the guide's own commands", async () => {
    const before = sql("lablink_db", everything);
    expect(await backUp()).toMatchObject({ exitCode: 0 });
    expect(await backups()).toEqual([
      expect.stringMatching(/^lablink_db\/\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ\.dump$/),
    ]);

    sql("lablink_db", "DELETE FROM vms WHERE hostname LIKE '%7'; ALTER TABLE vms DROP COLUMN crd");
    bash(guideSays("pg_restore --clean"));
    expect(sql("lablink_db", everything)).toBe(before);

    sql("postgres", "CREATE DATABASE rehearsal");
    bash(guideSays("pg_restore --clean").replace("--dbname lablink_db", "--dbname rehearsal"));
    expect(sql("rehearsal", everything)).toBe(before);
  });

  test("backups are kept as long as the guide's rule says", () => {
    bash(guideSays("put-bucket-lifecycle-configuration"));
    const { Rules } = JSON.parse(
      bash('aws s3api get-bucket-lifecycle-configuration --bucket "$BUCKET"'),
    );
    expect(Rules).toMatchObject([
      { Status: "Enabled", Filter: { Prefix: "lablink_db/" }, Expiration: { Days: 30 } },
    ]);
  });

  test.each<[string, Parameters<typeof backUp>[0]]>([
    ["the server is down", { port: 1 }],
    ["the key is another", { key: "other-key" }],
    ["the server's own key is another", { hostKey: "other-key.pub" }],
    ["there is no such bucket", { bucket: "somebody-elses" }],
  ])("is red if %s", async (_, settings) => {
    const ran = await backUp(settings);
    expect(ran.exitCode).toBe(1);
    expect(Object.values(ran.jobs)).toEqual(["failure"]);
    expect(await backups()).toEqual([]);
  });

  const wrongDatabase = "exec /usr/bin/pg_dump --format=custom postgres";
  test.each([
    ["pg_dump fails", "echo broken >&2; exit 1", "Dump the database over SSH"],
    ["the dump is empty", "exit 0", "Check that the dump is whole"],
    [
      "the dump is cut off, and pg_dump reports nothing",
      '/usr/bin/pg_dump "$@" | head -c 60000; exit 0',
      "Check that the dump is whole",
    ],
    ["it is the wrong database", wrongDatabase, "Check that the dump is whole"],
  ])("is red if %s", async (_, script, step) => {
    pgDump(script);
    const ran = await backUp();
    expect(ran.exitCode).toBe(1);
    expect(ran.log).toContain(`Failure - Main ${step}`);
    expect(await backups()).toEqual([]);
  });

  test("is red if PostgreSQL is down", async () => {
    await database[Symbol.asyncDispose]();
    try {
      expect(await backUp()).toMatchObject({ exitCode: 1 });
      expect(await backups()).toEqual([]);
    } finally {
      database = await startDatabase();
    }
  });

  test("the cut of the test is in the data, and the table of contents is whole", () => {
    bash("/usr/bin/pg_dump --format=custom lablink_db > whole.dump");
    expect(statSync(join(folder, "whole.dump")).size).toBeGreaterThan(60_000);
    bash("head -c 60000 whole.dump > cut.dump; pg_restore --list cut.dump | grep ' TABLE DATA '");
  });
});
