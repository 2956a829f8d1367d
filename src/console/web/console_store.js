/*
 * console_store: what the page knows, and how events change it. Knows the server's objects.
 * Never knows elements, sockets or sounds.
 */

/** @typedef {import("./console_types.js").State} State */
/** @typedef {import("./console_types.js").Lane} Lane */
/** @typedef {import("./console_types.js").Case} Case */
/** @typedef {import("./console_types.js").Passage} Passage */
/** @typedef {import("./console_types.js").Whole} Whole */

const PASSAGES_MAX = 50; /* as many as the server tells at once */
const WIRES_MAX = 200; /* events kept for each lane */
const NOTICES_MAX = 3;
const CLOSED_MAX = 4; /* kept of how they ended, the last first */
const DONE_MS = 10000; /* as long as "done" stays; what went wrong stays until it is dismissed */

/** @returns {State} */
function nothing() {
	return {
		me: null, asked: false, ended: "", link: "none", lostAt: 0, offset: 0, lanes: [], cases: [],
		closed: [], passages: [], statistics: null, counted: 0, due: false, until: 0, wires: {},
		muted: [], notices: [], dialog: null, lane: 0, hash: "", repeating: "",
		soundBlocked: false, singleKeys: true,
	};
}

let state = nothing();
/** @type {Set<(state: State) => void>} */
const listeners = new Set();
let notices = 0;
/** @type {Set<string>} cases that are over: an answer that comes late must not bring them back */
const gone = new Set();

export function get() {
	return state;
}

/** @param {Partial<State>} change */
export function set(change) {
	state = { ...state, ...change };
	for (const listener of listeners) {
		listener(state);
	}
}

/** @param {(state: State) => void} listener */
export function subscribe(listener) {
	listeners.add(listener);
	return () => void listeners.delete(listener);
}

/** Forgets everybody: nothing of a traveller stays behind a session. @param {string} ended */
export function forget(ended) {
	const { hash, soundBlocked } = state;
	gone.clear();
	set({ ...nothing(), asked: true, ended, hash, soundBlocked });
}

/** The server's time, so that a wrong clock here does not matter. */
export function now() {
	return Date.now() + state.offset;
}

/** @param {number} number */
export function laneOf(number) {
	return state.lanes.find((l) => l.lane === number);
}

/** @param {number} number */
export function laneName(number) {
	return laneOf(number)?.name ?? String(number);
}

/** The lane of a case by its name: "11-2034-0d5c8e21" is of lane 11. @param {string} id */
export function laneOfId(id) {
	return Number(id.split("-")[0]);
}

/** @param {number} number */
export function isDesk(number) {
	return laneOf(number)?.kind === "desk";
}

export function desks() {
	return state.lanes.filter((l) => l.kind === "desk");
}

/** This officer decides about travellers. */
export function works() {
	return ["officer", "supervisor"].includes(state.me?.officer.office ?? "");
}

/** The officer's hour is over: nothing is left but to hand over, and to free doors. */
export function overdue() {
	return works() && state.until > 0 && state.until <= now();
}

/** What comes when a dialog is left: nothing, or the hand-over that cannot be left. */
export function closeDialog() {
	set({ dialog: overdue() ? { kind: "handover", forced: true } : null });
}

/** Those that nobody has looked at first, then by age. @param {Case} a @param {Case} b */
function urgency(a, b) {
	return Number(b.state === "open") - Number(a.state === "open") || a.opened_ms - b.opened_ms;
}

/** The queue, oldest first; who was sent to a desk is in another one. */
export function queue() {
	return state.cases.filter((c) => c.where !== "desk").sort(urgency);
}

/** Since when somebody waits for a desk: since an officer sent them there. @param {Case} c */
export function sentAt(c) {
	return c.history[c.history.length - 1]?.at_ms ?? c.opened_ms;
}

/** Those who were sent to a desk, the longest first; behind them those who are at one. */
export function waiting() {
	return state.cases.filter((c) => c.where === "desk")
		.sort((a, b) => Number(!!a.to) - Number(!!b.to) || sentAt(a) - sentAt(b));
}

/** Whom a desk is about now. @param {number} lane */
export function deskCase(lane) {
	const desk = laneOf(lane);
	return desk?.kind === "desk" && desk.case ? caseOf(desk.case) : undefined;
}

/** @param {string} id */
export function caseOf(id) {
	return state.cases.find((c) => c.id === id);
}

/** What went wrong stays until it is dismissed. @param {import("./console_types.js").Notice} n */
const lasts = (n) => n.kind === "wrong" && !n.hint;

/**
 * Tells the officer what was done, or what went wrong.
 * @param {"done" | "wrong"} kind @param {string} text @param {boolean} [hint]
 */
export function notice(kind, text, hint = false) {
	const kept = state.notices.filter((n) => lasts(n) && n.text !== text);
	const added = { id: ++notices, kind, text, hint, at: Date.now() };
	set({ notices: [...kept, added].slice(-NOTICES_MAX) });
	if (kind === "done") {
		setTimeout(() => dismiss(added.id), DONE_MS);
	}
}

/** Why a key does nothing now: no longer true as soon as something else is told. @param {string} text */
export const hint = (text) => notice("wrong", text, true);

/** @param {number} id */
export function dismiss(id) {
	set({ notices: state.notices.filter((n) => n.id !== id) });
}

/** Mutes the alarm of a case or lane, or lets it sound again. @param {string} what */
export function mute(what) {
	const muted = state.muted.includes(what);
	set({ muted: muted ? state.muted.filter((m) => m !== what) : [...state.muted, what] });
}

