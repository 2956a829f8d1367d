/*
 * console_scripts: what may happen to travellers of the checkpoint that is played: checks, documents,
 * referrals, reasons of decisions. Knows examples. Never knows lanes.
 */
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

export const PAGE = {
	kind: "TD3", mrz: ["P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
		"L898902C36UTO7408122F3204159ZE184226B<<<<<10"],
	state: "UTO", number: "L898902C3", surname: "ERIKSSON", given: "ANNA MARIA",
	nationality: "UTO", birth: "1974-08-12", sex: "F", expiry: "2032-04-15", unsure: [], differs: [],
};

export const FACE = { what: "face", score: 612, match: 450, refer: 350 };
export const LIVE = { what: "live", score: 905, match: 500, refer: 500 };

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
		gate: "document or holder not accepted", where: "outside", pictures: { portrait: 0, live: 0, page: 0 } },
	differs: { check: "MRZ_SAME", reason: ["DIFFERS", "differs"], where: "outside",
		gate: "document or holder not accepted", pictures: { portrait: 1, live: 0, page: 0 },
		page: { ...PAGE, surname: "ERIKSEN", number: "L898902C3", sex: "M", unsure: [64],
			differs: ["name"], mrz: ["P<UTOERIKSEN<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<<", PAGE.mrz[1]] } },
	several: { gate: "more than one person in the chamber" },
	hit: { check: "WATCHLIST", reason: ["PERSON_LISTED", "holder is on a watchlist"],
		gate: "document or holder not accepted", where: "outside", hits: [HIT],
		pictures: { portrait: 1, live: 0, page: 0 } },
};

export function findingsOf(script) {
	return CHECKS.map(([name, text]) => {
		const referred = name === script.check;
		const live = /^(FACE|FINGER)/.test(name);
		const done = referred || (live ? script.where !== "outside" && name !== "FINGER_MATCH" : true);
		const other = script.others?.[name]; /* of those that referred nobody */
		const verdict = referred ? script.verdict ?? "fail" : other?.verdict ?? (done ? "pass" : "not-done");
		const [reason, reason_text] = (referred ? script.reason : other?.reason) ??
			["NONE", "no reason to give"];
		return { check: name.toLowerCase().replaceAll("_", "-"), text, verdict,
			tolerated: other?.tolerated ?? false, reason: reason.toLowerCase().replaceAll("_", "-"), reason_text };
	});
}

export function refuse(error, text) {
	return { status: 422, body: { error, text } };
}
