/*
 * face_lane: plays the core and the camera of one real egate-face process.
 * Knows the link and the simulated camera's protocol. Never judges what the worker answers.
 */
#include "face_lane.h"

#include "biometrics/picture_encode.h"
#include "face_frames.h"
#include "hal/camera_sim.h"

#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#define NOISE    1.5 /* levels: a camera in a lit booth */
#define QUALITY  90
#define START_MS 20000 /* a machine under load; a worker that ends is noticed at once */

static enum eg_err listen_camera(const char *path, int *listener)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	(void)snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
	*listener = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	if (*listener < 0 ||
	    bind(*listener, (const struct sockaddr *)&address, sizeof(address)) != 0 ||
	    listen(*listener, 1) != 0) {
		return EG_FAIL(EG_IO, "socket of the camera");
	}
	return EG_OK;
}

/* A worker that is told where its camera is does not come to ours. */
static bool names_camera(const char *setting)
{
	return setting != NULL && rd_begins(rd_cstr(setting), RD_TEXT("camera="));
}

/* In the child: becomes the worker, or ends. */
static _Noreturn void become(const char *worker, const char *models, const char *path,
			     const char *setting, int link)
{
	char first[512];
	char second[128];
	(void)snprintf(first, sizeof(first), "models=%s", models);
	(void)snprintf(second, sizeof(second), "camera=sim:%s", path);
	int null = open("/dev/null", O_WRONLY | O_CLOEXEC);
	if (dup2(null, STDERR_FILENO) < 0) {
		_exit(126);
	}
	/* dup2 onto itself would leave close-on-exec set. */
	if (link == LINK_FD ? fcntl(link, F_SETFD, 0) < 0 : dup2(link, LINK_FD) < 0) {
		_exit(126);
	}
	const bool named = names_camera(setting);
	(void)execl(worker, worker, first, named ? setting : second, named ? NULL : setting,
		    (char *)NULL);
	_exit(127);
}

/* The worker's camera, unless the worker ends before it opens one. */
static int accept_camera(int listener, int link)
{
	struct pollfd p[2] = {{.fd = listener, .events = POLLIN}, {.fd = link, .events = 0}};
	if (poll(p, 2, START_MS) <= 0 || p[0].revents == 0) {
		return -1;
	}
	return accept4(listener, NULL, NULL, SOCK_CLOEXEC);
}

enum eg_err face_lane_start(struct face_lane *l, const char *worker, const char *models,
			    const char *setting)
{
	static unsigned started;
	char path[64];
	int pair[2];
	EG_AUTO(eg_close) int listener = -1;
	*l = (struct face_lane){.link = -1, .camera = -1, .bulk = -1, .pid = -1};
	(void)snprintf(path, sizeof(path), "/tmp/face_lane.%ld.%u", (long)getpid(), started++);
	EG_TRY(listen_camera(path, &listener));
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0) {
		return EG_FAIL(EG_IO, "link");
	}
	l->link = pair[0];
	l->pid = fork();
	if (l->pid == 0) {
		become(worker, models, path, setting, pair[1]);
	}
	eg_close(&pair[1]);
	if (l->pid < 0) {
		return EG_FAIL(EG_IO, "process of the worker");
	}
	l->camera = names_camera(setting) ? -1 : accept_camera(listener, l->link);
	(void)unlink(path); /* both ends are connected, or will never be */
	return EG_OK;
}

enum eg_err face_lane_say(struct face_lane *l, enum msg_kind kind, uint32_t epoch)
{
	struct msg m = msg_make(kind, epoch);
	if (kind == MSG_BEGIN) {
		m.body.begin.kind = DOCUMENT_TD3;
		m.body.begin.mrz_size = 88;
		for (size_t i = 0; i < 88; i++) {
			m.body.begin.mrz[i] = '<';
		}
		m.body.begin.today = (struct date){2026, 1, 1};
	}
	return link_send(l->link, &m, -1);
}

enum eg_err face_lane_portrait(struct face_lane *l, struct rd encoded)
{
	struct msg m = msg_make(MSG_PORTRAIT, FACE_LANE_EPOCH);
	EG_AUTO(eg_close) int fd = -1;
	m.body.portrait.size = (uint32_t)encoded.left;
	EG_TRY(bulk_make(encoded, &fd));
	return link_send(l->link, &m, fd);
}

enum eg_err face_lane_frame(struct face_lane *l, struct rd jpeg)
{
	union {
		char bytes[CMSG_SPACE(sizeof(int))];
		struct cmsghdr align;
	} control = {0};
	EG_AUTO(eg_close) int fd = -1;
	EG_TRY(bulk_make(jpeg, &fd));
	struct camera_sim_header header = {CAMERA_SIM_MAGIC, (uint32_t)jpeg.left, 900, 720,
					   l->sequence++};
	struct iovec part = {&header, sizeof(header)};
	struct msghdr m = {.msg_iov = &part,
			   .msg_iovlen = 1,
			   .msg_control = control.bytes,
			   .msg_controllen = sizeof(control.bytes)};
	control.align.cmsg_len = CMSG_LEN(sizeof(int));
	control.align.cmsg_level = SOL_SOCKET;
	control.align.cmsg_type = SCM_RIGHTS;
	*(int *)(void *)CMSG_DATA(&control.align) = fd;
	return sendmsg(l->camera, &m, MSG_NOSIGNAL) < 0 ? EG_FAIL(EG_GONE, "camera connection")
							: EG_OK;
}

enum eg_err face_lane_frame_noisy(struct face_lane *l, struct rd jpeg)
{
	EG_AUTO(picture_free) struct picture p = {0};
	EG_AUTO(bytes_free) struct bytes noisy = {0};
	if (picture_decode(jpeg, PICTURE_SIDE_MAX, &p) != EG_OK) {
		return face_lane_frame(l, jpeg); /* damaged on purpose */
	}
	uint32_t dice = l->sequence * 2654435761U + 1;
	face_frames_noise(&p, NOISE, &dice);
	EG_TRY(picture_encode_jpeg(&p, (struct picture_jpeg){.quality = QUALITY},
				   CAMERA_SIM_SIZE_MAX, &noisy));
	return face_lane_frame(l, bytes_rd(&noisy));
}

enum face_lane_event face_lane_wait(struct face_lane *l, int ms, struct msg *m)
{
	struct pollfd p[2] = {{.fd = l->link, .events = POLLIN},
			      {.fd = l->camera, .events = POLLIN}};
	uint8_t byte;
	if (poll(p, 2, ms) <= 0) {
		return FACE_LANE_QUIET;
	}
	/* Messages first: what the worker said before it ended is still there. */
	if (p[0].revents != 0) {
		eg_close(&l->bulk);
		enum eg_err err = link_recv(l->link, m, &l->bulk);
		return err == EG_OK ? FACE_LANE_MESSAGE : FACE_LANE_GONE;
	}
	return recv(l->camera, &byte, 1, 0) == 1 && byte == CAMERA_SIM_WANT ? FACE_LANE_WANTED
									    : FACE_LANE_GONE;
}

int face_lane_end(struct face_lane *l, long *peak_kb)
{
	int status = -1;
	struct rusage used = {0};
	eg_close(&l->link);
	eg_close(&l->bulk);
	eg_close(&l->camera);
	if (l->pid > 0 && wait4(l->pid, &status, 0, &used) != l->pid) {
		status = -1;
	}
	l->pid = -1;
	if (peak_kb != NULL) {
		*peak_kb = used.ru_maxrss;
	}
	return status;
}
