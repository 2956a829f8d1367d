/*
 * console_world: a checkpoint that is played: lanes, travellers, referrals as docs/console.md has
 * them. Knows what its scripts say. Never knows HTTP.
 */
const MINUTE = 60000;

export const CHECKS = [
	["MRZ", "machine-readable zone read and its check digits"],
	["ACCESS", "access to the chip (PACE or BAC)"],
	["PACE_KEPT", "PACE was used where the chip offers it"],
	["FILES_READ", "files of the chip read"],
	["SOD_FORMAT", "document security object well formed"],
	["SOD_SIGNER", "document signer certificate found"],
	["SOD_SIGNATURE", "signature of the document security object"],
	["SOD_CHAIN", "document signer issued by a trusted country CA"],
	["SOD_VALIDITY", "document signer certificate within its period"],
	["SOD_REVOCATION", "document signer not revoked"],
	["SOD_COUNTRY", "document signer of the issuing state"],
	["DG1_HASH", "data group 1 unchanged"],
	["DG2_HASH", "data group 2 unchanged"],
	["CHIP_AUTH", "chip is the genuine one (Chip Authentication)"],
	["MRZ_SAME", "printed zone and chip say the same"],
	["DOCUMENT_PERIOD", "document within its period of validity"],
	["ELIGIBLE", "traveller may use an automated gate"],
	["PORTRAIT", "portrait in the chip usable"],
	["FACE_MATCH", "live face is the face in the chip"],
	["FACE_LIVE", "live face is no picture or screen"],
	["FACE_ALONE", "one face before the camera"],
	["FINGER_MATCH", "live finger is the finger in the chip"],
	["PAGE_PRINT", "printed zone in the standard's shape, on paper"],
	["PAGE_PORTRAIT", "portrait on the page is the face in the chip"],
	["WATCHLIST", "neither document nor holder on a watchlist"],
];

export const CODES = {
	"ack": [], "retry": [],
	"pass": [["same-person", "same person, as the officer saw"],
		["genuine", "document examined and genuine"],
		["false-hit", "the list means somebody else"],
		["technical", "a fault of the gate"], ["assisted", "traveller needs assistance"]],
	"manual-lane": [["examine", "document needs an examination"],
		["interview", "questions to be asked"], ["verify-hit", "hit needs to be verified"],
		["biometrics", "face or finger to be compared by hand"],
		["assisted", "traveller needs assistance"], ["random", "chosen at random"]],
	"refuse": [["refuse-a", "A: no valid travel document"],
		["refuse-b", "B: false or altered travel document"],
		["refuse-c", "C: no valid visa or residence permit"],
		["refuse-d", "D: false or altered visa or permit"],
		["refuse-e", "E: purpose and conditions of stay not shown"],
		["refuse-f", "F: stay already used up"], ["refuse-g", "G: no sufficient means"],
		["refuse-h", "H: alert to refuse entry"],
		["refuse-i", "I: threat to public order or health"]],
	"close": [["walked-off", "the traveller went away"], ["technical", "a fault of the gate"]],
};
CODES["second-line"] = CODES["manual-lane"];

const PAGE = {
	kind: "TD3", mrz: ["P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
		"L898902C36UTO7408122F3204159ZE184226B<<<<<10"],
	state: "UTO", number: "L898902C3", surname: "ERIKSSON", given: "ANNA MARIA",
	nationality: "UTO", birth: "1974-08-12", sex: "F", expiry: "2032-04-15", unsure: [], differs: [],
};

const FACE = { what: "face", score: 612, match: 450, refer: 350 };
const LIVE = { what: "live", score: 905, match: 500, refer: 500 };

const HIT = {
	source: "chip", kind: "person", category: "refuse", category_text: "entry or exit to be refused",
	name: "ERIKSSON, ANNA", document: "", state: "XOM", birth: "1974-08-12", reference: "UTO-2031-7",
	note: "Ask for the place of birth; call the duty office", matched: ["surname", "given", "birth"],
	listed: ["surname", "given", "birth", "nationality", "sex"], score: 1000, list: 41, list_text: "",
};

/* What is referred: the check, its verdict and reason, and what else differs from a good crossing. */
export const REFERRALS = {
	face: { check: "FACE_MATCH", reason: ["SCORE_LOW", "another face"], gate: "face not accepted",
		scores: [{ ...FACE, score: 212 }, LIVE] },
	alike: { check: "FACE_MATCH", verdict: "cannot-tell",
		reason: ["SCORE_UNSURE", "faces alike, but not surely the same"], gate: "face not accepted",
		scores: [{ ...FACE, score: 412 }, LIVE,
			{ what: "finger", score: 34, match: 30, refer: 0 }] },
	chip: { check: "DG2_HASH", reason: ["HASH_WRONG", "hash differs from the signed one"],
		gate: "document or holder not accepted", where: "outside", pictures: { portrait: 0, live: 0 } },
	differs: { check: "MRZ_SAME", reason: ["DIFFERS", "differs"], where: "outside",
		gate: "document or holder not accepted", pictures: { portrait: 1, live: 0 },
		page: { ...PAGE, surname: "ERIKSEN", number: "L898902C3", sex: "M", unsure: [64],
			differs: ["name"], mrz: ["P<UTOERIKSEN<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<<", PAGE.mrz[1]] } },
	several: { gate: "more than one person in the chamber" },
	hit: { check: "WATCHLIST", reason: ["PERSON_LISTED", "holder is on a watchlist"],
		gate: "document or holder not accepted", where: "outside", hits: [HIT],
		pictures: { portrait: 1, live: 0 } },
};

