/*
 * test_core_peers: what is left of a connection that the core has closed: nothing; and to whom the
 * pictures go that it keeps.
 */
#include "prog/core_pictures.h"

#include "os/link.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

struct line {
	int ours;   /* owned by the peers once they have it */
	int theirs; /* owned */
	int copy;   /* owned; egated's, which it closes when it gets its turn */
};

static struct line line_make(void)
{
	int pair[2];
	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair), 0);
	int copy = dup(pair[0]);
	assert_true(copy >= 0);
	return (struct line){pair[0], pair[1], copy};
}

static int woken(const struct peers *p)
{
	struct epoll_event e[4];
	return epoll_wait(p->epoll, e, 4, 0);
}

/* Else the core, above everybody in priority, turns and turns until egated gets a CPU. */
static void a_connection_that_is_closed_wakes_nobody_though_a_copy_lives(void **state)
{
	(void)state;
	struct peers p;
	struct line worker = line_make();
	struct line console = line_make();
	struct msg m = msg_make(MSG_STATUS, 0);
	assert_int_equal(peers_open(&p), EG_OK);
	assert_int_equal(peers_worker(&p, ROLE_PAGE, worker.ours, -1), EG_OK);
	assert_int_equal(peers_console(&p, console.ours, 7), EG_OK);
	assert_int_equal(woken(&p), 0);
	eg_close(&worker.theirs);
	eg_close(&console.theirs);
	assert_int_equal(woken(&p), 2);
	peers_kill(&p, ROLE_PAGE);
	assert_int_equal(woken(&p), 1);
	p.consoles[0].watches = true;
	assert_false(peers_tell(&p, &m)); /* nobody hears it: dropped */
	assert_int_equal(p.consoles[0].fd, -1);
	assert_int_equal(woken(&p), 0);
	peers_close(&p);
	eg_close(&worker.copy);
	eg_close(&console.copy);
}

static struct peer *join(struct peers *p, struct line *l, bool pictures)
{
	static uint32_t user;
	*l = line_make();
	assert_int_equal(peers_console(p, l->ours, user++), EG_OK);
	struct peer *one = p->consoles;
	while (one->fd != l->ours) {
		one++;
	}
	one->watches = true;
	one->as = pictures ? WATCH_OFFICER : WATCH_LANE;
	return one;
}

static struct msg picture_of(size_t size, enum face_picture which)
{
	struct msg m = msg_make(MSG_FACE_PICTURE, 7);
	m.body.face_picture = (struct msg_face_picture){
		.size = (uint32_t)size, .width = 30, .height = 40, .which = (uint8_t)which};
	return m;
}

static void hear_picture(int fd, enum face_picture which, struct rd bytes)
{
	struct msg m;
	EG_AUTO(eg_close) int bulk = -1;
	EG_AUTO(bulk_unmap) struct bulk jpeg = {0};
	assert_int_equal(link_recv(fd, &m, &bulk), EG_OK);
	assert_int_equal(m.kind, MSG_FACE_PICTURE);
	assert_int_equal(m.body.face_picture.which, which);
	assert_int_equal(bulk_map(bulk, bytes.left, FACE_PICTURE_SIZE_MAX, &jpeg), EG_OK);
	assert_true(rd_equal(bulk_rd(&jpeg), bytes));
}

static void end(struct line *l)
{
	eg_close(&l->theirs);
	eg_close(&l->copy);
}

static int descriptors(void)
{
	int count = 0;
	for (int fd = 0; fd < 256; fd++) {
		count += fcntl(fd, F_GETFD) >= 0;
	}
	return count;
}

/* A screen for travellers watches, too: no face may ever come to it. */
static void pictures_go_to_those_alone_who_ask_for_them(void **state)
{
	(void)state;
	int before = descriptors();
	struct peers p;
	struct line officer;
	struct line screen;
	struct core_pictures kept = pictures_none();
	EG_AUTO(eg_close) int bulk = -1;
	struct rd bytes = RD_TEXT("portrait");
	struct msg m = picture_of(bytes.left, FACE_PICTURE_PORTRAIT);
	assert_int_equal(peers_open(&p), EG_OK);
	(void)join(&p, &officer, true);
	(void)join(&p, &screen, false);
	assert_true(pictures_show(&kept, FACE_PICTURE_PORTRAIT, &p)); /* there is none */
	assert_int_equal(bulk_make(bytes, &bulk), EG_OK);
	assert_int_equal(pictures_keep(&kept, &m, bulk), EG_OK);
	eg_close(&bulk); /* the core has its own */
	assert_true(pictures_show(&kept, FACE_PICTURE_PORTRAIT, &p));
	assert_true(pictures_show(&kept, FACE_PICTURE_LIVE, &p));
	hear_picture(officer.theirs, FACE_PICTURE_PORTRAIT, bytes);
	assert_int_equal(fcntl(officer.theirs, F_SETFL, O_NONBLOCK), 0);
	assert_int_equal(fcntl(screen.theirs, F_SETFL, O_NONBLOCK), 0);
	int none;
	assert_int_equal(link_recv(officer.theirs, &m, &none), EG_TIMEOUT);
	assert_int_equal(link_recv(screen.theirs, &m, &none), EG_TIMEOUT);
	pictures_forget(&kept, FACE_PICTURE_PORTRAIT);
	assert_true(pictures_show(&kept, FACE_PICTURE_PORTRAIT, &p));
	assert_int_equal(link_recv(officer.theirs, &m, &none), EG_TIMEOUT);
	pictures_close(&kept);
	peers_close(&p);
	end(&officer);
	end(&screen);
	assert_int_equal(descriptors(), before);
}

