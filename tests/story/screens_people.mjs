/*
 * screens_people: whoever is before a screen of the stage: an officer with a keyboard, travellers, a
 * stream that is only listened to. Knows what can be read. Never knows a page's code, nor a story.
 */
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import http from "node:http";
import { basename } from "node:path";
import { ROOT } from "../web/console_browser.mjs";
import { Person } from "../web/console_officer.mjs";
import { Heard, PATIENCE_MS } from "./screens_stage.mjs";

const PICTURES = `${ROOT}build/screens/stories/${basename(process.argv[1], ".mjs")}`;
const POLLING = { polling: 50 };
const AGAIN_MS = 100;
let pictures = 0;

/** A picture of a screen, to look at afterwards. */
export async function picture(page, name) {
	mkdirSync(PICTURES, { recursive: true });
	const number = String(++pictures).padStart(2, "0");
	await page.screenshot({ path: `${PICTURES}/${number}_${name}.png` });
}

export class Officer extends Person {
	/** @param {object} options a browser context's: every officer has one of their own */
	static async come(url, browser, options = {}) {
		const own = { viewport: { width: 1366, height: 900 }, ...options };
		const { page } = await Person.at({ url }, browser, own);
		page.removeAllListeners(); /* the other's, which this one has, too */
		page.setDefaultTimeout(PATIENCE_MS);
		return new Officer(page, null, null);
	}

	async enter(name, pin) {
		await this.focused("Name");
		await this.type(name);
		await this.press("Tab");
		await this.type(pin);
		await this.press("Enter");
	}

	async login(name, pin) {
		await this.enter(name, pin);
		await this.page.locator("#lane-1").waitFor();
		this.me = await this.get("/api/me");
		return this;
	}

	/** What the page could ask: JSON, or a status that is no 200. */
	get(path) {
		return this.page.evaluate(async (at) => {
			const answer = await fetch(at);
			return answer.status === 200 ? answer.json() : answer.status;
		}, path);
	}

	/** What the page would not send. @returns {Promise<{status: number, error: string}>} */
	post(path, body) {
		return this.page.evaluate(async ([to, what, token]) => {
			const headers = { "Content-Type": "application/json", "X-Egate-Token": token,
				"Idempotency-Key": crypto.getRandomValues(new Uint32Array(4)).join("-") };
			const answer = await fetch(to, { method: "POST", headers, body: JSON.stringify(what) });
			return { status: answer.status, error: (await answer.json()).error };
		}, [path, body, this.me.token]);
	}

	/** Somebody waits for an officer, and this is why. */
	queued(text) {
		return this.page.locator("#queue li").filter({ hasText: text })
			.filter({ hasText: "nobody has looked at it yet" }).waitFor();
	}

	/** Somebody who was sent on from a gate, and what is said of them. */
	waiting(who, text) {
		return this.page.locator(".waiting li").filter({ hasText: who }).filter({ hasText: text })
			.waitFor();
	}

	/** What is told at a desk of the case at the gate: each of these. */
	async from(...texts) {
		const told = this.page.locator(".panel.from");
		for (const text of texts) {
			await told.filter({ hasText: text }).waitFor();
		}
	}

	/** The case has so many pictures, and they are pictures: of the page, in the chip, live. */
	pictures(count = 3) {
		return this.page.waitForFunction((wanted) => {
			const all = [...document.querySelectorAll(".face img")];
			return all.length === wanted && all.every((i) => i.complete && i.naturalWidth >= 100);
		}, count, POLLING);
	}

	/** All that comes of a document: who decides before is told that the case has changed. */
	async wholePage() {
		await this.pictures(2);
		await this.sees("Portrait on page and chip");
	}

	/** The lane's card says this. */
	lane(text) {
		return this.page.locator("li.lane").filter({ hasText: text }).waitFor();
	}

	/** The table has as many rows as the server: those of one lane, each once. */
	shows({ passages }) {
		return this.page.waitForFunction((count) =>
			document.querySelectorAll("main tbody tr").length === count, passages.length, POLLING);
	}

	/** The number in the address of a case's page. */
	get caseId() {
		return new URL(this.page.url()).hash.replace("#/case/", "");
	}

	/** Locks the lane, which the play waits for. */
	async locks(stage) {
		await this.press("g");
		await stage.lane("idle");
		await this.lane("Waiting for a traveller");
		await this.press("1", "l");
		await this.lane("Closed by an officer");
	}

