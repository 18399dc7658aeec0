/** The commands of docs/guides/aws.md, one after the other, in an account by moto. */
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";
import { expect, test } from "@jest/globals";
import { describeWith, freePort, temporaryDirectory } from "@lablink-actions/testkit";
import { start, succeeds } from "./servers.ts";

const run = promisify(execFile);

/** All commands of the guide, as one script. */
function commands(): string {
  const text = readFileSync("docs/guides/aws.md", "utf8");
  const blocks = [...text.matchAll(/```bash\n([\s\S]*?)```/g)].map(([, block = ""]) => block);
  expect(blocks).toHaveLength(5);
  return blocks.join("\n");
}

const questions = `
aws s3api get-bucket-versioning --bucket "$BUCKET" --query Status --output text
aws s3api get-public-access-block --bucket "$BUCKET" --query PublicAccessBlockConfiguration.RestrictPublicBuckets
aws dynamodb describe-table --table-name "$TABLE" --query 'Table.KeySchema[].AttributeName' --output text
aws iam get-role --role-name "$ROLE" --query 'Role.AssumeRolePolicyDocument.Statement[0].Condition.StringEquals."token.actions.githubusercontent.com:sub"' --output text
aws iam get-role-policy --role-name "$ROLE" --policy-name states --query 'PolicyDocument.Statement[].Resource' --output text
`;

describeWith(["aws", "moto_server"], "docs/guides/aws.md", () => {
  test("makes the bucket, the table and the role that it says", async () => {
    await using folder = await temporaryDirectory();
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const ready = () => succeeds("curl", ["--silent", "--output", "/dev/null", url]);
    await using _ = await start("moto_server", ["-H", "127.0.0.1", "-p", String(port)], ready);
    const script = `set -euo pipefail\n${commands()}\n${questions}`;
    const { stdout } = await run("bash", ["-c", script], {
      cwd: folder.path,
      env: {
        PATH: process.env["PATH"],
        HOME: folder.path,
        AWS_ENDPOINT_URL: url,
        AWS_ACCESS_KEY_ID: "testing",
        AWS_SECRET_ACCESS_KEY: "testing",
      },
    });
    const lines = stdout.trim().split("\n").slice(-6);
    expect(lines).toEqual([
      expect.stringMatching(/^arn:aws:iam::\d{12}:role\/github-lablink$/),
      "Enabled",
      "true",
      "LockID",
      ["test", "ci-test", "prod"]
        .map((name) => `repo:talmolab/lablink-template:environment:${name}`)
        .join("\t"),
      "arn:aws:s3:::lablink-state\tarn:aws:s3:::lablink-state/*\tarn:aws:dynamodb:us-west-2:*:table/lock-table",
    ]);
  }, 180_000);
});
