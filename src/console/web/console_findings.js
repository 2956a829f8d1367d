/*
 * console_findings: what was checked and why somebody was referred, the worst first, in plain
 * words. Knows checks and verdicts. Never knows a name, a number or a face.
 */
import { html } from "/web/standalone.module.js";
import { T } from "./console_words.js";
import { CHECKS, DESK_CHECKS, DOUBTS, GROUPS, UNSURE, VERDICTS } from "./console_words_case.js";

/** @typedef {import("./console_types.js").Case} Case */
/** @typedef {import("./console_types.js").Finding} Finding */

const WEIGHT = ["fail", "cannot-tell", "not-done", "pass"];
const NO_REASON = ["", "none"];
/** Groups that are found out with whoever is there, after the document. */
const LATER = ["face", "finger"];

/** A name as the server gives it, as the tables of words have it. @param {string} name */
export function plain(name) {
	return (name ?? "").toLowerCase().replace(/^(check|reason|gate_why)_/, "").replaceAll("_", "-");
}

/** @param {Finding} f */
const groupOf = (f) => CHECKS[plain(f.check)]?.group ?? "document";

/** @param {{reason: string, reason_text: string}} f */
function reasonText(f) {
	return NO_REASON.includes(plain(f.reason)) ? "" : f.reason_text;
}

/** What it means that a check failed. @param {string} check @param {boolean} desk */
const failed = (check, desk) => (desk ? DESK_CHECKS[check] : undefined) ?? CHECKS[check]?.failed;

/**
 * The same where its verdict is not told: its reason may say that nobody has proved anything.
 * @param {import("./console_types.js").Why} why @param {boolean} desk
 */
function referred(why, desk) {
	const check = plain(why.check);
	return (DOUBTS.includes(plain(why.reason)) ? UNSURE[check] : undefined) ?? failed(check, desk);
}

/** What a finding means, in a sentence. @param {Finding} f @param {boolean} desk */
function sentence(f, desk) {
	const check = plain(f.check);
	if (f.verdict === "fail") {
		return failed(check, desk) ?? f.text;
	}
	return f.verdict === "cannot-tell" ? UNSURE[check] ?? f.text : f.text;
}

/** The printed zone is what this case is about. @param {Case} c */
export function aboutZone(c) {
	return plain(c.why.check) === "mrz-same";
}

/** @param {Case} c */
function differing(c) {
	const fields = aboutZone(c) ? c.page?.differs ?? [] : [];
	return fields.length > 0 ? T.otherwise(fields) : "";
}

/** Face and fingers that were not taken yet are no fault: `needs` tells of them. @param {Finding} f */
const toCome = (f) => f.verdict === "not-done" && LATER.includes(groupOf(f));

/** What could not be told, and need not be. @param {Case} c */
function toleratedText(c) {
	const told = c.findings.filter((f) => f.tolerated && f.verdict === "cannot-tell")
		.map((f) => [sentence(f, true), reasonText(f)].filter(Boolean).join(": "));
	return told.length > 0 ? T.deskTolerated(told.join("; ")) : "";
}

/**
 * At a desk everybody is examined: what the findings say as a whole. Nothing is against a document
 * where all has passed that has to; else the machine's own reason tells why it was not done.
 * @param {Case} c
 */
function deskWhy(c) {
	const told = (/** @type {string} */ headline, /** @type {string} */ verdict, detail = "") =>
		({ headline, detail, sign: VERDICTS[verdict]?.sign ?? "", kind: verdict });
	if (c.findings.length === 0) {
		return { ...told(T.deskUnchecked, "cannot-tell"), sign: "…" };
	}
	const against = c.findings.filter((f) => f.verdict !== "pass" && !f.tolerated && !toCome(f));
	if (against.some((f) => f.verdict === "fail")) {
		return told(T.deskFailed, "fail");
	}
	return against.length > 0 ? told(T.deskUnsure, "cannot-tell", c.why.gate) :
		told(T.deskClear, "pass", toleratedText(c));
}

/**
 * Why somebody was referred: a headline, and what says more. Where no check did it, the gate's own
 * reason (several persons, time, a process that was lost).
 * @param {Case} c @returns {{headline: string, detail: string, sign: string, kind: string}}
 */
