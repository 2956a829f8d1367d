/*
 * console_world: a checkpoint that is played: lanes, travellers, referrals as docs/console.md has
 * them. Knows what its scripts say. Never knows HTTP.
 */
import { Counter } from "./console_counter.mjs";
import {
	CHECKS, CODES, FACE, findingsOf, LIVE, PAGE, REFERRALS, refuse,
} from "./console_scripts.mjs";

const MINUTE = 60000;

function laneAt(number, at) {
	return {
		lane: number, name: String(number), kind: "gate", needs: [], version: 1, up: true, since_ms: at,
		state: "idle", text: "waiting for a traveller", traveller: 0, step: "", prompt: "", service: "open",
		direction: number % 2 ? "entry" : "exit", reversed: false, why: "", missing: [],
		devices: ["camera", "page reader", "chip reader"].map((name) => ({ name, ok: true, text: "" })),
		inputs: ["ENTRY_CLOSED", "EXIT_CLOSED", "FIRE_OK", "ESTOP_OK", "TAMPER_OK", "MAINS_OK",
			"SENSORS_OK", "READY"], outputs: ["ENTRY_LOCK", "EXIT_LOCK", "ARROW", "IDLE"],
		load: { late_ticks: 0, missed_drives: 0, dropped: 0, lost_records: 0, longest_turn_us: 812 },
		case: null, alarm: false, orders: ["close", "evacuate", "turn"],
	};
}

export class World {
	/**
	 * @param {number} lanes @param {(name: string, data: any, to: string) => void} tell
	 * @param {number} desks behind the gates
	 */
	constructor(lanes, tell, desks = 0) {
		this.tell = tell;
		this.now = () => Date.now();
		const at = this.now() - MINUTE;
		this.lanes = Array.from({ length: lanes }, (_, i) => laneAt(i + 1, at));
		this.cases = new Map();
		this.passages = [];
		this.travellers = 1000;
		this.stay = false; /* true: whoever may pass stays in the lane until left() */
		this.counter = new Counter(this);
		for (let i = 1; i <= desks; i++) {
			this.lanes.push({ ...laneAt(lanes + i, at), ...this.counter.lane(i) });
		}
	}

	/** Of the shift that began then; 0: of the last twelve hours. */
	statistics(began) {
		const at = this.now();
		const hour = Math.floor(at / 3600000) * 3600000;
		return {
			from_ms: began || hour - 12 * 3600000, crossings: 167, referrals: 14, alarms: 1,
			by_reason: [{ text: "live face is the face in the chip: another face", count: 8 },
				{ text: "document signer not revoked: revoked", count: 4 },
				{ text: "not finished in time", count: 2 }],
			by_code: [{ text: "same person, as the officer saw", count: 9 },
				{ text: "document needs an examination", count: 5 }],
			ack_ms: { p50: 4200, p95: 11800, within_target: 0.93 },
			hours: [40, 52, 61, 14].map((crossings, i) => ({ at_ms: hour + (i - 3) * 3600000, crossings,
				referrals: [3, 5, 4, 2][i] })),
		};
	}

	lane(number) {
		return this.lanes.find((l) => l.lane === number);
	}

	/** Changes a lane and tells everybody; quiet: nobody, as if the event were still on its way. */
	change(number, patch, quiet = false) {
		const lane = this.lane(number);
		const since = patch.state && patch.state !== lane.state ? { since_ms: this.now() } : {};
		Object.assign(lane, since, patch, { version: lane.version + 1 });
		if (!quiet) {
			this.tell("lane", lane, "all");
		}
		return lane;
	}

	changeCase(id, patch, quiet = false) {
		const c = this.cases.get(id);
		Object.assign(c, patch, { version: c.version + 1 });
		if (!quiet) {
			this.tell("case", c, "works");
		}
		return c;
	}

	/** Somebody is referred. @param {number} number @param {string} what of REFERRALS */
	refer(number, what, ago = 0) {
		const script = REFERRALS[what];
		const where = script.where ?? "inside";
		const traveller = ++this.travellers;
		const id = `${number}-${traveller}`;
		const [reason, reason_text] = script.reason ?? ["NONE", "no reason to give"];
		const check = script.check ?? "";
		const c = {
			id, lane: number, kind: "gate", needs: [], from: null, to: null, traveller, version: 1, state: "open", opened_ms: this.now() - ago, acked_ms: 0,
			closed_ms: 0, officer: null, where, why: { gate: script.gate,
				check: check.toLowerCase().replaceAll("_", "-"),
				check_text: CHECKS.find(([name]) => name === check)?.[1] ?? "",
				reason: reason.toLowerCase().replaceAll("_", "-"), reason_text },
			page: script.page ?? PAGE, chip: what === "chip" ? null : PAGE, findings: findingsOf(script),
			scores: script.scores ?? (where === "inside" ? [FACE, LIVE] : []),
			pictures: script.pictures ?? { portrait: 1, live: 1, page: 0 }, hits: script.hits ?? [], agreed: null,
			four_eyes: !!script.hits, acts: ["ack"],
			history: [{ state: "open", officer: null, code: "none", note: "", at_ms: this.now() }],
			waits: "", failed: "", failed_text: "",
		};
		this.cases.set(id, c);
		this.change(number, { state: `referred-${where}`, text: "referred", traveller, case: id,
			why: script.gate });
		this.tell("case", c, "works");
		this.record("referral", c, null, "");
		return c;
	}

