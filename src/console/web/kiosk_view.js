/*
 * kiosk_view: what the page shows for what the lane tells: which words, picture and tone.
 * Knows states, prompts and reasons. Never knows words, drawing, time or the network.
 */

/**
 * One event of GET /api/guide (docs/console.md).
 * @typedef {object} Guide
 * @property {string} state
 * @property {string} reason
 * @property {string} service
 * @property {boolean} reversed
 * @property {string} face
 * @property {string} finger
 * @property {number} position 1 to 10; 0: no finger in particular
 * @property {string} page
 * @property {number} progress percent
 * @property {number} left_ms
 * @property {number} whole_ms 0: the state has no timer
 * @property {string} nationality as printed; empty: nobody's
 * @property {number} again_ms told again by then; 0: not
 */

/**
 * @typedef {import('./kiosk_texts.js').Texts} Texts
 * @typedef {import('./kiosk_texts.js').State} State
 * @typedef {import('./kiosk_texts.js').Reason} Reason
 * @typedef {import('./kiosk_texts.js').Words} Words
 *
 * What is wanted of the traveller, beyond colour told by picture and words: do something, walk on,
 * wait or go to somebody, stop, get out.
 * @typedef {'act' | 'go' | 'wait' | 'stop' | 'flee'} Tone
 *
 * @typedef {object} View
 * @property {string} name of the words: no two views with other words share it
 * @property {(texts: Texts) => Words} words
 * @property {string} picture
 * @property {Tone} tone
 * @property {number} position finger to be laid on; 0: none
 * @property {number} progress percent, -1: nothing is read
 * @property {boolean} limited the traveller has to do something in time
 * @property {boolean} everyone said in every language: nobody knows who is there
 */

/** @type {Record<State, [picture: string, tone: Tone, limited: boolean]>} */
const STATES = {
	'init': ['wait', 'wait', false],
	'closed': ['closed', 'stop', false],
	'idle': ['lay', 'act', false],
	'reading': ['chip', 'wait', false],
	'walking': ['walk-to', 'go', true],
	'entry-open': ['walk-in', 'go', true],
	'entry-closing': ['door-closes', 'wait', false],
	'face': ['look', 'act', true],
	'finger': ['finger-place', 'act', true],
	'recording': ['wait', 'wait', false],
	'exit-open': ['walk-out', 'go', true],
	'exit-closing': ['walk-on', 'go', false],
	'referred-outside': ['go-officer', 'wait', false],
	'referred-inside': ['wait-officer', 'wait', false],
	'back-open': ['walk-back', 'go', true],
	'back-closing': ['go-officer', 'wait', false],
	'alarm': ['halt', 'stop', false],
	'evacuate': ['evacuate', 'flee', false],
	'clearing': ['stay-out', 'stop', false],
	'not-ready': ['wait', 'wait', false],
	'lost': ['go-officer', 'wait', false],
};

/** @type {Record<string, string>} prompts of documents, and their pictures */
const PAGE_PICTURES = {
	'lay': 'lay',
	'still': 'page-still',
	'flat': 'page-flat',
	'turn-over': 'turn-over',
	'photo-page': 'photo-page',
	'further-in': 'further-in',
	'one-only': 'one-only',
	'too-soon': 'page-again',
	'reading': 'chip',
	'no-cover': 'no-cover',
	'ask-officer': 'go-officer',
	'no-screen': 'no-screen',
};

/** @type {Record<string, string>} */
const FACE_PICTURES = {
	'look': 'look',
	'closer': 'closer',
	'alone': 'alone',
	'centre': 'centre',
	'still': 'stand-still',
	'eyes': 'eyes',
	'done': 'done',
	'blink': 'blink',
	'turn-left': 'turn-left',
	'turn-right': 'turn-right',
	'straight': 'ahead',
	'mouth': 'mouth',
	'glasses': 'glasses',
	'hat': 'hat',
	'light': 'light',
	'bright': 'bright',
	'back': 'step-back',
	'chin-up': 'chin-up',
	'chin-down': 'chin-down',
	'ahead': 'ahead',
	'upright': 'upright',
	'mouth-closed': 'mouth-closed',
	'steady': 'stand-still',
};

/** @type {Record<string, string>} */
const FINGER_PICTURES = {
	'place': 'finger-place',
	'centre': 'finger-centre',
	'whole': 'finger-whole',
	'more': 'finger-more',
	'less': 'finger-less',
	'dry': 'finger-dry',
	'wet': 'finger-wet',
	'still': 'finger-still',
	'lift': 'finger-lift',
	'again': 'finger-again',
	'other': 'finger-place',
	'done': 'done',
	'wait': 'wait',
	'longer': 'finger-longer',
	'turn': 'finger-turn',
};

/** Prompts in which nothing is to be done here, in whatever time. */
const CALM = new Set(['ask-officer', 'done', 'reading', 'wait']);

