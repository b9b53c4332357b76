/* Prints how many thousand ticks the time stamp counter makes in a second: "ticks" takes a fifth of one. */
#include <stdint.h>
#include <stdio.h>
#include <time.h>
#include <x86intrin.h>

struct moment {
	uint64_t ticks, nanos;
};

/* Reads both clocks, close together: the closest of many tries, since others may use the processor in between. */
static struct moment now(void)
{
	struct moment best = {0, 0};
	uint64_t gap = UINT64_MAX;
	for (int i = 0; i < 1000; i++) {
		struct timespec time;
		uint64_t before = __rdtsc();
		clock_gettime(CLOCK_MONOTONIC_RAW, &time);
		uint64_t after = __rdtsc();
		if (after - before < gap) {
			gap = after - before;
			best.ticks = before + gap / 2;
			best.nanos = (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec;
		}
	}
	return best;
}

int main(void)
{
	struct timespec pause = {0, 200000000};
	struct moment start = now();
	nanosleep(&pause, NULL);
	struct moment end = now();
	printf("%.0f\n", (double)(end.ticks - start.ticks) * 1e6 / (double)(end.nanos - start.nanos));
	return 0;
}
