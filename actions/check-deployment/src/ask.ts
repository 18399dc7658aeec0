import { textOf } from "@lablink-actions/action-kit";
import type { Http } from "@lablink-actions/registries";
import { checkJson, open, text } from "@lablink-actions/shape";
import { type Look, patience, server, silenceOf } from "./look.ts";

const healthReport = open({ status: text() });

/** Bytes of a report of health; allocators have some hundred. */
const longest = 64 * 1024;

/**
 * Asks an address once, and follows no redirect.
 *
 * @param passing the statuses that pass
 */
export async function ask(http: Http, url: URL, passing: readonly number[]): Promise<Look> {
  try {
    const { status, headers, body } = await http({
      method: "GET",
      url,
      headers: { accept: "text/html, */*" },
      signal: AbortSignal.timeout(patience),
    });
    await leave(body);
    if (!passing.includes(status)) return { waitingFor: `answers ${status}`, remedy: server };
    if (status === 200) return { passed: "200" };
    return redirected(url, status, headers.get("location") ?? "");
  } catch (error) {
    return silenceOf(error);
  }
}

/** Closes an answer without its body. It has its status by then, so a body that is cut does not matter. */
async function leave(body: AsyncIterable<Uint8Array>): Promise<void> {
  try {
    for await (const _ of body) return;
  } catch {
    // Nobody needs it.
  }
}

function redirected(url: URL, status: number, location: string): Look {
  const target = location === "" ? null : URL.parse(location, url.href);
  if (target === null) {
    return { waitingFor: `answers ${status} without an address to go to`, remedy: server };
  }
  const way = `answers ${status}, which leads`;
  const isOwn = target.hostname === url.hostname;
  const circle = "A browser would never arrive. Correct the redirects of the server or the proxy.";
  if (target.href.split("#")[0] === url.href) {
    return { cannot: `${way} to itself`, remedy: circle };
  }
  if (isOwn && url.protocol === "https:" && target.protocol === "http:") {
    return { cannot: `${way} back to http`, remedy: circle };
  }
  if (!isOwn && url.protocol === "http:") {
    return {
      cannot: `${way} to another host, ${target.host}`,
      remedy: "Give the address of the deployment itself as url, or correct its redirect.",
    };
  }
  return {
    passed: `${status}, which leads to ${target.origin}${target.pathname}`,
    leadsTo: target,
  };
}

/** Asks for a report of health once. */
export async function askHealth(http: Http, url: URL): Promise<Look> {
  try {
    const response = await http({
      method: "GET",
      url,
      headers: { accept: "application/json" },
      signal: AbortSignal.timeout(patience),
    });
    const { status } = response;
    const report = checkJson(healthReport, await textOf(response, longest));
    const said = report.ok ? report.value.status : undefined;
    if (status === 200 && said === "healthy") return { passed: "healthy" };
    const waitingFor =
      said === undefined
        ? `answers ${status} without a status in JSON`
        : `answers ${status}, and its status is ${said}`;
    return { waitingFor, remedy: server };
  } catch (error) {
    return silenceOf(error);
  }
}
