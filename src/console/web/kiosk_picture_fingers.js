/*
 * kiosk_picture_fingers: pictures of what a finger sensor asks for.
 * Knows hands, seen from above as their owner sees them, and a sensor. Never knows prompts' words.
 */
import { html } from '/web/standalone.module.js';

import { arrow, at, bend, clock, mirroredAt, moving, no } from './kiosk_picture_parts.js';

/** A right hand's fingers from thumb to little finger: root and tip. */
const FINGERS = ['M58 178 L22 118', 'M76 140 L66 44', 'M104 134 L104 22', 'M132 138 L142 40', 'M158 152 L174 78'];
const TIPS = [[20, 114], [66, 42], [104, 20], [142, 38], [175, 75]];

/** @param {number} position 1 to 5 right, 6 to 10 left (ISO/IEC 19794-4, Table 5) */
function handOf(position) {
	const meant = (position - 1) % 5;
	const width = (/** @type {number} */ finger) => (finger === 0 ? 32 : 28);
	const shape = html`<g>
		${FINGERS.map((d, finger) => html`<path class="finger-edge" stroke-width=${width(finger) + 7} d=${d} />`)}
		<path class="finger-edge" stroke-width="7" stroke-linejoin="round" d="M62 150 C58 120 172 120 172 160 C176 210 164 236 154 282 H82 C76 246 48 220 46 178 Z" />
		<path class="paper" d="M62 150 C58 120 172 120 172 160 C176 210 164 236 154 282 H82 C76 246 48 220 46 178 Z" />
		${FINGERS.map((d, finger) => html`<path class="finger-fill" stroke-width=${width(finger) - 7} d=${d} />`)}
		<path class="finger-meant" stroke-width=${width(meant) - 3} d=${FINGERS[meant]} />
		<circle class="accent-thin" cx=${TIPS[meant][0]} cy=${TIPS[meant][1]} r="26" />
	</g>`;
	return position > 5 ? mirroredAt(100, shape) : shape;
}

/** From the side; the glass is at y = 0, 150 wide. */
const sensor = () => html`<g>
	<path class="ink" d="M-92 0 H92 L104 52 Q106 62 96 62 H-96 Q-106 62 -104 52 Z" />
	<rect class="accent" x="-62" y="-4" width="124" height="12" rx="4" />
</g>`;

/** A finger that comes from the right; where it touches is (0, 0). @param {number} turn degrees that it stands up */
const finger = (turn = 16) => at(0, 0, 1, html`<g>
	<path class="outlined" d="M110 0 H-28 C-48 0 -58 -6 -58 -24 C-58 -46 -38 -50 -20 -50 H110" />
	<path class="thin" d="M-50 -34 C-42 -46 -24 -44 -12 -42" />
</g>`, -turn);

/** Which finger, if it is told, and what to do with it. @param {number} position @param {unknown} press drawn for 200 x 300 */
const both = (position, press) => html`<g>${position === 0 ? at(100, 0, 1, press) :
	html`<g>${at(10, 8, 1, handOf(position))}${at(200, 0, 1, press)}</g>`}</g>`;

const pressed = (turn = 16) => html`<g>${at(92, 216, 0.9, sensor())}
	${at(92, 214, 0.9, finger(turn))}</g>`;

const plus = (/** @type {number} */ x, /** @type {number} */ y) => html`<path class="accent-line" d=${`M${x - 22} ${y} H${x + 22} M${x} ${y - 22} V${y + 22}`} />`;
const minus = (/** @type {number} */ x, /** @type {number} */ y) => html`<path class="accent-line" d=${`M${x - 22} ${y} H${x + 22}`} />`;
const drop = () => html`<path class="accent" d="M0 -30 C12 -10 20 0 20 12 A20 20 0 0 1 -20 12 C-20 0 -12 -10 0 -30 Z" />`;

/** Seen from above: where on the sensor the fingertip lies. @param {unknown} mark */
const above = (mark) => html`<g><rect class="ink" x="14" y="60" width="160" height="190" rx="18" />
	<rect class="paper" x="34" y="80" width="120" height="150" rx="8" />${mark}</g>`;

/** Pictures by name, for a finger's position (0: none in particular). @type {Record<string, (position: number) => unknown>} */
export const FINGERS_PICTURED = {
	'finger-place': (p) => both(p, html`<g>${at(92, 226, 0.9, sensor())}
		${moving('moves-down', html`<g>${at(92, 150, 0.9, finger())}
		${arrow(48, 30, 90, 84)}</g>`)}</g>`),
	'finger-centre': (p) => both(p, above(html`<g>
		<path class="accent-thin" stroke-dasharray="10 10" d="M94 84 V226 M38 155 H150" />
		<ellipse class="outlined" cx="94" cy="155" rx="30" ry="42" />
			<ellipse class="thin" cx="94" cy="155" rx="12" ry="22" /></g>`)),
	'finger-whole': (p) => both(p, html`<g>${pressed(0)}
		${moving('moves-down', arrow(92, 60, 90, 84))}</g>`),
	'finger-more': (p) => both(p, html`<g>${pressed()}
		${moving('moves-down', arrow(62, 50, 90, 96))}${plus(136, 70)}</g>`),
	'finger-less': (p) => both(p, html`<g>${pressed()}
		${moving('moves-up', arrow(62, 146, -90, 96))}${minus(136, 80)}</g>`),
	'finger-dry': (p) => both(p, html`<g>${at(92, 236, 0.9, finger(0))}
		<path class="accent-line" d="M24 60 Q44 84 24 108 T24 156 M80 40 Q100 64 80 88 T80 136 M136 60 Q156 84 136 108 T136 156" /></g>`),
	'finger-wet': (p) => both(p, html`<g>${at(92, 236, 0.9, finger(0))}
		${at(54, 96, 1.2, drop())}${at(112, 128, 0.9, drop())}${no(80, 100, 58)}</g>`),
	'finger-still': (p) => both(p, html`<g>${pressed()}
		<path class="accent-line" d="M20 84 H168 M42 62 L18 84 L42 106 M146 62 L170 84 L146 106" />
		${no(94, 84, 34)}</g>`),
	'finger-lift': (p) => both(p, html`<g>${at(92, 240, 0.9, sensor())}
		${moving('moves-up', html`<g>${at(92, 180, 0.9, finger())}
		${arrow(56, 112, -90, 92)}</g>`)}</g>`),
	'finger-again': (p) => both(p, html`<g>${pressed()}${bend(92, 84, 52, -200, 50)}</g>`),
	'finger-longer': (p) => both(p, html`<g>${pressed()}${at(92, 82, 1, clock(58))}</g>`),
	'finger-turn': (p) => both(p, above(html`<g><g transform="rotate(24 94 155)">
		<ellipse class="outlined" cx="94" cy="155" rx="28" ry="46" /></g>
		${bend(94, 155, 66, -130, -40)}</g>`)),
};
