/* Types of the officers' page: tsc finds nothing wrong with its JSDoc, and would find what is. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { laid, ROOT } from "./console_browser.mjs";

const tsc = laid("typescript/bin/tsc");
const done = spawnSync(process.execPath,
	[tsc, "-p", `${ROOT}tests/web/console_tsconfig.json`, "--listFilesOnly"], { encoding: "utf8" });
assert.match(done.stdout, /console_case\.js/, "the page's modules are looked at");
const checked = spawnSync(process.execPath, [tsc, "-p", `${ROOT}tests/web/console_tsconfig.json`],
	{ encoding: "utf8" });
process.stdout.write(checked.stdout + checked.stderr);
process.exitCode = checked.status === 0 ? 0 : 1;
