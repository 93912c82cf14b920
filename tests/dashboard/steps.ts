/**
 * What readers do in the page, step by step.
 *
 * @module
 */
/// <reference lib="dom" />
import { fromFileUrl } from "@std/path/from-file-url";
import type { Page } from "playwright-core";
import { shortAddress } from "../../dashboard/src/components/who.tsx";

const MODELS = fromFileUrl(new URL("../fixtures/models/", import.meta.url));

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
