/*
 * console_waiting: travellers whom gates have sent to a desk, and which of them stands there. Knows
 * why and how long they wait, and who they said they are. Never joins two by itself.
 */
import { html, useEffect } from "/web/standalone.module.js";
import { joinable, sendTake, tell } from "./console_acts.js";
import { plain, whyText } from "./console_findings.js";
import { Button, Dialog, Elapsed, placeName, placeWithin } from "./console_parts.js";
import { atDesk } from "./console_route.js";
import { closeDialog, desks, hint, laneOfId, sentAt, set, waiting } from "./console_store.js";
import { T } from "./console_words.js";
import { HAPPENED } from "./console_words_case.js";

/** @typedef {import("./console_types.js").Case} Case */
/** @typedef {import("./console_types.js").State} State */

const DIGITS = 9; /* of the keyboard, for as many who wait */

/** Who somebody is by the document, as far as it was read. @param {Case} c */
export function whoIs(c) {
	const document = c.chip ?? c.page;
	const name = [document?.surname, document?.given].filter(Boolean).join(", ");
	return [name || T.unknownName, document?.number].filter(Boolean).join(" · ");
}

/** @param {Case} c */
function whySent(c) {
	const end = c.history[c.history.length - 1];
	return `${whyText(c.why)}. ${HAPPENED[plain(end?.state ?? "")] ?? ""}`;
}

/** Those who can be joined with a desk's case. */
const free = () => waiting().filter((w) => !w.to);

/** @param {Case} c a desk's @param {string} from a gate's case; empty: parts them */
async function join(c, from) {
	closeDialog();
	const answer = await sendTake(c, from);
	const done = from ? T.joined : T.parted;
	tell(answer, `${placeName(c.lane)}: ${answer.status === 200 ? done : T.take}`);
}

/** Asks which traveller from a gate is at the desk. */
export function askJoin() {
	const c = atDesk();
	if (!c) {
		hint(T.takeNobody);
	} else if (!joinable(c)) {
		hint(T.notNow(`${placeName(c.lane)}: ${T.take}`));
	} else if (!c.from && free().length === 0) {
		hint(T.takeNone);
	} else {
		set({ dialog: { kind: "take", id: c.id } });
	}
}

/** The desk's case is not about whom it was joined with. @param {Case} c */
export function part(c) {
	void join(c, "");
}

/** @param {{c: Case}} props */
function Item({ c }) {
	const desk = atDesk();
	const here = desk && joinable(desk) ? desk : undefined;
	const who = whoIs(c);
	return html`<li class="item sent">
		<a href=${`#/case/${c.id}`}><b translate=${false}>${who}</b>
			<span>${T.sentFrom(placeWithin(c.lane))}, ${T.sentFor} <${Elapsed} since=${sentAt(c)}/></span>
			<span class="item-sent">${whySent(c)}</span></a>
		${c.to ? html`<p><b>→ ${T.toDesk(placeWithin(laneOfId(c.to)))}</b></p>` : html`<p>
			<${Button} kind="small" text=${T.take} label=${`${T.take}: ${who}`} off=${!here}
				on=${() => (here ? void join(here, c.id) : askJoin())}/></p>`}
	</li>`;
}

/** Shown where there is a desk. @param {{state: State}} props */
export function Waiting({ state }) {
	const sent = waiting();
	if (desks().length === 0 && sent.length === 0) {
		return null;
	}
	return html`<section class="waiting" aria-labelledby="waiting-title">
		<h2 id="waiting-title">${T.waiting} (${sent.filter((c) => !c.to).length})</h2>
		${sent.length === 0 && html`<p>${T.nobodyWaits}</p>`}
		<ol>${sent.map((c) => html`<${Item} key=${c.id} c=${c} state=${state}/>`)}</ol>
	</section>`;
}

/** @param {{c: Case | undefined}} props */
export function JoinDialog({ c }) {
	useEffect(() => {
		if (!c) {
			closeDialog();
		}
	}, [c]);
	if (!c) {
		return null;
	}
	const sent = free();
	const key = (/** @type {KeyboardEvent} */ event) => {
		const chosen = sent.slice(0, DIGITS)[Number(event.key) - 1];
		if (chosen || (event.key === "0" && c.from)) {
			event.preventDefault();
			void join(c, chosen?.id ?? "");
		}
	};
	return html`<${Dialog} title=${T.takeTitle} onClose=${closeDialog} onKey=${key}>
		<p>${sent.length > 0 ? T.takeHow : T.takeNone}</p>
		<ol class="takes">${sent.map((w, i) => html`<li key=${w.id}>
			<button type="button" data-first=${i === 0 ? "" : undefined}
				aria-keyshortcuts=${i < DIGITS ? String(i + 1) : undefined}
				onClick=${() => void join(c, w.id)}>
				${i < DIGITS && html`<kbd aria-hidden="true">${i + 1}</kbd>`}
				<span><b translate=${false}>${whoIs(w)}</b>${" "}
					<span class="small">${T.sentFrom(placeWithin(w.lane))}, ${T.sentFor} <${Elapsed}
						since=${sentAt(w)}/>: ${whySent(w)}</span></span></button></li>`)}</ol>
		${c.from && html`<p class="row"><button type="button" aria-keyshortcuts="0"
			data-first=${sent.length === 0 ? "" : undefined} onClick=${() => void join(c, "")}>
			<kbd aria-hidden="true">0</kbd> ${T.takePart}</button></p>`}
	</${Dialog}>`;
}
