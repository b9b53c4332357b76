/*
 * The limit: what a plain socket server in C reaches with the message shapes of NVMe/TCP.
 *
 * It knows five fields of a request (type, length, opcode, command id, transfer length) and nothing else: no connection
 * state, no digest, no payload is ever looked at. It answers
 *
 *     read capsule            72 B            ->  C2HData with SUCCESS   24 B + data
 *     write capsule           72 B + data     ->  CapsuleResp            24 B
 *     write capsule, no data  72 B            ->  R2T                    24 B
 *     H2CData                 24 B + data     ->  CapsuleResp            24 B   (when LAST_PDU is set)
 *
 * Our rig and initiator.c send these at once. A real host wants to connect first, and gets as much of a controller as that
 * takes from controller.h; the messages above stay the same.
 *
 * Requests are taken as they arrive, many in one recv, and the responses of one batch leave in one sendmsg. One thread,
 * epoll (or, with "busy", a spinning recv on every connection).
 *
 *     limit PORT [busy]
 *
 * Prints "listening PORT" when it does. Ends with its standard input, so that it never outlives who started it.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

enum {
	IN_BYTES = 256 * 1024,
	BATCH = 512,              /* responses of one sendmsg: two vectors each, and the kernel takes 1024 */
	HEADER = 24,
	CAPSULE = 72,
	MORE = 2,                 /* an admin command is answered by up to two messages */
	DATA_MAX = 1024 * 1024,
	CONNS = 1024,
};

enum { IC_REQ = 0, CAPSULE_CMD = 4, CAPSULE_RESP = 5, H2C_DATA = 6, C2H_DATA = 7, R2T = 9 };

struct conn {
	int fd;
	int wants_out;
	int admin;                /* a host has connected its admin queue */
	uint32_t cc;              /* its controller configuration */
	uint32_t skip;            /* payload bytes of the present message that are still to come */
	uint32_t held;            /* bytes of in[] that are not taken yet; less than a header, unless the socket is full */
	uint8_t after_skip;       /* a response is due when the payload is here */
	uint16_t after_cid;
	size_t first, last;       /* vectors that still have to leave */
	int responses;
	struct iovec out[2 * (BATCH + MORE)];
	uint8_t header[BATCH + MORE][HEADER];
	uint8_t in[IN_BYTES];
};

static uint8_t *data;
static int epoll_fd;
static int busy;

static uint16_t get16(const uint8_t *p) { uint16_t v; memcpy(&v, p, 2); return v; }
static uint32_t get32(const uint8_t *p) { uint32_t v; memcpy(&v, p, 4); return v; }
static void put16(uint8_t *p, uint16_t v) { memcpy(p, &v, 2); }
static void put32(uint8_t *p, uint32_t v) { memcpy(p, &v, 4); }

static void die(const char *what)
{
	perror(what);
	exit(1);
}

static void respond(struct conn *c, uint8_t type, uint8_t flags, uint16_t cid, uint32_t length)
{
	uint8_t *h = c->header[c->responses++];
	uint32_t payload = type == C2H_DATA ? length : 0;

	memset(h, 0, HEADER);
	h[0] = type;
	h[1] = flags;
	h[2] = HEADER;
	h[3] = payload ? HEADER : 0;
	put32(h + 4, HEADER + payload);
	if (type == CAPSULE_RESP) {
		put16(h + 20, cid);
	} else {
		put16(h + 8, cid);
		put32(h + 16, length);
	}
	c->out[c->last++] = (struct iovec) { h, HEADER };
	if (payload)
		c->out[c->last++] = (struct iovec) { data, payload };
}

#include "controller.h"

static void interest(struct conn *c, int out)
{
	struct epoll_event e = { .events = out ? EPOLLOUT : EPOLLIN, .data.ptr = c };

	c->wants_out = out;
	if (!busy && epoll_ctl(epoll_fd, EPOLL_CTL_MOD, c->fd, &e))
		die("epoll_ctl");
}

/* 0: all is gone, 1: the socket is full, -1: the connection has ended */
static int flush(struct conn *c)
{
	while (c->first < c->last) {
		struct msghdr m = { .msg_iov = c->out + c->first, .msg_iovlen = c->last - c->first };
		ssize_t n = sendmsg(c->fd, &m, MSG_NOSIGNAL | MSG_DONTWAIT);

		if (n < 0)
			return errno == EAGAIN ? 1 : -1;
		while (c->first < c->last && (size_t) n >= c->out[c->first].iov_len)
			n -= c->out[c->first++].iov_len;
		if (n) {
			c->out[c->first].iov_base = (uint8_t *) c->out[c->first].iov_base + n;
			c->out[c->first].iov_len -= n;
		}
	}
	c->first = c->last = 0;
	c->responses = 0;
	return 0;
}

