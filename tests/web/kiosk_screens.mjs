/*
 * kiosk_screens: pictures of every state in every language, and of every prompt in one, to be looked at.
 *
 *     node tests/web/kiosk_screens.mjs build/screens/kiosk
 */
import { mkdirSync } from 'node:fs';

import { LANGUAGES, SCREENS, open } from './kiosk_browser.mjs';
import { EACH_PROMPT, EACH_STATE } from './kiosk_cases.mjs';

const folder = process.argv[2];
if (folder === undefined) {
	console.error('kiosk_screens.mjs FOLDER');
	process.exit(2);
}
const kiosk = await open();
const shoot = async (size, tags, guides) => {
	const page = await kiosk.page({size});
	for (const tag of tags) {
		const place = `${folder}/${size.join('x')}/${tag}`;
		mkdirSync(place, {recursive: true});
		await page.evaluate((one) => window.kiosk.speak(one), tag);
		for (const guide of guides) {
			const name = await page.evaluate((one) => window.kiosk.show(one), guide);
			await page.screenshot({path: `${place}/${name.replaceAll('/', '_')}.png`});
		}
	}
};
for (const size of SCREENS) {
	await shoot(size, LANGUAGES, EACH_STATE);
}
await shoot(SCREENS[1], ['en'], EACH_PROMPT);
await kiosk.close();