export function whyOf(c) {
	const check = plain(c.why.check);
	const finding = c.findings.find((f) => plain(f.check) === check && f.verdict !== "pass");
	if (finding) {
		const reason = differing(c) || reasonText(c.why) || reasonText(finding);
		const sign = VERDICTS[finding.verdict]?.sign ?? "";
		return { headline: sentence(finding, c.kind === "desk"), detail: reason, sign, kind: "fail" };
	}
	const words = referred(c.why, c.kind === "desk");
	if (check && check !== "none" && words && reasonText(c.why)) {
		return { headline: words, detail: c.why.reason_text, sign: "✗", kind: "fail" };
	}
	if (c.kind === "desk") {
		return deskWhy(c);
	}
	const gate = c.why.gate || c.why.check_text;
	return { headline: gate.slice(0, 1).toUpperCase() + gate.slice(1), detail: "", sign: "!",
		kind: "fail" };
}

/** What of a case at a gate is told at a desk. @param {import("./console_types.js").Why} why */
export function whyText(why) {
	const told = referred(why, false) ?? (why.check_text || why.gate);
	return [told, reasonText(why)].filter(Boolean).join(": ");
}

/** @param {Finding} a @param {Finding} b */
const worse = (a, b) => WEIGHT.indexOf(a.verdict) - WEIGHT.indexOf(b.verdict);

/** @param {Finding[]} findings */
function countWords(findings) {
	const words = WEIGHT.map((v) => [v, findings.filter((f) => f.verdict === v).length]);
	const told = words.filter(([, count]) => count);
	if (told.length === 1 && told[0]?.[0] === "pass") {
		return `${T.allPassed} (${findings.length})`;
	}
	return told.map(([v, count]) => `${count} ${VERDICTS[/** @type {string} */ (v)]?.text}`).join(", ");
}

/** @param {{f: Finding, why: boolean, desk: boolean}} props */
function Line({ f, why, desk }) {
	const verdict = VERDICTS[f.verdict] ?? { sign: "?", text: f.verdict };
	const told = sentence(f, desk);
	return html`<li class=${`finding ${f.verdict}`}>
		<span class="verdict"><span aria-hidden="true">${verdict.sign} </span>${verdict.text}</span>
		<span>${told}${f.verdict !== "pass" && reasonText(f) && html`: <b>${reasonText(f)}</b>`}
			${told !== f.text && html`<span class="small check">${T.check}: ${f.text}</span>`}
			${f.tolerated && html` <span class="small tolerated">(${T.tolerated})</span>`}
			${why && html` <strong class="this">◀ ${desk ? T.deskThis : T.referredThis}</strong>`}</span>
	</li>`;
}

/** @param {{c: Case}} props */
export function Findings({ c }) {
	const why = plain(c.why.check);
	const groups = Object.keys(GROUPS).map((group) => {
		const findings = c.findings.filter((f) => groupOf(f) === group)
			.sort((a, b) => Number(plain(b.check) === why) - Number(plain(a.check) === why) ||
				worse(a, b));
		const referred = findings.some((f) => plain(f.check) === why && f.verdict !== "pass");
		const worst = [...findings].sort(worse)[0]?.verdict ?? "not-done";
		return { group, findings, referred, worst };
	}).filter((g) => g.findings.length > 0);
	groups.sort((a, b) => Number(b.referred) - Number(a.referred) ||
		WEIGHT.indexOf(a.worst) - WEIGHT.indexOf(b.worst));
	return html`<section class="panel findings" aria-labelledby="findings-title">
		<h2 id="findings-title">${T.findings}</h2>
		${groups.length === 0 && html`<p>${T.noFindings}</p>`}
		${groups.map((g) => html`<details key=${`${c.id}-${g.group}`}
			open=${g.referred || g.worst === "fail" || g.worst === "cannot-tell"}>
			<summary class=${g.worst}><span aria-hidden="true">${VERDICTS[g.worst]?.sign} </span>
				<b>${GROUPS[g.group]}</b>: ${countWords(g.findings)}</summary>
			<ul>${g.findings.map((f) => html`<${Line} f=${f} key=${f.check} desk=${c.kind === "desk"}
				why=${g.referred && plain(f.check) === why}/>`)}</ul>
		</details>`)}
	</section>`;
}
