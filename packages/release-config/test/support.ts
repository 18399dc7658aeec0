import { refusalMessage } from "@lablink-actions/release-core";
import { parseReleaseConfig } from "../src/release-config.ts";

export const file = ".github/lablink-actions.yml";

export function read(text: string, leadsOut: (path: string) => boolean = () => false) {
  return parseReleaseConfig(text, { file, owner: "TalmoLab", leadsOut });
}

export function messages(text: string): string[] {
  const result = read(text);
  return result.ok ? [] : result.refusals.map(refusalMessage);
}

export const packages = "packages:\n  a-x: { directory: a }\n  b-x: { directory: b }\n";
export const images = "images:\n  image-a: { package: a-x, dockerfile: a/Dockerfile }\n";
