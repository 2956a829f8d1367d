/*
 * console_passages: the last passages, and for administrators the accounts. Knows rows without names
 * of travellers, as the server gives them.
 */
import { html, useEffect, useState } from "/web/standalone.module.js";
import { fetchJson } from "./console_api.js";
import { clock, codeText, officerName, placeName, Table, Title } from "./console_parts.js";
import { isDesk, laneName, takePassages } from "./console_store.js";
import { OFFICES, T, WHAT } from "./console_words.js";
import { DIRECTIONS } from "./console_words_lane.js";

/** @typedef {import("./console_types.js").State} State */
/** @typedef {import("./console_types.js").Passage} Passage */

/** @param {Passage} p */
function why(p) {
	const check = p.check_text && p.reason_text ? `${p.check_text}: ${p.reason_text}` : p.check_text;
	return [check || p.why, codeText(p.code)].filter(Boolean).join("; ");
}

/** @param {{state: State}} props */
export function Passages({ state }) {
	useEffect(() => {
		void fetchJson("/api/passages").then((answer) => {
			if (answer.status === 200) {
				takePassages(answer.body.passages);
			}
		});
	}, []);
	return html`<section class="panel"><${Title} text=${T.passagesTitle}/>
		${state.passages.length === 0 ? html`<p>${T.noPassages}</p>` : html`<${Table}
			caption=${T.passagesTitle} unseenCaption=${true}
			heads=${[T.time, T.laneHead, T.what, T.document, T.why, T.officer]}
			rows=${state.passages.map((p) => [clock(p.at_ms), isDesk(p.lane) ? placeName(p.lane) : laneName(p.lane),
				`${WHAT[p.what] ?? p.what} ${DIRECTIONS[p.direction] ?? ""}`,
				[p.kind, p.state].filter(Boolean).join(" "), why(p), officerName(p.officer)])}/>`}
	</section>`;
}

/** @typedef {Required<import("./console_types.js").Officer> & {enabled: boolean}} Account */

export function Accounts() {
	const [accounts, setAccounts] = useState(/** @type {Account[] | null} */ (null));
	useEffect(() => {
		void fetchJson("/api/officers").then((answer) =>
			setAccounts(answer.status === 200 ? answer.body.officers : []));
	}, []);
	return html`<section class="panel"><${Title} text=${T.accounts}/>
		${accounts ? html`<${Table} caption=${T.accounts} unseenCaption=${true}
			heads=${[T.number, T.name, T.office, T.enabled]}
			rows=${accounts.map((a) => [a.number, a.name, OFFICES[a.office] ?? a.office,
				a.enabled ? T.yes : T.no])}/>` : html`<p>${T.loading}</p>`}
	</section>`;
}