	record(what, c, officer, code) {
		const passage = { row: this.passages.length + 1, lane: c.lane, at_ms: this.now(), what,
			direction: "entry", kind: "TD3", state: "UTO", traveller: c.traveller,
			check_text: c.why?.check_text ?? "", reason_text: c.why?.reason_text ?? "",
			why: c.why?.gate ?? "", officer: officer?.number ?? null, code, face: null };
		this.passages.unshift(passage);
		this.tell("passage", passage, "all");
		this.tell("statistics", {}, "all");
	}

	/** What an officer does with a case; { status, body }. */
	act(id, wish, officer) {
		const c = this.cases.get(id);
		if (!c || c.state === "closed") {
			return { status: 404, body: { error: "not-found", text: "there is no such case or lane" } };
		}
		if (wish.version !== c.version) {
			return { status: 409, body: { error: "version",
				text: "it has changed since you looked at it", case: c } };
		}
		if (wish.act === "take") {
			return this.counter.take(c, wish) ?? { status: 200, body: c };
		}
		if (!c.acts.includes(wish.act)) {
			return refuse("not-possible", "this is not possible now");
		}
		const codes = CODES[wish.act].map(([word]) => word);
		if (codes.length > 0 && !codes.includes(wish.code)) {
			return refuse("code-needed", "this needs one of its reasons");
		}
		if (c.hits.length > 0 && wish.act !== "ack" && !wish.note) {
			return refuse("note-needed", "a hit needs your words on it");
		}
		const no = c.kind === "desk" ? this.counter.hindered(c, wish) : null;
		if (no) {
			return no;
		}
		this.done(c, wish, officer);
		return { status: 200, body: c };
	}

	done(c, wish, officer) {
		const who = { number: officer.number, name: officer.name };
		const history = [...c.history, { state: wish.act, officer: who, code: wish.code || "none",
			note: wish.note ?? "", at_ms: this.now() }];
		this.record("case", c, officer, wish.code || "none");
		if (c.kind === "desk") {
			this.counter.done(c, wish, who, history);
		} else if (wish.act === "ack") {
			this.changeCase(c.id, { state: "ack", acked_ms: this.now(), officer: who, history,
				acts: ["retry", "pass", "manual-lane", "second-line", "refuse", "close"] });
		} else if (wish.act === "pass" && c.four_eyes && !c.agreed) {
			this.changeCase(c.id, { agreed: who, history });
		} else if (wish.act === "retry") {
			this.changeCase(c.id, { state: "retry", history, acts: [] });
			this.change(c.lane, { state: "face", text: "live face compared with the chip's portrait" });
		} else {
			this.changeCase(c.id, { state: wish.act, history, acts: [] });
			if (this.counter.sends(wish.act)) {
				this.counter.sent(c);
			} else if (!this.stay) {
				this.left(c.id);
			}
		}
	}

	/** The traveller has left. */
	left(id) {
		const c = this.cases.get(id);
		this.changeCase(id, { state: "closed", closed_ms: this.now(), acts: [], where: "gone" });
		this.cases.delete(id);
		this.change(c.lane, { state: "idle", text: "waiting for a traveller", traveller: 0, case: null,
			why: "" });
	}

	order(number, wish, officer) {
		const lane = this.lane(number);
		if (!lane?.up) {
			return { status: 503, body: { error: "lane", text: "the lane is not there" } };
		}
		if (wish.version !== lane.version && wish.order !== "evacuate") {
			return { status: 409, body: { error: "version",
				text: "it has changed since you looked at it", lane } };
		}
		if (!lane.orders.includes(wish.order)) {
			return refuse("not-possible", "this is not possible now");
		}
		const after = {
			close: { service: "closed", state: "closed", orders: ["open", "evacuate"],
				outputs: ["ENTRY_LOCK", "EXIT_LOCK", "CROSS"] },
			open: { service: "open", state: "idle", orders: ["close", "evacuate", "turn"],
				outputs: ["ENTRY_LOCK", "EXIT_LOCK", "ARROW", "IDLE"] },
			evacuate: { state: "evacuate", why: "ordered by an officer", orders: ["reset"], outputs: [],
				case: null, traveller: 0 },
			reset: { state: "idle", service: "open", why: "", alarm: false,
				orders: ["close", "evacuate", "turn"], outputs: ["ENTRY_LOCK", "EXIT_LOCK", "ARROW", "IDLE"] },
			turn: { reversed: !lane.reversed, direction: lane.direction === "entry" ? "exit" : "entry" },
		}[wish.order];
		this.record("order", { lane: number, traveller: 0, why: { gate: wish.order } }, officer, "none");
		return { status: 200, body: this.change(number, after) };
	}

	whole(works, wires) {
		return { at_ms: this.now(), lanes: this.lanes.map((l) => seen(l, wires)), cases: works ? [...this.cases.values()] : [],
			passages: this.passages.slice(0, 50) };
	}
}

/** A lane as an office sees it: levels are for whoever wires it. */
export function seen(lane, wires) {
	return wires ? lane : { ...lane, inputs: [], outputs: [] };
}
