import { accept, invalidInput, refuse } from "@lablink-actions/release-core";
import type { Parser } from "./inputs.ts";

/** An address of HTTP; otherwise `input-invalid` (LA902), which does not show it: it may hold a password. */
export const httpAddress: Parser<URL> = (given, name) => {
  const url = URL.parse(given);
  const isHttp = url !== null && ["http:", "https:"].includes(url.protocol);
  if (isHttp && url.username === "" && url.password === "") return accept(url);
  const problem = isHttp ? "has an account in it" : "is not an http or https address";
  const remedy = "Write an address such as https://lablink-test.example.com.";
  return refuse(invalidInput(name, problem, remedy));
};
