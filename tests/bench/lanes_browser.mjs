/*
 * lanes_browser: the officers' page in a real browser, and when its lanes change on the screen.
 *
 *   node lanes_browser.mjs PORT NAME PIN
 *
 * Says "port N" once all lanes are shown; "end" on standard input makes it tell, a line each, what
 * was seen first when: LANE TRAVELLER MICROSECONDS STATE|STEP|PROMPT, microseconds since 1970.
 */
import { browser } from "../web/console_browser.mjs";

const [port, name, pin] = process.argv.slice(2);
const LANES = 10;

/* In the page: what each lane shows is looked at as soon as anything of it has changed. */
async function watch() {
	const { STATES } = await import("/web/console_words_lane.js");
	const words = new Map(Object.entries(STATES).map(([word, text]) => [text, word]));
	const seen = new Set();
	window.told = [];
	const text = (card, rule) => card.querySelector(rule)?.textContent ?? "";
	const look = () => {
		const at = Math.round((performance.timeOrigin + performance.now()) * 1000);
		document.querySelectorAll("li.lane").forEach((card, i) => {
			const state = words.get(text(card, ".state b")) ?? "";
			const line = text(card, ".step");
			const traveller = /(\d+)/.exec(line.split("·")[0])?.[1] ?? "0";
			const step = /· [^:]+: ([^·]*)/.exec(line)?.[1]?.trim() ?? "";
			const prompt = /“(.*)”/.exec(line)?.[1] ?? "";
			const words_ = `${i + 1} ${traveller} ${state}|${step}|${prompt}`;
			if (traveller !== "0" && !seen.has(words_)) {
				seen.add(words_);
				window.told.push(`${i + 1} ${traveller} ${at} ${state}|${step}|${prompt}`);
			}
		});
	};
	new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true });
}

const chromium = await browser();
const page = await (await chromium.newContext({ viewport: { width: 1280, height: 1024 } })).newPage();
await page.goto(`http://127.0.0.1:${port}/`);
await page.evaluate(async (body) => {
	const answer = await fetch("/api/session", { method: "POST", body,
		headers: { "Content-Type": "application/json" } });
	if (!answer.ok) {
		throw new Error(`not let in: ${answer.status}`);
	}
}, JSON.stringify({ name, pin }));
await page.reload();
await page.waitForFunction((lanes) => document.querySelectorAll("li.lane").length === lanes, LANES);
await page.evaluate(watch);
console.log(`port ${port}`);
process.stdin.setEncoding("utf8");
for await (const line of process.stdin) {
	if (line.includes("end")) {
		break;
	}
}
for (const line of await page.evaluate(() => window.told)) {
	console.log(line);
}
console.log("done");
await chromium.close();
process.exit(0);
