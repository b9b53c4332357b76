/*
 * The limit of a host: what a plain socket client in C reaches with the message shapes of NVMe/TCP, against limit.c.
 *
 * A closed loop: each answer sends the next command. Answers are taken as they arrive, many in one recv; the commands that
 * follow from a batch leave in one sendmsg. No payload is looked at, and none is moved but by the kernel. One thread, epoll
 * (or, with "busy", a spinning recv on every connection).
 *
 *     initiator PORT read|write BYTES DEPTH CONNECTIONS WARM_MS MEASURED_MS [busy]
 *
 * BYTES of a command, DEPTH of each connection. Writes of up to 16 KiB go with their command, larger ones wait for an R2T.
 * Prints one line of names and numbers: commands, time, latencies, and its own processor time, in nanoseconds.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum {
	IN_BYTES = 256 * 1024,
	DEPTH_MAX = 256,          /* two vectors each, and the kernel takes 1024 */
	IN_CAPSULE = 16 * 1024,
	HEADER = 24,
	CAPSULE = 72,
	CONNS = 64,
	SUB = 64,                 /* buckets of a power of two: latencies to 1.6 % */
	BUCKETS = 64 * SUB,
};

enum { CAPSULE_CMD = 4, CAPSULE_RESP = 5, H2C_DATA = 6, C2H_DATA = 7, R2T = 9 };

struct conn {
	int fd;
	int wants_out;
	uint32_t skip;            /* payload bytes of the present answer that are still to come */
	uint16_t skip_cid;        /* whose answer it is */
	uint32_t held;            /* bytes of in[] that are not taken yet: less than a header */
	int idle[DEPTH_MAX], idles;
	uint64_t began[DEPTH_MAX];
	size_t first, last;       /* vectors that still have to leave */
	struct iovec out[2 * DEPTH_MAX];
	uint8_t message[DEPTH_MAX][CAPSULE];
	uint8_t in[IN_BYTES];
};

static struct conn *conns[CONNS];
static uint8_t *data;
static int count, depth, bytes, writes, busy, epoll_fd;
static uint64_t completed, seed = 88172645463325252ULL, now;
static uint64_t buckets[BUCKETS], longest;

static uint16_t get16(const uint8_t *p) { uint16_t v; memcpy(&v, p, 2); return v; }
static uint32_t get32(const uint8_t *p) { uint32_t v; memcpy(&v, p, 4); return v; }
static void put16(uint8_t *p, uint16_t v) { memcpy(p, &v, 2); }
static void put32(uint8_t *p, uint32_t v) { memcpy(p, &v, 4); }

static void die(const char *what)
{
	perror(what);
	exit(1);
}

static uint64_t clock_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000ULL + t.tv_nsec;
}

static void record(uint64_t ns)
{
	int shift = ns < SUB ? 0 : 64 - __builtin_clzll(ns) - 7;   /* leaves 64 to 127 */

	buckets[shift * SUB + (ns >> shift)]++;
	if (ns > longest)
		longest = ns;
}

static uint64_t percentile(double share)
{
	uint64_t all = 0, seen = 0;

	for (int i = 0; i < BUCKETS; i++)
		all += buckets[i];
	for (int i = 0; i < BUCKETS; i++) {
		seen += buckets[i];
		if (seen && seen >= share * all)
			return i < 2 * SUB ? (uint64_t) i : (uint64_t) (i % SUB + SUB) << (i / SUB - 1);
	}
	return 0;
}

static void queue(struct conn *c, void *what, size_t length)
{
	c->out[c->last++] = (struct iovec) { what, length };
}

