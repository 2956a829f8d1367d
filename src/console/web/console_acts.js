/*
 * console_acts: what an officer does with a case or a lane: one key, a reason by its digit, a note
 * where one is needed. Knows orders and their dialogs. Never decides whether one is right: the
 * server and the lane do.
 */
import { html, useEffect, useRef, useState } from "/web/standalone.module.js";
import { ordering, postOrder } from "./console_api.js";
import { Button, Dialog, placeName, placeWithin, span } from "./console_parts.js";
import { go } from "./console_route.js";
import {
	caseOf, closeDialog, get, hint, laneOf, notice, queue, set, takeAnswer,
} from "./console_store.js";
import { T } from "./console_words.js";
import { ACTS, DESK_ACTS, NEEDS, REFUSALS } from "./console_words_case.js";
import { DESK_ORDERS, ORDERS } from "./console_words_lane.js";

/** @typedef {import("./console_types.js").Case} Case */
/** @typedef {import("./console_types.js").State} State */
/** @typedef {import("./console_types.js").Lane} Lane */

const NOTE_OCTETS = 87; /* CASE_NOTE_SIZE of src/wire/case.h, without its NUL */
const PATIENCE_MS = 3000; /* a key that was pressed earlier than that is forgotten */
const AT_DESK = ["pass", "retry", "second-line", "refuse"];
const HOLD_MS = 1000; /* a key kept down for so long confirms */
const TRIES_AGAIN = 3; /* of what is meant, however the case changes meanwhile */
/* Only control characters are refused; tabs and line ends become blanks. */
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g;

/** Done, or only begun: doors have to move, or another officer has to agree. @param {any} c */
function outcome(c, /** @type {string} */ what) {
	if (c?.waits) {
		return c.kind === "desk" ? T.orderedDesk(what) : T.ordered(what);
	}
	const half = c?.state === "ack" && c.agreed && agreedByMe(c);
	return half ? T.agreedByYou : T.done(what);
}

/** What a refusal says, in words of ours where there are some. @param {any} body */
const refusalText = (body) => REFUSALS[body?.error ?? ""] ?? body?.text;

/** Too much was asked, for longer than an order waits. @param {number} waitMs @param {string} what */
const tooBusy = (waitMs, what) => (waitMs ? T.orderBusyFor(what, span(waitMs)) : T.orderBusy(what));

/** What an answer means, told to the officer. @param {any} answer @param {string} what */
export function tell(answer, what) {
	const { status, body, waitMs } = answer;
	if (status === 200) {
		takeAnswer(body);
		notice("done", outcome(body, what));
	} else if (status === 409 && (takeAnswer(body) || body?.error === "version")) {
		notice("wrong", T.conflict(what));
	} else if (status === 409) {
		notice("wrong", T.noAnswer);
	} else if (status === 429 && (waitMs || body?.error === "refused")) {
		notice("wrong", tooBusy(waitMs, what));
	} else if (status !== 401) {
		notice("wrong", status ? T.notDone(refusalText(body) || what) : T.noAnswer);
	}
}

/** What a desk's officer takes next. @param {Case} c */
function takeText(c) {
	const open = NEEDS[c.needs[0] ?? ""];
	return open?.take ?? (c.pictures.live > 0 ? DESK_ACTS["retry"]?.text : NEEDS["face"]?.take);
}

/** How an act is called where this case is. @param {Case} c @param {string} act */
export function actWords(c, act) {
	const words = { text: act, title: act, ...ACTS.find((a) => a.act === act),
		...(c.kind === "desk" ? DESK_ACTS[act] : {}) };
	return c.kind === "desk" && act === "retry" ? { ...words, text: takeText(c) ?? "" } : words;
}

/** What still has to be taken, as a list in words. @param {Case} c */
export function needsText(c) {
	return c.needs.map((n) => NEEDS[n]?.thing ?? n).join(T.and);
}

/** At a desk nobody acknowledges who stands there: whatever is done does. @param {Case} c */
const unlooked = (c) => c.kind === "desk" && c.state === "open" && c.acts.includes("ack");

/**
 * @param {Case} c @param {string} act @param {{code: string, note: string, from?: string}} how
 * @returns {Promise<any>} the answer
 */
