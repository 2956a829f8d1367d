/*
 * console_parts: small parts that all screens of the page share. Knows elements, focus and clocks.
 * Never knows travellers.
 */
import { html, useEffect, useLayoutEffect, useRef, useState } from "/web/standalone.module.js";
import { get, isDesk, laneName, laneOf, now, subscribe } from "./console_store.js";
import { T } from "./console_words.js";
import { DESK_WHERE, WHERE } from "./console_words_case.js";
import { DESK_STATES, STATES } from "./console_words_lane.js";

/** @typedef {import("./console_types.js").State} State */

/** The state, and drawing again where it changes. @returns {State} */
export function useStore() {
	const [state, setState] = useState(get());
	useEffect(() => {
		setState(get());
		return subscribe(setState);
	}, []);
	return state;
}

const ENROLLED = 0x80000000; /* set in the number of each who has an account (src/wire/case.h) */

/** @type {Set<(at: number) => void>} */
const clocks = new Set();
setInterval(() => clocks.forEach((tick) => tick(now())), 1000);

/** The server's time, once a second. */
export function useNow() {
	const [at, setAt] = useState(now());
	useEffect(() => {
		clocks.add(setAt);
		return () => void clocks.delete(setAt);
	}, []);
	return Math.max(at, now());
}

/** Minutes and seconds, or hours and minutes: "0:07", "12:40", "1 h 05". @param {number} ms */
export function span(ms) {
	const s = Math.max(0, Math.floor(ms / 1000));
	const two = (/** @type {number} */ n) => String(n).padStart(2, "0");
	return s < 3600 ? `${Math.floor(s / 60)}:${two(s % 60)}` :
		`${Math.floor(s / 3600)} h ${two(Math.floor(s / 60) % 60)}`;
}

/** @param {number} ms since 1970 */
export function clock(ms) {
	return new Date(ms).toLocaleTimeString("en-GB", { hour12: false });
}

/** @param {number} ms since 1970 */
export function hour(ms) {
	return clock(ms).slice(0, 5);
}

/** @param {{since: number}} props */
export function Elapsed({ since }) {
	return html`<span class="number">${span(useNow() - since)}</span>`;
}

/** What a lane or desk is called at the beginning of a line. @param {number} number */
export function placeName(number) {
	return isDesk(number) ? T.desk(laneName(number)) : T.lane(laneName(number));
}

/** The same within a sentence. @param {number} number */
export function placeWithin(number) {
	const name = placeName(number);
	return name.slice(0, 1).toLowerCase() + name.slice(1);
}

/** @param {import("./console_types.js").Case} c */
export function caseName(c) {
	return c.kind === "desk" ? T.deskCase(placeName(c.lane), c.traveller) :
		T.caseTitle(placeWithin(c.lane));
}

/** @param {import("./console_types.js").Case} c */
export function whereText(c) {
	return (c.kind === "desk" ? DESK_WHERE[c.where] : undefined) ?? WHERE[c.where] ?? c.where;
}

/** What a lane or desk does now. @param {number} number */
export function doing(number) {
	const lane = laneOf(number);
	const own = lane?.kind === "desk" ? DESK_STATES[lane.state] : undefined;
	return own ?? STATES[lane?.state ?? ""] ?? lane?.text ?? "";
}

/** @param {unknown} who an officer as the server names one */
export function officerName(who) {
	if (who && typeof who === "object" && "name" in who) {
		return String(who.name);
	}
	const number = Number(who);
	if (!who || Number.isNaN(number)) {
		return who ? String(who) : "";
	}
	const me = get().me?.officer;
	return me?.number === number ? me.name : `${T.number} ${number % ENROLLED}`;
}

/** What a code says, as the officer's lists have it. @param {string} code */
export function codeText(code) {
	const all = Object.values(get().me?.codes ?? {}).flat();
	return all.find((c) => c.word === code)?.text ?? (code === "none" ? "" : code);
}

/**
 * Tells a screen reader. @param {"polite" | "assertive"} how @param {string} text
 */
