/*
 * Whole stories of officers and travellers at their screens: a browser, and behind it the real
 * processes of a lane with a simulated gate and people: tests/story/screens.scn says what they do.
 *
 *     node screens.mjs BUILD
 *
 * One lane is started once, and each story begins where the one before has ended. What is waited
 * for are events: of pages, of the lane, of streams that are listened to beside the pages.
 */
import assert from "node:assert/strict";
import { decides, Officer, Stream } from "./screens_people.mjs";
import { counted, inJournal, rowsOf } from "./screens_place.mjs";
import { tell } from "./screens_tell.mjs";

const CHANGED = "The holder's data in the chip were changed";
const LISTED = "A watchlist may mean this document or its holder";
const REFUSED = { status: 503, error: "lane" };
const OTHER_FACE = "The face at the gate is not the face in the chip";

/* Each has s: stage, chromium, kiosk; and who is at a screen. */
const STORIES = {
	async nobody_is_served_before_an_officer_is_there(s) {
		const { stage, chromium, kiosk } = s;
		await kiosk.shows("This gate is closed");
		s.ida = await (await Officer.come(stage.urls.console, chromium)).login("Ida", stage.pin);
		await s.ida.lane("No officer attends");
		s.anna = await Officer.come(stage.urls.console, chromium);
		await s.anna.picture("nobody_attends");
		await s.anna.login("Anna", stage.pin);
		await s.ida.lane("In service");
		await stage.lane("idle", 0);
	},

	async referral_is_acknowledged_and_passed(s) {
		const { stage, kiosk, anna } = s;
		await anna.queued(OTHER_FACE);
		await anna.sounding(1);
		await kiosk.shows("Please wait for the officer");
		await kiosk.picture("waits_for_officer");
		await anna.press("a");
		await anna.heading("Referral in lane West");
		await anna.pictures();
		await anna.sees("This referred the traveller");
		await anna.sees("CAGE");
		await anna.sees("Anna looks at it");
		await anna.picture("impostor");
		const id = anna.caseId;
		const before = (await kiosk.shown()).length;
		await decides(anna, "p", /Let this traveller pass/, "1");
		await kiosk.showed("Please go through", before);
		await anna.heading(/This case is closed/);
		await anna.picture("closed");
		assert.equal(await anna.page.getByText("CAGE").count(), 0, "nobody's name stays");
		assert.equal(await anna.get(`/api/cases/${id}/portrait`), 404);
		await anna.press("b");
		await anna.page.getByRole("row").filter({ hasText: /Crossing.*Anna/ }).waitFor();
		await s.recorded(anna, "same-person", id);
		const { rows } = await stage.order("journal");
		const by = inJournal(anna.me.officer);
		counted(rows, 1, " case ", "state=ack", by);
		counted(rows, 1, " case ", "state=pass", by, "code=same-person");
		counted(rows, 1, " crossing ");
		counted(rows, 1, " crossing ", by);
	},

	async hit_needs_two_officers(s) {
		const { stage, chromium, kiosk, anna } = s;
		await anna.locks(stage);
		s.before = kiosk.guides.heard.all.length;
		await anna.opens();
		s.ben = await (await Officer.come(stage.urls.console, chromium)).login("Ben", stage.pin);
		const { ben } = s;
		await anna.queued(LISTED);
		await kiosk.shows("Please go to the officer");
		await kiosk.picture("hit_at_the_travellers_screen");
		await anna.press("a");
		await anna.sees("A match is a question, not guilt");
		await anna.sees("call the duty officer");
		await anna.picture("hit");
		await decides(anna, "p", /Let this traveller pass/, "3", "born elsewhere: 3 sisters");
		await anna.sees("Agreed by Anna, waits for another officer.");
		await anna.press("p");
		await anna.sees("Another officer has to agree at a screen of their own.");
		assert.equal(await anna.page.locator("dialog").count(), 0);
		const whole = await s.caseOf(anna);
		const again = await anna.post(`/api/cases/${anna.caseId}/act`,
			{ act: "pass", version: whole.version, code: "false-hit", note: "again" });
		assert.deepEqual(again, { status: 422, error: "same-officer" });
		await ben.sees("Agreed by Anna, waits for another officer.");
		await ben.press("n");
		await ben.heading("Referral in lane West");
		await ben.picture("agreed");
		const before = (await kiosk.shown()).length;
		await decides(ben, "p", /Let this traveller pass/, "3", "I agree");
		await kiosk.showed("Please go in", before);
		await ben.heading(/This case is closed/);
		const { rows } = await stage.order("journal");
		for (const officer of [anna, ben]) {
			const by = inJournal(officer.me.officer);
			counted(rows, 1, " order ", "ORDER_PASS", by, "code=false-hit");
		}
		counted(rows, 2, " crossing ");
		counted(rows, 1, " crossing ", inJournal(ben.me.officer));
	},

	async screen_is_handed_over_with_its_case(s) {
		const { stage, kiosk, anna, ben } = s;
		await anna.locks(stage);
		await anna.opens();
		await anna.queued(CHANGED);
		await kiosk.shows("Please go to the officer");
		await anna.press("a");
		await anna.sees("Anna looks at it");
		const cookie = await anna.cookie();
		const by = inJournal(anna.me.officer);
		await anna.press("h");
		await anna.dialog("Hand over this screen");
		await anna.sees("1 case is open.");
		await anna.picture("hand_over");
		await anna.enter("Ben", stage.pin);
		await anna.noDialog();
		await anna.sees("Ben has taken over.");
		await anna.sees("Ben looks at it");
		assert.equal(await s.statusOf("/api/me", cookie), 401, "the session before is over");
		await ben.sees("You have logged in on another screen.");
		await ben.leave();
		s.ben = anna; /* sits there now */
		s.ben.me = await s.ben.get("/api/me");
		await decides(s.ben, "x", /Refuse this traveller/, "1");
		await s.ben.heading(/This case is closed/);
		await s.recorded(s.ben, "refuse-a");
		const { rows } = await stage.order("journal");
		const acks = rowsOf(rows, " case ", "state=ack").slice(-2);
		counted(acks.slice(0, 1), 1, by);
		counted(acks.slice(1), 1, inJournal(s.ben.me.officer));
		counted(rows, 1, " case ", "state=refuse", inJournal(s.ben.me.officer));
	},

	/** A bystander who has seen both cannot tell which of the two was on a list. */
	async travellers_screen_is_as_silent_about_a_hit(s) {
		const { kiosk } = s;
		const guides = kiosk.guides.heard.all.slice(s.before).map((g) => g.data);
		const runs = []; /* of what was told while one traveller was referred */
		guides.forEach(({ nationality, left_ms: left, ...told }, i) => {
			const more = i > 0 && guides[i - 1].state === told.state;
			if (told.state === "referred-outside") {
				more || runs.push(new Set());
				runs.at(-1).add(JSON.stringify(told));
			}
		});
		assert.equal(runs.length, 2, JSON.stringify(guides));
		assert.deepEqual([...runs[0]], [...runs[1]]);
		assert.doesNotMatch(kiosk.guides.text, /KOVACS|D2314|list|hit|watch|wanted|2026-47/i);
		const shown = (await kiosk.shown()).filter((text) => text.startsWith("referred-outside"));
		assert.deepEqual([...new Set(shown)],
			["referred-outside/officer | Please go to the officer | An officer will help you."]);
	},

	async lane_is_evacuated_and_goes_on(s) {
		const { stage, kiosk, ben, ida } = s;
		await ben.locks(stage);
		await ben.opens();
		await ben.lane("Waiting for a traveller");
		await ida.press("1", "w");
		await ben.press("e");
		await ben.dialog("Evacuate lane West?");
		await ben.press("e");
		await ben.noDialog();
		await ben.sees("Done: Lane West: doors are freed");
		await ben.sees("Evacuation: doors free");
		for (const lock of ["ENTRY_LOCK", "EXIT_LOCK"]) {
			const row = ida.page.getByRole("row", { name: new RegExp(`^${lock}`) });
			await row.getByText("off").waitFor();
		}
		await kiosk.shows("Leave the gate now");
		await kiosk.picture("evacuation");
		await ben.picture("evacuation");
		const from = stage.now;
		await ben.press("z");
		await ben.sees("Done: Lane West: alarm or evacuation is over");
		await stage.lane("idle", from);
		await ben.lane("In service");
	},

	async restart_of_the_server_loses_nothing(s) {
		const { stage, kiosk, ben } = s;
		await ben.locks(stage);
		s.stream = new Stream(`${stage.urls.console}api/events`, await ben.cookie());
		await s.stream.heard.until((e) => e.event === "whole");
		let from = stage.now;
		await ben.opens();
		await ben.press("b"); /* asks for all rows now, and only now */
		await ben.heading("Last passages");
		await stage.lane("reading", from);
		const streams = [];
		ben.page.on("request", (r) => r.url().endsWith("/api/events") && streams.push(r));
		await stage.order("stop_console");
		await ben.sees("No connection to the server");
		await ben.picture("no_server");
		await stage.lane("exit-open", from); /* who had begun is served to the end, and nobody after */
		await stage.lane("closed", from);
		await kiosk.shows("This gate is closed");
		from = stage.now;
		await stage.order("start_console");
		await ben.sees("The connection to the server is back.");
		assert.match((await streams.at(-1).allHeaders())["last-event-id"], /^\d+$/);
		await stage.lane("reading", from); /* somebody attends again */
		await stage.order("stop_console");
		await stage.lane("referred-outside", from);
		await stage.order("start_console");
		await ben.page.getByRole("row").filter({ hasText: "Crossing" }).nth(2).waitFor();
		await ben.queued(CHANGED); /* both happened while nobody heard it */
		await ben.shows(await ben.get("/api/passages"));
		await ben.press("a");
		await ben.heading("Referral in lane West");
		await ben.sees("Ben looks at it");
		await ben.picture("after_the_restart");
		await decides(ben, "x", /Refuse this traveller/, "1");
		await ben.heading(/This case is closed/);
		await ben.locks(stage);
		await s.stream.heard.until((e) => e.again === 2 && e.event === "passage" &&
			e.data.what === "case" && e.data.code === "refuse-a");
		await s.nothingWasLost();
	},

	async lane_loses_its_core(s) {
		const { stage, kiosk, ben } = s;
		const other = new Stream(`${stage.urls.console}api/events`, await ben.cookie());
		const first = await other.heard.until((e) => e.event === "whole");
		await ben.opens();
		await ben.queued(CHANGED);
		await ben.press("a");
		await ben.sees("Ben looks at it");
		const path = `/api/cases/${ben.caseId}/act`;
		other.cut();
		await stage.order("kill_core");
		await ben.sees(/No link to lane West/);
		await ben.sees("Nothing can be done with this case now.");
		await ben.picture("no_link");
		await kiosk.page.getByText("The gate cannot serve you at the moment.").waitFor();
		const lost = await s.caseOf(ben);
		const lane = await s.laneOf(ben);
		assert.equal(lane.up, false);
		assert.deepEqual(await ben.post("/api/lanes/1/order",
			{ order: "evacuate", version: lane.version, code: "", note: "" }), REFUSED);
		assert.deepEqual(await ben.post(path,
			{ act: "refuse", version: lost.version, code: "refuse-a", note: "" }), REFUSED);
		const from = stage.now;
		await stage.order("resume");
		await ben.seesNot(/No link to lane West/);
		await ben.sees("no longer in the lane");
		assert.deepEqual((await s.caseOf(ben)).acts.sort(),
			["close", "manual-lane", "refuse", "second-line"]);
		await ben.picture("link_is_back");
		other.goOn();
		await s.sameAs(other, first);
		await decides(ben, "m", /Send to the manual lane/, "1");
		await ben.heading(/This case is closed/);
		await s.recorded(ben, "assisted");
		await stage.lane("idle", from);
		const { rows } = await stage.order("journal");
		counted(rows, 1, " case ", "state=manual-lane", inJournal(ben.me.officer));
		counted(rows, 1, " service ", "ended unasked");
	},

	async lane_closes_when_the_last_has_logged_out({ stage, kiosk, ida, ben, stream }) {
		await ida.press("g");
		await ben.press("g");
		await ben.lane("In service");
		await ben.page.getByRole("button", { name: "Log out" }).click();
		await ben.heading(/Log in/);
		await ida.lane("No officer attends");
		await stage.lane("closed");
		await kiosk.shows("This gate is closed");
		await ida.picture("nobody_attends_any_more");
		stream.close();
		await Promise.all([ida.leave(), ben.leave()]);
	},

	async all_of_it_through_nginx_with_a_certificate(s) {
		const { stage, chromium, kiosk } = s;
		await stage.order("stop_console");
		const { certificate, key, authority } = await stage.order("front");
		const { origin, port } = new URL(stage.urls.front);
		await s.isTls13(Number(port), { ca: authority, cert: certificate, key });
		const shows = { origin, cert: Buffer.from(certificate), key: Buffer.from(key) };
		const stranger = await chromium.newContext({ ignoreHTTPSErrors: true });
		const refused = await (await stranger.newPage()).goto(stage.urls.front);
		assert.equal(refused.status(), 400);
		assert.equal((await refused.json()).error, "refused");
		await stranger.close();
		const from = stage.now;
		const anna = await Officer.come(stage.urls.front, chromium,
			{ ignoreHTTPSErrors: true, clientCertificates: [shows] });
		await anna.login("Anna", stage.pin);
		await stage.lane("reading", from); /* the document lay there already */
		await anna.queued(OTHER_FACE);
		await kiosk.shows("Please wait for the officer");
		await anna.press("a");
		await anna.heading("Referral in lane West");
		await anna.pictures();
		await anna.picture("through_nginx");
		const before = (await kiosk.shown()).length;
		await decides(anna, "p", /Let this traveller pass/, "1");
		await kiosk.showed("Please go through", before);
		await anna.heading(/This case is closed/);
		const [cookie] = await anna.page.context().cookies();
		assert.ok(cookie.secure && cookie.httpOnly && cookie.sameSite === "Strict");
		const { rows } = await stage.order("journal");
		counted(rows, 2, " crossing ", inJournal(anna.me.officer));
		await anna.leave();
	},
};

await tell(STORIES, undefined, [1]);