async function sendAct(c, act, how) {
	let { version } = c;
	if (unlooked(c) && act !== "ack") {
		const looked = await postOrder(pathOf(c), { act: "ack", version, code: "", note: "" });
		if (looked.status !== 200) {
			return looked;
		}
		takeAnswer(looked.body);
		({ version } = looked.body);
	}
	return postOrder(pathOf(c), { act, version, ...how });
}

/**
 * What decides nothing: it is meant of the case however it has changed. At a desk a comparison is
 * shown, and that is all. @param {Case} c @param {string} act
 */
const decidesNothing = (c, act) => ["ack", "take"].includes(act) || (act === "retry" && c.kind === "desk");

/**
 * A case that is a moment old gets its pictures still, each a change: an officer may be as quick.
 * @param {Case} c @param {string} act @param {{code: string, note: string, from?: string}} how
 */
async function sendMeant(c, act, how) {
	let answer = await sendAct(c, act, how);
	for (let i = 0; i < TRIES_AGAIN && decidesNothing(c, act) && answer.status === 409; i++) {
		const now = answer.body?.case;
		if (!now || !(unlooked(now) || now.acts.includes(act))) {
			break;
		}
		answer = await sendAct(now, act, how);
	}
	return answer;
}

/** The gate's case that this desk's is joined with. @param {Case} c @param {string} from "": none */
export function sendTake(c, from) {
	return sendMeant(c, "take", { code: "", note: "", from });
}

/** Whether somebody from a gate can be joined with it now. @param {Case} c */
export const joinable = (c) => c.acts.includes("take") || unlooked(c);

/** @param {Case} c */
const pathOf = (c) => `/api/cases/${encodeURIComponent(c.id)}/act`;

/** @param {Case} c @param {string} act */
function titled(c, act) {
	return `${placeName(c.lane)}: ${actWords(c, act).text}`;
}

/** @param {Case} c */
export function agreedByMe(c) {
	return !!c.agreed && c.agreed.number === get().me?.officer.number;
}

/** Who has agreed cannot be the second officer, too. @param {Case} c */
function possibleActs(c) {
	return (unlooked(c) ? [...AT_DESK, ...c.acts] : c.acts).filter((a) => a !== "pass" || !agreedByMe(c));
}

/** @type {Map<string, {act: string, done: Promise<void>}>} by path: sent, and not answered yet */
const sent = new Map();

/** @param {Case} c @param {string} act */
async function actAtOnce(c, act) {
	const what = titled(c, act);
	const send = async () => tell(await sendMeant(c, act, { code: "", note: "" }), what);
	const done = send();
	sent.set(pathOf(c), { act, done });
	await done;
	sent.delete(pathOf(c));
}

/** Why this cannot be done now. @param {Case} c @param {string} act */
function hindered(c, act) {
	if (act === "pass" && c.needs.length > 0) {
		return T.needsFirst(needsText(c));
	}
	if (!possibleActs(c).includes(act)) {
		return act === "pass" && agreedByMe(c) ? T.agreedByYou : T.notNow(titled(c, act));
	}
	return "";
}

/**
 * Begins what a key or button of a case says: at once, or with a dialog where a reason is needed.
 * @param {Case} c @param {string} act
 */
async function begin(c, act) {
	const not = hindered(c, act);
	if (not) {
		hint(not);
	} else if ((get().me?.codes[act] ?? []).length > 0 || (c.four_eyes && act !== "ack")) {
		set({ dialog: { kind: "act", id: c.id, act, version: c.version } });
	} else {
		await actAtOnce(c, act);
	}
}

/**
 * The same; a key that comes while another is under way waits for it, since what is possible then
 * is what the officer means. The same key pressed twice means one thing.
 * @param {Case} c @param {string} act
 */
export async function startAct(c, act) {
	const before = sent.get(pathOf(c));
	const began = Date.now();
	if (before?.act === act) {
		return;
	}
	await before?.done;
	const now = caseOf(c.id);
	if (now && Date.now() - began < PATIENCE_MS) {
		await begin(now, act);
	}
}

/** The key a: the case that is shown, else the oldest that nobody has looked at. */
export function acknowledge(/** @type {Case | undefined} */ shown) {
	const c = shown ?? queue().find((q) => q.state === "open");
	if (!c) {
		hint(T.noCases);
		return;
	}
	if (!shown) {
		go(`#/case/${c.id}`);
	}
	void startAct(c, "ack");
}

/** @param {Lane} lane */
export const ordersOf = (lane) => (lane.kind === "desk" ? DESK_ORDERS : ORDERS);

