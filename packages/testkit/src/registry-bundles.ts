import type { TestRegistry } from "./registry.ts";
import { digestOf, mediaTypes } from "./registry-server.ts";

const bundleType = "application/vnd.dev.sigstore.bundle.v0.3+json";

/** Texts of an artifact with a Sigstore bundle, as actions/attest and cosign push it. */
export function bundleArtifact(bundle: string) {
  const layer = {
    mediaType: bundleType,
    digest: digestOf(bundle),
    size: Buffer.byteLength(bundle),
  };
  const config = "{}";
  const manifest = JSON.stringify({
    schemaVersion: 2,
    mediaType: mediaTypes.manifest,
    artifactType: bundleType,
    config: { mediaType: "application/vnd.oci.empty.v1+json", digest: digestOf(config), size: 2 },
    layers: [layer],
  });
  const descriptor = {
    mediaType: mediaTypes.manifest,
    digest: digestOf(manifest),
    size: Buffer.byteLength(manifest),
    artifactType: bundleType,
  };
  return { blobs: [config, bundle], manifest, descriptor };
}

/** The index of what refers to an image. */
export function referrersIndex(manifests: readonly object[]): string {
  return JSON.stringify({ schemaVersion: 2, mediaType: mediaTypes.index, manifests });
}

/** Pushes Sigstore bundles beside an image, into a registry that has no referrers API: a tag lists them. */
export async function pushBundles(
  { ask }: TestRegistry,
  repository: string,
  image: string,
  bundles: readonly string[],
): Promise<void> {
  const artifacts = bundles.map(bundleArtifact);
  const put = async (path: string, body: string, type: string) => {
    const init = { method: "PUT", headers: { "content-type": type }, body };
    const answer = await ask(repository, path, init);
    if (answer.status !== 201) throw new Error(`${answer.status} ${await answer.text()}`);
  };
  for (const { blobs, manifest, descriptor } of artifacts) {
    for (const blob of blobs) {
      const begun = await ask(repository, "blobs/uploads/", { method: "POST" });
      const upload = `${begun.headers.get("location")}&digest=${digestOf(blob)}`;
      await put(upload, blob, "application/octet-stream");
    }
    await put(`manifests/${descriptor.digest}`, manifest, mediaTypes.manifest);
  }
  const index = referrersIndex(artifacts.map(({ descriptor }) => descriptor));
  await put(`manifests/${image.replace(":", "-")}`, index, mediaTypes.index);
}
