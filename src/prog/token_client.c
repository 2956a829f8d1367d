/*
 * token_client: this gate's keys in another process, egate-token, which alone holds them.
 * Knows how to start it and to ask it. Never sees a private key, a PIN or a vendor's library.
 */
#include "prog/token_client.h"

#include "os/link.h"
#include "os/path.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#define PROGRAM   "egate-token"
#define PATH_ROOM 4096
#define START_MS  30000 /* a passphrase with much work, a module on a network */
#define ASK_MS    10000 /* longer than any chip waits */

struct token_client {
	int link; /* owned; -1 after a failure */
	struct token_answer ready;
};

/* A key over there. */
struct remote {
	struct token_client *client; /* borrowed */
	uint8_t place;
};

extern char **environ;

void token_client_free(struct token_client **c)
{
	if (c != NULL && *c != NULL) {
		eg_close(&(*c)->link);
		free(*c);
		*c = NULL;
	}
}

static enum eg_err send_ask(const struct token_client *c, const struct token_ask *ask)
{
	uint8_t octets[TOKEN_MESSAGE_MAX + 16];
	struct wr w = WR_ARRAY(octets);
	struct rd datagram;
	token_ask_write(ask, &w);
	EG_TRY(wr_done(&w, &datagram));
	for (;;) {
		ssize_t sent = send(c->link, datagram.at, datagram.left, MSG_NOSIGNAL);
		if (sent >= 0) {
			return EG_OK;
		}
		if (errno != EINTR) {
			return EG_FAIL(EG_GONE, "process of the keys is away");
		}
	}
}

/* One datagram into octets, within ms. */
static enum eg_err receive(const struct token_client *c, int ms, uint8_t *octets, size_t *size)
{
	struct pollfd wait = {.fd = c->link, .events = POLLIN};
	for (;;) {
		int ready = poll(&wait, 1, ms);
		if (ready == 0) {
			return EG_FAIL(EG_TIMEOUT, "process of the keys does not answer");
		}
		ssize_t got = ready < 0 ? -1 : recv(c->link, octets, TOKEN_WIRE_MAX, MSG_TRUNC);
		if (got > 0 && got <= TOKEN_WIRE_MAX) {
			*size = (size_t)got;
			return EG_OK;
		}
		if (got >= 0 || errno != EINTR) {
			return EG_FAIL(EG_GONE, "process of the keys is away");
		}
	}
}

/* One ask, one answer; after a failure of the link itself there is no other. */
static enum eg_err ask(struct token_client *c, const struct token_ask *a, enum token_kind kind,
		       uint8_t octets[TOKEN_WIRE_MAX], struct token_answer *answer)
{
	size_t size = 0;
	if (c->link < 0) {
		return EG_FAIL(EG_GONE, "process of the keys is away");
	}
	enum eg_err err = send_ask(c, a);
	if (err == EG_OK) {
		err = receive(c, ASK_MS, octets, &size);
	}
	if (err == EG_OK) {
		err = token_answer_read(rd_of(octets, size), answer);
	}
	if (err == EG_OK && answer->kind != kind) {
		err = EG_FAIL(EG_BAD_DATA, "answer about a key that was not asked");
	}
	if (err != EG_OK) {
		eg_close(&c->link);
		return err;
	}
	return answer->err == EG_OK ? EG_OK
				    : EG_FAIL(answer->err, "the process of the keys did not do it");
}

static enum eg_err remote_sign(void *self, const struct crypt_sigalg *alg, struct rd message,
			       struct wr *signature)
{
	const struct remote *r = self;
	const struct token_ask a = {
		.kind = TOKEN_ASK_SIGN, .key = r->place, .alg = *alg, .message = message};
	uint8_t octets[TOKEN_WIRE_MAX];
	struct token_answer answer;
	if (message.bad || message.left > TOKEN_MESSAGE_MAX) {
		return EG_FAIL(EG_DENIED, "not what Terminal Authentication signs");
	}
	EG_TRY(ask(r->client, &a, TOKEN_SIGNED, octets, &answer));
	wr_put(signature, answer.signature);
	return signature->bad ? EG_FAIL(EG_TOO_BIG, "signature does not fit") : EG_OK;
}

static enum eg_err remote_tell(void *self, struct terminal_public *out)
{
	const struct remote *r = self;
	const struct token_ask a = {.kind = TOKEN_ASK_PUBLIC, .key = r->place};
	uint8_t octets[TOKEN_WIRE_MAX];
	struct token_answer answer;
	EG_TRY(ask(r->client, &a, TOKEN_PUBLIC, octets, &answer));
	*out = answer.public_half;
	return EG_OK;
}

static void remote_close(void *self)
{
	free(self);
}

static const struct terminal_key_ops remote_ops = {
	.sign = remote_sign,
	.tell = remote_tell,
	.close = remote_close,
};

