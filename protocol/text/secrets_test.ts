import { assert, assertEquals } from "@std/assert";
import { told } from "../errors.ts";
import { forgetSecrets, learnSecret, learnSecrets, redact, withoutSecrets } from "./secrets.ts";

const KEY = "9f8e7d6c5b4a39281706f5e4d3c2b1a0";

Deno.test("learnt secrets of URLs are removed from every text, however it spells them", () => {
  learnSecrets([
    `--rpc=https://mainnet.rpc.example/v3/${KEY}`,
    "https://alice:hunter2-s%40fe@gateway.example/,https://other.example/?apikey=q1w2e3r4t5",
  ]);
  const basic = btoa("alice:hunter2-s@fe");
  for (
    const [text, shown] of [
      [
        `URL: https://mainnet.rpc.example/v3/${KEY}\nBody`,
        "URL: https://mainnet.rpc.example/…\nBody",
      ],
      [`POST /v3/${KEY} HTTP/1.1`, "POST /v3/… HTTP/1.1"],
      [
        "error for url (https://alice:hunter2-s%40fe@gateway.example/ipfs/bafy?format=raw)",
        "error for url (https://gateway.example/ipfs/bafy?format=raw)",
      ],
      ["password hunter2-s@fe is wrong", "password … is wrong"],
      [`authorization: Basic ${basic}`, "authorization: Basic …"],
      ["at https://other.example/?apikey=q1w2e3r4t5", "at https://other.example/…"],
      ["the key q1w2e3r4t5", "the key …"],
    ] as const
  ) {
    assertEquals(redact(text), shown);
  }
});

Deno.test("a secret is found with commas and quotes in it, without a name, and encoded", () => {
  learnSecrets([
    "https://carol:pa,ssword99@comma.example/",
    "--rpc=https://dave:it's-a-secret7@quote.example/",
    "https://path.example/v2,abcdefKEY123456789/",
    "https://bare.example/?abcdef0123456789abcdef",
    "https://coded.example/?k=ab%2Fcd%2Bef12&list=1,2&other=QWERTY12345678",
    "https://hash.example/#fedcba9876543210ff",
  ]);
  for (
    const [text, shown] of [
      ["password pa,ssword99 is wrong", "password … is wrong"],
      [`Basic ${btoa("carol:pa,ssword99")}`, "Basic …"],
      ["password it's-a-secret7 is wrong", "password … is wrong"],
      ["POST /v2,abcdefKEY123456789 HTTP/1.1", "POST /… HTTP/1.1"],
      ["GET /?abcdef0123456789abcdef HTTP/1.1", "GET /?… HTTP/1.1"],
      ["GET /?k=ab%2Fcd%2Bef12", "GET /?k=…"],
      ["the key ab/cd+ef12", "the key …"],
      ["other=QWERTY12345678", "other=…"],
      ["at https://hash.example/#fedcba9876543210ff", "at https://hash.example"],
    ] as const
  ) {
    assertEquals(redact(text), shown);
  }
});

Deno.test("a key at the end of a truncated message is not shown in part", () => {
  learnSecrets([`https://cut.example/v3/${KEY}`]);
  for (let before = 1_900; before < 2_010; before++) {
    const { message } = told("chain", `${"x".repeat(before)} /v3/${KEY}`, "Wait");
    assert(!redact(message).includes(KEY.slice(0, 4)), redact(message).slice(-60));
  }
});

Deno.test("megabytes of untrusted letters are scanned in an instant", () => {
  for (const text of ["a", "a.", "a://x", "?key", "0x"].map((part) => part.repeat(1_000_000))) {
    const started = performance.now();
    assertEquals(redact(text), text);
    assert(performance.now() - started < 2_000, text.slice(0, 10));
  }
});

Deno.test("users and keys of other URLs are also removed, and the rest of a text stays", () => {
  assertEquals(
    redact("moved to http://bob:secret@elsewhere.example/a?token=abc&format=raw"),
    "moved to http://elsewhere.example/a?token=…&format=raw",
  );
  for (
    const text of [
      "The dashboard is at http://127.0.0.1:8123/ (Ctrl-C stops it)",
      "https://etherscan.io/tx/0x5e1d3a76fbf824220eafc8c79ad578ad2b67d01b0c2425eb1f1347e8f50882ab",
      "v3 is the version; ask at user@example.org",
    ]
  ) {
    assertEquals(redact(text), text);
  }
});

Deno.test("short words stay, and a private key that was learnt does not", () => {
  learnSecrets(["http://me:pw@short.example/rpc"]);
  learnSecret(`0x${KEY}${KEY}`);
  assertEquals(redact("me and my pw"), "me and my pw");
  assertEquals(redact(`key 0x${KEY}${KEY}`), "key …");
});

Deno.test("secrets that will be published are forgotten", () => {
  const url = "https://public.example/v2/abcdef0123456789";
  learnSecrets([url]);
  assert(!redact(url).includes("abcdef0123456789"));
  forgetSecrets([url]);
  assertEquals(redact(url), url);
  assert(!redact(KEY).includes(KEY), "others are still known");
});

Deno.test("a URL without its secrets, and text that is not a URL", () => {
  assertEquals(
    withoutSecrets(`https://u:p@h.example:8545/v3/${KEY}?x=1`),
    "https://h.example:8545/…",
  );
  assertEquals(withoutSecrets("http://127.0.0.1:8545"), "http://127.0.0.1:8545");
  assert(!withoutSecrets(`//u:p@h.example/${KEY}`).includes("u:p"));
  assert(!withoutSecrets(KEY).includes(KEY));
});
