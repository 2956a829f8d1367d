/*
 * console_login: an officer comes, or another one takes over. Knows names and PINs while they are
 * typed. Never keeps them.
 */
import { html, useLayoutEffect, useRef, useState } from "/web/standalone.module.js";
import { connect, disconnect, fetchJson, post } from "./console_api.js";
import { Button, Dialog } from "./console_parts.js";
import { forget, get, notice, set } from "./console_store.js";
import { T } from "./console_words.js";

/** @typedef {import("./console_types.js").State} State */

/** @param {any} me */
function enter(me) {
	set({ me, asked: true, ended: "", due: false, until: me.shift?.until_ms ?? 0, dialog: null });
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
	await post("/api/session/end", {});
	disconnect();
	location.hash = "";
	forget(T.ended);
}

/**
 * @param {{path: string, text: string, onDone: (me: any) => void}} props
 */
function Credentials({ path, text, onDone }) {
	const [wrong, setWrong] = useState("");
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
		setWrong("");
		const answer = await post(path, { name: data.get("name"), pin: data.get("pin") });
		setBusy(false);
		const pin = form.elements.namedItem("pin");
		if (pin instanceof HTMLInputElement) {
			pin.value = "";
		}
		if (answer.status === 200) {
			onDone(answer.body);
		} else {
			setWrong(answer.body?.text || (answer.status ? T.loginWrong : T.serverLost));
		}
	};
	return html`<form class="login" onSubmit=${submit}>
		<label>${T.name} <input name="name" ref=${first} required maxlength="64" autocomplete="off"
			autocapitalize="none" spellcheck=${false} data-first/></label>
		<label>${T.pin} <input name="pin" type="password" required maxlength="128"
			autocomplete="off" aria-describedby="certificate"/></label>
		<p id="certificate" class="small">${T.certificate}</p>
		<p role="alert" class="wrong-text">${wrong && html`✗ ${wrong}`}</p>
		<button type="submit" class="main" aria-busy=${busy}>${text}</button>
	</form>`;
}

/** @param {{state: State}} props */
export function Login({ state }) {
	return html`<main id="content" class="login-page">
		<h1>${T.title}: ${T.login}</h1>
		${state.ended && html`<p class="banner warn"><span aria-hidden="true">⚠ </span>
			${state.ended}</p>`}
		<p>${T.attended}</p>
		<${Credentials} path="/api/session" text=${T.login} onDone=${enter}/>
	</main>`;
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
		<${Credentials} path="/api/handover" text=${T.handover} onDone=${done}/>
		${forced && html`<p class="row end"><${Button} text=${T.logout} on=${logout}/></p>`}
	</${Dialog}>`;
}

/** Asks for it, unless it is asked for already. */
export function askHandover() {
	if (get().dialog?.kind !== "handover") {
		set({ dialog: { kind: "handover", forced: false } });
	}
}
