/*
 * egate-verify: the worker that judges the chip's files, for one traveller.
 * Knows messages, descriptors, the trust store, the sandbox. Never knows the chip or the doors.
 *
 *   settings   trust=FILE [passive_policy=FILE] [fingers=0]
 *   start      trust store mapped, libcrypto warm, sandbox, MSG_READY
 *   MSG_BEGIN      takes the traveller: epoch, printed zone, challenge, today
 *   MSG_FILE       judges each file as it comes: MSG_HOLDER, MSG_PORTRAIT, MSG_FINGER
 *   MSG_FILES_END  MSG_FINDINGS, MSG_VERIFY_DONE
 *   end of the connection: exit
 */
#include "os/args.h"
#include "os/link.h"
#include "os/now.h"
#include "os/sandbox.h"
#include "pki/crypt.h"
#include "prog/folder.h"
#include "prog/verify_job.h"
#include "prog/worker.h"

#include "base/log.h"

#define MEMORY_MB   1280 /* with the largest trust store mapped */
#define CPU_SECONDS 10   /* a document takes milliseconds */

struct verify_worker {
	struct trust *trust;
	struct verify_job job;
	struct bulk files[CHIP_FILE_LIMIT]; /* the job borrows from them */
	size_t file_count;
	int64_t begin_cpu_us;
};

static enum eg_err send_to_core(void *context, const struct msg *m, struct rd bulk)
{
	EG_AUTO(eg_close) int fd = -1;
	(void)context; /* there is one link */
	if (bulk.left > 0) {
		EG_TRY(bulk_make(bulk, &fd));
	}
	return link_send(LINK_FD, m, fd);
}

/* The administrator's rules; what is wrong with them is logged, and the worker does not start. */
static enum eg_err read_policy(const char *path, struct passive_profile *out)
{
	EG_AUTO(bytes_free) struct bytes text = {0};
	struct passive_profile_flaw flaw;
	if (path == NULL) {
		return EG_OK; /* the field profile */
	}
	EG_TRY(folder_file(path, PASSIVE_POLICY_SIZE_MAX, &text));
	enum eg_err err = passive_profile_parse(bytes_rd(&text), out, &flaw);
	if (err != EG_OK) {
		const char *fault = fault_word(fault_from_word(flaw.word));
		LOG(LOG_ERROR, "passive-policy", LOG_INT("line", flaw.line),
		    LOG_NAME("why", ((struct log_word){flaw.why})),
		    LOG_NAME("fault", ((struct log_word){fault})));
	}
	return err;
}

static enum eg_err open_all(const struct args *a, struct verify_worker *w)
{
	const char *store = args_text(a, "trust", NULL);
	int64_t fingers;
	if (store == NULL) {
		return EG_FAIL(EG_CONFIG, "setting trust is needed");
	}
	EG_TRY(crypt_warm());
	EG_TRY(trust_open(store, &w->trust));
	if (trust_count(w->trust) == 0) {
		return EG_FAIL(EG_CONFIG, "trust store holds no country CA");
	}
	EG_TRY(args_number(a, "fingers", 0, 1, 0, &fingers));
	w->job = verify_job_new(w->trust, (struct verify_sink){NULL, send_to_core});
	w->job.wants_fingers = fingers == 1;
	return read_policy(args_text(a, "passive_policy", NULL), &w->job.profile);
}

static enum eg_err serve_file(struct verify_worker *w, const struct msg *m, int bulk_fd)
{
	if (w->file_count == CHIP_FILE_LIMIT) {
		return EG_FAIL(EG_DENIED, "more files than kinds of files");
	}
	struct bulk *b = &w->files[w->file_count];
	EG_TRY(bulk_map(bulk_fd, m->body.file.size, BULK_LIMIT, b));
	w->file_count++;
	return verify_job_file(&w->job, m->body.file.file, bulk_rd(b));
}

static enum eg_err serve_end(struct verify_worker *w)
{
	EG_TRY(verify_job_end(&w->job));
	struct msg m = msg_make(MSG_VERIFY_DONE, w->job.epoch);
	m.body.verify_done.own_us = (uint32_t)(now_cpu_us() - w->begin_cpu_us);
	LOG(LOG_INFO, "verified", LOG_INT("own_us", m.body.verify_done.own_us),
	    LOG_INT("files", w->file_count), LOG_INT("trusted", passive_trusted(w->job.passive)));
	return link_send(LINK_FD, &m, -1);
}

/* One message of the core. EG_GONE ends the worker in peace. */
static enum eg_err serve(struct verify_worker *w)
{
	struct msg m;
	EG_AUTO(eg_close) int bulk_fd = -1;
	EG_TRY(link_recv(LINK_FD, &m, &bulk_fd));
	if (m.kind == MSG_BEGIN) {
		w->begin_cpu_us = now_cpu_us();
		return verify_job_begin(&w->job, &m);
	}
	if (w->job.epoch == 0 || m.epoch != w->job.epoch) {
		return EG_FAIL(EG_STATE, "message of another traveller");
	}
	if (m.kind == MSG_FILE) {
		return serve_file(w, &m, bulk_fd);
	}
	if (m.kind == MSG_FILES_END) {
		return serve_end(w);
	}
	return EG_FAIL(EG_STATE, "message that is not for the verify worker");
}

static enum eg_err work(const struct args *a, struct verify_worker *w)
{
	const struct sandbox_need need = {
		.make_memfd = true,
		.memory_mb = MEMORY_MB,
		.cpu_seconds = CPU_SECONDS,
	};
	int64_t start_us = now_mono_us();
	EG_TRY(open_all(a, w));
	EG_TRY(sandbox_enter(&need));
	LOG(LOG_INFO, "ready", LOG_INT("warm_us", now_mono_us() - start_us),
	    LOG_INT("certificates", trust_count(w->trust)));
	enum eg_err err = worker_ready(ROLE_VERIFY);
	while (err == EG_OK) {
		err = serve(w);
	}
	return err;
}

int main(int argc, char *argv[])
{
	struct args a = args_of(argc, argv);
	struct verify_worker w = {0};
	log_open(LOG_WORD("verify"), LOG_INFO);
	enum eg_err err = work(&a, &w);
	verify_job_clear(&w.job);
	for (size_t i = 0; i < w.file_count; i++) {
		bulk_unmap(&w.files[i]);
	}
	trust_free(&w.trust);
	return worker_end(err);
}
