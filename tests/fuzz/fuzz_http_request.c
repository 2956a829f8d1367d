/*
 * fuzz_http_request: any path and headers: what passes has one host, one length, a path of plain
 * parts, and comes from no other site's page.
 *
 * A line each: the path, then "name: value". The first octet says where the server is.
 */
#include "tests/fuzz/fuzz.h"

#include "console/http_request.h"

static void check_path(struct rd path)
{
	struct rd part = RD_EMPTY;
	size_t octets = 0;
	size_t parts = 0;
	struct rd left = path;
	while (http_path_next(&left, &part)) {
		promise(part.left > 0 && !rd_begins(part, RD_TEXT(".")));
		octets += part.left + 1;
		parts++;
	}
	/* All of it is parts, and a slash before each. */
	promise(parts == 0 ? path.left == 1 : octets == path.left);
}

static void check_heard(const struct http_request *r, const struct http_place *place)
{
	struct rd value = RD_EMPTY;
	struct rd host = RD_EMPTY;
	check_path(r->path);
	promise(http_header(r, "host", &host) && host.left > 0);
	promise(!http_header(r, "transfer-encoding", &value));
	if (http_header(r, "origin", &value)) {
		promise(value.left == host.left + (place->secure ? 8 : 7));
	}
	if (r->method == HTTP_POST) {
		promise(http_header(r, "content-type", &value) && value.left >= 16);
		promise(http_header(r, "content-length", &value) && value.left <= 4);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rd all = rd_of(data, size);
	struct http_request r = {.method = HTTP_GET};
	struct http_place place = {.port = 0};
	struct rd value = RD_EMPTY;
	uint8_t how = 0;
	uint64_t id = 0;
	uint32_t number = 0;
	if (!rd_u8(&all, &how)) {
		return 0;
	}
	r.method = (how & 1) != 0 ? HTTP_POST : HTTP_GET;
	place.secure = (how & 2) != 0;
	place.port = (how & 4) != 0 ? 8080 : 0;
	r.path = rd_until(&all, "\n");
	while (all.left > 0 && r.field_count < HTTP_FIELDS_MAX) {
		struct rd line = rd_until(&all, "\n");
		struct rd name = rd_until(&line, ":");
		if (rd_begins(line, RD_TEXT(" ")) && !rd_skip(&line, 1)) {
			return 0;
		}
		r.fields[r.field_count++] = (struct http_field){.name = name, .value = line};
	}
	if (http_check(&r, &place).status == 0) {
		check_heard(&r, &place);
	}
	if (http_cookie(&r, "egate", &value)) {
		promise(!rd_begins(value, RD_TEXT(" ")) && !rd_begins(value, RD_TEXT(";")));
	}
	if (http_last_event(&r, &id)) {
		promise(http_header(&r, "Last-Event-ID", &value) && value.left <= 20);
	}
	if (http_path_number(r.path, 1000, &number)) {
		promise(number <= 1000 && r.path.left <= 4);
	}
	return 0;
}
