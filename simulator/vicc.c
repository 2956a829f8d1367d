/*
 * vicc: the card's end of vpcd's TCP protocol (vsmartcard): a virtual chip on a real pcscd.
 * Knows framing, power commands and the debug capture. Never knows what an APDU means.
 */
#include "simulator/vicc.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

/* The two bytes of size allow no more. */
#define PAYLOAD_MAX 65535

enum vicc_control { VICC_OFF = 0, VICC_ON = 1, VICC_RESET = 2, VICC_ATR = 4 };

struct vicc {
	int fd;
	int stop_fd;
	struct chip *chip;
	FILE *capture;
	struct timespec start;
	uint8_t in[PAYLOAD_MAX];
	uint8_t out[2 + CHIP_ANSWER_MAX];
};

enum eg_err vicc_connect(uint16_t port, int *fd)
{
	const int on = 1;
	struct sockaddr_in where = {
		.sin_family = AF_INET,
		.sin_port = htons(port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	EG_AUTO(eg_close) int s = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	*fd = -1;
	if (s < 0 || setsockopt(s, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on)) != 0) {
		return EG_FAIL(EG_IO, "no socket for the card");
	}
	if (connect(s, (const struct sockaddr *)&where, sizeof(where)) != 0) {
		return EG_FAIL(EG_IO, "vpcd does not listen on this port");
	}
	*fd = s;
	s = -1;
	return EG_OK;
}

/* EG_GONE when told to stop or when vpcd has closed. */
static enum eg_err receive(struct vicc *v, uint8_t *to, size_t size)
{
	const int on = 1;
	size_t got = 0;
	while (got < size) {
		struct pollfd waits[2] = {{.fd = v->fd, .events = POLLIN},
					  {.fd = v->stop_fd, .events = POLLIN}};
		if (poll(waits, 2, -1) < 0) {
			if (errno == EINTR) {
				continue;
			}
			return EG_FAIL(EG_IO, "waiting for vpcd failed");
		}
		if (waits[1].revents != 0) {
			return EG_GONE;
		}
		/* vpcd sends size and payload apart; without this its Nagle waits 40 ms for our
		 * delayed acknowledgement. The option does not last: again before each receive. */
		(void)setsockopt(v->fd, IPPROTO_TCP, TCP_QUICKACK, &on, sizeof(on));
		ssize_t n = recv(v->fd, to + got, size - got, 0);
		if (n <= 0) {
			return EG_GONE;
		}
		got += (size_t)n;
	}
	return EG_OK;
}

static enum eg_err transmit(struct vicc *v, size_t size)
{
	const int on = 1;
	size_t sent = 0;
	v->out[0] = (uint8_t)(size >> 8);
	v->out[1] = (uint8_t)size;
	/* The next piece's acknowledgement must be quick too; see receive. */
	(void)setsockopt(v->fd, IPPROTO_TCP, TCP_QUICKACK, &on, sizeof(on));
	while (sent < size + 2) {
		ssize_t n = send(v->fd, v->out + sent, size + 2 - sent, MSG_NOSIGNAL);
		if (n <= 0) {
			return EG_GONE;
		}
		sent += (size_t)n;
	}
	return EG_OK;
}

static double seconds_since(const struct timespec *start)
{
	struct timespec now = {0};
	(void)clock_gettime(CLOCK_MONOTONIC, &now); /* cannot fail for this clock */
	return (double)(now.tv_sec - start->tv_sec) + (double)(now.tv_nsec - start->tv_nsec) / 1e9;
}

static void capture_bytes(struct vicc *v, char direction, struct rd bytes)
{
	uint8_t byte;
	if (v->capture == NULL) {
		return;
	}
	(void)fprintf(v->capture, "%10.6f %c ", seconds_since(&v->start), direction);
	while (bytes.left > 0 && rd_u8(&bytes, &byte)) {
		(void)fprintf(v->capture, "%02X", byte);
	}
	(void)fputc('\n', v->capture);
}

static void capture_text(struct vicc *v, const char *text)
{
	if (v->capture != NULL) {
		(void)fprintf(v->capture, "%10.6f # %s\n", seconds_since(&v->start), text);
		(void)fflush(v->capture);
	}
}

static enum eg_err control(struct vicc *v, uint8_t what)
{
	struct wr answer = wr_of(v->out + 2, sizeof(v->out) - 2);
	switch (what) {
	case VICC_OFF:
		chip_reset(v->chip);
		capture_text(v, "field off");
		return EG_OK;
	case VICC_ON:
		chip_reset(v->chip);
		capture_text(v, "field on");
		return EG_OK;
	case VICC_RESET:
		chip_reset(v->chip);
		capture_text(v, "reset");
		return EG_OK;
	case VICC_ATR:
		wr_put(&answer, chip_atr());
		return transmit(v, answer.size);
	default:
		return EG_FAIL(EG_BAD_DATA, "unknown control byte from vpcd");
	}
}

/* EG_DENIED tells vicc_serve that the chip was torn off. */
static enum eg_err command(struct vicc *v, struct rd apdu)
{
	struct wr answer = wr_of(v->out + 2, sizeof(v->out) - 2);
	capture_bytes(v, '>', apdu);
	enum eg_err err = chip_command(v->chip, apdu, &answer);
	if (err == EG_GONE) {
		capture_text(v, "torn off the reader");
		return EG_DENIED;
	}
	if (err != EG_OK) {
		return err;
	}
	if (answer.size > PAYLOAD_MAX) {
		return EG_FAIL(EG_TOO_BIG, "answer larger than vpcd can carry");
	}
	capture_bytes(v, '<', wr_view(&answer));
	capture_text(v, chip_note(v->chip));
	return transmit(v, answer.size);
}

static enum eg_err serve_one(struct vicc *v)
{
	uint8_t head[2];
	EG_TRY(receive(v, head, sizeof(head)));
	size_t size = (size_t)head[0] << 8 | head[1];
	EG_TRY(receive(v, v->in, size));
	if (size == 0) {
		return EG_OK;
	}
	return size == 1 ? control(v, v->in[0]) : command(v, rd_of(v->in, size));
}

enum eg_err vicc_serve(int fd, int stop_fd, struct chip *c, FILE *capture)
{
	static struct vicc v; /* 128 KiB: too large for the stack; one card a process */
	enum eg_err err = EG_OK;
	v = (struct vicc){.fd = fd, .stop_fd = stop_fd, .chip = c, .capture = capture};
	(void)clock_gettime(CLOCK_MONOTONIC, &v.start); /* cannot fail for this clock */
	while (err == EG_OK) {
		err = serve_one(&v);
	}
	if (err == EG_GONE) {
		capture_text(&v, "taken off the reader");
		return EG_OK;
	}
	return err == EG_DENIED ? EG_GONE : err;
}
