/*
 * console_login: an officer comes, or another one takes over. Knows names and PINs while they are
 * typed. Never keeps them.
 */
import { html, useLayoutEffect, useRef, useState } from "/web/standalone.module.js";
import { connect, disconnect, endSession, fetchJson, handOver, post } from "./console_api.js";
import { Button, Dialog, doing, placeName, placeWithin, span, useNow } from "./console_parts.js";
import { forget, get, notice, now, set } from "./console_store.js";
import { T } from "./console_words.js";

/** @typedef {import("./console_types.js").State} State */

/** @param {any} me */
function enter(me) {
	set({ me, asked: true, ended: "", due: false, until: me.shift?.until_ms ?? 0, dialog: null,
		/* these were somebody else's: what they were told, muted, counted and wanted of keys */
		notices: [], muted: [], statistics: null, singleKeys: true });
	connect();
}

/** Who is logged in already, as after loading the page again. */
export async function resume() {
	const answer = await fetchJson("/api/me");
	if (answer.status === 200) {
		enter(answer.body);
	} else {
		set({ asked: true });
	}
}

export async function logout() {
	const ended = await endSession();
	disconnect();
	location.hash = "";
	forget(ended ? T.ended : T.endUnsure);
}

/**
 * Why nobody was let in, told once; and where that ends by itself, the words that count it down.
 * @typedef {{text: string, until: number, words: ((left: string) => string) | null}} Wrong
 */
const NOTHING_WRONG = { text: "", until: 0, words: null };

/** @param {any} answer @returns {Wrong} */
function refusedAs({ status, body, waitMs }) {
	if (waitMs > 0) {
		const words = status === 429 ? T.loginTries : T.loginRest;
		return { text: words(span(waitMs)), until: now() + waitMs, words };
	}
	const text = status === 429 ? T.loginBusy :
		body?.text || (status ? T.loginWrong : T.serverLost);
	return { text, until: 0, words: null };
}

/** @param {{wrong: Wrong}} props */
function Refused({ wrong }) {
	const left = wrong.until - useNow();
	const counted = wrong.words && (left > 0 ? wrong.words(span(left + 999)) : T.loginAgain);
	/* who listens is told once, not each second */
	return html`<p role="alert" class=${counted ? "unseen" : "wrong-text"}>${wrong.text &&
			html`<span aria-hidden="true">✗ </span>${wrong.text}`}</p>
		${counted && html`<p class="wrong-text" aria-hidden="true">✗ ${counted}</p>`}`;
}

/**
 * @param {{send: (who: {name: any, pin: any}) => Promise<import("./console_api.js").Answer>, text: string,
 *   onDone: (me: any) => void}} props
 */
function Credentials({ send, text, onDone }) {
	const [wrong, setWrong] = useState(/** @type {Wrong} */ (NOTHING_WRONG));
	const [busy, setBusy] = useState(false);
	const first = useRef(/** @type {HTMLInputElement | null} */ (null));
	useLayoutEffect(() => first.current?.focus(), []);
	const submit = async (/** @type {SubmitEvent} */ event) => {
		event.preventDefault();
		if (busy) {
			return;
		}
		const form = /** @type {HTMLFormElement} */ (event.currentTarget);
		const data = new FormData(form);
		setBusy(true);
		setWrong(NOTHING_WRONG);
		const answer = await send({ name: data.get("name"), pin: data.get("pin") });
		setBusy(false);
		const pin = form.elements.namedItem("pin");
		if (pin instanceof HTMLInputElement) {
			pin.value = "";
		}
		if (answer.status === 200) {
			onDone(answer.body);
		} else {
			setWrong(refusedAs(answer));
		}
	};
	return html`<form class="login" onSubmit=${submit}>
		<label>${T.name} <input name="name" ref=${first} required maxlength="64" autocomplete="off"
			autocapitalize="none" spellcheck=${false} data-first/></label>
		<label>${T.pin} <input name="pin" type="password" required maxlength="128"
			autocomplete="off" aria-describedby="certificate"/></label>
		<p id="certificate" class="small">${T.certificate}</p>
		<${Refused} wrong=${wrong}/>
		<button type="submit" class="main" aria-busy=${busy}>${text}</button>
	</form>`;
}

/** @param {{name: any, pin: any}} who */
const logIn = (who) => post("/api/session", who);

/** @param {{state: State}} props */
export function Login({ state }) {
	return html`<main id="content" class="login-page">
		<h1>${T.title}: ${T.login}</h1>
		${state.ended && html`<p class="banner warn"><span aria-hidden="true">⚠ </span>
			${state.ended}</p>`}
		<p>${T.attended}</p>
		<${Credentials} send=${logIn} text=${T.login} onDone=${enter}/>
	</main>`;
}

/** What is left after a shift: doors can be freed. @param {{state: State}} props */
function Evacuations({ state }) {
	const lanes = state.lanes.filter((l) => l.kind !== "desk" && l.up);
	const told = state.notices[state.notices.length - 1];
	return lanes.length > 0 && html`<section aria-labelledby="evacuations-title" class="after">
		<h3 id="evacuations-title">${T.evacuateAfter}</h3>
		<ul class="row">${lanes.map((l) => html`<li key=${l.lane}>
			${l.orders.includes("evacuate") ? html`<${Button} kind="danger" text=${placeName(l.lane)}
				label=${T.evacuateLane(placeWithin(l.lane))}
				on=${() => set({ dialog: { kind: "evacuate", lane: l.lane } })}/>` :
				html`<span>${placeName(l.lane)}: <b>${doing(l.lane)}</b></span>`}</li>`)}</ul>
		<p role="status">${told && html`<span aria-hidden="true">${told.kind === "done" ? "✓" : "✗"}
			${" "}</span>${told.text}`}</p>
	</section>`;
}

/** @param {{state: State, forced: boolean}} props */
export function Handover({ state, forced }) {
	const done = (/** @type {any} */ me) => {
		enter(me);
		notice("done", T.handoverDone(me.officer.name));
	};
	const waiting = state.cases.length;
	return html`<${Dialog} title=${T.handoverTitle} alert=${forced}
		onClose=${forced ? null : () => set({ dialog: null })}>
		<p>${forced ? T.handoverForced : T.handoverText}</p>
		${waiting > 0 && html`<p><strong>${T.handoverOpen(waiting)}</strong></p>`}
		<${Credentials} send=${handOver} text=${T.handover} onDone=${done}/>
		${forced && html`<p class="row end"><${Button} text=${T.logout} on=${logout}/></p>
			<${Evacuations} state=${state}/>`}
	</${Dialog}>`;
}

/** Asks for it, unless it is asked for already. */
export function askHandover() {
	if (get().dialog?.kind !== "handover") {
		set({ dialog: { kind: "handover", forced: false } });
	}
}
