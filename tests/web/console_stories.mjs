/*
 * Stories of an officer at the page, by keyboard alone, against a played checkpoint: what comes to
 * the screen, what a key does, what is sent, once.
 */
import assert from "node:assert/strict";
import { audited } from "./console_axe.mjs";
import { browser, run } from "./console_browser.mjs";
import { CLOCK, Person } from "./console_officer.mjs";
import { deskStories } from "./console_desk_stories.mjs";
import { serverStories } from "./console_server_stories.mjs";
import { Server } from "./console_serve.mjs";

const chromium = await browser();

/** A story with a server of its own, and officers who are logged in. */
function story(logins, tell, options, lanes = 4, desks = 0) {
	return async () => {
		const server = await new Server(lanes, desks).start();
		try {
			/* where nobody is named, somebody who is not logged in */
			const people = await Promise.all((logins.length > 0 ? logins : [""]).map(async (login) => {
				const person = await Person.at(server, chromium, options);
				return login ? person.login(login) : person;
			}));
			await tell(server, ...people);
			await Promise.all(people.map((p) => p.leave()));
		} finally {
			await server.stop();
		}
	};
}

const acts = (server) => server.carried.filter((o) => o.status === 200).map((o) => o.act ?? o.order);

const STORIES = {
	wrong_pin_is_told_and_the_pin_is_gone: async () => {
		const server = await new Server(1).start();
		const who = await Person.at(server, chromium, {});
		await who.focused("Name");
		await who.type("marek");
		await who.press("Tab");
		await who.type("000000");
		await who.press("Enter");
		await who.sees("name, PIN or certificate are not right");
		assert.equal(await who.page.getByLabel("PIN", { exact: true }).inputValue(), "");
		await who.leave();
		await server.stop();
	},

	referral_is_acknowledged_and_passed: story(["marek"], async (server, who) => {
		const c = server.world.refer(2, "face");
		await who.sees("The face at the gate is not the face in the chip");
		await who.sounding(1);
		await who.page.waitForFunction(() => document.title.startsWith("(1)"), null, { polling: 50 });
		assert.match(await who.page.locator("#assertive").textContent(), /New referral in lane 2/);
		await who.press("a");
		await who.heading("Referral in lane 2");
		await who.sounding(0);
		await who.press("p");
		await who.dialog(/Let this traveller pass/);
		await who.press("Enter");
		await who.sees("Choose a reason by its digit.");
		await who.press("1", "Enter");
		await who.noDialog();
		await who.heading(/This case is closed/);
		assert.deepEqual(acts(server), ["ack", "pass"]);
		assert.equal(server.carried[1].code, "same-person");
		assert.equal(server.carried[1].path, `/api/cases/${c.id}/act`);
		await who.sees("same person, as the officer saw");
	}),

	alarm_sounds_until_acknowledged: story(["marek"], async (server, who) => {
		server.world.refer(1, "face");
		await who.sounding(1);
		const first = await who.tones();
		assert.ok(first > 0);
		await who.page.clock.runFor(6000);
		const later = await who.tones();
		assert.ok(later >= 3 * first, `${later} tones`);
		await who.press("q");
		await who.sounding(0);
		server.world.refer(2, "face"); /* another one is not muted */
		await who.sounding(1);
		await who.press("q", "a");
		await who.heading("Referral in lane 1"); /* muted is not acknowledged */
		const quiet = await who.tones();
		await who.page.clock.runFor(6000);
		assert.equal(await who.tones(), quiet);
	}, CLOCK),

	hit_needs_two_officers: story(["marek", "osei"], async (server, one, two) => {
		const c = server.world.refer(3, "hit");
		await one.sees("A watchlist may mean this document or its holder");
		await one.press("a");
		await one.sees("A match is a question, not guilt");
		await one.press("p");
		await one.dialog(/Let this traveller pass/);
		await one.sees("two officers have to agree");
		await one.press("3", "Enter");
		await one.sees("Write a note");
		await one.focused("Note");
		await one.type("born elsewhere: 3 sisters"); /* digits are letters here */
		await one.press("Enter");
		await one.noDialog();
		await one.sees("Agreed by A. Marek, waits for another officer.");
		await one.press("p");
		await one.sees("Another officer has to agree at a screen of their own.");
		assert.equal(await one.page.locator("dialog").count(), 0);
		await two.sees("Agreed by A. Marek, waits for another officer.");
		await two.press("n");
		await two.heading("Referral in lane 3");
		await two.press("p");
		await two.sees("If you agree, too, the traveller passes.");
		await two.press("3", "Tab");
		await two.type("agree");
		await two.press("Enter");
		await two.heading(/This case is closed/);
		assert.deepEqual(acts(server), ["ack", "pass", "pass"]);
		assert.equal(server.carried[1].note, "born elsewhere: 3 sisters");
		await one.heading(/This case is closed/);
		assert.equal(await one.page.getByText("ERIKSSON").count(), 0, "nobody's name stays");
		assert.equal(server.world.cases.has(c.id), false);
	}),

	change_that_was_not_seen_is_told: story(["marek"], async (server, who) => {
		const c = server.world.refer(1, "alike");
		await who.sees("It is not sure whether it is the face in the chip");
		await who.press("a");
		await who.heading("Referral in lane 1");
		await who.sees("A. Marek looks at it");
		/* changed on the server, and the event is still on its way */
		server.world.changeCase(c.id, { why: { ...c.why, gate: "several", check: "", reason: "none",
			check_text: "" } }, true);
		await who.press("s", "1", "Enter");
		await who.sees(/Not done: Lane 1: Second line had changed before your order came/);
		await who.page.locator(".headline", { hasText: "several" }).waitFor();
		assert.equal(server.world.cases.get(c.id).state, "ack");
		await who.press("s", "1", "Enter");
		await who.heading(/This case is closed/);
		assert.deepEqual(acts(server), ["ack", "second-line"]);
	}),

	acknowledged_however_it_changes_meanwhile: story(["marek"], async (server, who) => {
		const c = server.world.refer(1, "face");
		await who.sounding(1);
		server.world.changeCase(c.id, { pictures: { portrait: 1, live: 2 } }, true);
		await who.press("a");
		await who.sees("A. Marek looks at it");
		await who.seesNot(/Not done/);
		assert.deepEqual(acts(server), ["ack"]);
		assert.equal(server.carried.length, 2);
	}),

	change_during_a_decision_is_told_in_the_dialog: story(["marek"], async (server, who) => {
		const c = server.world.refer(1, "face");
		await who.sounding(1);
		await who.press("a");
		await who.sees("A. Marek looks at it");
		await who.press("x");
		await who.dialog(/Refuse this traveller/);
		server.world.changeCase(c.id, { pictures: { portrait: 1, live: 2 } });
		await who.sees("The case has changed while you were deciding.");
		await who.press("Escape");
		await who.noDialog();
		assert.deepEqual(acts(server), ["ack"]);
	}),

	order_without_an_answer_is_carried_out_once: story(["marek"], async (server, who) => {
		server.world.refer(1, "face");
		await who.sees("The face at the gate is not the face in the chip");
		/* a browser may send once more by itself what was cut off on a connection used before */
		server.lose = ["cut", "proxy"];
		await who.page.evaluate(() => new MutationObserver(() => {
			window.toldAgain ||= document.body.textContent.includes("The same order is sent again");
		}).observe(document.body, { childList: true, subtree: true }));
		await who.press("a");
		await who.sees("Done: Lane 1: Acknowledge");
		assert.ok(await who.page.evaluate(() => window.toldAgain));
		assert.equal(server.requests.length, 3);
		assert.equal(new Set(server.requests.map((r) => r.key)).size, 1);
		assert.deepEqual(acts(server), ["ack"]);
	}),

	evacuation_is_confirmed: story(["marek"], async (server, who) => {
		await who.press("2", "e");
		await who.dialog("Evacuate lane 2?");
		await who.press("Escape");
		await who.noDialog();
		await who.focused("Lane 2"); /* the focus is where it was */
		assert.deepEqual(acts(server), []);
		await who.press("e");
		await who.dialog("Evacuate lane 2?");
		await who.press("e");
		await who.noDialog();
		await who.sees("Done: Lane 2: doors are freed");
		await who.sees("Evacuation: doors free");
		await who.press("z");
		await who.sees("Done: Lane 2: alarm or evacuation is over");
		assert.deepEqual(acts(server), ["evacuate", "reset"]);
	}),

	evacuation_by_a_key_that_is_held: story(["marek"], async (server, who) => {
		await who.press("1");
		await who.page.keyboard.down("e");
		await who.dialog("Evacuate lane 1?");
		await who.page.keyboard.down("e"); /* a repetition, at once: does not count */
		assert.deepEqual(acts(server), []);
		await who.page.clock.runFor(1100);
		await who.page.keyboard.down("e");
		await who.noDialog();
		await who.page.keyboard.up("e");
		await who.sees("Done: Lane 1: doors are freed");
		assert.deepEqual(acts(server), ["evacuate"]);
	}, CLOCK),

	hand_over_warned_then_forced: story(["marek"], async (server, who) => {
		server.world.refer(1, "face");
		await who.sees("The face at the gate is not the face in the chip");
		await who.press("n");
		await who.heading("Referral in lane 1");
		await who.press("z"); /* told this officer, and nobody else */
		await who.sees("Not possible now: Lane 1: Reset.");
		server.shiftLeft(who.session, 4 * 60000);
		await who.sees(/Your shift at this screen ends in 4 min/);
		server.shiftLeft(who.session, -1);
		await who.dialog("Hand over this screen");
		await who.press("Escape", "Escape");
		await who.sees("1 case is open.");
		await who.focused("Name");
		await who.type("osei");
		await who.press("Tab");
		await who.type("135791");
		await who.press("Enter");
		await who.noDialog();
		await who.sees("B. Osei has taken over.");
		await who.seesNot("Not possible now: Lane 1: Reset.");
		await who.heading("Referral in lane 1"); /* still on the screen */
		await who.press("a");
		await who.sees("B. Osei looks at it");
		assert.equal(server.sessionOf("marek"), undefined);
	}),

	lane_loses_its_link: story(["marek"], async (server, who) => {
		server.world.change(3, { up: false, orders: [] });
		await who.sees(/No link to lane 3/);
		await who.sees("Link lost");
		await who.press("3", "l");
		await who.sees("Not possible now: Lane 3: Lock lane.");
		assert.deepEqual(server.requests, []);
		server.world.change(3, { up: true, orders: ["close", "evacuate", "turn"] });
		await who.seesNot(/No link to lane 3/);
	}),

	nothing_is_lost_over_a_restart: story(["marek"], async (server, who) => {
		await who.press("i", "b");
		await who.heading("Last passages");
		const last = server.next;
		await server.stop();
		await who.sees("No connection to the server");
		const c = server.world.refer(2, "face"); /* while nobody hears it */
		server.world.record("crossing", { lane: 4, traveller: 7 }, null, "none");
		await server.start();
		await who.sees("The connection to the server is back.");
		await who.seesNot("No connection to the server");
		await who.page.getByRole("cell", { name: "Crossing → Entry" }).waitFor();
		await who.sees("The face at the gate is not the face in the chip");
		assert.equal(server.resumed.length, 2);
		assert.equal(server.resumed[1], String(last));
		await who.press("a");
		await who.heading("Referral in lane 2");
		await who.sees("A. Marek looks at it");
		assert.equal(server.carried[0].path, `/api/cases/${c.id}/act`);
	}),

	whole_replaces_what_was_known: story(["marek"], async (server, who) => {
		const c = server.world.refer(2, "face");
		await who.sees("The face at the gate is not the face in the chip");
		await server.stop();
		await who.sees("No connection to the server");
		server.events = []; /* older than what is kept */
		server.world.left(c.id);
		server.events = [];
		await server.start();
		await who.sees("Nobody is waiting for you.");
		await who.sounding(0);
	}),

	proxy_that_answers_for_the_server: story(["marek"], async (server, who) => {
		await server.goAway();
		await who.sees("No connection to the server");
		server.away = false;
		server.world.refer(2, "face");
		await who.page.clock.runFor(2500);
		await who.sees("The face at the gate is not the face in the chip");
		await who.seesNot("No connection to the server");
		assert.equal(server.resumed.at(-1), undefined);
	}, CLOCK),

	ended_session_asks_to_log_in: story(["marek"], async (server, who) => {
		server.world.refer(1, "differs");
		await who.sounding(1);
		await who.press("n");
		await who.heading("Referral in lane 1");
		await who.sees("ERIKSEN");
		server.end(who.session, "idle");
		await who.heading(/Log in/);
		await who.sees("Nobody has used this screen for long.");
		assert.equal(await who.page.getByText("ERIKSEN").count(), 0);
		await who.login("osei");
		server.sessions.clear(); /* and one that only an order finds out about */
		await who.press("1", "l");
		await who.heading(/Log in/);
	}),

	who_may_not_see_cases_sees_lanes: story(["view", "wire"], async (server, viewer, wire) => {
		server.world.refer(1, "face");
		await viewer.sees("Referred, inside");
		assert.equal(await viewer.page.locator("#queue").count(), 0);
		await viewer.press("1", "l", "a");
		await wire.press("1", "w");
		await wire.heading("Wires of lane 1");
		const row = wire.page.getByRole("row", { name: /^ENTRY_BEAM/ });
		await row.getByText("off").waitFor();
		server.world.change(1, { inputs: ["ENTRY_BEAM"] });
		await row.getByText("on").waitFor();
		await wire.sees(/ENTRY_BEAM on, ENTRY_CLOSED off/);
		assert.deepEqual(server.requests, []);
	}),

	whole_day_by_keyboard: story(["marek"], async (server, who) => {
		for (const what of ["differs", "chip", "several", "alike"]) {
			server.world.refer(1, what);
			await who.sounding(1);
			await who.press("a");
			await who.heading("Referral in lane 1");
			await who.sees("A. Marek looks at it");
			await who.press(...{ differs: ["m", "1", "Enter"], chip: ["x", "2", "Enter"],
				several: ["c", "1", "Enter"], alike: ["r"] }[what]);
			if (what === "alike") {
				await who.sees("Done: Lane 1: Try again");
				break;
			}
			await who.heading(/This case is closed/);
		}
		await who.press("g", "4", "l");
		await who.sees("Done: Lane 4: lane is locked");
		await who.press("o");
		await who.sees("Done: Lane 4: lane is opened");
		await who.press("t");
		await who.sees("Done: Lane 4: lane is turned round");
		await who.press("i");
		await who.heading(/Statistics of this shift/);
		await who.press("b");
		await who.heading("Last passages");
		await who.press("?");
		await who.dialog("Keys");
		await who.press("Space", "Escape", "g"); /* single keys are off now */
		await who.noDialog();
		await who.heading("Last passages");
		for (let i = 0; i < 20 && await who.page.evaluate(() => document.activeElement?.textContent !== "Log out"); i++) {
			await who.press("Shift+Tab");
		}
		await who.press("Enter");
		await who.heading(/Log in/);
		assert.deepEqual(acts(server), ["ack", "manual-lane", "ack", "refuse", "ack", "close", "ack", "retry",
			"close", "open", "turn"]);
	}),
};

Object.assign(STORIES, deskStories(story), serverStories(story));
STORIES.every_state_is_accessible = () => audited(chromium);

const failed = await run(STORIES);
await chromium.close();
process.exit(failed > 0 ? 1 : 0); /* also where a story that failed has left its server */
