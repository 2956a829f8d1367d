/*
 * kiosk_picture_faces: pictures of what a camera asks for.
 * Knows heads. Never knows prompts' words.
 */
import { html } from '/web/standalone.module.js';

import { arrow, at, bend, brackets, camera, mirroredAt, moving, no, stander, yes } from './kiosk_picture_parts.js';

/** @typedef {'open' | 'shut' | 'none'} Eyes */

/**
 * A head from before, its middle at (0, 0), shoulders down to y = 150.
 * @param {{eyes?: Eyes, mouth?: 'shut' | 'open' | 'none', hair?: boolean, aside?: number}} how aside: where it looks, -1 to 1
 */
function head({eyes = 'open', mouth = 'shut', hair = true, aside = 0} = {}) {
	const x = 24 * aside;
	const far = 24 - 6 * Math.abs(aside);
	return html`<g>
		<path class="ink" d="M-104 150 C-104 104 -70 88 -26 82 V50 H26 V82 C70 88 104 104 104 150 Z" />
		<ellipse class="outlined" cx="0" cy="0" rx="60" ry="74" />
		${hair && html`<path class="ink" d=${`M-62 -4 C-66 -60 -34 -82 0 -82 C34 -82 66 -60 62 -4 C${54 + x / 3} -34 ${36 + x} -44 ${x} -44 C${-36 + x} -44 ${-54 + x / 3} -34 -62 -4 Z`} />`}
		${eyes === 'open' && html`<circle class="ink" cx=${x - far} cy="-6" r="7" />
			<circle class="ink" cx=${x + far} cy="-6" r="7" />`}
		${eyes === 'shut' && html`<path class="thin" d="M-36 -6 Q-24 4 -12 -6 M12 -6 Q24 4 36 -6" />`}
		<path class="thin" d=${aside === 0 ? 'M0 4 L-7 24 H5' : `M${x} 2 L${x + 16 * aside} 24 H${x - 2 * aside}`} />
		${mouth === 'shut' && html`<path class="thin" d=${`M${x - 18} 42 H${x + 18}`} />`}
		${mouth === 'open' && html`<ellipse class="ink" cx=${x} cy="44" rx="16" ry="12" />`}
	</g>`;
}

/** A head from the side that looks to the right, with the neck's foot at (0, 96). */
function profile() {
	return html`<g>
		<path class="outlined" d="M-14 -76 C38 -80 58 -46 58 -16 L74 16 L58 24 L60 50 C58 64 46 68 26 64 V96 H-40 V42 C-66 24 -72 -8 -62 -36 C-54 -62 -36 -74 -14 -76 Z" />
		<path class="ink" d="M-40 46 C-66 24 -72 -8 -62 -36 C-52 -66 -24 -80 8 -76 C34 -74 52 -56 56 -34 C28 -34 14 -44 2 -34 C-4 -10 -18 0 -22 22 C-24 34 -32 42 -40 46 Z" />
		<circle class="ink" cx="36" cy="-12" r="6" />
	</g>`;
}

/** With shoulders. @param {number} turn of the head, degrees */
function sideways(turn) {
	return html`<g>
		<path class="ink" d="M-120 160 C-120 112 -84 96 -44 92 H30 C70 96 100 112 100 160 Z" />
		${at(0, 80, 1, html`<g transform="translate(0 -80)">${profile()}</g>`, turn)}
	</g>`;
}

const glasses = () => html`<g>
	<circle class="outlined" cx="-27" cy="0" r="20" />
		<circle class="outlined" cx="27" cy="0" r="20" />
	<path class="line" d="M-8 -4 Q0 -10 8 -4 M-47 -4 L-62 -8 M47 -4 L62 -8" />
</g>`;

const darkGlasses = () => html`<g>
	<path class="ink" d="M-54 -16 H-6 Q-4 16 -28 18 Q-54 18 -54 -16 Z M6 -16 H54 Q54 18 28 18 Q4 16 6 -16 Z" />
	<path class="line" d="M-62 -14 H62" />
</g>`;

const hat = () => html`<g>
	<path class="accent" d="M-52 0 C-52 -60 -36 -70 0 -70 C36 -70 52 -60 52 0 Z" />
	<rect class="accent" x="-86" y="-8" width="172" height="20" rx="10" />
	<path class="paper-line" d="M-50 -18 H50" />
</g>`;

const mask = () => html`<g>
	<path class="accent" d="M-50 -26 Q0 -44 50 -26 V14 Q34 44 0 46 Q-34 44 -50 14 Z" />
	<path class="paper-line" d="M-34 -8 Q0 -18 34 -8 M-34 10 Q0 4 34 10" />
	<path class="accent-thin" d="M-50 -22 L-74 -34 M50 -22 L74 -34" />
</g>`;

const sun = () => html`<g>
	<circle class="accent" cx="0" cy="0" r="26" />
	<path class="accent-line" d="M0 -44 V-58 M0 44 V58 M-44 0 H-58 M44 0 H58 M-31 -31 L-41 -41 M31 31 L41 41 M31 -31 L41 -41 M-31 31 L-41 41" />
</g>`;

