/*
 * The travellers' page in a real browser: each state and prompt in each language fits and can be read, by eye, ear,
 * touch and key; languages come and go with travellers; what is lost is noticed.
 *
 * kiosk_page.mjs [NAME...]: only the tests named so.
 */
import assert from 'node:assert/strict';

import { LANGUAGES, SCREENS, open } from './kiosk_browser.mjs';
import { EACH_PROMPT, EACH_STATE, FACE_PROMPTS, FINGER_PROMPTS, PAGE_PROMPTS, REASONS, STATES } from './kiosk_cases.mjs';
import { NOTHING, serve } from './kiosk_serve.mjs';

const kiosk = await open();
const view = (page) => page.evaluate(() => document.querySelector('.page').dataset.view);
const language = (page) => page.evaluate(() => document.documentElement.lang);
const show = (page, guide) => page.evaluate((told) => window.kiosk.show(told), guide);
const walk = (page, tags, guides, looks) => page.evaluate((all) => window.kiosk.walk(...all), [tags, guides, looks]);
const heard = (page) => page.locator('.heard').textContent();
const comes = (page, selector) => page.waitForSelector(selector, {state: 'attached'});
const guide = (told) => ({...NOTHING, ...told});

/* With the keys of one language's texts, in all their depth. */
const keysOf = (texts) => Object.entries(texts).flatMap(([key, value]) => (typeof value === 'object' && !Array.isArray(value)
	? keysOf(value).map((inner) => `${key}.${inner}`) : [Array.isArray(value) ? `${key}[${value.length}]` : key])).sort();

/* Guides by the language that needs most room for them. */
const longest = async (page, guides) => {
	const tags = await page.evaluate(async (all) => {
		const [{viewOf}, {LANGUAGES}] = await Promise.all([import('/web/kiosk_view.js'), import('/web/kiosk_texts.js')]);
		const pen = document.createElement('canvas').getContext('2d');
		pen.font = getComputedStyle(document.querySelector('h1')).font;
		const room = (texts, one) => pen.measureText(viewOf(one, false).words(texts).join(' ')).width;
		return all.map((one) => LANGUAGES.reduce((most, texts) => (room(texts, one) > room(most, one) ? texts : most)).tag);
	}, guides);
	return new Map(LANGUAGES.map((tag) => [tag, guides.filter((_, i) => tags[i] === tag)]).filter(([, some]) => some.length > 0));
};

