/*
 * face_step: how long the face worker takes, as the core sees it: warm-up, portrait, capture.
 * Plays the core and the camera of one real egate-face process, in its sandbox, round after round.
 *
 *   face_step EGATE_FACE MODEL_FOLDER ROUNDS FRAME_MS PORTRAIT FRAME...
 *
 * FRAME_MS: pace of the camera, 40 is 25 frames a second, 0 answers at once.
 */
#include "biometrics/face_prompt.h"
#include "hal/camera_sim.h"
#include "measure.h"
#include "os/link.h"
#include "os/loop.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#define ROUNDS_MAX 200
#define EPOCH      7

struct bench {
	const char *worker;
	const char *models;
	char *const *frames; /* paths */
	int frame_count;
	int frame_ms;
	struct bytes portrait;
	char socket_path[64];
	int listener;
	int camera;
	int link;
	pid_t pid;
	uint32_t sequence;
	int64_t due_us; /* when the next frame may go */
	bool wanted;
	int64_t result_us; /* capture sent to result received */
	int64_t portrait_us;
	struct msg_face_result result;
	uint8_t portrait_verdict;
};

static _Noreturn void give_up(const char *why)
{
	(void)fprintf(stderr, "face_step: %s (%s)\n", why, eg_fault_last().reason);
	exit(EXIT_FAILURE);
}

static void read_file(const char *path, struct bytes *out)
{
	if (measure_file(path, out) != EG_OK) {
		give_up(path);
	}
}

static void listen_camera(struct bench *b)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	(void)snprintf(b->socket_path, sizeof(b->socket_path), "/tmp/face_step.%ld",
		       (long)getpid());
	(void)snprintf(address.sun_path, sizeof(address.sun_path), "%s", b->socket_path);
	b->listener = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	if (b->listener < 0 ||
	    bind(b->listener, (const struct sockaddr *)&address, sizeof(address)) != 0 ||
	    listen(b->listener, 1) != 0) {
		give_up("camera socket");
	}
}

static void start_worker(struct bench *b)
{
	int pair[2];
	char models[512];
	char camera[128];
	(void)snprintf(models, sizeof(models), "models=%s", b->models);
	(void)snprintf(camera, sizeof(camera), "camera=sim:%s", b->socket_path);
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0) {
		give_up("socketpair");
	}
	b->pid = fork();
	if (b->pid == 0) {
		(void)dup2(pair[1], LINK_FD); /* the program says so if it is missing */
		(void)execl(b->worker, b->worker, models, camera, (char *)NULL);
		_exit(127);
	}
	(void)close(pair[1]); /* the child's end */
	b->link = pair[0];
	b->camera = accept4(b->listener, NULL, NULL, SOCK_CLOEXEC);
	if (b->pid < 0 || b->camera < 0) {
		give_up("worker did not connect to its camera");
	}
}

static void send_frame(struct bench *b)
{
	struct bytes jpeg = {0};
	int fd = -1;
	read_file(b->frames[(int)(b->sequence % (uint32_t)b->frame_count)], &jpeg);
	struct camera_sim_header header = {CAMERA_SIM_MAGIC, (uint32_t)jpeg.size, 900, 720,
					   b->sequence++};
	if (bulk_make(bytes_rd(&jpeg), &fd) != EG_OK) {
		give_up("frame");
	}
	union {
		char bytes[CMSG_SPACE(sizeof(int))];
		struct cmsghdr align;
	} control = {0};
	struct iovec part = {&header, sizeof(header)};
	struct msghdr m = {.msg_iov = &part,
			   .msg_iovlen = 1,
			   .msg_control = control.bytes,
			   .msg_controllen = sizeof(control.bytes)};
	control.align.cmsg_len = CMSG_LEN(sizeof(int));
	control.align.cmsg_level = SOL_SOCKET;
	control.align.cmsg_type = SCM_RIGHTS;
	*(int *)(void *)CMSG_DATA(&control.align) = fd;
	if (sendmsg(b->camera, &m, MSG_NOSIGNAL) < 0) {
		give_up("camera connection");
	}
	eg_close(&fd);
	bytes_free(&jpeg);
	b->wanted = false;
	b->due_us = loop_mono_us() + b->frame_ms * 1000;
}

