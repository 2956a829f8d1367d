/* Unit tests of finite-field Diffie-Hellman and of the mappings: published numbers, and refusals.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/hex.h"
#include "pki/crypt_dh.h"

/* Doc 9303-11, G.2 and H.2: the group of id 0. */
#define P_0                                                                \
	"B10B8F96A080E01DDE92DE5EAE5D54EC52C99FBCFB06A3C69A6A9DCA52D23B61" \
	"6073E28675A23D189838EF1E2EE652C013ECB4AEA906112324975C3CD49B83BF" \
	"ACCBDD7D90C4BD7098488E9C219A73724EFFD6FAE5644738FAA31A4FF55BCCC0" \
	"A151AF5F0DC8B4BD45BF37DF365C1A65E68CFDA76D4DA708DF1FB2BC2E4A4371"
#define G_0                                                                \
	"A4D1CBD5C3FD34126765A442EFB99905F8104DD258AC507FD6406CFF14266D31" \
	"266FEA1E5C41564B777E690F5504F213160217B4B01B886A5E91547F9E2749F4" \
	"D7FBD7D3B9A92EE1909D0D2263F80A76A6A24C087A091F531DBF0A0169B6A28A" \
	"D662A4D18E73AFA32D779D5918D08BC8858F4DCEF97C2A24855E6EEB22B3B2E5"
#define Q_0 "F518AA8781A8DF278ABA4E7D64B7CB9D49462353"

/* G.2: generic mapping. */
#define G2_NONCE        "FA5B7E3E49753A0DB9178B7B9BD898C8"
#define G2_TERMINAL_MAP "5265030F751F4AD18B08AC565FC7AC952E41618D"
#define G2_CHIP_MAP     "66DDAFEAC1609CB5B963BB0CB3FF8B3E047F336C"
#define G2_TERMINAL_MAP_PUBLIC                                             \
	"23FB3749EA030D2A25B278D2A562047ADE3F01B74F17A15402CB7352CA7D2B3E" \
	"B71C343DB13D1DEBCE9A3666DBCFC920B49174A602CB47965CAA73DC702489A4" \
	"4D41DB914DE9613DC5E98C94160551C0DF86274B9359BC0490D01B03AD54022D" \
	"CB4F57FAD6322497D7A1E28D46710F461AFE710FBBBC5F8BA166F4311975EC6C"
#define G2_CHIP_MAP_PUBLIC                                                 \
	"78879F57225AA8080D52ED0FC890A4B25336F699AA89A2D3A189654AF70729E6" \
	"23EA5738B26381E4DA19E004706FACE7B235C2DBF2F38748312F3C98C2DD4882" \
	"A41947B324AA1259AC22579DB93F7085655AF30889DBB845D9E6783FE42C9F24" \
	"49400306254C8AE8EE9DD812A804C0B66E8CAFC14F84D8258950A91B44126EE6"
#define G2_H                                                               \
	"5BABEBEF5B74E5BA94B5C063FDA15F1F1CDE94873EE0A5D3A2FCAB49F258D07F" \
	"544F13CB66658C3AFEE9E727389BE3F6CBBBD32128A8C21DD6EEA3CF7091CDDF" \
	"B08B8D007D40318DCCA4FFBF51208790FB4BD111E5A968ED6B6F08B26CA87C41" \
	"0B3CE0C310CE104EABD16629AA48620C1279270CB0750C0D37C57FFFE302AE7F"
#define G2_GENERATOR                                                       \
	"7C9CBFE98F9FBDDA8D143506FA7D9306F4CB17E3C71707AFF5E1C1A123702496" \
	"84D64EE37AF44B8DBD9D45BF6023919CBAA027AB97ACC771666C8E98FF483301" \
	"BFA4872DEDE9034EDFACB70814166B7F360676829B826BEA57291B5AD69FBC84" \
	"EF1E779032A305803F74341793E869742D401325B37EE8565FFCDEE618342DC5"
#define G2_TERMINAL "89CCD99B0E8D3B1F11E1296DCA68EC53411CF2CA"
#define G2_CHIP     "A5B780126B7C980E9FCEA1D4539DA1D27C342DFA"
#define G2_TERMINAL_PUBLIC                                                 \
	"907D89E2D425A178AA81AF4A7774EC8E388C115CAE67031E85EECE520BD91155" \
	"1B9AE4D04369F29A02626C86FBC6747CC7BC352645B6161A2A42D44EDA80A08F" \
	"A8D61B76D3A154AD8A5A51786B0BC07147057871A922212C5F67F43173172236" \
	"B7747D1671E6D692A3C7D40A0C3C5CE397545D015C175EB5130551EDBC2EE5D4"
