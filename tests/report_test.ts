import { assertEquals } from "@std/assert";
import { readTests } from "./report.ts";

/** As Deno 2.7.11 writes it. */
const REPORT = `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="deno test" tests="7" failures="2" errors="0" time="0.013">
    <testsuite name="./a_test.ts" tests="7" disabled="1" errors="0" failures="2">
        <testcase name="good &amp; &lt;x&gt;" classname="./a_test.ts" time="0.000" line="1" col="6">
        </testcase>
        <testcase name="skipped" classname="./a_test.ts" time="0.000" line="2" col="6">
            <skipped/>
        </testcase>
        <testcase name="steps" classname="./a_test.ts" time="0.002" line="3" col="6">
            <failure message="1 test step failed">1 test step failed.</failure>
        </testcase>
        <testcase name="a &gt; b" classname="./a_test.ts" time="0.000" line="4" col="6">
        </testcase>
        <testcase name="steps &gt; one" classname="./a_test.ts" time="0.000" line="3" col="41">
        </testcase>
        <testcase name="steps &gt; two" classname="./a_test.ts" time="0.000" line="3" col="69">
            <failure message="Uncaught Error: x">Error: &lt;skipped/&gt;
    at file:///a_test.ts:3:92</failure>
        </testcase>
        <testcase name="a &gt; b" classname="./b_test.ts" time="0.000" line="1" col="6">
        </testcase>
    </testsuite>
</testsuites>`;

Deno.test("a report's tests are those that Deno counts, steps within their test", () => {
  assertEquals(readTests(REPORT).map(({ file, name, is, seconds }) => [file, name, is, seconds]), [
    ["./a_test.ts", "good & <x>", "passed", 0],
    ["./a_test.ts", "skipped", "ignored", 0],
    ["./a_test.ts", "steps", "failed", 0.002],
    ["./a_test.ts", "a > b", "passed", 0],
    ["./b_test.ts", "a > b", "passed", 0],
  ]);
  assertEquals(readTests(""), []);
});

Deno.test("a failed test has what it and its steps printed", () => {
  assertEquals(readTests(REPORT).flatMap(({ failures }) => failures), [
    "1 test step failed.",
    "Error: <skipped/>\n    at file:///a_test.ts:3:92",
  ]);
});
