/*
 * egate-watchlist: the worker that holds the signed lists of a lane and looks zones up in them.
 * Knows one list, messages, the sandbox. Never knows pictures, doors or what comes of a hit.
 *
 *   settings     list=FILE trust=FILE
 *   start        files read; sandbox; signature, text and number judged; MSG_READY
 *   MSG_LOOKUP   MSG_HIT of each that is told, then MSG_LOOKUP_DONE
 *   end of the connection: exit
 *
 * A list that is not right is none: the process ends, and the lane is not ready. Another file is
 * read by another process: egated starts one on SIGHUP.
 */
#include "os/args.h"
#include "os/link.h"
#include "os/now.h"
#include "os/sandbox.h"
#include "pki/crypt.h"
#include "prog/watchlist_load.h"
#include "prog/watchlist_seen.h"
#include "prog/worker.h"

#include "base/log.h"
#include "base/secret.h"

#define MEMORY_MB 1024 /* the largest list with its index */
#define COUNT_MAX 255  /* that MSG_LOOKUP_DONE can tell */

/* Refuses a list older than the last one; keeps the number of a newer one. seen -1: not known. */
static enum eg_err judge_number(int seen, uint32_t number)
{
	uint32_t last = 0;
	if (seen < 0) {
		return EG_OK;
	}
	EG_TRY(watchlist_seen_read(seen, &last));
	if (number < last) {
		LOG(LOG_ERROR, "older-list", LOG_INT("number", number), LOG_INT("seen", last));
		return EG_FAIL(EG_DENIED, "watchlist is older than one that was taken");
	}
	return number > last ? watchlist_seen_write(seen, number) : EG_OK;
}

static enum eg_err verify(struct watchlist *l, int seen)
{
	enum eg_err err = watchlist_verify(l, date_from_unix(now_unix_ms() / 1000));
	if (err != EG_OK && l->flaw.why != NULL) {
		LOG(LOG_ERROR, "watchlist", LOG_INT("line", l->flaw.line),
		    LOG_NAME("why", ((struct log_word){l->flaw.why})));
	}
	EG_TRY(err);
	return judge_number(seen, watch_head(l->watch)->number);
}

/* Nothing of one traveller stays for the next one's. */
static void forget_hits(struct watch_hits *hits)
{
	secret_wipe(hits, sizeof(*hits));
}

static void forget_message(struct msg *m)
{
	secret_wipe(m, sizeof(*m));
}

static enum eg_err answer(const struct watch *w, const struct msg *asked)
{
	EG_AUTO(forget_hits) struct watch_hits hits = {.count = 0};
	int64_t began_us = now_cpu_us();
	watch_lookup(w, &asked->body.lookup, &hits);
	int64_t own_us = now_cpu_us() - began_us;
	for (size_t i = 0; i < hits.told; i++) {
		EG_AUTO(forget_message) struct msg m = msg_make(MSG_HIT, asked->epoch);
		m.body.hit = hits.hit[i];
		EG_TRY(link_send(LINK_FD, &m, -1));
	}
	struct msg done = msg_make(MSG_LOOKUP_DONE, asked->epoch);
	done.body.lookup_done = (struct msg_lookup_done){
		.source = asked->body.lookup.source,
		.verdict = hits.verdict,
		.reason = hits.reason,
		.count = (uint8_t)(hits.count < COUNT_MAX ? hits.count : COUNT_MAX),
		.list = watch_head(w)->number,
		.own_us = (uint32_t)own_us,
	};
	LOG(LOG_INFO, "looked-up", LOG_INT("own_us", own_us));
	return link_send(LINK_FD, &done, -1);
}

/* EG_GONE ends the worker in peace. */
static enum eg_err serve(const struct watch *w)
{
	for (;;) {
		EG_AUTO(forget_message) struct msg m = {.kind = MSG_NOTHING};
		EG_AUTO(eg_close) int bulk = -1;
		EG_TRY(link_recv(LINK_FD, &m, &bulk));
		if (m.kind != MSG_LOOKUP || m.epoch == 0) {
			return EG_FAIL(EG_STATE, "message that is not for the watchlist");
		}
		EG_TRY(answer(w, &m));
	}
}

static enum eg_err work(const struct args *a, struct watchlist *l)
{
	const struct sandbox_need need = {.file_write = true, .memory_mb = MEMORY_MB};
	const char *list = args_text(a, "list", NULL);
	const char *trust = args_text(a, "trust", NULL);
	int64_t start_us = now_mono_us();
	EG_AUTO(eg_close) int seen = -1;
	if (list == NULL || trust == NULL) {
		return EG_FAIL(EG_CONFIG, "settings list and trust are needed");
	}
	EG_TRY(crypt_warm());
	EG_TRY(watchlist_read(list, trust, l));
	if (watchlist_seen_open(list, &seen) != EG_OK) {
		log_fault(LOG_WARN, LOG_WORD("number")); /* older lists are not known then */
	}
	EG_TRY(sandbox_enter(&need));
	EG_TRY(verify(l, seen));
	const struct watch_head *h = watch_head(l->watch);
	LOG(LOG_INFO, "ready", LOG_INT("warm_us", now_mono_us() - start_us),
	    LOG_INT("number", h->number), LOG_INT("documents", h->documents),
	    LOG_INT("people", h->persons));
	EG_TRY(worker_ready(ROLE_WATCHLIST));
	return serve(l->watch);
}

int main(int argc, char *argv[])
{
	struct args a = args_of(argc, argv);
	static struct watchlist l; /* large */
	log_open(LOG_WORD("watchlist"), LOG_INFO);
	enum eg_err err = work(&a, &l);
	watchlist_free(&l);
	return worker_end(err);
}
