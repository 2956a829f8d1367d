/*
 * console_desk: an officer's counter on one screen: the document and who shows it, side by side, what
 * was found, what still has to be taken, and what the officer decides. Knows how the parts lie.
 * Never decides.
 */
import { html } from "/web/standalone.module.js";
import { ActBar, joinable, needsText } from "./console_acts.js";
import { History, Outcome, Sent, Steps, Waits } from "./console_case.js";
import { Compare, Pictures } from "./console_compare.js";
import { Findings, whyOf, whyText } from "./console_findings.js";
import { Eyes, FromHits, Hits } from "./console_hits.js";
import { condition, DeskSign, Devices, OrderBar } from "./console_lanes.js";
import { Button, caseName, doing, Elapsed, placeName, placeWithin, Title, whereText } from "./console_parts.js";
import { deskCase, isDesk, laneOf, laneOfId, waiting, works } from "./console_store.js";
import { askJoin, part } from "./console_waiting.js";
import { T } from "./console_words.js";

/** @typedef {import("./console_types.js").Case} Case */
/** @typedef {import("./console_types.js").Lane} Lane */
/** @typedef {import("./console_types.js").State} State */

/** What still has to be taken before somebody can be admitted. @param {{c: Case}} props */
function Needs({ c }) {
	return c.needs.length > 0 ? html`<span class="warn needs" role="status">
		<span aria-hidden="true">☐ </span>${T.needs}: <b>${needsText(c)}</b></span>` : null;
}

/** The case at a gate that is finished here. @param {{c: Case}} props */
function From({ c }) {
	if (!c.from) {
		return null;
	}
	const lane = laneOfId(c.from.id);
	return html`<section class="panel from" aria-labelledby="from-title">
		<div class="heading"><h2 id="from-title">${T.fromGate(placeWithin(lane))}</h2>
			${joinable(c) && html`<${Button} kind="small" text=${T.notFrom}
				on=${() => part(c)}/>`}</div>
		<p><b>${whyText(c.from.why)}</b></p>
		<${Steps} history=${c.from.history} desk=${isDesk(lane)}/>
	</section>`;
}

/** @param {{c: Case, lane: Lane | undefined}} props */
function Facts({ c, lane }) {
	const here = lane?.case === c.id;
	return html`<p class="facts">
		${here && html`<span><b>${doing(c.lane)}</b>${lane.prompt && html` “${lane.prompt}”`}</span>`}
		${c.where === "inside" ? html`<span>${T.deskSince} <${Elapsed} since=${c.opened_ms}/></span>` :
			html`<span>${whereText(c)}</span>`}
		${c.officer && html`<span>${T.seenBy(c.officer.name)}</span>`}
		<${Needs} c=${c}/>
	</p>`;
}

/** @param {{c: Case}} props */
function Head({ c }) {
	const why = whyOf(c);
	const joins = joinable(c) && (!!c.from || waiting().some((w) => !w.to));
	return html`<div class=${`why at-desk is-${why.kind}`}>
		<${Title} text=${caseName(c)}/>
		<p class="headline"><span aria-hidden="true">${why.sign} </span>${why.headline}</p>
		${why.detail && html`<p class="detail">${why.detail}</p>`}
		<${Facts} c=${c} lane=${laneOf(c.lane)}/>
		<${Eyes} c=${c}/>
		<${Waits} c=${c}/>
		<${Sent} c=${c}/>
		${!c.to && html`<${ActBar} c=${c}>${joins && html`<${Button} hint="j" text=${T.take}
			on=${askJoin}/>`}</${ActBar}>`}
	</div>`;
}

/** @param {{c: Case}} props */
export function DeskCase({ c }) {
	return html`<div class="case desk-case" key=${c.id}>
		<${Head} c=${c}/>
		<div class="desk-parts">
			<${Pictures} c=${c}/>
			<${Compare} c=${c}/>
			<div><${From} c=${c}/><${FromHits} c=${c}/><${Hits} c=${c}/><${Findings} c=${c}/>
				<${History} c=${c}/></div>
		</div>
	</div>`;
}

/** Nobody is at the desk. @param {{state: State, lane: Lane}} props */
function Idle({ state, lane }) {
	const is = condition(lane);
	const last = state.closed.find((c) => c.lane === lane.lane);
	const idle = lane.up && lane.state === "idle";
	const ready = idle && lane.service === "open";
	/* nobody is asked for a document before it can be read */
	const headline = lane.up && !idle ? doing(lane.lane) : is.text;
	return html`<section class="desk-idle" key="idle">
		<${OrderBar} lane=${lane} state=${state}/>
		<div class=${`panel lane ${is.kind}`}>
			<${DeskSign} large=${true}/>
			<${Title} text=${placeName(lane.lane)}/>
			<p class="headline">${ready ? T.deskPlace : html`<span aria-hidden="true">${is.sign}
				${" "}</span>${headline}`}</p>
			<p>${ready ? T.deskPlaceHow : headline !== is.text && is.text}</p>
			${lane.why && html`<p class="lane-why">${lane.why}</p>`}
			${lane.up && html`<${Devices} lane=${lane}/>`}
		</div>
		${last && html`<div class="panel last"><h2>${T.decidedLast}</h2><${Outcome} c=${last}/></div>`}
	</section>`;
}

/** @param {{state: State, number: number}} props */
export function Desk({ state, number }) {
	const lane = laneOf(number);
	if (!lane || lane.kind !== "desk") {
		return html`<section class="panel"><${Title} text=${T.deskNone}/></section>`;
	}
	const c = works() ? deskCase(number) : undefined;
	return c ? html`<${DeskCase} key=${c.id} c=${c}/>` :
		html`<${Idle} key="idle" state=${state} lane=${lane}/>`;
}
