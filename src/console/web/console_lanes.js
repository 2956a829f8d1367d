/*
 * console_lanes: all lanes at a glance, and orders to the one that is chosen. Knows states, devices
 * and services. Never knows who a traveller is.
 */
import { html } from "/web/standalone.module.js";
import { ordersOf, startOrder } from "./console_acts.js";
import { Button, doing, Elapsed, placeName, placeWithin, Title } from "./console_parts.js";
import { laneOf, mute, set, works } from "./console_store.js";
import { deskAddress } from "./console_route.js";
import { T } from "./console_words.js";
import { DIRECTIONS, SERVICES, STATES } from "./console_words_lane.js";

/** @typedef {import("./console_types.js").Lane} Lane */
/** @typedef {import("./console_types.js").State} State */

/** The sign, word and colour of a lane as a whole; the worst counts. @param {Lane} lane */
export function condition(lane) {
	if (!lane.up) {
		return { kind: "lost", sign: "⊘", text: T.linkLostShort };
	}
	if (lane.alarm || lane.state === "alarm") {
		return { kind: "fail", sign: "▲", text: T.alarm };
	}
	if (lane.state === "evacuate" || lane.state === "clearing") {
		return { kind: "fail", sign: "⇱", text: STATES[lane.state] ?? "" };
	}
	if (lane.case && lane.kind === "desk") {
		return { kind: "busy", sign: "●", text: T.atDesk };
	}
	if (lane.case) {
		return { kind: "refer", sign: "!", text: T.referral };
	}
	if (lane.service !== "open") {
		return { kind: "off", sign: "–", text: SERVICES[lane.service] ?? lane.service };
	}
	return { kind: "pass", sign: "✓", text: SERVICES["open"] ?? "" };
}

/** What does not work, in words. @param {{lane: Lane}} props */
export function Devices({ lane }) {
	const broken = lane.devices.filter((d) => !d.ok);
	const known = new Set(lane.devices.map((d) => d.name));
	const missing = lane.missing.filter((m) => !known.has(m));
	if (broken.length === 0 && missing.length === 0) {
		return html`<p class="devices">✓ ${T.devicesFine}</p>`;
	}
	return html`<ul class="devices broken">
		${broken.map((d) => html`<li>✗ ${d.name}: ${d.text}</li>`)}
		${missing.map((m) => html`<li>✗ ${m}: ${T.missing}</li>`)}</ul>`;
}

/**
 * A counter: an officer behind it, a document on it. Says what it is to those who hear.
 * @param {{large?: boolean}} props
 */
export function DeskSign({ large }) {
	return html`<svg class=${large ? "desk-sign large" : "desk-sign"} role="img" viewBox="0 0 48 40"
		aria-label=${T.deskSign}><circle cx="24" cy="7" r="6"/>
		<path d="M12 24c0-7 5-10 12-10s12 3 12 10z"/><path d="M2 25h44v6H2z"/>
		<path d="M6 33h36v6H6z"/><path class="paper" d="M30 19h11v5H30z"/></svg>`;
}

/** @param {number} number lanes beyond the ninth: the key 0 is the tenth's */
const keyOf = (number) => (number <= 10 ? String(number % 10) : "");

