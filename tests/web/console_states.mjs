/*
 * console_states: every page and state of the officers' screens, one after the other, for who looks
 * at them: an auditor of accessibility, or a person at pictures. Knows how to get there.
 */
import { Person } from "./console_officer.mjs";
import { REFERRALS } from "./console_scripts.mjs";
import { Server } from "./console_serve.mjs";

/** Nine lanes and a desk with something of everything. */
function busy(world) {
	world.change(1, { state: "face", text: "live face compared", traveller: 990, step: "verify",
		prompt: "Come closer" });
	world.change(2, { state: "reading", text: "document is read", traveller: 991, step: "chip link" });
	world.change(4, { service: "closed", state: "closed", orders: ["open", "evacuate"] });
	world.change(6, { up: false, orders: [] });
	world.change(7, { service: "not-ready", missing: ["face"], devices: [{ name: "camera", ok: false,
		text: "camera shows a black picture" }, { name: "chip reader", ok: true, text: "" }] });
	world.change(8, { alarm: true, state: "alarm", why: "tamper contact open",
		orders: ["reset", "evacuate"] });
	world.change(9, { state: "exit-open", traveller: 992, reversed: true, direction: "exit" });
	world.record("crossing", { lane: 2, traveller: 980 }, null, "none");
	world.record("crossing", { lane: 9, traveller: 981 }, null, "none");
}

/**
 * Visits each state; look(name, page, part) is called in each: part is a selector of what differs
 * from the states before, empty for the whole page.
 * @param {any} chromium @param {(name: string, page: any, part: string) => Promise<void>} look
 */
export async function visit(chromium, look, options) {
	const server = await new Server(9, 1).start();
	const who = await Person.at(server, chromium, options);
	const shown = (name, part = "") => look(name, who.page, part);
	await shown("login");
	await who.login("marek");
	await shown("quiet");
	await visitWork(server, who, shown);
	await visitCases(server, who, shown);
	await visitDesk(server, who, shown);
	await visitRest(server, who, shown);
	await who.leave();
	await server.stop();
	await visitCounter(chromium, look, options);
}

async function visitWork(server, who, shown) {
	busy(server.world);
	const cases = [server.world.refer(3, "face", 21000), server.world.refer(5, "hit", 9000)];
	await who.sees("A watchlist may mean this document or its holder");
	await who.press("3");
	await shown("overview");
	await who.press("?");
	await who.dialog("Keys");
	await shown("keys", "dialog");
	await who.press("Escape", "e");
	await who.dialog("Evacuate lane 3?");
	await shown("evacuate", "dialog");
	await who.press("Escape");
	await who.noDialog();
	server.cases = cases;
}

async function visitCases(server, who, shown) {
	await who.press("n");
	await who.heading("Referral in lane 3");
	await who.page.locator(".face img").nth(1).waitFor();
	await shown("case-face");
	await who.press("a");
	await who.sees("A. Marek looks at it");
	await who.press("p");
	await who.dialog(/Let this traveller pass/);
	await who.press("Enter");
	await who.sees("Choose a reason by its digit.");
	await shown("dialog-pass", "dialog");
	await who.press("Escape");
	await who.noDialog();
	await who.press("m", "1", "Enter");
	await who.sees(/Waits for a desk/);
	await shown("case-sent", "main");
	const hit = server.cases[1];
	await who.press("n");
	await who.heading("Referral in lane 5");
	await who.press("a");
	await who.sees("A. Marek looks at it");
	await shown("case-hit");
	await who.press("p", "3");
	await who.dialog(/Let this traveller pass/);
	await who.press("Tab");
	await who.type("Another place of birth, another signature");
	await shown("dialog-hit", "dialog");
	await who.press("Enter");
	await who.sees("Agreed by A. Marek, waits for another officer.");
	await shown("case-agreed", "main");
	await who.press("m", "3", "Tab");
	await who.type("to verify");
	await who.press("Enter");
	await who.sees("Waiting for the desk (2)");
	for (const what of ["differs", "chip", "alike", "several"]) {
		const c = server.world.refer(hit.lane, what, 4000);
		await who.page.locator(".item:not(.sent)").waitFor();
		await who.press("g", "n");
		await who.page.locator("h1", { hasText: "Referral in lane 5" }).waitFor();
		await shown(`case-${what}`, "main");
		if (what === "alike") {
			server.world.changeCase(c.id, { waits: "pass", acts: [] });
			await who.sees("Ordered: Let pass. The lane has to take it.");
			server.world.changeCase(c.id, { waits: "", failed: "not done in time", acts: ["pass"] });
			await who.sees("The lane did not take the order: not done in time");
			await shown("case-failed", "main");
		}
		server.world.left(c.id);
		await who.heading(/This case is closed/);
	}
}