#define G2_CHIP_PUBLIC                                                     \
	"075693D9AE941877573E634B6E644F8E60AF17A0076B8B123D9201074D36152B" \
	"D8B3A213F53820C42ADC79AB5D0AEEC3AEFB91394DA476BD97B9B14D0A65C1FC" \
	"71A0E019CB08AF55E1F729005FBA7E3FA5DC41899238A250767A6D46DB974064" \
	"386CD456743585F8E5D90CC8B4004B1F6D866C79CE0584E49687FF61BC29AEA1"
#define G2_SHARED                                                          \
	"6BABC7B3A72BCD7EA385E4C62DB2625BD8613B24149E146A629311C4CA6698E3" \
	"8B834B6A9E9CD7184BA8834AFF5043D436950C4C1E7832367C10CB8C314D40E5" \
	"990B0DF7013E64B4549E2270923D06F08CFF6BD3E977DDE6ABE4C31D55C0FA2E" \
	"465E553E77BDF75E3193D3834FC26E8EB1EE2FA1E4FC97C18C3F6CFFFE2607FD"

/* H.2 and H.1: integrated mapping. */
#define H2_R                                                               \
	"EAB98D13E09052952AA729907C3C946184DEA0FE74AD2B3AF506F0A83018459C" \
	"38099CD1F7FF4EA0A078DB1FAC1365505E3DC85500EF95E20B4EEF2E88489233" \
	"BEE0546B472F994B618D168702406791DEEF3CB4810932EC278F3533FDB860EB" \
	"4835C36FA4F1BF3FA0B828A718C96BDE88FBA38A3E6C35AAA10959251EB5FC71" \
	"0FC187258995944C0F926E249373F485"
#define H2_GENERATOR                                                       \
	"1D7D767F11E333BCD6DBAEF40E799E7A926B96973550656FF3C830726D118D61" \
	"C276CDCC61D475CF03A98E0C0E79CAEBA5BE25578BD4551D0B10903236F0B0F9" \
	"76852FA78EEA14EA0ACA87D1E91F688FE0DFF897BBE35A472621D343564B262F" \
	"34223AE8FC59B664BFEDFA2BFE7516CA5510A6BBB633D517EC25D4E0BBAA16C2"
#define H2_CHIP                                                            \
	"020F018C7284B047FA7721A337EFB7ACB1440BB30C5252BD41C97C30C994BB78" \
	"E9F0C5B32744D84017D21FFA6878396A6469CA283EF5C000DAF7D261A39AB886" \
	"0ED4610AB5343390897AAB5A7787E4FAEFA0649C6A94FDF82D991E8E3FC332F5" \
	"142729E7040A3F7D5A4D3CD75CBEE1F043C1CAD2DD484FEB4ED22B597D36688E"
#define H2_CHIP_PUBLIC                                                     \
	"928D9A0F9DBA450F13FC859C6F290D1D36E42431138A4378500BEB4E0401854C" \
	"FF111F71CB6DC1D0335807A11388CC8EAA87B07907AAD9FBA6B169AF6D8C26AF" \
	"8DDDC39ADC3AD2E3FF882B84D23E9768E95A80E4746FB07A9767679FE92133B4" \
	"D379935C771BD7FBED6C7BB4B1708B275EA75679524CDC9C6A91370CC662A2F3"
#define H2_TERMINAL                                                        \
	"4BD0E54740F9A028E6A515BFDAF967848C4F5F5FFF65AA0915947FFD1A0DF2FA" \
	"6981271BC905F3551457B7E03AC3B8066DE4AA406C1171FB43DD939C4BA16175" \
	"103BA3DEE16419AA248118F90CC36A3D6F4C373652E0C3CCE7F0F1D0C5425B36" \
	"00F0F0D6A67F004C8BBA33F2B4733C7252445C1DFC4F1107203F71D2EFB28161"
