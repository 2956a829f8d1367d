/*
 * chip_quirk_fault: faults that a test plan for readers asks of a chip (BSI TR-03105-5.1); a reader
 * must notice each.
 * Knows data objects by the tags of Doc 9303-11. Never knows how a fault is done.
 */
#include "simulator/chip_quirk_impl.h"

/* Refusals, with any status word. */
#define REFUSED(word, moment, what)                                                        \
	{                                                                                  \
		.name = word "_refused", .text = what " is refused", .form = QUIRK_STATUS, \
		.standard = 0x6A80, .at = (moment), .instead = chip_quirk_refuse           \
	}
/* Faults in the data object with this tag of an answer to GENERAL AUTHENTICATE. */
#define RETAGGED(word, moment, old, new, what)                                             \
	{                                                                                  \
		.name = word "_retagged", .text = what " has another tag", .at = (moment), \
		.tag = (old), .other = (new), .edit = chip_quirk_retag                     \
	}
#define MISSING(word, moment, old, what)                                              \
	{                                                                             \
		.name = word "_missing", .text = what " is left out", .at = (moment), \
		.tag = (old), .edit = chip_quirk_drop                                 \
	}
#define VOID(word, moment, old, what)                                                         \
	{                                                                                     \
		.name = word "_void", .text = what " is empty", .at = (moment), .tag = (old), \
		.edit = chip_quirk_void                                                       \
	}
#define FLIPPED(word, moment, old, what)                                                      \
	{                                                                                     \
		.name = word "_flipped", .text = what " has a wrong bit in so manieth octet", \
		.form = QUIRK_COUNT, .standard = 2, .at = (moment), .tag = (old),             \
		.edit = chip_quirk_flip                                                       \
	}
#define ECHOED(word, moment, old, theirs, what)                                                \
	{                                                                                      \
		.name = word "_echoed", .text = what " is the terminal's own", .at = (moment), \
		.tag = (old), .other = (theirs), .edit = chip_quirk_echo                       \
	}
#define UNFRAMED(word, moment, what)                                                    \
	{                                                                               \
		.name = word "_unframed", .text = what " is not in 7C", .at = (moment), \
		.other = 0x7D, .edit = chip_quirk_frame                                 \
	}

