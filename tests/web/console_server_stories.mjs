/*
 * Stories of the page and a server that has limits: shifts that end, sessions that nobody uses, too
 * many questions at once. Clocks are the browser's own, put forward by the story.
 */
import assert from "node:assert/strict";
import { CLOCK } from "./console_officer.mjs";

const acts = (server) => server.carried.filter((o) => o.status === 200).map((o) => o.act ?? o.order);
const asked = (server, path) => server.asked.filter((a) => a.startsWith(path)).length;

/** In the page: it has all of its style sheets; rules of one that was refused may not be read. */
function allStyled() {
	try {
		return [...document.querySelectorAll("link[rel=stylesheet]")]
			.every((link) => link.sheet?.cssRules.length > 0);
	} catch {
		return false;
	}
}

/** Waits until the server was told or asked so often, or something has become true. */
async function until(count, wanted, later = () => undefined) {
	let now = await count();
	for (let i = 0; now < wanted; i++) {
		assert.ok(i < 500, `${now} of ${wanted}`);
		await later();
		await new Promise((done) => setTimeout(done, 10));
		now = await count();
	}
	assert.equal(now, wanted);
}

/** @param {any} story */
export const serverStories = (story) => ({
	evacuation_after_the_shift: story(["marek"], async (server, who) => {
		server.shiftLeft(who.session, -1);
		await who.dialog("Hand over this screen");
		await who.focused("Name");
		for (let i = 0; i < 20; i++) {
			await who.press("Tab");
			const at = await who.page.evaluate(() => document.activeElement?.getAttribute("aria-label"));
			if (at === "Evacuate lane 2") {
				break;
			}
		}
		await who.focused("Evacuate lane 2");
		await who.press("Enter");
		await who.dialog("Evacuate lane 2?");
		await who.press("Escape");
		await who.dialog("Hand over this screen"); /* and back, not out */
		await who.page.getByRole("button", { name: "Evacuate lane 2" }).press("Enter");
		await who.dialog("Evacuate lane 2?");
		await who.press("e");
		await who.dialog("Hand over this screen");
		await who.page.locator("dialog", { hasText: "Lane 2: Evacuation: doors free" }).waitFor();
		await who.page.locator("dialog", { hasText: "Done: Lane 2: doors are freed" }).waitFor();
		await who.press("l", "Escape", "l");
		assert.deepEqual(acts(server), ["evacuate"]);
		assert.equal(server.requests.length, 1);
	}),

	here_at_most_once_a_minute: story(["marek"], async (server, who) => {
		const told = () => server.posted.filter((p) => p === "/api/here").length;
		await who.page.clock.runFor(61000); /* whatever a story before has told */
		await who.press("1", "2", "3", "b", "g");
		await until(told, 1);
		await who.page.mouse.move(200, 300);
		await who.page.clock.runFor(30000);
		await who.press("2");
		await who.page.locator("#lane-2[aria-pressed=true]").waitFor();
		assert.equal(told(), 1);
		await who.page.clock.runFor(61000);
		assert.equal(told(), 1, "never without a key or a pointer");
		await who.page.mouse.move(220, 310);
		await until(told, 2);
		server.sessions.clear();
		for (const why of ["first", "second", "third", "fourth"]) {
			server.world.change(4, { why }); /* a stream that speaks is not asked after */
			await who.sees(why);
			await who.page.clock.runFor(15500);
		}
		assert.equal(told(), 2);
		await who.press("3");
		await who.heading(/Log in/);
		await who.page.clock.runFor(61000);
		await who.press("Tab", "Shift+Tab"); /* nobody is logged in */
		await who.focused("Name");
		assert.equal(told(), 3, "and the one that was refused");
	}, CLOCK),

	too_many_orders_wait_and_are_sent_again: story(["marek"], async (server, who) => {
		server.world.refer(1, "face");
		await who.sounding(1);
		server.busy = [{ path: /act$/, wait_s: 16 }, { path: /act$/, retryAfter: 2 }, { path: /act$/ }];
		await who.press("a");
		await who.sees(/Too much is asked at once. The same order is sent again/);
		await who.page.clock.runFor(6000);
		assert.equal(server.refusedKeys.length, 1, "not before it may");
		await who.page.clock.runFor(10100);
		await until(() => server.refusedKeys.length, 2);
		await who.page.clock.runFor(2100);
		await until(() => server.refusedKeys.length, 3);
		await who.page.clock.runFor(2100);
		await who.sees("Done: Lane 1: Acknowledge");
		assert.equal(server.requests.length, 1);
		assert.deepEqual(new Set([...server.refusedKeys, server.requests[0].key]).size, 1);
		server.busy = [{ path: /order$/, wait_s: 600 }];
		await who.press("g", "2", "l");
		await who.sees("Not done: Lane 2: Lock lane. Too much was asked at once; try again in 10:00.");
		assert.deepEqual(acts(server), ["ack"]);
	}, CLOCK),

	too_many_questions_are_asked_again: story(["marek"], async (server, who) => {
		server.busy = [{ path: /statistics/ }, { path: /statistics/, status: 503 }];
		await who.press("i");
		await until(() => server.refusedKeys.length, 1);
		await who.page.clock.runFor(600);
		await until(() => server.refusedKeys.length, 2);
		await who.page.clock.runFor(1100);
		await who.heading(/Statistics of this shift/);
		server.busy = [{ path: /portrait/ }, { path: /portrait/, status: 503 }];
		server.world.refer(4, "face"); /* of whom no page has pictures yet */
		await who.sounding(1);
		await who.press("n");
		await who.heading("Referral in lane 4");
		await until(() => server.refusedKeys.length, 3);
		await who.page.clock.runFor(1100);
		await until(() => server.refusedKeys.length, 4);
		await who.page.clock.runFor(2100);
		await who.page.waitForFunction(() => [...document.querySelectorAll(".face img")]
			.filter((i) => i.complete && i.naturalWidth > 0).length === 2, null, { polling: 50 });
	}, CLOCK),

	too_many_tries_to_log_in_are_told: story([], async (server, who) => {
		const enter = async () => {
			await who.focused("Name");
			await who.press("Control+A");
			await who.type("marek");
			await who.press("Tab");
			await who.type("246810");
			await who.press("Enter");
		};
		server.busy = [{ path: /session$/, wait_s: 30 }, { path: /session$/ }];
		await enter();
		await who.sees("Too many tries. You can try again in 0:30.");
		await who.page.clock.runFor(20000);
		await who.sees(/You can try again in 0:(10|09|11)/);
		await who.page.clock.runFor(12000);
		await who.sees("You can try again now.");
		await who.press("Shift+Tab");
		await enter();
		await who.sees("Too much is asked at once. Wait a moment, then try again.");
		await who.press("Shift+Tab");
		await enter();
		await who.page.locator("#lane-1").waitFor();
		who.session = server.sessionOf("marek");
	}, CLOCK),

	parts_that_were_refused_are_asked_for_again: story([], async (server, who) => {
		const refusals = [{ path: /console_queue\.js/ }, { path: /console\.css/, status: 503 }];
		const later = () => who.page.clock.runFor(4100);
		for (const refusal of refusals) {
			/* twice: what a browser has asked for before it came to it, it asks for once more */
			server.busy = [refusal, refusal];
			await who.page.reload();
			await until(() => 2 - server.busy.length, 2, later);
			await until(() => who.page.evaluate(allStyled).catch(() => false), true, later);
			await who.heading(/Log in/);
			await who.focused("Name");
		}
	}, CLOCK),

	statistics_are_asked_for_while_they_are_shown: story(["marek"], async (server, who) => {
		const count = () => asked(server, "/api/statistics");
		const happened = () => server.world.record("crossing", { lane: 1, traveller: 9 }, null, "none");
		happened();
		await who.page.clock.runFor(15000);
		assert.equal(count(), 0, "not while they are not shown");
		await who.press("i");
		await who.heading(/Statistics of this shift/);
		assert.equal(count(), 1);
		for (let i = 0; i < 5; i++) {
			happened();
		}
		await who.press("b"); /* what was told has come, when what comes behind it is shown */
		await who.page.getByRole("cell", { name: "Crossing → Entry" }).nth(5).waitFor();
		await who.press("i");
		await until(count, 2);
		happened();
		happened();
		server.world.change(1, { service: "closed" });
		await who.page.locator(".strip", { hasText: "Closed by an officer" }).waitFor();
		await who.page.clock.runFor(4000);
		assert.equal(count(), 2, "not more often than each 10 s");
		await who.page.clock.runFor(8200);
		await until(count, 3);
		assert.match(await who.page.locator("h1").textContent(), /of this shift, since/);
	}, CLOCK),

	statistics_of_who_has_no_shift: story(["view"], async (server, who) => {
		await who.press("i");
		await who.heading(/Statistics of the last twelve hours, since/);
	}),

	nothing_of_one_officer_is_the_next_ones: story(["marek"], async (server, who) => {
		server.world.refer(1, "face");
		await who.sounding(1);
		await who.press("q");
		await who.sounding(0);
		await who.press("i");
		await who.heading(/Statistics of this shift/);
		await who.press("h");
		await who.focused("Name");
		await who.type("osei");
		await who.press("Tab");
		await who.type("135791");
		await who.press("Enter");
		await who.sees("B. Osei has taken over.");
		await who.sounding(1); /* whoever comes has not muted it */
		await until(() => asked(server, "/api/statistics"), 2); /* of another shift, at once */
		await who.heading(/Statistics of this shift/);
	}, CLOCK),

	logging_out_that_was_not_heard_is_told: story(["marek"], async (server, who) => {
		const leave = () => who.page.getByRole("button", { name: "Log out" }).press("Enter");
		server.busy = [{ path: /end$/ }];
		await leave();
		await who.sees(/Too much is asked at once/);
		await who.page.clock.runFor(600);
		await who.sees("You are logged out.");
		assert.equal(server.sessions.size, 0, "heard when it was said again");
		await who.login("osei");
		server.busy = Array.from({ length: 5 }, () => ({ path: /end$/, status: 502 }));
		await leave();
		for (let i = 0; i < 5; i++) {
			/* the clock runs on by itself, too: it may have come to the next one */
			await until(() => Math.min(server.refusedKeys.length, i + 2), i + 2);
			await who.page.clock.runFor(4100);
		}
		await who.heading(/Log in/);
		await who.sees(/you may still be logged in/);
		await who.seesNot("You are logged out.");
		assert.equal(server.sessions.size, 1);
		await who.page.reload(); /* as it says */
		await leave();
		await who.sees("You are logged out.");
		assert.equal(server.sessions.size, 0);
	}, CLOCK),
});
