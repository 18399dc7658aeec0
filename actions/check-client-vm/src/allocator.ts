/** The HTTP API of LabLink's allocator: lablink-allocator-service 0.2 and later. */

import { textOf } from "@lablink-actions/action-kit";
import type { Http, HttpRequest } from "@lablink-actions/registries";
import { accept, andThen, type Refusal, type Result, refuse } from "@lablink-actions/release-core";
import {
  checkJson,
  clauseOf,
  integer,
  list,
  nullable,
  open,
  optional,
  type Shape,
  type Shaped,
  text,
} from "@lablink-actions/shape";

const clientVm = open({
  hostname: text(),
  // Empty until the VM reports for the first time: `initializing`, `running`, `rebooting`, `error`, `unknown`.
  status: optional(nullable(text())),
  // What the VM reports of its GPU: `Healthy`, `Unhealthy`, `N/A`.
  healthy: optional(nullable(text())),
});
const clientList = open({ clients: list(clientVm) });

const operation = open({
  // `queued` and `running`, and then a final one, of which `succeeded` is good.
  status: text(),
  error: optional(nullable(text())),
  resources_total: optional(nullable(integer)),
  resources_completed: optional(nullable(integer)),
});

const started = open({ job_id: integer });
const failure = open({ error: text(), job_id: optional(integer) });
const healthReport = open({ status: text() });

/** A client VM as the allocator knows it. */
export type ClientVm = Shaped<typeof clientVm>;

/** A creation or destruction of VMs, which the allocator does in the background. */
export type Operation = Shaped<typeof operation>;

/** The operation that began, or the one that must end first: the allocator does one at a time. */
export type Begun = { readonly operation: number } | { readonly busyWith: number | undefined };

/** Whether it can be asked; `older` is a version before 0.2, which has another API. */
type Readiness = "ready" | "older" | { readonly waitingFor: string };

/** The API, as far as it is used. Its refusals are `allocator-trouble` (LA646), `allocator-denied` (LA634). */
export interface Allocator {
  readiness(): Promise<Readiness>;
  clients(): Promise<Result<readonly ClientVm[]>>;
  /** Adds one VM to those there are. */
  launch(): Promise<Result<Begun>>;
  /** Destroys all VMs: there is no way to destroy one. */
  destroy(): Promise<Result<Begun>>;
  operation(id: number): Promise<Result<Operation>>;
}

// A server that accepts connections and says nothing must not outlast the deadline.
const timeout = 10_000;

/** An operation has OpenTofu's output in it. */
const longest = 4 * 1024 * 1024;

/**
 * The allocator at an address.
 *
 * @param account of its administrator, for HTTP Basic
 * @param last asks after a cancellation as well: a VM that was launched must be destroyed
 */
