/**
 * Publishing a competition's spec and data: into the home's block store, and from there to where
 * strangers fetch it.
 *
 * @module
 */
import { PIN_TOKEN_VARIABLE } from "../../base/variables.ts";
import { showBytes } from "../../../protocol/format/format.ts";
import { show } from "../../../protocol/text/visible.ts";
import { type Publication, publicationOf } from "../../ipfs/blocks.ts";
import type { BlockStore } from "../../ipfs/block_store.ts";
import type { CID } from "../../ipfs/cid.ts";
import { fetchable } from "../../ipfs/fetchable.ts";
import { type Invocation, type Option, usage } from "../command.ts";
import { gatewaysOf } from "../home_option.ts";
import { pinToken } from "../pin_token.ts";

/** Where a competition is published. */
export const PUBLISH_OPTIONS: Option[] = [
  {
    name: "publish",
    value: "WHERE",
    repeat: true,
    help:
      `kubo:URL of a node's RPC, pin:URL of a pinning service (token in ${PIN_TOKEN_VARIABLE}), ` +
      "or car:FILE; may be repeated",
  },
  {
    name: "no-check",
    help: "Sign without fetching everything back from a gateway first",
  },
];

/** One place to publish to. */
export interface Target {
  kind: "kubo" | "pin" | "car";
  place: string;
}

/** Reads `--publish`. */
export function targetsOf(invocation: Invocation): Target[] {
  return invocation.texts("publish").map((text) => {
    const [, kind, place] = text.match(/^(kubo|pin|car):(.+)$/) ?? [];
    if (kind === undefined || place === undefined) {
      throw usage(
        invocation.command,
        `--publish takes kubo:URL, pin:URL or car:FILE, not "${show(text, 60)}"`,
      );
    }
    return { kind: kind as Target["kind"], place };
  });
}

/** Refuses a command line without a way to check, before any work is done. */
export function requireGateways(invocation: Invocation): void {
  const unchecked = invocation.flag("no-check") || invocation.flag("dry-run");
  if (unchecked || gatewaysOf(invocation).length > 0) return;
  throw usage(
    invocation.command,
    "There is no gateway to fetch the data back from: give --gateway URL, as miners will, or " +
      "--no-check",
  );
}

/** Hands what the store has to every target. */
export async function publishTo(
  invocation: Invocation,
  targets: Target[],
  roots: CID[],
  store: BlockStore,
): Promise<void> {
  const { terminal } = invocation;
  for (const target of targets) {
    // Each target reads the blocks from the start.
    await publishToOne(invocation, target, publicationOf(roots, store));
    terminal.clear();
    terminal.note(`Published to ${target.kind === "car" ? target.place : hostOf(target.place)}`);
  }
}

async function publishToOne(
  invocation: Invocation,
  { kind, place }: Target,
  publication: Publication,
): Promise<void> {
  const { terminal, signal } = invocation;
  const onProgress = ({ bytes }: { bytes: number }) =>
    terminal.progress(`Publishing: ${showBytes(bytes)}`);
  if (kind === "car") {
    const { publishToCar } = await import("../../ipfs/publish_car.ts");
    await publishToCar(place, publication, { signal, onProgress });
  } else if (kind === "kubo") {
    const { publishToKubo } = await import("../../ipfs/publish_kubo.ts");
    await publishToKubo(place, publication, { signal, onProgress });
  } else {
    const { pinAtService } = await import("../../ipfs/publish_pin.ts");
    const token = await pinToken(invocation);
    for (const root of publication.roots) {
      await pinAtService({ url: place, token }, root, {
        signal,
        onProgress: ({ status }) => terminal.progress(`Pinning ${root}: ${status}`),
      });
    }
  }
}

/** Fetches everything back from the gateways: what no miner can fetch, nobody can judge. */
export async function checkPublished(
  invocation: Invocation,
  wanted: { cid: CID; what: string }[],
): Promise<void> {
  const { terminal, signal } = invocation;
  const gateways = gatewaysOf(invocation);
  for (const { cid, what } of wanted) {
    const { bytes } = await fetchable(cid, { gateways, signal }, {
      onProgress: ({ bytes }) => terminal.progress(`Checking ${what}: ${showBytes(bytes)}`),
    });
    terminal.clear();
    terminal.note(`A gateway has ${what}: ${cid}, ${showBytes(bytes)}`);
  }
}

function hostOf(url: string): string {
  try {
    return new URL(url).host;
  } catch {
    return "the node";
  }
}
