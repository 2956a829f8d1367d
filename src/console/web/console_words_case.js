/*
 * console_words_case: English words of cases: where somebody is, what is done about them, what was
 * checked and what it means. Knows words. Never knows a case. Another language is another file of
 * these names.
 */

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

/** What an act is called that has happened at a desk. */
export const DESK_HAPPENED = /** @type {Record<string, string>} */ ({
	"open": "Came to the desk",
	"retry": "Face or fingers were taken",
	"pass": "Admitted",
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

/** Refusals of an act that are told in words of ours. */
export const REFUSALS = /** @type {Record<string, string>} */ ({
	"needs": "something still has to be taken before this traveller can be admitted",
});

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
