/*
 * lanes_peer: what an honest buyer would write instead: a server of a dozen lines that hands each
 * event it reads from standard input to every screen. No session, no limit, no memory of events.
 * Says "port N" on standard output; ends with its input.
 */
import http from "node:http";

const screens = new Set();
const server = http.createServer((request, response) => {
	response.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-store" });
	response.flushHeaders();
	screens.add(response);
	response.on("close", () => screens.delete(response));
});
server.listen(0, "127.0.0.1", 1024, () => console.log(`port ${server.address().port}`));

let held = "";
process.stdin.setEncoding("utf8");
process.stdin.on("data", (text) => {
	held += text;
	for (let end = held.indexOf("\n\n"); end >= 0; end = held.indexOf("\n\n")) {
		const event = held.slice(0, end + 2);
		held = held.slice(end + 2);
		for (const screen of screens) {
			screen.write(event);
		}
	}
});
process.stdin.on("end", () => process.exit(0));
process.on("SIGTERM", () => process.exit(0));
