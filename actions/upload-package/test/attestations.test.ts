/** Signing before the upload: real uv, a Sigstore of our own, and an index of our own that takes attestations. */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import type { RequestListener } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { promisify } from "node:util";
import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import {
  buildExamplePackage,
  type Claims,
  describeWith,
  identityToken,
  listen,
  releaseClaims,
  runAction,
  startSigstore,
  type TestSigstore,
  temporaryDirectory,
  tried,
} from "@lablink-actions/testkit";

const run = promisify(execFile);
const project = "lablink-client-service";
const sdist = "lablink_client_service-0.0.7a0.tar.gz";
const wheel = "lablink_client_service-0.0.7a0-py3-none-any.whl";

interface Uploaded {
  readonly filename: string;
  readonly sha256: string;
  /** The field `attestations` of the upload (PEP 740). */
  readonly attestations: string | undefined;
}

/** An index that takes uploads as PyPI does, lists them, and gives a job its tokens. uv speaks only HTTPS for those. */
async function startIndex(
  claims: Claims,
  certificate: { readonly key: string; readonly cert: string },
) {
  const uploads: Uploaded[] = [];
  const answer: RequestListener = async (request, response) => {
    const url = new URL(request.url ?? "", "http://127.0.0.1");
    const json = (value: unknown, type = "application/json") =>
      response.writeHead(200, { "content-type": type }).end(JSON.stringify(value));
    if (url.pathname === "/token") {
      const audience = url.searchParams.get("audience") ?? "";
      return json({ value: identityToken({ ...claims, aud: audience }) });
    }
    // What uv asks for trusted publishing.
    if (url.pathname === "/_/oidc/audience") return json({ audience: "pypi" });
    if (url.pathname === "/_/oidc/mint-token") return json({ success: true, token: "pypi-minted" });
    if (request.method === "POST") {
      const body = (await buffer(request)).toString("latin1");
      const field = (name: string) =>
        new RegExp(`name="${name}"\r\n(?:[^\r\n]+\r\n)*\r\n([^\r]*)\r\n`).exec(body)?.[1];
      const filename = /filename="([^"]+)"/.exec(body)?.[1] ?? "";
      // uv also asks whether it may upload, without a file.
      if (filename !== "")
        uploads.push({
          filename,
          sha256: field("sha256_digest") ?? "",
          attestations: field("attestations"),
        });
      return response.writeHead(200).end("OK");
    }
    if (url.pathname === "/simple/")
      return json({ meta: { "api-version": "1.0" }, projects: [{ name: project }] }, simple);
    if (url.pathname !== `/simple/${project}/`) return response.writeHead(404).end();
    const files = uploads.map(({ filename, sha256 }) => ({
      filename,
      url: filename,
      hashes: { sha256 },
    }));
    return json({ meta: { "api-version": "1.0" }, name: project, files }, simple);
  };
  const server = await listen(answer);
  const secure = createServer(certificate, answer).listen(0, "127.0.0.1");
  await once(secure, "listening");
  const { port } = secure.address() as AddressInfo;
  return {
    uploads,
    url: server.url,
    uploadUrl: `https://127.0.0.1:${port}/legacy/`,
    async [Symbol.asyncDispose]() {
      secure.closeAllConnections();
      secure.close();
      await server[Symbol.asyncDispose]();
    },
  };
}

const simple = "application/vnd.pypi.simple.v1+json";

