/**
 * Stands in for GitHub's API of issues. It keeps issues, takes only requests that GitHub's own OpenAPI description
 * allows, and gives only answers that fit that description.
 */
import { existsSync, readFileSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { Ajv, type ValidateFunction } from "ajv";

const file = ".cache/tools/github-api.json";

/** Why there is no such server, or undefined. */
export function missingDescription(): string | undefined {
  return existsSync(file) ? undefined : "GitHub's description of its API is not installed";
}

export interface StoredIssue {
  readonly number: number;
  state: "open" | "closed";
  title: string;
  body: string | null;
  readonly user: { readonly type: string };
  readonly author_association: string;
}

interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly examples: { readonly issue: { readonly value: object } };
    readonly parameters: Readonly<Record<string, Parameter>>;
  };
}

interface Operation {
  readonly parameters: readonly (Parameter | { readonly $ref: string })[];
}

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly schema: { readonly enum?: readonly string[] };
}

const issuesPath = "/repos/{owner}/{repo}/issues";
const issuePath = `${issuesPath}/{issue_number}`;

/** What is read of the description, once for all servers of a test file. */
function readDescription() {
  const description: Description = JSON.parse(readFileSync(file, "utf8"), (_key, value) => {
    // OpenAPI allows it beside anything, and ajv only beside a type.
    if (value?.nullable === undefined || value.type !== undefined) return value;
    const { nullable: _nullable, ...rest } = value;
    return rest;
  });
  const ajv = new Ajv({ strict: false, validateFormats: false });
  ajv.addSchema({ $id: "github", ...description });
  const shapeAt = (...keys: string[]): ValidateFunction =>
    ajv.compile({ $ref: `github#/${keys.map(pointer).join("/")}` });
  const json = ["content", "application/json", "schema"];
  const shapes = {
    create: shapeAt("paths", issuesPath, "post", "requestBody", ...json),
    update: shapeAt("paths", issuePath, "patch", "requestBody", ...json),
    list: shapeAt("paths", issuesPath, "get", "responses", "200", ...json),
    created: shapeAt("paths", issuesPath, "post", "responses", "201", ...json),
    updated: shapeAt("paths", issuePath, "patch", "responses", "200", ...json),
  };
  const parameters = new Map(
    (description.paths[issuesPath]?.["get"]?.parameters ?? [])
      .map((one) =>
        "$ref" in one ? description.components.parameters[one.$ref.split("/").at(-1) ?? ""] : one,
      )
      .flatMap((one) => (one?.in === "query" ? [[one.name, one] as const] : [])),
  );
  return { ajv, shapes, parameters, example: description.components.examples.issue.value };
}

let read: ReturnType<typeof readDescription> | undefined;

export async function startGithub(token: string) {
  read ??= readDescription();
  const { ajv, shapes, parameters } = read;
  const example = read.example as { readonly user: object };
  const issues: StoredIssue[] = [];
  const requests: string[] = [];
  const problems: string[] = [];
  /** Answers of this status instead, for faults. */
  let broken: number | undefined;

  /** An issue as GitHub gives it: its example, with what is stored. */
  const shown = ({ user, ...issue }: StoredIssue) => {
    const { pull_request: _none, ...whole } = example as Record<string, unknown>;
    return { ...whole, ...issue, user: { ...example.user, ...user } };
  };

  const answer = (
    request: IncomingMessage,
    url: URL,
    body: string,
  ): [number, unknown, string | undefined] | [number, unknown] => {
    if (request.headers.authorization !== `Bearer ${token}`)
      return [401, { message: "Bad credentials" }];
    if (!request.headers["user-agent"]) return [403, { message: "no user agent" }];
    const [, number] = /^\/repos\/talmolab\/lablink\/issues(?:\/(\d+))?$/.exec(url.pathname) ?? [
      problems.push(url.pathname),
    ];
    if (request.method === "GET") {
      for (const [name, value] of url.searchParams) {
        const parameter = parameters.get(name);
        const choices = parameter?.schema.enum ?? [value];
        if (parameter === undefined || !choices.includes(value)) problems.push(`${name}=${value}`);
      }
      const [page, size] = [
        Number(url.searchParams.get("page")),
        Number(url.searchParams.get("per_page")),
      ];
      const all = issues.filter(({ state }) => state === url.searchParams.get("state"));
      const own = all.slice((page - 1) * size, page * size);
      const next = new URL(url);
      next.searchParams.set("page", String(page + 1));
      const link = page * size < all.length ? `<${next.href}>; rel="next"` : undefined;
      return [200, fitting(shapes.list, own.map(shown)), link];
    }
    const content: Pick<StoredIssue, "title" | "body"> = JSON.parse(body);
    if (request.method === "POST") {
      if (!isFine(shapes.create, content))
        return [422, { message: ajv.errorsText(shapes.create.errors) }];
      const user = { type: "Bot" };
      const made: StoredIssue = {
        ...{ number: issues.length + 1, state: "open", title: content.title, body: content.body },
        ...{ user, author_association: "NONE" },
      };
      issues.push(made);
      return [201, fitting(shapes.created, shown(made))];
    }
    const found = issues.find((one) => one.number === Number(number));
    if (found === undefined) return [404, { message: "Not Found" }];
    if (!isFine(shapes.update, content))
      return [422, { message: ajv.errorsText(shapes.update.errors) }];
    Object.assign(found, content);
    return [200, fitting(shapes.updated, shown(found))];
  };
  const fitting = (shape: ValidateFunction, value: unknown) => {
    if (!shape(value)) problems.push(`the stand-in's answer: ${ajv.errorsText(shape.errors)}`);
    return value;
  };

  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? "", `http://${request.headers.host}`);
    requests.push(`${request.method} ${url.pathname.replace(/^.*\/issues/, "/issues")}`);
    const [status, value, link] =
      broken === undefined
        ? answer(request, url, await text(request))
        : [broken, { message: "broken" }];
    if (status === 422) problems.push(JSON.stringify(value));
    response
      .writeHead(status, { "content-type": "application/json", ...(link && { link }) })
      .end(JSON.stringify(value));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    issues,
    requests,
    /** What GitHub's description does not allow. */
    problems,
    answerWith(status: number | undefined) {
      broken = status;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** ajv says of a value that fits that it is known, and of one that does not that it is not. */
function isFine(shape: ValidateFunction, value: unknown): boolean {
  return shape(value);
}

function pointer(key: string): string {
  return encodeURIComponent(key.replaceAll("~", "~0").replaceAll("/", "~1"));
}
