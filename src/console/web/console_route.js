/*
 * console_route: what the page's address says: which screen, which case, lane or desk. Knows the
 * address and what it leads to. Never knows elements.
 */
import { caseOf, deskCase, desks, get, laneOf, set, works } from "./console_store.js";

/** @param {string} hash "#/case/1-1024" @returns {string[]} */
export function route(hash) {
	return hash.replace(/^#\/?/, "").split("/");
}

/** Shows another screen, for the next key already. @param {string} hash */
export function go(hash) {
	location.hash = hash;
	set({ hash });
}

/** A counter with one desk and no gates: its desk is the first screen. */
export function deskFirst() {
	const { lanes } = get();
	const only = works() && lanes.length === 1 ? lanes[0] : undefined;
	return only?.kind === "desk" ? only : undefined;
}

/** The desk that is on the screen. */
export function shownDesk() {
	const [screen, number] = route(get().hash);
	if (screen === "desk") {
		return laneOf(Number(number));
	}
	return screen === "" ? deskFirst() : undefined;
}

/** The case that is on the screen. */
export function shownCase() {
	const [screen, id] = route(get().hash);
	const desk = shownDesk();
	if (desk) {
		return deskCase(desk.lane);
	}
	return screen === "case" && id ? caseOf(id) : undefined;
}

/** The lane that orders go to: that of the case, desk or wires on the screen, else the chosen one. */
export function shownLane() {
	const [screen, number] = route(get().hash);
	const lane = shownCase()?.lane ?? shownDesk()?.lane;
	return laneOf(lane ?? (screen === "lane" ? Number(number) : get().lane));
}

/** Who is at the desk of this officer: on the screen, else at the only desk where somebody is. */
export function atDesk() {
	const shown = shownCase();
	if (shown?.kind === "desk" && deskCase(shown.lane) === shown) {
		return shown;
	}
	const there = desks().flatMap((desk) => deskCase(desk.lane) ?? []);
	return there.length === 1 ? there[0] : undefined;
}

/** The address of a desk's screen. @param {number} number */
export function deskAddress(number) {
	return deskFirst() ? "#/" : `#/desk/${number}`;
}
