/*
 * console_axe: accessibility of every page and state of the officers' screens, light and dark, by
 * axe-core: no violation, text at 7:1; nothing is cut off at a zoom of 200 %. Knows rules. Never
 * knows how a state is reached.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { laid } from "./console_browser.mjs";
import { visit } from "./console_states.mjs";

const axeText = readFileSync(laid("axe-core/axe.min.js"), "utf8");
/* 7:1; what keeps it keeps the 4.5:1 of the other rule, too, which is left out for its time. */
const CONTRAST = "color-contrast-enhanced";
/* Of a picture of 1280 columns at 200 %. */
const ZOOMED = { width: 640, height: 360 };
const WHOLE = { width: 1280, height: 720 };
const schemes = ["light", "dark"];
let states = 0;
const found = [];

/**
 * What axe finds in a part of a page. @param {string} part a selector; empty: all of it
 * @param {boolean} all rules, or of contrast alone
 */
async function audit(page, part, all) {
	return page.evaluate(async ([within, whole, contrast]) => {
		const options = whole ?
			{ rules: { [contrast]: { enabled: true }, "color-contrast": { enabled: false } } } :
			{ runOnly: { type: "rule", values: [contrast] } };
		/* preload would fetch the style sheet for each look, for one rule about turned telephones */
		const { violations } = await window.axe.run(within || document,
			{ ...options, preload: false, resultTypes: ["violations"] });
		return violations.map((v) => `${v.id}: ${v.nodes.map((n) =>
			`${n.target.join(" ")} ${n.any[0]?.message ?? n.all[0]?.message ?? ""}`).join(" | ")}`);
	}, [part, all, CONTRAST]);
}

async function look(name, page, part) {
	states++;
	if (!await page.evaluate(() => "axe" in window)) {
		/* as a debugger does it, past the page's own policy */
		await page.evaluate(axeText);
	}
	/* as the state before has left it, then the other: each change draws the page anew */
	for (const colorScheme of schemes) {
		await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
		const all = colorScheme === schemes[0];
		found.push(...(await audit(page, part, all)).map((f) => `${name}, ${colorScheme}: ${f}`));
	}
	schemes.reverse();
	if (part === "") {
		await zoomed(name, page);
	}
}

async function zoomed(name, page) {
	await page.setViewportSize(ZOOMED);
	const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
	if (wide > 0) {
		found.push(`${name}: ${wide} pixels too wide at 200 %`);
	}
	await page.setViewportSize(WHOLE);
}

/** Visits all states; throws what was found. @param {any} chromium a browser */
export async function audited(chromium) {
	await visit(chromium, look);
	console.log(`${states} states, ${found.length} findings`);
	assert.deepEqual(found, []);
	assert.ok(states >= 20, `${states} states`);
}