static void submit(struct conn *c)
{
	int cid = c->idle[--c->idles], in_capsule = writes && bytes <= IN_CAPSULE;
	uint8_t *m = c->message[cid];

	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	memset(m, 0, CAPSULE);
	m[0] = CAPSULE_CMD;
	m[2] = CAPSULE;
	m[3] = in_capsule ? CAPSULE : 0;
	put32(m + 4, CAPSULE + (in_capsule ? bytes : 0));
	m[8] = writes ? 1 : 2;
	m[9] = 0x40;
	put16(m + 10, cid);
	put32(m + 12, 1);
	put32(m + 8 + 32, bytes);
	m[8 + 39] = in_capsule ? 0x01 : 0x5a;
	put32(m + 8 + 40, seed % 65536);
	put16(m + 8 + 48, bytes / 4096 - 1);
	c->began[cid] = now;
	queue(c, m, CAPSULE);
	if (in_capsule)
		queue(c, data, bytes);
}

static void send_data(struct conn *c, uint16_t cid, uint16_t tag, uint32_t offset, uint32_t length)
{
	uint8_t *m = c->message[cid];

	memset(m, 0, HEADER);
	m[0] = H2C_DATA;
	m[1] = 4;
	m[2] = HEADER;
	m[3] = HEADER;
	put32(m + 4, HEADER + length);
	put16(m + 8, cid);
	put16(m + 10, tag);
	put32(m + 12, offset);
	put32(m + 16, length);
	queue(c, m, HEADER);
	queue(c, data, length);
}

static void interest(struct conn *c, int out)
{
	struct epoll_event e = { .events = out ? EPOLLIN | EPOLLOUT : EPOLLIN, .data.ptr = c };

	c->wants_out = out;
	if (!busy && epoll_ctl(epoll_fd, EPOLL_CTL_MOD, c->fd, &e))
		die("epoll_ctl");
}

static void flush(struct conn *c)
{
	while (c->first < c->last) {
		struct msghdr m = { .msg_iov = c->out + c->first, .msg_iovlen = c->last - c->first };
		ssize_t n = sendmsg(c->fd, &m, MSG_NOSIGNAL | MSG_DONTWAIT);

		if (n < 0 && errno == EAGAIN) {
			if (!c->wants_out)
				interest(c, 1);
			return;
		}
		if (n < 0)
			die("sendmsg");
		while (c->first < c->last && (size_t) n >= c->out[c->first].iov_len)
			n -= c->out[c->first++].iov_len;
		if (n) {
			c->out[c->first].iov_base = (uint8_t *) c->out[c->first].iov_base + n;
			c->out[c->first].iov_len -= n;
		}
	}
	c->first = c->last = 0;
	if (c->wants_out)
		interest(c, 0);
}

static void end_of(struct conn *c, uint16_t cid)
{
	completed++;
	record(now - c->began[cid]);
	c->idle[c->idles++] = cid;
}

/* Takes the messages in in[0 .. n); says how many bytes were taken. */
static uint32_t take(struct conn *c, uint32_t n)
{
	uint32_t at = 0;

	for (;;) {
		if (c->skip) {
			uint32_t part = n - at < c->skip ? n - at : c->skip;

			at += part;
			c->skip -= part;
			if (c->skip)
				return at;
			end_of(c, c->skip_cid);
		}
		if (n - at < HEADER)
			return at;
		const uint8_t *m = c->in + at;

		at += HEADER;
		if (m[0] == C2H_DATA) {
			c->skip = get32(m + 4) - HEADER;
			c->skip_cid = get16(m + 8);
		} else if (m[0] == CAPSULE_RESP) {
			end_of(c, get16(m + 20));
		} else if (m[0] == R2T) {
			send_data(c, get16(m + 8), get16(m + 10), get32(m + 12), get32(m + 16));
		} else {
			fprintf(stderr, "initiator: a message of type %d\n", m[0]);
			exit(1);
		}
	}
}

/* Compacts what waits in a queue whose front has left, so that it never runs past its end. */
static void compact(struct conn *c)
{
	memmove(c->out, c->out + c->first, (c->last - c->first) * sizeof *c->out);
	c->last -= c->first;
	c->first = 0;
}

