/*
 * core_peers: the core's connections: one worker a role, officers and watchers.
 * Knows descriptors and how to end a process. Never knows what a message means.
 */
#include "prog/core_peers.h"

#include "os/link.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/syscall.h>
#include <unistd.h>

#define NOBODY ((struct peer){.fd = -1, .process = -1})

enum eg_err peers_open(struct peers *p)
{
	for (size_t i = 0; i < ROLE_COUNT; i++) {
		p->workers[i] = NOBODY;
	}
	for (size_t i = 0; i < PEERS_CONSOLES; i++) {
		p->consoles[i] = NOBODY;
	}
	p->epoll = epoll_create1(EPOLL_CLOEXEC);
	return p->epoll >= 0 ? EG_OK : EG_FAIL(EG_IO, "epoll");
}

void peer_close(struct peers *p, struct peer *one)
{
	if (one->fd >= 0) {
		/* egated may not have had its turn to close its copy: epoll would go on with it.
		 * Fails only for one that is not watched. */
		(void)epoll_ctl(p->epoll, EPOLL_CTL_DEL, one->fd, NULL);
	}
	eg_close(&one->fd);
	eg_close(&one->process);
	*one = NOBODY;
}

void peers_close(struct peers *p)
{
	for (size_t i = 0; i < ROLE_COUNT; i++) {
		peer_close(p, &p->workers[i]);
	}
	for (size_t i = 0; i < PEERS_CONSOLES; i++) {
		peer_close(p, &p->consoles[i]);
	}
	eg_close(&p->epoll);
}

static enum eg_err watch(struct peers *p, int fd, uint32_t number)
{
	struct epoll_event e = {.events = EPOLLIN, .data.u32 = number};
	int flags = fcntl(fd, F_GETFL);
	if (flags < 0 || fcntl(fd, F_SETFL, flags | O_NONBLOCK) != 0 ||
	    epoll_ctl(p->epoll, EPOLL_CTL_ADD, fd, &e) != 0) {
		return EG_FAIL(EG_IO, "descriptor cannot be watched");
	}
	return EG_OK;
}

enum eg_err peers_add(struct peers *p, int fd, uint32_t number)
{
	return watch(p, fd, PEERS_OTHER + number);
}

enum eg_err peers_worker(struct peers *p, enum role role, int fd, int process)
{
	struct peer *one = &p->workers[role];
	peer_close(p, one);
	*one = (struct peer){.fd = fd, .process = process};
	return watch(p, fd, role);
}

enum eg_err peers_console(struct peers *p, int fd, uint32_t user)
{
	for (uint32_t i = 0; i < PEERS_CONSOLES; i++) {
		struct peer *one = &p->consoles[i];
		if (one->fd < 0) {
			*one = (struct peer){.fd = fd, .process = -1, .user = user};
			enum eg_err err = watch(p, fd, PEERS_CONSOLE + i);
			if (err != EG_OK) { /* nobody would ever hear its end */
				peer_close(p, one);
			}
			return err;
		}
	}
	eg_close(&fd);
	return EG_FAIL(EG_TOO_BIG, "more consoles than a lane serves");
}

unsigned peers_count(const struct peers *p, uint32_t user)
{
	unsigned count = 0;
	for (size_t i = 0; i < PEERS_CONSOLES; i++) {
		count += p->consoles[i].fd >= 0 && p->consoles[i].user == user ? 1 : 0;
	}
	return count;
}

void peers_kill(struct peers *p, enum role role)
{
	struct peer *one = &p->workers[role];
	if (one->process >= 0) {
		/* Fails only for a process that has ended already. */
		(void)syscall(SYS_pidfd_send_signal, one->process, SIGKILL, NULL, 0);
	}
	peer_close(p, one);
}

bool peers_attended_by(const struct peers *p, uint32_t user)
{
	for (size_t i = 0; i < PEERS_CONSOLES; i++) {
		const struct peer *one = &p->consoles[i];
		if (one->fd >= 0 && one->watches && one->attends && one->user == user) {
			return true;
		}
	}
	return false;
}

/* to: 1 << enum watch_as of each that is meant. */
static bool tell(struct peers *p, const struct msg *m, int bulk_fd, unsigned to)
{
	bool all = true;
	for (size_t i = 0; i < PEERS_CONSOLES; i++) {
		struct peer *one = &p->consoles[i];
		bool meant = one->fd >= 0 && one->watches && (to & 1u << one->as) != 0;
		if (meant && link_send(one->fd, m, bulk_fd) != EG_OK) {
			peer_close(p, one);
			all = false;
		}
	}
	return all;
}

bool peers_tell(struct peers *p, const struct msg *m)
{
	return tell(p, m, -1, 1u << WATCH_LANE | 1u << WATCH_OFFICER);
}

bool peers_show(struct peers *p, const struct msg *m, int bulk_fd)
{
	return tell(p, m, bulk_fd, 1u << WATCH_OFFICER);
}

bool peers_guide(struct peers *p, const struct msg *m)
{
	return tell(p, m, -1, 1u << WATCH_TRAVELLER);
}
