/*
 * egate-page: the worker that makes a checked MRZ of the lines of a printed zone.
 * Knows the page reader and the zone's form. Never knows the chip, files or the network.
 *
 *   settings   page=swipe:TTY|sim:SOCKET
 *   start      reader opened; sandbox; MSG_READY
 *   a document laid on      MSG_DOCUMENT, if its check digits are right
 *   a document taken away   MSG_DOCUMENT_GONE
 *   MSG_BEGIN  takes the traveller's epoch
 *   end of the connection: exit
 */
#include "emrtd/mrz.h"
#include "hal/page.h"
#include "os/args.h"
#include "os/link.h"
#include "os/sandbox.h"
#include "prog/worker.h"

#include "base/log.h"
#include "base/wr.h"

#include <errno.h>
#include <poll.h>

#define MEMORY_MB   256
#define CPU_SECONDS 60

struct page_worker {
	const struct page_backend *backend;
	struct page *page; /* owned */
	uint32_t epoch;    /* 0 until the core begins a traveller */
	uint32_t unreadable;
};

static void page_worker_close(struct page_worker *w)
{
	if (w->backend != NULL) {
		w->backend->close(&w->page);
	}
}

/* Joins the lines; what is neither letter nor line end stays in, for mrz_parse to refuse. */
static struct rd join(struct rd text, struct wr *out)
{
	uint8_t c;
	while (rd_u8(&text, &c)) {
		if (c != '\n' && c != '\r') {
			wr_u8(out, c);
		}
	}
	return wr_view(out);
}

static enum eg_err tell_document(struct page_worker *w, struct rd zone, const struct mrz *mrz)
{
	static const uint8_t kinds[] = {
		[MRZ_TD1] = DOCUMENT_TD1, [MRZ_TD2] = DOCUMENT_TD2, [MRZ_TD3] = DOCUMENT_TD3};
	struct msg m = msg_make(MSG_DOCUMENT, w->epoch);
	size_t size;
	if (!rd_dump(zone, m.body.document.mrz, sizeof(m.body.document.mrz), &size)) {
		return EG_FAIL(EG_TOO_BIG, "zone longer than any");
	}
	m.body.document.kind = kinds[mrz->format];
	m.body.document.size = (uint8_t)size;
	return link_send(LINK_FD, &m, -1);
}

static enum eg_err on_page(struct page_worker *w)
{
	uint8_t joined[PAGE_TEXT_MAX];
	struct page_shot shot;
	struct wr zone = WR_ARRAY(joined);
	struct mrz mrz;
	enum eg_err err = w->backend->read(w->page, &shot);
	if (err == EG_TIMEOUT) {
		return EG_OK;
	}
	if (err == EG_GONE || err == EG_IO) {
		return err; /* a fresh worker opens the reader again */
	}
	if (err == EG_OK && shot.came == PAGE_CAME_GONE) {
		struct msg gone = msg_make(MSG_DOCUMENT_GONE, w->epoch);
		return link_send(LINK_FD, &gone, -1);
	}
	struct rd whole = join(shot.bytes, &zone);
	if (err != EG_OK || mrz_parse(whole, &mrz) != EG_OK) {
		w->unreadable++;
		LOG(LOG_INFO, "unreadable", LOG_INT("count", w->unreadable));
		return EG_OK;
	}
	return tell_document(w, whole, &mrz);
}

static enum eg_err on_core(struct page_worker *w)
{
	struct msg m;
	EG_AUTO(eg_close) int bulk = -1;
	EG_TRY(link_recv(LINK_FD, &m, &bulk));
	if (m.kind != MSG_BEGIN || w->epoch != 0) {
		return EG_FAIL(EG_BAD_DATA, "the core asks for what a page worker does not do");
	}
	w->epoch = m.epoch;
	return EG_OK;
}

static enum eg_err serve(struct page_worker *w)
{
	struct pollfd fds[] = {
		{.fd = LINK_FD, .events = POLLIN},
		{.fd = w->backend->wake_fd(w->page), .events = POLLIN},
	};
	for (;;) {
		if (poll(fds, 2, -1) < 0 && errno != EINTR) {
			return EG_FAIL(EG_IO, "poll");
		}
		if (fds[0].revents != 0) {
			EG_TRY(on_core(w));
		}
		if (fds[1].revents != 0) {
			EG_TRY(on_page(w));
		}
	}
}

static enum eg_err run(struct page_worker *w, const struct args *a)
{
	const struct sandbox_need need = {.memory_mb = MEMORY_MB, .cpu_seconds = CPU_SECONDS};
	const char *spec = args_text(a, "page", NULL);
	const char *where;
	if (spec == NULL) {
		return EG_FAIL(EG_CONFIG, "setting page is needed");
	}
	EG_TRY(page_find(spec, &w->backend, &where));
	EG_TRY(w->backend->open(&w->page, where));
	EG_TRY(sandbox_enter(&need));
	EG_TRY(worker_ready(ROLE_PAGE));
	return serve(w);
}

int main(int argc, char *argv[])
{
	EG_AUTO(page_worker_close) struct page_worker w = {.unreadable = 0};
	struct args a = args_of(argc, argv);
	log_open(LOG_WORD("page"), LOG_INFO);
	enum eg_err err = run(&w, &a);
	return worker_end(err);
}
