/*
 * kiosk_cases: every guide that shows something of its own, from the lists in the headers: what is added there and not
 * drawn and worded here is found.
 * Knows the lists. Never knows what is shown.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { NOTHING } from './kiosk_serve.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The names of an X-macro without what comes before them, as the guide has them; NONE left out. */
function words(path, prefix) {
	const names = [...readFileSync(ROOT + path, 'utf8').matchAll(new RegExp(`X\\(${prefix}(\\w+),`, 'g'))];
	if (names.length === 0) {
		throw new Error(`${path} has no list of ${prefix}`);
	}
	return names.map((name) => name[1].toLowerCase().replaceAll('_', '-')).filter((word) => word !== 'none');
}

/** Event and input names of gate.h begin with GATE_, too: its states are those with a text and a time. */
const gate = readFileSync(`${ROOT}src/gate/gate.h`, 'utf8');
export const STATES = [...gate.matchAll(/X\(GATE_(\w+), "[^"]*", \d+\)/g)].map((state) =>
	state[1].toLowerCase().replaceAll('_', '-'));
export const PAGE_PROMPTS = words('src/document/page_prompt.h', 'PAGE_PROMPT_');
export const FACE_PROMPTS = words('biometrics/face_prompt.h', 'FACE_PROMPT_');
export const FINGER_PROMPTS = words('biometrics/finger_prompt.h', 'FINGER_PROMPT_');
export const REASONS = words('src/wire/case.h', 'GUIDE_');

/* The lane forgets who chose a language in these, so they come first in a row of cases. */
const NOBODY = ['init', 'closed', 'idle'];
/* As long as a ring is shown. */
const TIMED = {whole_ms: 20000, left_ms: 9500};

function timed(state) {
	return NOBODY.includes(state) ? {} : TIMED;
}

const nobody = NOBODY.map((state) => ({...NOTHING, state}));
const somebody = STATES.filter((state) => !NOBODY.includes(state)).map((state) => ({
	...NOTHING, state, ...timed(state), progress: state === 'reading' ? 40 : 0, position: state === 'finger' ? 2 : 0,
}));
/** One of each state; the last two are shown where the lane takes nobody, and where it is not heard. */
export const EACH_STATE = [...nobody, {...NOTHING, service: 'not-ready'}, ...somebody, {...NOTHING, ...TIMED, state: 'unheard-of'}];

/** Each prompt, where there is least room for it, and each reason: 'officer' is what a state says by itself. */
export const EACH_PROMPT = [
	...PAGE_PROMPTS.map((page) => ({...NOTHING, ...TIMED, state: 'reading', page, progress: 100})),
	...FACE_PROMPTS.map((face) => ({...NOTHING, ...TIMED, state: 'face', face})),
	...FINGER_PROMPTS.map((finger, i) => ({...NOTHING, ...TIMED, state: 'finger', finger, position: i % 10 + 1})),
	...['referred-outside', 'referred-inside', 'alarm'].flatMap((state) =>
		REASONS.filter((reason) => reason !== 'officer').map((reason) => ({...NOTHING, state, reason}))),
];
