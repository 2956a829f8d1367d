/*
 * kiosk_browser: a browser with the travellers' page, and what both the test and the screenshots need of it.
 * Knows Playwright. Never knows what is tested.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

import { inside, keepSources } from './kiosk_inside.mjs';
import { serve } from './kiosk_serve.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const { chromium } = createRequire(`${ROOT}.setup/node_modules/`)('playwright-core');

/** The screens that the page is made for. */
export const SCREENS = [[1080, 1920], [1920, 1080], [1280, 800]];
export const LANGUAGES = ['en', 'zh-Hans', 'zh-Hant', 'ru', 'ky', 'fr', 'es', 'ar', 'ja', 'ko'];

/** One tab, and one with a clock that a test turns: a process of the browser each, for they are dear. */
async function tab(browser, complaints, clocked) {
	const page = await (await browser.newContext({hasTouch: true})).newPage();
	page.setDefaultTimeout(10000);
	page.on('console', (message) => {
		const refused = /status of 503/.test(message.text()); /* as the test of a lost lane wants it */
		if (['error', 'warning'].includes(message.type()) && !refused) {
			complaints.push(message.text());
		}
	});
	page.on('pageerror', (error) => complaints.push(String(error)));
	await page.addInitScript(keepSources);
	if (clocked) {
		await page.clock.install({time: 0});
	}
	return page;
}

export async function open() {
	const server = await serve();
	const browser = await chromium.launch({
		executablePath: '/usr/bin/chromium',
		args: [...(process.getuid() === 0 ? ['--no-sandbox'] : []), '--disable-gpu', '--hide-scrollbars'],
	});
	const complaints = [];
	const tabs = {};
	return {
		server,
		/** What the browser's console said, and errors of the page: none are expected. */
		complaints,
		/** The page loaded anew. before: what is done with the tab before; from: a server of the test's own. */
		async page({query = '', size = SCREENS[0], clocked = false, moving = false, before, from = server} = {}) {
			const page = tabs[clocked] ??= await tab(browser, complaints, clocked);
			await page.setViewportSize({width: size[0], height: size[1]});
			await page.emulateMedia({reducedMotion: moving ? 'no-preference' : 'reduce', forcedColors: null});
			await before?.(page);
			await page.goto(from.url + query);
			await page.evaluate(inside);
			await page.evaluate(() => window.kiosk.until(() => document.querySelector('[data-view="idle"]') !== null, 'the page'));
			return page;
		},
		async audit(page) {
			await page.evaluate(readFileSync(`${ROOT}.setup/node_modules/axe-core/axe.min.js`, 'utf8'));
		},
		async close() {
			await browser.close();
			server.close();
		},
	};
}
