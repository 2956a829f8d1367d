/*
 * kiosk_picture_parts: what the pictures are put together from: people, documents, doors, arrows.
 * Knows shapes, each drawn around a point of its own. Never knows what a picture means.
 *
 * Pictures are 400 wide and 300 high. A part that moves gets its class on a group of its own, for a style's transform
 * would take the place of the attribute's.
 */
import { html } from '/web/standalone.module.js';

/** @typedef {import('/web/standalone.module.js').VNode} VNode */

/** @param {number} x @param {number} y @param {number} scale @param {unknown} shape @param {number} turn degrees */
export function at(x, y, scale, shape, turn = 0) {
	return html`<g transform=${`translate(${x} ${y}) rotate(${turn}) scale(${scale})`}>
		${shape}</g>`;
}

/** @param {'moves-down' | 'moves-up' | 'moves-on'} how @param {unknown} shape */
export function moving(how, shape) {
	return html`<g class=${how}>${shape}</g>`;
}

/** The same, seen in a mirror that stands upright at x. @param {number} x @param {unknown} shape */
export function mirroredAt(x, shape) {
	return html`<g transform=${`translate(${2 * x} 0) scale(-1 1)`}>${shape}</g>`;
}

/**
 * From (x, y) on, in the direction of turn (0: to the right, 90: down).
 * @param {number} x @param {number} y @param {number} turn @param {number} length
 */
export function arrow(x, y, turn, length) {
	const neck = length - 34;
	return at(x, y, 1, html`<path class="accent" d=${`M0 -10 H${neck} V-30 L${length} 0 L${neck} 30 V10 H0 Z`} />`, turn);
}

/**
 * Along a circle, degrees clockwise from the right; the head is at the end.
 * @param {number} x @param {number} y @param {number} r @param {number} from @param {number} to
 */
export function bend(x, y, r, from, to) {
	/** @param {number} degrees @param {number} radius */
	const point = (degrees, radius) => {
		const angle = degrees * Math.PI / 180;
		return [x + radius * Math.cos(angle), y + radius * Math.sin(angle)].map((n) => n.toFixed(1)).join(' ');
	};
	const on = to > from ? 1 : -1;
	const tip = to + on * 26 / r * 57.3;
	const large = Math.abs(to - from) > 180 ? 1 : 0;
	return html`<g>
		<path class="accent-line" d=${`M${point(from, r)} A${r} ${r} 0 ${large} ${on > 0 ? 1 : 0} ${point(to, r)}`} />
		<path class="accent" d=${`M${point(to, r - 24)} L${point(tip, r)} L${point(to, r + 24)} Z`} />
	</g>`;
}

/** Struck out. @param {number} x @param {number} y @param {number} r */
export function no(x, y, r) {
	return html`<path class="bad" d=${`M${x - r} ${y - r} L${x + r} ${y + r} M${x + r} ${y - r} L${x - r} ${y + r}`} />`;
}

/** Well done. @param {number} x @param {number} y @param {number} s */
export function yes(x, y, s) {
	return at(x, y, s, html`<path class="accent-line" d="M-26 2 L-8 22 L28 -22" />`);
}

/** 200 high, feet at (0, 0), seen from before. */
export function stander() {
	return html`<g>
		<circle class="ink" cx="0" cy="-178" r="22" />
		<rect class="ink" x="-25" y="-149" width="50" height="84" rx="16" />
		<path class="limb" stroke-width="13" d="M-31 -136 V-72 M31 -136 V-72" />
		<path class="limb" stroke-width="20" d="M-13 -70 V-10 M13 -70 V-10" />
	</g>`;
}

/** Walks to the right; 200 high, feet at (0, 0). */
export function walker() {
	return html`<g>
		<circle class="ink" cx="12" cy="-178" r="22" />
		<path class="limb" stroke-width="38" d="M3 -130 L-2 -88" />
		<path class="limb" stroke-width="13" d="M10 -138 L34 -106 L56 -96" />
		<path class="limb" stroke-width="13" d="M-4 -138 L-28 -108 L-32 -80" />
		<path class="limb" stroke-width="19" d="M4 -82 L26 -48 L34 -10" />
		<path class="limb" stroke-width="19" d="M-8 -82 L-14 -44 L-40 -10" />
	</g>`;
}