/** @param {Parameters<typeof head>[0]} how */
const framed = (how) => html`<g>${at(200, 140, 1, head(how))}
	${at(200, 148, 1, brackets(310, 274))}</g>`;

/** @param {unknown} sign beside a head and camera */
const before = (sign) => html`<g>${at(112, 136, 0.92, sideways(0))}${at(318, 118, 1, camera())}
	${sign}</g>`;

/** Pictures by name, as kiosk_view.js calls them. @type {Record<string, () => unknown>} */
export const FACES = {
	'look': () => before(html`<path class="accent-line" stroke-dasharray="2 22" d="M186 122 H286" />`),
	'ahead': () => framed({}),
	'closer': () => html`<g>${at(92, 286, 1.2, stander())}
		${moving('moves-on', arrow(154, 150, 0, 100))}${at(318, 150, 1, camera())}</g>`,
	'step-back': () => html`<g>${at(150, 286, 1.2, stander())}
		${moving('moves-on', arrow(94, 150, 180, 80))}${at(318, 150, 1, camera())}</g>`,
	'alone': () => html`<g>${at(120, 288, 1.2, stander())}${yes(44, 70, 1)}
		${at(286, 288, 1.2, stander())}${no(286, 168, 74)}</g>`,
	'centre': () => html`<g>${at(200, 148, 1, brackets(310, 274))}${at(292, 272, 1, stander())}
		${moving('moves-on', arrow(246, 150, 180, 96))}
		<path class="accent-thin" stroke-dasharray="12 12" d="M126 40 V262" /></g>`,
	'stand-still': () => html`<g>${at(200, 290, 1.3, stander())}${mirroredAt(200, html`<g>
		${bend(200, 160, 132, -52, 8)}${no(325, 112, 26)}</g>`)}
		${bend(200, 160, 132, -52, 8)}${no(325, 112, 26)}</g>`,
	'eyes': () => html`<g>${at(112, 150, 0.94, html`<g>${head({eyes: 'none'})}
		${at(0, -6, 1, darkGlasses())}</g>`)}${no(186, 44, 24)}
		${at(294, 150, 0.94, head())}${yes(366, 46, 0.9)}</g>`,
	'done': () => html`<g><circle class="accent" cx="200" cy="150" r="122" />
		<path class="paper-bold" d="M140 154 L184 200 L266 106" /></g>`,
	'blink': () => html`<g>${at(106, 150, 0.92, head())}
		${moving('moves-on', arrow(182, 60, 0, 46))}
		${at(296, 150, 0.92, head({eyes: 'shut'}))}</g>`,
	'turn-left': () => html`<g>${at(212, 146, 1, head({aside: -1}))}
		${moving('moves-on', bend(212, 190, 150, -50, -138))}</g>`,
	'turn-right': () => html`<g>${at(188, 146, 1, head({aside: 1}))}
		${moving('moves-on', bend(188, 190, 150, -130, -42))}</g>`,
	'mouth': () => html`<g>${at(140, 146, 1, head())}${at(310, 200, 1, mask())}
		${moving('moves-down', bend(230, 130, 70, -70, 10))}</g>`,
	'glasses': () => html`<g>${at(140, 146, 1, head())}${at(312, 206, 1, glasses())}
		${moving('moves-down', bend(230, 140, 76, -80, 10))}</g>`,
	'hat': () => html`<g>${at(180, 166, 0.86, head())}
		${moving('moves-up', at(190, 68, 0.84, hat(), -8))}
		${moving('moves-up', arrow(318, 160, -90, 110))}</g>`,
	'light': () => html`<g>${at(118, 140, 0.92, sideways(0))}${at(326, 90, 1, sun())}
		${moving('moves-on', arrow(206, 112, -8, 66))}</g>`,
	'bright': () => html`<g>${at(92, 76, 1, sun())}${at(212, 160, 0.9, head())}
		${moving('moves-on', arrow(306, 180, 0, 80))}</g>`,
	'chin-up': () => html`<g>${at(160, 140, 0.96, sideways(-16))}
		${moving('moves-up', bend(150, 150, 150, 16, -26))}</g>`,
	'chin-down': () => html`<g>${at(160, 140, 0.96, sideways(14))}
		${moving('moves-down', bend(150, 130, 150, -26, 16))}</g>`,
	'upright': () => html`<g>${at(200, 208, 0.9, html`<g transform="translate(0 -90)">
		${head()}</g>`, 20)}${bend(200, 208, 172, -44, -76)}
		<path class="accent-thin" stroke-dasharray="12 12" d="M200 8 V292" /></g>`,
	'mouth-closed': () => html`<g>${at(112, 150, 0.94, head({mouth: 'open'}))}${no(186, 44, 24)}
		${at(294, 150, 0.94, head())}${yes(366, 46, 0.9)}</g>`,
};