/* Serves the camera until a message of this kind has come. */
static struct msg wait_for(struct bench *b, enum msg_kind kind)
{
	for (;;) {
		struct pollfd p[2] = {{.fd = b->link, .events = POLLIN},
				      {.fd = b->camera, .events = POLLIN}};
		int64_t left = b->due_us - loop_mono_us();
		if (b->wanted && left <= 0) {
			send_frame(b);
			continue;
		}
		if (poll(p, 2, b->wanted ? (int)(left / 1000) + 1 : 20000) == 0 && !b->wanted) {
			give_up("nothing came from the worker");
		}
		if (p[1].revents != 0) {
			uint8_t byte;
			if (recv(b->camera, &byte, 1, 0) == 1) {
				b->wanted = true;
			} else {
				b->wanted = false;
			}
		}
		if (p[0].revents != 0) {
			struct msg m;
			int fd = -1;
			if (link_recv(b->link, &m, &fd) != EG_OK) {
				give_up("worker ended");
			}
			if (m.kind == MSG_FINDINGS) {
				b->portrait_verdict =
					m.body.findings.findings.of[CHECK_PORTRAIT].verdict;
			}
			if (m.kind == kind) {
				return m;
			}
		}
	}
}

static void send_plain(struct bench *b, enum msg_kind kind)
{
	struct msg m = msg_make(kind, EPOCH);
	if (kind == MSG_BEGIN) {
		m.body.begin.kind = DOCUMENT_TD3;
		m.body.begin.mrz_size = 88;
		for (size_t i = 0; i < 88; i++) {
			m.body.begin.mrz[i] = '<';
		}
		m.body.begin.today = (struct date){2026, 1, 1};
	}
	if (link_send(b->link, &m, -1) != EG_OK) {
		give_up("message not sent");
	}
}

static void send_portrait(struct bench *b)
{
	struct msg m = msg_make(MSG_PORTRAIT, EPOCH);
	int fd = -1;
	m.body.portrait.size = (uint32_t)b->portrait.size;
	if (bulk_make(bytes_rd(&b->portrait), &fd) != EG_OK ||
	    link_send(b->link, &m, fd) != EG_OK) {
		give_up("portrait not sent");
	}
	eg_close(&fd);
}

int main(int argc, char *argv[])
{
	static struct measure_times warm;
	static struct measure_times portrait;
	static struct measure_times face;
	static struct measure_times whole;
	struct bench b = {0};
	if (argc < 7) {
		(void)fputs("usage: face_step EGATE_FACE MODELS ROUNDS FRAME_MS PORTRAIT "
			    "FRAME...\n",
			    stderr);
		return EXIT_FAILURE;
	}
	b.worker = argv[1];
	b.models = argv[2];
	int rounds = (int)strtol(argv[3], NULL, 10);
	b.frame_ms = (int)strtol(argv[4], NULL, 10);
	b.frames = argv + 6;
	b.frame_count = argc - 6;
	read_file(argv[5], &b.portrait);
	listen_camera(&b);
	long kb = 0;
	for (int i = 0; i < rounds && i < ROUNDS_MAX; i++) {
		int64_t begun = loop_mono_us();
		start_worker(&b);
		(void)wait_for(&b, MSG_READY); /* only its coming counts */
		measure_add(&warm, loop_mono_us() - begun);
		send_plain(&b, MSG_BEGIN);
		send_portrait(&b);
		struct msg m = wait_for(&b, MSG_PORTRAIT_READY);
		measure_add(&portrait, m.body.verify_done.own_us);
		begun = loop_mono_us();
		send_plain(&b, MSG_CAPTURE);
		m = wait_for(&b, MSG_FACE_RESULT);
		measure_add(&whole, loop_mono_us() - begun);
		b.result = m.body.face_result;
		measure_add(&face, b.result.own_us);
		eg_close(&b.link);
		eg_close(&b.camera);
		int status = 0;
		struct rusage used = {0};
		if (wait4(b.pid, &status, 0, &used) != b.pid || status != 0) {
			give_up("worker did not end well");
		}
		kb = used.ru_maxrss;
	}
	(void)unlink(b.socket_path); /* a leftover in /tmp harms nobody */
	printf("portrait verdict %s, match %d, live %d, alone %d, quality %d, frames %u\n",
	       verdict_name(b.portrait_verdict), b.result.scores.match, b.result.scores.live,
	       b.result.scores.alone, b.result.quality, b.result.frames);
	measure_print("face_step", "start to ready", &warm);
	measure_print("face_step", "portrait", &portrait);
	measure_print("face_step", "first face to result", &face);
	measure_print("face_step", "capture ordered to result", &whole);
	printf("peak resident size %ld kB\n", kb);
	bytes_free(&b.portrait);
	return EXIT_SUCCESS;
}
