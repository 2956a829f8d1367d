/*
 * console_case: one referral, so that an officer sees at once why, and decides. Knows how its parts
 * lie on the page. Never knows more of a closed case than how it ended.
 */
import { html } from "/web/standalone.module.js";
import { ActBar } from "./console_acts.js";
import { Compare, Pictures } from "./console_compare.js";
import { aboutZone, Findings, whyOf } from "./console_findings.js";
import { Eyes, Hits } from "./console_hits.js";
import { Button, clock, codeText, Elapsed, officerName, Title } from "./console_parts.js";
import { caseOf, laneName, laneOf, mute, queue } from "./console_store.js";
import { ACTS, HAPPENED, STATES, T, WHERE } from "./console_words.js";
import { Wait } from "./console_queue.js";

/** @typedef {import("./console_types.js").Case} Case */
/** @typedef {import("./console_types.js").State} State */

/** @param {string} word of an act, or a text */
const actText = (word) => ACTS.find((a) => a.act === word)?.text ?? word;

/** @param {{c: Case}} props */
function History({ c }) {
	return html`<section class="panel" aria-labelledby="history-title">
		<h2 id="history-title">${T.history}</h2>
		<ol class="history">${c.history.map((h) => html`<li>
			<time>${clock(h.at_ms)}</time> <b>${HAPPENED[h.state] ?? h.state}</b>
			${h.officer && html`, ${officerName(h.officer)}`}
			${codeText(h.code) && html`: ${codeText(h.code)}`}
			${h.note && html` <q>${h.note}</q>`}</li>`)}</ol>
	</section>`;
}

/** @param {{state: State, c: Case}} props */
function Head({ state, c }) {
	const why = whyOf(c);
	const lane = laneOf(c.lane);
	const doing = lane ? STATES[lane.state] ?? lane.state : "";
	const muted = state.muted.includes(`case:${c.id}`);
	return html`<div class=${`why ${c.state === "open" ? "unseen-case" : ""}`}>
		<${Title} text=${T.caseTitle(laneName(c.lane))}/>
		<p class="headline"><span aria-hidden="true">${why.sign} </span>
			<span class="unseen">${T.whyReferred}: </span>${why.headline}</p>
		${why.detail && html`<p class="detail">${why.detail}</p>`}
		<p class="facts">
			<span><b>${T.traveller(c.traveller)}</b> ${WHERE[c.where] ?? c.where}</span>
			${lane && html`<span>${doing} ${T.elapsed} <${Elapsed} since=${lane.since_ms}/></span>`}
			<span>${c.officer ? T.seenBy(c.officer.name) : T.unseen}</span>
			<${Wait} c=${c} target=${state.me?.ack_target_ms ?? 0}/>
		</p>
		<${Eyes} c=${c}/>
		${c.waits && html`<p class="banner warn" role="status">↻ ${T.ordered(actText(c.waits))}</p>`}
		${c.failed && html`<p class="banner bad" role="alert">✗ ${T.notTaken(actText(c.failed))}</p>`}
		<${ActBar} c=${c}>${c.state === "open" && html`<${Button} hint="q"
			text=${muted ? T.unmute : T.mute} pressed=${muted}
			on=${() => mute(`case:${c.id}`)}/>`}</${ActBar}>
	</div>`;
}

/** How a case ended that is no more. @param {{state: State, id: string}} props */
function Closed({ state, id }) {
	const c = state.closed?.id === id ? state.closed : null;
	const ends = c?.history.filter((h) => h.state !== "closed") ?? [];
	const end = ends[ends.length - 1];
	const next = queue()[0];
	return html`<section class="panel">
		<${Title} key="closed" text=${c ?
			`${T.caseTitle(laneName(c.lane))}: ${T.caseClosed}` : T.noCase}/>
		${end && html`<p>${T.outcome}: <b>${HAPPENED[end.state] ?? end.state}</b>
			${codeText(end.code) && html`: ${codeText(end.code)}`}
			${end.officer && html` (${officerName(end.officer)})`}</p>`}
		<p class="row">${next && html`<a class="button main" href=${`#/case/${next.id}`}>
			<kbd aria-hidden="true">n</kbd> ${T.caseTitle(laneName(next.lane))}</a>`}
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
