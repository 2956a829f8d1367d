/*
 * console_serve: the server that the officers' page is tested against: docs/console.md over a played
 * checkpoint, on a loopback port of its own. Knows sessions, events, keys of orders. Never knows the
 * real console.
 *
 *   node tests/web/console_serve.mjs     serves until it is ended; tells its address
 */
import { createServer } from "node:http";
import { randomBytes } from "node:crypto";
import { readFileSync, existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { CODES } from "./console_scripts.mjs";
import { seen, World } from "./console_world.mjs";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const BODY_MAX = 4096;
const SHIFT_MS = 60 * 60000;
export const HEADERS = {
	"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer",
	"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
	"Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; " +
		"img-src 'self'; connect-src 'self'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'",
};
const TYPES = { html: "text/html; charset=utf-8", js: "text/javascript", css: "text/css",
	svg: "image/svg+xml" };
export const OFFICERS = [
	{ number: 2147483649, name: "A. Marek", login: "marek", pin: "246810", office: "officer" },
	{ number: 2147483650, name: "B. Osei", login: "osei", pin: "135791", office: "supervisor" },
	{ number: 2147483651, name: "C. View", login: "view", pin: "111111", office: "viewer" },
	{ number: 2147483652, name: "D. Wire", login: "wire", pin: "222222", office: "integrator" },
	{ number: 2147483653, name: "E. Admin", login: "admin", pin: "333333", office: "admin" },
];

const works = (officer) => ["officer", "supervisor"].includes(officer.office);
const wires = (officer) => officer.office === "integrator";
const refusal = (status, error, text) => ({ status, body: { error, text } });

/** A face of ellipses: a picture of nobody. */
function drawnFace(which) {
	const shift = which === "live" ? 18 : 0;
	return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 240 300" width="240" height="300">
<rect width="240" height="300" fill="${which === "live" ? "#7d8793" : "#c9d4df"}"/>
<path d="M40 300c0-70 40-80 80-80s80 10 80 80z" fill="#3b4a63"/>
<ellipse cx="120" cy="130" rx="${68 + shift / 3}" ry="88" fill="#e0b899"/>
<path d="M50 120c0-90 140-90 140 0c-20-50-120-50-140 0z" fill="${shift ? "#22150c" : "#6b4a2b"}"/>
<ellipse cx="94" cy="125" rx="9" ry="6"/><ellipse cx="146" cy="125" rx="9" ry="6"/>
<path d="M120 130l-8 34h16" fill="none" stroke="#8a5a3a" stroke-width="4"/>
<path d="M94 ${185 + shift / 3}q26 ${shift} 52 0" fill="none" stroke="#7a2f2f" stroke-width="6"/></svg>`;
}

/** A page of a passport: a portrait, lines, a zone. */
function drawnPage() {
	const lines = [50, 90, 130, 170].map((y) => `<path d="M190 ${y}h230" stroke="#5b6672" stroke-width="9"/>`);
	return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 500 352" width="500" height="352">
<rect width="500" height="352" fill="#e9e4d6"/><rect x="24" y="36" width="140" height="176" fill="#c9d4df"/>
<ellipse cx="94" cy="116" rx="40" ry="52" fill="#e0b899"/><path d="M40 212c0-40 20-50 54-50s54 10 54 50z" fill="#3b4a63"/>
${lines.join("")}<text x="22" y="290" font-family="monospace" font-size="18" textLength="456">P&lt;UTOERIKSSON&lt;&lt;ANNA&lt;MARIA&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;</text>
<text x="22" y="322" font-family="monospace" font-size="18" textLength="456">L898902C36UTO7408122F3204159ZE184226B&lt;&lt;&lt;&lt;&lt;10</text></svg>`;
}

export class Server {
	static port = 0;

	constructor(lanes = 4, desks = 0) {
		this.events = [];
		this.next = 1000;
		this.sessions = new Map();
		this.streams = new Set();
		this.answered = new Map(); /* by session and key: what was said to which body */
		this.resumed = []; /* Last-Event-ID of each stream */
		this.carried = []; /* orders as they were carried out, once each */
		this.requests = []; /* orders as they came */
		this.lose = []; /* how the next answers to orders are lost: "cut", or a "proxy" says so */
		this.away = false; /* true: only a proxy is there, and says so */
		this.ackTarget = 15000;
		this.environment = "simulation";
		this.posted = []; /* paths, whatever was answered */
		this.busy = []; /* which of the next requests are refused, and how: see tooBusy() */
		this.refusedKeys = []; /* keys of those */
		this.asked = []; /* paths that were read */
		this.world = new World(lanes, (name, data, to) => this.tell(name, data, to), desks);
	}

	/** On the port of the one before, so that a browser goes on with the same site. */
	async start() {
		this.http = createServer((request, response) => void this.serve(request, response));
		this.http.keepAliveTimeout = 1000;
		await new Promise((done) => this.http.listen(Server.port, "127.0.0.1", done));
		Server.port = this.http.address().port;
		return this;
	}

	/** As when the process ends: connections break, what is kept stays. */
	async stop() {
		this.streams.clear();
		const closed = new Promise((done) => this.http.close(done));
		this.http.closeAllConnections();
		await closed;
	}

	get url() {
		return `http://127.0.0.1:${Server.port}/`;
	}

	tell(name, data, to) {
		const event = { id: ++this.next, name, data: JSON.stringify(data), to };
		this.events.push(event);
		this.streams.forEach((stream) => this.send(stream, event));
	}

	send(stream, event) {
		const { session, response } = stream;
		const meant = event.to === "all" || event.to === session.cookie ||
			(event.to === "works" && works(session.officer));
		if (meant) {
			const data = event.name === "lane" && !wires(session.officer) ?
				JSON.stringify(seen(JSON.parse(event.data), false)) : event.data;
			response.write(`id: ${event.id}\nevent: ${event.name}\ndata: ${data}\n\n`);
		}
	}

	enter(officer) {
		const now = Date.now();
		const session = { cookie: randomBytes(16).toString("hex"), token: randomBytes(16).toString("hex"),
			officer, shift: { began_ms: now, until_ms: now + SHIFT_MS } };
		this.sessions.set(session.cookie, session);
		return session;
	}

	/** Ends an officer's session, as the server does it by itself. */
	end(session, why) {
		this.tell("end", { why }, session.cookie);
		this.sessions.delete(session.cookie);
		this.streams.forEach((s) => s.session === session && s.response.end());
	}

	sessionOf(login) {
		return [...this.sessions.values()].reverse().find((s) => s.officer.login === login);
	}

	/** Whoever is logged in now at the screen where a session began: its own, or a successor. */
	sessionAt(began) {
		let session = began;
		while (session?.successor) {
			session = session.successor;
		}
		return this.sessions.get(session?.cookie);
	}

	/** The officer's hour has this long left. */
	shiftLeft(session, ms) {
		session.shift.until_ms = Date.now() + ms;
		this.tell("shift", { due: ms < 5 * 60000, until_ms: session.shift.until_ms }, session.cookie);
	}

	me(session) {
		const { number, name, office } = session.officer;
		return { officer: { number, name, office }, token: session.token, checkpoint: "Manas, hall B",
			environment: this.environment, shift: session.shift, ack_target_ms: this.ackTarget,
			codes: Object.fromEntries(Object.entries(CODES).map(([act, codes]) =>
				[act, codes.map(([word, text]) => ({ word, text }))])) };
	}

	async serve(request, response) {
		const url = new URL(request.url, this.url);
		const cookie = /(?:^|; )egate=(\w+)/.exec(request.headers.cookie ?? "")?.[1];
		const session = this.sessions.get(cookie);
		if (this.tooBusy(url.pathname, request.headers["idempotency-key"], response)) {
			request.resume();
			return;
		}
		if (request.method === "GET") {
			this.asked.push(url.pathname + url.search);
			this.get(url, session, request, response);
			return;
		}
		this.posted.push(url.pathname);
		let text = "";
		for await (const chunk of request) {
			text += chunk;
		}
		const checked = this.check(request, text, url, session);
		const answer = checked ?? this.post(url, session, request, text);
		if (answer === null) {
			response.destroy();
			return;
		}
		const headers = { ...HEADERS, "Content-Type": answer.html ? "text/html" : "application/json" };
		if (answer.cookie !== undefined) {
			headers["Set-Cookie"] = `egate=${answer.cookie}; HttpOnly; SameSite=Strict; Path=/`;
		}
		response.writeHead(answer.status, headers).end(answer.html ?? JSON.stringify(answer.body));
	}

	/**
	 * A proxy refuses it unread, where the next of busy is meant: { path, status, retryAfter, wait_s }.
	 * @returns {boolean} whether it did
	 */
	tooBusy(path, key, response) {
		const at = this.busy.findIndex((b) => b.path.test(path));
		if (at < 0) {
			return false;
		}
		const [{ status = 429, retryAfter, wait_s }] = this.busy.splice(at, 1);
		this.refusedKeys.push(key ?? "");
		const told = wait_s ? { error: "wait", text: "too many tries", wait_s } :
			{ error: "refused", text: "refused before the console" };
		response.writeHead(status, { ...HEADERS, "Content-Type": "application/json",
			...(retryAfter ? { "Retry-After": String(retryAfter) } : {}) }).end(JSON.stringify(told));
		return true;
	}

	check(request, text, url, session) {
		const own = `http://${request.headers.host}`;
		if (request.headers.origin !== own || request.headers["sec-fetch-site"] === "cross-site") {
			return refusal(403, "origin", "not from our own page");
		}
		if (request.headers["content-type"] !== "application/json") {
			return refusal(415, "type", "JSON alone");
		}
		if (text.length > BODY_MAX) {
			return refusal(413, "size", "too large");
		}
		if (url.pathname === "/api/session") {
			return null;
		}
		if (!session) {
			return refusal(401, "session", "nobody is logged in");
		}
		return request.headers["x-egate-token"] === session.token ? null :
			refusal(403, "token", "not from this session's page");
	}

	post(url, session, request, text) {
		const body = JSON.parse(text);
		switch (url.pathname) {
		case "/api/session":
			return this.login(body);
		case "/api/session/end":
			this.sessions.delete(session.cookie);
			return { status: 200, body: {}, cookie: "" };
		case "/api/handover": {
			const answer = this.login(body);
			if (answer.status === 200) {
				session.successor = this.sessions.get(answer.cookie);
				this.end(session, "handed-over"); /* may be heard before the answer */
			}
			return answer;
		}
		case "/api/here":
			return { status: 200, body: {} };
		}
		return this.ordered(url, session, request, body, text);
	}

	login({ name, pin }) {
		const officer = OFFICERS.find((o) => o.login === name && o.pin === pin);
		if (!officer) {
			return refusal(401, "wrong", "name, PIN or certificate are not right");
		}
		const session = this.enter(officer);
		return { status: 200, body: this.me(session), cookie: session.cookie };
	}

	ordered(url, session, request, body, text) {
		const key = request.headers["idempotency-key"] ?? "";
		const order = /^\/api\/lanes\/(\d+)\/order$/.exec(url.pathname);
		const act = /^\/api\/cases\/([\w-]+)\/act$/.exec(url.pathname);
		if (!/^[A-Za-z0-9-]{16,64}$/.test(key) || (!order && !act)) {
			return refusal(400, "request", "not such a request");
		}
		if (session.shift.until_ms <= Date.now() && body.order !== "evacuate") {
			return refusal(403, "shift-over", "your shift is over: hand over");
		}
		if (!works(session.officer)) {
			return refusal(403, "office", "only an officer or a supervisor may do this");
		}
		this.requests.push({ key, text });
		const known = this.answered.get(session.cookie + key);
		if (known && known.text !== text) {
			return refusal(422, "key", "key of another order");
		}
		const answer = known?.answer ?? this.carryOut(order, act, body, session, text, key, url);
		const lost = this.lose.shift();
		return lost === "cut" ? null : lost ? { status: 502, html: "<h1>Bad gateway</h1>" } : answer;
	}

	carryOut(order, act, body, session, text, key, url) {
		const answer = structuredClone(order ?
			this.world.order(Number(order[1]), body, session.officer) :
			this.world.act(act[1], body, session.officer));
		this.answered.set(session.cookie + key, { text, answer });
		this.carried.push({ ...body, status: answer.status, path: url.pathname });
		return answer;
	}

	/** The server goes from behind a proxy that stays; done when the proxy has refused a stream. */
	goAway() {
		this.away = true;
		this.streams.forEach((s) => s.response.end());
		return new Promise((done) => {
			this.refused = done;
		});
	}

	get(url, session, request, response) {
		const path = url.pathname;
		if (this.away) {
			response.writeHead(502, { ...HEADERS, "Content-Type": "text/html" }).end("<h1>Bad gateway</h1>");
			if (path === "/api/events") {
				response.on("finish", this.refused);
			}
			return;
		}
		if (path === "/" || path.startsWith("/web/")) {
			this.file(path === "/" ? "console.html" : path.slice(5), response);
			return;
		}
		const answer = session ? this.got(path, session, request, response) :
			refusal(401, "session", "nobody is logged in");
		if (answer) {
			const json = answer.body !== undefined;
			response.writeHead(answer.status, { ...HEADERS,
				"Content-Type": json ? "application/json" : "image/svg+xml" });
			response.end(json ? JSON.stringify(answer.body) : answer.picture);
		}
	}

	got(path, session, request, response) {
		const picture = /^\/api\/cases\/([\w-]+)\/(portrait|live|page)$/.exec(path);
		if (picture) {
			const c = this.world.cases.get(picture[1]);
			return c?.pictures[picture[2]] && works(session.officer) ?
				{ status: 200, picture: picture[2] === "page" ? drawnPage() : drawnFace(picture[2]) } : refusal(404, "not-found", "none");
		}
		switch (path) {
		case "/api/me":
			return { status: 200, body: this.me(session) };
		case "/api/passages":
			return { status: 200, body: { passages: this.world.passages.slice(0, 50) } };
		case "/api/statistics":
			return { status: 200, body: this.world.statistics(works(session.officer) ? session.shift.began_ms : 0) };
		case "/api/officers":
			return session.officer.office !== "admin" ? refusal(403, "office", "not this officer") :
				{ status: 200, body: { officers: OFFICERS.map(({ number, name, office }) =>
					({ number, name, office, enabled: true })) } };
		case "/api/events":
			this.stream(session, request, response);
			return null;
		default:
			return refusal(404, "not-found", "there is no such thing");
		}
	}

	stream(session, request, response) {
		response.writeHead(200, { ...HEADERS, "Content-Type": "text/event-stream" });
		response.write("retry: 200\n\n");
		const last = request.headers["last-event-id"];
		this.resumed.push(last);
		const stream = { session, response };
		if (last === undefined || !this.events.some((e) => e.id === Number(last))) {
			const whole = JSON.stringify(this.world.whole(works(session.officer), wires(session.officer)));
			/* a number of its own, so that a browser can go on behind it */
			this.events.push({ id: ++this.next, name: "nothing", data: "{}", to: "" });
			response.write(`id: ${this.next}\nevent: whole\ndata: ${whole}\n\n`);
		} else {
			this.events.filter((e) => e.id > Number(last)).forEach((e) => this.send(stream, e));
		}
		this.streams.add(stream);
		response.on("close", () => this.streams.delete(stream));
	}

	file(name, response) {
		const folders = [`${ROOT}src/console/web/`, `${ROOT}.setup/web/`];
		const found = /^[\w.-]+$/.test(name) && folders.map((f) => f + name).find((f) => existsSync(f));
		if (!found) {
			response.writeHead(404, HEADERS).end();
			return;
		}
		response.writeHead(200, { ...HEADERS, "Content-Type": TYPES[name.split(".").pop()] ?? "text/plain" });
		response.end(readFileSync(found));
	}
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	const server = await new Server(9, 1).start();
	server.world.refer(3, "face");
	server.world.refer(5, "hit");
	server.world.counter.place(10, "citizen");
	console.log(`${server.url} as ${OFFICERS.map((o) => `${o.login} ${o.pin}`).join(", ")}`);
}