#define H2_TERMINAL_PUBLIC                                                 \
	"0F0CC62945A8029251FB7EF3C094E12EC68E4EF07F27CB9D9CD04C5C4250FAE0" \
	"E4F8A951557E929AEB48E5C6DD47F2F5CD7C351A9BD2CD722C07EDE166770F08" \
	"FFCB370262CF308DD7B07F2E0DA9CAAA1492344C852906919538C98A4BA4187E" \
	"76CE9D87832386D319CE2E043C3343AEAE6EDBA1A9894DC5094D22F7FE1351D5"
#define H2_SHARED                                                          \
	"419410D6C0A17A4C07C54872CE1CBCEB0A2705C1A434C8A89A4CFE41F1D78124" \
	"CA7EC52BDE7615E5345E48AB1ABB6E7D1D59A57F3174084D3CA4570397C1F622" \
	"28BDFDB2DA191EA2239E2C060DBE3BBC23C2FCD0AF12E0F9E0B99FCF91FF1959" \
	"011D5798B2FCBC1F14FCC24E441F4C8F9B08D977E9498560E63E7FFAB3134EA7"
#define H1_R                                                               \
	"E4447E2DFB3586BAC05DDB00156B57FBB2179A3949294C97254189800C517BAA" \
	"8DA0FF397ED8C445D3E421E4FEB57322"
#define H1_GENERATOR                                                       \
	"048E82D31559ED0FDE92A4D0498ADD3C23BABA94FB77691E31E90AEA77FB17D4" \
	"274C1AE14BD0C3DBAC0C871B7F3608169364437CA30AC243A089D3F266C1E60F" \
	"AD"

/* I.1: Chip Authentication Mapping. */
#define I1_CHIP                                                            \
	"041872709494399E7470A6431BE25E83EEE24FEA568C2ED28DB48E05DB3A610D" \
	"C884D256A40E35EFCB59BF6753D3A489D28C7A4D973C2DA138A6E7A4A08F68E1" \
	"6F"
#define I1_CA "85DC3FA93D0952BFA82F5FD189EE75BD82F11D1F0B8ED4BF5319AC9B53C426B3"
#define I1_MAP                                                             \
	"04A234236AA9B9621E8EFB73B5245C0E09D2576E5277183C1208BDD55280CAE8" \
	"B304F365713A356E65A451E165ECC9AC0AC46E3771342C8FE5AEDD092685338E" \
	"23"

/* RFC 3526, group 14: p = 2q + 1; 4 is a square, 11 is none. */
#define P_SAFE                                                             \
	"FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74" \
	"020BBEA63B139B22514A08798E3404DDEF9519B3CD3A431B302B0A6DF25F1437" \
	"4FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED" \
	"EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF05" \
	"98DA48361C55D39A69163FA8FD24CF5F83655D23DCA3AD961C62F356208552BB" \
	"9ED529077096966D670C354E4ABC9804F1746C08CA18217C32905E462E36CE3B" \
	"E39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF695581718" \
	"3995497CEA956AE515D2261898FA051015728E5A8AACAA68FFFFFFFFFFFFFFFF"
#define Q_SAFE                                                             \
	"7FFFFFFFFFFFFFFFE487ED5110B4611A62633145C06E0E68948127044533E63A" \
	"0105DF531D89CD9128A5043CC71A026EF7CA8CD9E69D218D98158536F92F8A1B" \
	"A7F09AB6B6A8E122F242DABB312F3F637A262174D31BF6B585FFAE5B7A035BF6" \
	"F71C35FDAD44CFD2D74F9208BE258FF324943328F6722D9EE1003E5C50B1DF82" \
	"CC6D241B0E2AE9CD348B1FD47E9267AFC1B2AE91EE51D6CB0E3179AB1042A95D" \
	"CF6A9483B84B4B36B3861AA7255E4C0278BA3604650C10BE19482F23171B671D" \
	"F1CF3B960C074301CD93C1D17603D147DAE2AEF837A62964EF15E5FB4AAC0B8C" \
	"1CCAA4BE754AB5728AE9130C4C7D02880AB9472D455655347FFFFFFFFFFFFFFF"

#define ONE "01"

static struct rd view(const struct hex *h)
{
	return hex_rd(h);
}

static struct crypt_dh *key_of(const char *x)
{
	struct crypt_dh *k = NULL;
	assert_int_equal(crypt_dh_from_private(CRYPT_DH_1024_160, HEX(x), &k), EG_OK);
	return k;
}

