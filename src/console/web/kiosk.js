/*
 * kiosk: the travellers' page: hears the lane, and says what to do in a picture, words and, where it is wanted, aloud.
 * Knows languages, time limits and the screen. Never knows documents, findings or people; can tell the lane nothing.
 *
 * The address may say, for one lane's screen: ?languages=ky,ru,en (which come first; the first is the lane's own),
 * ?diagonal=21.5 (inches, so that sizes are true), ?forward=left (travellers who go forward walk to the left of the
 * screen), ?sound=off (no tone when time runs out), ?speech=on (spoken unless it is turned off).
 */
import { html, render, useEffect, useLayoutEffect, useReducer, useRef, useState } from '/web/standalone.module.js';

import { chose, heard, orderOf, speakerOf, spoken } from './kiosk_language.js';
import { canSpeak, chime, say } from './kiosk_sound.js';
import { listen } from './kiosk_stream.js';
import { LANGUAGES, TEXTS } from './kiosk_texts.js';
import { viewOf } from './kiosk_view.js';
import { Picture } from './kiosk_pictures.js';

/**
 * @typedef {import('./kiosk_language.js').Speaker} Speaker
 * @typedef {import('./kiosk_texts.js').Texts} Texts
 * @typedef {import('./kiosk_view.js').Guide} Guide
 * @typedef {import('./kiosk_view.js').View} View
 *
 * @typedef {object} Model
 * @property {Guide | null} guide
 * @property {boolean} lost
 * @property {Speaker} speaker
 * @property {boolean} speech
 * @property {number} until when the state's timer runs out, by performance.now(); 0: it has none
 *
 * @typedef {{kind: 'told', guide: Guide} | {kind: 'lost'} | {kind: 'chose', tag: string} |
 *   {kind: 'speech', on: boolean} | {kind: 'forget'}} Happening
 */

const asked = new URLSearchParams(location.search);
const ORDER = orderOf([...TEXTS.keys()], asked.get('languages'));
const SPEECH = asked.get('speech') === 'on';
const SOUND = asked.get('sound') !== 'off';
const TO_THE_LEFT = asked.get('forward') === 'left';

const WARN_S = 10; /* a time limit is told from here on */
const WARN_AGAIN_S = 5;
const TICK_MS = 200;
/* What somebody chose who then did not begin. */
const FORGET_MS = 60000;

/** @param {string} tag @returns {Texts} */
function textsOf(tag) {
	return TEXTS.get(tag) ?? LANGUAGES[0];
}

/** @param {string} text @param {number} n */
function filled(text, n) {
	return text.replace('{n}', String(n));
}

/**
 * @param {Model} model
 * @param {Happening} what
 * @returns {Model}
 */
function next(model, what) {
	switch (what.kind) {
	case 'told': {
		const speaker = heard(model.speaker, what.guide);
		const left = model.speaker.busy && !speaker.busy;
		return {
			guide: what.guide, lost: false, speaker, speech: left ? SPEECH : model.speech,
			until: what.guide.whole_ms > 0 ? performance.now() + what.guide.left_ms : 0,
		};
	}
	case 'lost':
		return {...model, lost: true};
	case 'chose':
		return {...model, speaker: chose(model.speaker, what.tag)};
	case 'speech':
		return {...model, speech: what.on};
	case 'forget':
		return {...model, speaker: chose(model.speaker, ''), speech: SPEECH};
	}
}

/**
 * The whole seconds left, from WARN_S on; null before, and when nothing is limited.
 * @param {number} until
 * @param {boolean} limited
 * @returns {number | null}
 */
function useSecondsLeft(until, limited) {
	const [left, setLeft] = useState(/** @type {number | null} */ (null));
	useLayoutEffect(() => {
		if (!limited || until === 0) {
			setLeft(null);
			return undefined;
		}
		const look = () => {
			const seconds = Math.ceil((until - performance.now()) / 1000);
			setLeft(seconds > 0 && seconds <= WARN_S ? seconds : null);
		};
		look();
		const timer = setInterval(look, TICK_MS);
		return () => clearInterval(timer);
	}, [until, limited]);
	return left;
}

const RING = 2 * Math.PI * 40;

/** Eyes have ring and words; ears the tone and, in Heard, the words. @param {{left: number, texts: Texts}} props */
function Limit({left, texts}) {
	return html`<div class="limit" aria-hidden="true">
		<svg class="ring" viewBox="0 0 100 100">
			<circle class="ring-whole" cx="50" cy="50" r="40" />
			<circle class="ring-left" cx="50" cy="50" r="40" transform="rotate(-90 50 50)"
				stroke-dasharray=${RING} stroke-dashoffset=${RING * (1 - left / WARN_S)} />
			<text x="50" y="65" text-anchor="middle">${left}</text>
		</svg>
		<span class="small">${filled(texts.left, left)}</span>
	</div>`;
}

/** @param {{progress: number, texts: Texts}} props */
function Progress({progress, texts}) {
	const words = filled(texts.progress, progress);
	return html`<div class="reading">
		<progress max="100" value=${progress} aria-label=${texts.state.reading[1]}></progress>
		<span class="small" aria-hidden="true">${words}</span>
	</div>`;
}

/**
 * What a screen reader, or the page's own voice, hears of a time limit: twice, not every second.
 * @param {{left: number | null, texts: Texts, speech: boolean}} props
 */
