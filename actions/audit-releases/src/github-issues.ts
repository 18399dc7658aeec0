/**
 * The issues of a repository, by GitHub's REST API. Four requests do not need @actions/github: it would make this
 * bundle 726 kB longer, and its HTTP client knows neither our deadlines nor a cancellation.
 */

import { type Answer, isSafe, type Network, type Request, send } from "@lablink-actions/registries";
import {
  accept,
  invalidInput,
  map,
  quote,
  type Refusal,
  type Result,
  refuse,
} from "@lablink-actions/release-core";
import {
  checkJson,
  choice,
  clauseOf,
  integer,
  list,
  nullable,
  open,
  optional,
  type Shape,
  text,
} from "@lablink-actions/shape";
import { issueNotWritten } from "./refusals.ts";

/** An issue, as far as it matters. */
export interface Issue {
  readonly number: number;
  readonly state: IssueState;
  readonly title: string;
  readonly body: string;
}

type IssueState = "open" | "closed";

/** What an issue is to be. */
export type IssueText = Pick<Issue, "title" | "body">;

/** Each of them may be refused by `issue-not-written` (LA682). */
export interface Issues {
  /** The first issue in this state that has a text in its body; undefined if none has. */
  find(state: IssueState, marker: string): Promise<Result<Issue | undefined>>;
  create(issue: IssueText): Promise<Result<Issue>>;
  update(number: number, issue: Omit<Issue, "number">): Promise<Result<Issue>>;
}

const issueShape = open({
  number: integer,
  state: choice("open", "closed"),
  title: text(),
  body: optional(nullable(text())),
  user: optional(nullable(open({ type: optional(text()) }))),
  author_association: optional(text()),
  pull_request: optional(open({})),
});
const errorShape = open({ message: text() });

// 20,000 issues. A job's token may ask a thousand times in an hour.
const mostPages = 200;

/** The address of GitHub's API, or `input-invalid` (LA902): the token goes there. */
export function parseApiUrl(given: string, name: string): Result<URL> {
  const url = URL.parse(given);
  if (url !== null && isSafe(url) && url.username === "" && url.search === "") return accept(url);
  const remedy = "Leave its default, which is the API that this run belongs to.";
  return refuse(invalidInput(name, `is ${quote(given)}, which is not an https address`, remedy));
}

export function issuesOf(
  {
    apiUrl,
    token,
    repository: { owner, name },
  }: {
    readonly apiUrl: URL;
    readonly token: string;
    readonly repository: { readonly owner: string; readonly name: string };
  },
  network: Network,
): Issues {
  const folder = `${apiUrl.pathname.replace(/\/$/, "")}/repos/${owner}/${name}/issues`;
  const ask = async (
    asked: string,
    method: Request["method"],
    path: string,
    content?: object,
  ): Promise<Result<Answer>> => {
    const answer = await send(network, {
      method,
      url: new URL(`${folder}${path}`, apiUrl),
      headers: {
        accept: "application/vnd.github+json",
        authorization: `Bearer ${token}`,
        // GitHub refuses a request without it.
        "user-agent": "lablink-actions",
        "x-github-api-version": "2022-11-28",
        ...(content && { "content-type": "application/json" }),
      },
      ...(content && { body: Buffer.from(JSON.stringify(content)) }),
    });
    if ("silence" in answer) return refuse(trouble(asked, answer.silence));
    const { status } = answer;
    if (status === 200 || status === 201) return accept(answer);
    const error = checkJson(errorShape, answer.bytes);
    const said = error.ok ? `, ${quote(error.value.message)}` : "";
    const isDenied = [401, 403, 404, 410].includes(status);
    return refuse((isDenied ? denied : trouble)(asked, `answered ${status}${said}`));
  };
  const issueFrom = (asked: string, answer: Result<Answer>) => {
    if (!answer.ok) return answer;
    return map(shaped(asked, issueShape, answer.value), toIssue);
  };

  return {
    async find(state, marker) {
      const asked = `looking for the issue of the audit among those that are ${state}`;
      for (let page = 1; page <= mostPages; page++) {
        const query = `?state=${state}&sort=created&direction=asc&per_page=100&page=${page}`;
        const answer = await ask(asked, "GET", query);
        if (!answer.ok) return answer;
        const issues = shaped(asked, list(issueShape), answer.value);
        if (!issues.ok) return issues;
        const own = issues.value.find((one) => (one.body ?? "").includes(marker) && isOurs(one));
        if (own !== undefined) return accept(toIssue(own));
        if (!hasNext(answer.value)) return accept(undefined);
      }
      return refuse(trouble(asked, `named more after ${mostPages} pages`));
    },
    async create(issue) {
      const asked = "opening an issue";
      return issueFrom(asked, await ask(asked, "POST", "", issue));
    },
    async update(number, issue) {
      const asked = `changing issue ${number}`;
      return issueFrom(asked, await ask(asked, "PATCH", `/${number}`, issue));
    },
  };
}

/**
 * Anybody may open an issue with any text, and then change it. So only an issue counts that an app, such as GitHub's
 * own, or somebody with rights in the repository has opened.
 */
function isOurs(issue: {
  readonly user?: { readonly type?: string } | null;
  readonly author_association?: string;
  readonly pull_request?: object;
}): boolean {
  const { user, author_association: association = "", pull_request: isPullRequest } = issue;
  if (isPullRequest !== undefined) return false;
  return user?.type === "Bot" || ["OWNER", "MEMBER", "COLLABORATOR"].includes(association);
}

function toIssue({
  number,
  state,
  title,
  body,
}: Omit<Issue, "body"> & { body?: string | null }): Issue {
  return { number, state, title, body: body ?? "" };
}

/** Whether there is a page after this one. */
function hasNext({ headers }: Answer): boolean {
  return /;\s*rel="?next"?/.test(headers.get("link") ?? "");
}

function shaped<T>(asked: string, shape: Shape<T>, { bytes }: Answer): Result<T> {
  const checked = checkJson(shape, bytes);
  if (checked.ok) return accept(checked.value);
  return refuse(trouble(asked, `gave something else: ${clauseOf(checked.problems[0], "it")}`));
}

function trouble(asked: string, problem: string): Refusal {
  return issueNotWritten(
    `${asked}: GitHub's API ${problem}`,
    "Run it again. If it fails again, check githubstatus.com.",
  );
}

function denied(asked: string, problem: string): Refusal {
  return issueNotWritten(
    `${asked}: GitHub's API ${problem}`,
    "Give the job issues: write, turn on issues in the repository's settings, or leave issue out.",
  );
}
