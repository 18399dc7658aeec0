import { type Decision, startClock, type Time } from "@lablink-actions/action-kit";
import type { Http } from "@lablink-actions/registries";
import { accept, type Refusal, type Result, refuse } from "@lablink-actions/release-core";
import { ask, askHealth } from "./ask.ts";
import type { Output } from "./declaration.ts";
import type { Look, Passed } from "./look.ts";
import { type Lookup, resolve } from "./resolve.ts";

interface CheckDeploymentInputs {
  readonly url: URL;
  /** A path that gives a report of health. */
  readonly healthPath: string | undefined;
  /** Seconds for each phase, from its own beginning. */
  readonly dnsDeadline: number;
  readonly httpDeadline: number;
  readonly httpsDeadline: number;
  /** Seconds from one look to the next. */
  readonly interval: number;
}

interface CheckDeploymentEffects extends Time {
  readonly http: Http;
  readonly lookup: Lookup;
}

/** Something that a deployment must pass before the next thing is looked at. */
interface Phase {
  /** What the report calls it. */
  readonly label: "DNS" | "HTTP" | "HTTPS" | "Health";
  /** What is asked, as the subject of what was seen. */
  readonly subject: string;
  readonly deadline: number;
  readonly look: () => Promise<Look>;
}

/**
 * Waits until a deployment answers: its name in DNS, then HTTP, then HTTPS if its address is one, then its health if
 * that is asked for. The statuses that pass are those of lablink-template's verify-deployment.sh.
 *
 * @returns the addresses, or `deployment-unreachable` (LA649)
 */
export async function checkDeployment(
  inputs: CheckDeploymentInputs,
  effects: CheckDeploymentEffects,
): Promise<Result<Decision<Output>>> {
  const { url } = inputs;
  const facts: [label: string, value: string][] = [];
  let addresses = "";
  let leadsToHttps = false;
  for (const { label, ...phase } of phasesOf(inputs, effects)) {
    const seen = await waitFor(phase, inputs.interval, effects);
    if (!seen.ok) return seen;
    const { passed, leadsTo } = seen.value;
    facts.push([label, passed]);
    if (label === "DNS") addresses = passed;
    if (label === "HTTP") leadsToHttps = leadsTo?.protocol === "https:";
  }
  const warnings = [
    ...(isEncrypted(url) && url.port !== ""
      ? ["HTTP was not asked: the address has a port of its own, and HTTP has another one"]
      : []),
    ...(!isEncrypted(url) && leadsToHttps
      ? ["HTTP leads to https, which was not asked: give url with https"]
      : []),
  ];
  const title = `Deployment at ${url.origin}`;
  return accept({ outputs: { addresses }, title, facts, warnings });
}

function phasesOf(inputs: CheckDeploymentInputs, effects: CheckDeploymentEffects): Phase[] {
  const { url, healthPath, dnsDeadline, httpDeadline, httpsDeadline } = inputs;
  const { http, lookup } = effects;
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const phases: Phase[] = [
    { label: "DNS", subject: host, deadline: dnsDeadline, look: () => resolve(host, lookup) },
  ];
  const plain = new URL(url);
  plain.protocol = "http:";
  if (!isEncrypted(url) || url.port === "") {
    phases.push({
      label: "HTTP",
      subject: shown(plain),
      deadline: httpDeadline,
      look: () => ask(http, plain, [200, 301, 308]),
    });
  }
  if (isEncrypted(url)) {
    phases.push({
      label: "HTTPS",
      subject: shown(url),
      deadline: httpsDeadline,
      look: () => ask(http, url, [200, 301, 302]),
    });
  }
  if (healthPath !== undefined) {
    const report = new URL(url.pathname.replace(/\/$/, "") + healthPath, url.origin);
    phases.push({
      label: "Health",
      subject: shown(report),
      deadline: isEncrypted(url) ? httpsDeadline : httpDeadline,
      look: () => askHealth(http, report),
    });
  }
  return phases;
}

async function waitFor(
  { subject, deadline, look }: Omit<Phase, "label">,
  interval: number,
  time: Time,
): Promise<Result<Passed>> {
  const clock = startClock(deadline, interval, time);
  for (;;) {
    const seen = await look();
    if ("passed" in seen) return accept(seen);
    if ("cannot" in seen) return refuse(unreachable(`${subject} ${seen.cannot}`, seen.remedy));
    if (clock.isOver()) {
      const still = `after ${deadline} s ${subject} still ${seen.waitingFor}`;
      return refuse(unreachable(still, seen.remedy));
    }
    await clock.wait(`${subject} ${seen.waitingFor}`);
  }
}

/** `deployment-unreachable` (LA649): a deployment does not answer as it must. */
function unreachable(seen: string, remedy: string): Refusal {
  return { name: "deployment-unreachable", seen, remedy };
}

function isEncrypted(url: URL): boolean {
  return url.protocol === "https:";
}

/** A query may have a secret in it. */
function shown({ origin, pathname }: URL): string {
  return `${origin}${pathname}`;
}
