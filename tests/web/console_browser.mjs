/*
 * console_browser: a browser for the tests of the officers' page, or the reason why there is none.
 * Knows where set-up lays things. Never knows a page.
 */
import { createRequire } from "node:module";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const SKIPPED = 77;
const CHROMIUM = "/usr/bin/chromium";
const require = createRequire(import.meta.url);
export const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const MODULES = `${ROOT}.setup/node_modules/`;

export function skip(why) {
	console.log(`skipped: ${why}`);
	process.exit(SKIPPED);
}

/** The path of a file of set-up; skips where it is not. */
export function laid(path) {
	const full = path.startsWith("/") ? path : MODULES + path;
	return existsSync(full) ? full : skip(`${full} is missing; run tests/setup`);
}

/** Its front door refuses Debian's node by number; what is behind it is asked whether it can. */
function playwright() {
	const bundle = laid("playwright-core/lib/coreBundle.js");
	try {
		return require(bundle).inprocess;
	} catch (error) {
		return skip(`playwright-core does not load in node ${process.version}: ${error.message}`);
	}
}

/** @param {string[]} more arguments of the browser */
export async function browser(more = []) {
	laid(CHROMIUM);
	laid(`${ROOT}.setup/web/uPlot.esm.js`);
	return playwright().playwright.chromium.launch({
		executablePath: CHROMIUM,
		args: ["--no-sandbox", "--disable-gpu", "--autoplay-policy=user-gesture-required", ...more],
	});
}

/** Runs each that is named on the command line, or all; exits with what failed. */
export async function run(stories) {
	const chosen = process.argv.slice(2);
	let failed = 0;
	for (const [name, story] of Object.entries(stories)) {
		if (chosen.length > 0 && !chosen.includes(name)) {
			continue;
		}
		const began = Date.now();
		try {
			await story();
			console.log(`ok ${name} (${Date.now() - began} ms)`);
		} catch (error) {
			failed++;
			console.log(`NOT ok ${name}: ${error.stack}`);
		}
	}
	return failed;
}