const REASONS = new Set(['officer', 'unreadable', 'document-kind', 'expired', 'not-eligible', 'too-young',
	'face', 'finger', 'alone', 'object', 'time', 'way', 'left', 'fault']);

/** Where a reason is told beside what to do. */
const REASONED = new Set(['referred-outside', 'referred-inside', 'alarm']);

/**
 * @param {string} state
 * @returns {state is State}
 */
function isState(state) {
	return Object.hasOwn(STATES, state);
}

/**
 * @param {State} state
 * @returns {View}
 */
export function viewOfState(state) {
	const [picture, tone, limited] = STATES[state];
	return {
		name: state, words: (texts) => texts.state[state], picture, tone, position: 0, progress: -1, limited,
		everyone: state === 'evacuate',
	};
}

/**
 * @template {'page' | 'face' | 'finger'} Kind
 * @param {View} view of the state
 * @param {Kind} kind
 * @param {Record<string, string>} pictures
 * @param {string} prompt
 * @returns {View}
 */
function prompted(view, kind, pictures, prompt) {
	if (!Object.hasOwn(pictures, prompt)) {
		return view;
	}
	return {
		...view, name: `${view.name}/${prompt}`, picture: pictures[prompt],
		tone: prompt === 'done' ? 'go' : CALM.has(prompt) ? 'wait' : 'act', limited: !CALM.has(prompt),
		words: (texts) => /** @type {Record<string, Words>} */ (texts[kind])[prompt],
	};
}

/**
 * A finger's name is its second sentence where there is no other.
 * @param {View} view
 * @param {number} position
 * @returns {View}
 */
function fingered(view, position) {
	if (position < 1 || position > 10 || !view.picture.startsWith('finger-')) {
		return view;
	}
	const words = view.words;
	const bare = view.name === 'finger';
	return {
		...view, name: `${view.name}/${position}`, position,
		words: (texts) => {
			const [title, text] = words(texts);
			return [title, bare || text === undefined ? texts.fingers[position - 1] : text];
		},
	};
}

/**
 * Why, in the words of what a bystander may hear: who is listed and who forges read the same as all
 * others that an officer wants to see.
 * @param {View} view
 * @param {string} told
 * @returns {View}
 */
function reasoned(view, told) {
	const reason = /** @type {Reason} */ (REASONS.has(told) ? told : 'officer');
	if (view.name === 'alarm' && reason === 'officer') {
		return view;
	}
	const words = view.words;
	return {...view, name: `${view.name}/${reason}`, words: (texts) => [words(texts)[0], texts.reason[reason]]};
}

/**
 * A state that is not known is shown as one that an officer is needed for.
 * @param {Guide | null} guide null: nothing was heard yet
 * @param {boolean} lost
 * @returns {View}
 */
export function viewOf(guide, lost) {
	if (lost) {
		return viewOfState('lost');
	}
	if (guide === null) {
		return viewOfState('init');
	}
	if (!isState(guide.state)) {
		return viewOfState('lost');
	}
	const view = viewOfState(guide.state);
	switch (guide.state) {
	case 'init': /* a lane that nobody attends since it was started proves itself when somebody does */
		return guide.service === 'closed' ? viewOfState('closed') : view;
	case 'idle':
		if (guide.service !== 'open') {
			return viewOfState(guide.service === 'closed' ? 'closed' : 'not-ready');
		}
		return prompted(view, 'page', PAGE_PICTURES, guide.page);
	case 'reading':
		return {...prompted(view, 'page', PAGE_PICTURES, guide.page), progress: guide.progress};
	case 'face':
		return prompted(view, 'face', FACE_PICTURES, guide.face);
	case 'finger':
		return fingered(prompted(view, 'finger', FINGER_PICTURES, guide.finger), guide.position);
	default:
		return REASONED.has(guide.state) ? reasoned(view, guide.reason) : view;
	}
}

/**
 * @param {string} text
 * @returns {Guide | null} null: no such event
 */
export function guideOf(text) {
	/** @type {Record<string, unknown>} */
	let told;
	try {
		told = JSON.parse(text);
	} catch {
		return null;
	}
	if (typeof told !== 'object' || told === null || typeof told.state !== 'string') {
		return null;
	}
	/** @param {string} key */
	const word = (key) => (typeof told[key] === 'string' ? /** @type {string} */ (told[key]) : '');
	/** @param {string} key @param {number} most */
	const number = (key, most) =>
		Number.isFinite(told[key]) ? Math.min(Math.max(/** @type {number} */ (told[key]), 0), most) : 0;
	return {
		state: told.state,
		reason: word('reason'),
		service: word('service'),
		reversed: told.reversed === true || told.reversed === 1,
		face: word('face'),
		finger: word('finger'),
		position: Math.trunc(number('position', 10)),
		page: word('page'),
		progress: Math.trunc(number('progress', 100)),
		left_ms: number('left_ms', 3600000),
		whole_ms: number('whole_ms', 3600000),
		nationality: word('nationality'),
		again_ms: number('again_ms', 60000),
	};
}
