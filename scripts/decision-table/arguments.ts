import { parseArgs } from "node:util";

export const usage = `Shows what each trigger would build and tag, by running the real actions on recorded events.

  npm start                                        the complete decision table of examples/lablink
  npm start -- --event EVENT [--ref REF] [--environment NAME] [--version PACKAGE==VERSION]...
                                                   one run in full; exit code 1 if it is refused

  --event EVENT        what starts the run, as in github.event_name: push, pull_request, workflow_dispatch, …
  --ref REF            the ref it is started from; a name without refs/ is a branch (default: main)
  --environment NAME   the environment asked for; by itself it means --event workflow_dispatch
  --version P==V       a package and the version asked for it; once for each package
  --config PATH        another repository's .github/lablink-actions.yml
  --json               for programs; with npm start --silent nothing else is on standard output
  --help               this text`;

/** The one run that is asked for. */
export interface AskedRun {
  readonly event: string;
  readonly ref: string | undefined;
  readonly environment: string;
  /** Package to version, as given. */
  readonly versions: ReadonlyMap<string, string>;
}

interface Arguments {
  readonly config: string;
  readonly json: boolean;
  readonly help: boolean;
  /** Undefined: every trigger there is. */
  readonly run: AskedRun | undefined;
}

/** Reads the command line; throws an error that says what is wrong with it. */
export function readArguments(words: readonly string[]): Arguments {
  const { values } = parseArgs({
    args: [...words],
    options: {
      event: { type: "string" },
      ref: { type: "string" },
      environment: { type: "string" },
      version: { type: "string", multiple: true },
      config: { type: "string", default: "examples/lablink/.github/lablink-actions.yml" },
      json: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  const { event, ref, environment, version: versions } = values;
  const asksForOne = [event, ref, environment, versions].some((value) => value !== undefined);
  return {
    config: values.config,
    json: values.json,
    help: values.help,
    run: asksForOne
      ? {
          event: event ?? "workflow_dispatch",
          ref: ref === undefined || ref.startsWith("refs/") ? ref : `refs/heads/${ref}`,
          environment: environment ?? "",
          versions: readVersions(versions ?? []),
        }
      : undefined,
  };
}

function readVersions(texts: readonly string[]): Map<string, string> {
  const versions = new Map<string, string>();
  for (const text of texts) {
    const [name = "", version] = text.split(/==(.*)/s, 2);
    if (version === undefined) throw new Error(`--version ${text}: write PACKAGE==VERSION`);
    if (versions.has(name)) throw new Error(`--version names ${name} more than once`);
    versions.set(name, version);
  }
  return versions;
}
