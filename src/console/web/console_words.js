/*
 * console_words: every English text of the officers' page that the server does not send. Knows
 * words. Never knows state or elements. Another language is another file of these names.
 */

/** Lane states (src/gate/gate.h) as an officer says them in a word or two. */
export const STATES = /** @type {Record<string, string>} */ ({
	"init": "Proving empty",
	"closed": "Out of service",
	"idle": "Waiting for a traveller",
	"reading": "Reading the document",
	"walking": "Traveller comes to the door",
	"entry-open": "Entry door open",
	"entry-closing": "Entry door closing",
	"face": "Comparing the face",
	"finger": "Comparing a finger",
	"recording": "Putting on record",
	"exit-open": "Exit door open",
	"exit-closing": "Exit door closing",
	"referred-outside": "Referred, outside",
	"referred-inside": "Referred, inside",
	"back-open": "Way back open",
	"back-closing": "Way back closing",
	"alarm": "Alarm",
	"evacuate": "Evacuation: doors free",
	"clearing": "Evacuation ends",
});

/** The same at a desk, where they mean something else. */
export const DESK_STATES = /** @type {Record<string, string>} */ ({
	"init": "Getting ready",
	"idle": "Place a document",
	"referred-inside": "With the officer",
	"face": "Taking the face",
	"finger": "Taking fingers",
});

export const SERVICES = /** @type {Record<string, string>} */ ({
	"open": "In service",
	"closed": "Closed by an officer",
	"not-ready": "Not ready",
	"unattended": "No officer attends",
});

export const DIRECTIONS = /** @type {Record<string, string>} */ ({
	"entry": "→ Entry",
	"exit": "← Exit",
});

export const WHERE = /** @type {Record<string, string>} */ ({
	"outside": "before the entry door",
	"inside": "inside the lane",
	"gone": "no longer in the lane",
	"desk": "sent on, waits for a desk",
});

/** The same of a traveller at a desk. */
export const DESK_WHERE = /** @type {Record<string, string>} */ ({
	"inside": "at the desk",
	"outside": "at the desk",
	"gone": "no longer at the desk",
});

/** What a desk's rules still want taken: as a thing, and as what is to be done. */
export const NEEDS = /** @type {Record<string, {thing: string, take: string}>} */ ({
	"face": { thing: "the face", take: "Take the face" },
	"finger": { thing: "fingers", take: "Take the fingers" },
});

/** What has happened to a case (src/wire/case.h). */
export const HAPPENED = /** @type {Record<string, string>} */ ({
	"open": "Referred",
	"ack": "Acknowledged",
	"retry": "Tries again",
	"pass": "Let pass",
	"manual-lane": "Sent to the manual lane",
	"second-line": "Sent to the second line",
	"refuse": "Refused",
	"closed": "Closed",
});

export const WHAT = /** @type {Record<string, string>} */ ({
	"crossing": "Crossing",
	"referral": "Referral",
	"alarm": "Alarm",
	"order": "Order",
	"case": "Decision",
	"service": "Service",
});

/** What is done with a case: key, what the button says, what a heading says. */
export const ACTS = [
	{ act: "ack", key: "a", text: "Acknowledge", title: "Acknowledge" },
	{ act: "pass", key: "p", text: "Let pass", title: "Let this traveller pass" },
	{ act: "retry", key: "r", text: "Try again", title: "Let the gate try again" },
	{ act: "manual-lane", key: "m", text: "Manual lane", title: "Send to the manual lane" },
	{ act: "second-line", key: "s", text: "Second line", title: "Send to the second line" },
	{ act: "refuse", key: "x", text: "Refuse", title: "Refuse this traveller" },
	{ act: "close", key: "c", text: "Close case", title: "Close the case without a decision" },
];

/** The same where they are called otherwise at a desk. */
export const DESK_ACTS = /** @type {Record<string, {text: string, title: string}>} */ ({
	"pass": { text: "Admit", title: "Admit this traveller" },
	"retry": { text: "Take again", title: "Take face or fingers again" },
});

