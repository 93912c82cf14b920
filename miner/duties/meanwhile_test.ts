import { assertEquals, assertRejects } from "@std/assert";
import { told } from "../../protocol/errors.ts";
import type { MinerContext } from "./context.ts";
import { meanwhile } from "./meanwhile.ts";
import { tellFailure } from "../cli/failures/tell.ts";
import type { Log } from "../base/log.ts";

const after = (milliseconds: number) =>
  new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

function context(perform: () => Promise<void>, log: Log = () => {}) {
  return { log, urgent: { every: 5, perform } } as unknown as MinerContext;
}

Deno.test("urgent work is repeated while the work continues, and not afterwards", async () => {
  let times = 0;
  const urgent = context(() => {
    times++;
    return Promise.resolve();
  });
  assertEquals(await meanwhile(urgent, () => after(100).then(() => 7)), 7);
  const done = times;
  assertEquals(done >= 3, true, `${done} times`);
  await after(30);
  assertEquals(times, done);
});

Deno.test("a chain that does not answer is logged and does not end the work", async () => {
  const lines: string[] = [];
  const failing = context(
    () => Promise.reject(told("chain", "No chain answers", "Check --rpc")),
    (_, about) => lines.push(tellFailure(about!.failure!).message),
  );
  assertEquals(await meanwhile(failing, () => after(30).then(() => "done")), "done");
  assertEquals(lines[0], "No chain answers");
});

Deno.test("the work's own failure is thrown at once", async () => {
  const idle = { ...context(() => Promise.resolve()), urgent: { every: 60_000 } } as MinerContext;
  await assertRejects(
    () => meanwhile(idle, () => Promise.reject(new Error("mine"))),
    Error,
    "mine",
  );
});