describeWith(["uv", "openssl"], "attestations", () => {
  const cleanUp = new AsyncDisposableStack();
  let workspace: string;
  let sigstore: TestSigstore;
  let certificate: { readonly key: string; readonly cert: string };
  let fault: { status: number; body: string } | undefined;

  beforeAll(async () => {
    workspace = cleanUp.use(await temporaryDirectory()).path;
    await mkdir(join(workspace, "dist"));
    const [key, cert] = [join(workspace, "key.pem"), join(workspace, "cert.pem")];
    await run("openssl", [
      ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"],
      ...["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-days", "2"],
      // A certificate of an authority is none of a server.
      ...["-addext", "basicConstraints=critical,CA:FALSE"],
      ...["-keyout", key, "-out", cert],
    ]);
    certificate = { key: await readFile(key, "utf8"), cert: await readFile(cert, "utf8") };
    await buildExamplePackage("client", join(workspace, "dist"));
    sigstore = cleanUp.use(await startSigstore({ fault: () => fault }));
    await writeFile(join(workspace, "root.json"), sigstore.trustedRoot);
  }, 120_000);
  afterAll(async () => await cleanUp.disposeAsync());
  beforeEach(async () => {
    fault = undefined;
    for (const name of [sdist, wheel]) await rm(attestationOf(name), { force: true });
  });

  const attestationOf = (name: string) => join(workspace, "dist", `${name}.publish.attestation`);
  const claims = { ...releaseClaims, repository: "talmolab/lablink" };

  async function upload(
    index: { readonly url: string; readonly uploadUrl: string },
    inputs: Readonly<Record<string, string>> = {},
  ) {
    const lines = [sdist, wheel].map(async (name) => {
      const bytes = await readFile(join(workspace, "dist", name));
      return `${createHash("sha256").update(bytes).digest("hex")} ${name}`;
    });
    return runAction("upload-package", {
      event: "push-tag",
      workspace,
      env: {
        GITHUB_ACTIONS: "true",
        SSL_CERT_FILE: join(workspace, "cert.pem"),
        ACTIONS_ID_TOKEN_REQUEST_URL: `${index.url}/token?x=1`,
      },
      tokens: { idToken: "request-token" },
      with: {
        package: project,
        dist: "dist",
        files: (await Promise.all(lines)).join("\n"),
        "index-url": `${index.url}/simple`,
        "publish-url": index.uploadUrl,
        "trusted-root": "root.json",
        ...inputs,
      },
    });
  }

  const titles = (ran: Awaited<ReturnType<typeof upload>>) =>
    ran.annotations.filter(({ level }) => level === "error").map(({ title }) => title);

  tried(
    "uv publish with an attestation beside each file, signed by a Sigstore that plays Fulcio and Rekor",
    "uv sends each attestation with its file, the job's tokens are masked, and verify-provenance accepts what was sent",
    async () => {
      await using index = await startIndex(claims, certificate);
      const ran = await upload(index);
      expect(ran.annotations).toEqual([]);
      expect(ran).toMatchObject({ exitCode: 0, outputs: { uploaded: `${sdist}\n${wheel}` } });
      expect(ran.log).toContain("2 of 2 files");
      expect(ran.masked.some((secret) => secret.split(".").length === 3)).toBe(true);
      expect(index.uploads.map(({ filename }) => filename).sort()).toEqual([wheel, sdist].sort());
      for (const { filename, attestations = "" } of index.uploads) {
        const sent = JSON.parse(Buffer.from(attestations, "latin1").toString("utf8"));
        expect(sent).toEqual([JSON.parse(await readFile(attestationOf(filename), "utf8"))]);
        const verified = await runAction("verify-provenance", {
          event: "push-tag",
          workspace,
          with: {
            file: `dist/${filename}`,
            bundle: `dist/${filename}.publish.attestation`,
            repository: "talmolab/lablink",
            workflow: "release.yml",
            "trusted-root": "root.json",
          },
        });
        expect(verified).toMatchObject({ exitCode: 0 });
      }
    },
    120_000,
  );

  tried(
    "pypi-attestations 0.0.30, PyPI's own library, with an attestation that upload-package has made",
    "it accepts it for the publisher, and refuses another one",
    async () => {
      await using index = await startIndex(claims, certificate);
      expect((await upload(index)).exitCode).toBe(0);
      const judge = (repository: string) =>
        run("uv", [
          ...[
            "run",
            "--quiet",
            "--no-project",
            "--no-config",
            "--with",
            "pypi-attestations==0.0.30",
          ],
          ...["python", join(import.meta.dirname, "judge.py"), join(workspace, "root.json")],
          ...[attestationOf(wheel), join(workspace, "dist", wheel), repository, "release.yml"],
        ]);
      expect((await judge("talmolab/lablink")).stdout).toContain("attestations/publish/v1");
      await expect(judge("evil/x")).rejects.toThrow("does not match");
    },
    300_000,
  );

  test("an attestation that is there already is verified and kept; a foreign one is refused", async () => {
    await using index = await startIndex(claims, certificate);
    expect((await upload(index)).exitCode).toBe(0);
    const before = await readFile(attestationOf(wheel), "utf8");
    await using second = await startIndex(claims, certificate);
    expect((await upload(second)).exitCode).toBe(0);
    expect(await readFile(attestationOf(wheel), "utf8")).toBe(before);
    await rm(attestationOf(sdist));
    await rm(attestationOf(wheel));
    await using foreign = await startIndex({ ...claims, repository: "evil/x" }, certificate);
    const ran = await upload(foreign);
    expect(titles(ran)).toEqual(["LA665 signing-failed"]);
    expect(existsSync(attestationOf(sdist))).toBe(false);
    await writeFile(
      attestationOf(wheel),
      before.replace(/"statement":"[^"]+"/, '"statement":"e30="'),
    );
    await using third = await startIndex(claims, certificate);
    expect(titles(await upload(third))).toEqual(["LA661 attestation-unproven"]);
    expect([...foreign.uploads, ...third.uploads]).toEqual([]);
  }, 120_000);

  test("trouble at Sigstore is refused before anything is uploaded, and attestations: false is the way out", async () => {
    await using index = await startIndex(claims, certificate);
    fault = { status: 400, body: '{"code":3,"message":"no"}' };
    const ran = await upload(index);
    expect(ran).toMatchObject({ exitCode: 1, outputs: {} });
    expect(titles(ran)).toEqual(["LA665 signing-failed"]);
    const [{ message = "" } = {}] = ran.annotations;
    expect(message).toContain("Fulcio gave no certificate");
    expect(message).toContain("attestations: false");
    expect(index.uploads).toEqual([]);
    const without = await upload(index, { attestations: "false" });
    expect(without).toMatchObject({ exitCode: 0 });
    expect(without.log).toContain("not signed");
    expect(index.uploads.map(({ attestations }) => attestations)).toEqual([undefined, undefined]);
  }, 120_000);

  test("with an account nothing is signed, and Sigstore is not asked", async () => {
    await using index = await startIndex(claims, certificate);
    const before = sigstore.requests.length;
    const ran = await upload(index, { username: "robot", password: "not-a-secret" });
    expect(ran).toMatchObject({ exitCode: 0 });
    expect(sigstore.requests).toHaveLength(before);
    expect(index.uploads.map(({ attestations }) => attestations)).toEqual([undefined, undefined]);
  }, 120_000);
});
