/** The bundles of check-client-vm and check-deployment against LabLink's own allocator, as the package index has it. */
import { afterAll, afterEach, beforeAll, expect } from "@jest/globals";
import {
  allocatorTools,
  describeWith,
  runAction,
  startAllocator,
  type TestAllocator,
  tried,
} from "@lablink-actions/testkit";

let allocator: TestAllocator;

function run(inputs: Readonly<Record<string, string>> = {}) {
  const { url, username, password } = allocator;
  return runAction("check-client-vm", {
    event: "dispatch",
    timeout: 120_000,
    with: { "allocator-url": url, username, password, interval: "1", deadline: "30", ...inputs },
  });
}

async function clients(): Promise<unknown> {
  return (await allocator.ask("/api/v1/clients")).json();
}

/** Waits until the allocator's operation has ended. */
async function ended(id: number): Promise<void> {
  for (;;) {
    const answer = await allocator.ask(`/api/operations/${id}`);
    const { finished_at } = (await answer.json()) as { finished_at: string | null };
    if (finished_at !== null) return;
    await new Promise((done) => setTimeout(done, 100));
  }
}

async function begin(path: string, form?: string): Promise<number> {
  const body = form === undefined ? {} : { body: new URLSearchParams(form) };
  const answer = await allocator.ask(path, { method: "POST", ...body });
  return ((await answer.json()) as { job_id: number }).job_id;
}

const messages = (ran: Awaited<ReturnType<typeof run>>) =>
  ran.annotations.map(({ message }) => message);

describeWith(allocatorTools, "LabLink's allocator 0.2.1", () => {
  beforeAll(async () => {
    allocator = await startAllocator();
  }, 120_000);
  afterAll(async () => allocator[Symbol.asyncDispose](), 30_000);
  afterEach(() => allocator.use({}));

  tried(
    "LabLink's own allocator, once it has started",
    "check-deployment finds its address, its page and its health",
    async () => {
      const ran = await runAction("check-deployment", {
        event: "dispatch",
        with: { url: allocator.url, "health-path": "/api/health" },
      });
      expect(ran).toMatchObject({ exitCode: 0, outputs: { addresses: "127.0.0.1" } });
      expect(ran.summary).toContain("| HTTP | 200 |\n| Health | healthy |");
    },
  );

  tried(
    "A client that registers and reports a healthy GPU to LabLink's own allocator",
    "The VM passes, and is destroyed",
    async () => {
      const ran = await run();
      expect(ran).toMatchObject({
        exitCode: 0,
        outputs: { hostname: "sleap-lablink-client-test-vm-1" },
      });
      expect(ran.log).toMatch(/operation \d+ launches a client VM/);
      expect(await clients()).toEqual({ clients: [] });
      expect(ran.stdout).not.toContain("YWRtaW46");
    },
    60_000,
  );

  tried(
    "A client on a machine without a GPU, which reports N/A",
    "It passes only if the caller asks for that",
    async () => {
      allocator.use({ health: "N/A" });
      expect(await run({ health: "Healthy, N/A" })).toMatchObject({ exitCode: 0 });
      expect(messages(await run())).toEqual([
        expect.stringContaining(
          "LA648 client-unhealthy: sleap-lablink-client-test-vm-1 reports N/A, and what passes is Healthy",
        ),
      ]);
    },
    60_000,
  );

  tried(
    "A client that reports an unhealthy GPU",
    "The run is red, and the VM is destroyed",
    async () => {
      allocator.use({ health: "Unhealthy" });
      expect(messages(await run())).toEqual([
        expect.stringContaining("LA648 client-unhealthy: sleap-lablink-client-test-vm-1 reports"),
      ]);
      expect(await clients()).toEqual({ clients: [] });
    },
    60_000,
  );

  tried(
    "Clients that never register, or never report their health",
    "The deadline says what was missing, and the VM is destroyed",
    async () => {
      allocator.use({ registers: false });
      expect(messages(await run({ deadline: "30" }))).toEqual([
        expect.stringContaining(
          "LA647 client-not-ready: after 30 s the client VM has not registered",
        ),
      ]);
      allocator.use({ health: null });
      expect(messages(await run({ deadline: "30" }))).toEqual([
        expect.stringContaining("is running, and has not reported its health"),
      ]);
      expect(await clients()).toEqual({ clients: [] });
    },
    180_000,
  );

  tried(
    "An operation of the allocator that fails",
    "The run shows OpenTofu's own error",
    async () => {
      allocator.use({ fails: "Error: creating EC2 Instance: InsufficientInstanceCapacity" });
      const [first, ...others] = messages(await run());
      expect(first).toMatch(
        /LA635 client-operation-failed: the launch, the allocator's operation \d+, ended as failed: OpenTofu failed: Error: creating EC2 Instance: InsufficientInstanceCapacity/,
      );
      // The stand-in for OpenTofu fails to destroy as well.
      expect(others).toEqual([expect.stringContaining("LA635 client-operation-failed: the destr")]);
    },
    60_000,
  );

  tried(
    "An allocator that is busy, or has client VMs of somebody else",
    "Nothing is launched, and nothing of theirs is destroyed",
    async () => {
      allocator.use({ seconds: 3 });
      const operation = await begin("/api/launch", "num_vms=1");
      expect(messages(await run())).toEqual([
        expect.stringContaining(
          `LA636 allocator-in-use: somebody else uses the allocator: it is busy with operation ${operation}`,
        ),
      ]);
      await ended(operation);
      while (JSON.stringify(await clients()) === '{"clients":[]}') {
        await new Promise((done) => setTimeout(done, 100));
      }
      expect(messages(await run())).toEqual([
        expect.stringContaining("it has client VMs: sleap-lablink-client-test-vm-1"),
      ]);
      expect(await clients()).toMatchObject({ clients: [{ hostname: expect.any(String) }] });
      await ended(await begin("/destroy"));
    },
    60_000,
  );

  tried(
    "A wrong password",
    "It is refused at once, as what it is",
    async () => {
      const ran = await run({ password: "wrong" });
      expect(messages(ran)).toEqual([
        "LA634 allocator-denied: to GET /api/v1/clients the allocator answered 401. Give username and password as app.admin_user and app.admin_password of its config.yaml have them.",
      ]);
    },
    60_000,
  );
});