enum eg_err token_client_key(struct token_client *c, size_t place, struct terminal_key *out)
{
	*out = (struct terminal_key){0};
	if (place >= c->ready.keys) {
		return EG_FAIL(EG_NOT_FOUND, "no such key in the process of the keys");
	}
	struct remote *r = calloc(1, sizeof(*r));
	if (r == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "key of the terminal");
	}
	*r = (struct remote){c, (uint8_t)place};
	*out = (struct terminal_key){&remote_ops, r};
	return EG_OK;
}

size_t token_client_count(const struct token_client *c)
{
	return c->ready.keys;
}

size_t token_client_plain(const struct token_client *c)
{
	return c->ready.plain;
}

size_t token_client_missing(const struct token_client *c)
{
	return c->ready.missing;
}

/* Path of the program: in a folder, or beside this one. */
static enum eg_err find_program(const char *programs, char path[PATH_ROOM])
{
	char beside[PATH_ROOM];
	if (programs == NULL) {
		EG_TRY(path_of_programs(beside, sizeof(beside)));
		programs = beside;
	}
	return path_in(programs, PROGRAM, path, PATH_ROOM)
		       ? EG_OK
		       : EG_FAIL(EG_CONFIG, "path of " PROGRAM " too long");
}

/* Only the link and standard error reach it. */
static enum eg_err spawn(char *path, char *const words[], int link)
{
	posix_spawn_file_actions_t acts;
	pid_t child;
	if (posix_spawn_file_actions_init(&acts) != 0) {
		return EG_FAIL(EG_NO_MEMORY, "start of " PROGRAM);
	}
	int bad = posix_spawn_file_actions_adddup2(&acts, link, LINK_FD);
	bad |= posix_spawn_file_actions_addopen(&acts, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
	bad |= posix_spawn_file_actions_adddup2(&acts, STDERR_FILENO, STDOUT_FILENO);
	bad |= posix_spawn_file_actions_addclosefrom_np(&acts, LINK_FD + 1);
	if (bad == 0) {
		bad = posix_spawn(&child, path, &acts, NULL, words, environ);
	}
	(void)posix_spawn_file_actions_destroy(&acts); /* cannot fail */
	return bad == 0 ? EG_OK : EG_FAIL(EG_CONFIG, PROGRAM " cannot be started");
}

static enum eg_err make_word(const char *key, const char *value, char word[PATH_ROOM])
{
	int size = snprintf(word, PATH_ROOM, "%s=%s", key, value);
	return size > 0 && size < PATH_ROOM ? EG_OK
					    : EG_FAIL(EG_CONFIG, "path of the keys too long");
}

static enum eg_err wait_ready(struct token_client *c, struct folder_bad *bad)
{
	uint8_t octets[TOKEN_WIRE_MAX];
	size_t size;
	enum eg_err err = receive(c, START_MS, octets, &size);
	if (err == EG_OK) {
		err = token_answer_read(rd_of(octets, size), &c->ready);
	}
	if (err == EG_TIMEOUT) {
		return err;
	}
	if (err == EG_OK && c->ready.kind == TOKEN_READY) {
		return EG_OK;
	}
	if (err == EG_OK && c->ready.kind == TOKEN_REFUSED && bad != NULL &&
	    !rd_dump(c->ready.name, bad->name, sizeof(bad->name) - 1, &size)) {
		return EG_FAIL(EG_STATE, "name of a file");
	}
	return EG_FAIL(EG_CONFIG, "keys of the terminal were refused (see the log)");
}

/* Words of its command line; NULL after the last. */
struct words {
	char path[PATH_ROOM];
	char folder[PATH_ROOM];
	char secret[PATH_ROOM];
	char *list[5];
};

static enum eg_err make_words(const struct token_settings *s, struct words *w)
{
	static char quiet[] = "log=warn";
	size_t count = 0;
	EG_TRY(find_program(s->programs, w->path));
	EG_TRY(make_word("folder", s->folder, w->folder));
	w->list[count++] = w->path;
	w->list[count++] = w->folder;
	if (s->secret != NULL) {
		EG_TRY(make_word("secret", s->secret, w->secret));
		w->list[count++] = w->secret;
	}
	if (s->quiet) {
		w->list[count++] = quiet;
	}
	w->list[count] = NULL;
	return EG_OK;
}

enum eg_err token_client_start(const struct token_settings *s, struct token_client **out,
			       struct folder_bad *bad)
{
	EG_AUTO(token_client_free) struct token_client *c = calloc(1, sizeof(*c));
	struct words words;
	int ends[2];
	*out = NULL;
	if (bad != NULL) {
		*bad = (struct folder_bad){0};
	}
	if (c == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "keys of the terminal");
	}
	c->link = -1;
	EG_TRY(make_words(s, &words));
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) {
		return EG_FAIL(EG_IO, "no further connection");
	}
	EG_AUTO(eg_close) int theirs = ends[1];
	c->link = ends[0];
	EG_TRY(spawn(words.path, words.list, theirs));
	eg_close(&theirs);
	EG_TRY(wait_ready(c, bad));
	*out = c;
	c = NULL;
	return EG_OK;
}