/** What an act is called that has happened at a desk. */
export const DESK_HAPPENED = /** @type {Record<string, string>} */ ({
	"open": "Came to the desk",
	"retry": "Face or fingers were taken",
	"pass": "Admitted",
});

/** Refusals of an act that are told in words of ours. */
export const REFUSALS = /** @type {Record<string, string>} */ ({
	"needs": "something still has to be taken before this traveller can be admitted",
});

/** What is ordered of a lane. */
export const ORDERS = [
	{ order: "close", key: "l", text: "Lock lane", done: "lane is locked" },
	{ order: "open", key: "o", text: "Open lane", done: "lane is opened" },
	{ order: "evacuate", key: "e", text: "Evacuate", done: "doors are freed" },
	{ order: "reset", key: "z", text: "Reset", done: "alarm or evacuation is over" },
	{ order: "turn", key: "t", text: "Turn round", done: "lane is turned round" },
];

/** What can be ordered of a desk. */
export const DESK_ORDERS = [
	{ order: "close", key: "l", text: "Close desk", done: "desk is closed" },
	{ order: "open", key: "o", text: "Open desk", done: "desk is opened" },
];

/** The other keys, for the dialog that lists them. */
export const OTHER_KEYS = [
	{ key: "1 … 9, 0", text: "choose lane 1 … 9, 10; in a dialog: choose a reason" },
	{ key: "d", text: "desk, or the next one" },
	{ key: "j", text: "at a desk: join a traveller sent from a gate, or part them" },
	{ key: "v", text: "view the pictures of a case large" },
	{ key: "n", text: "next case of the queue" },
	{ key: "q", text: "quiet: mute, or hear again, the alarm of the case or lane" },
	{ key: "w", text: "wires of the lane (integrators)" },
	{ key: "g", text: "lanes at a glance" },
	{ key: "b", text: "last passages" },
	{ key: "i", text: "statistics" },
	{ key: "h", text: "hand over" },
	{ key: "?", text: "this list" },
	{ key: "Esc", text: "leave a dialog; back to the lanes" },
];

/** Groups of findings, in the order in which they are shown where nothing failed. */
export const GROUPS = /** @type {Record<string, string>} */ ({
	"document": "Document",
	"chip": "Chip",
	"signature": "Signature",
	"page": "Printed page",
	"face": "Face",
	"finger": "Finger",
	"list": "Watchlist",
});

/**
 * Each check (src/base/verdict.h, without CHECK_): its group, and what it means where it did not
 * pass, in an officer's words.
 */