const TESTS = {
	async every_language_has_all_words() {
		const page = await kiosk.page();
		const all = await page.evaluate(async () => (await import('/web/kiosk_texts.js')).LANGUAGES);
		assert.deepEqual(all.map((texts) => texts.tag), LANGUAGES);
		const [en, ...others] = all;
		for (const texts of others) {
			assert.deepEqual(keysOf(texts), keysOf(en), texts.tag);
		}
		for (const texts of all) {
			const words = JSON.stringify(texts);
			assert.ok(!/"\s*"|" | "|  /.test(words.replaceAll('". "', '')), `${texts.tag}: empty words or blanks`);
			assert.ok(texts.left.includes('{n}') && texts.progress.includes('{n}'), texts.tag);
			assert.deepEqual(Object.keys(texts.page).sort(), [...PAGE_PROMPTS].sort(), texts.tag);
			assert.deepEqual(Object.keys(texts.face).sort(), [...FACE_PROMPTS].sort(), texts.tag);
			assert.deepEqual(Object.keys(texts.finger).sort(), [...FINGER_PROMPTS].sort(), texts.tag);
			assert.deepEqual(Object.keys(texts.reason).sort(), [...REASONS].sort(), texts.tag);
			assert.deepEqual(Object.keys(texts.state).sort(), [...STATES, 'not-ready', 'lost'].sort(), texts.tag);
		}
	},

	async every_view_has_a_picture_of_its_own_kind() {
		const page = await kiosk.page();
		const views = await page.evaluate(async (guides) => {
			const [{viewOf}, {PICTURES}] = await Promise.all([import('/web/kiosk_view.js'), import('/web/kiosk_pictures.js')]);
			return guides.map((one) => viewOf(one, false)).map(({name, picture}) => ({name, picture, drawn: PICTURES.has(picture)}));
		}, [...EACH_STATE, ...EACH_PROMPT]);
		assert.deepEqual(views.filter((one) => !one.drawn), []);
		assert.equal(new Set(views.map((one) => one.name)).size, views.length, 'a prompt or reason is not told apart');
	},

	async everything_fits_in_every_language() {
		const found = await walk(await kiosk.page(), ['en'], [...EACH_STATE, ...EACH_PROMPT], ['cut']);
		for (const size of SCREENS) {
			const page = await kiosk.page({size});
			found.push(...(await walk(page, LANGUAGES, EACH_STATE, ['misfits'])).map((what) => `${size}: ${what}`));
			for (const [tag, guides] of await longest(page, EACH_PROMPT)) {
				found.push(...(await walk(page, [tag], guides, ['misfits'])).map((what) => `${size}: ${what}`));
			}
		}
		assert.deepEqual(found, []);
	},

	async sizes_are_true_where_the_screen_is_told() {
		const page = await kiosk.page({query: '?diagonal=15.6', size: [1920, 1080]});
		assert.deepEqual(await walk(page, ['fr', 'ru', 'ar'], EACH_STATE, ['misfits']), []);
		const mm = Math.hypot(1920, 1080) / (15.6 * 25.4);
		const [text, touch] = await page.evaluate(() => {
			return [parseFloat(getComputedStyle(document.querySelector('button')).fontSize), document.querySelector('button').offsetHeight];
		});
		assert.ok(text >= 24 * 25.4 / 72 * mm, `${text}`);
		assert.ok(touch >= 20 * mm, `${touch}`);
	},

	async an_auditor_finds_no_barrier() {
		const page = await kiosk.page({size: SCREENS[2]});
		await kiosk.audit(page);
		const two = EACH_STATE.filter((one) => ['idle', 'referred-outside'].includes(one.state)).slice(-2);
		const found = [
			...await walk(page, ['en', 'ar'], EACH_STATE, ['axe']),
			...await walk(page, LANGUAGES.filter((tag) => !['en', 'ar'].includes(tag)), two, ['axe']),
		];
		assert.deepEqual(found, []);
	},

	async everything_stands_out_seven_to_one() {
		const page = await kiosk.page();
		const found = await walk(page, ['en'], [...EACH_STATE, ...EACH_PROMPT], ['seven']);
		assert.deepEqual(found, []);
		await page.emulateMedia({forcedColors: 'active'});
		assert.deepEqual(await walk(page, ['en'], EACH_STATE, ['seven']), []);
	},

	async keys_are_enough_and_show_where_they_are() {
		const page = await kiosk.page();
		const reached = [];
		for (let i = 0; i < LANGUAGES.length + 1; i++) {
			await page.keyboard.press('Tab');
			reached.push(await page.evaluate(() => {
				const one = document.activeElement;
				const style = getComputedStyle(one);
				const edge = window.kiosk.ratio(style.outlineColor, window.kiosk.ground(one.parentElement));
				return `${one.lang || 'speech'} ${style.outlineStyle} ${parseFloat(style.outlineWidth) >= 4 && edge >= 7}`;
			}));
		}
		assert.deepEqual(reached, [...LANGUAGES, 'speech'].map((name) => `${name} solid true`));
		await page.keyboard.press('Space');
		assert.equal(await page.getAttribute('.speech', 'aria-pressed'), 'true');
		await page.keyboard.press('Shift+Tab');
		await page.keyboard.press('Enter');
		assert.equal(await language(page), 'ko');
		assert.equal(await page.evaluate(() => document.activeElement.lang), 'ko', 'the focus stays');
	},

	async arabic_goes_from_right_to_left() {
		const page = await kiosk.page({size: SCREENS[1]});
		await page.evaluate(() => window.kiosk.speak('ar'));
		await show(page, guide({state: 'face', face: 'turn-left'}));
		const [dir, words, frame, align] = await page.evaluate(() => [document.documentElement.dir,
			document.querySelector('.words').getBoundingClientRect().left, document.querySelector('.frame').getBoundingClientRect().left,
			getComputedStyle(document.querySelector('h1')).direction]);
		assert.deepEqual([dir, align], ['rtl', 'rtl']);
		assert.ok(words < frame, 'words stand left of the picture');
		await page.tap('button[lang="en"]');
		assert.equal(await page.evaluate(() => document.documentElement.dir), 'ltr');
	},

	async the_language_is_the_travellers_and_goes_with_them() {
		const page = await kiosk.page({query: '?languages=ky,ru'});
		const speaks = async (told, tag) => {
			await show(page, guide(told));
			assert.equal(await language(page), tag, JSON.stringify(told));
		};
		await speaks({}, 'ky');
		assert.equal(await page.evaluate(() => [...document.querySelectorAll('button[lang]')].map((one) => one.lang).join()),
			'ky,ru,en,zh-Hans,zh-Hant,fr,es,ar,ja,ko');
		await speaks({state: 'reading', nationality: 'JPN'}, 'ja');
		await speaks({state: 'face', face: 'look', nationality: 'JPN'}, 'ja');
		await page.click('button[lang="fr"]');
		await speaks({state: 'exit-open', nationality: 'JPN'}, 'fr');
		await speaks({state: 'evacuate'}, 'fr');
		await speaks({}, 'ky');
		await speaks({state: 'reading', nationality: 'D'}, 'en');
		await speaks({state: 'reading', page: 'flat', nationality: 'EGY'}, 'ar');
		await speaks({state: 'alarm'}, 'ar');
		await speaks({}, 'ky');
		await page.click('button[lang="es"]');
		await speaks({state: 'reading', nationality: 'CHN'}, 'es');
		await speaks({state: 'closed'}, 'ky');
	},

	async a_choice_is_forgotten_where_nobody_begins() {
		const page = await kiosk.page({clocked: true});
		await page.click('button[lang="ko"]');
		await comes(page, 'html[lang="ko"]');
		await page.clock.runFor(55000);
		assert.equal(await language(page), 'ko');
		await page.clock.runFor(10000);
		assert.equal(await language(page), 'en');
	},

	async it_speaks_only_when_asked() {
		const page = await kiosk.page({before: (one) => one.addInitScript(() => {
			window.said = [];
			window.SpeechSynthesisUtterance = class {
				constructor(text) {
					this.text = text;
					this.lang = '';
				}
			};
			const speak = (words) => window.said.push(`${words.lang}: ${words.text}`);
			Object.defineProperty(window, 'speechSynthesis', {value: {cancel() {}, speak}});
		})});
		const said = async (count) => {
			await page.waitForFunction((n) => window.said.length >= n, count);
			return page.evaluate(() => window.said.splice(0));
		};
		await show(page, guide({state: 'reading', nationality: 'FRA'}));
		assert.equal(await page.getAttribute('.speech', 'aria-pressed'), 'false');
		assert.match(await page.textContent('.speech'), /désactivée/);
		await page.click('.speech');
		assert.deepEqual(await said(1), ['fr-FR: Laissez votre document sur le lecteur. La lecture est en cours.']);
		assert.match(await page.textContent('.speech'), /: activée/);
		await show(page, guide({state: 'walking', nationality: 'FRA'}));
		assert.deepEqual(await said(1), ['fr-FR: Avancez jusqu’à la porte. Reprenez votre document.']);
		await show(page, guide({}));
		await comes(page, '.speech[aria-pressed="false"]');
		await show(page, guide({state: 'reading', nationality: 'FRA'}));
		await page.click('.speech');
		assert.deepEqual(await said(1), ['fr-FR: Laissez votre document sur le lecteur. La lecture est en cours.']);
	},

	async a_lost_lane_sends_to_an_officer() {
		const server = await serve();
		const page = await kiosk.page({from: server, clocked: true});
		server.push(guide({state: 'face', face: 'look', nationality: 'ESP'}));
		await comes(page, '[data-view="face/look"]');
		server.refuse(true);
		await page.waitForFunction(() => window.sources.at(-1).readyState === EventSource.CLOSED);
		assert.equal(await view(page), 'face/look', 'a hitch is not shown');
		await page.clock.runFor(6000);
		await comes(page, '[data-view="lost"]');
		assert.equal(await page.textContent('h1'), 'Diríjase a un agente');
		server.refuse(false);
		await page.clock.runFor(1500);
		await comes(page, '[data-view="face/look"]');
		await page.goto('about:blank');
		server.close();
	},

	async a_server_that_is_frozen_sends_to_an_officer() {
		const server = await serve();
		const page = await kiosk.page({from: server, clocked: true});
		const told = guide({state: 'face', face: 'look', nationality: 'FRA', again_ms: 2000});
		server.push(told);
		await comes(page, '[data-view="face/look"]');
		for (let i = 0; i < 3; i++) {
			await page.clock.runFor(5000);
			assert.equal(await view(page), 'face/look', 'one that is late is not');
			await page.evaluate((again) => window.kiosk.tell(again), told);
		}
		await page.clock.runFor(7000); /* its connection stands */
		await comes(page, '[data-view="lost"]');
		assert.equal(await page.textContent('h1'), 'Adressez‑vous à un agent');
		server.push({...told, state: 'exit-open'});
		await comes(page, '[data-view="exit-open"]');
		assert.equal(await language(page), 'fr');
		await page.goto('about:blank');
		server.close();
	},

	async a_guide_that_is_told_again_changes_nothing() {
		const page = await kiosk.page({clocked: true});
		await page.click('button[lang="ko"]');
		await comes(page, 'html[lang="ko"]');
		for (let i = 0; i < 10; i++) {
			await page.clock.runFor(2000);
			await page.evaluate((again) => window.kiosk.tell(again), guide({again_ms: 2000}));
		}
		assert.equal(await language(page), 'ko');
		await page.clock.runFor(2000);
		const kept = await page.evaluateHandle(() => document.querySelector('h1'));
		await page.evaluate((again) => window.kiosk.tell(again), guide({again_ms: 2000}));
		assert.ok(await page.evaluate((h1) => h1.isConnected, kept), 'nothing is said twice to a screen reader');
		await page.evaluate((again) => window.kiosk.tell(again), guide({}));
	},

	async a_time_limit_is_told_to_eyes_and_ears() {
		const page = await kiosk.page({clocked: true, before: (one) => one.addInitScript(() => {
			window.tones = 0;
			window.AudioContext.prototype.createOscillator = new Proxy(window.AudioContext.prototype.createOscillator, {
				apply(target, self) {
					window.tones++;
					return Reflect.apply(target, self, []);
				},
			});
		})});
		await page.clock.pauseAt(await page.evaluate(() => Date.now() + 1000));
		await show(page, guide({state: 'face', face: 'closer', whole_ms: 20000, left_ms: 12000}));
		await page.clock.runFor(1500);
		assert.equal(await page.locator('.limit').count(), 0);
		assert.equal(await heard(page), '');
		await page.clock.runFor(1000);
		assert.equal(await page.locator('.limit .small').textContent(), '10 seconds left');
		assert.equal(await heard(page), '10 seconds left');
		assert.equal(await page.locator('.ring text').textContent(), '10');
		assert.equal(await page.evaluate(() => window.tones), 2);
		await page.clock.runFor(2000);
		assert.equal(await page.locator('.ring text').textContent(), '8');
		assert.equal(await heard(page), '10 seconds left', 'not every second is told');
		await page.clock.runFor(3000);
		assert.equal(await heard(page), '5 seconds left');
		assert.equal(await page.getAttribute('.heard', 'role'), 'status');
		await page.clock.runFor(6000);
		assert.equal(await page.locator('.limit').count(), 0);
		await show(page, guide({state: 'referred-inside', whole_ms: 60000, left_ms: 8000}));
		await page.clock.runFor(1000);
		assert.equal(await page.locator('.limit').count(), 0, 'the officers time is not the travellers');
	},

	async who_is_listed_reads_what_others_read() {
		const page = await kiosk.page();
		const words = async (told) => {
			await show(page, guide(told));
			return page.innerText('main');
		};
		for (const state of ['referred-outside', 'referred-inside', 'alarm']) {
			const listed = await words({state, reason: 'officer', hits: [{category: 'arrest', name: 'SOMEBODY'}], why: 'listed'});
			await words({state: 'recording'});
			assert.equal(listed, await words({state, reason: 'none'}));
			await words({state: 'recording'});
			assert.equal(listed, await words({state, reason: 'a-reason-of-tomorrow'}));
			assert.match(listed, /officer/i);
		}
	},

	async the_lane_that_takes_nobody_says_so() {
		const page = await kiosk.page();
		assert.equal(await show(page, guide({service: 'closed'})), 'closed');
		assert.equal(await show(page, guide({state: 'init', service: 'closed'})), 'closed');
		assert.equal(await show(page, guide({state: 'init', service: 'not-ready'})), 'init');
		assert.equal(await show(page, guide({service: 'not-ready', page: 'flat'})), 'not-ready');
		assert.equal(await show(page, guide({page: 'flat'})), 'idle/flat');
		await show(page, guide({state: 'reading', progress: 40, whole_ms: 20000, left_ms: 20000}));
		assert.equal(await page.getAttribute('progress', 'value'), '40');
	},

	async a_lane_turned_round_walks_the_other_way() {
		const mirrored = (page) => page.evaluate(() => document.querySelector('.picture > g').getAttribute('transform') ?? '');
		for (const [query, there, back] of [['', false, true], ['?forward=left', true, false]]) {
			const page = await kiosk.page({query});
			await show(page, guide({state: 'walking'}));
			assert.equal((await mirrored(page)).includes('scale(-1'), there);
			await show(page, guide({state: 'exit-open', reversed: true}));
			assert.equal((await mirrored(page)).includes('scale(-1'), back);
			await show(page, guide({state: 'face', face: 'turn-left', reversed: true}));
			assert.equal((await mirrored(page)).includes('scale(-1'), false, 'left stays left');
		}
	},

	async nothing_flashes_and_nothing_moves_for_who_does_not_want_it() {
		const page = await kiosk.page({moving: true});
		let moving = 0;
		for (const one of EACH_STATE) {
			await show(page, one);
			const moves = await page.evaluate(() => {
				const timing = ['offset', 'easing', 'composite', 'computedOffset'];
				const changed = (effect) => [...new Set(effect.getKeyframes().flatMap((k) => Object.keys(k)))];
				return document.getAnimations().map(({effect}) => ({ms: effect.getTiming().duration,
					what: changed(effect).filter((key) => !timing.includes(key)).join()}));
			});
			moving += moves.length;
			assert.ok(moves.every((m) => m.ms >= 1000 && m.what === 'transform'), JSON.stringify(moves));
		}
		assert.ok(moving > 5);
		await page.emulateMedia({reducedMotion: 'reduce'});
		await show(page, guide({}));
		assert.equal(await page.evaluate(() => document.getAnimations().length), 0);
	},
};

let failed = 0;
const wanted = process.argv.slice(2);
for (const [name, test] of Object.entries(TESTS).filter(([one]) => wanted.length === 0 || wanted.includes(one))) {
	const began = Date.now();
	try {
		await test();
		assert.deepEqual(kiosk.complaints.splice(0), [], 'the browser complains');
		console.log(`ok ${name} (${Date.now() - began} ms)`);
	} catch (error) {
		failed++;
		console.log(`FAILED ${name}: ${error.message}`);
	}
}
await kiosk.close();
process.exitCode = failed === 0 ? 0 : 1;
