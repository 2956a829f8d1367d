/*
 * console_queue: who waits for an officer, oldest first, and for how long against the target. Knows
 * cases by why and when. Never knows a name.
 */
import { html } from "/web/standalone.module.js";
import { whyOf } from "./console_findings.js";
import { Button, placeName, placeWithin, say, span, useNow, whereText } from "./console_parts.js";
import { mute, queue, subscribe } from "./console_store.js";
import { Waiting } from "./console_waiting.js";
import { T } from "./console_words.js";

/** @typedef {import("./console_types.js").Case} Case */
/** @typedef {import("./console_types.js").State} State */

const BAR = 100;

/**
 * How long nobody has looked, against the target; then, how long it took. @param {{c: Case,
 *   target: number}} props
 */
export function Wait({ c, target }) {
	const now = useNow();
	const waited = (c.acked_ms && c.state !== "open" ? c.acked_ms : now) - c.opened_ms;
	const late = target > 0 && waited > target;
	const x = target > 0 ? Math.min(BAR, Math.max(0, waited / target * BAR)) : 0;
	return html`<span class=${`wait ${late ? "late" : ""}`}>
		${c.state === "open" ? T.waits : T.acknowledgedIn} <b class="number">${span(waited)}</b>
		${target > 0 && html` ${T.of} ${span(target)}
			<svg viewBox=${`0 0 ${BAR} 8`} preserveAspectRatio="none" aria-hidden="true">
				<rect class="scale" width=${BAR} height="8"/>
				<rect class="value" width=${x} height="8"/></svg>`}
		${late && html` <strong>! ${T.overTarget}</strong>`}
	</span>`;
}

/** @param {{c: Case, state: State, shown: boolean}} props */
function Item({ c, state, shown }) {
	const why = whyOf(c);
	const desk = c.kind === "desk"; /* makes no sound: who is there is seen */
	const open = c.state === "open" && !desk;
	const muted = state.muted.includes(`case:${c.id}`);
	/* changes once a second, with the clock: an animation would draw sixty times as often */
	const bright = Math.floor(useNow() / 1000) % 2 === 1 ? "bright" : "";
	const calls = open && !muted ? `calls ${bright}` : "";
	return html`<li class=${`item ${open ? "unseen-case" : ""} ${calls}`}>
		<a href=${`#/case/${c.id}`} aria-current=${shown ? "true" : undefined}>
			<b>${placeName(c.lane)}</b>, ${whereText(c)}:
			<span class=${`item-why is-${why.kind}`}><span aria-hidden="true">${why.sign} </span>${why.headline}</span>
		</a>
		${c.hits.length > 0 && html`<p><b>⚠ ${T.hit}</b></p>`}
		${c.agreed && html`<p><b>${T.agreedWaits(c.agreed.name)}</b></p>`}
		${!desk && html`<p><${Wait} c=${c} target=${state.me?.ack_target_ms ?? 0}/></p>`}
		<p>${c.officer ? T.seenBy(c.officer.name) : T.unseen}
			${open && html` <${Button} text=${muted ? T.unmute : T.mute} pressed=${muted}
				label=${`${muted ? T.unmute : T.mute}, ${placeWithin(c.lane)}`}
				kind="small" on=${() => mute(`case:${c.id}`)}/>`}</p>
	</li>`;
}

/** @param {{state: State, shown: string}} props */
export function Queue({ state, shown }) {
	const cases = queue();
	return html`<section id="queue" tabindex="-1" class="queue" aria-labelledby="queue-title">
		<h2 id="queue-title">${T.queue} (${cases.length})</h2>
		${cases.length === 0 && html`<p>${T.noCases}</p>`}
		<ol>${cases.map((c) => html`<${Item} key=${c.id} c=${c} state=${state}
			shown=${c.id === shown}/>`)}</ol>
		<${Waiting} state=${state}/>
	</section>`;
}

/** @param {Case[]} cases @param {(place: string, why: string) => string} words */
function told(cases, words) {
	return cases.map((c) => words(placeWithin(c.lane), whyOf(c).headline)).join(". ");
}

/** Tells a screen reader of each new referral, of each that comes again, and of who is at a desk. */
export function startTelling() {
	/** @type {Map<string, string>} */
	let before = new Map();
	subscribe((state) => {
		const fresh = state.cases.filter((c) => c.state === "open" && before.get(c.id) !== "open");
		before = new Map(state.cases.map((c) => [c.id, c.state]));
		const calling = fresh.filter((c) => c.kind !== "desk");
		const here = fresh.filter((c) => c.kind === "desk");
		if (calling.length > 0) {
			say("assertive", told(calling, T.newReferral));
		}
		if (here.length > 0) {
			say("polite", told(here, T.newAtDesk));
		}
		const open = state.cases.filter((c) => c.state === "open" && c.kind !== "desk").length;
		document.title = `${open > 0 ? `(${open}) ` : ""}${T.title}` +
			(state.me ? `, ${state.me.checkpoint}` : "");
	});
}