export const CHECKS = /** @type {Record<string, {group: string, failed: string}>} */ ({
	"mrz": { group: "document", failed: "The printed zone could not be read" },
	"mrz-same": { group: "document", failed: "Printed zone and chip do not say the same" },
	"document-period": { group: "document", failed: "The document is not valid today" },
	"eligible": { group: "document", failed: "This traveller may not use an automated gate" },
	"access": { group: "chip", failed: "The chip could not be opened" },
	"pace-kept": { group: "chip", failed: "The chip was opened less securely than it offers" },
	"files-read": { group: "chip", failed: "The chip's files could not be read" },
	"terminal-auth": { group: "chip", failed: "The chip did not let this gate read fingers" },
	"active-auth": { group: "chip", failed: "The chip did not prove to be genuine" },
	"chip-auth": { group: "chip", failed: "The chip did not prove to be genuine" },
	"chip-mapped": { group: "chip", failed: "The chip did not prove to be genuine" },
	"sod-format": { group: "signature", failed: "The signed part of the chip is badly formed" },
	"sod-signer": { group: "signature", failed: "Who signed the chip is not known" },
	"sod-signature": { group: "signature", failed: "The chip's signature does not hold" },
	"sod-chain": { group: "signature", failed: "No trusted state vouches for the chip's signature" },
	"sod-validity": { group: "signature", failed: "The signing certificate was out of its period" },
	"sod-revocation": { group: "signature", failed: "The signing certificate may be revoked" },
	"sod-country": { group: "signature", failed: "Another state than the issuing one signed" },
	"sod-com": { group: "signature", failed: "The chip's list of files is not the signed one" },
	"dg1-hash": { group: "signature", failed: "The holder's data in the chip were changed" },
	"dg2-hash": { group: "signature", failed: "The portrait in the chip was changed" },
	"dg3-hash": { group: "signature", failed: "The fingers in the chip were changed" },
	"dg4-hash": { group: "signature", failed: "The irises in the chip were changed" },
	"dg14-hash": { group: "signature", failed: "A key in the chip was changed" },
	"dg15-hash": { group: "signature", failed: "A key in the chip was changed" },
	"groups-hash": { group: "signature", failed: "Files in the chip were changed" },
	"card-security": { group: "signature", failed: "The chip tells openly other keys than signed" },
	"page-print": { group: "page", failed: "The print on the page is not the standard's" },
	"page-infrared": { group: "page", failed: "The print on the page fades in infrared" },
	"page-portrait": { group: "page", failed: "The portrait on the page is not the chip's" },
	"portrait": { group: "face", failed: "The chip's portrait cannot be used" },
	"face-match": { group: "face", failed: "The face at the gate is not the face in the chip" },
	"face-live": { group: "face", failed: "The face at the gate may be a picture or a mask" },
	"face-alone": { group: "face", failed: "More than one face before the camera" },
	"finger-chip": { group: "finger", failed: "The chip's fingers cannot be used" },
	"finger-match": { group: "finger", failed: "The finger is not the finger in the chip" },
	"finger-live": { group: "finger", failed: "The finger may be a copy" },
	"watchlist": { group: "list", failed: "A watchlist may mean this document or its holder" },
});

/** The same at a desk, where it would mean something else. */
export const DESK_CHECKS = /** @type {Record<string, string>} */ ({
	"face-match": "The live face is not the face in the chip",
	"face-live": "The live face may be a picture or a mask",
	"terminal-auth": "The chip did not let this desk read fingers",
});

/** The same where it could not be told: nobody has proved anything. */
export const UNSURE = /** @type {Record<string, string>} */ ({
	"mrz-same": "Printed zone and chip could not be compared whole",
	"eligible": "It cannot be told whether this traveller may use the gate",
	"face-match": "It is not sure whether it is the face in the chip",
	"face-live": "It is not sure whether the face is alive",
	"finger-match": "It is not sure whether it is the finger in the chip",
	"watchlist": "The watchlist could not be asked",
	"sod-chain": "No trusted state is known for the chip's signature",
});

/** Reasons that say so by themselves, without a verdict (src/base/verdict.h). */
export const DOUBTS = ["score-unsure", "finger-unsure"];

export const VERDICTS = /** @type {Record<string, {sign: string, text: string}>} */ ({
	"fail": { sign: "✗", text: "failed" },
	"cannot-tell": { sign: "?", text: "cannot tell" },
	"not-done": { sign: "–", text: "not done" },
	"pass": { sign: "✓", text: "passed" },
});

export const SCORES = /** @type {Record<string, string>} */ ({
	"face": "Live face and chip",
	"live": "Alive, no picture",
	"finger": "Live finger and chip",
	"page": "Portrait on page and chip",
});

/** Words of hits' features (src/wire/case.h). */
export const FEATURES = /** @type {Record<string, string>} */ ({
	"number": "document number",
	"state": "issuing state",
	"surname": "surname",
	"given": "given names",
	"birth": "date of birth",
	"nationality": "nationality",
	"sex": "sex",
});

