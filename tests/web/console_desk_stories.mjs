/*
 * Stories of an officer at an inspection desk, by keyboard alone, against a played checkpoint: who is
 * examined, what is taken, who comes from a gate, what is sent, once.
 */
import assert from "node:assert/strict";

const acts = (server) => server.carried.filter((o) => o.status === 200).map((o) => o.act ?? o.order);

/** Sends whoever is referred in lane 1 to the second line; they wait for the desk then. */
async function sendOn(server, who, name, what = "face") {
	const c = server.world.refer(1, what);
	await who.sounding(1);
	await who.press("a");
	await who.heading("Referral in lane 1");
	await who.sees("A. Marek looks at it");
	await who.press("s");
	await who.dialog(/Send to the second line/);
	await who.press("2", "Enter");
	await who.sees(/Waits for a desk/);
	await who.sees("Waiting for the desk (1)");
	await who.sees(name);
	return server.world.cases.get(c.id);
}

/** Decides with the first reason. */
async function decide(who, key, title) {
	await who.press(key);
	await who.dialog(title);
	await who.press("1", "Enter");
	await who.noDialog();
}

/** Presses Tab until the focus is on what has this name. */
async function tabTo(who, name) {
	const at = () => who.page.evaluate(() =>
		document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.textContent ?? "");
	for (let i = 0; i < 60 && !(await at()).includes(name); i++) {
		await who.press("Tab");
	}
	assert.match(await at(), new RegExp(name));
}

