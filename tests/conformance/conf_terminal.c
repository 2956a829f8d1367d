/*
 * conf_terminal: who may read fingers and irises, for the cases with Terminal Authentication.
 */
#include "conf_terminal.h"

#include "prog/terminal.h"

static struct forge_terminal made;
static struct terminal *gate;
static struct termauth_terminal port;

void conf_terminal_forget(void)
{
	terminal_free(&gate);
	forge_terminal_free(&made);
	port = (struct termauth_terminal){0};
}

const struct forge_terminal *conf_terminal_made(void)
{
	return &made;
}

void conf_terminal_without(struct date today, unsigned files)
{
	uint8_t octets[FORGE_PKCS8_MAX];
	struct wr w = WR_ARRAY(octets);
	struct terminal_key key = {0};
	terminal_free(&gate);
	conf_must(terminal_new(today, &gate) == EG_OK, "terminal");
	for (size_t i = 0; i < made.file_count; i++) {
		struct rd certificate = rd_of(made.files[i].bytes, made.files[i].size);
		conf_must((files >> i & 1) != 0 ||
				  terminal_add_certificate(gate, certificate) == EG_OK,
			  "certificate of the terminal");
	}
	conf_must(forge_key_pkcs8(&made.key, &w) == EG_OK &&
			  terminal_key_from_pkcs8(wr_view(&w), &key) == EG_OK,
		  "key of the terminal");
	secret_wipe(octets, sizeof(octets));
	conf_must(terminal_add_key(gate, &key) == EG_OK, "key that fits its certificate");
	port = terminal_port(gate);
}

void conf_terminal_spoil(struct date today, size_t file)
{
	struct forge_terminal_file *f = &made.files[file];
	conf_must(file < made.file_count, "certificate to spoil");
	f->bytes[f->size - 1] ^= 0x01;
	conf_terminal_without(today, 0);
}

void conf_terminal(struct conf_world *w, const struct forge_terminal_order *order)
{
	struct forge_order *o = &w->order;
	conf_terminal_forget();
	conf_must(forge_terminal_new(&made, order) == EG_OK, "certificates of a terminal");
	conf_terminal_without(order->today, 0);
	o->trust_points[0] = forge_terminal_root(&made, order->generations);
	o->trust_point_count = 1;
	if (o->chip_key_count == 0) {
		o->chip_keys[0] =
			(struct forge_chip_key){.curve = CRYPT_P256, .ciphers = 1u << CRYPT_AES128};
		o->chip_key_count = 1;
	}
	w->terminal = &port;
}

void conf_terminal_usual(struct conf_world *w)
{
	const struct forge_terminal_order usual = forge_terminal_usual(w->order.today);
	conf_terminal(w, &usual);
}