/** Names of wires whose level differs, for the integrator. @param {Lane} was @param {Lane} is */
function wiresChanged(was, is) {
	const before = new Set([...was.inputs, ...was.outputs]);
	const after = new Set([...is.inputs, ...is.outputs]);
	return [...[...after].filter((w) => !before.has(w)).map((w) => "+" + w),
		...[...before].filter((w) => !after.has(w)).map((w) => "-" + w)];
}

/** @param {Lane} lane @param {Lane | undefined} was @param {number} at */
function wireEvents(lane, was, at) {
	const changed = was ? wiresChanged(was, lane) : [];
	if (was && changed.length === 0 && was.state === lane.state && was.up === lane.up) {
		return state.wires;
	}
	const event = { at_ms: at, text: lane.up ? lane.state : "", changed };
	const kept = [event, ...(state.wires[lane.lane] ?? [])].slice(0, WIRES_MAX);
	return { ...state.wires, [lane.lane]: kept };
}

/** @param {Lane} lane */
export function takeLane(lane) {
	const was = laneOf(lane.lane);
	const lanes = [...state.lanes.filter((l) => l.lane !== lane.lane), lane];
	lanes.sort((a, b) => a.lane - b.lane);
	const muted = lane.alarm ? state.muted : state.muted.filter((m) => m !== `lane:${lane.lane}`);
	set({ lanes, muted, wires: wireEvents(lane, was, now()) });
}

/**
 * What is left of a closed case until the officer goes on: which, and how it ended. Nobody's name,
 * document or picture. @param {Case} c @returns {Case}
 */
function bare(c) {
	return { ...c, page: null, chip: null, findings: [], scores: [], hits: [], acts: [], from: null,
		pictures: { portrait: 0, live: 0, page: 0 },
		history: c.history.map((h) => ({ ...h, note: "" })) };
}

/** @param {Case} c */
export function takeCase(c) {
	const others = state.cases.filter((o) => o.id !== c.id);
	const quiet = c.state === "open" && caseOf(c.id)?.state === "open";
	/* one that was referred again sounds again */
	const muted = quiet ? state.muted : state.muted.filter((m) => m !== `case:${c.id}`);
	if (c.state === "closed") {
		gone.add(c.id);
		const closed = [bare(c), ...state.closed.filter((o) => o.id !== c.id)];
		set({ cases: others, closed: closed.slice(0, CLOSED_MAX), muted });
	} else {
		/* what was done for the one before would be read as this traveller's */
		const next = c.kind === "desk" && !caseOf(c.id);
		const notices = next ? state.notices.filter(lasts) : state.notices;
		set({ cases: [...others, c], muted, notices });
	}
}

/** @param {Passage} passage */
function takePassage(passage) {
	const others = state.passages.filter((p) => p.row !== passage.row || p.lane !== passage.lane);
	set({ passages: [passage, ...others].slice(0, PASSAGES_MAX) });
}

/** @param {Passage[]} passages newest first, whichever way they came */
export function takePassages(passages) {
	set({ passages: [...passages].sort((a, b) => b.at_ms - a.at_ms || b.row - a.row) });
}

/** @param {Whole} whole */
function takeWhole(whole) {
	const lanes = [...whole.lanes].sort((a, b) => a.lane - b.lane);
	const cases = whole.cases.filter((c) => c.state !== "closed");
	const alarms = [...cases.map((c) => `case:${c.id}`), ...lanes.map((l) => `lane:${l.lane}`)];
	set({
		lanes, cases, counted: state.counted + 1, offset: whole.at_ms - Date.now(),
		muted: state.muted.filter((m) => alarms.includes(m)),
	});
	takePassages(whole.passages);
}

/**
 * Takes one event of the server. Events come in order, so that the newest is always right.
 * @param {string} name @param {any} data
 */
export function take(name, data) {
	switch (name) {
	case "whole":
		takeWhole(data);
		break;
	case "lane":
		takeLane(data);
		break;
	case "case":
		takeCase(data);
		break;
	case "passage":
		takePassage(data);
		break;
	case "statistics":
		set({ counted: state.counted + 1 }); /* who shows them asks for them */
		break;
	case "shift":
		set({ due: data.due, until: data.until_ms });
		break;
	}
}

/**
 * Takes the object of an answer, unless an event has brought a newer one before.
 * @param {any} answer @returns {boolean} whether there was one
 */
export function takeAnswer(answer) {
	const c = answer?.case && typeof answer.case === "object" ? answer.case : answer;
	const lane = answer?.lane && typeof answer.lane === "object" ? answer.lane : answer;
	if (c?.id && c.acts) {
		const known = caseOf(c.id);
		if (known ? c.version >= known.version : !gone.has(c.id)) {
			takeCase(c);
		}
		return true;
	}
	if (lane?.lane && lane.orders) {
		if (lane.version >= (laneOf(lane.lane)?.version ?? 0)) {
			takeLane(lane);
		}
		return true;
	}
	return false;
}

/** Nobody has looked at it, and nobody stands before it. @param {Case} c */
const calls = (c) => c.state === "open" && c.kind !== "desk";

/**
 * What sounds: cases that nobody has looked at, lanes in alarm, without those muted. At a desk the
 * officer sees who comes.
 */
export function sounding() {
	if (!works()) {
		return [];
	}
	const alarms = [...state.cases.filter(calls).map((c) => `case:${c.id}`),
		...state.lanes.filter((l) => l.alarm).map((l) => `lane:${l.lane}`)];
	return alarms.filter((a) => !state.muted.includes(a));
}
