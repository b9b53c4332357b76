/*
 * As much of a controller as a host needs to connect to the limit server: the same for each that asks, with one namespace of
 * 256 MiB that is never looked at. Included by limit.c. Offsets are those of NVM Express Base 2.1 and NVMe/TCP 1.1.
 */

enum {
	IC_BYTES = 128,
	FABRICS = 0x7f,
	PAGE = 4096,
	DNR = 0x4000,
	INVALID_OPCODE = 0x01,
	INVALID_FIELD = 0x02,
};

enum { FCTYPE_SET = 0x00, FCTYPE_CONNECT = 0x01, FCTYPE_GET = 0x04 };
enum { GET_LOG_PAGE = 0x02, IDENTIFY = 0x06, SET_FEATURES = 0x09, GET_FEATURES = 0x0a, EVENT = 0x0c, KEEP_ALIVE = 0x18 };
enum { REG_CAP = 0x00, REG_VS = 0x08, REG_CC = 0x14, REG_CSTS = 0x1c };
enum { CC_EN = 1, CC_SHN = 3 << 14, CSTS_RDY = 1, CSTS_SHUTDOWN_DONE = 2 << 2 };

static uint8_t ic_resp[IC_BYTES], of_controller[64][PAGE], of_namespace[PAGE], namespaces[PAGE], descriptors[PAGE], zeroes[DATA_MAX];
static unsigned controllers;

static void put64(uint8_t *p, uint64_t v) { memcpy(p, &v, 8); }

static void initialize(struct conn *c)
{
	ic_resp[0] = 1;
	ic_resp[2] = IC_BYTES;
	put32(ic_resp + 4, IC_BYTES);
	put32(ic_resp + 12, DATA_MAX);          /* MAXH2CDATA */
	c->responses++;
	c->out[c->last++] = (struct iovec) { ic_resp, IC_BYTES };
}

static uint8_t *message(struct conn *c, uint8_t type, uint32_t payload)
{
	uint8_t *h = c->header[c->responses++];

	memset(h, 0, HEADER);
	h[0] = type;
	h[2] = HEADER;
	h[3] = payload ? HEADER : 0;
	put32(h + 4, HEADER + payload);
	c->out[c->last++] = (struct iovec) { h, HEADER };
	return h;
}

static void complete(struct conn *c, const uint8_t *sqe, uint64_t result, uint16_t head, uint16_t status)
{
	uint8_t *h = message(c, CAPSULE_RESP, 0);

	put64(h + 8, result);
	put16(h + 16, head);
	put16(h + 20, get16(sqe + 2));
	put16(h + 22, status << 1);
}

static void answer_data(struct conn *c, const uint8_t *sqe, uint8_t *page, uint32_t length)
{
	uint8_t *h = message(c, C2H_DATA, length);

	h[1] = 4;                               /* LAST_PDU */
	put16(h + 8, get16(sqe + 2));
	put32(h + 16, length);
	c->out[c->last++] = (struct iovec) { page, length };
	complete(c, sqe, 0, 0, 0);
}

static uint8_t *controller(unsigned id)
{
	uint8_t *p = of_controller[id % 64];

	memset(p + 4, ' ', 68);
	memcpy(p + 4, "limit", 5);              /* SN */
	memcpy(p + 24, "limit", 5);             /* MN */
	memcpy(p + 64, "1", 1);                 /* FR */
	p[76] = 2;                              /* CMIC: several controllers */
	p[77] = 8;                              /* MDTS: 1 MiB */
	put16(p + 78, id);                      /* CNTLID */
	put32(p + 80, 0x20100);                 /* VER */
	p[111] = 1;                             /* CNTRLTYPE: I/O */
	p[259] = 3;                             /* AERL */
	put16(p + 320, 1);                      /* KAS: 100 ms */
	p[512] = 0x66;                          /* SQES */
	p[513] = 0x44;                          /* CQES */
	put16(p + 514, 1024);                   /* MAXCMD */
	put32(p + 516, 1);                      /* NN */
	put32(p + 536, 1 | 1 << 20 | 1 << 21);  /* SGLS: any, offsets in capsules, transport SGLs */
	strcpy((char *) p + 768, "nqn.2026-01.io.fenceline:bench");
	put32(p + 1792, (64 + 16384) / 16);     /* IOCCSZ */
	put32(p + 1796, 1);                     /* IORCSZ */
	p[1803] = 1;                            /* MSDBD */
	return p;
}