static void a_picture_takes_the_place_of_the_one_before(void **state)
{
	(void)state;
	int before = descriptors();
	struct core_pictures kept = pictures_none();
	for (int i = 0; i < 20; i++) {
		EG_AUTO(eg_close) int bulk = -1;
		struct msg m = picture_of(4, FACE_PICTURE_LIVE);
		assert_int_equal(bulk_make(RD_TEXT("live"), &bulk), EG_OK);
		assert_int_equal(pictures_keep(&kept, &m, bulk), EG_OK);
	}
	assert_int_equal(descriptors(), before + 1);
	pictures_close(&kept);
	assert_int_equal(descriptors(), before);
}

static void a_picture_that_can_change_or_has_another_size_is_not_kept(void **state)
{
	(void)state;
	struct core_pictures kept = pictures_none();
	EG_AUTO(eg_close) int open = memfd_create("open", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	EG_AUTO(eg_close) int sealed = -1;
	EG_AUTO(eg_close) int pipe_end = -1;
	struct msg m = picture_of(4, FACE_PICTURE_LIVE);
	int pair[2];
	assert_int_equal(write(open, "live", 4), 4);
	assert_int_equal(pictures_keep(&kept, &m, open), EG_BAD_DATA);
	assert_int_equal(bulk_make(RD_TEXT("lives"), &sealed), EG_OK);
	assert_int_equal(pictures_keep(&kept, &m, sealed), EG_BAD_DATA);
	assert_int_equal(pipe2(pair, O_CLOEXEC), 0);
	pipe_end = pair[0];
	eg_close(&pair[1]);
	assert_int_equal(pictures_keep(&kept, &m, pipe_end), EG_BAD_DATA);
	assert_int_equal(kept.fd[FACE_PICTURE_LIVE], -1);
	pictures_close(&kept);
}

/* Likewise the page's, of which there is one. */
static void a_page_is_kept_as_it_was_sealed_or_not_at_all(void **state)
{
	(void)state;
	int before = descriptors();
	struct core_pictures kept = pictures_none();
	struct msg m = msg_make(MSG_PAGE_PICTURE, 0);
	EG_AUTO(eg_close) int open = memfd_create("open", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	EG_AUTO(eg_close) int sealed = -1;
	m.body.page_picture = (struct msg_page_picture){.size = 4, .width = 2, .height = 2};
	assert_int_equal(bulk_make(RD_TEXT("grey"), &sealed), EG_OK);
	assert_int_equal(write(open, "grey", 4), 4);
	assert_int_equal(pictures_keep_page(&kept, &m, open), EG_BAD_DATA);
	assert_int_equal(kept.page_fd, -1);
	assert_int_equal(pictures_keep_page(&kept, &m, sealed), EG_OK);
	assert_int_equal(pictures_keep_page(&kept, &m, sealed), EG_OK);
	assert_true(kept.page_fd >= 0);
	assert_int_equal(descriptors(), before + 3); /* one of them is the core's */
	pictures_forget_page(&kept);
	assert_int_equal(kept.page.kind, MSG_NOTHING);
	assert_int_equal(pictures_keep_page(&kept, &m, sealed), EG_OK);
	m.body.page_picture.size = 3;
	assert_int_equal(pictures_keep_page(&kept, &m, sealed), EG_BAD_DATA);
	assert_int_equal(kept.page_fd, -1); /* nor the one before it */
	pictures_close(&kept);
	assert_int_equal(descriptors(), before + 2);
}

static bool quiet(int fd)
{
	struct msg m;
	EG_AUTO(eg_close) int none = -1;
	assert_int_equal(fcntl(fd, F_SETFL, O_NONBLOCK), 0);
	return link_recv(fd, &m, &none) == EG_TIMEOUT;
}

static bool hears(int fd, enum msg_kind kind)
{
	struct msg m;
	EG_AUTO(eg_close) int none = -1;
	return link_recv(fd, &m, &none) == EG_OK && m.kind == kind;
}

/* A status to all but screens, facts to officers, guidance to screens alone. */
static void each_is_told_what_it_asked_for_and_nothing_else(void **state)
{
	(void)state;
	struct peers p;
	struct line lines[WATCH_AS_COUNT];
	struct msg status = msg_make(MSG_STATUS, 7);
	struct msg fact = msg_make(MSG_HIT, 7);
	struct msg guide = msg_make(MSG_GUIDE, 0);
	assert_int_equal(peers_open(&p), EG_OK);
	status.body.status.wire = GATE_WIRE_COUNT;
	fact.body.hit = (struct msg_hit){.kind = HIT_PERSON, .matched = 1, .listed = 1};
	for (unsigned as = 0; as < WATCH_AS_COUNT; as++) {
		join(&p, &lines[as], false)->as = (uint8_t)as;
	}
	assert_true(peers_tell(&p, &status));
	assert_true(peers_show(&p, &fact, -1));
	assert_true(peers_guide(&p, &guide));
	assert_true(hears(lines[WATCH_LANE].theirs, MSG_STATUS));
	assert_true(hears(lines[WATCH_OFFICER].theirs, MSG_STATUS));
	assert_true(hears(lines[WATCH_OFFICER].theirs, MSG_HIT));
	assert_true(hears(lines[WATCH_TRAVELLER].theirs, MSG_GUIDE));
	for (unsigned as = 0; as < WATCH_AS_COUNT; as++) {
		assert_true(quiet(lines[as].theirs));
	}
	peers_close(&p);
	for (unsigned as = 0; as < WATCH_AS_COUNT; as++) {
		end(&lines[as]);
	}
}

static void an_officer_attends_who_watches_and_says_so(void **state)
{
	(void)state;
	struct peers p;
	struct line l;
	assert_int_equal(peers_open(&p), EG_OK);
	struct peer *one = join(&p, &l, true);
	one->user = 1000;
	assert_int_equal(peers_count(&p, 1000), 1);
	assert_false(peers_attended_by(&p, 1000));
	one->attends = true;
	assert_true(peers_attended_by(&p, 1000));
	assert_false(peers_attended_by(&p, 1001));
	one->watches = false;
	assert_false(peers_attended_by(&p, 1000));
	peers_close(&p);
	assert_int_equal(peers_count(&p, 1000), 0);
	end(&l);
}

/* The core never waits: a console that does not hear is dropped, others are shown. */
static void an_officer_who_does_not_hear_is_dropped_and_blocks_nobody(void **state)
{
	(void)state;
	struct peers p;
	struct line deaf;
	struct line other;
	struct core_pictures kept = pictures_none();
	EG_AUTO(eg_close) int bulk = -1;
	struct rd bytes = RD_TEXT("live");
	struct msg m = picture_of(bytes.left, FACE_PICTURE_LIVE);
	assert_int_equal(peers_open(&p), EG_OK);
	assert_int_equal(bulk_make(bytes, &bulk), EG_OK);
	assert_int_equal(pictures_keep(&kept, &m, bulk), EG_OK);
	struct peer *one = join(&p, &deaf, true);
	struct peer *two = join(&p, &other, true);
	int shown = 0;
	while (pictures_show(&kept, FACE_PICTURE_LIVE, &p)) {
		hear_picture(other.theirs, FACE_PICTURE_LIVE, bytes);
		assert_true(++shown < 100000);
	}
	assert_int_equal(one->fd, -1);
	assert_true(two->fd >= 0);
	hear_picture(other.theirs, FACE_PICTURE_LIVE, bytes);
	assert_true(pictures_show_one(&kept, two));
	hear_picture(other.theirs, FACE_PICTURE_LIVE, bytes);
	pictures_close(&kept);
	peers_close(&p);
	end(&deaf);
	end(&other);
}

/* Where the kernel watches no more descriptors (a limit for each user), a place must not be lost
 * for ever with each console that comes. */
static void a_console_that_cannot_be_watched_keeps_no_place(void **state)
{
	(void)state;
	struct peers p;
	assert_int_equal(peers_open(&p), EG_OK);
	int epoll = p.epoll;
	p.epoll = -1;
	for (unsigned i = 0; i <= PEERS_CONSOLES; i++) {
		struct line l = line_make();
		uint8_t octet;
		assert_int_equal(peers_console(&p, l.ours, 7), EG_IO);
		eg_close(&l.copy);
		assert_int_equal(read(l.theirs, &octet, 1), 0); /* it is told */
		eg_close(&l.theirs);
	}
	p.epoll = epoll;
	struct line last = line_make();
	assert_int_equal(peers_console(&p, last.ours, 7), EG_OK);
	peers_close(&p);
	eg_close(&last.theirs);
	eg_close(&last.copy);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_console_that_cannot_be_watched_keeps_no_place),
		cmocka_unit_test(a_connection_that_is_closed_wakes_nobody_though_a_copy_lives),
		cmocka_unit_test(pictures_go_to_those_alone_who_ask_for_them),
		cmocka_unit_test(each_is_told_what_it_asked_for_and_nothing_else),
		cmocka_unit_test(an_officer_attends_who_watches_and_says_so),
		cmocka_unit_test(a_picture_takes_the_place_of_the_one_before),
		cmocka_unit_test(a_picture_that_can_change_or_has_another_size_is_not_kept),
		cmocka_unit_test(a_page_is_kept_as_it_was_sealed_or_not_at_all),
		cmocka_unit_test(an_officer_who_does_not_hear_is_dropped_and_blocks_nobody),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