static struct hex public_of(const struct crypt_dh *k)
{
	struct hex number = {0};
	struct wr w = WR_ARRAY(number.bytes);
	assert_int_equal(crypt_dh_public(k, &w), EG_OK);
	number.size = w.size;
	return number;
}

static void assert_public(const struct crypt_dh *k, const char *want)
{
	struct hex number = public_of(k);
	assert_true(hex_same(view(&number), HEX(want)));
}

static void assert_agrees(const struct crypt_dh *k, const char *peer, const char *want)
{
	EG_AUTO(bytes_free) struct bytes shared = {0};
	assert_int_equal(crypt_dh_agree(k, HEX(peer), &shared), EG_OK);
	assert_true(hex_same(bytes_rd(&shared), HEX(want)));
}

static struct crypt_dh *mapped(const struct crypt_dh *map_key, const char *peer, const char *x)
{
	struct crypt_dh *k = NULL;
	assert_int_equal(crypt_dh_map_generic(map_key, HEX(peer), HEX(G2_NONCE), HEX(x), &k),
			 EG_OK);
	return k;
}

static void generic_mapping_fits_g_2_on_both_sides(void **state)
{
	(void)state;
	EG_AUTO(crypt_dh_free) struct crypt_dh *terminal = key_of(G2_TERMINAL_MAP);
	EG_AUTO(crypt_dh_free) struct crypt_dh *chip = key_of(G2_CHIP_MAP);
	assert_public(terminal, G2_TERMINAL_MAP_PUBLIC);
	assert_public(chip, G2_CHIP_MAP_PUBLIC);
	assert_agrees(terminal, G2_CHIP_MAP_PUBLIC, G2_H);
	assert_agrees(chip, G2_TERMINAL_MAP_PUBLIC, G2_H);
	EG_AUTO(crypt_dh_free) struct crypt_dh *one = mapped(terminal, G2_CHIP_MAP_PUBLIC, ONE);
	assert_public(one, G2_GENERATOR);
	EG_AUTO(crypt_dh_free)
	struct crypt_dh *own = mapped(terminal, G2_CHIP_MAP_PUBLIC, G2_TERMINAL);
	EG_AUTO(crypt_dh_free)
	struct crypt_dh *other = mapped(chip, G2_TERMINAL_MAP_PUBLIC, G2_CHIP);
	assert_public(own, G2_TERMINAL_PUBLIC);
	assert_public(other, G2_CHIP_PUBLIC);
	assert_agrees(own, G2_CHIP_PUBLIC, G2_SHARED);
	assert_agrees(other, G2_TERMINAL_PUBLIC, G2_SHARED);
}

static struct crypt_dh *integrated(const char *x)
{
	struct crypt_dh *k = NULL;
	assert_int_equal(crypt_dh_map_integrated(CRYPT_DH_1024_160, HEX(H2_R), HEX(x), &k), EG_OK);
	return k;
}

static void integrated_mapping_fits_h_2_on_both_sides(void **state)
{
	(void)state;
	EG_AUTO(crypt_dh_free) struct crypt_dh *one = integrated(ONE);
	EG_AUTO(crypt_dh_free) struct crypt_dh *chip = integrated(H2_CHIP);
	EG_AUTO(crypt_dh_free) struct crypt_dh *terminal = integrated(H2_TERMINAL);
	assert_public(one, H2_GENERATOR);
	assert_public(chip, H2_CHIP_PUBLIC);
	assert_public(terminal, H2_TERMINAL_PUBLIC);
	assert_agrees(chip, H2_TERMINAL_PUBLIC, H2_SHARED);
	assert_agrees(terminal, H2_CHIP_PUBLIC, H2_SHARED);
}

static void point_encoding_fits_h_1(void **state)
{
	(void)state;
	EG_AUTO(crypt_ec_free) struct crypt_ec *one = NULL;
	uint8_t octets[CRYPT_POINT_MAX];
	struct wr w = WR_ARRAY(octets);
	assert_int_equal(crypt_ec_map_integrated(CRYPT_BP256R1, HEX(H1_R), HEX(ONE), &one), EG_OK);
	assert_int_equal(crypt_ec_public(one, &w), EG_OK);
	assert_true(hex_same(wr_view(&w), HEX(H1_GENERATOR)));
}

