/**
 * What users do in the page, step by step.
 *
 * @module
 */
/// <reference lib="dom" />
import { fromFileUrl } from "@std/path/from-file-url";
import type { Page } from "playwright-core";
import type { Hex } from "viem";
import { shortAddress } from "../../dashboard/src/components/who.tsx";
import type { WalletChoice } from "./wallet.ts";

const MODELS = fromFileUrl(new URL("../../examples/models/", import.meta.url));

/** A fixture's file. */
export function fixture(name: string): string {
  return `${MODELS}${name}.onnx`;
}

/** Connects a wallet by its name, and waits until the page shows its account. */
export async function connect(page: Page, name: string, address: string): Promise<void> {
  await page.getByRole("banner").getByRole("button", { name: "Connect wallet" }).click();
  await page.getByRole("dialog").getByRole("button", { name }).click();
  await page.getByRole("banner").getByRole("button", { name: shortAddress(address) }).waitFor();
}

/** A wallet for each key: Fox, Owl and Bear. */
export function threeWallets(...keys: [Hex, Hex, Hex]): WalletChoice[] {
  return ["Fox", "Owl", "Bear"].map((name, index) => ({ name, keys: [keys[index]!] }));
}

/** Disconnects the wallet and connects another. */
export async function change(page: Page, name: string, address: string): Promise<void> {
  await page.getByRole("banner").getByRole("button", { name: /0x/ }).click();
  await page.getByRole("button", { name: "Disconnect" }).click();
  await connect(page, name, address);
}

/** Signs what the page shows, and waits until a block has it. */
export async function sign(page: Page, purpose: RegExp): Promise<void> {
  const dialog = page.getByRole("dialog", { name: purpose });
  await dialog.getByRole("button", { name: "Sign in wallet" }).click();
  await dialog.waitFor({ state: "detached" });
  await page.locator(".transaction.good").filter({ hasText: purpose }).first().waitFor();
}

/** Registers in the competition whose submit page is shown. */
export async function register(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Register" }).click();
  await sign(page, /^Register in competition/);
  await page.locator("[data-step=wait]").waitFor();
}

/** Chooses a model's file on the submit page, and waits for the verdict. */
export async function choose(page: Page, file: string): Promise<void> {
  await page.getByRole("region", { name: "Your model" }).locator("input[type=file]")
    .setInputFiles(file);
  await page.getByText("admitted", { exact: true }).waitFor();
}

/** Submits the model that was chosen: its place is reserved first. */
export async function submit(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Submit", exact: true }).click();
  await sign(page, /^Reserve a place/);
  await sign(page, /^Submit a model/);
}

/** An organizer's choices; the rest is the page's defaults. */
export interface Wish {
  name: string;
  /** Paths of a CSV file, or of samples and labels */
  files: string[];
  sealed?: boolean;
  /** Evaluations per model */
  seats: number;
}

/** Goes on to the next step of the create page: nothing in this one is wrong. */
export async function proceed(page: Page, title: string): Promise<void> {
  await page.getByRole("button", { name: `Continue to ${title}` }).click();
  await page.waitForURL(new RegExp(`#/create/${title}$`));
}

/** Creates a competition on the create page and returns its number; the wallet is connected. */
export async function create(page: Page, wish: Wish): Promise<number> {
  const field = (label: string) => page.getByLabel(label, { exact: true });
  await page.getByRole("radio", { name: wish.sealed ? /^Sealed/ : /^Open/ }).check();
  await page.getByLabel(/^Choose or drop the test set/).setInputFiles(wish.files);
  await page.getByText("It can be read:").waitFor({ timeout: 60_000 });
  await proceed(page, "task");
  await field("Name").fill(wish.name);
  // A reload loses nothing of the form, and shows the same step.
  await page.reload();
  await page.waitForFunction(
    (name) => [...document.querySelectorAll("input")].some(({ value }) => value === name),
    wish.name,
  );
  await proceed(page, "money");
  await page.getByText("Advanced: evaluations").click();
  await field("Evaluations per model").fill(String(wish.seats));
  await field("Quorum").fill(String(wish.seats));
  await proceed(page, "dates");
  await page.getByText("Advanced: the windows").click();
  await field("Between rounds that are not full").fill("0");
  await proceed(page, "publish");
  if (wish.sealed) {
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: /^Make/ }).click();
    await download;
    await page.getByLabel("I have the key file in a safe place").check();
  }
  await page.getByRole("button", { name: "Publish here" }).click();
  await page.getByText("It is published").waitFor({ timeout: 60_000 });
  await proceed(page, "review");
  await page.getByRole("button", { name: /^Create, for/ }).click();
  await sign(page, /^Create the competition/);
  await page.waitForURL(/#\/create\/created\/\d+/);
  const id = Number(/\d+$/.exec(page.url())![0]);
  await page.getByRole("link", { name: "To the competition" }).click();
  await page.waitForURL(new RegExp(`#/competitions/${id}`));
  return id;
}