	async opens() {
		await this.press("g", "1", "o");
		await this.sees("Done: Lane West: lane is opened");
	}

	picture(name) {
		return picture(this.page, name);
	}

	async cookie() {
		const all = await this.page.context().cookies();
		return all.map((c) => `${c.name}=${c.value}`).join("; ");
	}

	async leave() {
		this.page.removeAllListeners();
		await this.page.context().close();
		assert.deepEqual(this.wrong, []);
	}
}

/** Chooses a reason by its digit, writes a note. */
export async function decides(who, key, title, digit, note = "") {
	await who.press(key);
	await who.dialog(title);
	await who.press(digit);
	if (note) {
		await who.press("Tab");
		await who.focused("Note");
		await who.type(note);
	}
	await who.press("Enter");
	await who.noDialog();
}

/** Keeps every text that was on the screen, however short. */
function keepShown() {
	window.shown = [];
	const look = () => {
		const at = document.querySelector(".page");
		const words = [...document.querySelectorAll("h1, p.more")].map((e) => e.textContent);
		const text = [at?.dataset.view, ...words].join(" | ");
		if (at && text !== window.shown.at(-1)) {
			window.shown.push(text);
		}
	};
	new MutationObserver(look).observe(document,
		{ subtree: true, childList: true, characterData: true, attributes: true });
}

export class Kiosk {
	static async at(url, browser) {
		const context = await browser.newContext({ viewport: { width: 1080, height: 1440 } });
		const page = await context.newPage();
		page.setDefaultTimeout(PATIENCE_MS);
		await page.addInitScript(keepShown);
		await page.goto(url);
		return new Kiosk(page, url);
	}

	constructor(page, url) {
		this.page = page;
		this.guides = new Stream(`${url}api/guide`, "");
	}

	shows(title) {
		return this.page.getByRole("heading", { name: title, exact: true }).waitFor();
	}

	/** All that was ever on the screen. */
	shown() {
		return this.page.evaluate(() => window.shown);
	}

	/** What is on it for a moment only, from a length of shown() on. */
	showed(title, from) {
		return this.page.waitForFunction(([wanted, at]) =>
			window.shown.slice(at).some((text) => text.split(" | ")[1] === wanted), [title, from], POLLING);
	}

	picture(name) {
		return picture(this.page, name);
	}

	async leave() {
		this.guides.close();
		await this.page.context().close();
	}
}

/** Server-sent events as they come, taken up again behind the last one whenever they break off. */
export class Stream {
	/** @param {string} cookie empty: none */
	constructor(url, cookie) {
		this.url = url;
		this.cookie = cookie;
		this.heard = new Heard(); /* of {id, event, data, again: how often it had to connect again} */
		this.text = ""; /* every octet that came */
		this.last = "";
		this.connections = 0;
		this.closed = this.held = false;
		this.connect();
	}

	connect() {
		const headers = { ...(this.cookie && { Cookie: this.cookie }),
			...(this.last && { "Last-Event-ID": this.last }) };
		this.request = http.get(this.url, { headers, agent: false }, (answer) => this.take(answer));
		this.request.on("error", () => undefined); /* the server is away: close follows */
		this.request.on("close", () => this.closed || this.held ||
			setTimeout(() => this.connect(), AGAIN_MS));
	}

	take(answer) {
		if (answer.statusCode !== 200) {
			answer.resume();
			return;
		}
		const again = this.connections++;
		let rest = "";
		answer.setEncoding("utf8");
		answer.on("error", () => undefined);
		answer.on("data", (text) => {
			this.text += text;
			const events = (rest + text).split("\n\n");
			rest = events.pop();
			events.forEach((e) => this.one(e, again));
		});
	}

	one(text, again) {
		const lines = text.split("\n").map((line) => line.split(/: ?(.*)/s));
		const value = (name) => lines.find(([word]) => word === name)?.[1] ?? "";
		if (value("data")) {
			this.last = value("id") || this.last;
			const data = JSON.parse(value("data"));
			this.heard.add({ id: value("id"), event: value("event"), data, again });
		}
	}

	/** Breaks off, until goOn(). */
	cut() {
		this.held = true;
		this.request.destroy();
	}

	goOn() {
		this.held = false;
		this.connect();
	}

	close() {
		this.closed = true;
		this.request.destroy();
		this.heard.end(new Error("the stream was closed"));
	}
}
