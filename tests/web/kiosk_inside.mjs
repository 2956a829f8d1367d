/*
 * kiosk_inside: what tests do inside the page, given to the browser as text: shows guides, measures what is seen.
 * Knows the page's classes. Never knows node.
 */

/** Run before the page: keeps what it listens to. */
export function keepSources() {
	window.sources = [];
	window.EventSource = class extends EventSource {
		constructor(url) {
			super(url);
			window.sources.push(this);
		}
	};
}

/** Makes window.kiosk; run once in every page that is measured. */
export function inside() {
	const page = () => document.querySelector('.page');
	const until = (holds, what) => new Promise((done, fail) => {
		if (holds()) {
			done();
			return;
		}
		const watch = new MutationObserver(() => {
			if (holds()) {
				watch.disconnect();
				clearTimeout(late);
				done();
			}
		});
		const late = setTimeout(() => {
			watch.disconnect();
			fail(new Error(`never came: ${what}; there is ${page()?.dataset.view} in ${document.documentElement.lang}`));
		}, 5000);
		watch.observe(document, {attributes: true, childList: true, characterData: true, subtree: true});
	});

	/* As if the server had said so: many times quicker than by way of it. */
	const tell = (guide) => window.sources.at(-1).dispatchEvent(new MessageEvent('guide', {data: JSON.stringify(guide)}));
	let viewOf = null;
	/* Waits for nothing but what the page does at once: a row of guides is through before the browser paints one. */
	const show = async (guide) => {
		viewOf ??= (await import('/web/kiosk_view.js')).viewOf;
		const view = viewOf(guide, false);
		tell(guide);
		await until(() => page()?.dataset.view === view.name && (!view.limited || guide.whole_ms === 0 ||
			guide.left_ms > 10000 || document.querySelector('.limit') !== null), view.name);
		return view.name;
	};
	/* Nobody has chosen before: the lane was idle in between. */
	const speak = async (tag) => {
		tell({state: 'init'});
		await until(() => page()?.dataset.view === 'init', 'init');
		document.querySelector(`button[lang="${tag}"]`).click();
		await until(() => document.documentElement.lang === tag, tag);
	};

	const texts = () => [...page().querySelectorAll('h1, p, span, li, button, svg text')]
		.filter((one) => !one.classList.contains('heard') && one.textContent.trim() !== '' &&
			one.querySelector('span') === null);
	const rectOfText = (one) => {
		const range = document.createRange();
		range.selectNodeContents(one);
		return range.getBoundingClientRect();
	};
	const holds = (outer, inner) => inner.left >= outer.left - 1 && inner.right <= outer.right + 1 &&
		inner.top >= outer.top - 1 && inner.bottom <= outer.bottom + 1;
	/* What is cut off, spills over, is too small to read or to touch. */
	const misfits = () => {
		const found = [];
		const screen = {left: 0, top: 0, right: innerWidth, bottom: innerHeight};
		const boxes = page().querySelectorAll('main, .words, .frame, footer, button, li, h1, p.more');
		for (const one of [document.documentElement, document.body, page(), ...boxes]) {
			/* A line's letters may be taller than the line; whether they meet others is looked at below. */
			const tall = !/^(H1|LI|P)$/.test(one.tagName) && one.scrollHeight > one.clientHeight + 1;
			if (one.scrollWidth > one.clientWidth + 1 || tall) {
				found.push(`${one.tagName}.${one.className} overflows: ${one.scrollWidth}x${one.scrollHeight} in ` +
					`${one.clientWidth}x${one.clientHeight}`);
			}
		}
		const all = texts();
		for (const [i, one] of all.entries()) {
			const text = rectOfText(one);
			const box = one.getBoundingClientRect();
			for (const other of all.slice(i + 1)) {
				const its = other.getBoundingClientRect();
				const across = Math.min(box.right, its.right) - Math.max(box.left, its.left);
				const down = Math.min(box.bottom, its.bottom) - Math.max(box.top, its.top);
				if (across > 1 && down > 1) {
					found.push(`"${one.textContent.trim()}" meets "${other.textContent.trim()}"`);
				}
			}
			if (!holds(screen, text) || !holds(one.closest('.words, footer').getBoundingClientRect(), text)) {
				found.push(`"${one.textContent.trim()}" leaves its place`);
			}
			if (one.closest('svg') === null && parseFloat(getComputedStyle(one).fontSize) < 32) {
				found.push(`"${one.textContent.trim()}" is smaller than 24 pt`);
			}
		}
		for (const one of page().querySelectorAll('button')) {
			const box = one.getBoundingClientRect();
			if (Math.min(box.width, box.height) < 20 * 96 / 25.4) {
				found.push(`"${one.textContent.trim()}" is smaller than 20 mm: ${box.width}x${box.height}`);
			}
		}
		const picture = document.querySelector('svg.picture')?.getBoundingClientRect();
		if (picture === undefined || Math.min(picture.width, picture.height) < 190) {
			found.push(`the picture is ${picture?.width}x${picture?.height}`);
		}
		if (document.querySelector('h1').textContent.trim() === '' || /undefined|\{n\}/.test(page().textContent)) {
			found.push('words are missing');
		}
		return found;
	};

	/* What of a picture lies outside of its 400 by 300, strokes included. */
	const cut = () => {
		const picture = document.querySelector('svg.picture');
		const to = picture.getScreenCTM();
		const place = {left: to.e, top: to.f, right: to.e + 400 * to.a, bottom: to.f + 300 * to.d};
		return [...picture.querySelectorAll('path, circle, rect, ellipse')].filter((shape) => !holds(place, shape.getBoundingClientRect()))
			.map((shape) => `${shape.getAttribute('class')} ${shape.getAttribute('d') ?? ''} is cut off`);
	};

	const rgb = (color) => (color.match(/[\d.]+/g) ?? []).map(Number);
	const luminance = (color) => {
		const linear = (n) => (n <= 0.04045 ? n / 12.92 : ((n + 0.055) / 1.055) ** 2.4);
		const [r, g, b] = rgb(color).map((n) => linear(n / 255));
		return 0.2126 * r + 0.7152 * g + 0.0722 * b;
	};
	const ratio = (a, b) => {
		const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
		return (light + 0.05) / (dark + 0.05);
	};
	const ground = (one) => {
		for (let at = one; at !== null; at = at.parentElement) {
			const color = getComputedStyle(at).backgroundColor;
			if ((rgb(color)[3] ?? 1) === 1) {
				return color;
			}
		}
		return 'rgb(255, 255, 255)';
	};
	/* WCAG 2.2, 1.4.6: every text on its ground, every shape of a picture on its own. */
	const pale = (least) => {
		const found = [];
		for (const one of texts()) {
			const style = getComputedStyle(one);
			const is = ratio(one.closest('svg') === null ? style.color : style.fill, ground(one));
			if (is < least) {
				found.push(`"${one.textContent.trim()}" has ${is.toFixed(2)}:1`);
			}
		}
		for (const one of document.querySelector('.picture').querySelectorAll(
			'.ink, .accent, .line, .limb, .thin, .accent-line, .accent-thin, .bad, .outlined, .finger-meant')) {
			const style = getComputedStyle(one);
			const color = style.stroke !== 'none' ? style.stroke : style.fill;
			const is = ratio(color, getComputedStyle(document.querySelector('.frame')).backgroundColor);
			if (is < least) {
				found.push(`${one.getAttribute('class')} has ${is.toFixed(2)}:1 in the picture`);
			}
		}
		return [...new Set(found)];
	};

	const axe = async () => {
		/* 7:1 takes the place of 4.5:1. */
		const rules = {'color-contrast': {enabled: false}, 'color-contrast-enhanced': {enabled: true}};
		const {violations} = await window.axe.run(document, {resultTypes: ['violations'], rules});
		return violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.target.join(' ')).join(', ')}`);
	};

	/** Runs looks on each guide in each language; finds {view, lang, what}. */
	const walk = async (tags, guides, looks) => {
		const found = [];
		for (const tag of tags) {
			await speak(tag);
			for (const guide of guides) {
				const view = await show(guide);
				if (document.documentElement.lang !== tag) {
					found.push(`${view}: in ${document.documentElement.lang}, not in ${tag}`);
				}
				for (const look of looks) {
					found.push(...(await window.kiosk[look]()).map((what) => `${view} in ${tag}: ${what}`));
				}
			}
		}
		return found;
	};
	const seven = () => pale(7);
	window.kiosk = {tell, show, speak, until, misfits, cut, seven, axe, walk, ratio, ground};
}
