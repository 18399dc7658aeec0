import { registerLogger, type ValidationConfig, validate } from "@actions/languageservice";
import { thirdPartyDefinition } from "@lablink-actions/testkit";
import { TextDocument } from "vscode-languageserver-textdocument";
import { parse } from "yaml";
import { withKnownNames } from "../../scripts/known-names.ts";
import { type Files, ownFile } from "./files.ts";

const silent = () => {};
// If it fails, it reports a file without findings, and only logs its error.
registerLogger({
  error(message) {
    throw new Error(message);
  },
  warn: silent,
  info: silent,
  log: silent,
});

// It caches a file by its address, even if the text has changed.
let documents = 0;

/**
 * What GitHub's language service finds in a file, without asking GitHub. It gets our own actions and workflows from the
 * files, and the inputs of third-party actions that we use. It does not know secrets, variables, or a matrix from an
 * output, and it does not check the names of steps' outputs.
 */
export async function languageProblems(path: string, files: Files): Promise<string[]> {
  const document = TextDocument.create(
    `file:///${documents++}/${path}`,
    "yaml",
    1,
    withKnownNames(files.get(path) ?? "", "v1"),
  );
  const found = await validate(document, configuration(files));
  return found.map(({ message, range }) => `line ${range.start.line + 1}: ${message}`);
}

function configuration(files: Files): ValidationConfig {
  const textOf = (uses: string) => files.get(ownFile(uses, files) ?? "");
  return {
    actionsMetadataProvider: {
      async fetchActionMetadata({ owner, name, path }) {
        const action = [owner, name, ...(path === undefined ? [] : [path])].join("/");
        const text = textOf(action);
        if (text !== undefined) return parse(text);
        const definition = thirdPartyDefinition(action);
        return definition && { name: action, description: "", ...definition };
      },
    },
    fileProvider: {
      async getFileContent(reference) {
        const { path } = reference;
        const uses =
          "owner" in reference ? `${reference.owner}/${reference.repository}/${path}` : path;
        const content = textOf(uses);
        if (content === undefined) throw new Error(`there is no ${uses}`);
        return { name: path, content: withKnownNames(content, "v1") };
      },
    },
  };
}