export function allocatorAt(
  url: URL,
  account: { readonly username: string; readonly password: string },
  ask: Http,
  last: Http,
): Allocator {
  const folder = url.pathname.replace(/\/$/, "");
  const login = Buffer.from(`${account.username}:${account.password}`).toString("base64");
  const send = async (http: Http, { method, path, form, anonymous }: Question) => {
    try {
      const request: HttpRequest = {
        method,
        url: new URL(`${folder}${path}`, url.origin),
        // For another type, some paths answer with the redirect of a page.
        headers: {
          accept: "application/json",
          ...(!anonymous && { authorization: `Basic ${login}` }),
          ...(form && { "content-type": "application/x-www-form-urlencoded" }),
        },
        signal: AbortSignal.timeout(timeout),
        ...(form && { body: Buffer.from(form) }),
      };
      const response = await http(request);
      return { status: response.status, body: await textOf(response, longest) };
    } catch (error) {
      return silenceOf(error);
    }
  };

  /** Asks, and refuses every status but these. */
  const expect = async (http: Http, question: Question, ...statuses: readonly number[]) => {
    const answer = await send(http, question);
    if (typeof answer === "string") return refuse(unexpected(question, answer));
    const { status } = answer;
    if (statuses.includes(status)) return accept(answer);
    if (status === 401 || status === 403) return refuse(denied(question, status));
    const { error } = read(failure, answer.body) ?? {};
    return refuse(unexpected(question, error === undefined ? `${status}` : `${status}: ${error}`));
  };
  const get = async <T>(path: string, shape: Shape<T>): Promise<Result<T>> => {
    const question: Question = { method: "GET", path };
    return andThen(await expect(ask, question, 200), ({ body }) => shaped(question, shape, body));
  };
  const begin = async (http: Http, path: string, form?: string): Promise<Result<Begun>> => {
    const question: Question = { method: "POST", path, ...(form !== undefined && { form }) };
    return andThen(await expect(http, question, 202, 409), ({ status, body }): Result<Begun> => {
      if (status === 409) return accept({ busyWith: read(failure, body)?.job_id });
      const answer = shaped(question, started, body);
      return andThen(answer, ({ job_id }) => accept({ operation: job_id }));
    });
  };

  return {
    async readiness() {
      const answer = await send(ask, { method: "GET", path: "/api/health", anonymous: true });
      if (typeof answer === "string") return { waitingFor: `it gives ${answer}` };
      const { status, body } = answer;
      const said = read(healthReport, body)?.status;
      if (status === 200 && said === "healthy") return "ready";
      // Before 0.2 there was no /api/health, and anybody could read the status of the VMs.
      const open: Question = { method: "GET", path: "/api/vm-status", anonymous: true };
      if (status === 404 && isVmStatus(await send(ask, open))) return "older";
      return { waitingFor: said === undefined ? `it answers ${status}` : `it is ${said}` };
    },
    clients: async () =>
      andThen(await get("/api/v1/clients", clientList), ({ clients }) => accept(clients)),
    launch: () => begin(last, "/api/launch", "num_vms=1"),
    destroy: () => begin(last, "/destroy"),
    operation: (id) => get(`/api/operations/${id}`, operation),
  };
}

interface Question {
  readonly method: "GET" | "POST";
  readonly path: string;
  /** The body, as a form. */
  readonly form?: string;
  /** Without the account. */
  readonly anonymous?: boolean;
}

interface Answer {
  readonly status: number;
  readonly body: string;
}

/** Why there is no answer: by its code, because the words differ from one version of Node to the next. */
function silenceOf(error: unknown): string {
  const { name, code, message } = error as Partial<NodeJS.ErrnoException>;
  if (name === "TimeoutError") return `no answer within ${timeout / 1000} s`;
  return `no answer (${code ?? message})`;
}

/** The answer that the older API gives to anybody: a status for each VM, or that there are none. */
function isVmStatus(answer: Answer | string): boolean {
  if (typeof answer === "string") return false;
  if (answer.status === 404) return read(failure, answer.body)?.error === "No VMs found.";
  return answer.status === 200 && read(open({}), answer.body) !== undefined;
}

function read<T>(shape: Shape<T>, body: string): T | undefined {
  const checked = checkJson(shape, body);
  return checked.ok ? checked.value : undefined;
}

function shaped<T>(question: Question, shape: Shape<T>, body: string): Result<T> {
  const checked = checkJson(shape, body);
  if (checked.ok) return accept(checked.value);
  const problem = clauseOf(checked.problems[0], "it");
  return refuse(unexpected(question, `something that is not its API's: ${problem}`));
}

function denied({ method, path }: Question, status: number): Refusal {
  return {
    name: "allocator-denied",
    seen: `to ${method} ${path} the allocator answered ${status}`,
    remedy:
      "Give username and password as app.admin_user and app.admin_password of its config.yaml have them.",
  };
}

function unexpected({ method, path }: Question, answer: string): Refusal {
  const seen = `to ${method} ${path} the allocator gave ${answer}`;
  return allocatorTrouble(seen, "Look at the allocator's log.");
}

/** `allocator-trouble` (LA646): it is not up, or answers something other than its API. */
export function allocatorTrouble(seen: string, remedy: string): Refusal {
  return { name: "allocator-trouble", seen, remedy };
}
