/** The report as a page, and the page in a real browser. */
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { inflateSync } from "node:zlib";
import { describe, expect, test } from "@jest/globals";
import {
  browse,
  describeUnless,
  missingBrowser,
  temporaryDirectory,
  tried,
} from "@lablink-actions/testkit";
import { reportPage } from "../src/page/report-page.ts";
import type { AuditReport } from "../src/report-shape.ts";
import { now, sample } from "./sample.ts";

/** Every text of a value replaced. */
function withTexts<T>(value: T, change: (text: string, key: string) => string, key = ""): T {
  if (typeof value === "string") return change(value, key) as T;
  if (Array.isArray(value)) return value.map((one) => withTexts(one, change, key)) as T;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name, withTexts(one, change, name)]),
  ) as T;
}

const markup = `"'><script>document.title="taken"</script><img src=x onerror=alert(1)><a href="javascript:x">&amp;`;
// Times and kinds are not texts from outside.
const isOwn = (key: string) => ["kind", "standing", "findings", "published", "built"].includes(key);
const hostile: AuditReport = withTexts(sample, (text, key) =>
  isOwn(key) ? text : `${text.slice(0, 5)}${markup}`,
);

describe("reportPage", () => {
  test("has every finding with its command, and every version with its verdict", () => {
    const page = reportPage(sample, now);
    const text = page.replace(/<[^>]*>/g, "");
    for (const { command, kind } of sample.findings) {
      expect(text).toContain(command);
      expect(text).toContain(`(${kind})`);
    }
    expect(page.match(/<li id="lablink-allocator-service-[^"]*" class="gap">/g)).toHaveLength(2);
    expect(page.match(/<li id="lablink-client-service-/g)).toHaveLength(15);
    expect(text).toContain("✗ no image lablink-allocator-image");
    expect(text).toContain("2026-11-08 (21 days)");
  });

  test("names no address that a browser would ask, and allows nothing but its own style sheet", () => {
    const page = reportPage(sample, now);
    expect(page).not.toMatch(/\b(?:src|href)="(?!#)|url\(|@import|<script|<link|\bstyle="/);
    expect(page).toMatch(/content="default-src &#39;none&#39;; style-src &#39;sha256-[^;]+;/);
  });

  test("a link leads to a version that is on the page, each is there once", () => {
    const page = reportPage(sample, now);
    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const links = [...page.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id);
    expect(links.length).toBeGreaterThan(60);
    expect(links.filter((id) => !ids.includes(id))).toEqual([]);
  });

  test("escapes everything that comes from outside", () => {
    const page = reportPage(hostile, now);
    expect(page).not.toMatch(/<script|<img|href="javascript/);
    expect(page).toContain("&lt;script&gt;");
  });

  test("says that there is no picture if no time is known, and that nothing is there", () => {
    const timeless = withTexts(sample, (text) => text);
    const bare: AuditReport = { ...timeless, packages: [], findings: [] };
    const page = reportPage(bare, now);
    expect(page).toContain("there is no picture of the time");
    expect(page).toContain("✓ Packages and images agree.");
  });

  test("says what could not be read", () => {
    const [first, ...others] = sample.packages;
    const troubles = ["LA702 registry-trouble: it did not answer"];
    const unread = first && { ...first, images: [], troubles };
    const packages = [...(unread ? [unread] : []), ...others];
    const page = reportPage({ ...sample, packages, findings: [] }, now);
    expect(page).toContain("✗ Not everything could be read.");
    expect(page).toContain("LA702 registry-trouble");
  });
});

/** Serves a page, and notes what is asked. */
async function serve(page: string) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? "");
    response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(page);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    asked,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

describeUnless(missingBrowser(), "the page in Chromium", () => {
  tried(
    "the audit's page in headless Chromium, with markup and scripts in every text of the report",
    "nothing runs, nothing is asked, and the browser finds nothing to complain about",
    async () => {
      await using server = await serve(reportPage(hostile, now));
      const { stdout, stderr } = await browse(server.url, "--dump-dom");
      expect(stdout).toContain("</html>");
      expect(stdout).not.toMatch(/<script|<img|<title>taken/);
      expect(server.asked.filter((path) => path !== "/favicon.ico")).toEqual(["/"]);
      expect(stderr).not.toMatch(/CONSOLE|Content Security Policy|Refused/);
    },
    90_000,
  );

  tried(
    "the audit's page in headless Chromium, as a picture for a reader who wants it light, and for one who wants it dark",
    "it is drawn in the reader's colours",
    async () => {
      await using server = await serve(reportPage(sample, now));
      await using folder = await temporaryDirectory();
      for (const [name, words, ground] of [
        ["light", ["--window-size=1280,1500"], [0xff, 0xff, 0xff]],
        ["dark", ["--window-size=400,1500", darkBlink], [0x0d, 0x11, 0x17]],
      ] as const) {
        const file = join(folder.path, `${name}.png`);
        await browse(server.url, ...words, `--screenshot=${file}`);
        expect(firstPixel(readFileSync(file))).toEqual(ground);
      }
    },
    90_000,
  );
});

const darkBlink = "--blink-settings=preferredColorScheme=0";

/** The colour of the pixel in the corner: whatever the first line's filter is, it is there as it is. */
function firstPixel(png: Buffer): readonly number[] {
  const chunks: Buffer[] = [];
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at);
    const type = png.toString("latin1", at + 4, at + 8);
    if (type === "IDAT") chunks.push(png.subarray(at + 8, at + 8 + length));
    at += length + 12;
  }
  return [...inflateSync(Buffer.concat(chunks)).subarray(1, 4)];
}
