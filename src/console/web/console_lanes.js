/*
 * console_lanes: all lanes at a glance, and orders to the one that is chosen. Knows states, devices
 * and services. Never knows who a traveller is.
 */
import { html } from "/web/standalone.module.js";
import { startOrder } from "./console_acts.js";
import { Button, Elapsed, Title } from "./console_parts.js";
import { laneOf, mute, set } from "./console_store.js";
import { DIRECTIONS, ORDERS, SERVICES, STATES, T } from "./console_words.js";

/** @typedef {import("./console_types.js").Lane} Lane */
/** @typedef {import("./console_types.js").State} State */

/** The sign, word and colour of a lane as a whole; the worst counts. @param {Lane} lane */
function condition(lane) {
	if (!lane.up) {
		return { kind: "lost", sign: "⊘", text: T.linkLostShort };
	}
	if (lane.alarm || lane.state === "alarm") {
		return { kind: "fail", sign: "▲", text: T.alarm };
	}
	if (lane.state === "evacuate" || lane.state === "clearing") {
		return { kind: "fail", sign: "⇱", text: STATES[lane.state] ?? "" };
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
function Devices({ lane }) {
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

/** @param {number} number lanes beyond the ninth: the key 0 is the tenth's */
const keyOf = (number) => (number <= 10 ? String(number % 10) : "");

/** @param {{lane: Lane, chosen: boolean}} props */
function Card({ lane, chosen }) {
	const is = condition(lane);
	const at = `lane-${lane.lane}`;
	return html`<li class=${`lane ${is.kind} ${chosen ? "chosen" : ""}`}>
		<h2><button type="button" id=${at} aria-pressed=${chosen}
			aria-keyshortcuts=${keyOf(lane.lane)} onClick=${() => choose(lane.lane)}>
			<kbd aria-hidden="true">${keyOf(lane.lane)}</kbd> ${T.lane(lane.name)}</button></h2>
		<p class="condition"><b><span aria-hidden="true">${is.sign} </span>${is.text}</b>
			<span>${DIRECTIONS[lane.direction] ?? lane.direction}${lane.reversed &&
				html` (${T.reversed})`}</span></p>
		${lane.up && html`
			<p class="state"><b>${STATES[lane.state] ?? lane.text}</b> ${T.elapsed} <${Elapsed}
				since=${lane.since_ms}/></p>
			<p class="step">${lane.traveller ? T.traveller(lane.traveller) : T.nobody}${lane.step &&
				html` · ${T.step}: ${lane.step}`}${lane.prompt && html` · “${lane.prompt}”`}</p>
			${lane.closing && html`<p><b>${T.closing}</b></p>`}
			${lane.why && html`<p class="lane-why">${lane.why}</p>`}
			<${Devices} lane=${lane}/>`}
		${!lane.up && html`<p class="state">${T.elapsed} <${Elapsed} since=${lane.since_ms}/></p>`}
		${lane.case && html`<p><a href=${`#/case/${lane.case}`}>${T.toCase}
			<span class="unseen">, ${T.lane(lane.name).toLowerCase()}</span></a></p>`}
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
	const works = ["officer", "supervisor"].includes(state.me?.officer.office ?? "");
	const muted = state.muted.includes(`lane:${lane.lane}`);
	return html`<div class="acts orders" role="group"
		aria-label=${`${T.laneActions}, ${T.lane(lane.name).toLowerCase()}`}>
		<b>${T.lane(lane.name)}</b>
		${works && ORDERS.map((o) => html`<${Button} key=${o.order} text=${o.text} hint=${o.key}
			off=${!lane.orders.includes(o.order)}
			kind=${o.order === "evacuate" ? "danger" : ""}
			on=${() => void startOrder(laneOf(lane.lane), o.order)}/>`)}
		${works && lane.alarm && html`<${Button} hint="q" text=${muted ? T.unmute : T.mute}
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

/** The lanes in one line, for the other screens. @param {{state: State}} props */
export function Strip({ state }) {
	return html`<nav class="strip" aria-label=${T.lanes}><ul>${state.lanes.map((lane) => {
		const is = condition(lane);
		return html`<li key=${lane.lane} class=${is.kind}>
			<a href=${lane.case ? `#/case/${lane.case}` : "#/"}
				onClick=${() => set({ lane: lane.lane })}><b>${lane.name}</b>
				${" "}<span aria-hidden="true">${is.sign}</span> <span class="strip-text">${is.text}</span></a>
		</li>`;
	})}</ul></nav>`;
}
