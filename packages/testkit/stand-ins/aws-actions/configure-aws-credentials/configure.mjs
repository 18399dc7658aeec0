import { appendFileSync } from "node:fs";

const input = (name) => (process.env[`INPUT_${name.toUpperCase()}`] ?? "").trim();
if (!/^[a-z]{2}(-[a-z]+)+-\d+$/.test(input("aws-region"))) {
  throw new Error(`Region is not valid: ${input("aws-region")}`);
}
if (!/^arn:aws:iam::\d{12}:role\/.+/.test(input("role-to-assume"))) {
  throw new Error(`Only a role can be assumed here: ${input("role-to-assume")}`);
}
const variables = {
  AWS_REGION: input("aws-region"),
  AWS_DEFAULT_REGION: input("aws-region"),
  AWS_ACCESS_KEY_ID: "testing",
  AWS_SECRET_ACCESS_KEY: "testing",
  AWS_SESSION_TOKEN: "testing",
};
for (const [name, value] of Object.entries(variables)) {
  appendFileSync(process.env.GITHUB_ENV, `${name}=${value}\n`);
}
