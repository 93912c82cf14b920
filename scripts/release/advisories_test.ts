import { assertEquals, assertStringIncludes } from "@std/assert";
import { audit } from "./advisories.ts";

const PACKAGES = [["zod", "4.6.7"], ["long", "4.0.0"], ["long", "5.3.2"]].map((
  [name, version],
) => ({ name: name!, version: version!, sha512: "", dependencies: [] }));

/** Asks our own registry, and returns its request. */
async function ask(answer: (asked: unknown) => Response) {
  let asked: { path: string; body: unknown } | undefined;
  const server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen: () => {} },
    async (request) => {
      asked = { path: new URL(request.url).pathname, body: await request.json() };
      return answer(asked.body);
    },
  );
  const found = await audit(PACKAGES, `http://127.0.0.1:${server.addr.port}/npm`);
  await server.shutdown();
  return { ...found, asked };
}

Deno.test("every version is queried, and a known vulnerability is a failure", async () => {
  const { code, lines, asked } = await ask(() =>
    Response.json({
      long: [{
        title: "It is wrong",
        url: "https://example.org/1",
        severity: "high",
        vulnerable_versions: "<5.0.0",
      }],
    })
  );
  assertEquals(asked, {
    path: "/npm/-/npm/v1/security/advisories/bulk",
    body: { zod: ["4.6.7"], long: ["4.0.0", "5.3.2"] },
  });
  assertEquals([code, lines], [1, [
    "high: long <5.0.0 (here 4.0.0, 5.3.2): It is wrong, https://example.org/1",
    "3 packages, 1 known vulnerabilities",
  ]]);
});

Deno.test("no known vulnerability is good, a registry without data is not", async () => {
  assertEquals((await ask(() => Response.json({}))).code, 0);
  for (
    const answer of [
      () => new Response("", { status: 405, statusText: "Method Not Allowed" }),
      () => new Response("<html>"),
      () => Response.json({ long: "yes" }),
    ]
  ) {
    const { code, lines } = await ask(answer);
    assertEquals(code, 2);
    assertStringIncludes(lines.join(), "Nothing is audited");
  }
});
