import { assertEquals } from "@std/assert";
import type { GatewayRefusal, IpfsFailure } from "../../ipfs/failures.ts";
import { tellFailure } from "./tell.ts";

const gateway = "https://ipfs.example";

const WORDS: [refusal: GatewayRefusal, says: string][] = [
  [{ gateway, why: "redirects" }, "redirects, which is not followed: name the gateway that has"],
  [{ gateway, why: "redirects", to: "http://[::1]:80" }, "redirects to http://[::1]:80, which"],
  [{ gateway, why: "status", status: 404 }, "answered HTTP 404"],
  [{ gateway, why: "no-body" }, "answered without a body"],
  [{ gateway, why: "too-long", most: 9 }, "sent more than 9 bytes"],
  [{ gateway, why: "status", status: 429, tries: 4 }, "answered HTTP 429 4 times"],
  [{ gateway, why: "late", seconds: 30 }, "did not begin to answer within 30 s"],
  [{ gateway, why: "slow", bytes: 9, seconds: 10 }, "is too slow: 9 bytes in 10 s"],
  [
    { gateway, why: "redirects", to: "http://x.ipfs.localhost", instead: "http://127.0.0.1:8080" },
    "redirects to http://x.ipfs.localhost, which is not followed: name it as http://127.0.0.1:8080",
  ],
  [{ gateway, why: "other-bytes" }, "sent other bytes"],
  [{ gateway, why: "unreachable", reason: "refused" }, "cannot be reached: refused"],
  [{ why: "not-http" }, "cannot be asked: it is not an http or https URL"],
];

const notFound = (failures: GatewayRefusal[], waited?: { seconds: number; bytes: number }) => {
  const failure: IpfsFailure = {
    kind: "ipfs/not-found",
    cid: "bafy",
    failures,
    waited,
    passing: true,
  };
  return tellFailure(failure).message;
};

Deno.test("a failed fetch names each gateway and what it did", () => {
  for (const [refusal, says] of WORDS) {
    const name = refusal.gateway ?? "one gateway";
    const start = `Cannot fetch bafy: ${name} ${says}`;
    assertEquals(notFound([refusal]).slice(0, start.length), start);
  }
});

Deno.test("several gateways are reported in order, and then the limit that ended the fetch", () => {
  assertEquals(notFound([]), "Cannot fetch bafy: no gateway is set");
  assertEquals(
    notFound([{ gateway, why: "no-body" }, { why: "other-bytes" }], { seconds: 120, bytes: 7 }),
    "Cannot fetch bafy: https://ipfs.example answered without a body; one gateway sent other " +
      "bytes; the gateways took 120 s for 7 bytes",
  );
});
