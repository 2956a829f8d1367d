/*
 * console_compare: what an officer compares: portrait and live face, scores and thresholds, the
 * printed zone and the chip. Knows how they are shown side by side. Never judges them.
 */
import { html, useEffect, useRef, useState } from "/web/standalone.module.js";
import { Button, Dialog } from "./console_parts.js";
import { closeDialog, set } from "./console_store.js";
import { T } from "./console_words.js";
import { FIELDS, SCORES } from "./console_words_case.js";

/** @typedef {import("./console_types.js").Case} Case */
/** @typedef {import("./console_types.js").Document} Document */
/** @typedef {import("./console_types.js").Score} Score */

const BAR = 400; /* units of a bar's drawing */
const TRIES = 4; /* of a picture */
const AGAIN_MS = 1000; /* to the second try; then doubled each time */

/**
 * A picture. The count behind the path makes the browser fetch a newer one; the server does not
 * look at it. One that was refused, as where too many are asked for at once, is asked for again.
 * @param {{path: string, text: string, none: string}} props
 */
function Loaded({ path, text, none }) {
	const [tries, setTries] = useState(0);
	const timer = useRef(/** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined));
	useEffect(() => () => clearTimeout(timer.current), []);
	const failed = () => {
		timer.current = setTimeout(() => setTries(tries + 1), AGAIN_MS << tries);
	};
	return tries < TRIES ? html`<img alt=${text} onError=${failed} key=${tries}
		src=${tries ? `${path}-${tries}` : path}/>` : html`<p>${none}</p>`;
}

/** @typedef {keyof import("./console_types.js").Pictures} Which */

/** One of several pictures. @param {{c: Case, which: Which, text: string, none: string}} props */
function Picture({ c, which, text, none }) {
	const count = c.pictures[which];
	const path = `/api/cases/${encodeURIComponent(c.id)}/${which}?${count}`;
	return html`<figure class=${`of-${which}`}>
		<div class="face">${count > 0 ? html`<${Loaded} key=${path} path=${path} text=${text}
			none=${none}/>` : html`<p>${none}</p>`}</div>
		<figcaption>${text}</figcaption>
	</figure>`;
}

/** All pictures of a case, the page's where there is one or should be. @param {{c: Case}} props */
export function PictureRow({ c }) {
	const desk = c.kind === "desk";
	const page = desk || c.pictures.page > 0;
	return html`<div class=${`faces ${page ? "with-page" : ""}`}>
		${page && html`<${Picture} key=${`${c.id}g`} c=${c} which="page" text=${T.pagePicture}
			none=${T.noPagePicture}/>`}
		<${Picture} key=${`${c.id}p`} c=${c} which="portrait" text=${page ? T.inChip : T.portrait}
			none=${T.noPortrait}/>
		<${Picture} key=${`${c.id}l`} c=${c} which="live" text=${page ? T.liveShort : T.live}
			none=${desk ? T.notYet : T.noLive}/>
	</div>`;
}

/** Shows the pictures of a case as large as the screen has room. @param {Case} c */
export function enlarge(c) {
	set({ dialog: { kind: "look", id: c.id } });
}

/** @param {{c: Case | undefined}} props */
export function LookDialog({ c }) {
	useEffect(() => {
		if (!c) {
			closeDialog();
		}
	}, [c]);
	return c && html`<${Dialog} title=${T.pictureLarge} leave=${T.close} onClose=${closeDialog}
		kind="large">
		<${PictureRow} c=${c}/></${Dialog}>`;
}

/** @param {{c: Case}} props */
export function Pictures({ c }) {
	return html`<section class="panel pictures" aria-labelledby="pictures-title">
		<div class="heading"><h2 id="pictures-title">${T.pictures}</h2>
			<${Button} kind="small" hint="v" text=${T.enlarge} on=${() => enlarge(c)}/></div>
		<${PictureRow} c=${c}/>
		${c.scores.length > 0 && html`<h3>${T.scores}</h3>
			<ul class="scores">${c.scores.map((s) => html`<${ScoreBar} s=${s} key=${s.what}/>`)}</ul>`}
	</section>`;
}

/** @param {Score} s */
function judged(s) {
	if (s.score >= s.match) {
		return { kind: "pass", words: T.scoreMatch, sign: "✓" };
	}
	return s.score >= s.refer ? { kind: "cannot-tell", words: T.scoreUnsure, sign: "?" } :
		{ kind: "fail", words: T.scoreOther, sign: "✗" };
}

/** A score on its scale, with the thresholds as marks. @param {{s: Score}} props */
function ScoreBar({ s }) {
	const { kind, words, sign } = judged(s);
	const most = Math.max(s.what === "finger" ? 100 : 1000, s.score, s.match);
	const x = (/** @type {number} */ value) => Math.max(0, Math.min(BAR, value / most * BAR));
	const what = SCORES[s.what] ?? s.what;
	return html`<li class=${`score ${kind}`}>
		<p><span>${what}</span> <b class="number">${s.score}</b>
			<strong><span aria-hidden="true">${sign} </span>${words}</strong></p>
		<svg role="img" viewBox=${`0 0 ${BAR} 26`} preserveAspectRatio="none"
			aria-label=${T.score(what, words, s.score, s.refer, s.match)}>
			<rect class="scale" x="0" y="6" width=${BAR} height="14"/>
			<rect class="value" x="0" y="6" width=${x(s.score)} height="14"/>
			${s.refer < s.match && html`<path class="refer" d=${`M${x(s.refer)} 1V25`}/>`}
			<path class="match" d=${`M${x(s.match)} 0V26`}/>
		</svg>
		<p class="small">${s.refer < s.match && html`┆ ${T.unsureFrom} ${s.refer} · `}
			┃ ${T.matchFrom} ${s.match}</p>
	</li>`;
}

/** @param {Document | null} document @param {string} field */
function valueOf(document, field) {
	return document ? String(/** @type {any} */ (document)[field] ?? "") : "";
}

/** @param {Case} c @param {{field: string}} f */
const alike = (c, f) => valueOf(c.page, f.field) === valueOf(c.chip, f.field);

/**
 * How one field of both compares. The server says what differs; where that is not seen in the
 * fields (the document's code, optional data), all that its word stands for are told. Where texts
 * are not alike and the server does not say so, letters were not read surely: they are compared
 * with nothing.
 * @param {Case} c @param {{field: string, word: string}} f
 */
function compared(c, f) {
	const page = valueOf(c.page, f.field);
	const chip = valueOf(c.chip, f.field);
	if (!c.page || !c.chip) {
		return { page, chip, kind: "one", words: T.onlyOne };
	}
	const named = (c.page.differs ?? []).includes(f.word);
	const seen = FIELDS.some((o) => o.word === f.word && !alike(c, o));
	if (named && (!alike(c, f) || !seen)) {
		return { page, chip, kind: "differs", words: T.differs };
	}
	if (alike(c, f)) {
		return { page, chip, kind: "same", words: T.same };
	}
	return (c.page.unsure ?? []).length > 0 ? { page, chip, kind: "unsure", words: T.notSure } :
		{ page, chip, kind: "differs", words: T.differs };
}

/** Optional data are shown where they differ alone: nobody has read them. @param {Case} c */
function fieldsOf(c) {
	return FIELDS.filter((f) => f.field !== "optional" || c.page?.differs?.includes(f.word));
}

/** The zone's lines, unsure letters marked. @param {{page: Document}} props */
function Zone({ page }) {
	const unsure = new Set(page.unsure ?? []);
	let start = 0;
	const lines = page.mrz.map((line) => {
		const from = start;
		start += line.length;
		return html`<span class="zone-line">${[...line].map((letter, i) =>
			unsure.has(from + i) ? html`<mark>${letter}</mark>` : letter)}</span>`;
	});
	return html`<h3>${T.zone}</h3><p class="zone" translate=${false}>${lines}</p>
		${unsure.size > 0 && html`<p class="small">${T.zoneUnsure}</p>`}`;
}

/** @param {{c: Case}} props */
export function Compare({ c }) {
	return html`<section class="panel" aria-labelledby="compare-title">
		<h2 id="compare-title">${T.compare}</h2>
		${!c.page && html`<p>${T.noPage}</p>`}
		${!c.chip && html`<p>${T.noChip}</p>`}
		${(c.page || c.chip) && html`<div class="scroll" tabindex="0" role="group"
			aria-label=${T.compare}><table class="compare">
			<thead><tr><th scope="col">${T.field}</th><th scope="col">${T.printed}</th>
				<th scope="col">${T.inChip}</th><th scope="col">${T.result}</th></tr></thead>
			<tbody>${fieldsOf(c).map((f) => {
				const found = compared(c, f);
				return html`<tr key=${f.field} class=${found.kind}><th scope="row">${f.text}</th>
					<td translate=${false}>${found.page}</td><td translate=${false}>${found.chip}</td>
					<td class="result">${found.words}</td></tr>`;
			})}</tbody></table></div>`}
		${c.page && html`<${Zone} page=${c.page}/>`}
	</section>`;
}
