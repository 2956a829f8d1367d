/*
 * console_api: requests to the server, and its events. Knows paths, keys and statuses. Never knows
 * elements, nor what an answer means to a traveller.
 */
import { forget, get, notice, set, take } from "./console_store.js";
import { ENDS, T } from "./console_words.js";

const ANSWER_MS = 8000; /* for one try */
const AGAIN_MS = [500, 1000, 2000, 4000]; /* between tries of an order; the last goes on */
const PATIENCE_MS = 30000; /* so long an order is tried */
const READS = 4; /* tries of what is only read, where the server is too busy */
const QUIET_MS = 20000; /* without an event: is the server still there? */
const BACK_MS = 2000; /* between tries of a stream that was refused */
const EVENTS = ["whole", "lane", "case", "passage", "statistics", "shift"];

/** @typedef {{status: number, body: any, waitMs: number}} Answer status 0: no answer */

/** @param {number} ms */
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

/** How long the server wants us to wait; 0: it does not say. @param {Response} r @param {any} body */
function waitOf(r, body) {
	const seconds = Number(body?.wait_s ?? r.headers.get("Retry-After") ?? 0);
	return Number.isFinite(seconds) && seconds > 0 ? 1000 * seconds : 0;
}

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
		const body = await response.json().catch(() => null);
		/* one that was cut off is none */
		const status = response.ok && body === null ? 0 : response.status;
		return { status, body, waitMs: waitOf(response, body) };
	} catch {
		return { status: 0, body: null, waitMs: 0 };
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

/** What a proxy says of itself; the console had no part in it. @param {Answer} a */
const proxys = (a) => !a.body || a.body.error === "refused";

/** Too many asked at once, or the server is starting: later it may be answered. @param {Answer} a */
function busy(a) {
	return (a.status === 429 && (proxys(a) || a.waitMs > 0)) || (a.status === 503 && proxys(a));
}

/** How long before the next try. @param {Answer} a @param {number} tries that have been */
function pauseOf(a, tries) {
	return a.waitMs || (AGAIN_MS[Math.min(tries, AGAIN_MS.length - 1)] ?? 0);
}

/** Reads; what is refused because others ask, too, is asked for again. @param {string} path */
export async function fetchJson(path) {
	let answer = await ask(path, {});
	for (let tries = 0; tries < READS && busy(answer); tries++) {
		await pause(Math.min(PATIENCE_MS, pauseOf(answer, tries)));
		answer = await ask(path, {});
	}
	return checkSession(answer);
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

/**
 * No answer, or one of a proxy that could not reach the server: nobody knows what was done. Or one
 * that was refused unread, because there were too many.
 */
function unanswered(/** @type {Answer} */ a) {
	return a.status === 0 || a.status === 502 || a.status === 504 || busy(a);
}

/** @type {Set<string>} what was ordered and is not answered yet */
const underWay = new Set();

/** An order to the same case or lane is under way. @param {string} path */
export function ordering(path) {
	return underWay.has(path);
}

/**
 * Posts an order. One that gets no answer, or comes where too many are asked, is sent again, the
 * same body under the same key, so that it is carried out once.
 * @param {string} path @param {object} body
 */
export async function postOrder(path, body) {
	const init = posting(body, newKey());
	underWay.add(path);
	try {
		let answer = await ask(path, init);
		let waited = 0;
		for (let tries = 0; unanswered(answer) && get().me; tries++) {
			const ms = pauseOf(answer, tries);
			waited += ms;
			if (waited > PATIENCE_MS) {
				break;
			}
			set({ repeating: answer.status === 429 ? "busy" : "silent" });
			await pause(ms);
			answer = await ask(path, init);
		}
		return checkSession(answer);
	} finally {
		underWay.delete(path);
		set({ repeating: "" });
	}
}

/**
 * Ends the session; said again where it was not heard, since whoever loads the page next would be let in.
 * @returns {Promise<boolean>} it has ended
 */
export async function endSession() {
	const init = posting({});
	let answer = await ask("/api/session/end", init);
	for (let tries = 0; tries < READS && unanswered(answer); tries++) {
		set({ repeating: answer.status === 429 ? "busy" : "silent" });
		await pause(Math.min(PATIENCE_MS, pauseOf(answer, tries)));
		answer = await ask("/api/session/end", init);
	}
	return answer.status === 200 || answer.status === 401;
}

/** Somebody is before this screen. */
export async function postHere() {
	checkSession(await post("/api/here", {}));
}

/** @type {EventSource | null} */
let source = null;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let watchdog;

/** This screen is being handed over: the end of the session before is no end of the page. */
let handing = false;

/**
 * Asks that another officer takes over. The session's end may be told before the answer comes.
 * @param {{name: any, pin: any}} who
 */
export async function handOver(who) {
	handing = true;
	const answer = await post("/api/handover", who);
	handing = false;
	if (answer.status !== 200 && get().me && !source) {
		connect(); /* whose session it is now is asked anew */
	}
	return answer;
}

/** @param {MessageEvent} event */
function ended(event) {
	const why = JSON.parse(event.data).why ?? "";
	if (handing && why === "handed-over") {
		disconnect();
	} else {
		over(why);
	}
}

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
	stream.addEventListener("end", ended);
}