function findingsOf(script) {
	return CHECKS.map(([name, text]) => {
		const referred = name === script.check;
		const live = /^(FACE|FINGER)/.test(name);
		const done = referred || (live ? script.where !== "outside" && name !== "FINGER_MATCH" : true);
		const verdict = referred ? script.verdict ?? "fail" : done ? "pass" : "not-done";
		const [reason, reason_text] = referred ? script.reason : ["NONE", "no reason to give"];
		return { check: name.toLowerCase().replaceAll("_", "-"), text, verdict,
			reason: reason.toLowerCase().replaceAll("_", "-"), reason_text };
	});
}

function laneAt(number, at) {
	return {
		lane: number, name: String(number), version: 1, up: true, since_ms: at, state: "idle",
		text: "waiting for a traveller", traveller: 0, step: "", prompt: "", service: "open",
		direction: number % 2 ? "entry" : "exit", reversed: false, why: "", missing: [],
		devices: ["camera", "page reader", "chip reader"].map((name) => ({ name, ok: true, text: "" })),
		inputs: ["ENTRY_CLOSED", "EXIT_CLOSED", "FIRE_OK", "ESTOP_OK", "TAMPER_OK", "MAINS_OK",
			"SENSORS_OK", "READY"], outputs: ["ENTRY_LOCK", "EXIT_LOCK", "ARROW", "IDLE"],
		load: { late_ticks: 0, missed_drives: 0, dropped: 0, lost_records: 0, longest_turn_us: 812 },
		case: null, alarm: false, orders: ["close", "evacuate", "turn"],
	};
}

export class World {
	/** @param {number} lanes @param {(name: string, data: any, to: string) => void} tell */
	constructor(lanes, tell) {
		this.tell = tell;
		this.now = () => Date.now();
		const at = this.now() - MINUTE;
		this.lanes = Array.from({ length: lanes }, (_, i) => laneAt(i + 1, at));
		this.cases = new Map();
		this.passages = [];
		this.travellers = 1000;
		this.stay = false; /* true: whoever may pass stays in the lane until left() */
		this.statistics = this.countedSoFar(at);
	}

	countedSoFar(at) {
		const hour = Math.floor(at / 3600000) * 3600000;
		return {
			from_ms: hour - 3 * 3600000, crossings: 167, referrals: 14, alarms: 1,
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
			id, lane: number, traveller, version: 1, state: "open", opened_ms: this.now() - ago, acked_ms: 0,
			closed_ms: 0, officer: null, where, why: { gate: script.gate,
				check: check.toLowerCase().replaceAll("_", "-"),
				check_text: CHECKS.find(([name]) => name === check)?.[1] ?? "",
				reason: reason.toLowerCase().replaceAll("_", "-"), reason_text },
			page: script.page ?? PAGE, chip: what === "chip" ? null : PAGE, findings: findingsOf(script),
			scores: script.scores ?? (where === "inside" ? [FACE, LIVE] : []),
			pictures: script.pictures ?? { portrait: 1, live: 1 }, hits: script.hits ?? [], agreed: null,
			four_eyes: !!script.hits, acts: ["ack"],
			history: [{ state: "open", officer: null, code: "none", note: "", at_ms: this.now() }],
			waits: "", failed: "",
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
		return { status: 200, body: this.done(c, wish, officer) ?? this.cases.get(id) };
	}

	done(c, wish, officer) {
		const who = { number: officer.number, name: officer.name };
		const history = [...c.history, { state: wish.act, officer: who, code: wish.code || "none",
			note: wish.note ?? "", at_ms: this.now() }];
		this.record("case", c, officer, wish.code || "none");
		if (wish.act === "ack") {
			this.changeCase(c.id, { state: "ack", acked_ms: this.now(), officer: who, history,
				acts: ["retry", "pass", "manual-lane", "second-line", "refuse", "close"] });
		} else if (wish.act === "pass" && c.four_eyes && !c.agreed) {
			this.changeCase(c.id, { agreed: who, history });
		} else if (wish.act === "retry") {
			this.changeCase(c.id, { state: "retry", history, acts: [] });
			this.change(c.lane, { state: "face", text: "live face compared with the chip's portrait" });
		} else {
			this.changeCase(c.id, { state: wish.act, history, acts: [] });
			if (!this.stay) {
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
			passages: this.passages.slice(0, 50), statistics: this.statistics };
	}
}

/** A lane as an office sees it: levels are for whoever wires it. */
export function seen(lane, wires) {
	return wires ? lane : { ...lane, inputs: [], outputs: [] };
}

function refuse(error, text) {
	return { status: 422, body: { error, text } };
}
