/*
 * console_wires: a lane as its integrator sees it: levels of all wires and what happens, live. Knows
 * wires and the controller's counters. Never knows travellers.
 */
import { html } from "/web/standalone.module.js";
import { clock, Elapsed, placeWithin, Table, Title } from "./console_parts.js";
import { laneOf } from "./console_store.js";
import { T } from "./console_words.js";
import { INPUTS, LOADS, OUTPUTS, STATES } from "./console_words_lane.js";

/** @typedef {import("./console_types.js").State} State */
/** @typedef {import("./console_types.js").WireEvent} WireEvent */

/** @param {{title: string, names: string[], on: string[]}} props */
function Levels({ title, names, on }) {
	const all = [...names, ...on.filter((name) => !names.includes(name))];
	const rows = all.map((name) => [html`<code>${name}</code>`,
		on.includes(name) ? html`<span class="on">${T.on}</span>` : T.off]);
	return html`<${Table} caption=${title} heads=${[T.wire, T.level]} rows=${rows}/>`;
}

/** @param {WireEvent} event */
function told(event) {
	const wires = event.changed.map((w) =>
		(w.startsWith("+") ? T.turnedOn(w.slice(1)) : T.turnedOff(w.slice(1))));
	return [event.text ? STATES[event.text] ?? event.text : T.linkLostShort, ...wires].join(", ");
}

/** @param {{state: State, number: number}} props */
export function Wires({ state, number }) {
	const lane = laneOf(number);
	if (!lane) {
		return html`<section class="panel"><${Title} text=${T.noLane}/></section>`;
	}
	const events = state.wires[number] ?? [];
	return html`<section class="panel" key=${number}>
		<${Title} text=${T.wiresTitle(placeWithin(number))}/>
		<p><b>${lane.up ? STATES[lane.state] ?? lane.text : T.linkLostShort}</b> ${T.elapsed} <${Elapsed}
			since=${lane.since_ms}/></p>
		<div class="tables">
			<${Levels} title=${T.inputs} names=${INPUTS} on=${lane.inputs}/>
			<${Levels} title=${T.outputs} names=${OUTPUTS} on=${lane.outputs}/>
			<div>
				<${Table} caption=${T.load} heads=${[T.what, T.count]}
					rows=${Object.entries(lane.load).map(([name, n]) => [LOADS[name] ?? name, n])}/>
				<h2>${T.events}</h2>
				${events.length === 0 ? html`<p>${T.noEvents}</p>` : html`<${Table} caption=${T.events}
					unseenCaption=${true} heads=${[T.time, T.event]}
					rows=${events.map((e) => [clock(e.at_ms), told(e)])}/>`}
			</div>
		</div>
	</section>`;
}
