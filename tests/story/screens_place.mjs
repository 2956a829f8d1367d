/*
 * screens_place: what whole stories share: questions that no key of the page asks, and what has to
 * be true of streams. Knows what HTTP carries (docs/console.md). Never knows a story.
 */
import assert from "node:assert/strict";
import tls from "node:tls";
import { Stream } from "./screens_people.mjs";

/** The officer's number as the journal has it. */
export const inJournal = (officer) => `officer="officer ${officer.number % 2 ** 31}"`;

/** The rows that have all these words. */
export const rowsOf = (rows, ...words) => rows.filter((row) => words.every((word) => row.includes(word)));

/** So many rows have all these words. */
export function counted(rows, count, ...words) {
	assert.equal(rowsOf(rows, ...words).length, count, `${words}:\n${rows.join("\n")}`);
}

/** What stories share: who is where, and questions that no key of the page asks. */
export class Place {
	constructor(stage, chromium, kiosk) {
		Object.assign(this, { stage, chromium, kiosk });
	}

	/** The status of a question with a session's cookie, beside any page. */
	async statusOf(path, cookie) {
		const url = new URL(path, this.stage.urls.console);
		const answer = await fetch(url, { headers: { Cookie: cookie } });
		await answer.arrayBuffer();
		return answer.status;
	}

	/** What a screen that comes new is told, to whoever sits there. */
	async whole(officer) {
		const stream = new Stream(`${this.stage.urls.console}api/events`, await officer.cookie());
		const { data } = await stream.heard.until((e) => e.event === "whole");
		stream.close();
		return data;
	}

	async caseOf(officer) {
		return (await this.whole(officer)).cases.find((c) => c.id === officer.caseId);
	}

	async laneOf(officer) {
		return (await this.whole(officer)).lanes[0];
	}

	/** The journal has what was decided of the officer's case: a page shows it a moment before. */
	async recorded(officer, code, id = officer.caseId) {
		const traveller = Number(id.split("-")[1]);
		const decided = (row) => row.what === "case" && row.traveller === traveller && row.code === code;
		const stream = new Stream(`${this.stage.urls.console}api/events`, await officer.cookie());
		await stream.heard.until(({ event, data }) =>
			event === "whole" ? data.passages.some(decided) : event === "passage" && decided(data));
		stream.close();
	}

	/** Every row was told as news, or with the whole after a restart; none twice, none missing. */
	async nothingWasLost() {
		const told = new Set();
		let last = 0;
		for (const { id, event, data } of this.stream.heard.all) {
			assert.ok(Number(id) > last || (event === "whole" && Number(id) === last), `${id} after ${last}`);
			last = Number(id);
			const rows = event === "whole" ? data.passages : event === "passage" ? [data] : [];
			for (const { row } of rows) {
				assert.ok(event === "whole" || !told.has(row), `row ${row} is told twice`);
				told.add(row);
			}
		}
		const { passages } = await this.ben.get("/api/passages");
		assert.deepEqual(passages.filter(({ row }) => !told.has(row)), []);
		const rows = [...told].sort((a, b) => a - b);
		assert.deepEqual(rows, rows.map((_, i) => rows[0] + i), "a gap");
	}

	/**
	 * A stream that was broken off has heard what the one that stayed has; of lanes the newest at
	 * least, and so it would be of cases that are closed.
	 */
	async sameAs(other, first) {
		const renewed = ["whole", "lane", "statistics"];
		const newest = this.stream.heard.all.at(-1).id;
		await other.heard.until((e) => Number(e.id) >= Number(newest));
		assert.equal(other.connections, 2);
		const wholes = other.heard.all.filter((e) => e.event === "whole").length;
		assert.equal(wholes, 1, "it did not go on where it was");
		const meant = ({ id, event }) => !renewed.includes(event) && Number(id) > Number(first.id) &&
			Number(id) <= Number(newest);
		const news = (stream) => stream.heard.all.filter(meant).map((e) => `${e.id} ${e.event}`);
		const kept = news(this.stream);
		assert.ok(kept.length > 3, kept.join());
		assert.deepEqual(news(other), kept);
		other.close();
	}

	/** What an officer's browser is spoken to in. */
	isTls13(port, more) {
		return new Promise((done, fail) => {
			const to = { host: "127.0.0.1", port, servername: "localhost", ...more };
			const socket = tls.connect(to, () => {
				const protocol = socket.getProtocol();
				socket.destroy();
				protocol === "TLSv1.3" ? done(protocol) : fail(new Error(`${protocol} is spoken`));
			});
			socket.on("error", fail);
		});
	}
}
