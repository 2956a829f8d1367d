/*
 * console_start: begins the officers' page, and asks for it again where a part of it was refused, as
 * a proxy does where too many screens start at once. Knows that parts may be missing. Never knows
 * which.
 */
const AGAIN_MS = 2000;
const SPREAD_MS = 2000; /* so that screens do not all come again together */

function again() {
	setTimeout(() => location.reload(), AGAIN_MS + Math.random() * SPREAD_MS);
}

/** One that did not come has no rules, or none that may be read. @param {HTMLLinkElement} link */
function came(link) {
	try {
		return !!link.sheet?.cssRules.length;
	} catch {
		return false;
	}
}

function checkStyles() {
	const links = /** @type {NodeListOf<HTMLLinkElement>} */ (
		document.querySelectorAll("link[rel=stylesheet]"));
	if (![...links].every(came)) {
		again();
	}
}

if (document.readyState === "complete") {
	checkStyles();
} else {
	addEventListener("load", checkStyles);
}
import("/web/console.js").catch(again);

export {};
