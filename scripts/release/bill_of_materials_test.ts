import { assertEquals, assertThrows } from "@std/assert";
import { billOfMaterials } from "./bill_of_materials.ts";
import { readLockfile } from "./lockfile.ts";

const LOCK = {
  version: "5",
  npm: {
    "@noble/hashes@1.8.0": { integrity: "sha512-AAEC" },
    "@noble/hashes@2.0.0": { integrity: "sha512-AwQF" },
    "abitype@1.2.3_zod@4.6.7": { integrity: "sha512-BgcI" },
    "viem@2.57.20_zod@4.6.7": {
      integrity: "sha512-CQoL",
      dependencies: ["@noble/hashes@1.8.0", "abitype", "ws"],
    },
    "ws@8.21.0": { integrity: "sha512-DA0O" },
  },
};

Deno.test("a lockfile's packages are read with their hashes and dependencies", () => {
  const packages = readLockfile(LOCK);
  assertEquals([...packages.keys()], [
    "@noble/hashes@1.8.0",
    "@noble/hashes@2.0.0",
    "abitype@1.2.3",
    "viem@2.57.20",
    "ws@8.21.0",
  ]);
  assertEquals(packages.get("viem@2.57.20"), {
    name: "viem",
    version: "2.57.20",
    sha512: "090a0b",
    dependencies: ["@noble/hashes@1.8.0", "abitype@1.2.3", "ws@8.21.0"],
  });
});

Deno.test("a lockfile of another version, or without a hash, is refused", () => {
  assertThrows(() => readLockfile({ ...LOCK, version: "6" }), Error, "version 6");
  assertThrows(() => readLockfile({ version: "5", npm: { "a@1": {} } }), Error, "SHA-512 of a@1");
});

Deno.test("the bill lists exactly the dependencies that are inside", () => {
  const locked = readLockfile(LOCK);
  const inside = ["viem@2.57.20", "@noble/hashes@1.8.0"].map((name) => ({
    ...locked.get(name)!,
    license: "MIT",
  }));
  const bill = billOfMaterials({ version: "1.0.0", deno: "2.7.11" }, inside, [
    "viem@2.57.20",
    "ws@8.21.0",
  ]);
  assertEquals(bill.components.map((component) => component.purl), [
    "pkg:github/denoland/deno@v2.7.11",
    "pkg:npm/%40noble/hashes@1.8.0",
    "pkg:npm/viem@2.57.20",
  ]);
  assertEquals(bill.dependencies, [
    { ref: "deml", dependsOn: ["deno@2.7.11", "viem@2.57.20"] },
    { ref: "@noble/hashes@1.8.0", dependsOn: [] },
    { ref: "viem@2.57.20", dependsOn: ["@noble/hashes@1.8.0"] },
  ]);
});
