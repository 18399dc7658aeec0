import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { digestOf, dockerTypes, listen, mediaTypes } from "./registry-server.ts";
import { makeIssuer, signToken, tokenListener } from "./registry-tokens.ts";
import { temporaryDirectory } from "./temporary.ts";

/** The account of registries with a login. */
export const registryAccount = { username: "robot", password: "not-a-secret" };

export interface TestRegistry extends AsyncDisposable {
  /** `127.0.0.1:34567` */
  readonly host: string;
  /** Asks the distribution API (`owner/name`, `manifests/latest`) with all rights. */
  ask(repository: string, path: string, init?: RequestInit): Promise<Response>;
}

/**
 * Starts Debian's docker-registry on its own port. With `login` it requires the account: by basic authentication, or by
 * tokens as GHCR does; then anybody may read, and only the account may write.
 */
export async function startRegistry(
  options: { readonly login?: "basic" | "token" } = {},
): Promise<TestRegistry> {
  await using stack = new AsyncDisposableStack();
  const folder = stack.use(await temporaryDirectory());
  const config: Record<string, unknown> = {
    version: "0.1",
    log: { level: "info", formatter: "json", accesslog: { disabled: true } },
    storage: {
      filesystem: { rootdirectory: join(folder.path, "data") },
      delete: { enabled: true },
    },
    http: { addr: "127.0.0.1:0", secret: "for tests" },
  };
  let authorization = (_repository: string): Record<string, string> => ({});
  if (options.login === "basic") {
    const path = join(folder.path, "htpasswd");
    await writeFile(path, `${registryAccount.username}:${bcryptHash}\n`);
    config["auth"] = { htpasswd: { realm: "test", path } };
    authorization = () => ({ authorization: basicHeader });
  }
  if (options.login === "token") {
    const issuer = await makeIssuer(folder.path);
    const server = stack.use(await listen(tokenListener(issuer, basicHeader)));
    const token = { realm: `${server.url}/token`, service: "test", issuer: "test" };
    config["auth"] = { token: { ...token, rootcertbundle: issuer.certificateFile } };
    authorization = (repository) => ({
      authorization: `Bearer ${signToken(issuer, repository, ["pull", "push"])}`,
    });
  }
  // JSON is YAML as well.
  const file = join(folder.path, "config.yml");
  await writeFile(file, JSON.stringify(config));
  const child = spawn("docker-registry", ["serve", file], { stdio: ["ignore", "ignore", "pipe"] });
  const closed = once(child, "close");
  stack.defer(async () => {
    child.kill("SIGKILL");
    await closed;
  });
  const host = await listeningAt(createInterface(child.stderr));
  child.stderr.resume();
  const owned = stack.move();
  return {
    host,
    ask: (repository, path, init = {}) =>
      fetch(new URL(path, `http://${host}/v2/${repository}/`), {
        ...init,
        headers: { ...(init.headers as Record<string, string>), ...authorization(repository) },
      }),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** The port is chosen by the registry, which says it in its log. */
async function listeningAt(lines: AsyncIterable<string>): Promise<string> {
  const said: string[] = [];
  for await (const line of lines) {
    said.push(line);
    const host = /listening on (127\.0\.0\.1:\d+)/.exec(line)?.[1];
    if (host !== undefined) return host;
  }
  throw new Error(`docker-registry did not start:\n${said.join("\n")}`);
}

// The account's password by bcrypt at its lowest cost. No program on a bare machine can make one.
const bcryptHash = "$2b$04$u24tTPc0Ovb4cMwsuA/H5eeIMTtsAhLXBHqKaClAJj9sMpHI4XqBC";
const basicHeader = `Basic ${Buffer.from(`${registryAccount.username}:${registryAccount.password}`).toString("base64")}`;

/** Pushes an image of one layer, and gives its digest. Other content, or another platform, makes another digest. */
export async function pushImage(
  registry: TestRegistry,
  repository: string,
  content: string,
  tag?: string,
  types = mediaTypes,
  platform: TestPlatform = { os: "linux", architecture: "amd64" },
  labels: Labels = {},
): Promise<string> {
  const manifest = await imageManifest(registry, repository, content, platform, labels);
  return (await pushManifest(registry, repository, manifest, types.manifest, tag)).digest;
}

/** A platform, as an image's configuration and an index have it. */
interface TestPlatform {
  readonly os: string;
  readonly architecture: string;
  readonly variant?: string;
  /** When the image was made, as its configuration says. */
  readonly created?: string;
}

/** The labels in an image's configuration. */
export type Labels = Readonly<Record<string, string>>;

/** Pushes an index of two platforms, and gives its digest and those of its children. */
export async function pushIndex(
  registry: TestRegistry,
  repository: string,
  content: string,
  tag?: string,
  types = mediaTypes,
  labels: Labels = {},
): Promise<{ digest: string; children: string[] }> {
  const children = [];
  for (const architecture of ["amd64", "arm64"]) {
    const platform = { os: "linux", architecture };
    const manifest = await imageManifest(registry, repository, content, platform, labels);
    const pushed = await pushManifest(registry, repository, manifest, types.manifest);
    children.push({ ...pushed, platform });
  }
  return pushIndexOf(registry, repository, children, types.index, tag);
}

/** Pushes an image as BuildKit does with its provenance: an index of the image and its attestation. */
export async function pushAttested(
  registry: TestRegistry,
  repository: string,
  content: string,
  platform: TestPlatform,
  labels: Labels = {},
): Promise<{ digest: string; children: string[] }> {
  const nowhere = { os: "unknown", architecture: "unknown" };
  const manifest = await imageManifest(registry, repository, content, platform, labels);
  const image = await pushManifest(registry, repository, manifest, mediaTypes.manifest);
  const statement = await imageManifest(registry, repository, `provenance of ${content}`, nowhere);
  const attestation = await pushManifest(registry, repository, statement, mediaTypes.manifest);
  const annotations = {
    "vnd.docker.reference.digest": image.digest,
    "vnd.docker.reference.type": "attestation-manifest",
  };
  const children = [
    { ...image, platform },
    { ...attestation, annotations, platform: nowhere },
  ];
  return pushIndexOf(registry, repository, children, mediaTypes.index);
}

/** Pushes a configuration and one layer, and gives the manifest of both. */
async function imageManifest(
  registry: TestRegistry,
  repository: string,
  content: string,
  platform: TestPlatform,
  labels: Labels = {},
): Promise<object> {
  const config = {
    ...platform,
    ...(Object.keys(labels).length > 0 && { config: { Labels: labels } }),
    rootfs: { type: "layers", diff_ids: [] },
    author: content,
  };
  const blobs = [
    ["application/vnd.oci.image.config.v1+json", JSON.stringify(config)],
    ["application/vnd.oci.image.layer.v1.tar", content],
  ] as const;
  const descriptors = [];
  for (const [mediaType, text] of blobs) {
    const digest = digestOf(text);
    const begun = await registry.ask(repository, "blobs/uploads/", { method: "POST" });
    const upload = `${begun.headers.get("location")}&digest=${digest}`;
    await expectCreated(await registry.ask(repository, upload, { method: "PUT", body: text }));
    descriptors.push({ mediaType, digest, size: Buffer.byteLength(text) });
  }
  const [image, ...layers] = descriptors;
  return { config: image, layers };
}

async function pushIndexOf(
  registry: TestRegistry,
  repository: string,
  manifests: readonly { readonly digest: string }[],
  mediaType: string,
  tag?: string,
): Promise<{ digest: string; children: string[] }> {
  const { digest } = await pushManifest(registry, repository, { manifests }, mediaType, tag);
  return { digest, children: manifests.map((child) => child.digest) };
}

/** Pushes a manifest, and gives its descriptor. */
async function pushManifest(
  registry: TestRegistry,
  repository: string,
  content: object,
  mediaType: string,
  tag?: string,
): Promise<{ mediaType: string; digest: string; size: number }> {
  const body = JSON.stringify({ schemaVersion: 2, mediaType, ...content }, null, 3);
  const digest = digestOf(body);
  const init = { method: "PUT", headers: { "content-type": mediaType }, body };
  await expectCreated(await registry.ask(repository, `manifests/${tag ?? digest}`, init));
  return { mediaType, digest, size: Buffer.byteLength(body) };
}

// A manifest of a kind that is not accepted is converted, and has another digest at each request.
const acceptable = [mediaTypes, dockerTypes].flatMap((types) => Object.values(types)).join();

/** Puts what a tag or digest names under another tag as well, as a promotion does. */
export async function copyTag(
  registry: TestRegistry,
  repository: string,
  from: string,
  to: string,
): Promise<void> {
  const headers = { accept: acceptable };
  const answer = await registry.ask(repository, `manifests/${from}`, { headers });
  const type = { "content-type": answer.headers.get("content-type") ?? "" };
  const init = { method: "PUT", headers: type, body: await answer.text() };
  await expectCreated(await registry.ask(repository, `manifests/${to}`, init));
}

/** The digest of a tag; undefined if there is no such tag. */
export async function digestAt(
  registry: TestRegistry,
  repository: string,
  tag: string,
): Promise<string | undefined> {
  const headers = { accept: acceptable };
  const answer = await registry.ask(repository, `manifests/${tag}`, { headers });
  return answer.status === 404 ? undefined : digestOf(await answer.text());
}

async function expectCreated(answer: Response): Promise<void> {
  if (answer.status !== 201) throw new Error(`${answer.status} ${await answer.text()}`);
}