/* Both branches of appendix B.2 give points on every curve but P-224. */
static void point_encoding_reaches_every_curve_but_p_224(void **state)
{
	(void)state;
	for (unsigned c = CRYPT_P192; c <= CRYPT_P521; c++) {
		for (unsigned i = 0; i < 16; i++) {
			uint8_t r[80];
			uint8_t octets[CRYPT_POINT_MAX];
			struct wr w = WR_ARRAY(octets);
			EG_AUTO(crypt_ec_free) struct crypt_ec *k = NULL;
			assert_int_equal(crypt_random(r, sizeof(r)), EG_OK);
			enum eg_err err = crypt_ec_map_integrated((enum crypt_curve)c, RD_ARRAY(r),
								  RD_EMPTY, &k);
			assert_int_equal(err, c == CRYPT_P224 ? EG_UNSUPPORTED : EG_OK);
			assert_true(k == NULL || crypt_ec_public(k, &w) == EG_OK);
		}
	}
}

static void a_pseudo_random_zero_maps_to_nothing(void **state)
{
	(void)state;
	uint8_t zeros[144] = {0};
	struct crypt_ec *point = NULL;
	struct crypt_dh *number = NULL;
	assert_int_equal(crypt_ec_map_integrated(CRYPT_BP256R1, RD_ARRAY(zeros), RD_EMPTY, &point),
			 EG_BAD_DATA);
	zeros[143] = 1; /* 1 to any power is 1 */
	assert_int_equal(
		crypt_dh_map_integrated(CRYPT_DH_1024_160, RD_ARRAY(zeros), RD_EMPTY, &number),
		EG_BAD_DATA);
	assert_null(point);
	assert_null(number);
}

static void chip_authentication_mapping_fits_i_1_and_nothing_else(void **state)
{
	(void)state;
	struct hex data = from_hex(I1_CA);
	struct rd chip = HEX(I1_CHIP);
	struct rd map = HEX(I1_MAP);
	assert_int_equal(crypt_ec_verify_mapping(CRYPT_BP256R1, chip, hex_rd(&data), map), EG_OK);
	assert_int_equal(crypt_ec_verify_mapping(CRYPT_BP256R1, map, hex_rd(&data), chip),
			 EG_MISMATCH);
	data.bytes[31] ^= 1;
	assert_int_equal(crypt_ec_verify_mapping(CRYPT_BP256R1, chip, hex_rd(&data), map),
			 EG_MISMATCH);
	assert_int_equal(crypt_ec_verify_mapping(CRYPT_BP256R1, chip, rd_of(data.bytes, 31), map),
			 EG_MISMATCH);
	assert_int_equal(crypt_ec_verify_mapping(CRYPT_BP256R1, chip, RD_EMPTY, map), EG_MISMATCH);
	assert_int_equal(
		crypt_ec_verify_mapping(CRYPT_BP256R1, rd_of(chip.at, 64), hex_rd(&data), map),
		EG_BAD_DATA);
}

static void chip_authentication_data_prove_the_static_key(void **state)
{
	(void)state;
	for (unsigned c = CRYPT_P192; c <= CRYPT_P521; c++) {
		uint8_t octets[2 * CRYPT_POINT_MAX];
		struct wr w = WR_ARRAY(octets);
		EG_AUTO(crypt_ec_free) struct crypt_ec *fixed = NULL;
		EG_AUTO(crypt_ec_free) struct crypt_ec *map = NULL;
		EG_AUTO(secret_clear) struct secret data = {0};
		assert_int_equal(crypt_ec_generate((enum crypt_curve)c, &fixed), EG_OK);
		assert_int_equal(crypt_ec_generate((enum crypt_curve)c, &map), EG_OK);
		assert_int_equal(crypt_ec_public(fixed, &w), EG_OK);
		size_t half = w.size;
		assert_int_equal(crypt_ec_public(map, &w), EG_OK);
		assert_int_equal(crypt_ec_cam_data(fixed, map, &data), EG_OK);
		assert_int_equal(crypt_ec_verify_mapping((enum crypt_curve)c, rd_of(octets, half),
							 secret_rd(&data),
							 rd_of(octets + half, half)),
				 EG_OK);
	}
}

