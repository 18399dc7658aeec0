import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const oci = (kind) => `application/vnd.oci.image.${kind}`;
const nowhere = { architecture: "unknown", os: "unknown" };

/**
 * Writes an image of the engine as BuildKit's exporter `type=oci,tar=false` does on a public repository: a folder with
 * an index of the image and of its provenance, which shows every build argument.
 *
 * @returns the digest of that index
 */
export function writeLayout(folder, image, buildArguments) {
  mkdirSync(join(folder, "blobs/sha256"), { recursive: true });
  const temporary = mkdtempSync(join(tmpdir(), "saved-"));
  const saved = join(temporary, "image.tar");
  execFileSync("docker", ["save", "--output", saved, image]);
  execFileSync("tar", ["-xf", saved, "-C", temporary]);
  rmSync(saved);
  const [{ Config, Layers }] = JSON.parse(readFileSync(join(temporary, "manifest.json"), "utf8"));

  const keep = (bytes) => {
    const digest = `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
    return [digest, bytes.length, join(folder, "blobs", digest.replace(":", "/"))];
  };
  const put = (mediaType, content) => {
    const bytes = Buffer.isBuffer(content) ? content : Buffer.from(JSON.stringify(content));
    const [digest, size, path] = keep(bytes);
    writeFileSync(path, bytes);
    return { mediaType, digest, size };
  };
  const move = (mediaType, file) => {
    const [digest, size, path] = keep(readFileSync(file));
    renameSync(file, path);
    return { mediaType, digest, size };
  };
  const manifest = (config, layers) =>
    put(oci("manifest.v1+json"), {
      schemaVersion: 2,
      mediaType: oci("manifest.v1+json"),
      config,
      layers,
    });

  const configuration = readFileSync(join(temporary, Config));
  const { os, architecture } = JSON.parse(configuration);
  const layers = Layers.map((layer) => move(oci("layer.v1.tar"), join(temporary, layer)));
  const built = manifest(put(oci("config.v1+json"), configuration), layers);
  const statement = put("application/vnd.in-toto+json", {
    _type: "https://in-toto.io/Statement/v1",
    predicateType: "https://slsa.dev/provenance/v1",
    subject: [{ name: "_", digest: { sha256: built.digest.slice("sha256:".length) } }],
    predicate: { buildDefinition: { externalParameters: { args: buildArguments } } },
  });
  const rootfs = { type: "layers", diff_ids: [statement.digest] };
  const attestation = manifest(put(oci("config.v1+json"), { ...nowhere, config: {}, rootfs }), [
    statement,
  ]);
  const annotations = {
    "vnd.docker.reference.digest": built.digest,
    "vnd.docker.reference.type": "attestation-manifest",
  };
  const index = put(oci("index.v1+json"), {
    schemaVersion: 2,
    mediaType: oci("index.v1+json"),
    manifests: [
      { ...built, platform: { architecture, os } },
      { ...attestation, annotations, platform: nowhere },
    ],
  });
  writeFileSync(join(folder, "oci-layout"), '{"imageLayoutVersion":"1.0.0"}');
  writeFileSync(
    join(folder, "index.json"),
    JSON.stringify({ schemaVersion: 2, mediaType: oci("index.v1+json"), manifests: [index] }),
  );
  rmSync(temporary, { recursive: true });
  return index.digest;
}
