/*
 * kiosk_pictures: the page's pictures, own drawings in the spirit of ISO/IEC 24779: few lines, one thing each.
 * Knows pictures by name. Never knows words or states.
 */
import { html } from '/web/standalone.module.js';

import { FACES } from './kiosk_picture_faces.js';
import { FINGERS_PICTURED } from './kiosk_picture_fingers.js';
import {
	arrow, at, bend, card, clock, counter, cover, door, doorShut, glass, hand, lying, mirroredAt, moving, no, passport,
	runner, stander, walker, wanderer, waves, yes,
} from './kiosk_picture_parts.js';

/** About documents, and about waiting: the same whichever way the lane goes. @type {Record<string, (position: number) => unknown>} */
const STANDING = {
	'lay': () => html`<g>${at(200, 276, 1, glass())}
		${moving('moves-down', html`<g>${at(56, 8, 0.62, passport())}
			${at(250, 34, 0.64, card())}</g>`)}
		${moving('moves-down', arrow(212, 96, 90, 84))}</g>`,
	'chip': () => html`<g>${at(200, 276, 1, glass())}${at(200, 276, 1, lying())}
		${moving('moves-up', at(200, 176, 1.15, waves()))}</g>`,
	'page-still': () => html`<g>${at(200, 276, 1, glass())}${at(200, 276, 1, lying())}
		<path class="accent-line" d="M84 110 H316 M114 82 L82 110 L114 138 M286 82 L318 110 L286 138" />
			${no(200, 110, 46)}</g>`,
	'page-flat': () => html`<g>${at(200, 276, 1, glass())}${at(200, 276, 1, lying())}
		${moving('moves-down', html`<g>${at(176, 206, 1, hand())}
		${arrow(110, 70, 90, 104)}</g>`)}</g>`,
	'page-again': () => html`<g>${at(200, 276, 1, glass())}${at(56, 6, 0.68, passport())}
		${moving('moves-down', arrow(232, 76, 90, 100))}${at(330, 92, 1, clock(54))}</g>`,
	'turn-over': () => html`<g>${at(116, 78, 1, card())}${bend(206, 136, 130, -160, -30)}
		${bend(206, 136, 130, 20, 150)}</g>`,
	'photo-page': () => html`<g>${at(20, 74, 0.95, cover())}
		${moving('moves-on', arrow(142, 150, 0, 58))}${at(212, 28, 1, passport())}</g>`,
	'further-in': () => html`<g>
		<path class="ink" d="M232 60 H372 Q384 60 384 72 V232 Q384 244 372 244 H232 Z" />
		<rect class="paper" x="220" y="112" width="140" height="80" />
		${moving('moves-on', html`<g>${at(96, 106, 0.8, card())}
			${arrow(6, 152, 0, 82)}</g>`)}
			<path class="accent-line" d="M360 112 V192" /></g>`,
	'one-only': () => html`<g>${at(24, 56, 0.78, passport())}${yes(96, 268, 1)}
		${at(226, 62, 0.72, card())}${at(250, 128, 0.72, card())}${no(304, 138, 70)}</g>`,
	'no-cover': () => html`<g><path class="outlined" d="M60 60 H220 V284 H60 Z" />
		<path class="thin" d="M84 60 V284" />
		${moving('moves-on', html`<g>${at(150, 90, 0.98, cover())}
			${arrow(282, 172, 0, 104)}</g>`)}</g>`,
	'no-screen': () => html`<g>
		<rect class="ink" x="44" y="16" width="148" height="268" rx="22" />
		<rect class="paper" x="58" y="44" width="120" height="208" />
		${at(66, 96, 0.58, card())}${no(118, 150, 78)}${at(232, 96, 0.84, card())}
			${yes(306, 238, 1)}</g>`,
	'wait': () => html`<g>${at(200, 150, 1, clock(118))}</g>`,
	'closed': () => html`<g><circle class="accent" cx="200" cy="150" r="132" />
		<rect class="paper" x="118" y="126" width="164" height="48" rx="8" /></g>`,
	'wait-officer': () => html`<g>${at(124, 290, 1.2, stander())}
		${at(304, 292, 0.94, counter())}${moving('moves-on', arrow(214, 40, 180, 60))}
		${at(44, 50, 1, clock(36))}</g>`,
	'halt': () => html`<g>
		<path class="accent" d="M142 14 H258 L336 92 V208 L258 286 H142 L64 208 V92 Z" />
		<path class="paper-bold" d="M158 170 V98 M190 160 V74 M222 160 V80 M254 172 V108" />
		<path class="paper" d="M145 156 H267 V196 Q267 250 212 250 Q176 250 156 218 L112 168 Q124 146 145 164 Z" /></g>`,
};

/** Of people who walk, to the right where nothing mirrors them. @type {Record<string, () => unknown>} */
const WALKING = {
	'walk-to': () => html`<g>${at(84, 286, 1.2, walker())}
		${moving('moves-on', arrow(158, 150, 0, 96))}${at(316, 276, 1.04, doorShut())}</g>`,
	'walk-in': () => html`<g>${at(86, 286, 1.2, walker())}
		${moving('moves-on', arrow(150, 150, 0, 96))}${at(292, 268, 1, door())}</g>`,
	'walk-out': () => html`<g>${at(292, 268, 1, door())}${at(130, 286, 1.14, wanderer())}
		${moving('moves-on', arrow(216, 150, 0, 110))}</g>`,
	'walk-on': () => html`<g>${at(80, 276, 1.04, doorShut())}${at(226, 286, 1.2, walker())}
		${moving('moves-on', arrow(294, 150, 0, 96))}</g>`,
	'walk-back': () => html`<g>${mirroredAt(200, html`<g>${at(292, 268, 1, door())}
		${at(130, 286, 1.14, wanderer())}
		${moving('moves-on', arrow(216, 150, 0, 110))}</g>`)}</g>`,
	'door-closes': () => html`<g>${at(76, 268, 1, door())}
		${moving('moves-on', arrow(270, 140, 180, 76))}${at(334, 286, 1.2, stander())}</g>`,
	'go-officer': () => html`<g>${at(72, 288, 1.2, walker())}
		${moving('moves-on', arrow(140, 140, 0, 84))}${at(310, 292, 0.94, counter())}</g>`,
	'evacuate': () => html`<g>${at(306, 272, 1.06, html`<g>
		<path class="line" d="M-70 0 V-236 H70 V0" /></g>`)}${at(150, 288, 1.24, runner())}
		${arrow(250, 150, 0, 110)}</g>`,
	'stay-out': () => html`<g>${at(112, 276, 1.04, doorShut())}${no(112, 152, 74)}
		${at(296, 288, 1.2, stander())}</g>`,
};

/** Every picture there is. */
export const PICTURES = new Set([STANDING, WALKING, FACES, FINGERS_PICTURED].flatMap((some) => Object.keys(some)));

/** @param {{name: string, position: number, mirrored: boolean}} props mirrored: who goes forward walks to the left */
export function Picture({name, position, mirrored}) {
	const walk = WALKING[name];
	const shape = walk !== undefined ? walk() : (STANDING[name] ?? FACES[name] ?? FINGERS_PICTURED[name])(position);
	return html`<svg key=${name} class="picture" viewBox="0 0 400 300" aria-hidden="true" focusable="false">
		${walk !== undefined && mirrored ? mirroredAt(200, shape) : shape}
	</svg>`;
}
