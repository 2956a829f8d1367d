/*
 * console_statistics: what came of the shift, as a chart and as tables with the same numbers. Knows
 * counts. Never knows travellers.
 */
import { html, useEffect, useRef } from "/web/standalone.module.js";
import uPlot from "/web/uPlot.esm.js";
import { fetchJson } from "./console_api.js";
import { hour, span, Table, Title } from "./console_parts.js";
import { get, set } from "./console_store.js";
import { T } from "./console_words.js";

/** @typedef {import("./console_types.js").State} State */
/** @typedef {import("./console_types.js").Statistics} Statistics */

const HEIGHT = 240;
const WIDTH_MAX = 900;
const HALF_S = 1800; /* an hour's bar stands on its beginning */
const COUNT_MIN = 5; /* the scale goes so far at least */
const LABELS = 12; /* that fit below the chart */
const NONE = "–";
const EVERY_MS = 10000; /* asked for at most so often */
const SPREAD_MS = 2000; /* so that screens do not all ask at once */

/** @param {string} name a colour of the style sheet */
const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** @param {unknown} _u @param {number} min @param {number} max of the beginnings of hours */
const hoursRange = (_u, min, max) => [min - HALF_S, max + HALF_S];

/** @param {unknown} _u @param {number} _min @param {number} max */
const countRange = (_u, _min, max) => [0, Math.max(COUNT_MIN, max * 1.1)];

/** @param {unknown} _u @param {number[]} at */
const hourTexts = (_u, at) => at.map((s) => hour(s * 1000));

/** @param {number} width @param {number[]} all beginnings of hours, in seconds */
function options(width, all) {
	const hours = all.filter((_, i) => i % Math.ceil(all.length / LABELS) === 0);
	const axis = { stroke: colour("--text"), grid: { stroke: colour("--line") },
		ticks: { stroke: colour("--line") }, font: "14px system-ui" };
	const bars = uPlot.paths.bars?.({ size: [0.6, 60] });
	return {
		width, height: HEIGHT, legend: { show: false }, cursor: { show: false },
		scales: { x: { time: true, range: hoursRange }, y: { range: countRange } },
		axes: [{ ...axis, grid: { show: false }, splits: () => hours, values: hourTexts }, axis],
		series: [{}, { label: T.crossings, stroke: colour("--accent"), width: 2, paths: bars,
			fill: colour("--accent-soft"), points: { show: false } },
		{ label: T.referrals, stroke: colour("--bad"), width: 3, dash: [8, 4],
			points: { show: true, size: 10 } }],
	};
}

/** The picture; whoever cannot see it has the table. @param {{statistics: Statistics}} props */
function Chart({ statistics }) {
	const ref = useRef(/** @type {HTMLDivElement | null} */ (null));
	useEffect(() => {
		const place = ref.current;
		if (!place) {
			return undefined;
		}
		const data = /** @type {[number[], number[], number[]]} */ ([
			statistics.hours.map((h) => h.at_ms / 1000), statistics.hours.map((h) => h.crossings),
			statistics.hours.map((h) => h.referrals)]);
		const dark = matchMedia("(prefers-color-scheme: dark)");
		/** @type {uPlot | null} */
		let plot = null;
		const draw = () => {
			plot?.destroy();
			plot = new uPlot(options(Math.min(WIDTH_MAX, place.clientWidth), data[0]), data, place);
		};
		draw();
		dark.addEventListener("change", draw);
		addEventListener("resize", draw);
		return () => {
			dark.removeEventListener("change", draw);
			removeEventListener("resize", draw);
			plot?.destroy();
		};
	}, [statistics]);
	return html`<figure class="chart"><div ref=${ref} role="img" aria-label=${T.chart}></div>
		<figcaption><span class="key-crossings">▮ ${T.crossings}</span>
			<span class="key-referrals">●╌╌● ${T.referrals}</span></figcaption></figure>`;
}

/** @param {number | null} ms null: there was none */
const duration = (ms) => (ms === null ? NONE : span(ms));

/** @param {number | null} part of 1 */
const share = (part) => (part === null ? NONE : `${(100 * part).toFixed(0)} %`);

async function ask() {
	const token = get().me?.token;
	const answer = await fetchJson("/api/statistics");
	if (answer.status === 200 && get().me?.token === token) { /* another officer's are others */
		set({ statistics: answer.body });
	}
}

/** Asks for them at once, and again when they have changed. @param {number} counted */
function useFresh(counted) {
	const asked = useRef({ at: 0, of: -1 });
	const timer = useRef(/** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined));
	useEffect(() => {
		const last = asked.current;
		if (timer.current !== undefined || counted === last.of) {
			return;
		}
		const fresh = () => {
			timer.current = undefined;
			asked.current = { at: Date.now(), of: get().counted };
			void ask();
		};
		const wait = last.at ? Math.max(0, last.at + EVERY_MS - Date.now()) : -1;
		if (wait < 0) {
			fresh();
		} else {
			timer.current = setTimeout(fresh, wait + Math.random() * SPREAD_MS);
		}
	}, [counted]);
	useEffect(() => () => clearTimeout(timer.current), []);
}

/** What they are of. @param {State} state @param {Statistics} s */
function titleOf(state, s) {
	const shift = state.me?.shift;
	const words = shift && s.from_ms >= shift.began_ms ? T.statisticsShift : T.statisticsHours;
	return `${words}, ${T.since} ${hour(s.from_ms)}`;
}

/** @param {{state: State}} props */
export function StatisticsView({ state }) {
	useFresh(state.counted);
	const s = state.statistics;
	if (!s || !s.hours) {
		return html`<section class="panel"><${Title} text=${T.statisticsTitle}/>
			<p>${T.noStatistics}</p></section>`;
	}
	const all = s.crossings + s.referrals;
	const figures = [[T.crossings, s.crossings], [T.referrals, s.referrals], [T.alarms, s.alarms],
		[T.referralRate, all ? `${(100 * s.referrals / all).toFixed(1)} %` : NONE],
		[T.ackHalf, duration(s.ack_ms.p50)], [T.ack95, duration(s.ack_ms.p95)],
		[`${T.ackWithin} (${T.target} ${span(state.me?.ack_target_ms ?? 0)})`,
			share(s.ack_ms.within_target)]];
	return html`<section class="panel"><${Title} text=${titleOf(state, s)}/>
		<dl class="figures">${figures.map(([name, value]) => html`<div><dt>${name}</dt>
			<dd>${value}</dd></div>`)}</dl>
		<h2>${T.byHour}</h2>
		<${Chart} statistics=${s}/>
		<div class="tables">
			<${Table} caption=${T.byHour} heads=${[T.hour, T.crossings, T.referrals]}
				rows=${s.hours.map((h) => [hour(h.at_ms), h.crossings, h.referrals])}/>
			<${Table} caption=${T.byReason} heads=${[T.reason, T.count]}
				rows=${s.by_reason.map((r) => [r.text, r.count])}/>
			<${Table} caption=${T.byCode} heads=${[T.reason, T.count]}
				rows=${s.by_code.map((r) => [r.text, r.count])}/>
		</div>
	</section>`;
}
