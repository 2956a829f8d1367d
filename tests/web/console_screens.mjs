/*
 * Pictures of every page and state of the officers' screens, for people to look at.
 *
 *   node tests/web/console_screens.mjs FOLDER    e.g. build/screens/console
 */
import { mkdirSync } from "node:fs";
import { browser } from "./console_browser.mjs";
import { visit } from "./console_states.mjs";

const folder = process.argv[2];
if (!folder) {
	console.error("usage: console_screens.mjs FOLDER");
	process.exit(2);
}
mkdirSync(folder, { recursive: true });
const chromium = await browser();
try {
	for (const colorScheme of ["light", "dark"]) {
		await visit(chromium, async (name, page) => {
			await page.screenshot({ path: `${folder}/${name}-${colorScheme}.png`, fullPage: true });
		}, { colorScheme, reducedMotion: "reduce" });
	}
} finally {
	await chromium.close();
}
