import { assertEquals } from "@std/assert";
import { fileFault } from "./file_fault.ts";

Deno.test("what the system says about a path becomes a fault", async () => {
  const folder = await Deno.makeTempDir();
  const file = `${folder}/file`;
  const caught = async (path: string, work: (path: string) => Promise<unknown>) => {
    const cause = await work(path).then(() => undefined, (error) => error);
    return fileFault(path, cause);
  };
  const write = (path: string) => Deno.writeTextFile(path, "x");
  const make = (path: string) => Deno.mkdir(path, { recursive: true });
  try {
    await write(file);
    await Deno.symlink(`${folder}/loop`, `${folder}/loop`);
    assertEquals(await caught(file, make), { fault: "not-a-folder", at: file });
    assertEquals(await caught(`${file}/a/b`, make), { fault: "not-a-folder", at: file });
    assertEquals(await caught(`${file}/a`, write), { fault: "not-a-folder", at: file });
    assertEquals(await caught(`${folder}/a/b/c`, write), {
      fault: "missing-folder",
      at: `${folder}/a`,
    });
    assertEquals(await caught(folder, write), { fault: "is-a-folder" });
    assertEquals(await caught(`${folder}/loop`, write), { fault: "link-loop" });
    assertEquals(await caught(`${folder}/${"n".repeat(300)}`, write), { fault: "name-too-long" });
    if (Deno.build.os === "linux") {
      assertEquals(await caught("/proc/none", make), { fault: "no-files" });
      assertEquals(await caught("/dev/full", write), { fault: "full" });
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("faults that need another user or disk are known by their codes, and the rest by words", () => {
  const coded = (code: string) =>
    Object.assign(new Error("Words (os error 1): mkdir '/x'"), { code });
  assertEquals(fileFault("/x", coded("EACCES")), { fault: "forbidden" });
  assertEquals(fileFault("/x", coded("EROFS")), { fault: "read-only" });
  assertEquals(fileFault("/x", coded("EIO")), { fault: "other", reason: "Words" });
});
