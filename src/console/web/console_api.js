/*
 * console_api: requests to the server, and its events. Knows paths, keys and statuses. Never knows
 * elements, nor what an answer means to a traveller.
 */
import { forget, get, notice, set, take } from "./console_store.js";
import { ENDS, T } from "./console_words.js";

const ANSWER_MS = 8000; /* for one try */
const AGAIN_MS = [500, 1000, 2000, 4000, 4000, 4000, 4000, 4000]; /* between tries of an order */
const QUIET_MS = 20000; /* without an event: is the server still there? */
const BACK_MS = 2000; /* between tries of a stream that was refused */
const EVENTS = ["whole", "lane", "case", "passage", "statistics", "shift"];

/** @typedef {{status: number, body: any}} Answer status 0: no answer */

/** @param {number} ms */
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

/**
 * @param {string} path @param {RequestInit} init
 * @returns {Promise<Answer>}
 */
async function ask(path, init) {
	const stop = new AbortController();
	const timer = setTimeout(() => stop.abort(), ANSWER_MS);
	try {
		const response = await fetch(path, {
			...init, cache: "no-store", credentials: "same-origin", redirect: "error",
			signal: stop.signal,
		});
		return { status: response.status, body: await response.json().catch(() => null) };
	} catch {
		return { status: 0, body: null };
	} finally {
		clearTimeout(timer);
	}
}

/** A session that is over is over for the whole page. @param {Answer} answer */
function checkSession(answer) {
	if (answer.status === 401 && get().me) {
		over("");
	}
	return answer;
}

/** @param {string} path */
export async function fetchJson(path) {
	return checkSession(await ask(path, {}));
}

/**
 * @param {object} body @param {string} [key]
 * @returns {RequestInit}
 */
function posting(body, key) {
	const headers = /** @type {Record<string, string>} */ ({ "Content-Type": "application/json" });
	const token = get().me?.token;
	if (token) {
		headers["X-Egate-Token"] = token;
	}
	if (key) {
		headers["Idempotency-Key"] = key;
	}
	return { method: "POST", headers, body: JSON.stringify(body) };
}

/** @param {string} path @param {object} body */
export function post(path, body) {
	return ask(path, posting(body));
}

/** As many random letters as a key may have, also where no secure context gives UUIDs. */
function newKey() {
	const octets = crypto.getRandomValues(new Uint8Array(16));
	return [...octets].map((o) => o.toString(16).padStart(2, "0")).join("");
}

/** No answer, or one of a proxy that could not reach the server: nobody knows what was done. */
function unanswered(/** @type {Answer} */ a) {
	return a.status === 0 || a.status === 502 || a.status === 504 || (a.status === 503 && !a.body);
}

/** @type {Set<string>} what was ordered and is not answered yet */
const underWay = new Set();

/** An order to the same case or lane is under way. @param {string} path */
export function ordering(path) {
	return underWay.has(path);
}

/**
 * Posts an order. One that gets no answer is sent again, the same body under the same key, so that
 * it is carried out once.
 * @param {string} path @param {object} body
 */
export async function postOrder(path, body) {
	const init = posting(body, newKey());
	underWay.add(path);
	try {
		let answer = await ask(path, init);
		for (const ms of AGAIN_MS) {
			if (!unanswered(answer) || !get().me) {
				break;
			}
			set({ repeating: true });
			await pause(ms);
			answer = await ask(path, init);
		}
		return checkSession(answer);
	} finally {
		underWay.delete(path);
		set({ repeating: false });
	}
}

/** @type {EventSource | null} */
let source = null;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let watchdog;

/** @param {string} why */
export function over(why) {
	disconnect();
	location.hash = "";
	forget(ENDS[why] ?? (why || T.ended));
}

export function disconnect() {
	source?.close();
	source = null;
	clearTimeout(watchdog);
}

function lost() {
	if (get().me && get().link !== "lost") {
		set({ link: "lost", lostAt: Date.now() });
	}
}

function found() {
	clearTimeout(watchdog);
	watchdog = setTimeout(probe, QUIET_MS);
	if (get().link === "lost") {
		notice("done", T.serverBack);
	}
	if (get().link !== "up") {
		set({ link: "up" });
	}
}

/** A quiet stream may be a dead one; comments that keep it alive cannot be seen from here. */
async function probe() {
	const answer = await fetchJson("/api/me");
	if (!get().me) {
		return;
	}
	if (answer.status === 200) {
		set({ me: answer.body });
		watchdog = setTimeout(probe, QUIET_MS);
		return;
	}
	lost();
	connect();
}

/** The stream ended for good (a proxy's answer, or nobody is logged in any more): try anew. */
async function refused() {
	lost();
	while (get().me && source?.readyState === EventSource.CLOSED) {
		await pause(BACK_MS);
		const answer = await fetchJson("/api/me");
		if (answer.status === 200 && get().me) {
			connect();
		}
	}
}

/** @param {MessageEvent} event */
function heard(event) {
	found();
	take(event.type, JSON.parse(event.data));
}

/** Listens to the server; the browser goes on behind the last event by itself. */
export function connect() {
	disconnect();
	const stream = new EventSource("/api/events");
	source = stream;
	stream.onopen = found;
	stream.onerror = () => {
		if (source !== stream) {
			return;
		}
		lost();
		if (stream.readyState === EventSource.CLOSED) {
			void refused();
		}
	};
	for (const name of EVENTS) {
		stream.addEventListener(name, heard);
	}
	stream.addEventListener("end", (event) => over(JSON.parse(event.data).why ?? ""));
}