static void every_group_agrees_and_survives_its_spki(void **state)
{
	(void)state;
	for (unsigned g = CRYPT_DH_1024_160; g <= CRYPT_DH_2048_256; g++) {
		uint8_t spki[1024];
		uint8_t number[CRYPT_DH_SIZE_MAX];
		struct wr s = WR_ARRAY(spki);
		struct wr n = WR_ARRAY(number);
		EG_AUTO(crypt_dh_free) struct crypt_dh *a = NULL;
		EG_AUTO(crypt_dh_free) struct crypt_dh *b = NULL;
		EG_AUTO(bytes_free) struct bytes one = {0};
		EG_AUTO(bytes_free) struct bytes two = {0};
		assert_int_equal(crypt_dh_generate((enum crypt_dh_group)g, &a), EG_OK);
		assert_int_equal(crypt_dh_spki(a, &s), EG_OK);
		assert_int_equal(crypt_dh_generate_like(wr_view(&s), &b), EG_OK);
		assert_int_equal(crypt_dh_spki_public(wr_view(&s), &n), EG_OK);
		struct hex pa = public_of(a);
		struct hex pb = public_of(b);
		assert_true(rd_equal(wr_view(&n), view(&pa)));
		assert_int_equal(pa.size, crypt_dh_group_size((enum crypt_dh_group)g));
		assert_int_not_equal(pa.bytes[0], 0);
		assert_int_equal(crypt_dh_agree(a, view(&pb), &one), EG_OK);
		assert_int_equal(crypt_dh_agree(b, view(&pa), &two), EG_OK);
		assert_int_equal(one.size, pa.size);
		assert_true(secret_equal(bytes_rd(&one), bytes_rd(&two)));
	}
}

/* SubjectPublicKeyInfo of group 0's p with what else a test wants. */
static struct hex spki_of(struct rd oid, const char *const *numbers, size_t count, const char *y)
{
	struct hex h = {0};
	struct wr w = WR_ARRAY(h.bytes);
	size_t all = wr_open(&w, 0x30);
	size_t algorithm = wr_open(&w, 0x30);
	wr_tlv(&w, 0x06, oid);
	size_t parameters = wr_open(&w, 0x30);
	for (size_t i = 0; i < count; i++) {
		wr_uint(&w, HEX(numbers[i]));
	}
	wr_close(&w, parameters);
	wr_close(&w, algorithm);
	size_t bits = wr_open(&w, 0x03);
	wr_u8(&w, 0);
	wr_uint(&w, HEX(y));
	wr_close(&w, bits);
	wr_close(&w, all);
	h.size = w.size;
	return h;
}

#define X942  RD_TEXT("\x2A\x86\x48\xCE\x3E\x02\x01")
#define PKCS3 RD_TEXT("\x2A\x86\x48\x86\xF7\x0D\x01\x03\x01")

static enum eg_err try_like(const struct hex *spki)
{
	EG_AUTO(crypt_dh_free) struct crypt_dh *k = NULL;
	return crypt_dh_generate_like(view(spki), &k);
}

static void pkcs_3_keys_are_used_without_an_order(void **state)
{
	(void)state;
	const char *const numbers[] = {P_0, G_0, "0100"};
	struct hex spki = spki_of(PKCS3, numbers, 3, G2_CHIP_MAP_PUBLIC);
	EG_AUTO(crypt_dh_free) struct crypt_dh *k = NULL;
	assert_int_equal(crypt_dh_from_private_like(view(&spki), HEX(G2_TERMINAL_MAP), &k), EG_OK);
	assert_public(k, G2_TERMINAL_MAP_PUBLIC);
	assert_agrees(k, G2_CHIP_MAP_PUBLIC, G2_H);
	spki = spki_of(PKCS3, numbers, 2, G2_CHIP_MAP_PUBLIC);
	assert_int_equal(try_like(&spki), EG_OK);
	uint8_t octets[1024];
	struct wr again = WR_ARRAY(octets);
	assert_int_equal(crypt_dh_spki(k, &again), EG_OK);
	assert_int_equal(crypt_dh_spki_public(wr_view(&again), &again), EG_OK);
}

