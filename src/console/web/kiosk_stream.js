/*
 * kiosk_stream: hears what the lane tells, and notices when it tells no more.
 * Knows GET /api/guide. Never knows what is shown.
 */
import { guideOf } from './kiosk_view.js';

/** @typedef {import('./kiosk_view.js').Guide} Guide */

/** Long enough for a process that is started anew, short enough for somebody who waits. */
const LOST_AFTER_MS = 4000;
/** So often may a guide that was announced not come: a busy machine is late, a frozen one silent. */
const MISSED_MAX = 3;
/** The browser comes again by itself only where the server had answered well. */
const AGAIN_MS = 1000;

/**
 * The server tells the present state as soon as it is connected, so that is when it counts as heard; and again every
 * again_ms, so that one that is frozen is noticed, whose connection stands.
 * @param {(guide: Guide) => void} told
 * @param {() => void} lost
 */
export function listen(told, lost) {
	/** @type {ReturnType<typeof setTimeout> | 0} */
	let patience = 0;
	/** @type {ReturnType<typeof setTimeout> | 0} */
	let silence = 0;
	const miss = () => {
		if (patience === 0) {
			patience = setTimeout(lost, LOST_AFTER_MS);
		}
	};
	const connect = () => {
		const source = new EventSource('/api/guide');
		source.addEventListener('guide', (event) => {
			const guide = guideOf(event.data);
			if (guide === null) {
				return;
			}
			clearTimeout(patience);
			clearTimeout(silence);
			patience = 0;
			silence = guide.again_ms > 0 ? setTimeout(lost, MISSED_MAX * guide.again_ms) : 0;
			told(guide);
		});
		source.addEventListener('error', () => {
			miss();
			if (source.readyState === EventSource.CLOSED) {
				setTimeout(connect, AGAIN_MS);
			}
		});
	};
	miss();
	connect();
}
