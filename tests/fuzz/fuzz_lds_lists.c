/*
 * fuzz_lds_lists: EF.COM, EF.DIR, EF.ATR/INFO, SecurityInfos and DG14 as any bytes; what is given
 * lies within the file, and buffer sizes are told only where they let more than short commands
 * through.
 *
 *   first octet   which file
 */
#include "tests/fuzz/within.h"

#include "emrtd/lds.h"
#include "emrtd/lds_atr_info.h"
#include "emrtd/lds_com.h"
#include "emrtd/lds_dir.h"
#include "emrtd/lds_infos.h"

static void com(struct rd file)
{
	struct lds_com c;
	enum eg_err err = lds_com(file, &c);
	promise((c.groups & ~0x1FFFEu) == 0 && c.deviations >> LDS_DEVIATION_COUNT == 0);
	promise(c.lds_version[sizeof(c.lds_version) - 1] == '\0');
	promise(c.unicode_version[sizeof(c.unicode_version) - 1] == '\0');
	promise(err == EG_OK || (c.groups == 0 && c.lds_version[0] == '\0'));
}

static void directory(struct rd file)
{
	struct lds_dir d;
	enum eg_err err = lds_dir(file, &d);
	promise(d.count <= LDS_DIR_MAX && d.deviations >> LDS_DEVIATION_COUNT == 0);
	promise(err == EG_OK || d.count == 0);
	for (size_t i = 0; i < d.count; i++) {
		promise(d.of[i].aid.left >= 5 && d.of[i].aid.left <= 16);
		promise(d.has[d.of[i].application]);
		promise_within(d.of[i].aid, file);
		promise_within(d.of[i].label, file);
	}
}

static void atr_info(struct rd file)
{
	struct lds_atr_info a;
	enum eg_err err = lds_atr_info(file, &a);
	promise(a.deviations >> LDS_DEVIATION_COUNT == 0);
	promise(err == EG_OK || !a.lengths);
	promise(a.lengths ? a.command_max >= 261 && a.answer_max >= 258
			  : a.command_max == 0 && a.answer_max == 0);
	promise(a.capabilities || !(a.chaining || a.extended_fields));
	promise(!a.lengths || !a.capabilities || a.extended_fields);
}

static void infos(struct rd set)
{
	struct lds_infos all;
	unsigned sum = 0;
	enum eg_err err = lds_infos(set, &all);
	promise(all.count <= LDS_INFOS_MAX && all.deviations >> LDS_DEVIATION_COUNT == 0);
	promise(err == EG_OK || all.count == 0);
	for (size_t i = 0; i < all.count; i++) {
		promise(all.of[i].kind < LDS_INFO_KIND_COUNT);
		promise_within(all.of[i].protocol, set);
		promise_within(all.of[i].required, set);
	}
	for (size_t i = 0; i < LDS_INFO_KIND_COUNT; i++) {
		sum += all.number_of[i];
	}
	promise(sum >= all.count);
}

static void group_14(struct rd file)
{
	struct rd set;
	enum eg_err err = lds_dg14(file, &set);
	promise_within(set, file);
	promise((err == EG_OK) == (set.left > 0));
	if (err == EG_OK) {
		infos(set);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static void (*const files[])(struct rd) = {com, directory, atr_info, infos, group_14};
	struct rd file = rd_of(data, size);
	uint8_t which;
	if (rd_u8(&file, &which)) {
		files[which % (sizeof(files) / sizeof(files[0]))](file);
	}
	return 0;
}
