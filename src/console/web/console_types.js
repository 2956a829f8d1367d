/*
 * console_types: what the server's JSON looks like (docs/console.md), for tsc. Knows names.
 * Never knows values; browsers never load it.
 */

/** @typedef {{number: number, name: string, office?: string}} Officer */
/** @typedef {{word: string, text: string}} Code */
/** @typedef {{began_ms: number, until_ms: number}} Shift */
/**
 * @typedef {{officer: Required<Officer>, token: string, checkpoint: string,
 *   environment: "production" | "simulation", shift: Shift, ack_target_ms: number,
 *   codes: Record<string, Code[]>}} Me
 */
/** @typedef {{name: string, ok: boolean, text: string}} Device */
/**
 * @typedef {{lane: number, name: string, kind: "gate" | "desk", needs: string[], version: number,
 *   up: boolean, since_ms: number, state: string, text: string, traveller: number, step: string, prompt: string,
 *   service: "open" | "closed" | "not-ready" | "unattended", direction: "entry" | "exit",
 *   reversed: boolean, closing?: boolean, why: string, missing: string[], devices: Device[],
 *   inputs: string[],
 *   outputs: string[], load: Record<string, number>, case: string | null, alarm: boolean,
 *   orders: string[]}} Lane
 */
/**
 * @typedef {{gate: string, check: string, check_text: string, reason: string,
 *   reason_text: string}} Why
 */
/**
 * @typedef {{kind: string, mrz: string[], state: string, number: string, surname: string,
 *   given: string, nationality: string, birth: string, sex: string, expiry: string,
 *   unsure?: number[], differs?: string[]}} Document
 */
/**
 * @typedef {{check: string, text: string, verdict: "pass" | "fail" | "cannot-tell" | "not-done",
 *   tolerated: boolean, reason: string, reason_text: string}} Finding
 */
/** @typedef {{what: string, score: number, match: number, refer: number}} Score */
/**
 * @typedef {{source: "page" | "chip", kind: "document" | "person", category: string,
 *   category_text: string, name: string, document: string, state: string, birth: string,
 *   reference: string, note: string, matched: string[], listed: string[], score: number,
 *   list: number, list_text: string}} Hit
 */
/**
 * @typedef {{state: string, officer: Officer | string | number | null, code: string, note: string,
 *   at_ms: number}} Past
 */
/** @typedef {{id: string, lane_name: string, why: Why, history: Past[], hits: Hit[]}} From */
/** @typedef {{portrait: number, live: number, page: number}} Pictures */
/**
 * @typedef {{id: string, lane: number, kind: "gate" | "desk", needs: string[], from: From | null,
 *   to: string | null, traveller: number, version: number, state: string, opened_ms: number,
 *   acked_ms: number, closed_ms: number, officer: Officer | null,
 *   where: "outside" | "inside" | "gone" | "desk", waits: string, failed: string,
 *   failed_text: string, why: Why, page: Document | null, chip: Document | null,
 *   findings: Finding[], scores: Score[], pictures: Pictures, hits: Hit[],
 *   agreed: Officer | null, four_eyes: boolean, acts: string[], history: Past[]}} Case
 */
/**
 * @typedef {{row: number, lane: number, at_ms: number, what: string, direction: string,
 *   kind: string, state: string, traveller: number, check_text: string, reason_text: string,
 *   why: string, officer: Officer | string | number | null, code: string,
 *   face: number | null}} Passage
 */
/** @typedef {{text: string, count: number}} Count */
/**
 * @typedef {{from_ms: number, crossings: number, referrals: number, alarms: number,
 *   by_reason: Count[], by_code: Count[],
 *   ack_ms: {p50: number | null, p95: number | null, within_target: number | null},
 *   hours: {at_ms: number, crossings: number, referrals: number}[]}} Statistics
 */
/**
 * @typedef {{at_ms: number, lanes: Lane[], cases: Case[], passages: Passage[]}} Whole
 */
/** @typedef {{due: boolean, until_ms: number}} ShiftEvent */

/** @typedef {{at_ms: number, text: string, changed: string[]}} WireEvent */
/** @typedef {{id: number, kind: "done" | "wrong", text: string, hint: boolean, at: number}} Notice */
/**
 * @typedef {{kind: "act", id: string, act: string, version: number}
 *   | {kind: "take", id: string}
 *   | {kind: "look", id: string}
 *   | {kind: "evacuate", lane: number}
 *   | {kind: "handover", forced: boolean}
 *   | {kind: "keys"}} Dialog
 */
/**
 * @typedef {{me: Me | null, asked: boolean, ended: string, link: "none" | "up" | "lost",
 *   lostAt: number, offset: number, lanes: Lane[], cases: Case[], closed: Case[],
 *   passages: Passage[], statistics: Statistics | null, counted: number, due: boolean, until: number,
 *   wires: Record<number, WireEvent[]>, muted: string[], notices: Notice[],
 *   dialog: Dialog | null, lane: number, hash: string, repeating: "" | "silent" | "busy",
 *   soundBlocked: boolean, singleKeys: boolean}} State
 */

export {};
