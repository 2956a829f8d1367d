/*
 * http_stream: an answer that goes on for as long as there is something to tell.
 * Knows when libmicrohttpd wants octets, and how it waits. Never knows what they say.
 *
 *   begun -> read -> MORE or WAIT -> sent -> read ... WAIT without octets: asleep
 *                                              ^--------- http_stream_wake() ---+
 */
#include "console/http_impl.h"

#include <stdlib.h>

struct http_stream {
	struct http_conn *conn;
	struct http_feed feed;
	bool asleep; /* suspended: libmicrohttpd does not look at its socket */
	bool over;
	bool cut;
	int64_t asked_us; /* when libmicrohttpd came for octets last, or was woken to */
};

static ssize_t read_feed(void *closure, uint64_t position, char *out, size_t cap)
{
	struct http_stream *s = closure;
	size_t size = 0;
	(void)position; /* of a stream: all that was read before */
	s->asked_us = s->conn->http->now_us;
	if (s->cut) {
		return MHD_CONTENT_READER_END_WITH_ERROR;
	}
	if (s->over) {
		return MHD_CONTENT_READER_END_OF_STREAM;
	}
	enum http_feed_state state = s->feed.read(s->feed.context, (uint8_t *)out, cap, &size);
	s->over = state == HTTP_FEED_END;
	if (size > 0) {
		return (ssize_t)size; /* asked again when they are sent */
	}
	if (s->over) {
		return MHD_CONTENT_READER_END_OF_STREAM;
	}
	if (state == HTTP_FEED_WAIT) {
		s->asleep = true;
		MHD_suspend_connection(s->conn->mhd);
	}
	return 0;
}

static void end_feed(void *closure)
{
	struct http_stream *s = closure;
	s->conn->stream = NULL;
	http_conn_watch(s->conn, false); /* its socket is still open: it is closed behind this */
	s->feed.ended(s->feed.context);
	free(s);
}

struct MHD_Response *http_stream_response(struct http_conn *conn, struct http_feed *feed)
{
	enum { BLOCK = 4096 }; /* for HTTP/1.0; else it is the connection's memory */
	struct http_stream *s = calloc(1, sizeof(*s));
	if (s == NULL) {
		return NULL;
	}
	*s = (struct http_stream){.conn = conn, .feed = *feed, .asked_us = conn->http->now_us};
	struct MHD_Response *response =
		MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, BLOCK, read_feed, s, end_feed);
	if (response == NULL) {
		free(s);
		return NULL;
	}
	*feed = (struct http_feed){0};
	conn->stream = s;
	http_conn_watch(conn, true);
	s->feed.begun(s->feed.context, s);
	return response;
}

void http_stream_wake(struct http_stream *stream)
{
	if (stream->asleep) {
		stream->asleep = false;
		stream->asked_us = stream->conn->http->now_us;
		MHD_resume_connection(stream->conn->mhd);
		http_wake(stream->conn->http);
	}
}

void http_stream_cut(struct http_stream *stream)
{
	stream->cut = true;
	http_conn_cut(stream->conn);
	http_stream_wake(stream);
}

void http_stream_look(struct http_stream *stream, int64_t since_us)
{
	if (!stream->asleep && stream->asked_us < since_us) {
		http_stream_cut(stream);
	}
}
