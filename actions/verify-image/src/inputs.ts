import { readText } from "@lablink-actions/action-kit";
import {
  accept,
  andThen,
  combine,
  quote,
  type Result,
  refuse,
} from "@lablink-actions/release-core";
import type { ChecksSource } from "./checks.ts";

/**
 * The checks, from the input or from a file of the workspace: one of them, or none where the package's name is given,
 * which is then checked by what is known of any package.
 *
 * @returns the text, or `input-missing` (LA901), `input-invalid` (LA902)
 */
export function readChecks(readFile: (path: string) => string | undefined): Result<ChecksSource> {
  const inputs = combine({
    checks: readText("checks"),
    file: readText("checks-file"),
    packageName: readText("package"),
  });
  return andThen(inputs, ({ checks, file, packageName }): Result<ChecksSource> => {
    if (checks !== "" && file !== "") {
      return refuse({
        name: "input-invalid",
        seen: "checks and checks-file are both given",
        remedy: "Leave one of them out.",
      });
    }
    if (file === "") {
      const text = checks || (packageName && JSON.stringify({ distribution: packageName }));
      return text === ""
        ? refuse({
            name: "input-missing",
            seen: "the inputs checks, checks-file and package are all empty",
            remedy:
              "Give the checks, the path of the file that holds them, or the package, under with:.",
          })
        : accept({ text, file: undefined });
    }
    const text = readFile(file);
    if (text !== undefined) return accept({ text, file });
    return refuse({
      name: "input-invalid",
      seen: `checks-file is ${quote(file)}, and there is no such file in the workspace`,
      remedy: "Correct the path, or check out the repository before this step.",
    });
  });
}

/** Seconds, from one to six hours of them; otherwise `input-invalid` (LA902). */
export function readTimeout(): Result<number> {
  return andThen(readText("timeout"), (text) => {
    const seconds = /^[0-9]{1,5}$/.test(text) ? Number(text) : 0;
    if (seconds >= 1 && seconds <= 21_600) return accept(seconds);
    return refuse({
      name: "input-invalid",
      seen: `the input timeout is ${quote(text)}`,
      remedy: "Give whole seconds, from 1 to 21600.",
    });
  });
}
