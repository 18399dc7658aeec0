import { quote } from "./refusal.ts";
import { accept, map, type Result, refuse } from "./result.ts";

/** What an image runs on, in the terms of the OCI image index (GOOS, GOARCH). */
export interface Platform {
  readonly os: string;
  readonly architecture: string;
  readonly variant?: string;
}

/** As the pattern of platforms in the configuration's schema has it. */
const pattern = /^([a-z0-9]+)\/([a-z0-9_.]+)(?:\/([a-z0-9_.]+))?$/;

/**
 * Reads a platform as docker writes it: `linux/amd64`, `linux/arm/v6`.
 *
 * @param source where the text is from, as a noun
 * @returns the platform, canonical; or `platform-invalid` (LA408)
 */
export function parsePlatform(text: string, source = "platform"): Result<Platform> {
  const [, os, architecture, variant] = pattern.exec(text) ?? [];
  if (os !== undefined && architecture !== undefined) {
    return accept(canonicalPlatform({ os, architecture, ...(variant && { variant }) }));
  }
  return refuse({
    name: "platform-invalid",
    seen: `${source} is ${quote(text)}`,
    remedy: "Pass one platform, such as linux/amd64. Run the step once for each platform.",
  });
}

/**
 * A platform as a tag writes it: `linux-arm64-v8` for `linux/arm64/v8`, with the variant that was given.
 *
 * @returns it, or `platform-invalid` (LA408)
 */
export function parsePlatformName(text: string): Result<string> {
  return map(parsePlatform(text), () => text.replaceAll("/", "-"));
}

/**
 * A platform without the variant that is its default: `linux/arm64/v8` is `linux/arm64`. 32-bit ARM always keeps a
 * variant, and it is v7 if none is given. containerd's `platforms.Normalize` does the same, and docker compares by it.
 */
export function canonicalPlatform({ os, architecture, variant }: Platform): Platform {
  if (architecture === "arm") return { os, architecture, variant: variant ?? "v7" };
  const isUsual = ["arm64/v8", "amd64/v1"].includes(`${architecture}/${variant}`);
  return { os, architecture, ...(variant && !isUsual && { variant }) };
}

/** `linux/arm/v7`, as docker writes it. */
export function platformName({ os, architecture, variant }: Platform): string {
  return [os, architecture, ...(variant ? [variant] : [])].join("/");
}
