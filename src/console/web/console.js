/*
 * console: the officers' page: which screen is shown, and what each key does. Knows screens and
 * keys. Never knows how any of them works.
 */
import { html, render } from "/web/standalone.module.js";
import {
	acknowledge, ActDialog, EvacuateDialog, ordersOf, startAct, startOrder,
} from "./console_acts.js";
import { startAlarm, unblock } from "./console_alarm.js";
import { CaseView } from "./console_case.js";
import { enlarge, LookDialog } from "./console_compare.js";
import { Desk, DeskCase } from "./console_desk.js";
import { startHere } from "./console_here.js";
import { choose, Lanes, seesWires, Strip } from "./console_lanes.js";
import { askHandover, Handover, Login, logout, resume } from "./console_login.js";
import { Button, clock, Dialog, useFocusKept, useNow, useStore } from "./console_parts.js";
import { Accounts, Passages } from "./console_passages.js";
import { Queue, startTelling } from "./console_queue.js";
import {
	deskAddress, deskFirst, go, route, shownCase, shownDesk, shownLane,
} from "./console_route.js";
import { Banners, ShiftClock } from "./console_shift.js";
import { caseOf, desks, get, laneOf, mute, queue, set, works } from "./console_store.js";
import { StatisticsView } from "./console_statistics.js";
import { askJoin, JoinDialog } from "./console_waiting.js";
import { Wires } from "./console_wires.js";
import { OFFICES, OTHER_KEYS, T } from "./console_words.js";
import { ACTS } from "./console_words_case.js";
import { ORDERS } from "./console_words_lane.js";

/** @typedef {import("./console_types.js").State} State */

/** @param {State} state */
function office(state) {
	return state.me?.officer.office ?? "";
}

function nextCase() {
	const cases = queue();
	const at = cases.findIndex((c) => c.id === shownCase()?.id);
	const next = cases[(at + 1) % cases.length];
	if (next) {
		go(`#/case/${next.id}`);
	}
}

function quiet() {
	const open = queue().filter((q) => q.state === "open" && q.kind !== "desk");
	const loud = open.find((q) => !get().muted.includes(`case:${q.id}`));
	const c = shownCase() ?? loud ?? open[0];
	const lane = shownLane();
	if (c?.state === "open" && c.kind !== "desk") {
		mute(`case:${c.id}`);
	} else if (lane?.alarm) {
		mute(`lane:${lane.lane}`);
	}
}

/** A digit: on other screens it leads to where the lane is. @param {number} number */
function chooseLane(number) {
	const [screen] = route(get().hash);
	choose(number);
	if (screen && laneOf(number)?.kind === "desk" && works()) {
		go(deskAddress(number));
	} else if (screen === "lane") {
		go(`#/lane/${number}/wires`);
	} else if (screen) {
		go("#/");
	}
}

/** The desk, and at one the next one. */
function goToDesk() {
	const all = desks();
	const at = all.findIndex((desk) => desk.lane === shownDesk()?.lane);
	const next = all[(at + 1) % all.length];
	if (next && works()) {
		go(deskAddress(next.lane));
	}
}

function look() {
	const c = shownCase();
	if (c) {
		enlarge(c);
	}
}

function wires() {
	const lane = shownLane() ?? get().lanes[0];
	if (lane && seesWires(get())) {
		go(`#/lane/${lane.lane}/wires`);
	}
}

const KEYS = /** @type {Record<string, () => void>} */ ({
	n: nextCase, q: quiet, w: wires, h: askHandover, d: goToDesk, v: look,
	g: () => go("#/"),
	b: () => go("#/passages"),
	i: () => go("#/statistics"),
	"?": () => set({ dialog: { kind: "keys" } }),
	escape: () => go("#/"),
});

/** The letter of a key, on keyboards of other scripts too. @param {KeyboardEvent} event */
function letter(event) {
	if (/^[\x20-\x7e]$/.test(event.key) || event.key === "Escape") {
		return event.key.toLowerCase();
	}
	return /^Key[A-Z]$/.test(event.code) ? event.code.slice(3).toLowerCase() : "";
}

/** @param {KeyboardEvent} event */
function elsewhere(event) {
	const at = event.target;
	const typing = at instanceof HTMLElement && at.matches("input, textarea, select");
	return typing || event.ctrlKey || event.altKey || event.metaKey || event.repeat ||
		event.defaultPrevented || !get().me || get().dialog || !get().singleKeys;
}

/** @param {string} key */
function officersKey(key) {
	const act = ACTS.find((a) => a.key === key);
	const lane = shownLane();
	const order = (lane ? ordersOf(lane) : ORDERS).find((o) => o.key === key);
	const c = shownCase();
	if (key === "j") {
		askJoin();
		return true;
	}
	if (act?.act === "ack") {
		acknowledge(c);
	} else if (act && c) {
		void startAct(c, act.act);
	} else if (order) {
		void startOrder(lane, order.order);
	}
	return !!order || (!!act && (!!c || act.act === "ack"));
}

/** @param {KeyboardEvent} event */
function onKey(event) {
	void unblock();
	if (elsewhere(event)) {
		return;
	}
	const key = letter(event);
	const lane = /^[0-9]$/.test(key) ? laneOf(Number(key) || 10) : undefined;
	if (lane) {
		chooseLane(lane.lane);
	} else if (KEYS[key]) {
		KEYS[key]?.();
	} else if (!works() || !officersKey(key)) {
		return;
	}
	event.preventDefault();
}

function Clock() {
	return html`<time class="number">${clock(useNow())}</time>`;
}

