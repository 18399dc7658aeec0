import { expect, test } from "@jest/globals";
import { httpAddress } from "../src/http-address.ts";

test.each(["", "allocator", "file:///etc/passwd", "ftp://me:hunter2@a", "http://me:hunter2@a"])(
  "%j is not an address, and is not shown",
  (address) => {
    const refused = httpAddress(address, "url");
    expect(refused).toMatchObject({
      ok: false,
      refusals: [{ name: "input-invalid" }],
    });
    expect(JSON.stringify(refused)).not.toContain("hunter2");
  },
);