/** Fields of a document as they are compared, with what `differs` calls them. */
export const FIELDS = [
	{ field: "kind", text: "Kind", word: "document" },
	{ field: "state", text: "Issuing state", word: "document" },
	{ field: "number", text: "Number", word: "number" },
	{ field: "surname", text: "Surname", word: "name" },
	{ field: "given", text: "Given names", word: "name" },
	{ field: "nationality", text: "Nationality", word: "nationality" },
	{ field: "birth", text: "Date of birth", word: "birth" },
	{ field: "sex", text: "Sex", word: "sex" },
	{ field: "expiry", text: "Valid until", word: "expiry" },
	{ field: "optional", text: "Optional data", word: "optional" },
];

/** All wires that a lane may have (src/gate/gate.h); what the lane names besides is shown, too. */
export const INPUTS = ("ENTRY_CLOSED EXIT_CLOSED ENTRY_BEAM EXIT_BEAM PRESENT SEVERAL FIRE_OK " +
	"ESTOP_OK TAMPER_OK MAINS_OK RELEASE SENSORS_OK BREACH PASSED READY").split(" ");
export const OUTPUTS = ("ENTRY_LOCK EXIT_LOCK ENTRY_GREEN ENTRY_RED EXIT_GREEN EXIT_RED " +
	"FACE_LIGHT OFFICER_CALL BUZZER WATCHDOG ENTRY_OPEN EXIT_OPEN IDLE ARROW ARROW_BACK CROSS " +
	"PASSED").split(" ");

export const LOADS = /** @type {Record<string, string>} */ ({
	"late_ticks": "ticks late",
	"missed_drives": "drives missed",
	"dropped": "messages dropped",
	"lost_records": "records lost",
	"longest_turn_us": "longest turn, µs",
});

export const OFFICES = /** @type {Record<string, string>} */ ({
	"viewer": "viewer",
	"officer": "officer",
	"supervisor": "supervisor",
	"admin": "administrator",
	"integrator": "integrator",
});

/** Why a session ended, where the server gives one of these words. */
export const ENDS = /** @type {Record<string, string>} */ ({
	"left": "You have logged out.",
	"idle": "Nobody has used this screen for long.",
	"over": "The shift at this screen is over.",
	"handed-over": "This screen was handed over.",
	"again": "You have logged in on another screen.",
	"changed": "Your account was changed.",
	"stolen": "This session was used with another certificate. Tell your supervisor.",
});

