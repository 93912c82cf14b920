import { assertEquals } from "@std/assert";
import { appsFor, hereIn, isPhone } from "./wallet_links.ts";

Deno.test("the page opens at the same place in a wallet's browser", () => {
  const [metamask, coinbase] = hereIn("https://deml.example/app/#/competitions/7");
  assertEquals(metamask!.href, "https://metamask.app.link/dapp/deml.example/app/#/competitions/7");
  assertEquals(
    coinbase!.href,
    "https://go.cb-w.com/dapp?cb_url=https%3A%2F%2Fdeml.example%2Fapp%2F%23%2Fcompetitions%2F7",
  );
});

Deno.test("an offered connection is handed over whole", () => {
  const uri = "wc:abc@2?relay-protocol=irn&symKey=00";
  for (const { href } of appsFor(uri).slice(0, -1)) {
    assertEquals(new URL(href).searchParams.get("uri"), uri);
  }
  assertEquals(appsFor(uri).at(-1)!.href, uri);
});

Deno.test("phones and tablets are recognised", () => {
  assertEquals(isPhone("Mozilla/5.0 (Linux; Android 14; Pixel 8) Mobile", 5), true);
  assertEquals(isPhone("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)", 5), true, "an iPad");
  assertEquals(isPhone("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)", 0), false);
  assertEquals(isPhone("Mozilla/5.0 (X11; Linux x86_64)", 10), false, "a touch screen");
});
