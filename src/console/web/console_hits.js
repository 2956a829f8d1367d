/*
 * console_hits: possible matches on watchlists: what is listed, why it matched, what to do. Knows
 * entries as the list has them. Never says that somebody is guilty of anything.
 */
import { html } from "/web/standalone.module.js";
import { agreedByMe } from "./console_acts.js";
import { placeWithin } from "./console_parts.js";
import { caseOf, laneOfId } from "./console_store.js";
import { T } from "./console_words.js";
import { FEATURES } from "./console_words_case.js";

/** @typedef {import("./console_types.js").Case} Case */
/** @typedef {import("./console_types.js").Hit} Hit */
/** @typedef {import("./console_types.js").Document} Document */

/** What the entry says of a feature; a name is listed whole. @param {Hit} hit @param {string} f */
function listedValue(hit, f) {
	const [surname, given] = hit.name.split(",").map((part) => part.trim());
	const values = /** @type {Record<string, string | undefined>} */ ({
		number: hit.document, state: hit.kind === "document" ? hit.state : "",
		nationality: hit.kind === "person" ? hit.state : "", surname, given, birth: hit.birth,
	});
	return values[f] || T.hitListedOnly;
}

/** @param {Document | null} document @param {string} f */
function ownValue(document, f) {
	return document ? String(/** @type {any} */ (document)[f] ?? "") : "";
}

/** @param {Hit} hit @param {string} f */
function result(hit, f) {
	if (hit.matched.includes(f)) {
		return T.hitMatched;
	}
	return hit.listed.includes(f) ? T.hitNotMatched : T.hitNotListed;
}

/** @param {{hit: Hit, number: number, of: number, document: Document | null}} props */
function Card({ hit, number, of, document }) {
	const features = Object.keys(FEATURES).filter((f) => hit.listed.includes(f));
	return html`<article class="hit">
		<h3>${T.hitOf(number, of)}: ${hit.category_text}</h3>
		<p class="small">${T.hitKind[hit.kind]}, ${T.hitSource[hit.source]}</p>
		<h4>${T.hitWhy}</h4>
		<div class="scroll" tabindex="0" role="group" aria-label=${`${T.hitWhy} ${number}`}><table>
			<thead><tr><th scope="col">${T.hitFeature}</th><th scope="col">${T.hitListed}</th>
				<th scope="col">${T.hitHere}</th><th scope="col">${T.result}</th></tr></thead>
			<tbody>${features.map((f) => html`<tr key=${f}
				class=${hit.matched.includes(f) ? "same" : "differs"}>
				<th scope="row">${FEATURES[f]}</th><td translate=${false}>${listedValue(hit, f)}</td>
				<td translate=${false}>${ownValue(document, f)}</td>
				<td class="result">${result(hit, f)}</td></tr>`)}</tbody></table></div>
		<dl>
			<dt>${T.hitScore}</dt><dd>${hit.score >= 1000 ? T.hitExact : `${hit.score / 10} %`}</dd>
			${hit.note && html`<dt>${T.hitNote}</dt><dd>${hit.note}</dd>`}
			${hit.reference && html`<dt>${T.hitReference}</dt><dd>${hit.reference}</dd>`}
			<dt>${T.hitList}</dt><dd>${hit.list}${hit.list_text && `: ${hit.list_text}`}</dd>
		</dl>
	</article>`;
}

/** Who has to agree, and who has. @param {{c: Case}} props */
export function Eyes({ c }) {
	if (!c.four_eyes) {
		return null;
	}
	let text = T.fourEyes;
	if (c.agreed) {
		text = agreedByMe(c) ? `${T.agreedWaits(c.agreed.name)} ${T.agreedByYou}` :
			`${T.agreedWaits(c.agreed.name)} ${T.agreedByOther(c.agreed.name)}`;
	}
	return html`<p class="banner warn eyes" role="status"><span aria-hidden="true">⚠ </span>
		${text}</p>`;
}

/** Of a case, or of the one that it was joined with. @param {{id: string, title: string,
 *   hits: Hit[], page: Document | null, chip: Document | null}} props */
function Panel({ id, title, hits, page, chip }) {
	if (hits.length === 0) {
		return null;
	}
	return html`<section class="panel hits" aria-labelledby=${id}>
		<h2 id=${id}>${title}</h2>
		<p>${T.hitNeutral}</p>
		${hits.map((hit, i) => html`<${Card} hit=${hit} number=${i + 1} of=${hits.length}
			document=${hit.source === "chip" ? chip : page} key=${i}/>`)}
	</section>`;
}

/** @param {{c: Case}} props */
export function Hits({ c }) {
	return html`<${Panel} id="hits-title" title=${T.hits} hits=${c.hits} page=${c.page}
		chip=${c.chip}/>`;
}

/**
 * What was found where they came from, beside the document that they had there.
 * @param {{c: Case}} props
 */
export function FromHits({ c }) {
	if (!c.from) {
		return null;
	}
	const there = caseOf(c.from.id);
	const lane = laneOfId(c.from.id);
	return html`<${Panel} id="from-hits-title" title=${T.hitsFrom(placeWithin(lane))}
		hits=${c.from.hits} page=${there?.page ?? null} chip=${there?.chip ?? null}/>`;
}
