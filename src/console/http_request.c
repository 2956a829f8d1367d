/*
 * http_request: what a browser asks, checked, before anybody acts on it.
 * Knows names, paths, cookies, origins. Never knows libmicrohttpd, sockets or routes.
 */
#include "console/http_request.h"

#define HOST_MAX  255u /* octets; RFC 1035, 2.3.4 */
#define HTTP_PORT 80u

static uint8_t small(uint8_t c)
{
	return c >= 'A' && c <= 'Z' ? (uint8_t)(c - 'A' + 'a') : c;
}

static bool same_letters(struct rd a, struct rd b)
{
	uint8_t x = 0;
	uint8_t y = 0;
	if (a.left != b.left) {
		return false;
	}
	while (rd_u8(&a, &x) && rd_u8(&b, &y)) {
		if (small(x) != small(y)) {
			return false;
		}
	}
	return true;
}

static bool letter_or_digit(uint8_t c)
{
	return (c >= '0' && c <= '9') || (small(c) >= 'a' && small(c) <= 'z');
}

/* Decimal digits without leading zeros. */
static bool number(struct rd text, uint64_t highest, uint64_t *out)
{
	uint64_t value = 0;
	uint8_t c = 0;
	bool zero_first = text.left > 1 && rd_peek(&text, &c) && c == '0';
	if (text.left == 0 || zero_first) {
		return false;
	}
	while (rd_u8(&text, &c)) {
		uint64_t digit = (uint64_t)c - '0';
		if (digit > 9 || digit > highest || value > (highest - digit) / 10) {
			return false;
		}
		value = value * 10 + digit;
	}
	*out = value;
	return true;
}

bool http_header(const struct http_request *r, const char *name, struct rd *out)
{
	for (size_t i = 0; i < r->field_count; i++) {
		if (same_letters(r->fields[i].name, rd_cstr(name))) {
			*out = r->fields[i].value;
			return true;
		}
	}
	return false;
}

/* RFC 6265, 4.1.1: cookie-octet. */
static bool cookie_octets(struct rd value)
{
	uint8_t c = 0;
	while (rd_u8(&value, &c)) {
		if (c <= ' ' || c >= 0x7F || c == '"' || c == ',' || c == ';' || c == '\\') {
			return false;
		}
	}
	return true;
}

bool http_cookie(const struct http_request *r, const char *name, struct rd *out)
{
	struct rd all = RD_EMPTY;
	unsigned found = 0;
	if (!http_header(r, "Cookie", &all)) {
		return false;
	}
	while (all.left > 0) {
		struct rd pair = rd_until(&all, ";");
		while (rd_begins(pair, RD_TEXT(" ")) && rd_skip(&pair, 1)) {
		}
		struct rd key = rd_until(&pair, "=");
		if (rd_equal(key, rd_cstr(name))) {
			found++;
			*out = pair;
		}
	}
	return found == 1 && cookie_octets(*out);
}

bool http_last_event(const struct http_request *r, uint64_t *id)
{
	struct rd text = RD_EMPTY;
	return http_header(r, "Last-Event-ID", &text) && number(text, UINT64_MAX, id);
}

bool http_path_next(struct rd *path, struct rd *part)
{
	size_t size = 0;
	if (rd_begins(*path, RD_TEXT("/")) && !rd_skip(path, 1)) {
		return false;
	}
	if (!rd_find(path, '/', &size)) {
		size = path->left;
	}
	return size > 0 && rd_take(path, size, part);
}

bool http_path_number(struct rd part, uint32_t highest, uint32_t *out)
{
	uint64_t value = 0;
	if (!number(part, highest, &value)) {
		return false;
	}
	*out = (uint32_t)value;
	return true;
}

static bool part_ok(struct rd part)
{
	uint8_t c = 0;
	if (part.left == 0 || rd_begins(part, RD_TEXT("."))) {
		return false;
	}
	while (rd_u8(&part, &c)) {
		if (!letter_or_digit(c) && c != '.' && c != '-' && c != '_') {
			return false;
		}
	}
	return true;
}

bool http_path_ok(struct rd path)
{
	if (path.left > HTTP_PATH_MAX || !rd_begins(path, RD_TEXT("/")) || !rd_skip(&path, 1)) {
		return false;
	}
	if (path.left == 0) {
		return true; /* the page itself */
	}
	for (;;) {
		size_t size = 0;
		struct rd part = RD_EMPTY;
		bool last = !rd_find(&path, '/', &size);
		if (!rd_take(&path, last ? path.left : size, &part) || !part_ok(part)) {
			return false;
		}
		if (last) {
			return true;
		}
		if (!rd_skip(&path, 1)) {
			return false;
		}
	}
}

