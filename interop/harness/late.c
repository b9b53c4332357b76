/*
 * A network that is late: passes TCP connections on, and holds what comes from the host for a while, the news included that
 * the host has closed or reset. What was held arrives afterwards, as packets do that a network had lost and sends again.
 *
 *   late LISTEN TARGET      two ports of 127.0.0.1; SIGUSR1: hold from now on, SIGUSR2: let all pass again
 */
#define _DEFAULT_SOURCE
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static int held;

struct pump {
	int from, to, from_host;
};

static void wait_until_open(const struct pump *pump)
{
	pthread_mutex_lock(&lock);
	while (held && pump->from_host)
		pthread_cond_wait(&changed, &lock);
	pthread_mutex_unlock(&lock);
}

static int pass(int to, const char *bytes, ssize_t count)
{
	while (count > 0) {
		ssize_t sent = send(to, bytes, (size_t)count, MSG_NOSIGNAL);
		if (sent <= 0)
			return 0;
		bytes += sent;
		count -= sent;
	}
	return 1;
}

static void *run(void *argument)
{
	struct pump *pump = argument;
	char bytes[65536];
	ssize_t count;

	while ((count = recv(pump->from, bytes, sizeof bytes, 0)) > 0) {
		wait_until_open(pump);
		if (!pass(pump->to, bytes, count))
			break;
	}
	/*
	 * The news of an end comes after what other connections have held: a reset is sent once, and not again when it is lost.
	 * The descriptors stay, so that no other connection gets their numbers.
	 */
	wait_until_open(pump);
	usleep(pump->from_host ? 500000 : 0);
	shutdown(pump->to, SHUT_WR);
	free(pump);
	return NULL;
}

static void start(int from, int to, int from_host)
{
	struct pump *pump = malloc(sizeof *pump);
	pthread_t thread;

	*pump = (struct pump){from, to, from_host};
	if (pthread_create(&thread, NULL, run, pump) != 0)
		abort();
	pthread_detach(thread);
}

static void *accept_all(void *argument)
{
	const int *ports = argument;
	struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	int server = socket(AF_INET, SOCK_STREAM, 0), on = 1;

	setsockopt(server, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	at.sin_port = htons((uint16_t)ports[0]);
	if (bind(server, (struct sockaddr *)&at, sizeof at) != 0 || listen(server, 64) != 0) {
		perror("late");
		exit(1);
	}
	for (;;) {
		int host = accept(server, NULL, NULL), target = socket(AF_INET, SOCK_STREAM, 0);

		at.sin_port = htons((uint16_t)ports[1]);
		if (host < 0 || connect(target, (struct sockaddr *)&at, sizeof at) != 0) {
			close(host);
			close(target);
			continue;
		}
		setsockopt(host, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
		setsockopt(target, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
		start(host, target, 1);
		start(target, host, 0);
	}
}

int main(int count, char **words)
{
	sigset_t signals;
	pthread_t thread;
	int ports[2], which;

	if (count != 3) {
		fprintf(stderr, "late LISTEN TARGET\n");
		return 2;
	}
	ports[0] = atoi(words[1]);
	ports[1] = atoi(words[2]);
	sigemptyset(&signals);
	sigaddset(&signals, SIGUSR1);
	sigaddset(&signals, SIGUSR2);
	pthread_sigmask(SIG_BLOCK, &signals, NULL);
	if (pthread_create(&thread, NULL, accept_all, ports) != 0)
		abort();
	while (sigwait(&signals, &which) == 0) {
		pthread_mutex_lock(&lock);
		held = which == SIGUSR1;
		pthread_cond_broadcast(&changed);
		pthread_mutex_unlock(&lock);
	}
	return 1;
}
