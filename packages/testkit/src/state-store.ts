import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/** S3 and DynamoDB for a backend for state, by moto, on its own port. */
export interface TestStateStore extends AsyncDisposable {
  /** Variables that make OpenTofu's S3 backend use it. */
  readonly environment: Readonly<Record<string, string>>;
  /** The keys of all states, sorted. */
  keys(): Promise<string[]>;
  /** A state by its key; undefined if there is none. */
  state(key: string): Promise<TestState | undefined>;
  /** Writes whatever text to a key. */
  write(key: string, text: string): Promise<void>;
  /** As `aws s3 cp` does it. */
  copy(from: string, to: string): Promise<void>;
}

/** The parts of a state that tests check. */
export interface TestState {
  readonly serial: number;
  readonly outputs: Readonly<Record<string, { readonly value: unknown }>>;
  readonly resources: readonly {
    readonly name: string;
    readonly instances: readonly { readonly attributes: Readonly<Record<string, unknown>> }[];
  }[];
}

const region = "us-west-2";

/** Starts moto with a bucket for states, and a table to lock them. */
export async function startStateStore(bucket: string, table: string): Promise<TestStateStore> {
  await using stack = new AsyncDisposableStack();
  const child = spawn("moto_server", ["-H", "127.0.0.1", "-p", "0"], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  const closed = once(child, "close");
  stack.defer(async () => {
    child.kill("SIGKILL");
    await closed;
  });
  const url = await listeningAt(createInterface(child.stderr));
  child.stderr.resume();
  const ask = async (path: string, init: RequestInit = {}, service = "s3") => {
    // moto reads the access key, and does not check the signature.
    const credential = `testing/20260101/${region}/${service}/aws4_request`;
    const authorization = `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host, Signature=none`;
    const headers = { ...(init.headers as Record<string, string>), authorization };
    const answer = await fetch(new URL(path, url), { ...init, headers });
    if (!answer.ok && answer.status !== 404) {
      throw new Error(`moto: ${answer.status} ${await answer.text()}`);
    }
    return answer;
  };
  await ask(`/${bucket}`, {
    method: "PUT",
    body: `<CreateBucketConfiguration><LocationConstraint>${region}</LocationConstraint></CreateBucketConfiguration>`,
  });
  const lockTable = {
    TableName: table,
    KeySchema: [{ AttributeName: "LockID", KeyType: "HASH" }],
    AttributeDefinitions: [{ AttributeName: "LockID", AttributeType: "S" }],
    BillingMode: "PAY_PER_REQUEST",
  };
  const create = {
    method: "POST",
    headers: { "x-amz-target": "DynamoDB_20120810.CreateTable" },
    body: JSON.stringify(lockTable),
  };
  await ask("/", create, "dynamodb");
  const owned = stack.move();
  return {
    environment: {
      AWS_ENDPOINT_URL_S3: url,
      AWS_ENDPOINT_URL_DYNAMODB: url,
      AWS_ENDPOINT_URL_STS: url,
    },
    async keys() {
      const listed = await (await ask(`/${bucket}?list-type=2`)).text();
      return [...listed.matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, key = ""]) => key).sort();
    },
    async state(key) {
      const answer = await ask(`/${bucket}/${key}`);
      return answer.status === 404 ? undefined : ((await answer.json()) as TestState);
    },
    async write(key, text) {
      await ask(`/${bucket}/${key}`, { method: "PUT", body: text });
    },
    async copy(from, to) {
      const headers = { "x-amz-copy-source": `/${bucket}/${from}` };
      await ask(`/${bucket}/${to}`, { method: "PUT", headers });
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** The port is chosen by the server, which says it when it listens. */
async function listeningAt(lines: AsyncIterable<string>): Promise<string> {
  const said: string[] = [];
  for await (const line of lines) {
    said.push(line);
    const url = /Running on (http:\/\/127\.0\.0\.1:\d+)/.exec(line)?.[1];
    if (url !== undefined) return url;
  }
  throw new Error(`moto_server did not start:\n${said.join("\n")}`);
}