export const T = {
	// the frame
	title: "egate console",
	skip: "Skip to the content",
	skipQueue: "Skip to the queue",
	simulation: "SIMULATION",
	production: "production",
	screens: "Screens",
	lanes: "Lanes",
	queue: "Queue",
	passages: "Passages",
	statistics: "Statistics",
	accounts: "Officers",
	keys: "Keys",
	keysTitle: "Keys",
	keysOn: "Single keys act at once (switch off where a speech program types letters)",
	logout: "Log out",
	handover: "Hand over",
	close: "Close",
	cancel: "Cancel",
	confirm: "Confirm",
	dismiss: "Dismiss",
	shiftLeft: "Shift ends in",
	shiftOver: "Shift is over",
	officer: "Officer",
	// banners
	serverLost: "No connection to the server: what you see may be old. Trying again.",
	serverBack: "The connection to the server is back.",
	repeatingBusy: "Too much is asked at once. The same order is sent again in a moment; it is " +
		"carried out once.",
	repeating: "The server does not answer. The same order is sent again; it is carried out once.",
	deskLost: (/** @type {string} */ names) => `No link to ${names}: nobody can be examined there ` +
		"until it is back.",
	linkLost: (/** @type {string} */ names) => `No link to ${names}: it goes on by itself; ` +
		"nothing can be ordered from here. Go there.",
	laneAlarm: (/** @type {string} */ place, /** @type {string} */ why) => `Alarm in ${place}: ${why}`,
	soundBlocked: "The browser keeps the sound off until you press a key or click on this page.",
	shiftWarning: (/** @type {string} */ left) => `Your shift at this screen ends in ${left}. ` +
		"Hand over in time (key h).",
	// log in
	login: "Log in",
	name: "Name",
	pin: "PIN",
	certificate: "Where your certificate is asked for as well, put in your card before and choose " +
		"the certificate when the browser asks. Name and PIN alone are not enough there.",
	loginWrong: "Not logged in.",
	loginBusy: "Too much is asked at once. Wait a moment, then try again.",
	loginTries: (/** @type {string} */ left) => `Too many tries. You can try again in ${left}.`,
	loginRest: (/** @type {string} */ left) =>
		`Your shift is over. You can log in again in ${left}.`,
	loginAgain: "You can try again now.",
	ended: "You are logged out.",
	endUnsure: "The server has not answered: you may still be logged in here. Load this page again, and " +
		"log out.",
	attended: "Lanes take travellers only while an officer is logged in.",
	// lanes
	lane: (/** @type {string} */ name) => `Lane ${name}`,
	desk: (/** @type {string} */ name) => `Desk ${name}`,
	deskSign: "Inspection desk",
	laneHead: "Lane",
	elapsed: "for",
	nobody: "nobody",
	traveller: (/** @type {number} */ n) => `Traveller ${n}`,
	step: "Step",
	devicesFine: "all devices work",
	missing: "not ready",
	reversed: "turned round",
	closing: "Closes when this traveller is done",
	linkLostShort: "Link lost",
	alarm: "Alarm",
	referral: "Referral",
	atDesk: "Traveller at the desk",
	toCase: "To the case",
	toDeskLink: "To the desk",
	deskScreen: "Desk",
	chooseLane: "Choose a lane by its digit to lock, open or evacuate it.",
	noLanes: "No lane is connected.",
	noLane: "There is no such lane.",
	laneActions: "Orders to the chosen lane",
	// queue
	noCases: "Nobody is waiting for you.",
	waits: "waits",
	acknowledgedIn: "acknowledged after",
	of: "of",
	overTarget: "over the target",
	seenBy: (/** @type {string} */ name) => `${name} looks at it`,
	unseen: "nobody has looked at it yet",
	muted: "muted",
	mute: "Mute",
	unmute: "Hear again",
	hit: "possible match on a watchlist",
	newReferral: (/** @type {string} */ place, /** @type {string} */ why) =>
		`New referral in ${place}: ${why}`,
	newAtDesk: (/** @type {string} */ place, /** @type {string} */ why) =>
		`Traveller at ${place}: ${why}`,
	// case
	caseTitle: (/** @type {string} */ place) => `Referral in ${place}`,
	whyReferred: "Why",
	noCase: "This case is closed, or there is none.",
	caseClosed: "This case is closed.",
	outcome: "Outcome",
	portrait: "Portrait in the chip",
	live: "Live, at the gate",
	noPortrait: "No portrait could be had from the chip.",
	noLive: "No live picture was taken.",
	liveShort: "Live",
	notYet: "Not taken yet.",
	pagePicture: "The page",
	noPagePicture: "There is no picture of the page.",
	enlarge: "Large",
	pictureLarge: "Pictures",
	pictures: "Compare the faces",
	scores: "Scores",
	score: (/** @type {string} */ what, /** @type {string} */ words, /** @type {number} */ score,
		/** @type {number} */ refer, /** @type {number} */ match) =>
		`${what}: ${score}, ${words}; unsure from ${refer}, match from ${match}`,
	scoreMatch: "match",
	scoreUnsure: "unsure",
	scoreOther: "no match",
	unsureFrom: "unsure from",
	matchFrom: "match from",
	findings: "Findings",
	check: "Check",
	otherwise: (/** @type {string[]} */ fields) => `differs: ${fields.join(", ")}`,
	referredThis: "This referred the traveller",
	allPassed: "all passed",
	noFindings: "No check was done.",
	compare: "Printed zone and chip",
	field: "Field",
	printed: "Printed",
	inChip: "In the chip",
	result: "Result",
	same: "= same",
	differs: "≠ differs",
	notSure: "? not read surely",
	onlyOne: "– not compared",
	noChip: "The chip gave no data that can be relied on.",
	noPage: "No printed zone was read.",
	zone: "Printed zone as it was read",
	zoneUnsure: "Marked letters were not read surely.",
	history: "History",
	acts: "Actions",
	noActs: "Nothing can be done with this case now.",
	expired: "expired",
	// desks
	deskCase: (/** @type {string} */ place, /** @type {number} */ n) => `${place}: traveller ${n}`,
	deskClear: "Nothing was found against this document",
	deskUnchecked: "The document is being examined",
	deskUnsure: "Some checks could not be finished",
	deskFailed: "Some checks failed",
	deskTolerated: (/** @type {string} */ what) => `Tolerated by the rules: ${what}`,
	tolerated: "tolerated by the rules",
	deskThis: "Look at this first",
	deskSince: "at the desk for",
	deskPlace: "Place a document",
	deskPlaceHow: "Lay the page with the picture on the reader. What was read and checked comes here.",
	deskNone: "There is no desk.",
	needs: "Still to be taken",
	needsFirst: (/** @type {string} */ things) => `Not yet possible: first take ${things}.`,
	and: " and ",
	fromGate: (/** @type {string} */ place) => `Sent here from ${place}`,
	notFrom: "Not this traveller",
	parted: "parted from the case at the gate",
	joined: "joined with the case at the gate",
	toDesk: (/** @type {string} */ place) => `Is being finished at ${place}`,
	toDeskHow: "Everything else is done with the case there.",
	waitsDesk: "Waits for a desk",
	waitsDeskHow: "It is joined when the document is laid on a desk, or by hand there (key j).",
	waiting: "Waiting for the desk",
	nobodyWaits: "Nobody was sent to the desk.",
	sentFor: "for",
	sentFrom: (/** @type {string} */ place) => `from ${place}`,
	unknownName: "name not known",
	take: "Join",
	takeTitle: "Which traveller from a gate is this?",
	takeHow: "Press the digit of the one who stands before you.",
	takeNone: "Nobody waits for a desk.",
	takeNobody: "Nobody is at the desk: place the document first.",
	takePart: "None of them: part this traveller from the case at the gate",
	decidedLast: "The last traveller",
	// hits
	hits: "Possible matches on watchlists",
	hitsFrom: (/** @type {string} */ place) => `Possible matches that were found at ${place}`,
	hitOf: (/** @type {number} */ n, /** @type {number} */ count) => `Possible match ${n} of ${count}`,
	hitNeutral: "A match is a question, not guilt: the list may mean somebody else. Say nothing of " +
		"it to the traveller. Compare what is listed with the document and the person, then decide.",
	hitSource: /** @type {Record<string, string>} */ ({
		page: "looked up from the printed zone",
		chip: "looked up from the chip",
	}),
	hitKind: /** @type {Record<string, string>} */ ({
		document: "list of documents",
		person: "list of persons",
	}),
	hitMatched: "✓ matches",
	hitNotMatched: "≠ differs",
	hitListedOnly: "listed",
	hitNotListed: "– not listed",
	hitWhy: "Why it matched",
	hitFeature: "Feature",
	hitListed: "On the list",
	hitHere: "This document",
	hitScore: "Agreement",
	hitExact: "exact",
	hitReference: "Reference",
	hitNote: "What to do",
	hitList: "List number",
	// four eyes
	fourEyes: "To let pass, two officers have to agree: you and another one, at a screen of " +
		"their own. One of the two has to be a supervisor.",
	agreedWaits: (/** @type {string} */ name) => `Agreed by ${name}, waits for another officer.`,
	agreedByYou: "You agreed to let pass. Another officer has to agree at a screen of their own.",
	ordered: (/** @type {string} */ what) => `Ordered: ${what}. The lane has to take it.`,
	orderedDesk: (/** @type {string} */ what) => `Ordered: ${what}. The desk is at it.`,
	notTaken: (/** @type {string} */ what) => `The lane did not take the order: ${what}`,
	agreedByOther: (/** @type {string} */ name) =>
		`${name} agreed to let pass. If you agree, too, the traveller passes.`,
	// dialogs
	code: "Reason (press its digit)",
	note: "Note",
	noteNeeded: "Note (needed: there is a possible match)",
	noteLeft: (/** @type {number} */ left) => `${left} characters left`,
	noteLong: "The note is too long.",
	noteMissing: "Write a note: why this decision, in spite or because of the match.",
	codeMissing: "Choose a reason by its digit.",
	changedMeanwhile: "The case has changed while you were deciding. Look at it again before you " +
		"confirm.",
	conflict: (/** @type {string} */ what) =>
		`Not done: ${what} had changed before your order came. It is shown as it is now; look ` +
		"again and repeat.",
	done: (/** @type {string} */ what) => `Done: ${what}`,
	notDone: (/** @type {string} */ why) => `Not done: ${why}`,
	notNow: (/** @type {string} */ what) => `Not possible now: ${what}.`,
	noAnswer: "The server did not answer. Whether the order was carried out is not known: look at " +
		"the lane.",
	orderBusy: (/** @type {string} */ what) => `Not done: ${what}. Too much was asked at once; try again.`,
	orderBusyFor: (/** @type {string} */ what, /** @type {string} */ left) =>
		`Not done: ${what}. Too much was asked at once; try again in ${left}.`,
	evacuateTitle: (/** @type {string} */ name) => `Evacuate lane ${name}?`,
	evacuateText: "All doors of this lane open and stay free until a reset. Whoever is inside can " +
		"leave to both sides, unchecked.",
	evacuateHow: "Press e again, or keep it pressed, to confirm.",
	evacuateNow: "Evacuate now",
	handoverTitle: "Hand over this screen",
	handoverText: "The next officer logs in here and takes over the open cases.",
	handoverForced: "Your shift at this screen is over. The next officer logs in here; or log out, " +
		"and the lanes go out of service unless another officer attends.",
	handoverOpen: (/** @type {number} */ n) => n === 1 ? "1 case is open." : `${n} cases are open.`,
	evacuateAfter: "Lanes can still be evacuated from here",
	evacuateLane: (/** @type {string} */ place) => `Evacuate ${place}`,
	handoverDone: (/** @type {string} */ name) => `${name} has taken over.`,
	// passages
	passagesTitle: "Last passages",
	noPassages: "No passage yet.",
	time: "Time",
	what: "What",
	document: "Document",
	why: "Why",
	// statistics
	statisticsTitle: "Statistics",
	statisticsShift: "Statistics of this shift",
	statisticsHours: "Statistics of the last twelve hours",
	since: "since",
	crossings: "Crossings",
	referrals: "Referrals",
	alarms: "Alarms",
	referralRate: "Referred",
	ackHalf: "Half acknowledged within",
	ack95: "95 % acknowledged within",
	ackWithin: "Acknowledged within the target",
	target: "target",
	byHour: "By hour",
	hour: "Hour",
	chart: "Crossings and referrals by hour; the table has the numbers",
	byReason: "Referrals by reason",
	byCode: "Decisions by reason",
	reason: "Reason",
	count: "Count",
	noStatistics: "Nothing counted yet.",
	// wires
	wires: "Wires",
	wiresTitle: (/** @type {string} */ place) => `Wires of ${place}`,
	inputs: "Inputs",
	outputs: "Outputs",
	events: "Events",
	wire: "Wire",
	level: "Level",
	on: "● on",
	off: "○ off",
	load: "Load of the controller",
	noEvents: "Nothing has happened since this page was opened.",
	event: "Event",
	turnedOn: (/** @type {string} */ name) => `${name} on`,
	turnedOff: (/** @type {string} */ name) => `${name} off`,
	// accounts
	number: "Number",
	office: "Office",
	enabled: "Enabled",
	yes: "yes",
	no: "no",
	loading: "Loading …",
};
