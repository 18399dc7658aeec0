import type { HttpResponse } from "@lablink-actions/registries";

/** The body of an answer as text. Throws if it is longer than so many bytes. */
export async function textOf({ body }: HttpResponse, longest: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.length;
    if (length > longest) throw new Error(`more than ${longest} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
