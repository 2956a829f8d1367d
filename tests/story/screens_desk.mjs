/*
 * Whole stories of travellers whom a gate refers and who are finished at the inspection desk, with
 * one record each: a browser, and behind it the real processes of both lanes and their console.
 * screens_desk_gate.scn and screens_desk.scn say what people do.
 *
 *     node screens_desk.mjs BUILD
 */
import assert from "node:assert/strict";
import { decides, Officer, Stream } from "./screens_people.mjs";
import { counted, inJournal, rowsOf } from "./screens_place.mjs";
import { tell } from "./screens_tell.mjs";

const GATE = 1;
const DESK = 2;
const UNSURE = "It is not sure whether it is the face in the chip";
const NOT_SERVED = "This traveller may not use an automated gate";
const FORGED = "The holder's data in the chip were changed";
const NOT_BEFORE = { status: 422, error: "needs" };

/** Who is at the desk, and who was sent there and is joined with them. */
async function atDesk(s) {
	const { cases } = await s.whole(s.anna);
	const here = cases.filter((c) => c.kind === "desk");
	assert.equal(here.length, 1, JSON.stringify(here));
	return { here: here[0], sent: cases.find((c) => c.id === here[0].from?.id), cases };
}

/** Both cases are closed, and the journal of the gate's lane has it. */
async function bothClosed(s, { here, sent }) {
	await s.anna.sees("The last traveller");
	await s.stream.heard.until(({ event, data }) => event === "passage" && data.what === "case" &&
		data.lane === GATE && data.traveller === sent.traveller && data.why === "done");
	const { cases } = await s.whole(s.anna);
	assert.deepEqual(cases.filter((c) => [here.id, sent.id].includes(c.id)), []);
	await s.anna.page.locator(".waiting li").filter({ hasText: "Is being finished" })
		.waitFor({ state: "detached" });
}

/** What the gate's journal has of somebody who was sent on: the referral, and how the case went. */
async function toldAtGate({ stage, anna }, { here, sent }, code) {
	const { rows } = await stage.order("journal", GATE);
	counted(rows, 0, " crossing ");
	const its = rowsOf(rows, " case ", `traveller=${sent.traveller} `);
	const by = inJournal(anna.me.officer);
	const steps = [["open"], ["ack", by], ["manual-lane", by, `code=${code}`],
		["closed", by, `note="desk ${here.id}"`]];
	assert.equal(its.length, steps.length, its.join("\n"));
	steps.forEach(([state, ...words], i) => counted([its[i]], 1, `state=${state} `, ...words));
}

/** Joins with the first of those who wait, or parts: "0". */
async function joins(who, digit) {
	await who.press("j");
	await who.dialog("Which traveller from a gate is this?");
	await who.press(digit);
	await who.noDialog();
}