/* Two of a name are read as the first by one and as the last by another (RFC 9110, 5.3). */
static bool any_twice(const struct http_request *r)
{
	for (size_t i = 1; i < r->field_count; i++) {
		for (size_t k = 0; k < i; k++) {
			if (same_letters(r->fields[i].name, r->fields[k].name)) {
				return true;
			}
		}
	}
	return false;
}

static bool host_octets(struct rd host)
{
	uint8_t c = 0;
	if (host.left == 0 || host.left > HOST_MAX) {
		return false;
	}
	while (rd_u8(&host, &c)) {
		if (!letter_or_digit(c) && c != '.' && c != '-' && c != ':' && c != '[' &&
		    c != ']') {
			return false;
		}
	}
	return true;
}

/*
 * A page of anybody's can have a name of its own that leads to 127.0.0.1: its Origin and our Host
 * are the same then.
 */
static bool host_of_loopback(struct rd host, uint16_t port)
{
	uint64_t told = HTTP_PORT; /* where none is told */
	struct rd name = rd_until(&host, ":");
	return (same_letters(name, RD_TEXT("127.0.0.1")) ||
		same_letters(name, RD_TEXT("localhost"))) &&
	       (host.left == 0 || number(host, UINT16_MAX, &told)) && told == port;
}

static bool own_origin(struct rd origin, struct rd host, bool secure)
{
	struct rd scheme = secure ? RD_TEXT("https://") : RD_TEXT("http://");
	return rd_begins(origin, scheme) && rd_skip(&origin, scheme.left) &&
	       same_letters(origin, host);
}

/* "application/json", alone or with the one set of characters that JSON has. */
static bool is_json(struct rd type)
{
	struct rd kind = rd_until(&type, ";");
	while (rd_begins(type, RD_TEXT(" ")) && rd_skip(&type, 1)) {
	}
	return same_letters(kind, RD_TEXT("application/json")) &&
	       (type.left == 0 || same_letters(type, RD_TEXT("charset=utf-8")));
}

#define NO_FAULT ((struct http_fault){0})

static struct http_fault check_body(const struct http_request *r)
{
	struct rd text = RD_EMPTY;
	uint64_t size = 0;
	if (http_header(r, "Transfer-Encoding", &text)) {
		return (struct http_fault){411, "length", "a body has to say its length"};
	}
	bool told = http_header(r, "Content-Length", &text);
	if (told && !number(text, UINT64_MAX, &size)) {
		return (struct http_fault){400, "length", "length of the body is no number"};
	}
	if (r->method == HTTP_GET) {
		return size == 0 ? NO_FAULT : (struct http_fault){400, "body", "GET has no body"};
	}
	if (!told) {
		return (struct http_fault){411, "length", "a body has to say its length"};
	}
	if (size > HTTP_BODY_MAX) {
		return (struct http_fault){413, "size", "body larger than 4096 octets"};
	}
	if (!http_header(r, "Content-Type", &text) || !is_json(text)) {
		return (struct http_fault){415, "type", "body has to be application/json"};
	}
	return NO_FAULT;
}

/* A page of another site may lead here, as any link does; it may not ask for anything. */
static struct http_fault check_site(const struct http_request *r, const struct http_place *place)
{
	struct rd host = RD_EMPTY;
	struct rd text = RD_EMPTY;
	bool page = r->method == HTTP_GET && rd_equal(r->path, RD_TEXT("/"));
	if (!http_header(r, "Host", &host) || !host_octets(host)) {
		return (struct http_fault){400, "host", "no name of a server"};
	}
	if (place->port != 0 && !host_of_loopback(host, place->port)) {
		return (struct http_fault){421, "host", "not the name of this server"};
	}
	if (http_header(r, "Origin", &text) && !own_origin(text, host, place->secure)) {
		return (struct http_fault){403, "origin", "asked by a page of another site"};
	}
	if (!page && http_header(r, "Sec-Fetch-Site", &text) &&
	    !rd_equal(text, RD_TEXT("same-origin")) && !rd_equal(text, RD_TEXT("none"))) {
		return (struct http_fault){403, "origin", "asked by a page of another site"};
	}
	return NO_FAULT;
}

struct http_fault http_check(const struct http_request *r, const struct http_place *place)
{
	if (any_twice(r)) {
		return (struct http_fault){400, "twice", "a header comes twice"};
	}
	struct http_fault fault = check_site(r, place);
	if (fault.status == 0) {
		fault = check_body(r);
	}
	if (fault.status == 0 && !http_path_ok(r->path)) {
		fault = (struct http_fault){404, "path", "nothing is there"};
	}
	return fault;
}
