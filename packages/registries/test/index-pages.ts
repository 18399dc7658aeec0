/** Pages of an index, as recorded from real ones, without their addresses. */
import type { IndexAnswer } from "@lablink-actions/testkit";

export const project = "lablink-client-service";

export interface PageFile {
  readonly filename: string;
  readonly yanked?: boolean | string;
}

export const wheel = (version: string, yanked: boolean | string = false): PageFile => ({
  filename: `lablink_client_service-${version}-py3-none-any.whl`,
  yanked,
});
export const sdist = (version: string, yanked: boolean | string = false): PageFile => ({
  filename: `lablink_client_service-${version}.tar.gz`,
  yanked,
});

/** The digits that every page gives for its files. */
const sha256 = "d108d1a9a068a91c1f878905dfbde612a53cf7935fca1f2b7457152c6ae4d9f9";
export const digest = `sha256:${sha256}`;

/** A project's page in JSON (PEP 691, 700). */
export function jsonPage(files: readonly PageFile[], name = project): IndexAnswer {
  const entries = files.map(({ filename, yanked }) => ({
    filename,
    hashes: { sha256 },
    "requires-python": ">=3.9",
    size: 7578,
    "upload-time": "2025-04-24T07:26:19.686353Z",
    url: `../../packages/${filename}`,
    yanked,
  }));
  return jsonAnswer({ files: entries, meta: { "api-version": "1.1", "_last-serial": 1 }, name });
}

export function jsonAnswer(body: unknown, status = 200): IndexAnswer {
  const headers = { "content-type": "application/vnd.pypi.simple.v1+json" };
  return { status, headers, body: typeof body === "string" ? body : JSON.stringify(body) };
}

/** A project's page in HTML (PEP 503, 592). */
export function htmlPage(files: readonly PageFile[], head = ""): IndexAnswer {
  const anchors = files.map(({ filename, yanked }) => {
    const reason =
      typeof yanked === "string" ? yanked.replaceAll("&", "&amp;").replaceAll('"', "&quot;") : "";
    const attribute = yanked ? ` data-yanked="${reason}"` : "";
    return `<a href="../../packages/${filename}#sha256=${sha256}" data-requires-python="&gt;=3.9"${attribute}>${filename}</a><br/>`;
  });
  return htmlAnswer(
    `<!DOCTYPE html>\n<html>\n<head>${head}<title>Links for ${project}</title></head>\n<body>\n${anchors.join("\n")}\n</body>\n</html>\n`,
  );
}

export function htmlAnswer(body: string, status = 200): IndexAnswer {
  return { status, headers: { "content-type": "text/html; charset=UTF-8" }, body };
}

/** The JSON API's answer about a version. */
export function releasePage(
  version: string,
  filenames: readonly string[],
  name = project,
): IndexAnswer {
  const urls = filenames.map((filename) => ({
    filename,
    digests: { sha256 },
    url: `/packages/${filename}`,
    requires_python: ">=3.9",
    yanked: false,
    yanked_reason: null,
  }));
  const body = JSON.stringify({ info: { name, version }, urls });
  return { headers: { "content-type": "application/json" }, body };
}

export const notFound: IndexAnswer = htmlAnswer("<html><body>404 Not Found</body></html>", 404);
export const jsonList = jsonAnswer({ meta: { "api-version": "1.1" }, projects: [] });

/** An index that answers about the project and about itself, and in the JSON API beside it. */
export function site(answers: {
  readonly page?: IndexAnswer;
  readonly list?: IndexAnswer;
  readonly release?: IndexAnswer;
}): (request: string) => IndexAnswer {
  const { page = notFound, list = jsonList, release = notFound } = answers;
  return (request) =>
    request === "GET /simple/" ? list : request.startsWith("GET /simple/") ? page : release;
}
