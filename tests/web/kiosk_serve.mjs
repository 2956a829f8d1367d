/*
 * kiosk_serve: serves the travellers' page to a browser, as egate-kiosk does, with a guide that a test tells it.
 * Knows files, headers and server-sent events (docs/console.md). Never knows lanes.
 *
 * By itself it plays a traveller's way, over and over: node tests/web/kiosk_serve.mjs
 */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const FOLDERS = [`${ROOT}src/console/web/`, `${ROOT}.setup/web/`];
const KINDS = {html: 'text/html; charset=utf-8', css: 'text/css; charset=utf-8', js: 'text/javascript; charset=utf-8', svg: 'image/svg+xml'};
const HEADERS = {
	'Cache-Control': 'no-store',
	'X-Content-Type-Options': 'nosniff',
	'Referrer-Policy': 'no-referrer',
	'Cross-Origin-Opener-Policy': 'same-origin',
	'Cross-Origin-Resource-Policy': 'same-origin',
	'Content-Security-Policy': "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; " +
		"connect-src 'self'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'",
};

/** Nobody is there, and the lane is open. */
export const NOTHING = {
	state: 'idle', reason: 'none', service: 'open', reversed: false, face: '', finger: '', position: 0, page: '',
	progress: 0, left_ms: 0, whole_ms: 0, nationality: '',
};

async function fileOf(name) {
	for (const folder of FOLDERS) {
		try {
			return await readFile(folder + name);
		} catch {
			/* in the other one, or nowhere */
		}
	}
	return null;
}

function told(guide) {
	return `event: guide\ndata: ${JSON.stringify(guide)}\n\n`;
}

/** On a free port of the loopback. */
export async function serve() {
	const streams = new Set();
	let present = NOTHING;
	let refused = false;
	const push = (guide) => {
		present = {...NOTHING, ...guide};
		for (const stream of streams) {
			stream.write(told(present));
		}
	};
	const guide = (answer) => {
		if (refused) {
			answer.writeHead(503, HEADERS).end();
			return;
		}
		answer.writeHead(200, {...HEADERS, 'Content-Type': 'text/event-stream'});
		answer.write(`retry: 100\n\n${told(present)}`);
		streams.add(answer);
		answer.on('close', () => streams.delete(answer));
	};
	const file = async (name, answer) => {
		const content = /^[\w.-]+$/.test(name) ? await fileOf(name) : null;
		if (content === null) {
			answer.writeHead(404, HEADERS).end();
			return;
		}
		answer.writeHead(200, {...HEADERS, 'Content-Type': KINDS[name.split('.').pop()] ?? 'text/plain'}).end(content);
	};
	const server = createServer((request, answer) => {
		const path = new URL(request.url, 'http://localhost').pathname;
		if (path === '/api/guide') {
			guide(answer);
		} else {
			file(path === '/' ? 'kiosk.html' : path.replace(/^\/web\//, ''), answer);
		}
	});
	await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
	return {
		url: `http://127.0.0.1:${server.address().port}/`,
		push,
		/** The lane's process is gone, or there again. */
		refuse(now) {
			refused = now;
			for (const stream of now ? streams : []) {
				stream.end();
			}
		},
		close() {
			server.close();
			server.closeAllConnections?.();
		},
	};
}

/** A citizen's way through a gate with a chamber: milliseconds, guide. */
const WAY = [
	[4000, {}],
	[2500, {state: 'reading', whole_ms: 20000, left_ms: 20000, progress: 20, nationality: 'KGZ'}],
	[2500, {state: 'reading', whole_ms: 20000, left_ms: 17500, progress: 75, nationality: 'KGZ'}],
	[4000, {state: 'walking', whole_ms: 30000, left_ms: 30000, nationality: 'KGZ'}],
	[3000, {state: 'entry-open', whole_ms: 5000, left_ms: 5000, nationality: 'KGZ'}],
	[2000, {state: 'entry-closing', nationality: 'KGZ'}],
	[2500, {state: 'face', face: 'look', whole_ms: 20000, left_ms: 20000, nationality: 'KGZ'}],
	[2500, {state: 'face', face: 'closer', whole_ms: 20000, left_ms: 17500, nationality: 'KGZ'}],
	[2500, {state: 'face', face: 'hat', whole_ms: 20000, left_ms: 15000, nationality: 'KGZ'}],
	[3000, {state: 'finger', finger: 'place', position: 2, whole_ms: 30000, left_ms: 30000, nationality: 'KGZ'}],
	[3000, {state: 'finger', finger: 'more', position: 2, whole_ms: 30000, left_ms: 9500, nationality: 'KGZ'}],
	[1500, {state: 'recording', nationality: 'KGZ'}],
	[5000, {state: 'exit-open', whole_ms: 10000, left_ms: 10000, nationality: 'KGZ'}],
	[2000, {state: 'exit-closing', nationality: 'KGZ'}],
];

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	const server = await serve();
	console.log(server.url);
	for (let i = 0; ; i = (i + 1) % WAY.length) {
		server.push(WAY[i][1]);
		await new Promise((go) => setTimeout(go, WAY[i][0]));
	}
}
