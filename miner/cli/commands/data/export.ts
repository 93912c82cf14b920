import { EXIT } from "../../../../protocol/errors.ts";
import { showBytes } from "../../../../protocol/format/format.ts";
import { publicationOf } from "../../../ipfs/blocks.ts";
import { publishToCar } from "../../../ipfs/publish_car.ts";
import { type Command, type Invocation, usage } from "../../command.ts";
import { cidArgument } from "../../data/given.ts";
import { byteProgress } from "../../data/progress.ts";
import { GATEWAY_OPTION, gatewaysOf, HOME_OPTION, homeOf } from "../../home_option.ts";
import { toJson } from "../../json.ts";
import { keptBlocks } from "../../kept_blocks.ts";
import { refuseOverwrite } from "../../refuse_overwrite.ts";

export const exportCar: Command = {
  name: "data export",
  summary: "Write files with all their blocks into a CAR file",
  positional: "CID...",
  options: [
    { name: "output", value: "FILE", help: "Where to write it; the default is CID.car" },
    { name: "force", help: "Overwrite an existing file" },
    GATEWAY_OPTION,
    HOME_OPTION,
  ],
  notes: `Blocks come from the home, and from the gateways if it lacks some. Each CID is a root of
the file, so \`ipfs dag import\` pins it; most pinning services accept the file too.`,
  examples: [
    "deml data export bafybei… --output data.car && ipfs dag import data.car",
    "deml data export bafybei… bafkrei… --output competition.car",
  ],
  run: exportFile,
};

async function exportFile(invocation: Invocation): Promise<number> {
  const { terminal, json, signal, positional } = invocation;
  if (positional.length === 0) throw usage(exportCar, "CID is missing");
  const roots = positional.map((_, index) => cidArgument(invocation, index));
  const output = invocation.text("output") ?? `${roots[0]}.car`;
  await refuseOverwrite(output, invocation.flag("force"));
  const sources = { gateways: gatewaysOf(invocation), signal };
  const publication = publicationOf(roots, keptBlocks(homeOf(invocation)), sources);
  const report = byteProgress(terminal, "Exporting");
  let blocks = 0;
  const bytes = await publishToCar(output, publication, {
    signal,
    onProgress: (sent) => {
      blocks = sent.blocks;
      report(sent.bytes);
    },
  });
  terminal.clear();
  if (json) terminal.out(toJson({ file: output, roots: roots.map(String), blocks, bytes }));
  else {
    const counted = blocks === 1 ? "one block" : `${blocks} blocks`;
    terminal.out(`${output}: ${counted}, ${showBytes(bytes)}`);
  }
  return EXIT.ok;
}
