/*
 * console_officer: an officer at the page, with a keyboard and nothing else. Knows keys and what can
 * be read on the screen. Never knows the page's code.
 */
import assert from "node:assert/strict";
import { OFFICERS } from "./console_serve.mjs";

/* Looking at each frame, as is the default, draws frames that nobody needs. */
const POLLING = { polling: 50 };
/** Options of a screen whose clock the story can put forward. */
export const CLOCK = {};

/* A sound card that counts: the browser of a test has no other. */
function countTones() {
	window.tones = [];
	window.AudioContext = class {
		state = "suspended";
		currentTime = 0;
		destination = {};
		async resume() {
			this.state = "running";
		}
		createGain() {
			const gain = { setValueAtTime() {}, linearRampToValueAtTime() {} };
			return { gain, connect: (next) => next };
		}
		createOscillator() {
			const oscillator = { frequency: { value: 0 }, connect: (next) => next, stop() {},
				start: () => void window.tones.push(oscillator.frequency.value) };
			return oscillator;
		}
	};
}

/* Screens that nobody is logged in at: whoever comes next goes on with the page as it is, as
 * officers do; a fresh one costs as much as a story. */
const free = { plain: [], clock: [] };

async function screen(browser, options) {
	const context = await browser.newContext({ viewport: { width: 1280, height: 720 }, ...options });
	const page = await context.newPage();
	if (options === CLOCK) {
		await page.clock.install();
	}
	page.setDefaultTimeout(15000);
	await page.addInitScript(countTones);
	return page;
}

export class Person {
	/** Opens the page; with options of a browser's on a screen of its own. */
	static async at(server, browser, options) {
		const kept = options === CLOCK ? free.clock : options ? null : free.plain;
		const used = kept?.pop();
		const page = used ?? await screen(browser, options);
		const person = new Person(page, server, kept);
		await (used ? page.evaluate(() => void (window.tones = [])) : page.goto(server.url));
		await page.getByRole("heading", { name: /Log in/ }).waitFor();
		return person;
	}

	constructor(page, server, kept) {
		this.page = page;
		this.server = server;
		this.kept = kept;
		this.wrong = []; /* what the browser complained about */
		page.on("console", (m) => this.complain(m.type(), m.text()));
		page.on("pageerror", (e) => this.wrong.push(String(e)));
	}

	complain(type, text) {
		/* answers that refuse, and a server that is away, are what some stories are about */
		if (type === "error" && !/Failed to load resource|Refused to apply style/.test(text)) {
			this.wrong.push(text);
		}
	}

	press(...keys) {
		return keys.reduce((before, key) => before.then(() => this.page.keyboard.press(key)),
			Promise.resolve());
	}

	type(text) {
		return this.page.keyboard.type(text);
	}

	async login(name = "marek") {
		const officer = OFFICERS.find((o) => o.login === name);
		await this.focused("Name");
		await this.type(name);
		await this.press("Tab");
		await this.type(officer.pin);
		await this.press("Enter");
		await this.page.locator("#lane-1, .desk-idle, .desk-case").first().waitFor();
		this.session = this.server.sessionOf(name);
		return this;
	}

	/** Waits until the focus is on what has this label. */
	async focused(label) {
		await this.page.waitForFunction((wanted) => {
			const at = document.activeElement;
			const named = at?.getAttribute("aria-label") ?? at?.closest("label")?.textContent ?? at?.textContent;
			return named?.includes(wanted);
		}, label, POLLING);
	}

	sees(text) {
		return this.page.getByText(text).first().waitFor();
	}

	async seesNot(text) {
		await this.page.getByText(text).first().waitFor({ state: "detached" });
	}

	heading(name) {
		return this.page.getByRole("heading", { name }).first().waitFor();
	}

	dialog(name) {
		return this.page.locator("dialog[open]")
			.filter({ has: this.page.getByRole("heading", { name }) }).waitFor();
	}

	async noDialog() {
		await this.page.locator("dialog").waitFor({ state: "detached" });
	}

	tones() {
		return this.page.evaluate(() => window.tones.length);
	}

	sounding(count) {
		return this.page.waitForFunction((wanted) =>
			document.documentElement.dataset.sounding === String(wanted), count, POLLING);
	}

	/** The end of a story: nothing went wrong in the browser. */
	async leave() {
		const session = this.server.sessionAt(this.session);
		if (session) {
			this.server.end(session, "left");
		}
		this.page.removeAllListeners();
		if (this.kept) {
			await this.heading(/Log in/);
			this.kept.push(this.page);
		} else {
			await this.page.context().close();
		}
		assert.deepEqual(this.wrong, []);
	}
}