export function say(how, text) {
	const region = document.getElementById(how);
	if (region) {
		region.textContent = text;
	}
}

/**
 * A button with its key on it. One that is off keeps the focus, and says why it is.
 * @param {{text: string, hint?: string, on: () => void, off?: boolean, kind?: string,
 *   label?: string, pressed?: boolean}} props
 */
export function Button({ text, hint, on, off, kind, label, pressed }) {
	return html`<button type="button" class=${kind ?? ""} onClick=${on}
		aria-disabled=${off ? "true" : undefined} aria-label=${label} aria-keyshortcuts=${hint} aria-pressed=${pressed}>
		${hint && html`<kbd aria-hidden="true">${hint}</kbd> `}${text}</button>`;
}

/** @type {Element | null} */
let lastFocus = null;
addEventListener("focusin", (event) => {
	lastFocus = event.target instanceof Element ? event.target : null;
});

/** Where what had the focus has gone from the page, the heading gets it. */
export function useFocusKept() {
	useLayoutEffect(() => {
		if (document.activeElement === document.body && lastFocus && !lastFocus.isConnected) {
			back(null);
		}
	});
}

/** The heading of a screen: takes the focus when the screen comes. @param {{text: any}} props */
export function Title({ text }) {
	const ref = useRef(/** @type {HTMLElement | null} */ (null));
	useLayoutEffect(() => ref.current?.focus(), []);
	return html`<h1 tabindex="-1" ref=${ref}>${text}</h1>`;
}

/** @param {Element | null} element */
function back(element) {
	const target = element instanceof HTMLElement && element.isConnected &&
		element !== document.body ? element : document.querySelector("h1");
	if (target instanceof HTMLElement) {
		target.focus();
	}
}

/**
 * A dialog: keeps the focus inside and gives it back. Without onClose it cannot be left.
 * @param {{title: string, onClose: (() => void) | null, onKey?: (e: KeyboardEvent) => void,
	alert?: boolean, leave?: string, kind?: string, children?: any}} props
 */
export function Dialog({ title, onClose, onKey, alert, leave, kind, children }) {
	const ref = useRef(/** @type {HTMLDialogElement | null} */ (null));
	useLayoutEffect(() => {
		const dialog = ref.current;
		const before = document.activeElement;
		dialog?.showModal();
		const first = dialog?.querySelector("[data-first]");
		if (first instanceof HTMLElement) {
			first.focus();
		}
		return () => {
			dialog?.close();
			back(before);
		};
	}, []);
	const cancel = (/** @type {Event} */ event) => {
		event.preventDefault();
		onClose?.();
	};
	const key = (/** @type {KeyboardEvent} */ event) => {
		if (event.key === "Escape" && !onClose) {
			event.preventDefault(); /* browsers close at the second Escape, asked or not */
		}
		onKey?.(event);
	};
	return html`<dialog ref=${ref} class=${kind ?? ""} role=${alert ? "alertdialog" : undefined}
		aria-labelledby="dialog-title" onCancel=${cancel} onKeyDown=${key}>
		<h2 id="dialog-title">${title}</h2>
		${children}
		${onClose && html`<p class="row end">
			<${Button} text=${leave ?? T.cancel} hint="Esc" on=${onClose}/></p>`}
	</dialog>`;
}

/**
 * A table with a caption. @param {{caption: string, heads: string[], rows: any[][],
 *   unseenCaption?: boolean}} props
 */
export function Table({ caption, heads, rows, unseenCaption }) {
	return html`<div class="scroll" tabindex="0" role="group" aria-label=${caption}><table>
		<caption class=${unseenCaption ? "unseen" : ""}>${caption}</caption>
		<thead><tr>${heads.map((h) => html`<th scope="col">${h}</th>`)}</tr></thead>
		<tbody>${rows.map((row) => html`<tr>${row.map((cell, i) => i === 0 ?
			html`<th scope="row">${cell}</th>` : html`<td>${cell}</td>`)}</tr>`)}</tbody>
	</table></div>`;
}
