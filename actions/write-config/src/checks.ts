import type { Refusal } from "@lablink-actions/release-core";
import { type Application, secretOf } from "./application.ts";
import { isGuessable } from "./guessable.ts";
import { isMarked, isPlaceholder } from "./placeholder.ts";
import type { Settings } from "./settings.ts";
import type { Values } from "./values.ts";
import type { YamlFile } from "./yaml-text.ts";

interface Config {
  readonly file: string;
  readonly yaml: YamlFile;
  readonly values: Values;
  readonly settings: Settings;
  readonly application: Application;
  readonly production: boolean;
}

/** A place of the file as it will be written. */
interface Place {
  readonly path: string;
  readonly line: number;
  /** What it will have; undefined for YAML's null. */
  readonly value: string | undefined;
  /** What the repository has there. */
  readonly inRepository: string;
  readonly from: "values" | "settings" | "the file";
}

/**
 * What is wrong with the file as it will be written, also in places that nothing is written to: one refusal for each
 * place, `password-not-secret` (LA631), `config-placeholder` (LA638) or `config-value-unusable` (LA639).
 */
export function problemsOf(config: Config): readonly Refusal[] {
  const problems = placesOf(config).map(
    (place) => notSecret(place, config) ?? leftOver(place, config) ?? unusable(place, config),
  );
  return [...problems.filter((one) => one !== undefined), ...absentSecrets(config)];
}

function placesOf({ yaml, values, settings }: Config): readonly Place[] {
  return yaml.paths.flatMap((path): readonly Place[] => {
    const slot = yaml.slot(path);
    if (slot === undefined) return [];
    const { line, scalar } = slot;
    const inRepository = String(scalar.value ?? "");
    const given = { values: values.get(path), settings: settings.get(path) };
    const place = { path, line, inRepository };
    if (given.values) return [{ ...place, value: given.values, from: "values" }];
    if (given.settings) return [{ ...place, value: given.settings, from: "settings" }];
    return [
      { ...place, value: scalar.value === null ? undefined : inRepository, from: "the file" },
    ];
  });
}

/** On production a password comes from a secret, and is not a default that others know. */
function notSecret(place: Place, { file, values, production }: Config): Refusal | undefined {
  const { path, line, inRepository } = place;
  const password = values.get(path);
  if (!production || password === undefined) return undefined;
  const problem =
    password === ""
      ? "has no secret"
      : password === inRepository
        ? "is the one in the repository"
        : isGuessable(password) && "is a placeholder or a well-known default";
  if (!problem) return undefined;
  return {
    name: "password-not-secret",
    seen: `the password ${path} ${problem}`,
    remedy: setSecret(path),
    location: { file, line },
  };
}

/**
 * An application does not start with a placeholder, or starts with a password that everybody can read in its template.
 * So it is refused in every environment.
 */
function leftOver(place: Place, config: Config): Refusal | undefined {
  const { path, line, value, from } = place;
  const { application, values } = config;
  const isRead = application.secrets.has(path);
  if (!value) return isRead ? placeholder(config, path, "is empty", line) : undefined;
  const isSecret = isRead || values.has(path);
  if (!(isSecret ? isPlaceholder(value) : isMarked(value))) return undefined;
  return placeholder(config, path, `is a placeholder, from ${from}`, line);
}

/** A secret that the file does not have is one of the application's own defaults, which is a placeholder. */
function absentSecrets(config: Config): readonly Refusal[] {
  const { application, values, yaml } = config;
  return [...application.secrets]
    .filter(([path, without]) => without === "refuses to start" && !yaml.slot(path))
    .filter(([path]) => !values.has(path))
    .map(([path]) => placeholder(config, path, "is not in the file, so it is a placeholder"));
}

function placeholder(
  { file, values }: Config,
  path: string,
  problem: string,
  line?: number,
): Refusal {
  const remedy = values.has(path)
    ? setSecret(path)
    : `Write its value into ${file}, or give it in settings; a password belongs in values, from a secret.`;
  const location = { file, ...(line !== undefined && { line }) };
  return { name: "config-placeholder", seen: `${path} ${problem}`, remedy, location };
}

/** What is written, and the application's own secrets: it would not start with them, or read another text. */
function unusable(place: Place, { file, application }: Config): Refusal | undefined {
  const { path, line, value = "", from } = place;
  if (from === "the file" && !application.secrets.has(path)) return undefined;
  const problem = application.problem(path, value);
  if (problem === undefined) return undefined;
  const what = from === "values" ? `Set ${secretOf(path)} to another text` : `Write another text`;
  return {
    name: "config-value-unusable",
    seen: `${path} ${problem}`,
    remedy: `${what}: letters, digits, - and _ always work.`,
    location: { file, line },
  };
}

function setSecret(path: string): string {
  return `Set ${secretOf(path)}, of the repository or of the environment, to a password of its own.`;
}