/* Each has s: stage, chromium, kiosk; and Anna at her screen. */
const STORIES = {
	async desk_is_closed_until_somebody_is_sent_there(s) {
		const { stage, chromium } = s;
		const anna = await (await Officer.come(stage.urls.console, chromium)).login("Anna", stage.pin);
		s.anna = anna;
		s.stream = new Stream(`${stage.urls.console}api/events`, await anna.cookie());
		await anna.lane(/Desk East.*Place a document/);
		await anna.press("2", "l");
		await anna.sees("Done: Desk East: desk is closed");
		await stage.lane("closed", stage.now, DESK);
	},

	async face_in_doubt_is_sent_on({ stage, kiosk, anna }) {
		await anna.queued(UNSURE);
		await kiosk.shows("Please wait for the officer");
		await anna.press("a");
		await anna.heading("Referral in lane West");
		await anna.pictures();
		await decides(anna, "m", /Send to the manual lane/, "5");
		await anna.sees("Waits for a desk");
		await anna.waiting("ERIKSSON, ANNA MARIA", "from lane West");
		await anna.picture("waits_for_the_desk");
		await stage.lane("idle");
	},

	async somebody_whom_no_gate_serves_is_sent_on({ stage, anna }) {
		await anna.queued(NOT_SERVED);
		await anna.press("n", "a"); /* the one before is on the screen still */
		await anna.sees("Anna looks at it");
		await anna.wholePage();
		await decides(anna, "m", /Send to the manual lane/, "2");
		await anna.waiting("OKONJO, ZOE", "from lane West");
		await stage.lane("idle");
	},

	async same_document_at_the_desk_joins_both(s) {
		const { anna } = s;
		await anna.press("d");
		await anna.heading("Desk East");
		await anna.press("o");
		await anna.heading(/Desk East: traveller/);
		await anna.sees("Sent here from lane West");
		await anna.waiting("ERIKSSON, ANNA MARIA", "Is being finished at desk East");
		await anna.from(UNSURE, "Acknowledged, Anna", "Sent to the manual lane, Anna");
		await anna.wholePage(); /* and no live face: it is still to be taken */
		await anna.sees("no revocation list at hand");
		s.first = await atDesk(s);
		const { here, sent } = s.first;
		assert.equal(sent.to, here.id);
		assert.deepEqual(sent.acts, []);
		assert.deepEqual(here.from.history.map((h) => h.state), ["open", "ack", "manual-lane"]);
		await anna.picture("joined_at_the_desk");
	},

	async nobody_is_admitted_before_the_face_was_taken(s) {
		const { stage, anna, first } = s;
		await anna.press("p");
		await anna.sees("Not yet possible: first take the face.");
		assert.equal(await anna.page.locator("dialog").count(), 0);
		await anna.press("a");
		await anna.sees("Anna looks at it");
		const { version } = (await atDesk(s)).here;
		assert.deepEqual(await anna.post(`/api/cases/${first.here.id}/act`,
			{ act: "pass", version, code: "same-person", note: "" }), NOT_BEFORE);
		await anna.picture("first_the_face");
		const from = stage.now;
		await anna.press("r");
		await stage.lane("face", from, DESK);
		await stage.lane("referred-inside", from, DESK);
		await anna.seesNot("Still to be taken");
		await anna.pictures();
		await anna.sees("Live face and chip");
		await anna.picture("face_was_taken");
	},

	async admitted_at_the_desk_with_one_record(s) {
		const { stage, anna, first } = s;
		await decides(anna, "p", /Admit this traveller/, "1");
		await bothClosed(s, first);
		await anna.picture("admitted");
		const by = inJournal(anna.me.officer);
		const { rows } = await stage.order("journal", DESK);
		counted(rows, 1, " crossing ");
		counted(rows, 1, " crossing ", by, `from=${first.sent.id} `);
		counted(rows, 1, " order ", "ORDER_PASS", by, "code=same-person");
		counted(rows, 0, " referral ");
		await toldAtGate(s, first, "biometrics");
	},

	async another_document_is_joined_by_hand(s) {
		const { anna } = s;
		await anna.sees(FORGED);
		await anna.waiting("OKONJO, ZOE", "from lane West");
		assert.equal((await atDesk(s)).sent, undefined);
		await joins(anna, "1");
		await anna.from(NOT_SERVED, "Sent to the manual lane, Anna");
		await anna.press("j");
		await anna.dialog("Which traveller from a gate is this?");
		await anna.picture("part_or_join");
		await anna.press("0");
		await anna.noDialog();
		await anna.seesNot("Sent here from lane West");
		const parted = await atDesk(s);
		assert.equal(parted.here.from, null);
		assert.deepEqual(parted.cases.filter((c) => c.to), []);
		await joins(anna, "1");
		await anna.from(NOT_SERVED, "Sent to the manual lane, Anna");
		await anna.wholePage();
		s.second = await atDesk(s);
		await anna.picture("joined_by_hand");
	},

	async refused_at_the_desk_with_one_record(s) {
		const { stage, anna, second } = s;
		await decides(anna, "x", /Refuse this traveller/, "2");
		await bothClosed(s, second);
		await anna.sees("Nobody was sent to the desk.");
		await anna.picture("refused");
		const by = inJournal(anna.me.officer);
		const { rows } = await stage.order("journal", DESK);
		counted(rows, 1, " referral ");
		counted(rows, 1, " referral ", by, `from=${second.sent.id} `);
		counted(rows, 1, " order ", "ORDER_BACK", by, "code=refuse-b");
		counted(rows, 1, " crossing ");
		await toldAtGate(s, second, "examine");
		s.stream.close();
		await anna.leave();
	},
};

await tell(STORIES, "screens_desk.py", [GATE, DESK]);
