import type { BackendSettings } from "@lablink-actions/infrastructure";
import { accept, invalidInput, type Result, refuse } from "@lablink-actions/release-core";

/** The settings of the backend, with bucket and key; otherwise `input-invalid` (LA902), which shows none of them. */
export function parseSettings(lines: readonly string[], name: string): Result<BackendSettings> {
  const settings = new Map(
    lines.map((line) => {
      const [, setting = "", value = ""] = /^([a-z0-9_]+)\s*=\s*(.+)$/.exec(line) ?? [];
      return [setting, value];
    }),
  );
  const [bucket = "", key = ""] = [settings.get("bucket"), settings.get("key")];
  if (!settings.has("") && bucket !== "" && key !== "") return accept({ bucket, key, lines });
  const remedy = "Pass on the output backend-config of resolve-deployment.";
  return refuse(invalidInput(name, "is not lines name=value with bucket and key", remedy));
}
