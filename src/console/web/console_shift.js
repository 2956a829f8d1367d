/*
 * console_shift: the hour at this screen: clock, warning, and the hand-over that is asked for at its
 * end; banners of what is lost. Knows times. Never knows travellers.
 */
import { html, useEffect } from "/web/standalone.module.js";
import { Button, placeWithin, span, useNow } from "./console_parts.js";
import { askHandover } from "./console_login.js";
import { dismiss, set, works } from "./console_store.js";
import { T } from "./console_words.js";

/** @typedef {import("./console_types.js").State} State */
/** @typedef {import("./console_types.js").Lane} Lane */

const WARNING_MS = 5 * 60 * 1000;

/** What is left of the shift. @param {{state: State}} props */
export function ShiftClock({ state }) {
	const left = state.until - useNow();
	const over = left <= 0;
	useEffect(() => {
		if (state.until && over && works()) {
			set({ dialog: { kind: "handover", forced: true } });
		}
	}, [over, state.until]);
	if (!state.until) {
		return null;
	}
	return html`<span class=${`shift ${left < WARNING_MS ? "late" : ""}`}>${over ? T.shiftOver :
		html`${T.shiftLeft} <b class="number">${span(left)}</b>`}</span>`;
}

/** @param {{state: State}} props */
function ShiftWarning({ state }) {
	const left = state.until - useNow();
	if (!state.until || (left > WARNING_MS && !state.due) || left <= 0 || !works()) {
		return null;
	}
	return html`<div class="banner warn"><p><span aria-hidden="true">⚠ </span>
		${T.shiftWarning(`${Math.ceil(left / 60000)} min`)}</p>
		<${Button} text=${T.handover} hint="h" on=${askHandover}/></div>`;
}

/** What is lost, and what was done or not. @param {{state: State}} props */
export function Banners({ state }) {
	const lost = state.lanes.filter((l) => !l.up && l.kind !== "desk");
	const lostDesks = state.lanes.filter((l) => !l.up && l.kind === "desk");
	const names = (/** @type {Lane[]} */ lanes) => lanes.map((l) => placeWithin(l.lane)).join(", ");
	const alarms = state.lanes.filter((l) => l.up && l.alarm);
	return html`<div class="banners">
		<div role="alert">
			${state.link === "lost" && html`<p class="banner bad"><span aria-hidden="true">⊘ </span>
				${T.serverLost}</p>`}
			${state.repeating && html`<p class="banner warn"><span aria-hidden="true">↻ </span>
				${state.repeating === "busy" ? T.repeatingBusy : T.repeating}</p>`}
			${lost.length > 0 && html`<p class="banner bad"><span aria-hidden="true">⊘ </span>
				${T.linkLost(names(lost))}</p>`}
			${lostDesks.length > 0 && html`<p class="banner bad"><span aria-hidden="true">⊘ </span>
				${T.deskLost(names(lostDesks))}</p>`}
			${alarms.map((l) => html`<p class="banner bad" key=${l.lane}>
				<span aria-hidden="true">▲ </span>${T.laneAlarm(placeWithin(l.lane), l.why || l.text)}</p>`)}
			${state.notices.filter((n) => n.kind === "wrong").map((n) => html`
				<div class="banner bad" key=${n.id}><p><span aria-hidden="true">✗ </span>${n.text}</p>
				<${Button} text=${T.dismiss} on=${() => dismiss(n.id)}/></div>`)}
		</div>
		<div role="status">
			${state.soundBlocked && html`<p class="banner warn"><span aria-hidden="true">♪ </span>
				${T.soundBlocked}</p>`}
			<${ShiftWarning} state=${state}/>
			${state.notices.filter((n) => n.kind === "done").map((n) => html`
				<div class="banner good" key=${n.id}><p><span aria-hidden="true">✓ </span>${n.text}</p>
				<${Button} text=${T.dismiss} on=${() => dismiss(n.id)}/></div>`)}
		</div>
	</div>`;
}
