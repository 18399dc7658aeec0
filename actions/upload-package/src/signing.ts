import { environmentVariable, readBytes, writeTextFile } from "@lablink-actions/action-kit";
import { parsePublisher } from "@lablink-actions/provenance";
import { accept, combine, type NonEmpty, type Result } from "@lablink-actions/release-core";
import type { BuiltFile } from "./files.ts";

/** Whether this job can say what it is: it has `id-token: write`. */
export function hasIdentity(): boolean {
  return ["ACTIONS_ID_TOKEN_REQUEST_URL", "ACTIONS_ID_TOKEN_REQUEST_TOKEN"].every((name) =>
    environmentVariable(name),
  );
}

/**
 * Signs files one after the other, for the repository of the run. Sigstore's libraries are loaded only then.
 *
 * @param trustedRoot the text of another instance's root; Sigstore's public instance if undefined
 */
export function attestWith(trustedRoot: string | undefined) {
  return async (files: NonEmpty<BuiltFile>): Promise<Result<readonly string[]>> => {
    const [{ attest }, { signAsJob }, verifier] = await Promise.all([
      import("./attest.ts"),
      import("./sign.ts"),
      import("@lablink-actions/provenance/verifier"),
    ]);
    const given = combine({
      publisher: parsePublisher(
        environmentVariable("GITHUB_REPOSITORY") ?? "",
        "GITHUB_REPOSITORY",
      ),
      root:
        trustedRoot === undefined
          ? accept(verifier.publicGoodRoot())
          : verifier.parseTrustedRoot(trustedRoot, "trusted-root"),
    });
    if (!given.ok) return given;
    const effects = { readBytes, writeFile: writeTextFile, sign: signAsJob };
    const paths: string[] = [];
    for (const file of files) {
      const path = await attest(file, given.value, effects);
      if (!path.ok) return path;
      paths.push(path.value);
    }
    return accept(paths);
  };
}