static void the_printed_order_belongs_to_the_group(void **state)
{
	(void)state;
	const char *const numbers[] = {P_0, G_0, Q_0};
	struct hex spki = spki_of(X942, numbers, 3, G2_CHIP_MAP_PUBLIC);
	uint8_t octets[1024];
	struct wr w = WR_ARRAY(octets);
	EG_AUTO(crypt_dh_free) struct crypt_dh *k = key_of(G2_CHIP_MAP);
	assert_int_equal(crypt_dh_spki(k, &w), EG_OK);
	assert_true(hex_same(wr_view(&w), view(&spki)));
	assert_int_equal(try_like(&spki), EG_OK);
}

static void safe_primes_with_their_long_order_are_used_fast(void **state)
{
	(void)state;
	const char *const numbers[] = {P_SAFE, "04", Q_SAFE};
	const char *const odd[] = {P_SAFE, "04", G_0};
	struct hex spki = spki_of(X942, numbers, 3, "10");
	EG_AUTO(crypt_dh_free) struct crypt_dh *a = NULL;
	EG_AUTO(crypt_dh_free) struct crypt_dh *b = NULL;
	EG_AUTO(bytes_free) struct bytes one = {0};
	EG_AUTO(bytes_free) struct bytes two = {0};
	assert_int_equal(crypt_dh_generate_like(view(&spki), &a), EG_OK);
	assert_int_equal(crypt_dh_generate_like(view(&spki), &b), EG_OK);
	struct hex pa = public_of(a);
	struct hex pb = public_of(b);
	assert_int_equal(crypt_dh_agree(a, view(&pb), &one), EG_OK);
	assert_int_equal(crypt_dh_agree(b, view(&pa), &two), EG_OK);
	assert_true(secret_equal(bytes_rd(&one), bytes_rd(&two)));
	assert_int_equal(crypt_dh_agree(a, HEX("0B"), &one), EG_BAD_DATA); /* no square */
	spki = spki_of(X942, odd, 3, "10");
	assert_int_equal(try_like(&spki), EG_BAD_DATA); /* q does not divide p - 1 */
}

static void hostile_parameters_are_refused_with_a_reason(void **state)
{
	(void)state;
	static const struct {
		const char *p;
		const char *g;
		const char *q;
		const char *y;
		enum eg_err want;
	} cases[] = {
		{"17", "05", "0B", "02", EG_UNSUPPORTED},               /* tiny */
		{P_0 "00", "02", "0B", "02", EG_BAD_DATA},              /* even */
		{P_0, "01", Q_0, G2_CHIP_MAP_PUBLIC, EG_BAD_DATA},      /* g = 1 */
		{P_0, "00", Q_0, G2_CHIP_MAP_PUBLIC, EG_BAD_DATA},      /* g = 0 */
		{P_0, P_0, Q_0, G2_CHIP_MAP_PUBLIC, EG_BAD_DATA},       /* g = p */
		{P_0, "02", Q_0, G2_CHIP_MAP_PUBLIC, EG_BAD_DATA},      /* g of another order */
		{P_0, G_0, "03", G2_CHIP_MAP_PUBLIC, EG_BAD_DATA},      /* q too small */
		{P_0, G_0, G_0, G2_CHIP_MAP_PUBLIC, EG_BAD_DATA},       /* q divides nothing */
		{P_0, G_0, Q_0, "01", EG_BAD_DATA},                     /* y = 1 */
		{P_0, G_0, Q_0, "02", EG_BAD_DATA},                     /* y outside */
		{P_0, G_0, Q_0, P_0, EG_BAD_DATA},                      /* y = p */
		{P_0 P_0 P_0 P_0 "01", G_0, Q_0, "02", EG_UNSUPPORTED}, /* huge */
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *const numbers[] = {cases[i].p, cases[i].g, cases[i].q};
		struct hex spki = spki_of(X942, numbers, 3, cases[i].y);
		assert_int_equal(try_like(&spki), cases[i].want);
	}
}

static void keys_cut_off_anywhere_are_refused(void **state)
{
	(void)state;
	const char *const numbers[] = {P_0, G_0, Q_0};
	struct hex spki = spki_of(X942, numbers, 3, G2_CHIP_MAP_PUBLIC);
	for (size_t size = 0; size < spki.size; size++) {
		struct hex cut = spki;
		cut.size = size;
		assert_int_equal(try_like(&cut), EG_BAD_DATA);
	}
	const struct rd rsa = RD_TEXT("\x2A\x86\x48\x86\xF7\x0D\x01\x01\x01");
	spki = spki_of(rsa, numbers, 3, G2_CHIP_MAP_PUBLIC);
	assert_int_equal(try_like(&spki), EG_UNSUPPORTED);
}

