import { EXIT } from "../../../../protocol/errors.ts";
import { serveGateway } from "../../../ipfs/gateway.ts";
import { homeBlocks } from "../../../ipfs/home_blocks.ts";
import type { Command, Invocation } from "../../command.ts";
import { HOME_OPTION, homeMade } from "../../home_option.ts";
import { toJson } from "../../json.ts";

export const serve: Command = {
  name: "data serve",
  summary: "Serve the blocks of the home as a trustless gateway",
  options: [
    HOME_OPTION,
    { name: "port", value: "PORT", help: "Port to listen on; 0 picks a free one", default: "8088" },
    { name: "hostname", value: "HOST", help: "Address to listen on", default: "127.0.0.1" },
  ],
  notes: `Serves what \`deml data add\` and \`import\` keep and what was fetched: raw blocks at
/ipfs/CID?format=raw, to every miner that has its address as --gateway. By default only this
machine reaches it; with --hostname 0.0.0.0, everybody who reaches this machine does.`,
  examples: ["deml data serve", "deml data serve --hostname 0.0.0.0 --port 8088"],
  run,
};

async function run(invocation: Invocation): Promise<number> {
  const { terminal, json, signal } = invocation;
  const gateway = serveGateway(homeBlocks(await homeMade(invocation)).published, {
    hostname: invocation.required("hostname"),
    port: invocation.requiredInteger("port", { min: 0, max: 65_535 }),
  });
  try {
    if (json) terminal.out(toJson({ url: gateway.url }));
    else terminal.out(`The gateway is at ${gateway.url} (Ctrl-C stops it)`);
    await new Promise<void>((resolve) => {
      if (signal.aborted) return resolve();
      signal.addEventListener("abort", () => resolve(), { once: true });
    });
    return EXIT.ok;
  } finally {
    await gateway.close();
  }
}
