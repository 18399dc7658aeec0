import { type Digest, isDigest } from "./digest.ts";
import { quote } from "./refusal.ts";
import { accept, type Result, refuse } from "./result.ts";

// The grammar of github.com/distribution/reference, reference.go.
const component = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";
const domain =
  "(?:(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])(?:\\.(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9]))*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?";
const imageName = new RegExp(`^${domain}(?:/${component})+$`);
const tag = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/;

/** An image's name with its registry, without tag or digest: `ghcr.io/talmolab/lablink-allocator-image`. */
export type ImageName = string & { readonly imageName: never };

/** A tag that the distribution grammar allows. */
export type Tag = string & { readonly tag: never };

/**
 * Reads the name of an image. The registry is part of it: without one, docker would use Docker Hub, which is hardly
 * ever meant.
 *
 * @returns the name, or `image-invalid` (LA401)
 */
export function parseImageName(text: string): Result<ImageName> {
  const [registry = "", ...path] = text.split("/");
  const hasRegistry = /[.:]/.test(registry) || registry === "localhost";
  // The distribution grammar's limit on a name.
  if (hasRegistry && text.length <= 255 && imageName.test(text)) return accept(text as ImageName);

  const lowered = [registry, ...path.map((part) => part.toLowerCase())].join("/");
  const remedy =
    lowered !== text && imageName.test(lowered)
      ? `Registries take lower case only: write ${lowered}.`
      : "Write it like ghcr.io/owner/name: a registry, then a path in lower case, without tag or digest.";
  return refuse({
    name: "image-invalid",
    seen:
      text === "" || path.at(-1) === ""
        ? `the image ${quote(text)} has no name`
        : `${quote(text)} is not the name of an image`,
    remedy,
  });
}

/**
 * Reads a tag; `origin` says in a refusal where it is from.
 *
 * @returns the tag, or `tag-invalid` (LA402)
 */
export function parseTag(text: string, origin: string): Result<Tag> {
  if (tag.test(text)) return accept(text as Tag);
  const problem =
    text.length > 128 ? ` has ${text.length} characters, and a tag must have at most 128` : "";
  return invalidTag(
    problem
      ? `the tag ${quote(text)}, from ${origin},${problem}`
      : `${quote(text)}, from ${origin}, is not a tag`,
    "A tag has up to 128 letters, digits, dots, hyphens and underscores, and must not start with a dot or hyphen. Shorten or correct it, or the template it comes from.",
  );
}

/** `tag-invalid` (LA402). */
function invalidTag(seen: string, remedy: string): Result<never> {
  return refuse({ name: "tag-invalid", seen, remedy });
}

/**
 * The tag of a full reference, which must be a reference to this image.
 *
 * @returns the tag, or `tag-invalid` (LA402)
 */
export function parseTagOf(image: ImageName, reference: string): Result<Tag> {
  const text = tagTextOf(image, reference);
  if (text !== undefined) return parseTag(text, quote(reference));
  return invalidTag(
    `${quote(reference)} is not a tag of ${image}`,
    `Give full references of that image, such as ${image}:latest.`,
  );
}

/** `ghcr.io/owner/name:tag` or `ghcr.io/owner/name@sha256:…`, as docker takes them. */
export function imageReference(image: ImageName, target: Tag | Digest): string {
  return `${image}${isDigest(target) ? "@" : ":"}${target}`;
}

/** The name and the digest of `name@sha256:…`; undefined for any other text. The name is not read yet. */
export function splitPinnedReference(
  text: string,
): { readonly name: string; readonly digest: Digest } | undefined {
  const at = text.indexOf("@");
  const digest = text.slice(at + 1);
  return at > 0 && isDigest(digest) ? { name: text.slice(0, at), digest } : undefined;
}

/** The text of the tag in a full reference to this image; undefined if the reference is to another one. */
function tagTextOf(image: string, reference: string): string | undefined {
  return reference.startsWith(`${image}:`) ? reference.slice(image.length + 1) : undefined;
}