/** Among gates: whoever was sent from lane 3, then somebody of whom nothing could be read. */
async function visitDesk(server, who, shown) {
	const desk = 10;
	const { counter } = server.world;
	await who.press("d");
	await who.sees("Place a document");
	await shown("desk-idle", "main");
	const c = counter.place(desk, "sent");
	await who.heading(/^Desk 1: traveller/);
	await who.sees("Sent here from lane 3");
	await who.page.locator(".face img").nth(1).waitFor();
	await shown("desk-sent");
	await who.press("r");
	await who.sees("“Come closer”");
	counter.taken(server.world.cases.get(c.id), [], REFERRALS.alike.scores);
	await who.sees("Scores");
	await shown("desk-scores", "main");
	await who.press("v");
	await who.dialog("Pictures");
	await shown("desk-pictures", "dialog");
	await who.press("Escape");
	await who.noDialog();
	await who.press("p");
	await who.dialog(/Admit this traveller/);
	await who.press("1");
	await shown("desk-admit", "dialog");
	await who.press("Enter");
	await who.sees("Outcome:");
	await shown("desk-last", ".last");
	counter.place(desk, "unread");
	await who.sees("No printed zone was read.");
	await shown("desk-unread", "main");
	await who.press("j");
	await who.dialog(/Which traveller/);
	await shown("desk-join", "dialog");
	await who.press("1");
	await who.sees("Sent here from lane 5");
	await who.sees("Possible matches that were found at lane 5");
	await shown("desk-joined", "#queue");
	await who.press("g", "0");
	await shown("overview-desk", "main");
	await who.press("d", "x");
	await who.dialog(/Refuse this traveller/);
	await who.press("3", "Enter");
	await who.sees("Write a note: why this decision"); /* of the gate's hit, too */
	await who.page.locator("dialog textarea").fill("gave another name");
	await who.press("Enter");
	await who.sees("Outcome:");
}

/** A counter with one desk and no gates. */
async function visitCounter(chromium, look, options) {
	const server = await new Server(0, 1).start();
	const { counter } = server.world;
	const who = await Person.at(server, chromium, options);
	const shown = (name, part = "") => look(name, who.page, part);
	await who.login("marek");
	await shown("counter-idle", ".desk-idle");
	for (const what of ["foreigner", "differs", "chip", "hit"]) {
		const c = counter.place(1, what, 4000);
		await who.heading(/^Desk 1: traveller/);
		await who.page.locator(".of-page img").waitFor();
		await shown(`counter-${what}`, what === "differs" ? "" : "main");
		if (what === "foreigner") {
			await who.press("r");
			await who.sees("“Come closer”");
			counter.taken(server.world.cases.get(c.id), ["finger"]);
			await who.page.getByRole("button", { name: "Take the fingers" }).waitFor();
			await shown("counter-finger", ".why");
		}
		server.world.left(c.id);
		await who.sees("Place a document");
	}
	server.world.change(1, { service: "closed", state: "closed", orders: ["open"] });
	await who.sees("Out of service");
	await shown("counter-closed", ".desk-idle");
	server.world.change(1, { up: false, orders: [] });
	await who.sees(/nobody can be examined there/);
	await shown("counter-lost", ".desk-idle");
	await who.leave();
	await server.stop();
}

async function visitRest(server, who, shown) {
	await who.press("b");
	await who.heading("Last passages");
	await shown("passages", "main");
	await who.press("i");
	await who.heading(/Statistics of this shift/);
	await who.page.locator(".uplot canvas").waitFor();
	await shown("statistics");
	await who.press("g", "6", "l");
	server.shiftLeft(who.session, 4 * 60000);
	await who.sees(/Your shift at this screen ends/);
	await server.stop();
	await who.sees("No connection to the server");
	await shown("banners");
	await server.start();
	await who.seesNot("No connection to the server");
	await who.press("h");
	await who.dialog("Hand over this screen");
	await shown("handover", "dialog");
	await who.press("Escape");
	await who.noDialog();
	server.shiftLeft(who.session, -1);
	await who.sees(/The next officer logs in here; or log out/);
	await shown("handover-forced", "dialog");
	server.end(who.session, "over");
	await who.sees("The shift at this screen is over.");
	await shown("login-ended");
	await who.login("admin");
	await who.page.getByRole("link", { name: "Officers" }).press("Enter");
	await who.page.getByRole("rowheader", { name: "2147483650" }).waitFor();
	await shown("officers");
	server.end(server.sessionOf("admin"), "idle");
	await who.sees("Nobody has used this screen for long.");
	await who.login("wire");
	await who.press("1", "w");
	await who.heading("Wires of lane 1");
	server.world.change(1, { state: "recording", inputs: ["PRESENT", "ENTRY_CLOSED", "EXIT_CLOSED"] });
	await who.sees(/PRESENT on/);
	await shown("wires");
}