static void serve(struct conn *c)
{
	ssize_t n = recv(c->fd, c->in + c->held, IN_BYTES - c->held, MSG_DONTWAIT);

	if (n == 0) {
		fprintf(stderr, "initiator: the server has gone\n");
		exit(1);
	}
	if (n < 0 && errno != EAGAIN)
		die("recv");
	if (n > 0) {
		now = clock_ns();
		c->held += n;
		if (c->first)
			compact(c);
		uint32_t taken = take(c, c->held);

		c->held -= taken;
		if (c->held)
			memmove(c->in, c->in + taken, c->held);
		/* A command that has been answered has left: its message and vectors are free. */
		while (c->idles)
			submit(c);
	}
	if (c->last)
		flush(c);
}

static void run(uint64_t ns)
{
	struct epoll_event ready[CONNS];
	uint64_t end = clock_ns() + ns;

	now = clock_ns();
	while (now < end) {
		if (busy) {
			for (int i = 0; i < count; i++)
				serve(conns[i]);
			now = clock_ns();
			continue;
		}
		int n = epoll_wait(epoll_fd, ready, CONNS, 5000);

		if (n == 0) {
			fprintf(stderr, "initiator: no answer for 5 s\n");
			exit(1);
		}
		for (int i = 0; i < n; i++)
			serve(ready[i].data.ptr);
	}
}

static void cpu(uint64_t *on, uint64_t *waited)
{
	FILE *f = fopen("/proc/self/schedstat", "r");

	*on = *waited = 0;
	if (f && fscanf(f, "%lu %lu", on, waited) != 2)
		*on = *waited = 0;
	if (f)
		fclose(f);
}

static void connect_one(int port)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	struct conn *c = calloc(1, sizeof *c);
	int one = 1;

	if (!c)
		die("calloc");
	c->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (c->fd < 0 || connect(c->fd, (void *) &a, sizeof a))
		die("connect");
	setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
	struct epoll_event e = { .events = EPOLLIN, .data.ptr = c };

	if (epoll_ctl(epoll_fd, EPOLL_CTL_ADD, c->fd, &e))
		die("epoll_ctl");
	for (int cid = 0; cid < depth; cid++)
		c->idle[c->idles++] = cid;
	conns[count++] = c;
}

int main(int argc, char **argv)
{
	uint64_t on[2], waited[2];

	if (argc < 8 || (strcmp(argv[2], "read") && strcmp(argv[2], "write"))) {
		fprintf(stderr, "initiator PORT read|write BYTES DEPTH CONNECTIONS WARM_MS MEASURED_MS [busy]\n");
		return 2;
	}
	writes = !strcmp(argv[2], "write");
	bytes = atoi(argv[3]);
	depth = atoi(argv[4]);
	busy = argc > 8 && !strcmp(argv[8], "busy");
	if (bytes < 4096 || bytes > 1 << 20 || depth < 1 || depth > DEPTH_MAX || atoi(argv[5]) < 1 || atoi(argv[5]) > CONNS) {
		fprintf(stderr, "initiator: 4096 to 1048576 bytes, depth 1 to %d, 1 to %d connections\n", DEPTH_MAX, CONNS);
		return 2;
	}
	data = malloc(bytes);
	epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	if (!data || epoll_fd < 0)
		die("start");
	memset(data, 0x5a, bytes);
	for (int i = 0; i < atoi(argv[5]); i++)
		connect_one(atoi(argv[1]));
	now = clock_ns();
	for (int i = 0; i < count; i++) {
		while (conns[i]->idles)
			submit(conns[i]);
		flush(conns[i]);
	}
	run(atoll(argv[6]) * 1000000);
	memset(buckets, 0, sizeof buckets);
	longest = 0;
	uint64_t before = completed, began = clock_ns();

	cpu(&on[0], &waited[0]);
	run(atoll(argv[7]) * 1000000);
	cpu(&on[1], &waited[1]);
	printf("commands %lu ns %lu p50 %lu p99 %lu p999 %lu max %lu onCpu %lu waited %lu\n", completed - before, clock_ns() - began,
		percentile(0.5), percentile(0.99), percentile(0.999), longest, on[1] - on[0], waited[1] - waited[0]);
	return 0;
}
