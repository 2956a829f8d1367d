/*
 * console_counter: desks of the checkpoint that is played: who is laid on the reader, what is taken
 * of them, who comes from a gate (docs/console.md, "The inspection desk"). Knows what its scripts
 * say. Never knows HTTP.
 */
import { FACE, findingsOf, LIVE, PAGE, REFERRALS, refuse } from "./console_scripts.mjs";

const CITIZEN = { ...PAGE, mrz: ["P<UTOSPECIMEN<<JON<<<<<<<<<<<<<<<<<<<<<<<<<<",
	"D231458907UTO7408122M3204159<<<<<<<<<<<<<<<6"], number: "D23145890", surname: "SPECIMEN",
	given: "JON", sex: "M" };
const ACTS = ["retry", "second-line", "refuse", "take"];

/* Who comes to a desk: a script as of a referral, and what has to be taken. */
const VISITORS = {
	citizen: { page: CITIZEN, chip: CITIZEN, needs: ["face"] },
	unlisted: { page: CITIZEN, chip: CITIZEN, needs: ["face"], others: { SOD_REVOCATION: {
		verdict: "cannot-tell", tolerated: true,
		reason: ["NO_REVOCATION_LIST", "no revocation list at hand"] },
	CHIP_AUTH: { verdict: "not-done", tolerated: true } } },
	hurried: { page: CITIZEN, chip: null, needs: ["face"], gate: "not finished in time",
		others: { SOD_SIGNATURE: { verdict: "not-done" } } },
	foreigner: { page: CITIZEN, chip: CITIZEN, needs: ["face", "finger"] },
	sent: { ...REFERRALS.face, scores: [], page: PAGE, chip: PAGE, needs: ["face"] },
	unread: { check: "MRZ", reason: ["UNREADABLE", "no zone was read"], page: null, chip: null,
		needs: [] },
	chip: { ...REFERRALS.chip, page: PAGE, chip: null, needs: [] },
	differs: { ...REFERRALS.differs, chip: PAGE, needs: ["face"] },
	hit: { ...REFERRALS.hit, page: PAGE, chip: PAGE, needs: [] },
};

export class Counter {
	constructor(world) {
		this.world = world;
	}

	/** What of a lane is otherwise where it is a desk. */
	lane(number) {
		return { name: String(number), kind: "desk", direction: "entry", inputs: [], outputs: [],
			orders: ["close"] };
	}

	/** Lays a document on a desk. @param {number} number @param {string} what of VISITORS */
	place(number, what, ago = 0) {
		const { world } = this;
		const script = { where: "outside", ...VISITORS[what] };
		const traveller = ++world.travellers;
		const id = `${number}-${traveller}-0d5c8e21`;
		const check = (script.check ?? "").toLowerCase().replaceAll("_", "-");
		const findings = findingsOf(script);
		const [reason, reason_text] = script.reason ?? ["", ""];
		const c = {
			id, lane: number, kind: "desk", needs: script.needs, from: null, to: null, traveller,
			version: 1, state: "open", opened_ms: world.now() - ago, acked_ms: 0, closed_ms: 0,
			officer: null, where: "inside", waits: "", failed: "", failed_text: "",
			why: { gate: script.gate ?? (check ? "" : "examined at the desk"), check,
				check_text: findings.find((f) => f.check === check)?.text ?? "",
				reason: reason.toLowerCase().replaceAll("_", "-"), reason_text },
			page: script.page, chip: script.chip, findings, scores: [],
			pictures: { portrait: script.chip ? 1 : 0, live: 0, page: 1 }, hits: script.hits ?? [],
			agreed: null, four_eyes: !!script.hits, acts: ["ack"],
			history: [{ state: "open", officer: null, code: "", note: "", at_ms: world.now() - ago }],
		};
		world.cases.set(id, c);
		world.change(number, { state: "referred-inside", text: "referred inside", traveller, case: id,
			needs: c.needs, why: c.why.gate });
		world.tell("case", c, "works");
		const waits = [...world.cases.values()].find((w) => this.waits(w) && same(w, c));
		if (waits) {
			this.join(c, waits);
		}
		return c;
	}

	waits(c) {
		return c.where === "desk" && !c.to;
	}

	/** Both know of each other from now on. */
	join(c, from) {
		this.world.changeCase(from.id, { to: c.id, acts: [] });
		this.world.changeCase(c.id, { from: { id: from.id, lane_name: this.world.lane(from.lane).name,
			why: from.why, history: from.history, hits: from.hits },
			four_eyes: c.four_eyes || from.four_eyes });
	}

	part(c) {
		const before = this.world.cases.get(c.from?.id);
		this.world.changeCase(c.id, { from: null });
		if (before) {
			this.world.changeCase(before.id, { to: null, acts: ["close"] });
		}
	}

	/** An officer says who it is; a refusal, or null. */
	take(c, { from }) {
		const wanted = this.world.cases.get(from);
		if (!c.acts.includes("take") || typeof from !== "string" || (from && !(wanted && this.waits(wanted)))) {
			return refuse("not-possible", "this is not possible now");
		}
		if (c.from) {
			this.part(c);
		}
		if (wanted) {
			this.join(c, wanted);
		}
		return null;
	}

	hindered(c, { act }) {
		return act === "pass" && c.needs.length > 0 ?
			refuse("needs", "this has not been taken yet") : null;
	}

	done(c, { act }, who, history) {
		const { world } = this;
		if (act === "ack") {
			world.changeCase(c.id, { state: "ack", acked_ms: world.now(), officer: who, history,
				acts: possible(c.needs) });
		} else if (act === "retry") {
			world.changeCase(c.id, { state: "retry", history, acts: [] });
			world.change(c.lane, { state: "face", text: "live face compared", prompt: "Come closer" });
		} else if (act === "pass" && c.four_eyes && !c.agreed) {
			world.changeCase(c.id, { agreed: who, history });
		} else {
			world.changeCase(c.id, { state: act, history, acts: [] });
			this.over(c, act, world);
		}
	}

	/** Admitted or sent away: the desk is free, and the gate's case is over with it. */
	over(c, act, world) {
		const from = c.from && world.cases.get(c.from.id);
		if (act === "second-line") {
			this.sent(c);
		} else {
			world.left(c.id);
		}
		if (from) {
			world.changeCase(from.id, { state: "closed", closed_ms: world.now() });
			world.cases.delete(from.id);
		}
	}

	/** The face, or fingers, were compared. @param {any[]} scores */
	taken(c, needs, scores = [FACE, LIVE]) {
		this.world.changeCase(c.id, { state: "ack", needs, scores, acts: possible(needs),
			pictures: { ...c.pictures, live: c.pictures.live + 1 } });
		this.world.change(c.lane, { state: "referred-inside", text: "referred inside", prompt: "",
			needs });
	}

	/** Where there is a desk, who is sent on waits for it. */
	sends(act) {
		return ["manual-lane", "second-line"].includes(act) &&
			this.world.lanes.some((l) => l.kind === "desk");
	}

	sent(c) {
		this.world.changeCase(c.id, { where: "desk", from: null, acts: ["close"] });
		this.world.change(c.lane, { state: "idle", text: "waiting for a traveller", traveller: 0,
			case: null, why: "", needs: [] });
	}
}

/** Nobody passes of whom something has to be taken. */
function possible(needs) {
	return needs.length > 0 ? ACTS : [...ACTS, "pass"];
}

/** The same document. */
function same(a, b) {
	const [one, two] = [a, b].map((c) => c.chip ?? c.page);
	return !!one && !!two && one.number === two.number && one.state === two.state;
}