/** @param {Lane} lane */
const lanePath = (lane) => `/api/lanes/${lane.lane}/order`;

/** @param {Lane | undefined} lane @param {string} order */
export async function startOrder(lane, order) {
	const word = lane && ordersOf(lane).find((o) => o.order === order);
	if (!lane || (!word && lane.kind !== "desk")) {
		hint(T.noLane);
		return;
	}
	if (!word) {
		return; /* what desks know nothing of */
	}
	const what = `${placeName(lane.lane)}: ${word.text}`;
	if (ordering(lanePath(lane)) && order !== "evacuate") {
		return;
	}
	if (!lane.orders.includes(order)) {
		hint(T.notNow(what));
	} else if (order === "evacuate") {
		set({ dialog: { kind: "evacuate", lane: lane.lane } });
	} else {
		await sendOrder(lane, order, `${placeName(lane.lane)}: ${word.done}`, what);
	}
}

/** @param {Lane} lane @param {string} order @param {string} done @param {string} what */
async function sendOrder(lane, order, done, what) {
	const answer = await postOrder(lanePath(lane),
		{ order, version: lane.version, code: "", note: "" });
	tell(answer, answer.status === 200 ? done : what);
}

/** The keys that a case has now. @param {{c: Case, children?: any}} props */
export function ActBar({ c, children }) {
	const needs = c.needs.length > 0; /* told of a pass that waits for them, too */
	const now = [...possibleActs(c), ...(needs && c.acts.includes("retry") ? ["pass"] : [])];
	const possible = ACTS.filter((a) => now.includes(a.act) && !(a.act === "ack" && unlooked(c)));
	const first = needs ? "retry" : "pass";
	return html`<div class="acts" role="group" aria-label=${T.acts}>
		${possible.map((a) => html`<${Button} text=${actWords(c, a.act).text} hint=${a.key} key=${a.act}
			kind=${a.act === "ack" || a.act === first ? "main" : ""}
			off=${a.act === "pass" && needs} on=${() => void startAct(c, a.act)}/>`)}
		${possible.length === 0 && html`<p>${T.noActs}</p>`}
		${children}
	</div>`;
}

/** @param {string} note */
const octets = (note) => new TextEncoder().encode(note).length;

/** @param {{codes: import("./console_types.js").Code[], chosen: string,
 *   choose: (word: string) => void}} props */
function Codes({ codes, chosen, choose }) {
	return html`<fieldset><legend>${T.code}</legend>${codes.map((code, i) => html`
		<label class="choice"><kbd aria-hidden="true">${i + 1}</kbd>
			<input type="radio" name="code" value=${code.word} checked=${chosen === code.word}
				data-first=${i === 0 ? "" : undefined} aria-keyshortcuts=${String(i + 1)}
				onChange=${() => choose(code.word)}/> ${code.text}</label>`)}</fieldset>`;
}

/** What of four eyes an officer has to know before deciding. @param {{c: Case, act: string}} props */
function FourEyes({ c, act }) {
	if (!c.four_eyes || act !== "pass") {
		return null;
	}
	return html`<p class="banner warn"><span aria-hidden="true">⚠ </span>${c.agreed ?
		T.agreedByOther(c.agreed.name) : T.fourEyes}</p>`;
}

/** @param {Event} event of a dialog or form @param {string} what is in it */
function focusIn(event, what) {
	const place = event.currentTarget instanceof Element ? event.currentTarget : null;
	const found = place?.querySelector(what);
	if (found instanceof HTMLElement) {
		found.focus();
	}
}

/** What is wrong with a decision before it is sent; empty: nothing. */
function missing(/** @type {Case} */ c, /** @type {number} */ codes, /** @type {string} */ code,
	/** @type {string} */ note) {
	if (codes > 0 && !code) {
		return T.codeMissing;
	}
	if (octets(note) > NOTE_OCTETS) {
		return T.noteLong;
	}
	return c.four_eyes && !note.trim() ? T.noteMissing : "";
}

/**
 * A reason, and a note. @param {{state: State, dialog: Extract<
 *   import("./console_types.js").Dialog, {kind: "act"}>}} props
 */
