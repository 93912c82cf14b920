import { EXIT } from "../../../../protocol/errors.ts";
import { PIN_TOKEN_VARIABLE } from "../../../base/variables.ts";
import { pinAtService } from "../../../ipfs/publish_pin.ts";
import type { Command, Invocation } from "../../command.ts";
import { cidArgument } from "../../data/given.ts";
import { toJson } from "../../json.ts";
import { pinToken } from "../../pin_token.ts";

export const pin: Command = {
  name: "data pin",
  summary: "Ask a pinning service to fetch a file and keep it",
  positional: "CID",
  options: [
    { name: "service", value: "URL", help: "Its address, before /pins" },
    {
      name: "token-file",
      value: "FILE",
      variable: PIN_TOKEN_VARIABLE,
      help: `File whose first line is the access token; otherwise ${PIN_TOKEN_VARIABLE}`,
    },
    { name: "name", value: "NAME", help: "What the service calls it" },
    {
      name: "origin",
      value: "MULTIADDR",
      repeat: true,
      help: "A node that has the blocks, may be repeated",
    },
    { name: "wait", value: "SECONDS", help: "How long to wait until it is pinned", default: "600" },
  ],
  notes: `Any service of the standard IPFS Pinning Service API. It fetches the blocks from the
IPFS network, so a node that everybody reaches must have them: see --to of \`deml data add\`.
A service that accepts CAR files needs no such node: see \`deml data export\`.

Waiting may be interrupted: the service continues, and the same command looks again.`,
  examples: [
    "deml data pin bafybei… --service https://api.pinata.cloud/psa --token-file token",
    "DEML_PIN_TOKEN=… deml data pin bafybei… --service https://… --name mnist-test",
  ],
  run,
};

async function run(invocation: Invocation): Promise<number> {
  const { terminal, json, signal } = invocation;
  const cid = cidArgument(invocation);
  const url = invocation.required("service");
  const patience = 1_000 * invocation.requiredInteger("wait", { min: 0, max: 86_400 });
  const token = await pinToken(invocation);
  const origins = invocation.texts("origin");
  const { id, status, delegates } = await pinAtService({ url, token }, cid, {
    name: invocation.text("name"),
    origins: origins.length > 0 ? origins : undefined,
    patience,
    signal,
    onProgress: ({ status }) => terminal.progress(`${cid} is ${status}`),
  });
  terminal.clear();
  if (json) terminal.out(toJson({ cid: String(cid), request: id, status, delegates }));
  else terminal.out(`${cid} is pinned; the service calls it ${id}`);
  return EXIT.ok;
}
