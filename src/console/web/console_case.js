/*
 * console_case: one referral, so that an officer sees at once why, and decides. Knows how its parts
 * lie on the page. Never knows more of a closed case than how it ended.
 */
import { html } from "/web/standalone.module.js";
import { ActBar, actWords } from "./console_acts.js";
import { Compare, Pictures } from "./console_compare.js";
import { aboutZone, Findings, whyOf } from "./console_findings.js";
import { Eyes, Hits } from "./console_hits.js";
import {
	Button, caseName, clock, codeText, doing, Elapsed, officerName, placeWithin, Title,
	whereText,
} from "./console_parts.js";
import { caseOf, isDesk, laneOf, laneOfId, mute, queue } from "./console_store.js";
import { T } from "./console_words.js";
import { DESK_HAPPENED, HAPPENED } from "./console_words_case.js";
import { Wait } from "./console_queue.js";

/** @typedef {import("./console_types.js").Case} Case */
/** @typedef {import("./console_types.js").State} State */

/** @typedef {import("./console_types.js").Past} Past */

/** @param {string} state @param {boolean} desk */
const happened = (state, desk) => (desk ? DESK_HAPPENED[state] : undefined) ?? HAPPENED[state] ?? state;

/** What was done, the first first. @param {{history: Past[], desk: boolean}} props */
export function Steps({ history, desk }) {
	return html`<ol class="history">${history.map((h) => html`<li>
		<time>${clock(h.at_ms)}</time> <b>${happened(h.state, desk)}</b>
		${h.officer && html`, ${officerName(h.officer)}`}
		${codeText(h.code) && html`: ${codeText(h.code)}`}
		${h.note && html` <q>${h.note}</q>`}</li>`)}</ol>`;
}

/** @param {{c: Case}} props */
export function History({ c }) {
	return html`<section class="panel" aria-labelledby="history-title">
		<h2 id="history-title">${T.history}</h2>
		<${Steps} history=${c.history} desk=${c.kind === "desk"}/>
	</section>`;
}

/** An order that the lane did not take, or not as the first. @param {{c: Case}} props */
function Failed({ c }) {
	return c.failed ? html`<p class="banner bad" role="alert">✗
		${" "}${T.notTaken([actWords(c, c.failed).text, c.failed_text].filter(Boolean).join(": "))}</p>` :
		null;
}

/** What the lane has to do now, and what it did not do. @param {{c: Case}} props */
export function Waits({ c }) {
	return html`${c.waits && html`<p class="banner warn" role="status">↻
			${" "}${(c.kind === "desk" ? T.orderedDesk : T.ordered)(actWords(c, c.waits).text)}</p>`}
		<${Failed} c=${c}/>`;
}

/** Where a case goes on that was sent to a desk. @param {{c: Case}} props */
export function Sent({ c }) {
	if (c.to) {
		return html`<p class="banner warn sent" role="status"><span aria-hidden="true">→ </span>
			<a href=${`#/case/${c.to}`}>${T.toDesk(placeWithin(laneOfId(c.to)))}</a>.
			${" "}${T.toDeskHow}</p>`;
	}
	return c.where === "desk" ? html`<p class="banner warn sent" role="status">
		<span aria-hidden="true">… </span>${T.waitsDesk}. ${T.waitsDeskHow}</p>` : null;
}

/** @param {{state: State, c: Case}} props */
function Head({ state, c }) {
	const why = whyOf(c);
	const lane = laneOf(c.lane);
	const here = lane?.case === c.id;
	const muted = state.muted.includes(`case:${c.id}`);
	return html`<div class=${`why ${c.state === "open" ? "unseen-case" : ""}`}>
		<${Title} text=${caseName(c)}/>
		<p class="headline"><span aria-hidden="true">${why.sign} </span>
			<span class="unseen">${T.whyReferred}: </span>${why.headline}</p>
		${why.detail && html`<p class="detail">${why.detail}</p>`}
		<p class="facts">
			<span><b>${T.traveller(c.traveller)}</b> ${whereText(c)}</span>
			${lane && here && html`<span>${doing(c.lane)} ${T.elapsed} <${Elapsed}
				since=${lane.since_ms}/></span>`}
			<span>${c.officer ? T.seenBy(c.officer.name) : T.unseen}</span>
			<${Wait} c=${c} target=${state.me?.ack_target_ms ?? 0}/>
		</p>
		<${Eyes} c=${c}/>
		<${Waits} c=${c}/>
		<${Sent} c=${c}/>
		${!c.to && (c.acts.length > 0 || c.where !== "desk") && html`<${ActBar} c=${c}>
			${c.state === "open" && html`<${Button} hint="q" text=${muted ? T.unmute : T.mute}
				pressed=${muted} on=${() => mute(`case:${c.id}`)}/>`}</${ActBar}>`}
	</div>`;
}

/** How a case ended that is no more. @param {{c: Case}} props */
export function Outcome({ c }) {
	const ends = c.history.filter((h) => h.state !== "closed");
	const end = ends[ends.length - 1];
	return end && html`<${Failed} c=${c}/><p>${T.outcome}: <b>${happened(end.state, c.kind === "desk")}</b>
		${codeText(end.code) && html`: ${codeText(end.code)}`}
		${end.officer && html` (${officerName(end.officer)})`}</p>`;
}

/** @param {{state: State, id: string}} props */
function Closed({ state, id }) {
	const c = state.closed.find((o) => o.id === id);
	const next = queue()[0];
	const desk = laneOf(laneOfId(id));
	return html`<section class="panel">
		<${Title} key="closed" text=${c ?
			`${caseName(c)}: ${T.caseClosed}` : T.noCase}/>
		${c && html`<${Outcome} c=${c}/>`}
		<p class="row">${next && html`<a class="button main" href=${`#/case/${next.id}`}>
			<kbd aria-hidden="true">n</kbd> ${caseName(next)}</a>`}
			${desk && isDesk(desk.lane) && html`<a class="button" href=${`#/desk/${desk.lane}`}>
				<kbd aria-hidden="true">d</kbd> ${T.desk(desk.name)}</a>`}
			<a class="button" href="#/"><kbd aria-hidden="true">g</kbd> ${T.lanes}</a></p>
	</section>`;
}

/** @param {{state: State, id: string}} props */
export function CaseView({ state, id }) {
	const c = caseOf(id);
	if (!c) {
		return html`<${Closed} state=${state} id=${id}/>`;
	}
	/* what the reason is about comes first */
	const zone = html`<${Compare} key="zone" c=${c}/>`;
	const faces = html`<${Pictures} key="faces" c=${c}/>`;
	return html`<div class="case" key=${id}>
		<${Head} state=${state} c=${c}/>
		<div class="case-parts">
			<div>${aboutZone(c) ? [zone, faces] : [faces, zone]}</div>
			<div><${Hits} c=${c}/><${Findings} c=${c}/><${History} c=${c}/></div>
		</div>
	</div>`;
}
