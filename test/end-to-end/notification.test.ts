/** deployment-notification.yml of the example, run by act, with a server on this machine instead of Slack. */

import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { expect, test } from "@jest/globals";
import { describeWith, recordedEvent, temporaryDirectory } from "@lablink-actions/testkit";
import { checkOutExample } from "../../scripts/act/checkout.ts";
import { runWorkflow } from "../../scripts/act/run-workflow.ts";

/** Takes every request as Slack would, and answers with these statuses in turn, then always with the last. */
async function startSlack(...statuses: number[]) {
  const received: { path: string; type: string | undefined; body: unknown }[] = [];
  const server = createServer(async (request, response) => {
    const { url: path = "", headers } = request;
    const body = await text(request);
    received.push({ path, type: headers["content-type"], body: JSON.parse(body) });
    response.statusCode = statuses[received.length - 1] ?? statuses.at(-1) ?? 200;
    response.end(response.statusCode === 200 ? "ok" : "no_service");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    received,
    webhook: `http://127.0.0.1:${port}/services/T00/B00/not-for-the-log`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

/** The recorded end of a run, with what differs. */
async function notify(
  webhook: string | undefined,
  ended: Readonly<Record<string, string | number>>,
) {
  await using checkout = await checkOutExample(undefined);
  await using release = await temporaryDirectory();
  const { event } = recordedEvent("workflow-run");
  const recorded = event["workflow_run"] as object;
  const ran = await runWorkflow({
    workspace: checkout.path,
    workflow: "deployment-notification.yml",
    event: {
      name: "workflow_run",
      payload: { ...event, workflow_run: { ...recorded, name: "Terraform Deploy", ...ended } },
    },
    release: release.path,
    token: "a-token",
    actor: "lablink-maintainer",
    ...(webhook !== undefined && { secrets: { SLACK_WEBHOOK: webhook } }),
  });
  expect(ran.log).not.toContain("not-for-the-log");
  return ran;
}

const link = "<https://github.com/talmolab/lablink/actions/runs/22849990417|Run 903, attempt 1>";

describeWith(["act", "curl", "git", "jq"], "deployment-notification.yml", () => {
  test.each([
    ["success", ":white_check_mark:"],
    ["failure", ":x:"],
    ["cancelled", ":warning:"],
  ])("%s is reported once, with %s", async (conclusion, sign) => {
    await using slack = await startSlack(200);
    const ran = await notify(slack.webhook, { conclusion, head_branch: "test" });
    expect(ran.exitCode).toBe(0);
    const text = `${sign} Terraform Deploy: ${conclusion} on test, started by lablink-maintainer. ${link}`;
    const path = "/services/T00/B00/not-for-the-log";
    expect(slack.received).toEqual([{ path, type: "application/json", body: { text } }]);
  });

  test("a hostile name of a branch or workflow is only text in the message", async () => {
    await using slack = await startSlack(200);
    const ran = await notify(slack.webhook, {
      conclusion: "failure",
      head_branch: `a"},"channel":"#all$(touch owned)\`id\`'\\`,
      name: "<!channel> & ::error::\n<https://evil.example|Run>",
    });
    expect(ran.exitCode).toBe(0);
    const [message] = slack.received;
    expect(message?.body).toEqual({
      text: `:x: &lt;!channel&gt; &amp; ::error::\n&lt;https://evil.example|Run&gt;: failure on a"},"channel":"#all$(touch owned)\`id\`'\\, started by lablink-maintainer. ${link}`,
    });
  });

  test("a run that was skipped is not reported", async () => {
    await using slack = await startSlack(200);
    expect(await notify(slack.webhook, { conclusion: "skipped" })).toMatchObject({ exitCode: 0 });
    expect(slack.received).toEqual([]);
  });

  test("Slack in trouble is asked again", async () => {
    await using slack = await startSlack(500, 200);
    const ran = await notify(slack.webhook, { conclusion: "failure" });
    expect(ran.exitCode).toBe(0);
    expect(slack.received).toHaveLength(2);
  });

  test("a webhook that is refused is red", async () => {
    await using slack = await startSlack(403);
    const ran = await notify(slack.webhook, { conclusion: "failure" });
    expect(ran.exitCode).toBe(1);
    expect(slack.received).toHaveLength(1);
    expect(Object.values(ran.jobs)).toEqual(["failure"]);
  });

  test("no webhook is red", async () => {
    const ran = await notify(undefined, { conclusion: "success" });
    expect(ran.exitCode).toBe(1);
    expect(ran.log).toContain("The secret SLACK_WEBHOOK is empty");
    expect(Object.values(ran.jobs)).toEqual(["failure"]);
  });
});
