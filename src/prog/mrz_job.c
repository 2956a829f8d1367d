/*
 * mrz_job: one file with a picture of a page, decoded and read behind the sandbox.
 * Knows the order of the steps and what each may take. Never knows a file's name.
 */
#include "prog/mrz_job.h"

#include "base/whole.h"
#include "biometrics/picture_grey.h"
#include "os/now.h"
#include "prog/sandboxed.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define MEMORY_MB   768 /* the file, 48 MB of colours, 256 MB of a progressive JPEG, the reader */
#define CPU_SECONDS 20
#define FILE_MAX    ((size_t)64 << 20)
#define STANDARD    3 /* input, output, error */

struct job {
	int fd; /* borrowed: the file */
	unsigned dpi;
};

static enum eg_err read_page(const struct picture_grey *p, unsigned dpi, struct mrz_answer *a)
{
	EG_AUTO(mrz_reader_free) struct mrz_reader *reader = NULL;
	const struct mrz_image image = {p->width, p->height,
					rd_of(p->grey, (size_t)p->width * p->height)};
	EG_TRY(mrz_reader_new(&reader));
	const int64_t start = now_cpu_us();
	EG_TRY(mrz_read(reader, &image, &a->read));
	const int64_t between = now_cpu_us();
	EG_TRY(page_look(&image, &a->read, dpi, &a->seen));
	a->read_us = (uint32_t)(between - start);
	a->look_us = (uint32_t)(now_cpu_us() - between);
	return EG_OK;
}

static enum eg_err look(const struct job *j, struct mrz_answer *a)
{
	EG_AUTO(bytes_free) struct bytes file = {0};
	EG_AUTO(picture_grey_free) struct picture_grey p = {0};
	EG_TRY(whole_read(j->fd, FILE_MAX, &file));
	const int64_t start = now_cpu_us();
	EG_TRY(picture_grey_decode(bytes_rd(&file), MRZ_READ_SIDE_MAX, &p));
	a->decode_us = (uint32_t)(now_cpu_us() - start);
	a->width = p.width;
	a->height = p.height;
	return read_page(&p, j->dpi, a);
}

static void take_fault(enum eg_err err, struct mrz_answer *a)
{
	a->err = err;
	(void)snprintf(a->reason, sizeof(a->reason), "%s",
		       eg_fault_last().reason); /* cut if longer */
}

/* In the child. A terminal is nothing that foreign bytes may write to. */
static enum eg_err run(void *context, struct wr *answer)
{
	const struct job *j = context;
	struct mrz_answer a = {.err = EG_OK};
	for (int fd = 0; fd < STANDARD; fd++) {
		(void)close(fd); /* may be closed already */
	}
	const enum eg_err err = look(j, &a);
	if (err != EG_OK) {
		a.read = (struct mrz_read){0};
		a.seen = (struct page_seen){0};
		take_fault(err, &a);
	}
	mrz_answer_write(&a, answer);
	return EG_OK;
}

static void tell_nothing(void)
{
	/* the answer, or that there is none, tells */
}

static enum eg_err open_file(const char *path, bool found, int *fd)
{
	struct stat st;
	const int follow = found ? O_NOFOLLOW : 0;
	*fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | follow);
	if (*fd < 0) {
		return EG_FAIL(EG_NOT_FOUND, "no file that may be read");
	}
	if (fstat(*fd, &st) != 0 || !S_ISREG(st.st_mode)) {
		return EG_FAIL(EG_UNSUPPORTED, "not a file");
	}
	if (st.st_size < 0 || (uint64_t)st.st_size > FILE_MAX) {
		return EG_FAIL(EG_TOO_BIG, "a file of more than 64 MiB");
	}
	return EG_OK;
}

static enum eg_err ask(const struct mrz_order *order, struct mrz_answer *a)
{
	const struct sandbox_need need = {.memory_mb = MEMORY_MB, .cpu_seconds = CPU_SECONDS};
	EG_AUTO(eg_close) int fd = -1;
	EG_AUTO(bytes_free) struct bytes answer = {0};
	EG_TRY(open_file(order->path, order->found, &fd));
	struct job j = {.fd = fd, .dpi = order->dpi};
	EG_TRY(sandboxed_run(&need, run, &j, tell_nothing, &answer));
	return mrz_answer_read(bytes_rd(&answer), a);
}

void mrz_job(const struct mrz_order *order, struct mrz_answer *a)
{
	*a = (struct mrz_answer){.err = EG_OK};
	const enum eg_err err = ask(order, a);
	a->dpi = order->dpi;
	if (err != EG_OK) {
		take_fault(err, a);
	}
}