/** A walker who pulls a case behind. */
export function wanderer() {
	return html`<g>
		${walker()}
		<path class="line" d="M-33 -80 L-58 -62" />
		<rect class="outlined" x="-96" y="-66" width="44" height="56" rx="8" />
		<circle class="ink" cx="-86" cy="-4" r="6" />
			<circle class="ink" cx="-62" cy="-4" r="6" />
	</g>`;
}

/** Runs to the right; 200 high. */
export function runner() {
	return html`<g>
		<circle class="ink" cx="34" cy="-178" r="22" />
		<path class="limb" stroke-width="36" d="M18 -132 L2 -90" />
		<path class="limb" stroke-width="13" d="M24 -142 L52 -116 L76 -132" />
		<path class="limb" stroke-width="13" d="M10 -140 L-24 -138 L-38 -106" />
		<path class="limb" stroke-width="19" d="M6 -86 L40 -68 L36 -24 L50 -16" />
		<path class="limb" stroke-width="19" d="M-2 -84 L-16 -44 L-64 -40" />
	</g>`;
}

/** Head and shoulders with a peaked cap and a badge; 150 wide, the counter's top at (0, 0). */
export function officer() {
	return html`<g>
		<path class="accent" d="M-76 0 C-76 -52 -52 -66 -22 -70 L0 -48 L22 -70 C52 -66 76 -52 76 0 Z" />
		<circle class="outlined" cx="0" cy="-104" r="34" />
		<path class="accent" d="M-42 -118 C-52 -160 -28 -172 0 -172 C28 -172 52 -160 42 -118 C18 -128 -18 -128 -42 -118 Z" />
		<path class="ink" d="M-42 -116 C-18 -128 18 -128 42 -116 C30 -104 -30 -104 -42 -116 Z" />
		<circle class="paper" cx="0" cy="-148" r="9" />
		<path class="paper" d="M28 -40 h22 v16 l-11 10 l-11 -10 Z" />
	</g>`;
}

/** An officer behind a counter; 190 wide, the floor at (0, 0). */
export function counter() {
	return html`<g>
		${at(0, -82, 0.92, officer())}
		<rect class="ink" x="-96" y="-86" width="192" height="18" rx="6" />
		<path class="outlined" d="M-84 -68 H84 V-4 H-84 Z" />
	</g>`;
}

/** A doorway, 110 wide and 236 high, its sill at (0, 0); the leaf stands open by the hinge at the right. */
export function door() {
	return html`<g>
		<path class="line" d="M-55 0 V-236 H55 V0" />
		<path class="outlined" d="M55 -236 L104 -212 V22 L55 0 Z" />
		<circle class="ink" cx="68" cy="-104" r="6" />
	</g>`;
}

/** The same, shut. */
export function doorShut() {
	return html`<g>
		<rect class="outlined" x="-55" y="-236" width="110" height="236" />
		<circle class="ink" cx="-36" cy="-110" r="7" />
	</g>`;
}

/** A portrait in print, 44 wide. */
export function portrait() {
	return html`<g>
		<rect class="outlined" x="0" y="0" width="48" height="60" rx="4" />
		<circle class="ink" cx="24" cy="22" r="11" />
		<path class="ink" d="M6 56 C6 40 14 36 24 36 C34 36 42 40 42 56 Z" />
	</g>`;
}

/** Lines of print behind a portrait, and a zone of two below. @param {number} width */
function print(width) {
	return html`<g>
		<path class="thin" d=${`M76 26 H${width - 16} M76 44 H${width - 36} M76 62 H${width - 16}`} />
		<path class="thin" stroke-dasharray="9 8" d=${`M18 92 H${width - 12} M18 108 H${width - 12}`} />
	</g>`;
}

