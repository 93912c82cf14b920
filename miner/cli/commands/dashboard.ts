import { CHAIN_OPTIONS, openConnection, rpcOf } from "../chain_option.ts";
import { WALLET_CONNECT_RELAY } from "../../dashboard/headers.ts";
import { isLoopback, serveDashboard } from "../../dashboard/serve.ts";
import { readPage } from "../../dashboard/read_page.ts";
import { requirePublishable } from "../../dashboard/published.ts";
import { EXIT, told } from "../../../protocol/errors.ts";
import { homeBlocks } from "../../ipfs/home_blocks.ts";
import { forgetSecrets, hasSecrets, withoutSecrets } from "../../../protocol/text/secrets.ts";
import type { Command, Invocation } from "../command.ts";
import type { Terminal } from "../terminal.ts";
import { toJson } from "../json.ts";
import { GATEWAY_OPTION, gatewaysOf, HOME_OPTION, homeMade } from "../home_option.ts";

export const dashboard: Command = {
  name: "dashboard",
  summary: "Serve the web page: leaderboards, submitting, data, money",
  options: [
    ...CHAIN_OPTIONS,
    GATEWAY_OPTION,
    HOME_OPTION,
    { name: "port", value: "PORT", help: "Port to listen on; 0 picks a free one", default: "8123" },
    { name: "hostname", value: "HOST", help: "Address to listen on", default: "127.0.0.1" },
    {
      name: "from-block",
      value: "N",
      help: "Block of the contract's deployment",
      default: "0",
    },
    { name: "confirmations", value: "N", help: "Blocks until a transaction is shown as confirmed" },
    { name: "chain-name", value: "NAME", help: "What the page calls the chain" },
    { name: "explorer", value: "URL", help: "URL of a transaction's page, with {hash} in it" },
    { name: "ens-rpc", value: "URL", help: "Mainnet endpoint that resolves ENS names" },
    {
      name: "walletconnect",
      value: "ID",
      help: "Project at WalletConnect, so that a phone's wallet can be used",
    },
    { name: "price-feed", value: "0x…", help: "Aggregator on this chain that prices ether" },
    { name: "price-currency", value: "CODE", help: "Currency of that price", default: "USD" },
    {
      name: "publish",
      help: "Let the page add data of new competitions to the home folder, and serve it",
    },
  ],
  notes: `The page needs no backend: it reads the chain and the gateways itself, and the browser's
wallet signs. Anybody can host it: it is the files of dashboard/dist and, next to them, a
settings.json, which this command prints with --json. Blocks in the home folder are
served below /ipfs/, so a chain on this machine needs nothing else.

settings.json publishes --rpc, --gateway and --ens-rpc whole to everybody who reaches the
page, including every program on this machine, and with them any key in a path or query.
Give endpoints without keys, or with keys that work for this page alone. A URL with user
and password is refused. With --walletconnect the page may also talk to WalletConnect's
relay, which learns the reader's IP address once a phone's wallet is chosen.`,
  examples: [
    "deml dashboard --rpc http://127.0.0.1:8545 --contract 0x5FbD… --publish",
    "deml dashboard --rpc https://… --contract 0x… --gateway https://… --from-block 21000000",
    "deml dashboard --rpc https://… --contract 0x… --port 0 --json",
  ],
  run,
};

async function run(invocation: Invocation): Promise<number> {
  const { terminal, signal } = invocation;
  const hostname = invocation.required("hostname");
  const publish = invocation.flag("publish");
  if (publish && !isLoopback(hostname)) {
    throw told(
      "usage",
      `--publish would let everybody who reaches ${hostname} fill this disk`,
      "Omit --hostname, or publish the data from another place",
    );
  }
  const rpc = rpcOf(invocation);
  const gateways = gatewaysOf(invocation);
  const ensRpc = invocation.text("ens-rpc");
  const walletConnect = invocation.text("walletconnect");
  const feed = invocation.text("price-feed");
  const hosts = [...rpc, ...gateways, ...(ensRpc ? [ensRpc] : [])];
  const relays = walletConnect ? [WALLET_CONNECT_RELAY] : [];
  requirePublishable(hosts);
  const { chainId, contract } = await openConnection(invocation);
  const store = homeBlocks(await homeMade(invocation)).published;
  const settings = {
    rpc,
    chainId,
    contract,
    gateways: publish ? ["./", ...gateways] : [...gateways, "./"],
    fromBlock: invocation.integer("from-block", { min: 0, max: Number.MAX_SAFE_INTEGER }),
    confirmations: invocation.integer("confirmations", { min: 1, max: 1_000 }),
    chainName: invocation.text("chain-name"),
    explorer: invocation.text("explorer"),
    ensRpc,
    publishes: publish,
    walletConnect,
    price: feed && { feed, currency: invocation.required("price-currency") },
  };
  warnOfKeys(terminal, hosts);
  const served = serveDashboard({
    page: await readPage(),
    settings,
    hosts: [...hosts, ...relays],
    hostname,
    port: invocation.requiredInteger("port", { min: 0, max: 65_535 }),
    store,
    publish,
  });
  try {
    if (invocation.json) terminal.out(toJson({ url: served.url, settings }));
    else terminal.out(`The dashboard is at ${served.url} (Ctrl-C stops it)`);
    await new Promise<void>((resolve) => {
      if (signal.aborted) return resolve();
      signal.addEventListener("abort", () => resolve(), { once: true });
    });
    return EXIT.ok;
  } finally {
    await served.close();
  }
}

/** Endpoints with keys in their paths work in a page, which publishes the keys. */
function warnOfKeys({ note, paint }: Terminal, hosts: string[]): void {
  for (const url of hosts.filter(hasSecrets)) {
    note(paint.yellow(
      `settings.json publishes the key in ${withoutSecrets(url)} to everybody who reaches the page`,
    ));
  }
  forgetSecrets(hosts);
}