static const struct chip_quirk_rule rules[] = {
	/* BAC and secure messaging */
	REFUSED("bac_token", MOMENT_BAC_TOKEN, "EXTERNAL AUTHENTICATE of BAC"),
	{.name = "bac_mac_flipped",
	 .text = "the MAC of BAC's last answer is wrong",
	 .form = QUIRK_COUNT,
	 .standard = 39,
	 .at = MOMENT_BAC_TOKEN,
	 .edit = chip_quirk_flip_answer},
	{.name = "bac_garbled",
	 .text = "the cryptogram of BAC's last answer is wrong under a right MAC",
	 .at = MOMENT_BAC_TOKEN,
	 .edit = chip_quirk_bac_garbled},
	{.name = "sm_refused",
	 .text = "so manieth protected command is told to have wrong data objects",
	 .form = QUIRK_COUNT,
	 .standard = 2,
	 .other = SW_SM_OBJECT_WRONG,
	 .naked = chip_quirk_naked_dropped},
	{.name = "sm_always_refused",
	 .text = "every protected command behind so many is refused, protected",
	 .form = QUIRK_COUNT,
	 .standard = 2,
	 .other = SW_SECURITY_STATUS,
	 .instead = chip_quirk_refuse_late},
	{.name = "sm_mac_missing",
	 .text = "so manieth protected answer has no MAC",
	 .form = QUIRK_COUNT,
	 .standard = 2,
	 .tag = 0x8E,
	 .seal = chip_quirk_seal_drop},
	{.name = "sm_cryptogram_missing",
	 .text = "so manieth protected answer has no cryptogram",
	 .form = QUIRK_COUNT,
	 .standard = 2,
	 .tag = 0x87,
	 .seal = chip_quirk_seal_drop},
	{.name = "sm_status_missing",
	 .text = "so manieth protected answer has no protected status",
	 .form = QUIRK_COUNT,
	 .standard = 2,
	 .tag = 0x99,
	 .seal = chip_quirk_seal_drop},
	{.name = "sm_mac_flipped",
	 .text = "so manieth protected answer has a wrong MAC",
	 .form = QUIRK_COUNT,
	 .standard = 2,
	 .seal = chip_quirk_seal_flip},
	{.name = "sm_garbled",
	 .text = "so manieth protected answer has a wrong cryptogram under a right MAC",
	 .form = QUIRK_COUNT,
	 .standard = 2,
	 .seal = chip_quirk_seal_garble},
	{.name = "sm_off",
	 .text = "from so manieth protected command on the answers are plain",
	 .form = QUIRK_COUNT,
	 .standard = 2,
	 .seal = chip_quirk_seal_plain},
	/* PACE */
	REFUSED("pace_set", MOMENT_PACE_SET, "MSE:Set AT of PACE"),
	REFUSED("pace_nonce", MOMENT_PACE_NONCE, "the first step of PACE"),
	REFUSED("pace_map", MOMENT_PACE_MAP, "the second step of PACE"),
	REFUSED("pace_agree", MOMENT_PACE_AGREE, "the third step of PACE"),
	FLIPPED("pace_nonce", MOMENT_PACE_NONCE, 0x80, "the encrypted nonce"),
	RETAGGED("pace_nonce", MOMENT_PACE_NONCE, 0x80, 0x90, "the encrypted nonce"),
	MISSING("pace_nonce", MOMENT_PACE_NONCE, 0x80, "the encrypted nonce"),
	VOID("pace_nonce", MOMENT_PACE_NONCE, 0x80, "the encrypted nonce"),
	UNFRAMED("pace_nonce", MOMENT_PACE_NONCE, "the encrypted nonce"),
	FLIPPED("pace_map", MOMENT_PACE_MAP, 0x82, "the mapping data"),
	RETAGGED("pace_map", MOMENT_PACE_MAP, 0x82, 0x92, "the mapping data"),
	MISSING("pace_map", MOMENT_PACE_MAP, 0x82, "the mapping data"),
	VOID("pace_map", MOMENT_PACE_MAP, 0x82, "the mapping data"),
	ECHOED("pace_map", MOMENT_PACE_MAP, 0x82, 0x81, "the mapping data"),
	FLIPPED("pace_agree", MOMENT_PACE_AGREE, 0x84, "the ephemeral public key"),
	RETAGGED("pace_agree", MOMENT_PACE_AGREE, 0x84, 0x94, "the ephemeral public key"),
	MISSING("pace_agree", MOMENT_PACE_AGREE, 0x84, "the ephemeral public key"),
	VOID("pace_agree", MOMENT_PACE_AGREE, 0x84, "the ephemeral public key"),
	ECHOED("pace_agree", MOMENT_PACE_AGREE, 0x84, 0x83, "the ephemeral public key"),
	FLIPPED("pace_token", MOMENT_PACE_TOKEN, 0x86, "the authentication token"),
	RETAGGED("pace_token", MOMENT_PACE_TOKEN, 0x86, 0x96, "the authentication token"),
	MISSING("pace_token", MOMENT_PACE_TOKEN, 0x86, "the authentication token"),
	VOID("pace_token", MOMENT_PACE_TOKEN, 0x86, "the authentication token"),
	FLIPPED("cam_data", MOMENT_PACE_TOKEN, 0x8A, "the data of Chip Authentication Mapping"),
	RETAGGED("cam_data", MOMENT_PACE_TOKEN, 0x8A, 0x8B,
		 "the data of Chip Authentication Mapping"),
	MISSING("cam_data", MOMENT_PACE_TOKEN, 0x8A, "the data of Chip Authentication Mapping"),
	VOID("cam_data", MOMENT_PACE_TOKEN, 0x8A, "the data of Chip Authentication Mapping"),
	{.name = "cam_data_added",
	 .text = "data of Chip Authentication Mapping where none are due",
	 .at = MOMENT_PACE_TOKEN,
	 .other = 0x8A,
	 .edit = chip_quirk_add},
	{.name = "cam_data_cut",
	 .text = "the data of Chip Authentication Mapping are no whole blocks",
	 .at = MOMENT_PACE_TOKEN,
	 .tag = 0x8A,
	 .edit = chip_quirk_shorter},
	/* Files and authentication of the chip */
	{.name = "ca_old_keys",
	 .text = "the chip goes on with the old keys after Chip Authentication",
	 .seal = chip_quirk_seal_old_keys},
	{.name = "ca_key_once",
	 .text = "a terminal's key for Chip Authentication that was used before is refused",
	 .form = QUIRK_STATUS,
	 .standard = SW_WRONG_DATA,
	 .instead = chip_quirk_refuse_old_key},
	{.name = "ta_other_number",
	 .text = "the chip takes another identity than it showed into Terminal Authentication",
	 .at = MOMENT_TA_TOKEN,
	 .instead = chip_quirk_other_identity},
	REFUSED("application", MOMENT_SELECT_APPLICATION, "SELECT of the application"),
	REFUSED("select", MOMENT_SELECT_FILE, "SELECT of a file"),
	REFUSED("aa", MOMENT_AA, "Active Authentication"),
	REFUSED("ta_dst", MOMENT_TA_DST, "MSE:Set DST of Terminal Authentication"),
	REFUSED("ta_certificate", MOMENT_TA_CERTIFICATE, "a certificate of the terminal"),
	REFUSED("ta_set", MOMENT_TA_SET, "MSE:Set AT of Terminal Authentication"),
	REFUSED("ta_challenge", MOMENT_TA_CHALLENGE, "GET CHALLENGE of Terminal Authentication"),
	REFUSED("ta_token", MOMENT_TA_TOKEN, "the signature of the terminal"),
	{.name = "ta_challenge_short",
	 .text = "the challenge for the terminal has so many octets only",
	 .form = QUIRK_COUNT,
	 .standard = 7,
	 .at = MOMENT_TA_CHALLENGE,
	 .edit = chip_quirk_cut},
	{.name = "ta_challenge_long",
	 .text = "the challenge for the terminal has one octet too many",
	 .at = MOMENT_TA_CHALLENGE,
	 .edit = chip_quirk_one_more},
	{.name = "aa_trailer",
	 .text = "what Active Authentication signs by RSA ends in so much, neither BC nor CC",
	 .form = QUIRK_COUNT,
	 .standard = 0xAC,
	 .ends = true},
	{.name = "aa_flipped",
	 .text = "the signature of Active Authentication has a wrong bit in so manieth octet",
	 .form = QUIRK_COUNT,
	 .standard = 20,
	 .at = MOMENT_AA,
	 .edit = chip_quirk_flip_answer},
};

const struct chip_quirk_table chip_quirk_fault = {rules, sizeof(rules) / sizeof(rules[0])};
