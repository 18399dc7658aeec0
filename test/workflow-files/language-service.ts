import { registerLogger, type ValidationConfig, validate } from "@actions/languageservice";
import { thirdPartyDefinition } from "@lablink-actions/testkit";
import { TextDocument } from "vscode-languageserver-textdocument";
import { parse } from "yaml";
import { withKnownNames } from "../../scripts/known-names.ts";
import { type Files, ownFile } from "./files.ts";

const silent = () => {};
// It takes trouble of its own for a file without findings, and only logs it.
registerLogger({
  error(message) {
    throw new Error(message);
  },
  warn: silent,
  info: silent,
  log: silent,
});

// It remembers a file by its address, whatever has become of the text.
let documents = 0;

/**
 * What GitHub's language service finds in a file, with no question to GitHub: it gets our own actions and workflows
 * from the files, third-party actions as far as we use them. It knows neither secrets nor variables, nor what a matrix
 * from an output holds; the names of steps' outputs it takes as they are.
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