static void identify(struct conn *c, const uint8_t *sqe)
{
	switch (sqe[40]) {
	case 0x00:
		put64(of_namespace, 65536);         /* NSZE */
		put64(of_namespace + 8, 65536);     /* NCAP */
		of_namespace[30] = 1;               /* NMIC: shared */
		put32(of_namespace + 128, 12 << 16);/* LBAF0: 4096 bytes */
		answer_data(c, sqe, of_namespace, PAGE);
		break;
	case 0x01:
		answer_data(c, sqe, controller(c->admin), PAGE);
		break;
	case 0x02:
		put32(namespaces, 1);
		answer_data(c, sqe, get32(sqe + 4) == 0 ? namespaces : zeroes, PAGE);
		break;
	case 0x03:
		descriptors[0] = 3;                 /* UUID */
		descriptors[1] = 16;
		memcpy(descriptors + 4, "fenceline--limit", 16);
		answer_data(c, sqe, descriptors, PAGE);
		break;
	case 0x05:
	case 0x06:
		answer_data(c, sqe, zeroes, PAGE);
		break;
	default:
		complete(c, sqe, 0, 0, DNR | INVALID_FIELD);
	}
}

static void fabrics(struct conn *c, const uint8_t *sqe)
{
	uint32_t offset = get32(sqe + 44);

	switch (sqe[4]) {
	case FCTYPE_CONNECT:
		if (get16(sqe + 42) == 0)
			c->admin = ++controllers;
		complete(c, sqe, c->admin, sqe[46] & 4 ? 0xffff : 0, 0);
		break;
	case FCTYPE_SET:
		if (offset == REG_CC)
			c->cc = get32(sqe + 48);
		complete(c, sqe, 0, 0, 0);
		break;
	case FCTYPE_GET:
		complete(c, sqe, offset == REG_CAP ? 1023 | 1 << 16 | 20 << 24 | 1ULL << 37
			: offset == REG_VS ? 0x20100
			: offset == REG_CC ? c->cc
			: offset == REG_CSTS ? (c->cc & CC_EN ? CSTS_RDY : 0) | (c->cc & CC_SHN ? CSTS_SHUTDOWN_DONE : 0) : 0, 0, 0);
		break;
	default:
		complete(c, sqe, 0, 0, DNR | INVALID_FIELD);
	}
}

/* Answers a command of an admin queue, or a Fabrics command. */
static void administer(struct conn *c, const uint8_t *sqe)
{
	uint64_t dwords;

	switch (sqe[0]) {
	case FABRICS:
		fabrics(c, sqe);
		break;
	case IDENTIFY:
		identify(c, sqe);
		break;
	case GET_LOG_PAGE:
		dwords = (get16(sqe + 42) | (uint64_t) get16(sqe + 44) << 16) + 1;
		if (dwords * 4 > DATA_MAX)
			complete(c, sqe, 0, 0, DNR | INVALID_FIELD);
		else
			answer_data(c, sqe, zeroes, dwords * 4);
		break;
	case SET_FEATURES:
		complete(c, sqe, sqe[40] == 7 ? get32(sqe + 44) : 0, 0, 0);
		break;
	case GET_FEATURES:
	case KEEP_ALIVE:
		complete(c, sqe, 0, 0, 0);
		break;
	case EVENT:
		break;                              /* nothing ever happens here */
	default:
		complete(c, sqe, 0, 0, DNR | INVALID_OPCODE);
	}
}