/** @param {{state: State, at: string}} props */
function Header({ state, at }) {
	const screens = [["", deskFirst() ? T.deskScreen : T.lanes, "g"], ["passages", T.passages, "b"],
		["statistics", T.statistics, "i"]];
	if (office(state) === "admin") {
		screens.push(["officers", T.accounts, ""]);
	}
	const me = state.me;
	return html`<header>
		<p class="place"><b>${me?.checkpoint}</b>
			${me?.environment === "simulation" && html`
				<strong class="simulation">${T.simulation}</strong>`}
			<${Clock}/></p>
		<nav aria-label=${T.screens}><ul>${screens.map(([to, text, key]) => html`<li key=${to}>
			<a href=${`#/${to}`} aria-current=${at === to ? "page" : undefined}>
				${key && html`<kbd aria-hidden="true">${key}</kbd> `}${text}</a></li>`)}</ul></nav>
		<p class="who">${me?.officer.name} (${OFFICES[office(state)] ?? office(state)})
			<${ShiftClock} state=${state}/>
			${works() && html`<${Button} text=${T.handover} hint="h" on=${askHandover}/>`}
			<${Button} text=${T.keys} hint="?" on=${() => set({ dialog: { kind: "keys" } })}/>
			<${Button} text=${T.logout} on=${logout}/></p>
	</header>`;
}

function KeysDialog() {
	const rows = [...ACTS, ...ORDERS, ...OTHER_KEYS];
	return html`<${Dialog} title=${T.keysTitle} leave=${T.close}
		onClose=${() => set({ dialog: null })}>
		<dl class="keys">${rows.map((r) => html`
			<div><dt><kbd>${r.key}</kbd></dt><dd>${r.text}</dd></div>`)}
		</dl>
		<label class="choice"><input type="checkbox" data-first checked=${get().singleKeys}
			onChange=${(/** @type {any} */ e) => set({ singleKeys: e.currentTarget.checked })}/>
			${T.keysOn}</label>
	</${Dialog}>`;
}

/** @param {{state: State}} props */
function AnyDialog({ state }) {
	const dialog = state.dialog;
	switch (dialog?.kind) {
	case "act":
		return html`<${ActDialog} key=${dialog.id + dialog.act} state=${state} dialog=${dialog}/>`;
	case "take":
		return html`<${JoinDialog} key=${dialog.id} c=${caseOf(dialog.id)}/>`;
	case "look":
		return html`<${LookDialog} key=${dialog.id} c=${caseOf(dialog.id)}/>`;
	case "evacuate":
		return html`<${EvacuateDialog} key=${dialog.lane} lane=${dialog.lane}/>`;
	case "handover":
		return html`<${Handover} key=${String(dialog.forced)} state=${state}
			forced=${dialog.forced}/>`;
	case "keys":
		return html`<${KeysDialog}/>`;
	default:
		return null;
	}
}

/** @param {{state: State, path: string[]}} props */
function Screen({ state, path }) {
	const [screen, what] = path;
	switch (screen) {
	case "case": {
		const c = caseOf(what ?? "");
		return c?.kind === "desk" ? html`<${DeskCase} key=${c.id} c=${c}/>` :
			html`<${CaseView} state=${state} id=${what ?? ""}/>`;
	}
	case "desk":
		return html`<${Desk} state=${state} number=${Number(what)}/>`;
	case "passages":
		return html`<${Passages} state=${state}/>`;
	case "statistics":
		return html`<${StatisticsView} key=${state.me?.token} state=${state}/>`;
	case "officers":
		return html`<${Accounts}/>`;
	case "lane":
		return html`<${Wires} state=${state} number=${Number(what)}/>`;
	default: {
		const desk = deskFirst();
		return desk ? html`<${Desk} state=${state} number=${desk.lane}/>` :
			html`<${Lanes} state=${state}/>`;
	}
	}
}

/** Where one desk is all there is, a queue of its one traveller would tell nothing. */
function queues(/** @type {State} */ state) {
	const desk = deskFirst();
	return works() && !(desk && state.cases.every((c) => c.id === desk.case));
}

function Page() {
	const state = useStore();
	useFocusKept();
	if (!state.asked) {
		return html`<main id="content"><h1>${T.title}</h1><p>${T.loading}</p></main>`;
	}
	if (!state.me) {
		return html`<${Login} state=${state}/>`;
	}
	const path = route(state.hash);
	const at = path[0] ?? "";
	const queued = queues(state);
	return html`<div class="page">
		<a class="skip" href="#content" onClick=${skipTo("content")}>${T.skip}</a>
		${queued && html`<a class="skip" href="#queue"
			onClick=${skipTo("queue")}>${T.skipQueue}</a>`}
		<${Header} state=${state} at=${at}/>
		<${Banners} state=${state}/>
		${at !== "" && !deskFirst() && html`<${Strip} state=${state}/>`}
		<div class=${queued ? "with-queue" : ""}>
			${queued && html`<${Queue} state=${state} shown=${path[1] ?? ""}/>`}
			<main id="content" tabindex="-1">
				<${Screen} key=${path.join("/")} state=${state} path=${path}/>
			</main>
		</div>
		<${AnyDialog} state=${state}/>
	</div>`;
}

/**
 * A skip link moves the focus and leaves the address, which says what is shown.
 * @param {string} id
 */
function skipTo(id) {
	return (/** @type {Event} */ event) => {
		event.preventDefault();
		document.getElementById(id)?.focus();
	};
}

function start() {
	const place = document.getElementById("console");
	if (!place) {
		return;
	}
	set({ hash: location.hash });
	addEventListener("hashchange", () => set({ hash: location.hash }));
	addEventListener("keydown", onKey);
	addEventListener("pointerdown", () => void unblock());
	startAlarm();
	startTelling();
	startHere();
	place.textContent = ""; /* that it is loading */
	render(html`<${Page}/>`, place);
	void resume();
}

start();