function Heard({left, texts, speech}) {
	const step = left === null ? 0 : left > WARN_AGAIN_S ? WARN_S : WARN_AGAIN_S;
	const words = useRef('');
	words.current = left === null ? '' : filled(texts.left, left);
	const [told, setTold] = useState('');
	useEffect(() => {
		setTold(words.current);
		if (step === 0) {
			return;
		}
		if (SOUND) {
			chime();
		}
		if (speech) {
			say(words.current, texts.voice);
		}
	}, [step]);
	return html`<p class="heard" role="status">${told}</p>`;
}

/** @param {{texts: Texts, speech: boolean, act: (what: Happening) => void}} props */
function Choices({texts, speech, act}) {
	return html`<footer class="choices">
		<div class="languages" role="group" aria-label=${texts.languages}>
			${ORDER.map(textsOf).map((one) => html`<button key=${one.tag} type="button"
				lang=${one.tag} dir=${one.dir} aria-pressed=${String(one.tag === texts.tag)}
				onClick=${() => act({kind: 'chose', tag: one.tag})}>${one.name}</button>`)}
			${canSpeak() && html`<button key="speech" class="speech" type="button"
				aria-pressed=${String(speech)}
				onClick=${() => act({kind: 'speech', on: !speech})}>
				<svg viewBox="0 0 60 60" aria-hidden="true">
					<path class="ink" d="M6 22 H18 L34 8 V52 L18 38 H6 Z" />
					<path class="line" d=${speech ? 'M42 20 Q50 30 42 40 M48 12 Q62 30 48 48' :
						'M40 21 L56 39 M56 21 L40 39'} />
				</svg>
				<span>${texts.speech}: ${speech ? texts.on : texts.off}</span>
			</button>`}
		</div>
	</footer>`;
}

/** Whoever is inside hears it in a language of theirs. @param {{view: View, texts: Texts}} props */
function Everyone({view, texts}) {
	return html`<footer class="everyone"><ul>
		${ORDER.filter((tag) => tag !== texts.tag).map(textsOf).map((one) =>
			html`<li key=${one.tag} lang=${one.tag} dir=${one.dir}>${view.words(one)[0]}</li>`)}
	</ul></footer>`;
}

/** @param {Texts} texts */
function useLanguage(texts) {
	useLayoutEffect(() => {
		document.documentElement.lang = texts.tag;
		document.documentElement.dir = texts.dir;
		document.title = texts.title;
	}, [texts]);
}

/** @param {Model} model @param {View} view @param {Texts} texts */
function useSpeech(model, view, texts) {
	const [title, text] = view.words(texts);
	useEffect(() => {
		say(model.speech ? [title, text].filter(Boolean).join(texts.stop) : '', texts.voice);
	}, [model.speech, view.name, texts]);
}

/** @param {Model} model @param {(what: Happening) => void} act */
function useForgetting(model, act) {
	const {speech, speaker: {chosen, busy}} = model;
	useEffect(() => {
		if (busy || (chosen === '' && speech === SPEECH)) {
			return undefined;
		}
		const timer = setTimeout(() => act({kind: 'forget'}), FORGET_MS);
		return () => clearTimeout(timer);
	}, [chosen, speech, busy]);
}

function Page() {
	const [model, act] = useReducer(next, /** @type {Model} */ (
		{guide: null, lost: false, speaker: speakerOf(ORDER), speech: SPEECH, until: 0}));
	useEffect(() => listen((guide) => act({kind: 'told', guide}), () => act({kind: 'lost'})), []);
	const texts = textsOf(spoken(model.speaker));
	const view = viewOf(model.guide, model.lost);
	const left = useSecondsLeft(model.until, view.limited);
	useLanguage(texts);
	useSpeech(model, view, texts);
	useForgetting(model, act);
	const [title, text] = view.words(texts);
	return html`<div class="page" data-view=${view.name} data-tone=${view.tone}>
		<main>
			<div class="frame"><${Picture} name=${view.picture} position=${view.position}
				mirrored=${TO_THE_LEFT !== (model.guide?.reversed ?? false)} /></div>
			<div class="words">
				<div aria-live=${view.tone === 'stop' || view.tone === 'flee' ? 'assertive' : 'polite'}
					aria-atomic="true">
					<h1>${title}</h1>
					${text !== undefined && html`<p class="more">${text}</p>`}
				</div>
				${view.progress >= 0 && html`<${Progress} progress=${view.progress} texts=${texts} />`}
				${left !== null && html`<${Limit} left=${left} texts=${texts} />`}
				<${Heard} left=${left} texts=${texts} speech=${model.speech} />
			</div>
		</main>
		${view.everyone ? html`<${Everyone} view=${view} texts=${texts} />` :
			html`<${Choices} texts=${texts} speech=${model.speech} act=${act} />`}
	</div>`;
}

/** Millimetres of this screen, where its size is told; else as the browser believes. */
function measure() {
	const inches = Number(asked.get('diagonal'));
	if (inches >= 5 && inches <= 100) {
		const mm = Math.hypot(screen.width, screen.height) / (inches * 25.4);
		document.documentElement.style.setProperty('--mm', `${mm}px`);
	}
}

const page = document.getElementById('page');
if (page !== null) {
	measure();
	page.replaceChildren();
	render(html`<${Page} />`, page);
}
