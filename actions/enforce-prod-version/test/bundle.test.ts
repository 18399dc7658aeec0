/** The bundle with three indexes: a real one, one that fails, and the one this machine installs from. */
import { readdirSync, renameSync, writeFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import {
  type ActionRun,
  buildExamplePackage,
  describeUnless,
  describeWith,
  faultyIndex,
  indexAccount,
  runAction,
  startPythonIndex,
  type TemporaryDirectory,
  type TestIndex,
  temporaryDirectory,
} from "@lablink-actions/testkit";

type Strings = Readonly<Record<string, string>>;

function enforce(versions: string, inputs: Strings, env: Strings = {}): Promise<ActionRun> {
  return runAction("enforce-prod-version", {
    event: "dispatch-prod",
    with: { versions, ...inputs },
    env,
  });
}

function messagesOf({ annotations }: ActionRun): string[] {
  return annotations.filter(({ level }) => level === "error").map(({ message }) => message);
}

const both = "lablink-allocator-service==0.0.2a0\nlablink-client-service==0.0.7a0";

describeWith(["pypi-server", "uv"], "with a real index", () => {
  let built: TemporaryDirectory;
  let index: TestIndex;
  const inIndex = (name: string) => join(built.path, "index", name);
  beforeAll(async () => {
    built = await temporaryDirectory();
    await mkdir(inIndex(""));
    await buildExamplePackage("allocator", inIndex(""), "0.0.2a0");
    await buildExamplePackage("client", inIndex(""), "0.0.7a0");
    await buildExamplePackage("client", inIndex(""), "0.0.6");
    await buildExamplePackage("client", built.path, "0.0.8");
    index = await startPythonIndex({ directory: inIndex("") });
    // Four builds by uv.
  }, 120_000);
  afterAll(async () => {
    await index[Symbol.asyncDispose]();
    await built.remove();
  });

  test("versions that are there are accepted, and the index is named", async () => {
    const run = await enforce(both, { "index-url": index.url });
    expect(messagesOf(run)).toEqual([]);
    expect(run.exitCode).toBe(0);
    expect(JSON.parse(run.outputs["versions"] ?? "")).toEqual({
      "lablink-allocator-service": "0.0.2a0",
      "lablink-client-service": "0.0.7a0",
    });
    expect(run.log).toContain(`${index.url} (the input index-url)`);
    expect(run.log).toContain("0.0.7a0, installable, 2 files");
    expect(run.summary).toContain("0.0.7a0, installable, 2 files");
  });

  test.each(["UV_DEFAULT_INDEX", "UV_INDEX_URL", "PIP_INDEX_URL"])(
    "as %s names it",
    async (name) => {
      const run = await enforce(both, {}, { [name]: index.url });
      expect(run.exitCode).toBe(0);
      expect(run.log).toContain(`${index.url} (${name})`);
    },
  );

  test("missing versions are refused together, and the refusal names existing ones", async () => {
    const versions =
      "lablink-allocator-service==0.1\nlablink-client-service==0.0.7\nlablink-other==1";
    const run = await enforce(versions, { "index-url": index.url });
    expect(messagesOf(run)).toEqual([
      `LA804 version-absent: lablink-allocator-service 0.1 is not on ${index.url}; there is 0.0.2a0. Re-run with allocator_service_version= and a version that is there, or publish this one first, by pushing its version tag; if that is under way, set wait (index-wait of images.yml).`,
      expect.stringContaining(
        "; the nearest are 0.0.6 and 0.0.7a0. Re-run with client_service_version=",
      ),
      expect.stringContaining(
        "; no version of it can be installed from there. Re-run with other_version=",
      ),
    ]);
    expect(run.outputs).toEqual({});
    expect(run.exitCode).toBe(1);
  });

  test("the step waits for a fresh release until it is there", async () => {
    const name = "lablink_client_service-0.0.8-py3-none-any.whl";
    const page = "GET /simple/lablink-client-service/";
    // Sees when the index is asked again; the answers come from the index.
    await using door = await faultyIndex((request, before) => {
      if (request === page && before === 1) renameSync(join(built.path, name), inIndex(name));
      const location = new URL(request.split(" ")[1] ?? "", index.url).href;
      return { status: 307, headers: { location } };
    });
    const given = { "index-url": door.url, wait: "600" };
    const run = await enforce("lablink-client-service==0.0.8", given);
    expect(messagesOf(run)).toEqual([]);
    expect(run.log).toContain("0.0.8: not installable yet; asking again in 2 s");
    expect(run.log).toContain("0.0.8, installable, 1 file");
    expect(door.requests).toEqual([
      page,
      "GET /pypi/lablink-client-service/0.0.8/json",
      page,
      `GET /integrity/lablink-client-service/0.0.8/${name}/provenance`,
    ]);
  });

  test("as pip's configuration names it, with its login, and never as a file of the workspace names it", async () => {
    await using closed = await startPythonIndex({ directory: inIndex(""), login: true });
    await using workspace = await temporaryDirectory();
    const { username, password } = indexAccount;
    const withLogin = closed.url.replace("//", `//${username}:${password}@`);
    const configuration = join(workspace.path, "pip.conf");
    writeFileSync(configuration, `[global]\nindex-url = ${withLogin}\n`);
    writeFileSync(join(workspace.path, "pip.py"), "open('it-ran', 'w')\n");
    const run = await runAction("enforce-prod-version", {
      event: "dispatch-prod",
      with: { versions: both },
      env: { PIP_CONFIG_FILE: configuration },
      workspace: workspace.path,
    });
    expect(messagesOf(run)).toEqual([]);
    expect(run.log).toContain(`${closed.url} (the runner's pip)`);
    expect(run.log + run.summary).not.toContain(password);
    expect(readdirSync(workspace.path).sort()).toEqual(["pip.conf", "pip.py"]);
  });

  test("a login in the address is used, and never shown", async () => {
    await using closed = await startPythonIndex({ directory: inIndex(""), login: true });
    const { username, password } = indexAccount;
    const withLogin = closed.url.replace("//", `//${username}:${password}@`);
    const run = await enforce(both, { "index-url": withLogin });
    expect(run.exitCode).toBe(0);
    expect(run.masked).toContain(password);
    expect(run.log + run.summary).toContain(closed.url);
    expect(run.log + run.summary + run.stderr).not.toMatch(`${password}|${username}:`);
    const wrong = await enforce(both, { "index-url": withLogin.replace(password, "s3cret") });
    expect(messagesOf(wrong)).toEqual([
      expect.stringMatching(/^LA801 .*about lablink-allocator-service: the index answered 403/),
      expect.stringMatching(/^LA801 .*about lablink-client-service: the index answered 403/),
    ]);
    expect(wrong.log + wrong.summary + messagesOf(wrong).join()).not.toContain("s3cret");
  });
});

test("a run reports what is wrong with each of its inputs, at once", async () => {
  const run = await enforce("a", { "version-inputs": "b", wait: "soon" });
  expect(run.annotations.map(({ title }) => title)).toEqual([
    "LA111 versions-invalid",
    "LA902 input-invalid",
    "LA902 input-invalid",
  ]);
  expect(run).toMatchObject({ exitCode: 1, outputs: {} });
});

test("if the index fails for one package, that is reported with the problem of the other one", async () => {
  const page = {
    headers: { "content-type": "application/vnd.pypi.simple.v1+json" },
    body: JSON.stringify({
      meta: { "api-version": "1.1" },
      name: "b",
      files: [
        { filename: "b-1.0.tar.gz", url: "b-1.0.tar.gz", hashes: {}, yanked: "broken\n::error::x" },
      ],
    }),
  };
  await using index = await faultyIndex((request) =>
    request === "GET /simple/b/" ? page : { status: 429, headers: { "retry-after": "900" } },
  );
  const run = await enforce("a==1.0\nb==1.0", { "index-url": index.url, wait: "600" });
  expect(messagesOf(run)).toEqual([
    expect.stringMatching(/^LA802 index-trouble: asking .* about a: the index answered 429\. /),
    expect.stringMatching(
      /^LA805 version-yanked: b 1\.0 is yanked on .*, because of "broken\\n::error::x"\. /,
    ),
  ]);
  expect(run.outputs).toEqual({});
  expect(index.requests).toHaveLength(2);
});

test("on development no index is asked, whatever is set", async () => {
  const run = await runAction("enforce-prod-version", {
    event: "push-main",
    with: { versions: "a==\nb==", "index-url": "http://127.0.0.1:9/simple" },
  });
  expect(run.exitCode).toBe(0);
});

test("an index that cannot be used is refused by name, without its password", async () => {
  const address = "http://robot:s3cret@index.example/simple";
  const run = await enforce("a==1.0", {}, { UV_DEFAULT_INDEX: address });
  expect(messagesOf(run)).toEqual([
    expect.stringMatching(
      /^LA803 index-invalid: UV_DEFAULT_INDEX names index\.example with http:\/\//,
    ),
  ]);
  expect(run.stdout + run.summary).not.toContain("s3cret");
});

/** What pip and Node need on this machine to reach an index at all. */
const machine = Object.fromEntries(
  Object.entries(process.env).filter(([name]) =>
    /^(PIP_|UV_|SSL_|NODE_EXTRA_)|_proxy$/i.test(name),
  ),
) as Record<string, string>;
const probe = await enforce("pip==24.0", {}, machine);

describeUnless(
  probe.exitCode === 0 ? undefined : "the index this machine installs from cannot be reached",
  "with the index this machine installs from",
  () => {
    test("it is found without an input, and published, yanked and absent versions get different answers", async () => {
      expect(probe.log).toMatch(/Index +│ https?:\/\/.* \((the runner's pip|\w+)\)/);
      expect(probe.log).toContain("24.0, installable, 2 files");
      const run = await enforce("pip==24.0\nrequests==2.32.0\nuv==0.0.0.1", {}, machine);
      expect(messagesOf(run)).toEqual([
        expect.stringMatching(/^LA805 version-yanked: requests 2\.32\.0 .*CVE-2024-35195/),
        expect.stringMatching(/^LA804 version-absent: uv 0\.0\.0\.1 .* the nearest are 0\.0\.5/),
      ]);
    });
  },
);
