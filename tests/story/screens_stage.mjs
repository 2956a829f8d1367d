/*
 * screens_stage: lanes and their processes, as the stories order them about: screens_stage.py, or
 * another program of its kind. Knows its lines. Never knows a page.
 */
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { skip } from "../web/console_browser.mjs";

export const PATIENCE_MS = 60000; /* a bound for what never comes: a busy machine is slow */
const pathOf = (program) => fileURLToPath(new URL(program, import.meta.url));

/** What was said, in order; whoever waits for something finds what has been said before, too. */
export class Heard {
	constructor() {
		this.all = [];
		this.waiting = new Set();
		this.broken = null;
	}

	add(what) {
		this.all.push(what);
		for (const look of [...this.waiting]) {
			look();
		}
	}

	/** Nothing more comes. @param {Error} why */
	end(why) {
		this.broken ??= why;
		for (const look of [...this.waiting]) {
			look();
		}
	}

	/**
	 * The first from a place on that fits.
	 * @param {(what: any) => any} fits @param {number} from
	 */
	until(fits, from = 0) {
		const never = new Error(`never heard: ${fits}`); /* with who has asked */
		return new Promise((done, fail) => {
			let at = from;
			const end = (how, what) => {
				clearTimeout(patience);
				this.waiting.delete(look);
				how(what);
			};
			const patience = setTimeout(() => end(fail, never), PATIENCE_MS);
			const look = () => {
				while (at < this.all.length && !fits(this.all[at])) {
					at++;
				}
				if (at < this.all.length) {
					end(done, this.all[at]);
				} else if (this.broken) {
					end(fail, this.broken);
				}
			};
			this.waiting.add(look);
			look();
		});
	}
}

export class Stage {
	/** Starts everything; skips where it is not set up. @param {string} build */
	static async at(build, program = "screens_stage.py") {
		const how = { stdio: ["pipe", "pipe", "inherit"] };
		const stage = new Stage(spawn("python3", [pathOf(program), build], how));
		const first = await stage.heard.until((line) => line.missing || line.console);
		if (first.missing) {
			await stage.ended;
			skip(`missing: ${first.missing}`);
		}
		return Object.assign(stage, { urls: first, pin: first.pin });
	}

	constructor(process) {
		this.process = process;
		this.asked = 0;
		this.heard = new Heard();
		createInterface({ input: process.stdout }).on("line", (line) => this.said(JSON.parse(line)));
		this.ended = new Promise((done) => void process.on("exit", (status) => {
			this.heard.end(new Error(`the stage ended with ${status}`));
			done(status);
		}));
		process.stdin.on("error", () => undefined); /* it has ended: that is told above */
	}

	said(line) {
		this.heard.add(line);
		if (line.over && !line.over.as_expected) {
			this.heard.end(new Error(`the world saw something else: ${line.over.why}`));
		}
	}

	/** @param {string} word @returns {Promise<any>} its answer */
	async order(word, lane = 1) {
		const ask = ++this.asked;
		this.process.stdin.write(`${JSON.stringify({ ask, do: word, lane })}\n`);
		const answer = await this.heard.until((line) => line.answer === ask);
		if (answer.broken) {
			throw new Error(`${word}: ${answer.broken}`);
		}
		return answer;
	}

	/** A place in what was said, for lane(): what comes from now on. */
	get now() {
		return this.heard.all.length;
	}

	/** A lane is, or comes, in this state. @param {string} state "idle" */
	async lane(state, from = this.now, number = 1) {
		const wanted = `GATE_${state.toUpperCase().replaceAll("-", "_")}`;
		const its = (line) => line.lane === number && line.state;
		const last = this.heard.all.findLast(its);
		return last?.state === wanted ? last :
			this.heard.until((line) => its(line) === wanted, from);
	}

	/** The world's word of the play. */
	async over(number = 1) {
		return (await this.heard.until((line) => line.over && line.lane === number)).over;
	}

	async close() {
		this.process.stdin.end();
		return this.ended;
	}
}
