/**
 * A world with its miners in it, each on a line of its own.
 *
 * @module
 */
import { unpackScores } from "../../protocol/round/commitment.ts";
import { oneLine } from "../../protocol/text/visible.ts";
import type { Openings } from "./audit.ts";
import { type Fault, type Triggers, triggersOf } from "./faults.ts";
import { type FaultyMiner, startMiner } from "./miner.ts";
import { type Proxy, serveProxy } from "./proxy.ts";
import { openWorld, type World } from "./world.ts";
import { withFailure } from "../../miner/cli/failures/tell.ts";

export interface Cast {
  world: World;
  proxy: Proxy;
  miners: FaultyMiner[];
  triggers: Triggers[];
  /** Lines are numbered by it */
  step: number;
  /** The block that reorgs stop at: what authors did is not under test */
  floor: number;
  log: string[];
  daemonEnds: string[];
  openings: Openings;
  /** Every miner looks once, and a block is made, so many times */
  go(blocks?: number): Promise<void>;
  close(): Promise<void>;
}

/** Opens a world; its blocks are made by hand from here on. */
export async function openCast(
  seed: number,
  count: number,
  faults: readonly Fault[] = [],
  tell: (line: string) => void = () => {},
  where: { genesis?: number; folder?: string } = {},
): Promise<Cast> {
  const world = await openWorld(seed, { seats: count, genesis: where.genesis });
  const proxy = serveProxy(world.anvil.url);
  const folder = where.folder ?? await Deno.makeTempDir({ prefix: "deml-faults-" });
  const triggers = Array.from({ length: count }, (_, number) => triggersOf(faults, number));
  const cast: Cast = {
    world,
    proxy,
    miners: [],
    triggers,
    step: 0,
    floor: Infinity,
    log: [],
    daemonEnds: [],
    openings: new Map(),
    async go(blocks = 1) {
      for (let block = 0; block < blocks; block++) {
        for (const miner of cast.miners) await miner.look();
        await world.anvil.mine();
        cast.step++;
      }
    },
    async close() {
      for (const miner of cast.miners) miner.close();
      await proxy.close();
      await world.close();
      if (where.folder === undefined) await Deno.remove(folder, { recursive: true });
    },
  };
  const note = (line: string) => {
    cast.log.push(`${cast.step}: ${oneLine(line, 300)}`);
    tell(cast.log.at(-1)!);
  };
  try {
    for (const [number, each] of triggers.entries()) {
      cast.miners.push(startMiner(world, proxy, {
        number,
        account: await world.fund(`miner ${number}`),
        folder,
        triggers: {
          ...each,
          pull(point) {
            const fault = each.pull(point);
            if (fault) note(`miner ${number} meets ${point} ${fault.kind} ${fault.size}`);
            return fault;
          },
        },
        reports: {
          log: (line, about) => note(withFailure(line, about?.failure)),
          ended: (error) => cast.daemonEnds.push(`${(error as Error)?.stack ?? error}`),
          opened(seat, { commitment, scores }) {
            const before = cast.openings.get(seat) ?? new Map();
            cast.openings.set(seat, before.set(commitment, unpackScores(scores)));
          },
          async happens({ kind, size }) {
            note(`${kind} ${size}`);
            if (kind === "fee") return await raiseFee(world, 10);
            const most = await headOf(world) - cast.floor;
            if (most > 0) await world.anvil.rpc("anvil_reorg", [Math.min(size, most), []]);
          },
        },
      }));
    }
    await world.anvil.rpc("evm_setAutomine", [false]);
    return cast;
  } catch (error) {
    await cast.close();
    throw error;
  }
}

/** The next block asks for so many times what the last one did. */
export async function raiseFee({ anvil, connection }: World, times: number): Promise<void> {
  const { baseFeePerGas } = await connection.client.getBlock();
  const fee = BigInt(Math.round(times * Number(baseFeePerGas)));
  await anvil.rpc("anvil_setNextBlockBaseFeePerGas", [`0x${fee.toString(16)}`]);
}

/** The number of the latest block. */
export async function headOf({ connection }: World): Promise<number> {
  return Number(await connection.client.getBlockNumber());
}