/** A passport, open at the page with the photo; 180 wide, 240 high, its corner at (0, 0). */
export function passport() {
	return html`<g>
		<path class="outlined" d="M0 10 Q0 0 10 0 H170 Q180 0 180 10 V118 H0 Z" />
		<path class="thin" d="M30 34 H150 M30 56 H150 M30 78 H110" opacity="0.45" />
		<path class="outlined" d="M0 118 H180 V230 Q180 240 170 240 H10 Q0 240 0 230 Z" />
		<g transform="translate(0 118)">${at(16, 12, 1, portrait())}${print(180)}</g>
	</g>`;
}

/** A passport, shut: its cover; 120 wide, 168 high. */
export function cover() {
	return html`<g>
		<rect class="accent" x="0" y="0" width="120" height="168" rx="10" />
		<circle class="paper-line" cx="60" cy="66" r="28" />
		<path class="paper-line" d="M32 66 H88 M60 38 C44 54 44 78 60 94 C76 78 76 54 60 38" />
		<path class="paper-line" d="M36 124 H84 M46 142 H74" />
	</g>`;
}

/** A card, 180 wide, 116 high. */
export function card() {
	return html`<g>
		<rect class="outlined" x="0" y="0" width="180" height="116" rx="12" />
		${at(16, 16, 1, portrait())}
		<path class="thin" d="M82 28 H162 M82 48 H140 M82 68 H162 M18 96 H162" />
	</g>`;
}

/** A reader's glass, seen from above and before; 320 wide, its front edge at y = 0. */
export function glass() {
	return html`<g>
		<path class="ink" d="M-124 -84 H124 L164 -18 V8 Q164 16 156 16 H-156 Q-164 16 -164 8 V-18 Z" />
		<path class="paper" d="M-102 -70 H102 L132 -24 H-132 Z" />
	</g>`;
}

/** A passport that lies on that glass, face down. */
export function lying() {
	return html`<g>
		<path class="accent" d="M-78 -80 H78 L98 -30 H-98 Z" />
		<path class="paper-line" d="M-87 -57 H87" />
	</g>`;
}

/** Waves from a chip, upwards. */
export function waves() {
	return html`<path class="accent-line" d="M-22 0 A30 30 0 0 1 22 0 M-44 -22 A62 62 0 0 1 44 -22 M-66 -44 A94 94 0 0 1 66 -44" />`;
}

/** A hand that presses down, from the right; the fingers' end at (0, 0). */
export function hand() {
	return html`<g>
		<path class="outlined" d="M6 -22 C30 -52 60 -64 104 -66 L196 -96 V-30 L130 2 C96 18 60 10 14 8 C-4 8 -6 -10 6 -22 Z" />
		<path class="line" d="M40 -22 C64 -36 84 -36 110 -34" />
	</g>`;
}

/** Hours, minutes. @param {number} r */
export function clock(r) {
	return html`<g>
		<circle class="outlined" cx="0" cy="0" r=${r} stroke-width="10" />
		<path class="line" d=${`M0 ${-r * 0.6} V0 L${r * 0.42} ${r * 0.26}`} />
	</g>`;
}

/** A camera whose lens looks to the left. */
export function camera() {
	return html`<g>
		<rect class="ink" x="0" y="-34" width="68" height="68" rx="12" />
		<path class="ink" d="M2 -20 L-22 -30 V30 L2 20 Z" />
		<circle class="paper" cx="34" cy="0" r="15" />
		<circle class="accent" cx="34" cy="0" r="8" />
		<path class="line" d="M34 36 V120" />
	</g>`;
}

/** What the camera sees is inside. @param {number} w @param {number} h */
export function brackets(w, h) {
	const [x, y, l] = [w / 2, h / 2, 34];
	return html`<path class="accent-line" d=${
		`M${-x} ${-y + l} V${-y} H${-x + l} M${x - l} ${-y} H${x} V${-y + l}` +
		` M${x} ${y - l} V${y} H${x - l} M${-x + l} ${y} H${-x} V${y - l}`} />`;
}
