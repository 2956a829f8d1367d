/*
 * console_here: tells the server that somebody is before this screen, so that a session ends when
 * nobody is. Knows that a key or a pointer moved, and when it was told last. Never knows which.
 */
import { postHere } from "./console_api.js";
import { get, overdue } from "./console_store.js";

const EVERY_MS = 60000;
const SIGNS = ["keydown", "pointerdown", "pointermove", "wheel"];

/** Watches keys and pointers from now on. */
export function startHere() {
	let told = -Infinity;
	const here = () => {
		if (!get().me || overdue() || Date.now() - told < EVERY_MS) {
			return;
		}
		told = Date.now();
		void postHere();
	};
	for (const sign of SIGNS) {
		addEventListener(sign, here, { capture: true, passive: true });
	}
}
