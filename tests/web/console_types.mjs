/* Types of the officers' page: tsc finds nothing wrong with its JSDoc, and has looked at all of it. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { laid, ROOT } from "./console_browser.mjs";

const project = `${ROOT}tests/web/console_tsconfig.json`;
const { status, stdout } = spawnSync(process.execPath,
	[laid("typescript/lib/tsc.js"), "-p", project, "--listFiles"], { encoding: "utf8" });
const [wrong, listed] = [/: error TS/, /^\/.*\/console[a-z_]*\.js$/].map((pattern) =>
	stdout.split("\n").filter((line) => pattern.test(line)));
console.log(wrong.join("\n"));
const modules = readdirSync(`${ROOT}src/console/web`).filter((name) => /^console.*\.js$/.test(name));
assert.equal(listed.length, modules.length, `looked at ${listed.join(" ")}`);
assert.equal(status, 0);
