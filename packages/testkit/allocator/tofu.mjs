#!/usr/bin/env node
/**
 * Instead of OpenTofu and AWS behind LabLink's allocator: it creates no machine, and starts for each a process that
 * does what a client does. The allocator runs it in the folder of its infrastructure; machines.json there says how the
 * machines behave: {"url": …, "health": "Healthy", "registers": true, "seconds": 0, "fails": "the error"}.
 */
import { spawn } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const [command, ...words] = process.argv.slice(2);
const machines = JSON.parse(readFileSync("machines.json", "utf8"));
const stateFile = "machines.state";
const names = existsSync(stateFile) ? JSON.parse(readFileSync(stateFile, "utf8")) : [];

/** A value of the variables that the allocator hands over. */
function variable(name) {
  const text = readFileSync("terraform.runtime.tfvars", "utf8");
  return new RegExp(`^${name} = "(.*)"$`, "m").exec(text)?.[1];
}

async function post(path, token, body) {
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const init = { method: "POST", headers, body: JSON.stringify(body) };
  const answer = await fetch(new URL(path, machines.url), init);
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

async function beMachine(hostname) {
  const identity = { hostname, machine_identity: hostname, provider: "aws" };
  const token = variable("register_token");
  const { client_secret: secret } = await post("/api/v1/clients/register", token, identity);
  await post("/api/vm-status", secret, { hostname, status: "running" });
  if (machines.health === null) return;
  await post("/api/gpu_health", secret, { hostname, gpu_status: machines.health });
}

function apply(plan) {
  if (plan.isDestroy) {
    writeFileSync(stateFile, "[]");
    return;
  }
  const hostname = `${variable("resource_prefix")}-vm-${names.length + 1}`;
  writeFileSync(stateFile, JSON.stringify([...names, hostname]));
  if (!machines.registers) return;
  const script = fileURLToPath(import.meta.url);
  const options = { detached: true, stdio: "ignore" };
  spawn(process.execPath, [script, "machine", hostname], options).unref();
}

switch (command) {
  case "plan": {
    const plan = { isDestroy: words.includes("-destroy") };
    writeFileSync(words[words.indexOf("-out") + 1], JSON.stringify(plan));
    break;
  }
  case "show":
    process.stdout.write('{"resource_changes":[]}\n');
    break;
  case "apply":
    await setTimeout(machines.seconds * 1000);
    if (machines.fails !== undefined) {
      process.stderr.write(`${machines.fails}\n`);
      process.exitCode = 1;
    } else {
      apply(JSON.parse(readFileSync(words.at(-1), "utf8")));
    }
    break;
  case "output":
    process.stdout.write(words.at(-1).endsWith("times") ? "{}" : JSON.stringify(names));
    break;
  case "machine":
    await beMachine(words[0]);
    break;
}
