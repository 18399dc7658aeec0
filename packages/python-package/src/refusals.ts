import {
  type Digest,
  digestDigits,
  type Location,
  type Refusal,
} from "@lablink-actions/release-core";

/** `distribution-unreadable` (LA220): a wheel or an sdist cannot be read as one. */
export function unreadableDistribution(file: string, problem: string, remedy: string): Refusal {
  return {
    name: "distribution-unreadable",
    seen: `${file} ${problem}`,
    remedy,
    location: { file },
  };
}

/** `pyproject-unreadable` (LA205): a pyproject.toml is not UTF-8, or is not TOML. */
export function unreadablePyproject(location: Location, seen: string): Refusal {
  const remedy = "Fix that line. A pyproject.toml is TOML, saved as UTF-8.";
  return { name: "pyproject-unreadable", seen, remedy, location };
}

/** `dist-incomplete` (LA218): the folder lacks files of the version. */
export function incompleteDist(seen: string, remedy: string): Refusal {
  return { name: "dist-incomplete", seen, remedy };
}

/** `dist-foreign` (LA219): a file does not belong to the version. */
export function foreignFile(seen: string, remedy: string): Refusal {
  return { name: "dist-foreign", seen, remedy };
}

/**
 * `uv-missing` (LA225): uv could not be started.
 *
 * @param purpose what uv is needed for: "upload"
 */
export function missingUv(purpose: string): Refusal {
  return {
    name: "uv-missing",
    seen: `there is no uv on the PATH, and this step needs it to ${purpose}`,
    remedy: "Use astral-sh/setup-uv before this step.",
  };
}

/** `published-file-differs` (LA811): the index has other bytes under this name, and never replaces a file. */
export function publishedFileDiffers(path: string, own: Digest, there: Digest): Refusal {
  return {
    name: "published-file-differs",
    seen: `${path} has SHA-256 ${digestDigits(own)}, and the index has a file of that name with ${digestDigits(there)}, which it never replaces`,
    remedy:
      "Upload the files of the build that began this release, from its artifact. Or publish a post-release, such as 0.2.0.post1.",
    location: { file: path },
  };
}