/** @param {(logins: string[], tell: any, options?: any, lanes?: number, desks?: number) => any} story */
export const deskStories = (story) => ({
	citizen_is_admitted_at_the_desk: story(["marek"], async (server, who) => {
		await who.sees("Place a document");
		assert.equal(await who.page.locator("#queue, .strip").count(), 0, "nothing but the desk");
		const c = server.world.counter.place(1, "citizen");
		await who.heading(/^Desk 1: traveller/);
		await who.sees("Nothing was found against this document");
		await who.page.locator(".of-page img").waitFor();
		await who.sounding(0); /* the officer sees who is there */
		await who.press("p");
		await who.sees("Not yet possible: first take the face.");
		assert.equal(await who.page.locator("dialog").count(), 0);
		assert.deepEqual(acts(server), []);
		await who.press("r");
		await who.sees("“Come closer”");
		server.world.counter.taken(server.world.cases.get(c.id), []);
		await who.sees("Live face and chip");
		await who.page.locator(".of-live img").waitFor();
		await who.seesNot("Not yet possible"); /* it has been taken */
		await decide(who, "p", /Admit this traveller/);
		await who.sees("Place a document");
		await who.page.locator(".last", { hasText: "Admitted: same person" }).waitFor();
		assert.equal(await who.page.getByText("SPECIMEN").count(), 0, "nobody's name stays");
		assert.deepEqual(acts(server), ["ack", "retry", "pass"]);
	}, undefined, 0, 1),

	what_the_rules_tolerate_is_no_fault: story(["marek"], async (server, who) => {
		server.world.counter.place(1, "unlisted");
		await who.heading(/^Desk 1: traveller/);
		await who.sees("Nothing was found against this document");
		await who.seesNot("Some checks could not be finished");
		await who.page.locator(".why .detail", {
			hasText: "Tolerated by the rules: document signer not revoked: no revocation list at hand" })
			.waitFor();
		const lines = who.page.locator(".finding", { hasText: "tolerated by the rules" });
		await lines.filter({ hasText: "document signer not revoked" }).waitFor();
		assert.equal(await lines.count(), 2, "whatever passed, or is not come to, is not tolerated");
		await who.press("x");
		await decide(who, "1", /Refuse this traveller/);
		await who.sees("Place a document");
		/* what has to be, and is not done, is nothing good */
		server.world.counter.place(1, "hurried");
		await who.heading(/^Desk 1: traveller/);
		await who.sees("Some checks could not be finished");
		await who.page.locator(".why .detail", { hasText: "not finished in time" }).waitFor();
	}, undefined, 0, 1),

	who_was_let_pass_before_is_not_told_as_refused: story(["marek"], async (server, who) => {
		const c = server.world.counter.place(1, "citizen");
		await who.heading(/^Desk 1: traveller/);
		await who.press("a");
		await who.sees("A. Marek looks at it");
		/* another officer has, by a command, and the lane has told so */
		server.world.changeCase(c.id, { failed: "refuse",
			failed_text: "the traveller has been let pass before" });
		server.world.left(c.id);
		await who.page.locator(".last", { hasText:
			"did not take the order: Refuse: the traveller has been let pass before" }).waitFor();
		await who.page.locator(".last", { hasText: "Outcome: Acknowledged" }).waitFor();
		assert.equal(await who.page.getByText("Refused").count(), 0);
	}, undefined, 0, 1),

	face_then_fingers_are_taken: story(["marek"], async (server, who) => {
		const c = server.world.counter.place(1, "foreigner");
		const { counter, cases } = server.world;
		await who.sees("the face and fingers");
		await who.press("r");
		await who.sees("“Come closer”");
		counter.taken(cases.get(c.id), ["finger"]);
		await who.page.getByRole("button", { name: "Take the fingers" }).waitFor();
		await who.press("p");
		await who.sees("Not yet possible: first take fingers.");
		await who.press("r");
		await who.sees("“Come closer”");
		counter.taken(cases.get(c.id), []);
		/* the rules have changed, and the page has not heard of it */
		const now = cases.get(c.id);
		await who.page.getByRole("button", { name: "Take again" }).waitFor();
		now.needs = ["finger"];
		await who.press("p");
		await who.dialog(/Admit this traveller/);
		await who.press("1", "Enter");
		await who.sees("something still has to be taken before this traveller can be admitted");
		now.needs = [];
		await who.press("Enter");
		await who.noDialog();
		await who.sees("Place a document");
		assert.deepEqual(acts(server), ["ack", "retry", "retry", "pass"]);
	}, undefined, 0, 1),

	traveller_from_a_gate_is_finished_at_the_desk: story(["marek"], async (server, who) => {
		const sent = await sendOn(server, who, "ERIKSSON, ANNA MARIA · L898902C3");
		const c = server.world.counter.place(3, "sent");
		await who.sees(/Is being finished at desk 1/); /* the gate's case, still on the screen */
		assert.equal(await who.page.locator(".why .acts").count(), 0, "its acts are gone");
		await who.press("d");
		await who.heading(/^Desk 1: traveller/);
		await who.sees("Sent here from lane 1");
		await who.page.locator(".from .history", { hasText: "Sent to the second line" }).waitFor();
		await who.press("r");
		await who.sees("“Come closer”");
		server.world.counter.taken(server.world.cases.get(c.id), []);
		await who.sees("Live face and chip");
		await decide(who, "p", /Admit this traveller/);
		await who.sees("Waiting for the desk (0)");
		await who.sees("Nobody was sent to the desk.");
		assert.equal(server.world.cases.has(sent.id), false);
		assert.deepEqual(acts(server), ["ack", "second-line", "ack", "retry", "pass"]);
	}, undefined, 2, 1),

	traveller_is_joined_and_parted_by_hand: story(["marek"], async (server, who) => {
		const doubt = "It is not sure whether it is the face in the chip";
		const sent = await sendOn(server, who, "ERIKSSON, ANNA MARIA · L898902C3", "alike");
		await who.page.locator(".waiting", { hasText: doubt }).waitFor();
		await who.press("j");
		await who.sees("Nobody is at the desk: place the document first.");
		const c = server.world.counter.place(3, "unread");
		await who.press("d");
		await who.heading(/^Desk 1: traveller/);
		await who.press("j");
		await who.dialog(/Which traveller from a gate/);
		/* its picture comes while the officer chooses; what is told of that is on its way */
		server.world.changeCase(c.id, { pictures: { ...c.pictures, page: 2 } }, true);
		await who.press("1");
		await who.sees("Done: Desk 1: joined with the case at the gate");
		await who.sees("Sent here from lane 1");
		await who.page.locator(".from", { hasText: doubt }).waitFor();
		assert.equal(server.world.cases.get(sent.id).to, c.id);
		assert.deepEqual(server.carried.at(-1).from, sent.id);
		await who.press("j");
		await who.dialog(/Which traveller from a gate/);
		await who.press("0");
		await who.sees("Done: Desk 1: parted from the case at the gate");
		await who.seesNot("Sent here from lane 1");
		assert.equal(server.carried.at(-1).from, "");
		await tabTo(who, "Join: ERIKSSON");
		await who.press("Enter");
		await who.sees("Sent here from lane 1");
		assert.deepEqual(acts(server), ["ack", "second-line", "ack", "take", "take", "take"]);
	}, undefined, 2, 1),

	refusal_and_second_line_at_the_desk: story(["marek"], async (server, who) => {
		server.world.counter.place(1, "chip");
		await who.sees("The portrait in the chip was changed");
		assert.equal(await who.page.getByRole("button", { name: "Manual lane" }).count(), 0);
		await who.press("m"); /* there is none at a desk */
		await who.sees(/Not possible now: Desk 1/);
		await who.press("x");
		await who.dialog(/Refuse this traveller/);
		await who.press("2", "Enter");
		await who.noDialog();
		await who.page.locator(".last", { hasText: "Refused: B: false or altered" }).waitFor();
		assert.equal(server.carried.at(-1).code, "refuse-b");
		const headline = who.page.locator(".desk-idle .headline");
		server.world.change(1, { service: "not-ready", missing: ["face"] });
		await headline.filter({ hasText: "Not ready" }).waitFor();
		await who.sees("✗ face: not ready");
		server.world.change(1, { service: "open", missing: [] });
		await headline.filter({ hasText: "Place a document" }).waitFor();
		server.world.counter.place(1, "differs");
		await who.sees("differs: name");
		await who.page.locator("tr.differs", { hasText: "ERIKSEN" }).waitFor();
		await decide(who, "s", /Send to the second line/);
		await who.sees("Place a document"); /* the desk is free, and they wait for another one */
		await who.page.locator(".waiting .item", { hasText: "from desk 1" }).waitFor();
		assert.deepEqual(acts(server), ["ack", "refuse", "ack", "second-line"]);
	}, undefined, 0, 1),

	hit_at_the_desk_needs_two_officers: story(["marek", "osei"], async (server, one, two) => {
		server.world.counter.place(1, "hit");
		await one.sees("A match is a question, not guilt");
		await one.press("p");
		await one.dialog(/Admit this traveller/);
		await one.press("3", "Tab");
		await one.type("another birthplace");
		await one.press("Enter");
		await one.noDialog();
		await one.sees("Agreed by A. Marek, waits for another officer.");
		await two.sees("Agreed by A. Marek, waits for another officer.");
		await two.press("p");
		await two.sees("If you agree, too, the traveller passes.");
		await two.press("3", "Tab");
		await two.type("agree");
		await two.press("Enter");
		await one.page.locator(".last", { hasText: "Admitted" }).waitFor();
		assert.deepEqual(acts(server), ["ack", "pass", "pass"]);
	}, undefined, 0, 1),
});
