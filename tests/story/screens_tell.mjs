/*
 * screens_tell: tells stories one after the other on a stage, each beginning where the one before
 * has ended. Knows how a stage begins and ends. Never knows a story.
 */
import assert from "node:assert/strict";
import { browser } from "../web/console_browser.mjs";
import { Kiosk, picture } from "./screens_people.mjs";
import { Place } from "./screens_place.mjs";
import { Stage } from "./screens_stage.mjs";

/** @param {object} stories @param {Place} place @param {number[]} lanes whose worlds have a word on it */
async function tellAll(stories, place, lanes) {
	for (const [name, story] of Object.entries(stories)) {
		const began = Date.now();
		await story(place);
		console.log(`ok ${name} (${Date.now() - began} ms)`);
	}
	for (const lane of lanes) {
		const { as_expected: good, why } = await place.stage.over(lane);
		assert.ok(good, `the world of lane ${lane} saw something else: ${why}`);
	}
}

/**
 * Ends the process. After a story that failed none is told: nobody knows what the lanes are about.
 * @param {object} stories by name; each is given the Place @param {string | undefined} program of
 * the stage; undefined: the usual one @param {number[]} lanes the numbers of its lanes
 */
export async function tell(stories, program, lanes) {
	const began = Date.now();
	const [stage, chromium] = await Promise.all([Stage.at(process.argv[2], program), browser()]);
	try {
		console.log(`started (${Date.now() - began} ms)`);
		const place = new Place(stage, chromium, await Kiosk.at(stage.urls.kiosk, chromium));
		await tellAll(stories, place, lanes);
		await place.kiosk.leave();
		console.log(`all (${Date.now() - began} ms)`);
	} catch (error) {
		console.log(`NOT ok: ${error.stack}`);
		process.exitCode = 1;
		for (const page of chromium.contexts().flatMap((context) => context.pages())) {
			await picture(page, "failed").catch(() => undefined); /* one that is gone, too */
		}
	} finally {
		await chromium.close();
		const status = await stage.close();
		process.exitCode ||= status;
	}
	process.exit();
}