static void peers_out_of_range_or_of_small_order_are_refused(void **state)
{
	(void)state;
	EG_AUTO(crypt_dh_free) struct crypt_dh *k = key_of(G2_TERMINAL_MAP);
	EG_AUTO(bytes_free) struct bytes shared = {0};
	struct hex top = from_hex(P_0);
	static const char *const bad[] = {"", "00", "01", "02", P_0, "01" P_0, "0000" G_0};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_int_equal(crypt_dh_agree(k, HEX(bad[i]), &shared), EG_BAD_DATA);
	}
	top.bytes[127] ^= 1; /* p - 1, of order 2 */
	assert_int_equal(crypt_dh_agree(k, view(&top), &shared), EG_BAD_DATA);
	assert_null(shared.data);
	assert_agrees(k, "00" G2_CHIP_MAP_PUBLIC, G2_H);
}

static void mapped_keys_map_no_further(void **state)
{
	(void)state;
	uint8_t octets[1024];
	struct wr w = WR_ARRAY(octets);
	struct crypt_dh *k = NULL;
	EG_AUTO(crypt_dh_free) struct crypt_dh *one = integrated(ONE);
	assert_int_equal(
		crypt_dh_map_generic(one, HEX(G2_CHIP_MAP_PUBLIC), HEX("02"), RD_EMPTY, &k),
		EG_STATE);
	assert_null(k);
	assert_int_equal(crypt_dh_spki(one, &w), EG_STATE);
}

static void private_numbers_out_of_range_are_refused(void **state)
{
	(void)state;
	static const char *const bad[] = {"", "00", P_0, "00" P_0, Q_0};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct crypt_dh *k = NULL;
		assert_int_equal(crypt_dh_from_private(CRYPT_DH_1024_160, HEX(bad[i]), &k),
				 EG_BAD_DATA);
		assert_null(k);
	}
	struct crypt_dh *k = NULL;
	assert_int_equal(crypt_dh_generate((enum crypt_dh_group)3, &k), EG_UNSUPPORTED);
}

/* The key of EF.CardSecurity in I.1 names its curve by id. */
static void ec_keys_may_name_their_curve_by_id(void **state)
{
	(void)state;
	enum crypt_curve c;
	EG_AUTO(crypt_pub_free) struct crypt_pub *k = NULL;
	EG_AUTO(crypt_pub_free) struct crypt_pub *none = NULL;
	assert_int_equal(
		crypt_pub_from_spki(HEX("3052300C060704007F0007010202010D034200" I1_CHIP), &k),
		EG_OK);
	assert_int_equal(crypt_pub_curve(k, &c), EG_OK);
	assert_int_equal(c, CRYPT_BP256R1);
	assert_int_equal(
		crypt_pub_from_spki(HEX("3052300C060704007F00070102020107034200" I1_CHIP), &none),
		EG_UNSUPPORTED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(generic_mapping_fits_g_2_on_both_sides),
		cmocka_unit_test(integrated_mapping_fits_h_2_on_both_sides),
		cmocka_unit_test(point_encoding_fits_h_1),
		cmocka_unit_test(point_encoding_reaches_every_curve_but_p_224),
		cmocka_unit_test(a_pseudo_random_zero_maps_to_nothing),
		cmocka_unit_test(chip_authentication_mapping_fits_i_1_and_nothing_else),
		cmocka_unit_test(chip_authentication_data_prove_the_static_key),
		cmocka_unit_test(every_group_agrees_and_survives_its_spki),
		cmocka_unit_test(pkcs_3_keys_are_used_without_an_order),
		cmocka_unit_test(the_printed_order_belongs_to_the_group),
		cmocka_unit_test(safe_primes_with_their_long_order_are_used_fast),
		cmocka_unit_test(hostile_parameters_are_refused_with_a_reason),
		cmocka_unit_test(keys_cut_off_anywhere_are_refused),
		cmocka_unit_test(peers_out_of_range_or_of_small_order_are_refused),
		cmocka_unit_test(mapped_keys_map_no_further),
		cmocka_unit_test(private_numbers_out_of_range_are_refused),
		cmocka_unit_test(ec_keys_may_name_their_curve_by_id),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