/** @param {{lane: Lane, chosen: boolean}} props */
function Card({ lane, chosen }) {
	const is = condition(lane);
	const at = `lane-${lane.lane}`;
	return html`<li class=${`lane ${is.kind} ${chosen ? "chosen" : ""}`}>
		<h2><button type="button" id=${at} aria-pressed=${chosen}
			aria-keyshortcuts=${keyOf(lane.lane)} onClick=${() => choose(lane.lane)}>
			<kbd aria-hidden="true">${keyOf(lane.lane)}</kbd> ${placeName(lane.lane)}
			${lane.kind === "desk" && html`<${DeskSign}/>`}</button></h2>
		<p class="condition"><b><span aria-hidden="true">${is.sign} </span>${is.text}</b>
			<span>${DIRECTIONS[lane.direction] ?? lane.direction}${lane.reversed &&
				html` (${T.reversed})`}</span></p>
		${lane.up && html`
			<p class="state"><b>${doing(lane.lane)}</b> ${T.elapsed} <${Elapsed}
				since=${lane.since_ms}/></p>
			<p class="step">${lane.traveller ? T.traveller(lane.traveller) : T.nobody}${lane.step &&
				html` · ${T.step}: ${lane.step}`}${lane.prompt && html` · “${lane.prompt}”`}</p>
			${lane.closing && html`<p><b>${T.closing}</b></p>`}
			${lane.why && html`<p class="lane-why">${lane.why}</p>`}
			<${Devices} lane=${lane}/>`}
		${!lane.up && html`<p class="state">${T.elapsed} <${Elapsed} since=${lane.since_ms}/></p>`}
		${lane.kind === "desk" && works() ? html`<p><a href=${deskAddress(lane.lane)}>${T.toDeskLink}
			<span class="unseen">, ${placeWithin(lane.lane)}</span></a></p>` :
		lane.case && html`<p><a href=${`#/case/${lane.case}`}>${T.toCase}
			<span class="unseen">, ${placeWithin(lane.lane)}</span></a></p>`}
	</li>`;
}

/** Orders go to this lane from now on. @param {number} number */
export function choose(number) {
	set({ lane: number });
	document.getElementById(`lane-${number}`)?.focus();
}

/** Levels of wires are told to integrators alone. @param {State} state */
export function seesWires(state) {
	return state.me?.officer.office === "integrator";
}

/** What may be ordered of a lane. @param {{lane: Lane, state: State}} props */
export function OrderBar({ lane, state }) {
	const muted = state.muted.includes(`lane:${lane.lane}`);
	return html`<div class="acts orders" role="group"
		aria-label=${`${T.laneActions}, ${placeWithin(lane.lane)}`}>
		<b>${placeName(lane.lane)}</b>
		${works() && ordersOf(lane).map((o) => html`<${Button} key=${o.order} text=${o.text} hint=${o.key}
			off=${!lane.orders.includes(o.order)}
			kind=${o.order === "evacuate" ? "danger" : ""}
			on=${() => void startOrder(laneOf(lane.lane), o.order)}/>`)}
		${works() && lane.alarm && html`<${Button} hint="q" text=${muted ? T.unmute : T.mute}
			pressed=${muted} on=${() => mute(`lane:${lane.lane}`)}/>`}
		${seesWires(state) && html`<a class="button" href=${`#/lane/${lane.lane}/wires`}
			aria-keyshortcuts="w"><kbd aria-hidden="true">w</kbd> ${T.wires}</a>`}
	</div>`;
}

/** @param {{state: State}} props */
export function Lanes({ state }) {
	const chosen = laneOf(state.lane);
	return html`<section class="lanes">
		<${Title} text=${T.lanes}/>
		${state.lanes.length === 0 && html`<p>${T.noLanes}</p>`}
		${!chosen && state.lanes.length > 0 && html`<p>${T.chooseLane}</p>`}
		${chosen && html`<${OrderBar} lane=${chosen} state=${state}/>`}
		<ul>${state.lanes.map((lane) => html`<${Card} key=${lane.lane} lane=${lane}
			chosen=${lane.lane === state.lane}/>`)}</ul>
	</section>`;
}

/** Where a lane's traveller is shown. @param {Lane} lane */
function addressOf(lane) {
	if (lane.kind === "desk" && works()) {
		return deskAddress(lane.lane);
	}
	return lane.case ? `#/case/${lane.case}` : "#/";
}

/** The lanes in one line, for the other screens. @param {{state: State}} props */
export function Strip({ state }) {
	return html`<nav class="strip" aria-label=${T.lanes}><ul>${state.lanes.map((lane) => {
		const is = condition(lane);
		return html`<li key=${lane.lane} class=${is.kind}>
			<a href=${addressOf(lane)}
				onClick=${() => set({ lane: lane.lane })}>${lane.kind === "desk" && html`<${DeskSign}/> `}<b>${lane.name}</b>
				${" "}<span aria-hidden="true">${is.sign}</span> <span class="strip-text">${is.text}</span></a>
		</li>`;
	})}</ul></nav>`;
}