export function ActDialog({ state, dialog }) {
	const { act } = dialog;
	const [code, setCode] = useState("");
	const [note, setNote] = useState("");
	const [wrong, setWrong] = useState("");
	const busy = useRef(false);
	const c = caseOf(dialog.id);
	const codes = state.me?.codes[act] ?? [];
	const close = closeDialog;
	useEffect(() => {
		if (!busy.current && (!c || !possibleActs(c).includes(act))) {
			close(); /* it was closed, or somebody else was faster: the case itself shows how */
			notice("wrong", T.notNow(c ? actWords(c, act).text :
				ACTS.find((a) => a.act === act)?.text ?? act));
		}
	}, [c]);
	if (!c) {
		return null;
	}
	const submit = async (/** @type {SubmitEvent} */ event) => {
		event.preventDefault();
		const text = note.replace(CONTROL, " ").trim();
		const why = missing(c, codes.length, code, text);
		setWrong(why);
		if (why === T.noteMissing || why === T.noteLong) {
			focusIn(event, "textarea");
		}
		if (why || ordering(pathOf(c))) {
			return;
		}
		busy.current = true; /* what the case becomes now is this officer's doing */
		const answer = await sendAct(c, act, { code, note: text });
		busy.current = false;
		if (answer.status === 422 || answer.status === 403) {
			setWrong(refusalText(answer.body) ?? T.notNow(act));
			return;
		}
		close();
		tell(answer, titled(c, act));
	};
	const key = (/** @type {KeyboardEvent} */ event) => {
		const typing = event.target instanceof HTMLTextAreaElement;
		const chosen = typing ? undefined : codes[Number(event.key) - 1];
		if (chosen) {
			event.preventDefault();
			setCode(chosen.word);
			focusIn(event, `input[value="${chosen.word}"]`);
		}
		if (event.key === "Enter" && typing && !event.shiftKey) {
			event.preventDefault();
			event.target.form?.requestSubmit();
		}
	};
	return html`<${Dialog} onClose=${close} onKey=${key}
		title=${`${actWords(c, act).title}: ${placeWithin(c.lane)}`}>
		<form onSubmit=${submit} novalidate>
			<${FourEyes} c=${c} act=${act}/>
			${c.version !== dialog.version && html`<p class="banner warn" role="alert">
				<span aria-hidden="true">⚠ </span>${T.changedMeanwhile}</p>`}
			${codes.length > 0 && html`<${Codes} codes=${codes} chosen=${code} choose=${setCode}/>`}
			<label>${c.four_eyes ? T.noteNeeded : T.note}
				<textarea rows="2" value=${note} data-first=${codes.length === 0 ? "" : undefined}
					required=${c.four_eyes} aria-describedby="note-left"
					onInput=${(/** @type {any} */ e) => setNote(e.currentTarget.value)}></textarea>
			</label>
			<p id="note-left" class="small">${T.noteLeft(NOTE_OCTETS - octets(note))}</p>
			<p role="alert" class="wrong-text">${wrong && html`✗ ${wrong}`}</p>
			<button type="submit" class="main"
				aria-keyshortcuts="Enter"><kbd aria-hidden="true">Enter</kbd> ${T.confirm}</button>
		</form>
	</${Dialog}>`;
}

/** Asks a second time, by a second key press or one that is held. @param {{lane: number}} props */
export function EvacuateDialog({ lane }) {
	const down = useRef(Date.now());
	const sent = useRef(false);
	const close = closeDialog;
	const confirm = () => {
		const now = laneOf(lane);
		if (sent.current || !now) {
			return;
		}
		sent.current = true;
		close();
		const word = ORDERS.find((o) => o.order === "evacuate");
		void sendOrder(now, "evacuate", `${placeName(lane)}: ${word?.done}`,
			`${placeName(lane)}: ${word?.text}`);
	};
	const key = (/** @type {KeyboardEvent} */ event) => {
		if (event.key.toLowerCase() !== "e" && event.code !== "KeyE") {
			return;
		}
		event.preventDefault();
		/* the press that opened this dialog repeats while it is held */
		if (!event.repeat || Date.now() - down.current >= HOLD_MS) {
			confirm();
		}
	};
	return html`<${Dialog} title=${T.evacuateTitle(laneOf(lane)?.name ?? "")} alert=${true} onClose=${close}
		onKey=${key}>
		<p>${T.evacuateText}</p>
		<p><strong>${T.evacuateHow}</strong></p>
		<p class="row"><button type="button" class="danger" data-first aria-keyshortcuts="e"
			onClick=${confirm}><kbd aria-hidden="true">e</kbd> ${T.evacuateNow}</button></p>
	</${Dialog}>`;
}
