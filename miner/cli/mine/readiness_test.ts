import { assertEquals, assertRejects } from "@std/assert";
import { DemlError, type ToldFailure } from "../../../protocol/errors.ts";
import { createReadiness, type Equipment } from "./readiness.ts";

/** A machine whose clock is this many seconds ahead of the chain's, and which needs no engine. */
function machine(home: string, age: number, changes: Partial<Equipment> = {}): Equipment {
  const timestamp = BigInt(Math.round(Date.now() / 1_000) - age);
  return {
    engines: [],
    sandbox: "off",
    gateways: [],
    home,
    client: { getBlock: () => Promise.resolve({ timestamp }) } as never,
    ticking: true,
    signal: new AbortController().signal,
    ...changes,
  };
}

Deno.test("a clock far from the chain's, or a home that cannot be written, is found before a stake is deposited", async () => {
  const home = await Deno.makeTempDir({ prefix: "deml-ready-" });
  const fails = async (equipment: Equipment, check: string) => {
    const error = await assertRejects(createReadiness(equipment), DemlError);
    const { details } = error.failure as ToldFailure;
    assertEquals([error.code, details?.check], ["machine", check], error.message);
  };
  try {
    await fails(machine(home, 3_600), "clock");
    await fails(machine(home, -3_600), "clock");
    await fails(machine("/proc/nothing", 0), "journal");
    await fails(machine(home, 0), "gateway");
    // An old block means nothing on a chain that only makes blocks for transactions.
    await fails(machine(home, 3_600, { ticking: false }), "gateway");
  } finally {
    await Deno.remove(home, { recursive: true });
  }
});