/* Takes messages out of in[0 .. n) as long as there is room for responses; says how many bytes were taken. */
static int64_t take(struct conn *c, uint32_t n)
{
	uint32_t at = 0;

	while (c->responses < BATCH) {
		if (c->skip) {
			uint32_t part = n - at < c->skip ? n - at : c->skip;

			at += part;
			c->skip -= part;
			if (c->skip)
				break;
			if (c->after_skip)
				respond(c, CAPSULE_RESP, 0, c->after_cid, 0);
			continue;
		}
		if (n - at < HEADER)
			break;
		const uint8_t *m = c->in + at;
		uint32_t length = get32(m + 4);

		if (m[0] == IC_REQ) {
			if (length != IC_BYTES)
				return -1;
			if (n - at < IC_BYTES)
				break;
			initialize(c);
			at += IC_BYTES;
		} else if (m[0] == CAPSULE_CMD) {
			if (n - at < CAPSULE)
				break;
			if (c->admin || m[8] == FABRICS) {
				if (length < CAPSULE)
					return -1;
				administer(c, m + 8);
				at += CAPSULE;
				c->skip = length - CAPSULE;
				c->after_skip = 0;
				continue;
			}
			uint16_t cid = get16(m + 10);
			uint32_t transfer = get32(m + 40);

			if (length < CAPSULE || transfer > DATA_MAX)
				return -1;
			at += CAPSULE;
			if (length > CAPSULE) {
				c->skip = length - CAPSULE;
				c->after_skip = 1;
				c->after_cid = cid;
			} else if (m[8] == 2) {
				respond(c, C2H_DATA, 0x0c, cid, transfer);
			} else {
				respond(c, R2T, 0, cid, transfer);
			}
		} else if (m[0] == H2C_DATA && length > HEADER) {
			c->after_skip = m[1] & 4;
			c->after_cid = get16(m + 8);
			at += HEADER;
			c->skip = length - HEADER;
		} else {
			return -1;
		}
	}
	return at;
}

/* Answers what is in in[]. 0: done, 1: the socket is full and something is left, -1: the connection has ended. */
static int answer(struct conn *c)
{
	for (;;) {
		int64_t taken = take(c, c->held);

		if (taken < 0)
			return -1;
		c->held -= taken;
		if (taken && c->held)
			memmove(c->in, c->in + taken, c->held);
		int full = c->responses >= BATCH, r = flush(c);

		/* A full batch may have left messages behind. */
		if (r || !full)
			return r;
	}
}

/* -1: the connection has ended */
static int serve(struct conn *c)
{
	int r;

	if (c->wants_out) {
		r = flush(c);
		if (!r)
			r = answer(c);
		if (r)
			return r < 0 ? -1 : 0;
		interest(c, 0);
	}
	ssize_t n = recv(c->fd, c->in + c->held, IN_BYTES - c->held, MSG_DONTWAIT);

	if (n <= 0)
		return n < 0 && errno == EAGAIN ? 0 : -1;
	c->held += n;
	r = answer(c);
	if (r > 0)
		interest(c, 1);
	return r < 0 ? -1 : 0;
}

static void *until_stdin_ends(void *unused)
{
	char c;

	(void) unused;
	while (read(0, &c, 1) > 0)
		;
	exit(0);
}

static struct conn *accept_one(int listener)
{
	int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC), one = 1;

	if (fd < 0)
		return NULL;
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
	struct conn *c = calloc(1, sizeof *c);

	if (!c)
		die("calloc");
	c->fd = fd;
	return c;
}

static void end(struct conn *c)
{
	close(c->fd);
	free(c);
}

static void run_epoll(int listener)
{
	struct epoll_event ready[64], e = { .events = EPOLLIN, .data.ptr = NULL };

	epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	if (epoll_fd < 0 || epoll_ctl(epoll_fd, EPOLL_CTL_ADD, listener, &e))
		die("epoll");
	for (;;) {
		int n = epoll_wait(epoll_fd, ready, 64, -1);

		if (n < 0 && errno != EINTR)
			die("epoll_wait");
		for (int i = 0; i < n; i++) {
			struct conn *c = ready[i].data.ptr;

			if (c) {
				if (serve(c) < 0)
					end(c);
				continue;
			}
			c = accept_one(listener);
			if (c) {
				e = (struct epoll_event) { .events = EPOLLIN, .data.ptr = c };
				if (epoll_ctl(epoll_fd, EPOLL_CTL_ADD, c->fd, &e))
					die("epoll_ctl");
			}
		}
	}
}

static void run_busy(int listener)
{
	static struct conn *all[CONNS];
	int count = 0;

	for (unsigned turn = 0;; turn++) {
		if (turn % 1024 == 0 && count < CONNS) {
			struct conn *c = accept_one(listener);

			if (c)
				all[count++] = c;
		}
		for (int i = 0; i < count; i++) {
			if (serve(all[i]) < 0) {
				end(all[i]);
				all[i--] = all[--count];
			}
		}
	}
}

int main(int argc, char **argv)
{
	if (argc < 2) {
		fprintf(stderr, "limit PORT [busy]\n");
		return 2;
	}
	busy = argc > 2 && !strcmp(argv[2], "busy");
	data = malloc(DATA_MAX);
	if (!data)
		die("malloc");
	memset(data, 0x5a, DATA_MAX);

	int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), one = 1;
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons(atoi(argv[1])), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t length = sizeof a;

	if (listener < 0 || setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one) || bind(listener, (void *) &a, sizeof a)
			|| listen(listener, 64) || getsockname(listener, (void *) &a, &length))
		die("listen");
	printf("listening %d\n", ntohs(a.sin_port));
	fflush(stdout);

	pthread_t watcher;

	if (pthread_create(&watcher, NULL, until_stdin_ends, NULL))
		die("pthread_create");
	if (busy)
		run_busy(listener);
	else
		run_epoll(listener);
}
